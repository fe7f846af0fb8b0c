"""Law: what was decomposed is not changed by the projection on the rows, or columns, of its factors: U U† M = M."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition
from tensorgraph.graph.nodes import Graph, Leg, Product, Tensor, Wire
from tensorgraph.rewrite.rules.factors import decomposed
from tensorgraph.rewrite.terms import Around, Setting, ends, on_terms, tensors, without


def drop_projections(setting: Setting, graph: Graph) -> Graph:
    """Every projection of a decomposed tensor on what it consists of, dropped."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for kept, operand in decomposed(setting):
        for place, tensor in tensors(term):
            if tensor.name == operand.name and not matrix(kept).batch:
                wires = _by_operand(operand, tensor)
                found = next(_dropped(term, place, kept, wires), None)
                if found is not None:
                    return (found,)
    return None


def _by_operand(operand: Tensor, tensor: Tensor) -> dict[Wire, Wire]:
    """The wire of a term for each of what was decomposed."""
    pairs = zip(operand.legs, tensor.legs, strict=True)
    return {wire: here for leg, there in pairs for wire, here in zip(leg, there, strict=True)}


def _dropped(term: Product, place: int, kept: Decomposition, wires: dict[Wire, Wire]) -> Iterator[Product]:
    """The term without a pair of copies of a factor that project the tensor at a place."""
    count, new = ends(term), matrix(kept).new
    tensor = term.factors[place]
    assert isinstance(tensor, Tensor)
    for name, legs in _isometries(kept):
        copies = [(other, factor) for other, factor in tensors(term) if factor.name == name]
        for (one, near), (other, far) in permutations(copies, 2):
            inside = [wires[wire] for leg in legs for wire in leg if wire != new]
            middle = _new_leg(near, legs, new)
            alone = all(wire in term.summed and count[wire] == 2 for wire in (*inside, *middle))
            if alone and _on(near, legs, wires, new) and _new_leg(far, legs, new) == middle:
                moved = _moved(near, far)
                legs_after = tuple(tuple(moved.get(wire, wire) for wire in leg) for leg in tensor.legs)
                rest = list(term.factors)
                rest[place] = replace(tensor, legs=legs_after)
                summed = tuple(wire for wire in term.summed if wire not in inside and wire not in middle)
                bare = replace(term, factors=tuple(rest), summed=summed)
                yield replace(bare, factors=without(bare, one, other))


def _isometries(kept: Decomposition) -> tuple[tuple[str, tuple[Leg, ...]], ...]:
    """The factors that are isometries: both outer ones of an `svd`, the first of a `qr` or an `eigh`."""
    first, last = kept.outputs[0], kept.outputs[-1]
    return (first, last) if kept.kind == "svd" else (first,)


def _new_leg(tensor: Tensor, legs: tuple[Leg, ...], new: Wire) -> Leg:
    return next(here for leg, here in zip(legs, tensor.legs, strict=True) if leg == (new,))


def _on(tensor: Tensor, legs: tuple[Leg, ...], wires: dict[Wire, Wire], new: Wire) -> bool:
    """Whether a factor stands on the wires of the tensor it is from."""
    pairs = zip(legs, tensor.legs, strict=True)
    return all(leg == (new,) or tuple(wires[wire] for wire in leg) == here for leg, here in pairs)


def _moved(near: Tensor, far: Tensor) -> dict[Wire, Wire]:
    """From the wires of the near copy to those of the far one."""
    pairs = zip(near.legs, far.legs, strict=True)
    return {one: other for leg, there in pairs for one, other in zip(leg, there, strict=True)}
