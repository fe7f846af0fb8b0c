"""Law: the factors of a decomposition that was not truncated, multiplied, are what was decomposed."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition
from tensorgraph.graph.nodes import Graph, Product, Tensor, Wire
from tensorgraph.rewrite.inline import Fresh, inlined
from tensorgraph.rewrite.terms import Around, Setting, ends, on_terms, tensors, without

FACTORS = {"svd": (0, 1, 2), "qr": (0, 1), "eigh": (0, 1, 0)}
"""Which outputs make up what was decomposed; `eigh` uses its first twice, the other way round."""


def multiply_decompositions(setting: Setting, graph: Graph) -> Graph:
    """Every complete product of factors over their new wire, as what was decomposed."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for _, tensor in tensors(term):
        kept = _kept(setting, tensor)
        if kept is not None and kept.rank is None and kept.kind in FACTORS:
            for chosen in _candidates(term, tensor, kept):
                found = _multiplied(term, kept, chosen, around.fresh)
                if found is not None:
                    return (found,)
    return None


def _kept(setting: Setting, tensor: Tensor) -> Decomposition | None:
    entry = setting.network[tensor.name]
    kept = entry.kept if isinstance(entry, Definition) and tensor.name not in setting.apart else None
    if not isinstance(kept, Decomposition) or tensor.name != kept.outputs[0][0] or frozen(setting, kept):
        return None
    return kept


def frozen(setting: Setting, kept: Decomposition) -> bool:
    """Whether a factor of a decomposition has a value of its own."""
    return any(name in setting.given for name, _ in kept.outputs)


Chosen = tuple[tuple[int, Tensor], ...]


def _candidates(term: Product, first: Tensor, kept: Decomposition) -> list[Chosen]:
    """The ways to take the outputs from the factors of a term, this one first."""
    names = [kept.outputs[place][0] for place in FACTORS[kept.kind]]
    known = [(place, tensor) for place, tensor in tensors(term) if tensor.name in names]
    ways = permutations(known, len(names)) if len(known) <= MOST_COPIES else iter(())
    return [way for way in ways if [tensor.name for _, tensor in way] == names and way[0][1] is first]


MOST_COPIES = 8
"""Most factors of one decomposition in a term that are tried in all orders."""


def _multiplied(term: Product, kept: Decomposition, chosen: Chosen, fresh: Fresh) -> Product | None:
    wires = _wires(kept, chosen)
    if wires is None:
        return None
    new = matrix(kept).new
    if wires[new] not in term.summed or ends(term)[wires[new]] != len(chosen):
        return None
    operand = Definition("", kept.operand)
    legs = tuple(tuple(wires[wire] for wire in leg) for leg in kept.operand.legs)
    inner = inlined(operand, Tensor("", legs), fresh)
    factors = (*without(term, *(place for place, _ in chosen)), inner)
    return replace(term, factors=factors, summed=tuple(wire for wire in term.summed if wire != wires[new]))


def _wires(kept: Decomposition, chosen: Chosen) -> dict[Wire, Wire] | None:
    """The wires of the term for those of the decomposition; None where the factors do not stand together."""
    found: dict[Wire, Wire] = {}
    for (_, legs), (_, tensor) in zip(factor_legs(kept), chosen, strict=True):
        for leg, here in zip(legs, tensor.legs, strict=True):
            for wire, outer in zip(leg, here, strict=True):
                if found.setdefault(wire, outer) != outer:
                    return None
    return found if set(found) >= set(kept.operand.wires) else None


def factor_legs(kept: Decomposition) -> tuple[tuple[str, tuple[tuple[Wire, ...], ...]], ...]:
    """The tensors whose product a decomposition is, each with its legs."""
    shape = matrix(kept)
    turned = dict(zip(shape.rows, shape.columns, strict=False)) if kept.kind == "eigh" else {}
    chosen = [kept.outputs[place] for place in FACTORS[kept.kind]]
    name, legs = chosen[-1]
    last = tuple(tuple(turned.get(wire, wire) for wire in leg) for leg in legs)
    return (*chosen[:-1], (name, last))
