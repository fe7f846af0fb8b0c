"""A part of a plan that runs in blocks of one wire, because it does not fit the memory whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.einsum.operations import Register


@dataclass(frozen=True)
class Stream:
    """Steps that run for one block of indices after the other: ``block`` of ``size`` indices of ``wire`` at once.

    ``indices`` are the steps, which follow one another in the plan, and which index of each is in blocks, as
    `tensorgraph.einsum.indexed` counts them. A result that lacks it is added up, or is the largest of all blocks.
    """

    indices: Mapping[Register, int]
    wire: str
    size: int
    block: int

    @property
    def first(self) -> Register:
        """The first of the steps."""
        return min(self.indices)

    @property
    def blocks(self) -> int:
        """How often they run."""
        return -(-self.size // self.block)


def stream_of(streams: Sequence[Stream], register: Register) -> Stream | None:
    """The one that a step belongs to."""
    return next((stream for stream in streams if register in stream.indices), None)
