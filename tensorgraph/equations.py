"""What a decomposition or a repetition says, as an equation to draw."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.diagram.names import name_latex
from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition, Network, Relation, Repetition, Row
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor, Wire
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.inline import Fresh, inlined


def decomposition_row(kept: Decomposition) -> Row:
    """What is decomposed, and the product of what it is decomposed into; of eigenvalues alone only what they are of."""
    operand = kept.operand
    if kept.kind == "eigvals":
        words = f"eigenvalues ${name_latex(kept.outputs[0][0])}$"
        return Row((Graph(operand.legs, _braced(operand.body, words)),))
    made = [Tensor(name, legs) for name, legs in kept.outputs]
    shape = matrix(kept)
    if kept.kind == "eigh":
        mirror = dict(zip(shape.rows, shape.columns, strict=True))
        made.append(_renamed(made[0], mirror))
    product = Graph(operand.legs, Sum((Product(tuple(made), summed=(shape.new,)),)))
    return Row((operand, product), (Relation("==" if kept.rank is None else "~="),))


def repetition_row(network: Network, definition: Definition, kept: Repetition) -> Row:
    """The result, and one application: to what the layer starts from, with the index above what changes."""
    graph = definition.graph
    name = Tensor(definition.name, graph.legs, definition.superscripts, graph.through)
    call = next(factor for factor in factors(graph.body) if isinstance(factor, Tensor))
    fresh = Fresh()
    fresh.seen(graph)
    body = map_tensors(inlined(network.definitions[call.name], call, fresh), lambda made: _without(made, kept.index))
    start = next(factor for factor in factors(network.definitions[kept.state].graph.body) if isinstance(factor, Tensor))
    words = f"for ${kept.index}$ in {kept.dim}, from ${name_latex(kept.state[: -len(kept.index)] + '0')}"
    words += f" = {name_latex(start.name)}$"
    return Row(
        (Graph(graph.legs, Sum((Product((name,)),))), Graph(graph.legs, _braced(body, words))), (Relation("=="),)
    )


def _without(tensor: Tensor, index: str) -> Tensor:
    """A call that says its index in its name, and does not carry it as a wire."""
    return replace(tensor, through=tuple(wire for wire in tensor.through if wire.name != index))


def _braced(body: Sum, words: str) -> Sum:
    if len(body.terms) == 1 and not body.terms[0].brace:
        only = body.terms[0]
        return Sum((Product(only.factors, only.coefficient, only.summed, words),))
    return Sum((Product((body,), brace=words),))


def _renamed(tensor: Tensor, wires: dict[Wire, Wire]) -> Tensor:
    return Tensor(tensor.name, tuple(tuple(wires.get(wire, wire) for wire in leg) for leg in tensor.legs))
