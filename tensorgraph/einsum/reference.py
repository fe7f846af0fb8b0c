"""The meaning of a graph, slow and obvious: line arrays up by wire name, multiply, sum. In float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.reference_functions import REFERENCE_FUNCTIONS
from tensorgraph.einsum.sizes import cap_index, leg_size, not_yet, numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.ops import FUNCTIONS, reduces

Array: TypeAlias = "np.ndarray[Any, Any]"
Labelled: TypeAlias = tuple[tuple[Wire, ...], Array]
"""An array and the wire of each of its axes."""


@dataclass(frozen=True)
class _Evaluation:
    network: Network
    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    found: dict[str, Array] = field(default_factory=dict)

    def shape(self, wires: tuple[Wire, ...]) -> tuple[int, ...]:
        return tuple(self.sizes[wire.dim] for wire in wires)


def evaluate(
    network: Network,
    graph: Graph,
    values: Mapping[str, Array],
    sizes: Mapping[str, int],
    scalars: Mapping[str, float],
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Array:
    """The value of a graph: an axis for each leg (a thick one fused, the last part fastest), then those of ``through``.

    ``values`` has an array for each declared tensor (ids, without that leg, for a one-hot one);
    a definition found in it is not computed. ``functions`` take an array, or an array and an axis, to an array of the
    same shape.
    """
    run = _Evaluation(network, values, sizes, numbers_of(network, sizes, scalars), functions or {})
    outside, inside = needed(network, [graph], values)
    run.found.update((name, _given(run, name)) for name in outside)
    for definition in map(network.definitions.__getitem__, inside):
        if definition.kept:
            raise not_yet(definition)
        run.found[definition.name] = _graph(run, definition.graph)
    return _graph(run, graph)


def _graph(run: _Evaluation, graph: Graph) -> Array:
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    return _align(run, _sum(run, graph.body), graph.wires).reshape([leg_size(leg, run.sizes) for leg in legs])


def _align(run: _Evaluation, value: Labelled, wires: tuple[Wire, ...]) -> Array:
    """The array with its axes in the order of ``wires``, repeated along those it lacks."""
    have, array = value
    array = array.transpose([have.index(wire) for wire in wires if wire in have])
    array = array[tuple(slice(None) if wire in have else None for wire in wires)]
    return np.broadcast_to(array, run.shape(wires))


def _sum(run: _Evaluation, node: Sum) -> Labelled:
    wires = free_wires(node)
    return wires, np.sum([_align(run, _product(run, term), wires) for term in node.terms], axis=0)


def _product(run: _Evaluation, term: Product) -> Labelled:
    """Factors multiplied left to right; a summed wire is summed after its last use."""
    wires: tuple[Wire, ...] = ()
    array: Array = np.array(term.coefficient.value(run.numbers))
    met: set[Wire] = set()
    for place, factor in enumerate(term.factors):
        other = _factor(run, factor, term)
        union = tuple(dict.fromkeys(wires + other[0]))
        array = _align(run, (wires, array), union) * _align(run, other, union)
        later = {wire for rest in term.factors[place + 1 :] for wire in free_wires(rest)}
        done = [wire for wire in union if wire in term.summed and wire not in later]
        array = array.sum(axis=tuple(union.index(wire) for wire in done))
        wires, met = tuple(wire for wire in union if wire not in done), met | set(done)
    return wires, array * np.prod(run.shape(tuple(wire for wire in term.summed if wire not in met)))


def _factor(run: _Evaluation, node: Factor, term: Product) -> Labelled:
    match node:
        case Tensor():
            wires = tuple(wire for leg in node.legs for wire in leg) + node.through
            return _diagonal(wires, run.found[node.name].reshape(run.shape(wires)))
        case Dot():
            size = leg_size(node.legs[0], run.sizes)
            array = np.zeros([size] * len(node.legs))
            array[(np.arange(size),) * len(node.legs)] = 1
            wires = tuple(wire for leg in node.legs for wire in leg)
            return _diagonal(wires, array.reshape(run.shape(wires)))
        case Cap():
            array = np.zeros(leg_size(node.leg, run.sizes))
            array[cap_index(node, run.sizes, term)] = 1
            return _diagonal(node.leg, array.reshape(run.shape(node.leg)))
        case Shift():
            array = np.eye(leg_size(node.row, run.sizes), k=-1)
            return _diagonal(node.row + node.column, array.reshape(run.shape(node.row + node.column)))
        case Apply():
            return _apply(run, node)
        case Sum():
            return _sum(run, node)
    raise AssertionError(f"{type(node).__name__} is rewritten before anything is evaluated")


def _diagonal(wires: tuple[Wire, ...], array: Array) -> Labelled:
    """Axes with one wire replaced by their diagonal, which comes last."""
    for wire in dict.fromkeys(wires):
        while wires.count(wire) > 1:
            first, second = [axis for axis, other in enumerate(wires) if other == wire][:2]
            array = np.diagonal(array, axis1=first, axis2=second)
            wires = (*(other for axis, other in enumerate(wires) if axis not in (first, second)), wire)
    return wires, array


def _given(run: _Evaluation, name: str) -> Array:
    """A value from outside, dense."""
    entry = run.network[name]
    if name in run.values:
        return np.asarray(_dense(run, entry, run.values[name]), dtype=np.float64)
    raise mistake("missing-tensor", f"tensor `{name}` has no value")


def _dense(run: _Evaluation, entry: Declaration | Definition, value: Array) -> Array:
    """Ids spelt out as one-hot vectors along their leg."""
    hot = hot_leg(entry)
    if hot is None:
        return value
    size = leg_size((Wire("", dim) for dim in entry.dims[hot]), run.sizes)
    return np.moveaxis(np.eye(size)[value], -1, hot)


def _apply(run: _Evaluation, node: Apply) -> Labelled:
    axes = tuple(wire for leg in node.axes for wire in leg)
    have, array = _sum(run, node.body)
    kept = tuple(wire for wire in have if wire not in axes)
    array = _align(run, (have, array), kept + axes)
    ends = [leg_size(leg, run.sizes) for leg in node.axes] if node.function == "causal" else [-1] * bool(axes)
    array = array.reshape([*run.shape(kept), *ends])
    options = {name: value.value(run.numbers) for name, value in node.options}
    if node.function in FUNCTIONS:
        array = REFERENCE_FUNCTIONS[node.function](array, **options)
    else:
        array = np.asarray(run.functions[node.function](array, *([-1] if axes else [])))
    wires = kept if reduces(node.function) else kept + axes
    return wires, array.reshape(run.shape(wires))
