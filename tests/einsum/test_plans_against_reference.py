"""Every plan computes what the slow reference says."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch

from tensorgraph.code.emit import EMIT
from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Affine, Attend, Norm, Stack
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.sizes import numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Kind
from tensorgraph.passes import compiled_plan
from tests.random_networks import FEATURES, SIZES, Case, random_case

SEEDS = 500
BLOCKS = 10
"""Tests that share the seeds, so that workers can share the time."""
AT_LEAST = 20
"""How often each feature must occur, so that a generator that lost one is noticed."""


def values_of(case: Case, seed: int) -> dict[str, np.ndarray]:
    outside, _ = needed(case.network, [case.graph])
    return random_values(case.network, outside, SIZES, seed)


CALLS = (None, 1, 100)
"""How the plan is made: plain, with every pass, and with every pass and constants made beforehand."""
FUSED = {Affine, Attend, Norm, Stack}
"""Operations that only passes make."""


def with_parameters(case: Case, seed: int) -> Case:
    """Some tensors as parameters, so that what is made of them is made beforehand."""
    generator = random.Random(seed)
    kinds = [Kind.PARAM, Kind.PARAM, Kind.TENSOR]
    declarations = {
        name: replace(entry, kind=generator.choice(kinds)) for name, entry in case.network.declarations.items()
    }
    return replace(case, network=replace(case.network, declarations=declarations))


def both(case: Case, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Found and wanted; seeds take the ways to make a plan in turns."""
    values = values_of(case, seed)
    scalars, functions = random_scalars(case.network, seed), random_functions(case.network, seed)
    calls = CALLS[seed % len(CALLS)]
    case = with_parameters(case, seed)
    graphs = {"it": case.graph}
    plan = (
        make_plan(case.network, graphs, SIZES)
        if calls is None
        else compiled_plan(case.network, graphs, SIZES, (), calls)
    )
    numbers = numbers_of(case.network, {}, scalars)
    found = execute(plan, values, numbers, functions, dtype=torch.float64)["it"].numpy()
    return found, evaluate(case.network, case.graph, values, SIZES, scalars, functions)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_networks(block: int) -> None:
    for seed in range(block, SEEDS, BLOCKS):
        found, wanted = both(random_case(seed), seed)
        assert found.shape == wanted.shape, seed
        assert np.abs(found - wanted).max(initial=0) <= 1e-9 * max(1, np.abs(wanted).max(initial=0)), seed


def test_every_feature_occurs() -> None:
    counts: Counter[str] = Counter()
    for seed in range(SEEDS):
        counts.update(+random_case(seed).features)
    assert {name: counts[name] for name in FEATURES if counts[name] < AT_LEAST} == {}
    assert set(counts) <= set(FEATURES)


def test_every_operation_occurs() -> None:
    counts: Counter[type] = Counter()
    for seed in range(0, SEEDS, 2):
        case = random_case(seed)
        plan = make_plan(case.network, {"it": case.graph}, SIZES)
        counts.update({type(step.operation) for step in plan.steps})
    # Vectors of equal singular values are not determined: `test_decompositions` has matrices where they differ.
    assert [kind.__name__ for kind in EMIT if kind not in FUSED and counts[kind] < AT_LEAST // 2] == ["Decompose"]
