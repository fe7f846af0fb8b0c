"""Law: a tensor that was decomposed, and not truncated, is the product of its factors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition
from tensorgraph.graph.nodes import Graph, Product, Tensor, Wire
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.rules.decompositions import FACTORS, factor_legs, frozen
from tensorgraph.rewrite.terms import Around, Setting, on_terms


def put_in_factors(setting: Setting, graph: Graph, names: Collection[str]) -> Graph:
    """Every tensor that was decomposed into factors, the first of which has one of these names, as their product."""
    known = {tensor.name: (kept, tensor) for kept, tensor in decomposed(setting) if kept.outputs[0][0] in names}

    def term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
        for place, factor in enumerate(term.factors):
            if isinstance(factor, Tensor) and factor.name in known:
                made, new = _product(*known[factor.name], factor, around.fresh)
                factors = (*term.factors[:place], *made, *term.factors[place + 1 :])
                return (replace(term, factors=factors, summed=(*term.summed, new)),)
        return None

    return on_terms(setting, graph, term)


def decomposed(setting: Setting) -> Iterator[tuple[Decomposition, Tensor]]:
    """The decompositions that are complete, not frozen, and of one tensor as it stands, each with that tensor."""
    for name, entry in setting.network.definitions.items():
        kept = entry.kept
        if not isinstance(kept, Decomposition) or kept.outputs[0][0] != name or frozen(setting, kept):
            continue
        only = _only_tensor(kept.operand)
        if only is not None and kept.rank is None and kept.kind in FACTORS:
            yield kept, only


def _only_tensor(operand: Graph) -> Tensor | None:
    term = operand.body.terms[0]
    plain = len(operand.body.terms) == 1 and term.coefficient.is_one and not term.summed and len(term.factors) == 1
    tensor = term.factors[0] if plain else None
    if not isinstance(tensor, Tensor) or tensor.through:
        return None
    wires = [wire for leg in tensor.legs for wire in leg]
    return tensor if len(set(wires)) == len(wires) == len(operand.wires) else None


def _product(kept: Decomposition, operand: Tensor, tensor: Tensor, fresh: Fresh) -> tuple[tuple[Tensor, ...], Wire]:
    """The factors on the wires of a tensor, and the wire between them."""
    new = matrix(kept).new
    wires = {new: fresh.wire(new)}
    for leg, here in zip(operand.legs, tensor.legs, strict=True):
        wires |= dict(zip(leg, here, strict=True))
    made = [Tensor(name, tuple(tuple(wires[w] for w in leg) for leg in legs)) for name, legs in factor_legs(kept)]
    return tuple(made), wires[new]
