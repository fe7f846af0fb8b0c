"""`scalar c { fit }`: the scalars for which two sides are closest."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.walk import products
from tensorgraph.verdict.compare import TOLERANCE, Array
from tensorgraph.verdict.trial import Trial


def fitted(
    network: Network, trial: Trial, graphs: Sequence[Graph], frozen: Collection[str]
) -> tuple[Array, Array, tuple[tuple[str, float], ...]]:
    """Both sides with the fitted scalars, and these, by least squares of left − right (which is affine in them)."""
    names = [name for name in _scalars(graphs) if name in network.scalars and network.scalars[name].fit]
    zero = dict.fromkeys(names, 0.0)
    left, right = trial.with_scalars(zero).evaluate(network, graphs, frozen)
    if not names:
        return left, right, ()
    columns = []
    for name in names:
        one = trial.with_scalars({**zero, name: 1.0}).evaluate(network, graphs, frozen)
        columns.append(((one[0] - one[1]) - (left - right)).ravel())
    chosen, *_ = np.linalg.lstsq(np.stack(columns, axis=1), -(left - right).ravel(), rcond=None)
    fits = dict(zip(names, map(float, chosen), strict=True))
    final = trial.with_scalars(fits).evaluate(network, graphs, frozen)
    expected = (left - right).ravel() + np.stack(columns, axis=1) @ chosen
    _refuse_curved(names, final[0] - final[1], expected)
    return final[0], final[1], tuple(fits.items())


def _scalars(graphs: Sequence[Graph]) -> list[str]:
    return list(
        dict.fromkeys(name for graph in graphs for term in products(graph.body) for name, _ in term.coefficient.powers)
    )


def _refuse_curved(names: Sequence[str], found: Array, expected: Array) -> None:
    scale = max(float(np.abs(expected).max(initial=0.0)), 1.0)
    if float(np.abs(found.ravel() - expected).max(initial=0.0)) > TOLERANCE * scale * 1e3:
        words = ", ".join(f"`{name}`" for name in names)
        raise mistake("fit", f"the sides are not linear in {words}, so it cannot be fitted", hint="use it as a factor")
