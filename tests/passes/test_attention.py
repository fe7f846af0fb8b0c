"""Attention in one operation: where it is one, and where it only looks like one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch

from tensorgraph.code.generate import generate
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.steps import Add, Attend, Call, Contract, Load, Mask, Scale, Step
from tensorgraph.passes.attention import attention
from tensorgraph.passes.scales import scales
from tests.passes.attention_cases import ATTENTION, DIMS, NEAR_MISSES, PATTERN, QKV
from tests.passes.comparing import ROUNDING, difference, network_of, planned

PASSES = (attention, scales)


def plan_of(tensors: str, text: str, name: str = "y") -> Plan:
    return planned(network_of(DIMS + tensors + text), PASSES, name)


def written(plan: Plan) -> str:
    """The operations in order, as `tests.passes.attention_cases` writes them."""
    return " ".join(_word(step) for step in plan.steps if not isinstance(step.operation, Load))


def _word(step: Step) -> str:
    match step.operation:
        case Attend(scale=scale, causal=causal):
            return f"{'causal' if causal else 'attend'}({scale})"
        case Contract(operands=operands):
            return "ab"[: len(operands)]
        case Call(function=function):
            return function
        case operation:
            return type(operation).__name__.lower()


@pytest.mark.parametrize(("name", "tensors", "text", "operations"), ATTENTION, ids=[case[0] for case in ATTENTION])
def test_what_is_attention(name: str, tensors: str, text: str, operations: str) -> None:
    network = network_of(DIMS + tensors + text)
    plan = planned(network, PASSES)
    assert written(plan) == operations
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize(
    ("name", "tensors", "text", "reason", "operations"), NEAR_MISSES, ids=[case[0] for case in NEAR_MISSES]
)
def test_what_only_looks_like_it(name: str, tensors: str, text: str, reason: str, operations: str) -> None:
    network = network_of(DIMS + tensors + text)
    plan = planned(network, PASSES)
    assert written(plan) == operations
    assert difference(network, plan) < ROUNDING
