"""The sizes of random checks."""

from __future__ import annotations

from itertools import pairwise

import pytest

import tensorgraph as tg
from tensorgraph.graph.derived import derived_dims
from tensorgraph.verdict.sizes import largest_index, random_sizes


def network(text: str) -> tg.Document:
    return tg.loads(text)


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
@pytest.mark.parametrize("trial", [0, 1, 2])
def test_sizes_are_distinct_primes_in_the_order_of_the_declared_ones(path: object, trial: int) -> None:
    found = tg.load(str(path)).network
    derived = derived_dims(found)
    sizes = {name: size for name, size in random_sizes(found, trial, {}).items() if name not in derived}
    assert len(set(sizes.values())) == len(sizes)
    assert all(size > 1 and all(size % k for k in range(2, size)) for size in sizes.values())
    for one, other in [(a, b) for a in sizes for b in sizes if (found.dims[a] or 0) < (found.dims[b] or 0)]:
        assert sizes[one] < sizes[other]


def test_every_trial_has_other_sizes() -> None:
    found = network("dim a = 9, b = 3, c = 9, d").network
    tried = [random_sizes(found, trial, {}) for trial in range(3)]
    assert tried[0] == {"b": 2, "a": 3, "c": 5, "d": 7}
    assert all(one[name] != other[name] for one, other in pairwise(tried) for name in one)


def test_sizes_that_a_decomposition_makes_follow_from_the_others_and_leave_something_out() -> None:
    text = """dim a = 9, b = 3, c
tensor M[a, b], T[a, b, c]
U[i, r] s[r] V[r, j] = svd(M[i, j])
X[i, q] x[q] Y[q, j] = svd(M[i, j], rank: 4)
P[i, j, p] w[p] Q[p, k] = svd(T[i, j, k], rank: 30)
"""
    found = network(text).network
    sizes = random_sizes(found, 0, {})
    # b > 4 for q; a b > 30 and c > 30 for p
    assert (sizes["b"], sizes["c"]) == (7, 31) and sizes["a"] > 7
    assert (sizes["r"], sizes["q"], sizes["p"]) == (7, 4, 30)


def test_sizes_are_above_every_integer_index() -> None:
    found = network("dim a = 50, b = 40\nparam M[a, b]\ny = M[7, -12]").network
    assert largest_index(found) == 11
    assert min(random_sizes(found, 0, {}).values()) >= 12


def test_fixed_sizes_are_kept() -> None:
    assert random_sizes(network("dim a = 9, b = 3").network, 0, {"a": 4})["a"] == 4


def test_an_isometry_has_room() -> None:
    text = "dim k = 2, l = 3, m = 6\nparam U[m, (k l)] { isometry: (k l) }"
    for trial in range(3):
        sizes = random_sizes(network(text).network, trial, {})
        assert sizes["m"] >= sizes["k"] * sizes["l"]
        assert len(set(sizes.values())) == 3
