r"""The sum formula as a mathematician writes it, in LaTeX: y_i = \sum_j A_{ij} b_j.

A copy dot is one index used several times, what picks an entry is a number in its place, the previous position is
\delta_{j,i-1}.
"""

from __future__ import annotations

from tensorgraph.diagram.names import name_latex
from tensorgraph.graph.network import Decomposition, Definition, Network, Relation, Repetition, Row
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.views.indices import index_names
from tensorgraph.views.line import Line
from tensorgraph.views.mathematics import Mathematics
from tensorgraph.views.naming import result_name
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.statement import Statement
from tensorgraph.views.symbols import (
    argument,
    around,
    call_latex,
    in_tex,
    index_latex,
    script,
)
from tensorgraph.views.tidy import tidied
from tensorgraph.views.view import View

SIGNS = {"==": " = ", "!=": r" \ne ", "~=": r" \approx "}
"""A relation between two sides."""


def formula_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """``name = expression``; of a decomposition its outputs and what is decomposed."""
    return (in_tex(_statement(network, statement)),)


def _statement(network: Network, statement: Statement) -> Line:
    entry = network.definitions.get(statement.name)
    if isinstance(entry, Definition) and entry.graph == statement.graph:
        if isinstance(entry.kept, Decomposition):
            return _decomposed(network, entry.kept)
        if isinstance(entry.kept, Repetition):
            return _repeated(network, entry, entry.kept)
    above = entry.superscripts if entry else 0
    graph = tidied(statement.graph)
    writer = Mathematics(network, index_names(graph))
    left = writer.tensor(Tensor(result_name(network, statement), graph.legs, above, graph.through))
    return row(left, " = ", writer.sum(graph.body))


def row_lines(network: Network, equation: Row) -> tuple[Line, ...]:
    r"""A row of a picture: its sides with =, \ne or \approx between them, each in the free wires' own names."""
    return (in_tex(joined_sides(equation, [_expression(network, side) for side in equation.sides], SIGNS)),)


def joined_sides(equation: Row, sides: list[Line], signs: dict[str, str]) -> Line:
    """Sides with their relations between them."""
    relations: tuple[Relation, ...] = equation.relations
    made = sides[0]
    for relation, side in zip(relations, sides[1:], strict=True):
        made = row(made, signs[relation.sign], side)
    return made


def expression(network: Network, graph: Graph) -> Line:
    """The right-hand side alone."""
    return in_tex(_expression(network, graph))


def _expression(network: Network, graph: Graph) -> Line:
    graph = tidied(graph)
    return Mathematics(network, index_names(graph)).sum(graph.body)


def _decomposed(network: Network, kept: Decomposition) -> Line:
    """The outputs, then what they are the decomposition of."""
    every = tuple(leg for _, legs in kept.outputs for leg in legs)
    writer = Mathematics(network, index_names(Graph((*kept.operand.legs, *every), kept.operand.body)))
    outputs = [writer.tensor(Tensor(name, legs)) for name, legs in kept.outputs]
    rank = "" if kept.rank is None else f"_{{{kept.rank}}}"
    name = rf"\operatorname{{{kept.kind}}}{rank}"
    return row(joined(outputs, r",\, "), f" = {name}", argument(writer.sum(kept.operand.body, True)))


def _repeated(network: Network, entry: Definition, kept: Repetition) -> Line:
    """One application, where it starts and where it ends: x^{l+1} = block(x^l, l), x^0 = x_0, x = x^L."""
    start = network.definitions[kept.state].graph.body.terms[0].factors[0]
    writer = Mathematics(network, index_names(kept.graph))
    state = kept.state.removesuffix(kept.index).removesuffix("^")
    index = index_latex(kept.index)
    symbol = words(name_latex(state), entry.name)
    opens, closes = around(name_latex(state), False, bool(kept.graph.legs))
    call = kept.graph.body.terms[0].factors[0]
    assert isinstance(start, Tensor) and isinstance(call, Tensor)
    below = script("_", [writer.leg(leg) for leg in kept.graph.legs])
    made = row(words(call_latex(call.name), call.name), script("_", [writer.leg(leg) for leg in call.legs]))
    first = row(symbol, "^0 = ", words(name_latex(start.name), start.name))
    last = row(words(name_latex(entry.name), entry.name), " = ", symbol, f"^{{{_dimension(kept.dim)}}}")
    return row(opens, symbol, f"{closes}^{{{index}+1}}{below} = ", made, r",\quad ", first, r",\quad ", last)


def _dimension(name: str) -> str:
    return name if len(name) == 1 else rf"\mathit{{{name}}}"


FORMULA = View("Formula", "math", formula_lines, row_lines)
