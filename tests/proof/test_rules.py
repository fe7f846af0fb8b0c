"""Every rule against the reference evaluator: each step of many derivations keeps what the graph is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.verify import verify, verify_graph
from tensorgraph.rewrite.isomorphism import same_graph
from tensorgraph.rewrite.limits import GaveUp
from tensorgraph.rewrite.normal_form import normal_form, size
from tensorgraph.rewrite.rules import LAZY, NAMED, NORMALISING, RULES, isometry, shift
from tensorgraph.rewrite.terms import Setting
from tensorgraph.verdict.compare import largest
from tests.proof import redexes
from tests.proof.identities import entries
from tests.random_networks import SIZES as PLAIN_SIZES
from tests.random_networks import random_case

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

RICH, PLAIN = 250, 500
"""How many expressions of each sort; of the plain ones, most sum a wire that nothing has, and are left out."""
LEAST = 10
"""How often each rule must be used in the sample."""
SEED = 5
CLOSE = 1e-9
"""Largest error of a step that keeps the value, relative to the largest entry where that is above one."""
MOST_STEPS = 200
"""No derivation is as long: the longest found has some sixty steps."""
LARGE = 300
"""Factors above which an expression is left, and thousands of entries of an array: the reference takes moments."""
ORDERS = 60
"""Expressions that are normalised in two orders of the rules."""


def steps(network: Network, graph: Graph, sizes: Mapping[str, int], rules: Mapping[str, Use]) -> Iterator[Step]:
    """A derivation: the first rule that has something to do, until none has."""
    setting = Setting(network)
    for _ in range(MOST_STEPS):
        found = ((name, rule(setting, graph)) for name, rule in rules.items())
        name, after = next((pair for pair in found if pair[1] is not graph), ("", graph))
        if not name or size(after) > LARGE or entries(after, sizes) > 1000 * LARGE:
            return
        yield name, graph, after
        graph = after
    raise AssertionError(f"no end after {MOST_STEPS} steps: {graph}")


def derivation(network: Network, graph: Graph, sizes: Mapping[str, int]) -> Iterator[Step]:
    """The rules that must be told something once each, side by side; then the others until there is nothing to do."""
    written = Setting(network, frozenset(), (("a", sizes["a"]),))
    for rule in ASKING:
        after = RULES[rule].apply(written, graph, tuple(network.definitions))
        if after is not graph and size(after) <= LARGE:
            yield rule, graph, after
    others = {name: _use(name) for name in RULES if name not in ASKING}
    yield from steps(network, graph, sizes, others)


ASKING = (*NAMED, "write out sums")
"""Rules that need names, or sizes."""


def _use(name: str) -> Use:
    return lambda setting, graph: RULES[name].apply(setting, graph, ())


Use = Callable[[Setting, Graph], Graph]
Step = tuple[str, Graph, Graph]


def expressions() -> Iterator[tuple[Network, Graph, Mapping[str, int]]]:
    for seed in range(RICH):
        yield redexes.rich_network(), redexes.rich_graph(seed), redexes.SIZES
    for seed in range(PLAIN):
        case = random_case(seed)
        if not verify(replace(case.network, pictures=())) and not verify_graph(case.network, case.graph):
            yield case.network, case.graph, PLAIN_SIZES


def value(network: Network, graph: Graph, sizes: Mapping[str, int]) -> np.ndarray[Any, Any]:
    values = random_values(network, network.declarations, sizes, SEED)
    return evaluate(network, graph, values, sizes, random_scalars(network, SEED), random_functions(network, SEED))


def wrong(network: Network, before: Graph, after: Graph, sizes: Mapping[str, int]) -> str:
    """What is wrong with a step; empty when nothing is. One that makes a number of what is none is not looked at."""
    found = verify_graph(network, after)
    if found:
        return found[0]
    old, new = value(network, before, sizes), value(network, after, sizes)
    if np.isnan(old).any():
        return ""
    if np.isnan(new).any():
        return "not a number"
    with np.errstate(invalid="ignore"):
        error = np.where(old == new, 0.0, np.abs(old - new)).max(initial=0.0)
    return f"error {error:.1e}" if error > CLOSE * max(1.0, largest(old)) else ""


@cache
def sample() -> tuple[Counter[str], tuple[str, ...]]:
    """How often each rule was used, and what was wrong."""
    used: Counter[str] = Counter()
    problems = []
    for network, graph, sizes in expressions():
        assert not verify_graph(network, graph)
        for name, before, after in derivation(network, graph, sizes):
            used[name] += 1
            problem = wrong(network, before, after, sizes)
            if problem:
                problems.append(f"{name}: {problem}: {before} becomes {after}")
    return used, tuple(problems)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_used(name: str) -> None:
    used, _ = sample()
    assert used[name] >= LEAST


def test_every_step_keeps_the_value() -> None:
    _, problems = sample()
    assert not problems


@pytest.mark.parametrize("seed", range(ORDERS))
def test_the_order_of_rules_changes_nothing(seed: int) -> None:
    setting = Setting(redexes.rich_network())
    graph = redexes.rich_graph(1000 + seed)
    order = random.Random(seed).sample(NORMALISING, len(NORMALISING))
    try:
        one, other = (normal_form(setting, graph, names) for names in (NORMALISING, order))
    except GaveUp:
        pytest.skip("too large")
    ends = [steps[-1].after if steps else graph for steps in (one, other)]
    assert same_graph(setting, *ends)


def test_a_normal_form_is_normal() -> None:
    setting = Setting(redexes.rich_network())
    for seed in range(ORDERS):
        graph = redexes.rich_graph(seed)
        steps = normal_form(setting, graph, LAZY)
        end = steps[-1].after if steps else graph
        assert not normal_form(setting, end, LAZY)


def _every_matrix_an_isometry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(isometry, "_small_legs", lambda setting, tensor: [len(tensor.legs) - 1])


def _shift_without_a_first_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shift, "FIRST", 1)


def _doubled(setting: Setting, graph: Graph) -> Graph:
    """The first term twice as large, once."""
    first, *others = graph.body.terms
    if first.brace:
        return graph
    twice = replace(first, coefficient=first.coefficient * Scalar.number(2), brace="twice")
    return replace(graph, body=replace(graph.body, terms=(twice, *others)))


PLANTS: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "collapse isometries": _every_matrix_an_isometry,
    "follow shifts": _shift_without_a_first_row,
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_broken_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTS[name](monkeypatch)
    assert any(_problems({name: _use(name)}))


def test_a_rule_that_doubles_is_caught() -> None:
    assert any(_problems({"double": _doubled}))


def _problems(rules: Mapping[str, Use]) -> Iterator[str]:
    for seed in range(RICH):
        network, graph = redexes.rich_network(), redexes.rich_graph(seed)
        for _, before, after in steps(network, graph, redexes.SIZES, rules):
            yield wrong(network, before, after, redexes.SIZES)
