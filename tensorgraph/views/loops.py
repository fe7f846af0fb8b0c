"""Entry by entry, as a program with loops would: Y[i,k] = sum_j(A[i,j]*B[j,k]).

Every name is one of Python. ``sum_j`` runs over j, ``softmax_j`` acts along j and gives the entry at j, ``(j==i-1)`` is
one where it is so, and a thick leg is counted as it lies in memory: ``Z[i,h*head+d]``.
"""

from __future__ import annotations

from tensorgraph.graph.network import Decomposition, Definition, Network, Repetition
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.views.indices import code_names
from tensorgraph.views.line import Line
from tensorgraph.views.naming import identifiers, result_name, words_in
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.prose import Spelling, Writer
from tensorgraph.views.statement import Statement
from tensorgraph.views.tidy import tidied
from tensorgraph.views.view import View

LOOP_SPELLING = Spelling(
    times="*",
    over="/",
    comma=",",
    plus=(" + ", " - "),
    root=lambda text: f"sqrt({text})",
    total=lambda below, product: row(f"sum_{below}(", product, ")"),
    superscripts=False,
    arithmetic=True,
)


def loop_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """``name[legs] = expression``, for every value of its legs."""
    entry = network.definitions.get(statement.name)
    graph = statement.graph
    if isinstance(entry, Definition) and entry.graph == graph and isinstance(entry.kept, Decomposition):
        return (_decomposed(network, entry.kept),)
    if isinstance(entry, Definition) and entry.graph == graph and isinstance(entry.kept, Repetition):
        return _repeated(network, entry, entry.kept)
    return (assignment(network, result_name(network, statement), graph),)


def assignment(network: Network, name: str, graph: Graph) -> Line:
    """A graph under a name."""
    graph = tidied(graph)
    writer = _writer(network, graph, name)
    return row(writer.tensor(Tensor(name, graph.legs, 0, graph.through)), " = ", writer.sum(graph.body))


def _writer(network: Network, graph: Graph, *more: str) -> Writer:
    spelled = identifiers(network, graph, more)
    taken = words_in(graph, spelled) | {spelled[name] for name in more}
    return Writer(network, code_names(graph, taken), spelled, LOOP_SPELLING)


def _decomposed(network: Network, kept: Decomposition) -> Line:
    every = tuple(leg for _, legs in kept.outputs for leg in legs)
    writer = _writer(network, Graph((*kept.operand.legs, *every), kept.operand.body))
    outputs = [writer.tensor(Tensor(name, legs)) for name, legs in kept.outputs]
    rank = "" if kept.rank is None else f",rank={kept.rank}"
    return row(joined(outputs, ", "), f" = {kept.kind}(", writer.sum(kept.operand.body), f"{rank})")


def _repeated(network: Network, entry: Definition, kept: Repetition) -> tuple[Line, ...]:
    """A loop over layers around one application."""
    start = network.definitions[kept.state].graph.body.terms[0].factors[0]
    call = kept.graph.body.terms[0].factors[0]
    assert isinstance(start, Tensor) and isinstance(call, Tensor)
    spelled = identifiers(network, kept.graph)
    name = words(spelled[entry.name], entry.name)
    legs = ",".join(wire.name for wire in kept.graph.wires)
    return (
        row(name, " = ", words(spelled[start.name], start.name)),
        words(f"for {kept.index} in range({kept.dim}):"),
        row("    ", name, f"[{legs}] = ", words(call.name, call.name), f"[{legs}]"),
    )


LOOPS = View("Loops", "code", loop_lines)
