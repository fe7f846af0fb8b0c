"""Another tensor, function or index than the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.nodes import Apply, Cap, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.hints.repair import Repair, Subject, places, shown


def tensors(subject: Subject) -> Iterator[Repair]:
    """Each tensor replaced by one of its shape that only the other side is made of."""
    ours, theirs = (set(needed(subject.network, [graph])[0]) for graph in (subject.side, subject.other))
    others = [entry for name, entry in subject.network.declarations.items() if name in theirs - ours]
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            if not isinstance(factor, Tensor):
                continue
            for entry in others:
                if entry.dims == subject.network[factor.name].dims:
                    words = f"with `{entry.name}` for `{factor.name}`"
                    yield Repair(place.with_factor(at, replace(factor, name=entry.name)), words)


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
    """Each whole number as an index replaced by another that stands in the equation."""
    sides = (subject.side, subject.other)
    known = dict.fromkeys(f.index for side in sides for f in factors(side.body) if isinstance(f, Cap))
    for place in places(subject.side):
        for at, cap in enumerate(place.term.factors):
            if not isinstance(cap, Cap):
                continue
            for index in known:
                if index != cap.index:
                    joined = [f for f in place.term.factors if isinstance(f, Tensor) and cap.leg in f.legs]
                    where = f" in `{shown(joined[0])}`" if joined else ""
                    words = f"with the index `{index}` for `{cap.index}`{where}"
                    yield Repair(place.with_factor(at, replace(cap, index=index)), words)
