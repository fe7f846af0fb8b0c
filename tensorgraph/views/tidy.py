"""A graph as a formula reads it: copy dots and fixed indices are not factors but say which indices are the same.

Law: a copy dot on summed wires is one index used several times; a cap on a summed wire is its number in every place; a
summed wire that nothing uses is a factor, its size. What acts along an axis is never renamed, because `softmax` along j
of what has j and i is not its diagonal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tensorgraph.graph.lettering import whole_legs
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Leg,
    Product,
    Shift,
    Sum,
    Wire,
    free_wires,
    legs_of,
)
from tensorgraph.graph.rename import map_factor, map_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import factors

NUMBER = -1
"""The serial of a wire that stands for a fixed index; its name is the number."""
TIMES = " * "
"""Between the dimensions of a thick wire that is written as one."""


def number(index: int, dim: str) -> Wire:
    """A fixed index in the place of a wire."""
    return Wire(str(index), dim, NUMBER)


def is_number(wire: Wire) -> bool:
    """Whether a wire is a fixed index."""
    return wire.serial == NUMBER


def tidied(graph: Graph) -> Graph:
    """The graph with as few dots and caps as can be; a thick wire with one name is one wire.

    >>> from tensorgraph.graph.nodes import Tensor
    >>> from tensorgraph.graph.text import graph_text
    >>> i, j, k = Wire("i", "n"), Wire("j", "n"), Wire("k", "n")
    >>> body = Product((Tensor("A", ((i,), (j,))), Dot(((j,), (k,))), Tensor("b", ((k,),))), summed=(j, k))
    >>> graph_text(tidied(Graph(((i,),), Sum((body,)))))
    '[i] = (A[i, j] b[j] sum j)'
    """
    graph = _with_whole_legs(graph)
    return replace(graph, body=_sum(graph.body, frozenset()))


def _with_whole_legs(graph: Graph) -> Graph:
    """Thick legs that are one name everywhere as one wire."""
    parts: dict[Wire, Leg] = {}
    for leg in sorted(_whole(graph), key=lambda leg: tuple(map(str, leg))):
        first, *others = leg
        dim = TIMES.join(wire.dim for wire in leg)
        parts |= {first: (Wire(first.name.partition(":")[0], dim, first.serial),)} | dict.fromkeys(others, ())
    return map_wires(graph, lambda wire: parts.get(wire, (wire,))) if parts else graph


def _whole(graph: Graph) -> set[Leg]:
    """The thick legs with one name that meet only such where legs meet part by part."""
    found = whole_legs(graph)
    together = [legs for factor in factors(graph.body) if len(legs := _alike(factor)) > 1]
    while True:
        apart = {leg for legs in together if not found.issuperset(legs) for leg in legs}
        if not apart & found:
            return found
        found -= apart


def _alike(factor: Factor) -> tuple[Leg, ...]:
    """Legs that have the same parts."""
    if isinstance(factor, Dot | Shift):
        return legs_of(factor)
    return factor.axes if isinstance(factor, Apply) and factor.function == "causal" else ()


def _sum(node: Sum, kept: frozenset[Wire]) -> Sum:
    """``kept`` are axes of the function around, which must remain in it."""
    return replace(node, terms=tuple(_term(term, kept) for term in node.terms))


def _term(term: Product, kept: frozenset[Wire]) -> Product:
    done: list[Factor] = []
    waiting = [part for factor in term.factors for part in _parts(factor)]
    summed = term.summed
    while waiting:
        factor = waiting.pop(0)
        if not isinstance(factor, (Dot, Cap)):
            done.append(factor)
            continue
        left, same = _absorbed(factor, Product((*done, *waiting), summed=summed), kept)
        done = [*(_renamed(other, same) for other in done), *left]
        waiting = [_renamed(other, same) for other in waiting]
        summed = tuple(wire for wire in summed if wire not in same)
    inner = tuple(_inside(factor, kept) for factor in _needed(done))
    return _counted(replace(term, factors=inner, summed=summed))


def _parts(factor: Factor) -> list[Factor]:
    """A thick dot as a dot for each part."""
    if not isinstance(factor, Dot):
        return [factor]
    return [Dot(tuple((wire,) for wire in part), factor.span) for part in zip(*factor.legs, strict=True)]


def _needed(done: list[Factor]) -> list[Factor]:
    """Without the `ones` on a wire that something else has."""
    met = {wire for factor in done if not _is_ones(factor) for wire in free_wires(factor)}
    return [factor for factor in done if not _is_ones(factor) or not met & set(free_wires(factor))]


def _is_ones(factor: Factor) -> bool:
    return isinstance(factor, Dot) and len(factor.legs) == 1


def _renamed(factor: Factor, same: Mapping[Wire, Wire]) -> Factor:
    return map_factor(factor, lambda wire: (same.get(wire, wire),)) if same else factor


def _inside(factor: Factor, kept: frozenset[Wire]) -> Factor:
    if isinstance(factor, Apply):
        return replace(factor, body=_sum(factor.body, kept | {wire for leg in factor.axes for wire in leg}))
    return _sum(factor, kept) if isinstance(factor, Sum) else factor


def _absorbed(node: Dot | Cap, rest: Product, kept: frozenset[Wire]) -> tuple[list[Factor], dict[Wire, Wire]]:
    """What is left of a dot or cap, and which wires are another from now on."""
    if isinstance(node, Cap):
        if len(node.leg) > 1 or is_number(node.leg[0]):
            return ([] if [str(node.index)] == [wire.name for wire in node.leg] else [node]), {}
        wire = node.leg[0]
        fixed = _same(number(node.index, wire.dim), [wire], rest)
        return ([] if fixed else [node]), fixed
    return _unified(node, rest, kept)


def _unified(node: Dot, rest: Product, kept: frozenset[Wire]) -> tuple[list[Factor], dict[Wire, Wire]]:
    """A dot of single wires; where nothing of it is left, an axis still has to be there."""
    wires = list(dict.fromkeys(wire for leg in node.legs for wire in leg))
    wires.sort(key=lambda wire: (not is_number(wire), wire in rest.summed))
    same = _same(wires[0], wires[1:], rest)
    others = [wire for wire in wires if wire not in same]
    needed = len(others) > 1 or others[0] in kept
    return ([Dot(tuple((wire,) for wire in others), node.span)] if needed else []), same


def _same(first: Wire, others: list[Wire], term: Product) -> dict[Wire, Wire]:
    """The wires that may be called like the first."""
    bubbles = [factor for factor in factors(Sum((term,))) if isinstance(factor, Apply)]
    axes = {wire for bubble in bubbles for leg in bubble.axes for wire in leg}
    within = {wire for bubble in bubbles for wire in free_wires(bubble)} if first in axes else set()
    return {wire: first for wire in others if wire in term.summed and wire not in axes | within}


def _counted(term: Product) -> Product:
    """A summed wire that nothing uses as its size."""
    bubbles = [factor for factor in factors(Sum((term,))) if isinstance(factor, Apply)]
    used = {wire for factor in term.factors for wire in free_wires(factor)}
    used |= {wire for bubble in bubbles for leg in bubble.axes for wire in leg}
    coefficient = term.coefficient
    for wire in term.summed:
        if wire not in used:
            for dim in wire.dim.split(TIMES):
                coefficient *= Scalar.name(dim)
    return replace(term, coefficient=coefficient, summed=tuple(wire for wire in term.summed if wire in used))
