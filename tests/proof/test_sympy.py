"""The prover against sympy: multilinear expressions at tiny sizes, every entry a polynomial.

What is proved must be equal there. What was made equal by algebra must be proved; what only turns out equal may be so
at these sizes alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import prod

import pytest

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.nodes import Factor, Graph, Sum, Tensor
from tensorgraph.graph.verify import verify_graph
from tensorgraph.rewrite.prove import prove
from tests.proof.algebra import SIZES, STEPS, Algebra, plain_network
from tests.proof.mutators import MUTATORS
from tests.proof.polynomials import Polynomials

PAIRS = 50
"""How many pairs, and three corruptions of each: some twenty seconds."""
CORRUPTED = 3
MOST_MONOMIALS = 5_000
"""Most monomials that an entry may have, before equal ones are added."""


def pairs() -> Iterator[tuple[int, Graph, Graph]]:
    """Expressions and what algebra made of them."""
    for seed in range(10 * PAIRS):
        algebra = Algebra(random.Random(seed))
        first = algebra.expression()
        second = algebra.changed(first)
        if all(map(_is_small, (first, second))):
            yield seed, first, second


def _is_small(graph: Graph) -> bool:
    return _monomials(graph.body) <= MOST_MONOMIALS


def _monomials(node: Sum) -> int:
    return sum(prod([*(SIZES[wire.dim] for wire in term.summed), *map(_within, term.factors)]) for term in node.terms)


def _within(factor: Factor) -> int:
    definitions = plain_network().definitions
    if isinstance(factor, Tensor) and factor.name in definitions:
        return _monomials(definitions[factor.name].graph.body)
    return _monomials(factor) if isinstance(factor, Sum) else 1


def equal(left: Graph, right: Graph) -> bool:
    """Whether every entry is the same polynomial."""
    network = plain_network()
    known = Polynomials(network, SIZES, needed(network, [left, right])[0])
    return bool(known.entries(left) == known.entries(right))


def corrupted(graph: Graph, seed: int) -> Iterator[Graph]:
    """Some graphs one small change away."""
    choice = random.Random(seed)
    found = [choice.choice(every) for mutate in MUTATORS.values() if (every := list(mutate(plain_network(), graph)))]
    choice.shuffle(found)
    valid = (other for other in found if other.legs == graph.legs and not verify_graph(plain_network(), other))
    yield from (other for _, other in zip(range(CORRUPTED), valid, strict=False))


@cache
def verdicts() -> tuple[Counter[tuple[str, bool, bool]], tuple[str, ...]]:
    """How many pairs of each sort are equal to sympy and to the prover, and those where these disagree."""
    found: Counter[tuple[str, bool, bool]] = Counter()
    apart = []
    for number, (seed, first, second) in enumerate(pairs()):
        if number == PAIRS:
            break
        for sort, other in [("algebra", second), *(("corrupted", other) for other in corrupted(second, seed))]:
            both = equal(first, other), prove(plain_network(), first, other).proof is not None
            found[sort, *both] += 1
            if both[0] != both[1]:
                apart.append(f"{seed}, {sort}: sympy {both[0]}, proved {both[1]}: {first} == {other}")
    return found, tuple(apart)


def test_there_are_enough_pairs() -> None:
    found, _ = verdicts()
    assert sum(count for (sort, _, _), count in found.items() if sort == "algebra") == PAIRS
    assert sum(count for (sort, same, _), count in found.items() if sort == "corrupted" and not same) >= PAIRS


def test_algebra_keeps_what_it_changes() -> None:
    found, _ = verdicts()
    assert not found["algebra", False, False] + found["algebra", False, True]


def test_what_is_proved_is_equal() -> None:
    _, apart = verdicts()
    assert not [words for words in apart if "sympy False" in words]


def test_what_algebra_made_is_proved() -> None:
    found, apart = verdicts()
    assert not [words for words in apart if "algebra" in words]
    assert found["algebra", True, True] == PAIRS


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_each_step_of_algebra_happens(step: object) -> None:
    changed = 0
    for seed in range(40):
        algebra = Algebra(random.Random(seed))
        graph = algebra.expression()
        changed += step(algebra, graph.body) != graph.body  # type: ignore[operator]
    assert changed >= 3


def test_the_oracle_tells_a_matrix_from_its_transpose() -> None:
    from tests.einsum.networks import network

    text = "dim a, b\ntensor A[p: a, q: a]\ny[i, j] = A[i, j]\nz[i, j] = A[j, i]\nw[i, j] = A[i, k] id[k, j]\n"
    definitions = network(text).definitions
    known = Polynomials(network(text), SIZES, ["A"])
    y, z, w = (known.entries(definitions[name].graph) for name in "yzw")
    assert (y == z, y == w) == (False, True)
