"""Pieces, tensors on wires: what an operator's nodes become once they have values, and how pieces are contracted.

A contraction is a plan like any other (`tensorgraph.einsum.lower`), over a network made of the pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import torch
from torch import Tensor

from tensorgraph.code.run import execute
from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.table import amount
from tensorgraph.graph import nodes
from tensorgraph.graph.network import Declaration, Kind, Network, Property
from tensorgraph.graph.nodes import Cap, Dot, Graph, Wire
from tensorgraph.source import Source

Wires = tuple[Wire, ...]
Sizes = Mapping[Wire, int]
Box = Mapping[Wire, slice]
"""For some wires, the indices that are taken."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A tensor with a wire for each axis, and its name; with ``hot`` it is ids, one-hot along that wire."""

    name: str
    value: Tensor
    wires: Wires
    hot: Wire | None = None

    @property
    def every(self) -> Wires:
        """Its wires, with the one along which it is one-hot."""
        return self.wires if self.hot is None else (*self.wires, self.hot)

    def within(self, box: Box) -> Piece:
        """A view of the indices in a box."""
        value = self.value
        for axis, wire in enumerate(self.wires):
            if wire in box:
                value = value.narrow(axis, box[wire].start, box[wire].stop - box[wire].start)
        return replace(self, value=value)

    def renamed(self, wires: Mapping[Wire, Wire]) -> Piece:
        """The same tensor on other wires."""
        hot = None if self.hot is None else wires.get(self.hot, self.hot)
        return replace(self, wires=tuple(wires.get(wire, wire) for wire in self.wires), hot=hot)


@dataclass(frozen=True)
class Contraction:
    """The product of pieces, all wires summed but those of the output; ``caps`` fix wires that pieces have, ``loose``
    wires are summed though no piece has them. ``name`` is what a message calls the result."""

    pieces: tuple[Piece, ...]
    output: Wires
    sizes: Sizes
    caps: tuple[Cap, ...] = ()
    loose: Wires = ()
    name: str = "it"

    def plan(self, box: Box) -> Plan:
        """The steps, for the indices of a box."""
        sizes = {**self.sizes, **{wire: part.stop - part.start for wire, part in box.items()}}
        touched = {wire for piece in self.pieces for wire in piece.every}
        caps = [cap for cap in self.caps if (touched | set(self.loose)) & set(cap.leg)]
        inside = touched | {wire for cap in caps for wire in cap.leg} | set(self.loose)
        letters = _letters([*self.output, *sorted(inside - set(self.output), key=_order)])
        summed = tuple(letters[wire] for wire in letters if wire in inside and wire not in self.output)
        network = _network(self.pieces, letters)
        factors: list[nodes.Factor] = [_factor(name, piece, letters) for name, piece in self._named().items()]
        factors += [replace(cap, leg=tuple(letters[wire] for wire in cap.leg)) for cap in caps]
        factors += [Dot(((letters[wire],),)) for wire in (*self.output, *self.loose) if wire not in touched]
        body = nodes.Sum((nodes.Product(tuple(factors), summed=summed),))
        graph = Graph(tuple((letters[wire],) for wire in self.output), body)
        return make_plan(network, {self.name: graph}, {letters[wire].dim: sizes[wire] for wire in letters})

    def run(self, box: Box, dtype: torch.dtype, limit: int) -> Tensor:
        """An axis for each wire of the output; ``limit`` bytes may be used beside the pieces, else `memory`."""
        plan = self.plan(box)
        require_beside(self.name, plan, dtype.itemsize, limit)
        values = {name: piece.within(box).value for name, piece in self._named().items()}
        device = self.pieces[0].value.device if self.pieces else "cpu"
        with torch.no_grad():
            return execute(plan, values, dtype=dtype, device=device)[self.name]

    def entries(self, box: Box) -> int:
        """The most entries alive at once, pieces apart."""
        plan = self.plan(box)
        return plan.peak.value(plan.sizes)

    def _named(self) -> dict[str, Piece]:
        return dict(zip(_names([piece.name for piece in self.pieces]), self.pieces, strict=True))


def require_beside(name: str, plan: Plan, item: int, limit: int) -> None:
    """Raise `memory` where a plan makes more than ``limit`` bytes at once beside its inputs, ``item`` for an entry."""
    wanted = item * plan.peak.value(plan.sizes)
    if wanted > limit:
        made = [step.dims for step in plan.steps if not isinstance(step.operation, Load)]
        largest = max(made, key=lambda dims: product_of(plan.sizes[dim] for dim in dims))
        needs = (
            f"`{name}` needs {amount(wanted, 'B')} of memory beside the values, and {amount(limit, 'B')} may be used"
        )
        raise mistake("memory", needs, None, f"the largest tensor on the way is {' × '.join(largest)}")


def _order(wire: Wire) -> tuple[str, str, int]:
    return wire.name, wire.dim, wire.serial


def _letters(wires: Iterable[Wire]) -> dict[Wire, Wire]:
    """Each wire with a dimension of its own, which messages show."""
    every = list(dict.fromkeys(wires))
    return {w: Wire(name, name) for w, name in zip(every, _names([w.name for w in every]), strict=True)}


def _names(wanted: Sequence[str]) -> list[str]:
    """The names, told apart by a number where they are equal."""
    made: list[str] = []
    for name in wanted:
        further = (f"{name}.{count}" for count in range(1, len(wanted) + 1))
        made.append(next(one for one in (name, *further) if one not in made))
    return made


def _network(pieces: Sequence[Piece], letters: Mapping[Wire, Wire]) -> Network:
    declarations = {}
    for name, piece in zip(_names([piece.name for piece in pieces]), pieces, strict=True):
        dims = tuple(letters[wire].dim for wire in piece.every)
        laws = () if piece.hot is None else (Property("onehot", len(dims) - 1),)
        declarations[name] = Declaration(name, Kind.TENSOR, tuple((dim,) for dim in dims), dims, laws)
    return Network(Source("", ""), {w.dim: None for w in letters.values()}, declarations, {}, {}, {}, ())


def _factor(name: str, piece: Piece, letters: Mapping[Wire, Wire]) -> nodes.Tensor:
    return nodes.Tensor(name, tuple((letters[wire],) for wire in piece.every))


def boxes(wires: Sequence[Wire], sizes: Sizes, most: int) -> Iterator[dict[Wire, slice]]:
    """All indices of some wires in boxes of at most ``most``: the last wires whole, one in parts, those before it index
    by index.

    >>> i, j = Wire("i", "a"), Wire("j", "b")
    >>> [[(part.start, part.stop) for part in box.values()] for box in boxes([i, j], {i: 3, j: 2}, 4)]
    [[(0, 2), (0, 2)], [(2, 3), (0, 2)]]
    """
    steps, left = [], max(1, most)
    for wire in reversed(wires):
        steps.append(min(sizes[wire], left))
        left = max(1, left // sizes[wire])
    cuts = [
        [slice(start, min(start + step, sizes[wire])) for start in range(0, sizes[wire], step)]
        for wire, step in zip(wires, reversed(steps), strict=True)
    ]
    for parts in product(*cuts):
        yield dict(zip(wires, parts, strict=True))


def count_of(wires: Iterable[Wire], sizes: Sizes) -> int:
    """The number of indices of some wires together."""
    return product_of(sizes[wire] for wire in wires)
