"""A statement as a program: its calls said, its lines, and the result under its name."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.network import Decomposition, Definition, Network, Repetition
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.views.factored import decomposition_lines
from tensorgraph.views.indices import code_names
from tensorgraph.views.line import Line
from tensorgraph.views.naming import identifiers, result_name, tensors_of, words_in
from tensorgraph.views.pieces import row, words
from tensorgraph.views.program import Contract, Program
from tensorgraph.views.statement import Statement
from tensorgraph.views.tidy import tidied
from tensorgraph.views.values import Value


@dataclass(frozen=True)
class Way:
    """How contractions are written; whether what is made on the way has lines of its own; ``bare`` is the expression
    alone, its functions by their names."""

    contract: Contract
    in_lines: bool = True
    bare: bool = False


def program_lines(network: Network, statement: Statement, way: Way) -> tuple[Line, ...]:
    """What calls stand for, what is made on the way, the result."""
    entry = network.definitions.get(statement.name)
    if isinstance(entry, Definition) and entry.graph == statement.graph:
        if isinstance(entry.kept, Decomposition):
            return decomposed(network, entry.kept, way)
        if isinstance(entry.kept, Repetition):
            return repeated(network, entry, entry.kept)
    name = result_name(network, statement)
    program, value = run(network, statement.graph, way, name)
    if way.bare:
        return (value.text,)
    result = row(words(program.words[name], name), " = ", value.text)
    return (*said_calls(statement.graph, program), *program.lines, result)


def run(network: Network, graph: Graph, way: Way, *more: str) -> tuple[Program, Value]:
    """The program of a graph, and its value."""
    graph = tidied(graph)
    spelled = identifiers(network, graph, more)
    names = code_names(graph, words_in(graph, spelled) if way.bare else ())
    program = Program(network, spelled, names, way.contract, way.in_lines, bare=way.bare)
    return program, program.graph(graph)


def said_calls(graph: Graph, program: Program) -> tuple[Line, ...]:
    """A remark for each call: which name it has here."""
    calls = {tensor.name: tensor for tensor in tensors_of(graph.body) if "(" in tensor.name}
    return tuple(
        row("# ", words(program.words[name], name), f" is {name}{_carried(node)}") for name, node in calls.items()
    )


def _carried(node: Tensor) -> str:
    """The axes that a call has for the wires it carries."""
    if not node.through:
        return ""
    return f", its last ax{'es' if len(node.through) > 1 else 'is'} {', '.join(wire.name for wire in node.through)}"


def repeated(network: Network, entry: Definition, kept: Repetition) -> tuple[Line, ...]:
    """A loop around one application."""
    start = network.definitions[kept.state].graph.body.terms[0].factors[0]
    applied = kept.graph.body.terms[0].factors[0]
    assert isinstance(start, Tensor) and isinstance(applied, Tensor)
    spelled = identifiers(network, kept.graph)
    name = words(spelled[entry.name], entry.name)
    text = applied.name.replace(kept.state, spelled[entry.name])
    return (
        row(name, " = ", words(spelled[start.name], start.name)),
        words(f"for {kept.index} in range({spelled[kept.dim]}):"),
        row("    ", name, " = ", words(text, applied.name)),
    )


def decomposed(network: Network, kept: Decomposition, way: Way) -> tuple[Line, ...]:
    """The matrix, its decomposition, the outputs."""
    return decomposition_lines(network, kept, lambda graph: run(network, graph, way))
