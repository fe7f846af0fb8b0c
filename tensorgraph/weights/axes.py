"""The axes of an entry, once cut, beside the legs of a tensor: sizes that follow, or why they do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.graph.network import Declaration
from tensorgraph.source import Span
from tensorgraph.weights.address import Address
from tensorgraph.weights.pattern import Groups, Pattern
from tensorgraph.weights.sizes import Sizes

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """An entry of a file for a declared tensor: its words in messages, the declaration, and how it is read."""

    words: str
    declaration: Declaration
    address: Address
    pattern: Pattern | None
    span: Span | None
    pattern_span: Span | None

    @property
    def name(self) -> str:
        """The tensor's name."""
        return self.declaration.name

    @property
    def stacked(self) -> tuple[int, ...]:
        """The legs that are numbered in the key, in the order of the key."""
        return tuple(self.declaration.dims.index((dim,)) for dim in self.address.stacked)

    def legs(self, axes: int) -> tuple[int, ...]:
        """The legs of an entry of so many axes: all but the stacked, of ids all but the hot one too."""
        every = [leg for leg in range(len(self.declaration.dims)) if leg not in self.stacked]
        ids = [leg for leg in every if leg != hot_leg(self.declaration)]
        made = axes if self.pattern is None else len(self.pattern.right)
        return tuple(ids if made == len(ids) else every)


