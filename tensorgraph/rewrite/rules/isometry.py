"""Law: an isometry contracted with itself over all its large legs is the identity on the small one, U†U = 1. A square
one is a rotation: then UU† = 1 as well."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from tensorgraph.graph.nodes import Graph, Product, Tensor
from tensorgraph.rewrite.terms import Around, Setting, ends, joined, on_terms, tensors, without


def collapse_isometries(setting: Setting, graph: Graph) -> Graph:
    """Every pair of copies joined over the large legs alone, as a wire."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    count = ends(term)
    for (one, first), (other, second) in combinations(tensors(term), 2):
        if first.name != second.name:
            continue
        for leg in _small_legs(setting, first):
            large = [wire for place, part in enumerate(first.legs) if place != leg for wire in part]
            alone = all(wire in term.summed and count[wire] == 2 for wire in large) and len(set(large)) == len(large)
            if alone and _same_but(first, second, leg):
                factors = (*without(term, one, other), *joined((first.legs[leg], second.legs[leg])))
                return (replace(term, factors=factors, summed=tuple(w for w in term.summed if w not in large)),)
    return None


def _small_legs(setting: Setting, tensor: Tensor) -> list[int]:
    declared = [law.leg for law in setting.laws(tensor.name) if law.name == "isometry" and law.leg is not None]
    return [0, 1] if declared and _square(tensor) else declared


def _square(tensor: Tensor) -> bool:
    """Whether a tensor has two legs of the same dimensions."""
    dims = [tuple(wire.dim for wire in leg) for leg in tensor.legs]
    return len(dims) == 2 and dims[0] == dims[1]


def _same_but(first: Tensor, second: Tensor, leg: int) -> bool:
    """Whether two tensors stand on the same wires but for one leg."""
    pairs = zip(first.legs, second.legs, strict=True)
    return not first.through and all(a == b for place, (a, b) in enumerate(pairs) if place != leg)
