"""Holes: from a `?` whose legs are known to a tensor with an entry of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.legs import NOTHING, Joined, wire_leg
from tensorgraph.graph.network import Declaration, Kind
from tensorgraph.graph.nodes import Apply, Cap, Factor, Graph, Sum, Tensor, Unfold, Wire, leg_name
from tensorgraph.syntax import tree as t

MARK = "?"
"""A hole as it is written, and its label."""


def hole(context: Context, node: t.Hole, env: Mapping[str, Wire]) -> Joined:
    """A `?` whose legs are known, as a tensor without an entry; NOTHING where no hole may stand."""
    if not context.drawn:
        message = "`?` stands in a `show` or a `check` only"
        context.report_shaky("hole-place", message, node.span, "write what it is, or make this an equation", node.span)
        return NOTHING
    if node.bracket is None or not context.no_bar(node.bracket):
        return NOTHING
    caps: list[Cap] = []
    outer, context.superscripts = context.superscripts, {}  # what is above a name elsewhere is a leg here
    legs = tuple(wire_leg(context, item, env, caps) for item in node.bracket.legs)
    context.superscripts = outer
    return Joined((Tensor(MARK, legs, span=node.span), *caps), tuple(wire for cap in caps for wire in cap.leg))


def named_holes(graphs: Iterable[Graph], known: int) -> tuple[tuple[Graph, ...], dict[str, Declaration]]:
    """Graphs whose holes have names, `?`, `?2`, `?3` after ``known`` others; and what each is joined to."""
    holes: dict[str, Declaration] = {}

    def total(node: Sum) -> Sum:
        return replace(
            node, terms=tuple(replace(term, factors=tuple(map(factor, term.factors))) for term in node.terms)
        )

    def factor(node: Factor) -> Factor:
        match node:
            case Tensor(name=name) if name == MARK:
                entry = _declaration(node, known + len(holes))
                holes[entry.name] = entry
                return replace(node, name=entry.name)
            case Apply() | Unfold():
                return replace(node, body=total(node.body))
            case Sum():
                return total(node)
        return node

    named = tuple(replace(graph, body=total(graph.body)) for graph in graphs)
    return (named, holes) if holes else (tuple(graphs), holes)


def _declaration(tensor: Tensor, before: int) -> Declaration:
    name = f"{MARK}{before + 1}" if before else MARK
    dims = tuple(tuple(wire.dim for wire in leg) for leg in tensor.legs)
    label = (("label", MARK),)
    return Declaration(name, Kind.HOLE, dims, tuple(map(leg_name, tensor.legs)), (), label, tensor.span)
