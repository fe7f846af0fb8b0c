"""Attention in one operation: where it is one, and where it only looks like one."""

from __future__ import annotations

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from tensorgraph.code.generate import generate
from tensorgraph.code.run import call
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Attend, Call, Contract, Load, Step
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.registers import Registers
from tensorgraph.einsum.sizes import product_of
from tensorgraph.passes.attention import attention
from tensorgraph.passes.scales import scales
from tests.passes.attention_cases import ATTENTION, DIMS, NEAR_MISSES, PATTERN, QKV
from tests.passes.comparing import ROUNDING, difference, network_of, planned

PASSES = (attention, scales)
SIZES = {"n": 5, "l": 7, "d": 4, "e": 3, "h": 2, "b": 6, "w": 1100, "two": 2}


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


def test_a_pattern_that_is_asked_for() -> None:
    network = network_of(DIMS + QKV + PATTERN + "y[i, a] = A[i, j] v[j, a]")
    plan = make_plan(network, ["y", "A"], SIZES)
    assert written(attention(plan)) == written(plan) == "scale ab mask softmax ab"


def test_scores_that_are_asked_for_are_not_the_pattern() -> None:
    network = network_of(DIMS + QKV + PATTERN + "y[i, a] = A[i, j] v[j, a]")
    plan = scales(attention(make_plan(network, ["y", "S"], SIZES)))
    assert written(plan) == "scale ab causal(1)"
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize(("name", "tensors", "text", "operations"), ATTENTION, ids=[case[0] for case in ATTENTION])
def test_what_is_attention(name: str, tensors: str, text: str, operations: str) -> None:
    network = network_of(DIMS + tensors + text)
    plan = planned(network, PASSES)
    assert written(plan) == operations
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):  # an error where the fused kernel cannot be taken
        assert difference(network, plan) < ROUNDING


CONTRACTIONS = [
    ("attention", ((0, 1), (2, 1)), (0, 2), ((0, 1), (1, 2)), (0, 2), 1),
    ("an index of the queries summed by itself", ((0, 1, 3), (2, 1)), (0, 2), ((0, 1), (1, 2)), (0, 2), 0),
    ("values without the key", ((0, 1), (2, 1)), (0, 2), ((0, 1), (2,)), (0, 2), 0),
    ("an index of the values summed by itself", ((0, 1), (2, 1)), (0, 2), ((0, 1), (1, 2, 3)), (0, 2), 0),
    ("a diagonal of the pattern", ((0, 1), (2, 1)), (0, 2), ((0, 0), (0, 1)), (1,), 0),
]
"""What the lowering does not write: queries and keys, scores, pattern and values, result, how many attentions."""


@pytest.mark.parametrize(("name", "inputs", "scores", "last", "output", "count"), CONTRACTIONS)
def test_contractions_that_sum_by_themselves(
    name: str,
    inputs: tuple[tuple[int, ...], tuple[int, ...]],
    scores: tuple[int, ...],
    last: tuple[tuple[int, ...], tuple[int, ...]],
    output: tuple[int, ...],
    count: int,
) -> None:
    registers = Registers({"n": 5})
    q, k, v = (
        registers.emit(Load(called, (("n",),) * len(indices)), ["w"] * len(indices))
        for called, indices in zip("qkv", (*inputs, last[1]), strict=True)
    )
    made = registers.emit(Contract((q, k), inputs, scores), ["w"] * len(scores))
    made = registers.emit(Call("softmax", made, (1,)), ["w"] * len(scores))
    made = registers.emit(Contract((made, v), last, output), ["w"] * len(output))
    returned = Output("y", made, tuple(range(len(output))), ("n",) * len(output), (1,) * len(output))
    plan = Plan(tuple(registers.steps), (returned,), (), {"n": 5}, {}, Polynomial())
    assert written(attention(plan)).count("attend") == count


@pytest.mark.parametrize(("name", "tensors", "text", "operations"), ATTENTION, ids=[case[0] for case in ATTENTION])
def test_gradients(name: str, tensors: str, text: str, operations: str) -> None:
    plan = plan_of(tensors, text)
    code = generate(plan, "float64", scalars=["c"])
    generator = torch.Generator().manual_seed(1)
    shapes = [[product_of(plan.sizes[dim] for dim in leg) for leg in load.legs] for load in plan.inputs]
    leaves = [torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_() for shape in shapes]

    def function(*given: torch.Tensor) -> torch.Tensor:
        named = dict(zip((load.name for load in plan.inputs), given, strict=True))
        return call(code, named, {"c": -0.7}, {})[0]

    assert torch.autograd.gradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize(
    ("name", "tensors", "text", "reason", "operations"), NEAR_MISSES, ids=[case[0] for case in NEAR_MISSES]
)
def test_what_only_looks_like_it(name: str, tensors: str, text: str, reason: str, operations: str) -> None:
    network = network_of(DIMS + tensors + text)
    plan = planned(network, PASSES)
    assert written(plan) == operations
    assert difference(network, plan) < ROUNDING
