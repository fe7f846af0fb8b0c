"""Weights that were read before the size of an input was known: how to read them at that size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.einsum.arrays import as_array
from tensorgraph.einsum.size_inference import Entry
from tensorgraph.graph.network import Kind, Network


@contextmanager
def explained(network: Network, values: Mapping[str, Any]) -> Iterator[None]:
    """Where a `param` and an input disagree on a size, what to write: `doc.weights(..., sizes={"context": 12})`."""
    try:
        yield
    except TensorgraphError as error:
        if all(one.code != "size-conflict" for one in error.diagnostics):
            raise
        raise TensorgraphError([_explained(one, network, values) for one in error.diagnostics]) from None


def _explained(problem: Diagnostic, network: Network, values: Mapping[str, Any]) -> Diagnostic:
    if problem.code != "size-conflict" or problem.hint:
        return problem
    by_inputs, by_params = (_sizes(network, values, kind) for kind in (Kind.INPUT, Kind.PARAM))
    for dim, size in by_inputs.items():
        if problem.message.startswith(f"`{dim}` is ") and by_params.get(dim, size) != size:
            hint = f'where they are weights that were read: `doc.weights(..., sizes={{"{dim}": {size}}})`'
            return replace(problem, hint=hint)
    return problem


def _sizes(network: Network, values: Mapping[str, Any], kind: Kind) -> dict[str, int]:
    """What the values of the tensors of a kind say."""
    here = {name: entry for name, entry in network.declarations.items() if entry.kind is kind and name in values}
    shapes = {name: tuple(int(size) for size in as_array(name, values[name]).shape) for name in here}
    entries = [Entry(name, entry, shapes[name]) for name, entry in here.items()]
    axes = [axis for entry in entries if len(entry.shape) == len(entry.legs) for axis in entry.axes()]
    return {dims[0]: size for _, dims, size in axes if len(dims) == 1}
