"""The end of a wire that a bubble keeps to itself."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.nodes import Dot


@dataclass(frozen=True)
class Stop(Dot):
    """A bar across the end of a wire: the function takes this wire away (``mean``, ``max``, ``sum``).

    A dot with one leg would say that the entries are added.
    """