class Axes:
    """The axes of one entry and the sizes of their names, found one after the other."""

    def __init__(self, entry: Entry, shape: Shape, cut: Shape, legs: Sequence[int], sizes: Sizes):
        self.entry, self.shape, self.cut, self.before, self.sizes = entry, shape, cut, sizes, sizes.tried()
        self.dims = [entry.declaration.dims[leg] for leg in legs]
        self.leg_names = [entry.declaration.leg_names[leg] for leg in legs]
        plain: Groups = tuple((str(place),) for place in range(len(legs)))
        self.left, self.right = (entry.pattern.left, entry.pattern.right) if entry.pattern else (plain, plain)
        self.found: dict[str, int] = {}
        self.leg_of = {name: place for place, group in enumerate(self.right) for name in group}

    def dims_of(self, name: str) -> tuple[str, ...]:
        """The dimensions that a name stands for; none for a name fused with others into a leg of one dimension."""
        group, dims = self.right[self.leg_of[name]], self.dims[self.leg_of[name]]
        if len(group) == 1:
            return dims
        return (dims[group.index(name)],) if len(group) == len(dims) else ()

    def size_of(self, name: str) -> int | None:
        """The size of a name, as far as it is known."""
        if name in self.found:
            return self.found[name]
        dims = self.dims_of(name)
        return self.sizes.product(dims) if dims else None

    def fitted(self) -> tuple[str, ...]:
        """What must be known before all axes have their sizes; nothing where they fit."""
        self.require_count()
        waiting = self.solve()
        if not waiting:
            self.require_legs()
        return waiting

    def require_count(self) -> None:
        """As many axes as names, none of them empty."""
        if len(self.cut) != len(self.left):
            axes = f"{len(self.left)} axes" if len(self.left) != 1 else "1 axis"
            raise self._wrong(f"{axes}: {self._names()}")
        if 0 in self.cut:
            raise self._wrong("axes of size one or more")

    def solve(self) -> tuple[str, ...]:
        """Every name's size, learnt from the axes; the dimensions to be known before where an axis has two unknown."""
        pending = []
        for size, group in sorted(zip(self.cut, self.left, strict=True), key=lambda axis: len(axis[1])):
            unknown = [name for name in group if self.size_of(name) is None]
            known = prod(self.size_of(name) or 1 for name in group)
            if len(unknown) > 1:
                pending += [dim for name in unknown for dim in self.dims_of(name) if dim not in self.sizes.known]
                continue
            if size % known or (not unknown and size != known):
                raise self._wrong(self._expected(), self._learnt(group))
            for name in group:
                self.found[name] = size // known if name in unknown else self.size_of(name) or 1
                pending += self._learn(self.dims_of(name), self.found[name])
        return tuple(dict.fromkeys(pending))

    def _learnt(self, group: tuple[str, ...]) -> str:
        """What other axes of the entry made of dimensions that had no size."""
        dims = (dim for name in group for dim in self.dims_of(name) if dim not in self.before.known)
        return "\n".join(self.sizes.words(dims))

    def _learn(self, dims: tuple[str, ...], size: int) -> list[str]:
        """The one unknown part of a leg, else what else must be known."""
        unknown = [dim for dim in dims if dim not in self.sizes.known]
        if len(set(unknown)) > 1:
            return unknown[1:]
        if unknown:
            known = self.sizes.product(dim for dim in dims if dim in self.sizes.known) or 1
            each = round((size / known) ** (1 / len(unknown)))
            if known * each ** len(unknown) != size:
                raise self._wrong(self._expected())
            self.sizes.learn(unknown[0], each, f"by `{self.entry.name}`")
        return []

    def require_legs(self) -> None:
        """A leg that several axes are fused into has its size."""
        for size, dims, group in zip(self.leg_shape, self.dims, self.right, strict=True):
            if len(group) > 1 and len(dims) == 1:
                known = self.sizes.known.get(dims[0])
                if known is None:
                    self.sizes.learn(dims[0], size, f"by `{self.entry.name}`")
                elif known != size:
                    raise self._wrong(
                        self._expected(), f"`({' '.join(group)})` is {size}, and the leg {dims[0]} {known}"
                    )

    @property
    def split(self) -> Shape:
        """The size of every name on the left."""
        return tuple(self.found[name] for group in self.left for name in group)

    @property
    def order(self) -> tuple[int, ...]:
        """Where each name of the right stands on the left."""
        left = [name for group in self.left for name in group]
        return tuple(left.index(name) for group in self.right for name in group)

    @property
    def leg_shape(self) -> Shape:
        """The size of each leg."""
        return tuple(prod(self.found[name] for name in group) for group in self.right)

    def _names(self) -> str:
        """What the axes are called: by the pattern, or as the legs."""
        if self.entry.pattern:
            return f"`{str(self.entry.pattern).partition(' ->')[0]}`"
        return ", ".join(self.leg_names) or "a number"

    def _expected(self) -> str:
        """The shape that would fit, by wire name."""
        return " × ".join(map(self._axis_text, self.left)) or "a number"

    def _axis_text(self, group: tuple[str, ...]) -> str:
        parts = [self.before.text(dims) if (dims := self.dims_of(name)) else name for name in group]
        return f"({' · '.join(parts)})" if len(group) > 1 or " · " in parts[0:1] else parts[0] if parts else "1"

    def _wrong(self, expected: str, reason: str = "") -> TensorgraphError:
        cut = f", cut to {times(self.cut)}" if self.entry.address.cuts else ""
        message = f"{self.entry.words} {shape_words(self.shape)}{cut}, and `{self.entry.name}` expects {expected}"
        hints = [reason, *self.before.words(self._dims()), *self._repairs()]
        return mistake("wrong-shape", message, self.entry.span, "\n".join(filter(None, hints)))

    def _dims(self) -> Iterator[str]:
        """The dimensions of axes that have another size."""
        if len(self.cut) == len(self.left):
            for size, group in zip(self.cut, self.left, strict=True):
                dims = [dim for name in group for dim in self.dims_of(name)]
                if self.before.product(dims) != size:
                    yield from dims

    def _repairs(self) -> list[str]:
        """What to write where the axes are merely exchanged, or too long."""
        if self.entry.pattern or len(self.cut) != len(self.dims):
            return []
        wanted = [self.before.product(dims) for dims in self.dims]
        if len(wanted) == 2 and self.dims[0] != self.dims[1] and _agree(self.cut[::-1], wanted):
            return ['write `as: "b a -> a b"` to exchange its axes']
        longer = [want is not None and size > want for size, want in zip(self.cut, wanted, strict=True)]
        same = [long or size == want for size, want, long in zip(self.cut, wanted, longer, strict=True)]
        if self.entry.address.cuts or not all(same) or any(len(dims) > 1 for dims in self.dims):
            return []
        cuts = [f":{dims[0]}" if long else ":" for dims, long in zip(self.dims, longer, strict=True)]
        while cuts[-1] == ":":
            cuts.pop()
        return [f"write `{self.entry.address.key}[{', '.join(cuts)}]` to cut it"]


def _agree(shape: Sequence[int], wanted: Sequence[int | None]) -> bool:
    return all(want in (None, size) for size, want in zip(shape, wanted, strict=True))


def times(shape: Sequence[int]) -> str:
    """A shape as it is said: ``768 × 64``."""
    return " × ".join(map(str, shape)) or "a number"


def shape_words(shape: Sequence[int]) -> str:
    """``has shape 768 × 64``."""
    return f"has shape {times(shape)}" if shape else "is a number"
