"""Texts as plans before and after a pass, and what the reference says of their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

import tensorgraph as tg
from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Contract, Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reads import is_view
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.sizes import numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network

ROUNDING = 1e-10
"""What two orders of summing a few numbers differ by in float64, of the largest result."""

Pass = Callable[[Plan], Plan]


def network_of(text: str) -> Network:
    """The network of a text."""
    return tg.loads(text).network


def planned(network: Network, passes: Sequence[Pass], name: str = "y", calls: int = 1000) -> Plan:
    """The plan of a definition after passes."""
    sizes = {dim: size for dim, size in network.dims.items() if size}
    plan = replace(make_plan(network, [name], sizes), calls=calls)
    for each in passes:
        plan = each(plan)
    return plan


def operations(plan: Plan) -> Counter[str]:
    """How often each operation is in a plan, inputs apart; a contraction is a product, a sum or a view."""
    return Counter(_name(step.operation) for step in plan.steps if not isinstance(step.operation, Load))


def _name(operation: object) -> str:
    if not isinstance(operation, Contract):
        return type(operation).__name__
    return "product" if len(operation.operands) == 2 else "view" if is_view(operation) else "sum"


def difference(network: Network, plan: Plan, also: Sequence[str] = (), seed: int = 0) -> float:
    """The largest difference between a plan's results, definitions on the way among them, and the reference's, relative
    to the largest entry."""
    also = [*also, *(output.name for output in plan.definitions if output.name in network.definitions)]
    names = [*(output.name for output in plan.outputs), *also]
    graphs = {name: network.definitions[name].graph for name in names}
    outside, _ = needed(network, graphs.values())
    values = random_values(network, outside, plan.sizes, seed)
    scalars, functions = random_scalars(network, seed), random_functions(network, seed)
    numbers = numbers_of(network, plan.sizes, scalars)
    found = execute(plan, values, numbers, functions, dtype="float64", also=also)
    return max(
        apart(found[name].numpy(), evaluate(network, graph, values, plan.sizes, scalars, functions))
        for name, graph in graphs.items()
    )


def apart(found: np.ndarray, wanted: np.ndarray) -> float:
    """The largest difference, relative to the largest entry."""
    if found.shape != wanted.shape:
        return np.inf
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    with np.errstate(invalid="ignore"):
        error = np.where(same, 0, np.abs(found - wanted))
    scale = max(1, np.abs(wanted[np.isfinite(wanted)]).max(initial=0))
    return float(np.nan_to_num(error, nan=np.inf).max(initial=0)) / scale
