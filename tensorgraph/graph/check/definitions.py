"""Definitions: from a statement to what the network holds."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.decompositions import decompose
from tensorgraph.graph.check.elaborate import whole
from tensorgraph.graph.check.left import left_wires
from tensorgraph.graph.check.properties import properties
from tensorgraph.graph.check.repetitions import Threading, is_repeatable, repeated_wire, state_name
from tensorgraph.graph.check.symbols import DECOMPOSITIONS, DefinitionSymbol, decomposition_of
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.check.workshop import Workshop, finish
from tensorgraph.graph.network import Definition, Repetition
from tensorgraph.graph.nodes import Graph
from tensorgraph.syntax import tree as t


def define(workshop: Workshop, symbol: DefinitionSymbol) -> None:
    """A definition, entered under its name; a mistake leaves it out."""
    statement = symbol.define
    applied = decomposition_of(statement)
    if applied is not None:
        decompose(workshop, statement, applied)
    elif len(statement.left) > 1:
        message = "several names on the left need a decomposition on the right"
        hint = f"the decompositions are: {', '.join(DECOMPOSITIONS)}"
        place = statement.left[0].span.to(statement.left[-1].span)
        workshop.reports.add(Diagnostic("decomposition-form", message, place, hint=hint))
    else:
        _define(workshop, statement)


def _define(workshop: Workshop, statement: t.Define) -> None:
    context = workshop.context()
    left = statement.left[0]
    found = a.attributes(workshop.reports, statement.attributes, a.DEFINITION)
    if statement.index is not None and not is_repeatable(context, statement):
        return
    graph = finish(context, _graph(workshop, context, statement))
    if graph is None:
        return
    made = Definition(
        left.name.text,
        graph,
        attributes=found,
        superscripts=len(left.superscripts),
        constant=workshop.is_constant(graph.body),
        kept=_kept(statement, graph),
        span=statement.span,
    )
    laws = properties(workshop.reports, statement.attributes, made.leg_names, made.dims)
    workshop.definitions[made.name] = replace(made, properties=laws)


def _graph(workshop: Workshop, context: Context, statement: t.Define) -> Graph:
    left = statement.left[0]
    context.no_bar(left.bracket)
    legs, env = left_wires(context, (*left.superscripts, *(left.bracket.legs if left.bracket else ())))
    if statement.index is not None and statement.over is not None:
        env |= repeated_wire(context, statement.index, statement.over, env)
        index, call = env.get(statement.index.text), bare_reference(statement.body)
        assert call is not None  # `is_repeatable` has seen to that
        context.instantiate = Threading(workshop, call, index, state_name(statement), context.instantiate)
    return Graph(legs, whole(context, statement.body, env))


def _kept(statement: t.Define, graph: Graph) -> Repetition | None:
    if statement.index is None or statement.over is None:
        return None
    return Repetition(graph, statement.index.text, statement.over.text, state_name(statement))
