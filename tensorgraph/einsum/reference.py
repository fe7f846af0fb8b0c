"""The meaning of a graph, slow and obvious: line arrays up by wire name, multiply, sum. In float64."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tensorgraph.einsum.factors import PARTS, part_axes
from tensorgraph.einsum.reference_arrays import Array, Labelled, Run, applied, constant, given, labelled
from tensorgraph.einsum.reference_decompositions import decomposed
from tensorgraph.einsum.sizes import leg_size, numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import matrix, with_derived
from tensorgraph.graph.layers import with_layers
from tensorgraph.graph.network import Decomposition, Definition, Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.ops import reduces

Functions = Mapping[str, Callable[..., Any]]


def evaluate(network: Network, graph: Graph, values: Mapping[str, Array], sizes: Mapping[str, int],
             scalars: Mapping[str, float], functions: Functions | None = None) -> Array:  # fmt: skip
    """An axis for each leg (a thick one fused, the last part fastest), then those of ``through``. A definition found
    in ``values`` is not computed; a one-hot tensor is given as ids. Functions take an array, or also an axis."""
    sizes = with_derived(network, sizes)
    network = with_layers(network, needed(network, [graph], values)[1], sizes)
    run = Run(network, values, sizes, numbers_of(network, sizes, scalars), functions or {})
    outside, inside = needed(network, [graph], values)
    run.found.update((name, given(run, name)) for name in outside)
    for definition in map(network.definitions.__getitem__, inside):
        run.found[definition.name] = _definition(run, definition)
    return _graph(run, graph)


def _definition(run: Run, definition: Definition) -> Array:
    kept = definition.kept
    if not isinstance(kept, Decomposition):
        return _graph(run, definition.graph)
    shape = matrix(kept)
    array = _align(run, _sum(run, kept.operand.body), shape.wires)
    groups = (run.shape(shape.batch), run.shape(shape.rows), run.shape(shape.columns))
    parts = decomposed(kept.kind, array, groups, run.sizes[shape.new.dim])
    part = PARTS[kept.kind][[name for name, _ in kept.outputs].index(definition.name)]
    wires = part_axes(part, shape.batch, shape.rows, shape.columns, (shape.new,))
    return parts[part].transpose([wires.index(wire) for wire in definition.graph.wires])


def _graph(run: Run, graph: Graph) -> Array:
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    return _align(run, _sum(run, graph.body), graph.wires).reshape([leg_size(leg, run.sizes) for leg in legs])


def _align(run: Run, value: Labelled, wires: tuple[Wire, ...]) -> Array:
    have, array = value
    array = array.transpose([have.index(wire) for wire in wires if wire in have])
    return np.broadcast_to(array[tuple(slice(None) if w in have else None for w in wires)], run.shape(wires))


def _sum(run: Run, node: Sum) -> Labelled:
    wires = free_wires(node)
    return wires, np.sum([_align(run, _product(run, term), wires) for term in node.terms], axis=0)


def _product(run: Run, term: Product) -> Labelled:
    factors = [_factor(run, factor, term) for factor in term.factors]
    wires = tuple(dict.fromkeys([wire for have, _ in factors for wire in have] + list(term.summed)))
    array = np.full(run.shape(wires), term.coefficient.value(run.numbers))
    for factor in factors:
        array = array * _align(run, factor, wires)  # a new one: eigenvalues are complex
    kept = tuple(wire for wire in wires if wire not in term.summed)
    return kept, array.sum(axis=tuple(wires.index(wire) for wire in term.summed))


def _factor(run: Run, node: Factor, term: Product) -> Labelled:
    if isinstance(node, Tensor):
        return labelled(run, tuple(wire for leg in node.legs for wire in leg) + node.through, run.found[node.name])
    if isinstance(node, Apply):
        return _apply(run, node)
    assert not isinstance(node, Unfold)  # rewritten before anything is evaluated
    return _sum(run, node) if isinstance(node, Sum) else constant(run, node, term)


def _apply(run: Run, node: Apply) -> Labelled:
    axes = tuple(wire for leg in node.axes for wire in leg)
    inside = _sum(run, node.body)
    kept = tuple(wire for wire in inside[0] if wire not in axes)
    wires = kept if reduces(node.function) else kept + axes
    return wires, applied(run, node, _align(run, inside, kept + axes), kept).reshape(run.shape(wires))
