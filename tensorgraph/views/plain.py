"""The sum formula in plain letters, for a terminal: y[i] = Σ_j A[i, j] b[j]."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.network import Decomposition, Definition, Network, Repetition, Row
from tensorgraph.graph.nodes import Graph, Tensor, Wire
from tensorgraph.views.formula import joined_sides
from tensorgraph.views.indices import index_names
from tensorgraph.views.line import Line
from tensorgraph.views.naming import result_name
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.prose import Spelling, Writer
from tensorgraph.views.statement import Statement
from tensorgraph.views.tidy import tidied
from tensorgraph.views.view import View

SIGNS = {"==": " = ", "!=": " ≠ ", "~=": " ≈ "}
PLAIN_SPELLING = Spelling(
    times=" ",
    over=" / ",
    comma=", ",
    plus=(" + ", " - "),
    root=lambda text: f"√{text}" if text.isidentifier() else f"√({text})",
    total=lambda below, product: row(f"Σ_{below} ", product),
    superscripts=True,
    arithmetic=False,
)


def plain_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """``name = expression`` in the letters of the file."""
    entry = network.definitions.get(statement.name)
    if isinstance(entry, Definition) and entry.graph == statement.graph:
        if isinstance(entry.kept, Decomposition):
            return (_decomposed(network, entry.kept),)
        if isinstance(entry.kept, Repetition):
            return (_repeated(network, entry, entry.kept),)
    graph = tidied(statement.graph)
    above = entry.superscripts if entry else 0
    writer = _writer(network, graph)
    left = Tensor(result_name(network, statement), graph.legs, above, graph.through if entry else ())
    return (row(writer.tensor(left), " = ", writer.sum(graph.body)),)


def plain_row(network: Network, equation: Row) -> tuple[Line, ...]:
    """A row of a picture: its sides with =, ≠ or ≈ between them."""
    sides = [_writer(network, graph).sum(graph.body) for graph in map(tidied, equation.sides)]
    return (joined_sides(equation, sides, SIGNS),)


def _writer(network: Network, graph: Graph) -> Writer:
    return Writer(network, index_names(graph), {}, PLAIN_SPELLING)


def _decomposed(network: Network, kept: Decomposition) -> Line:
    every = tuple(leg for _, legs in kept.outputs for leg in legs)
    writer = _writer(network, Graph((*kept.operand.legs, *every), kept.operand.body))
    outputs = [writer.tensor(Tensor(name, legs)) for name, legs in kept.outputs]
    rank = "" if kept.rank is None else f", rank: {kept.rank}"
    return row(joined(outputs, ", "), f" = {kept.kind}(", writer.sum(kept.operand.body), f"{rank})")


def _repeated(network: Network, entry: Definition, kept: Repetition) -> Line:
    """One application as it is written, and where it starts."""
    writer = _writer(network, replace(kept.graph, through=(Wire(kept.index, kept.dim),)))
    start = network.definitions[kept.state].graph.body.terms[0].factors[0]
    assert isinstance(start, Tensor)
    left = writer.tensor(Tensor(entry.name, kept.graph.legs))
    state = words(kept.state.removesuffix(kept.index) + "0", start.name)
    body = writer.sum(kept.graph.body)
    return row(left, " = ", body, f" for {kept.index} in {kept.dim}, ", state, " = ", words(start.name, start.name))


PLAIN = View("As text", "code", plain_lines, plain_row)
