"""A Σ that is written out is one term again, and nothing else is."""

import sys
from collections.abc import Sequence

import pytest

from tensorgraph.graph.nodes import Wire
from tensorgraph.passes.rolled import rolled
from tensorgraph.passes.task import Task
from tensorgraph.rewrite.unfold import resolve_picture
from tests.passes.comparing import network_of
from tests.passes.rewriting import changed_by, task_of

SAME = 1e-12
"""What two orders of adding a few numbers differ by, of the largest."""

HEAD = """
dim h = 3, n = 4
param A[h, n, n], B[h, n, n], C[n, n], v[n]
scalar s
"""

ROLLED = {
    "one tensor": ("A[0, i, j] + A[1, i, j] + A[2, i, j]", 1),
    "two tensors": ("A[0, i, k] B[0, k, j] + A[1, i, k] B[1, k, j] + A[2, i, k] B[2, k, j]", 1),
    "from the end": ("A[0, i, j] + A[-1, i, j] + A[1, i, j]", 1),
    "beside another term": ("C[i, j] + A[0, i, j] + A[1, i, j] + A[2, i, j]", 2),
    "one of two numbers": ("A[0, i, k] B[1, k, j] + A[1, i, k] B[1, k, j] + A[2, i, k] B[1, k, j]", 1),
    "with a coefficient": ("2 s A[0, i, j] + 2 s A[1, i, j] + 2 s A[2, i, j]", 1),
    "in a bubble": ("tanh(A[0, i, j]) + tanh(A[1, i, j]) + tanh(A[2, i, j])", 1),
    "a bubble and a tensor": (" + ".join(f"tanh(A[{k}, i, q] C[q, q] v[q]) B[{k}, i, j]" for k in range(3)), 1),
    "every pair": (" + ".join(f"A[{a}, i, k] B[{b}, k, j]" for a in range(3) for b in range(3)), 1),
    "every pair but one": (
        " + ".join(f"A[{a}, i, k] B[{b}, k, j]" for a in range(3) for b in range(3) if a + b < 4),
        4,
    ),
    "one index missing": ("A[0, i, j] + A[1, i, j]", 2),
    "one index twice": ("A[0, i, j] + A[1, i, j] + A[1, i, j]", 3),
    "all and one again": ("A[0, i, j] + A[1, i, j] + A[1, i, j] + A[2, i, j]", 2),
    "another coefficient": ("A[0, i, j] + 2 A[1, i, j] + A[2, i, j]", 3),
    "another tensor": ("A[0, i, j] + B[1, i, j] + A[2, i, j]", 3),
    "another order of legs": ("A[0, i, j] + A[1, j, i] + A[2, i, j]", 3),
    "numbers that cross": ("A[0, i, k] B[0, k, j] + A[1, i, k] B[2, k, j] + A[2, i, k] B[1, k, j]", 3),
    "a bubble around all": ("tanh(A[0, i, j] + A[1, i, j] + A[2, i, j]) C[j, i]", 1),
}
"""Sums, and how many terms are left."""


def terms(task: Task) -> int:
    return len(task.network.definitions["y"].graph.body.terms)


@pytest.mark.parametrize("case", ROLLED)
def test_terms_and_values(case: str) -> None:
    text, left = ROLLED[case]
    task = task_of(f"{HEAD}y[i, j] = {text}")
    after = rolled(task)
    assert terms(after) == left
    assert changed_by(task, after) < SAME


def expanded() -> Task:
    """(1 + 3)² terms of scores, written out at the size."""
    network = network_of("""
        dim h = 3, c = 5, m = 4
        input A[h, c, c], x0[c, m]
        param W[m, m], V[h, m, m]
        x1[i, m] = x0[i, m] + A^h[i, j] x0[j, n] V^h[n, m]
        S[i, j] = x1[i, m] W[m, n] x1[j, n]
        show s: expand(S[i, j], x1, h)
        """)
    (side,) = resolve_picture(network, network.pictures[0]).rows[0].sides
    return task_of(network, {"S": side})


def test_an_expansion_over_heads_is_what_it_was_expanded_from() -> None:
    task = expanded()
    after = rolled(task)
    assert [len(one.targets["S"].body.terms) for one in (task, after)] == [16, 4]
    assert changed_by(task, after) < SAME


def test_what_has_no_number_is_left_alone() -> None:
    task = task_of(f"{HEAD}y[i, j] = C[i, j] + C[j, i]")
    assert rolled(task).network.definitions["y"] is not None
    assert rolled(task).network.definitions == task.network.definitions


def careless(slots: Sequence[Wire], all_numbers: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """All numbers as if they moved together."""
    return [tuple(range(len(slots)))]


def test_numbers_that_do_not_move_together_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[rolled.__module__], "_blocks", careless)
    task = task_of(f"{HEAD}y[i, j] = {ROLLED['numbers that cross'][0]}")
    after = rolled(task)
    assert terms(after) == 1
    assert changed_by(task, after) > SAME
