"""Another tensor, function or index than the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tensorgraph.einsum.uses import needed, tensor_names
from tensorgraph.graph.nodes import Apply, Cap, Graph, Leg, Tensor, Wire
from tensorgraph.graph.rename import map_factor
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, listed, places, shown


def tensors(subject: Subject) -> Iterator[Repair]:
    """Each tensor replaced by one of its shape: first those that only the other side is made of."""
    ours, theirs = (set(needed(subject.network, [graph])[0]) for graph in (subject.side, subject.other))
    theirs = theirs - ours | set(tensor_names(subject.other))
    if _is_name(subject.side) and _is_name(subject.other):
        return  # the other side, once more
    likely = [entry for entry in subject.network.tensors() if entry.name in theirs]
    others = [*likely, *(entry for entry in subject.network.tensors() if entry.name not in theirs)]
    names = [factor.name for factor in factors(subject.side.body) if isinstance(factor, Tensor)]
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            if not isinstance(factor, Tensor):
                continue
            for entry in others:
                if entry.name != factor.name and entry.dims == subject.network[factor.name].dims:
                    meant = replace(factor, name=entry.name)
                    once = names.count(factor.name) == 1
                    words = f"`{entry.name}` for `{factor.name}`" if once else f"`{shown(meant)}` for `{shown(factor)}`"
                    yield Repair(place.with_factor(at, meant), f"with {words}")


def _is_name(side: Graph) -> bool:
    """Whether a side is one tensor."""
    only = [factor for term in side.body.terms for factor in term.factors]
    return len(only) == 1 and isinstance(only[0], Tensor)


def functions(subject: Subject) -> Iterator[Repair]:
    """Each function replaced by one that the other side applies along as many axes."""
    _, inside = needed(subject.network, [subject.other])
    graphs = [subject.other, *(subject.network.definitions[name].graph for name in inside)]
    known = {f.function: f for graph in graphs for f in factors(graph.body) if isinstance(f, Apply)}
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            if not isinstance(factor, Apply):
                continue
            for other in known.values():
                if other.function != factor.function and len(other.axes) == len(factor.axes):
                    meant = replace(factor, function=other.function, name=other.name, options=other.options)
                    yield Repair(place.with_factor(at, meant), f"with `{other.name}` for `{factor.name}`")


def indices(subject: Subject) -> Iterator[Repair]:
    """Each whole number as an index replaced by another that stands in the equation, and by its neighbours."""
    sides = (subject.side, subject.other)
    known = dict.fromkeys(f.index for side in sides for f in factors(side.body) if isinstance(f, Cap))
    for place in places(subject.side):
        yield from _summed(place)
        for at, cap in enumerate(place.term.factors):
            if not isinstance(cap, Cap):
                continue
            near = [index for index in (cap.index - 1, cap.index + 1) if (index < 0) == (cap.index < 0)]
            for index in dict.fromkeys((*known, *near)):
                if index != cap.index:
                    joined = [f for f in place.term.factors if isinstance(f, Tensor) and cap.leg in f.legs]
                    where = f" in `{shown(joined[0])}`" if joined else ""
                    words = f"with the index `{index}` for `{cap.index}`{where}"
                    yield Repair(place.with_factor(at, replace(cap, index=index)), words)


def _summed(place: Place) -> Iterator[Repair]:
    """All equal indices of one dimension as one wire, summed: `A^h[i, j] W^h[j, k]` for `A^0[i, j] W^0[j, k]`."""
    caps = [factor for factor in place.term.factors if isinstance(factor, Cap) and len(factor.leg) == 1]
    for index, dim in dict.fromkeys((cap.index, cap.leg[0].dim) for cap in caps):
        mine = [cap for cap in caps if (cap.index, cap.leg[0].dim) == (index, dim)]
        gone = {cap.leg[0] for cap in mine}
        if len(gone) > 1:
            kept = mine[0].leg[0]
            rest = [factor for factor in place.term.factors if factor not in mine]
            joined = tuple(map_factor(factor, partial(_one_of, kept, gone)) for factor in rest)
            summed = tuple(wire for wire in place.term.summed if wire == kept or wire not in gone)
            where = [f"`{shown(factor)}`" for factor in rest if isinstance(factor, Tensor) and gone & set(ends(factor))]
            if where:
                words = f"with one summed wire for the index `{index}` of {listed(where)}"
                yield Repair(place.put(replace(place.term, factors=joined, summed=summed)), words)


def _one_of(kept: Wire, gone: set[Wire], wire: Wire) -> Leg:
    return (kept if wire in gone else wire,)
