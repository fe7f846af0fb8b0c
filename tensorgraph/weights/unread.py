"""The parts of entries that cuts leave: on each axis the ranges that no tensor reads.

An entry that is cut on several axes is looked at axis by axis, so that a corner may be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.weights.address import Amount
from tensorgraph.weights.keys import NUMBER
from tensorgraph.weights.placing import Placed
from tensorgraph.weights.stores import Store


@dataclass(frozen=True)
class Part:
    """The entries ``start`` to ``stop`` of an axis, of entries of one shape whose keys differ in numbers alone.

    ``beyond`` says what was read of an axis that is only shorter, such as fewer positions: `[:context]`.
    """

    store: Store = field(compare=False)
    keys: tuple[str, ...]
    axis: int
    start: int
    stop: int
    whole: tuple[int, ...]
    beyond: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what is left."""
        return tuple(self.stop - self.start if axis == self.axis else size for axis, size in enumerate(self.whole))

    @property
    def index(self) -> tuple[slice, ...]:
        """It as slices."""
        whole = [slice(0, size) for size in self.whole]
        return (*whole[: self.axis], slice(self.start, self.stop), *whole[self.axis + 1 :])

    @property
    def cut(self) -> str:
        """It as it is written in brackets."""
        end = "" if self.stop == self.whole[self.axis] else self.stop
        return ", ".join([":"] * self.axis + [f"{self.start or ''}:{end}"])


def unread_parts(placed: Sequence[Placed]) -> Iterator[Part]:
    """What nothing reads of the entries that these tensors read."""
    groups: dict[tuple[int, str, Part], list[str]] = {}
    for (store, key), readers in _readers(placed).items():
        for part in _parts(readers):
            groups.setdefault((store, NUMBER.sub("#", key), part), []).append(key)
    for (_, _, part), keys in groups.items():
        yield replace(part, keys=tuple(keys))


def _readers(placed: Sequence[Placed]) -> dict[tuple[int, str], list[Placed]]:
    """Who reads each entry; a store is told by its identity."""
    found: dict[tuple[int, str], list[Placed]] = {}
    for one in placed:
        for piece in one.pieces:
            found.setdefault((id(one.wanted.store), piece.key), []).append(one)
    return found


def _parts(readers: Sequence[Placed]) -> Iterator[Part]:
    """What nothing reads of one entry, its key left open."""
    first = readers[0]
    for axis, size in enumerate(first.entry_shape):
        for start, stop in _gaps([_range(one, axis) for one in readers], size):
            yield Part(first.wanted.store, (), axis, start, stop, first.entry_shape, _shortened(first, axis))


def _range(one: Placed, axis: int) -> tuple[int, int]:
    if not one.fit.index:
        return 0, one.entry_shape[axis]
    part = one.fit.index[axis]
    return (part, part + 1) if isinstance(part, int) else (part.start, part.stop)


def _gaps(ranges: Iterable[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """What of an axis lies between and behind ranges.

    >>> list(_gaps([(6, 8), (0, 2), (1, 4)], 9))
    [(4, 6), (8, 9)]
    """
    end = 0
    for start, stop in sorted(ranges):
        if start > end:
            yield end, start
        end = max(end, stop)
    if end < size:
        yield end, size


def _shortened(one: Placed, axis: int) -> str:
    """Words for a first axis of several that is only shorter."""
    cut = one.wanted.address.cuts[0]
    is_shorter = axis == 0 and cut.start is None and cut.stop is not None and cut.stop == Amount(1, cut.stop.dims[:1])
    return f"beyond `{cut.stop}`" if is_shorter and len(one.entry_shape) > 1 else ""
