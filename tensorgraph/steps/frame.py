"""A derivation or a contraction as frames: what is there after each step, and which of it was there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tensorgraph.graph.network import Network, Picture


@dataclass(frozen=True)
class Frame:
    """What is there after a step.

    ``picture`` has one row; its tensors are known to the network of the `Steps`. ``title`` says what was done, and
    ``words`` more of it, a line each; both are plain words, with mathematics between dollars. ``ids`` has an identity
    for each `Tensor` of the picture in reading order (`tensorgraph.graph.walk.factors`, side by side); ``came`` says of
    which identities of the frame before each is made: itself where it only stayed, several where they merged. The step
    opened the names ``opens``, wherever they were; None says that it made something of what its new tensors came of.
    """

    picture: Picture
    title: str
    words: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    came: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    opens: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Steps:
    """Frames in order, the first before any step. ``network`` knows the tensors that steps make as well."""

    name: str
    kind: Literal["contraction", "derivation"]
    network: Network
    frames: tuple[Frame, ...]
