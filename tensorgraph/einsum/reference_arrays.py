"""What the reference evaluator multiplies: dense arrays, each with the wire of every axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.reference_functions import REFERENCE_FUNCTIONS
from tensorgraph.einsum.sizes import cap_index, leg_size
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Leg, Product, Shift, Wire
from tensorgraph.ops import FUNCTIONS

Array: TypeAlias = "np.ndarray[Any, Any]"
Labelled: TypeAlias = tuple[tuple[Wire, ...], Array]
"""An array and the wire of each of its axes."""


@dataclass(frozen=True)
class Run:
    """What an evaluation knows; ``found`` are the tensors it has, dense, by name."""

    network: Network
    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    found: dict[str, Array] = field(default_factory=dict)

    def shape(self, wires: tuple[Wire, ...]) -> tuple[int, ...]:
        """The size of each wire."""
        return tuple(self.sizes[wire.dim] for wire in wires)


def given(run: Run, name: str) -> Array:
    """A value from outside; ids are spelt out as one-hot vectors along their leg."""
    if name not in run.values:
        raise mistake("missing-tensor", f"tensor `{name}` has no value")
    value = np.asarray(run.values[name])
    hot = hot_leg(run.network[name])
    if hot is not None:
        size = leg_size((Wire("", dim) for dim in run.network[name].dims[hot]), run.sizes)
        value = np.moveaxis(np.eye(size)[value], -1, hot)
    return value.astype(np.float64)


def constant(run: Run, node: Dot | Cap | Shift, term: Product) -> Labelled:
    """A copy dot, a cap or the shift, every entry written out."""
    legs: tuple[Leg, ...]
    match node:
        case Dot():
            legs, size = node.legs, leg_size(node.legs[0], run.sizes)
            array = np.zeros([size] * len(legs))
            array[(np.arange(size),) * len(legs)] = 1
        case Cap():
            legs = (node.leg,)
            array = np.zeros(leg_size(node.leg, run.sizes))
            array[cap_index(node, run.sizes, term)] = 1
        case Shift():
            legs = (node.row, node.column)
            array = np.eye(leg_size(node.row, run.sizes), k=-1)
    return labelled(run, tuple(wire for leg in legs for wire in leg), array)


def labelled(run: Run, wires: tuple[Wire, ...], array: Array) -> Labelled:
    """An array on wires, thick legs split; a wire on several axes becomes their diagonal."""
    array = array.reshape(run.shape(wires))
    for wire in dict.fromkeys(wires):
        while wires.count(wire) > 1:
            first, second = [axis for axis, other in enumerate(wires) if other == wire][:2]
            array = np.diagonal(array, axis1=first, axis2=second)
            wires = (*(other for axis, other in enumerate(wires) if axis not in (first, second)), wire)
    return wires, array


def applied(run: Run, node: Apply, array: Array, kept: tuple[Wire, ...]) -> Array:
    """A function of an array whose last axes are those it acts along, one for each wire."""
    ends = [leg_size(leg, run.sizes) for leg in node.axes] if node.function == "causal" else [-1] * bool(node.axes)
    array = array.reshape([*run.shape(kept), *ends])
    if node.function in FUNCTIONS:
        options = {name: value.value(run.numbers) for name, value in node.options}
        return REFERENCE_FUNCTIONS[node.function](array, **options)
    return np.asarray(run.functions[node.function](array, *([-1] if node.axes else [])))
