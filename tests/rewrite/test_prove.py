"""Proofs of what the examples claim, done again from their rules, step by step on values; and where a proof ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.graph.network import Network, Picture
from tensorgraph.graph.nodes import Graph, Product
from tensorgraph.graph.verify import verify_graph
from tensorgraph.rewrite import limits, resolve_picture
from tensorgraph.rewrite.isomorphism import same_graph
from tensorgraph.rewrite.proof import Attempt, Proof, Step
from tensorgraph.rewrite.prove import prove
from tensorgraph.rewrite.replay import replayed
from tensorgraph.rewrite.terms import Setting
from tensorgraph.verdict.steps import step_differences
from tensorgraph.verdict.trial import random_trials
from tensorgraph.verdict.written_out import fixed_sizes

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FILES = sorted(EXAMPLES.rglob("*.tg"))


def attempts(network: Network) -> Iterator[tuple[Picture, Attempt]]:
    for picture in network.pictures:
        for row in resolve_picture(network, picture).rows:
            for place, relation in enumerate(row.relations):
                if relation.sign == "==":
                    sizes = fixed_sizes(network, picture, {}, {})
                    yield picture, prove(network, row.sides[place], row.sides[place + 1], picture.given, sizes)


@cache
def proofs(path: Path) -> list[tuple[Network, Picture, Proof]]:
    network = tg.load(path).network
    return [(network, picture, found.proof) for picture, found in attempts(network) if found.proof is not None]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_rules_alone_lead_both_sides_to_one_graph(path: Path) -> None:
    for network, picture, proof in proofs(path):
        if proof.left and proof.right:
            setting = Setting(network, frozenset(picture.given), proof.written)
            one, other = (again(setting, steps) for steps in (proof.left, proof.right))
            assert same_graph(setting, one, other), picture.name


def again(setting: Setting, steps: tuple[Step, ...]) -> Graph:
    return replayed(setting, steps[0].before, [(step.rule, step.names) for step in steps])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_step_is_equal_on_values(path: Path) -> None:
    for network, picture, proof in proofs(path):
        trial = random_trials(network, 0, fixed_sizes(network, picture, {}, {}))[0]
        for steps in (proof.left, proof.right):
            for step, found in zip(steps, step_differences(network, steps, picture.given, trial), strict=True):
                assert found.equal, (picture.name, step.rule)
                assert verify_graph(network, step.after) == [], (picture.name, step.rule)


def one(text: str, given: tuple[str, ...] = ()) -> Attempt:
    network = tg.loads(text).network
    left, right = network.pictures[0].rows[0].sides
    return prove(network, left, right, given)


CHAIN = "dim n\nparam A[n, n], B[n, n]\ninput x[n]\n"


def test_what_both_sides_use_is_not_opened() -> None:
    text = CHAIN + "P[i, j] = softmax[j](A[i, j])\ny[i] = P[i, j] x[j]\ncheck c: y[i] == P[i, k] x[k]"
    proof = one(text).proof
    assert proof is not None
    assert [step.names for step in (*proof.left, *proof.right) if step.rule == "unfold"] == [("y",)]


def test_a_frozen_definition_is_not_opened() -> None:
    text = CHAIN + "P[i, j] = A[i, j] + B[i, j]\ncheck c: P[i, j] == A[i, j] + B[i, j]"
    assert one(text).proof is not None
    assert one(text, ("P",)).proof is None


def test_what_a_definition_claims_is_not_assumed() -> None:
    text = CHAIN + "P[i, j] { pattern } = A[i, j]\ncheck c: P[i, j] ones[j] == 1"
    assert one(text).proof is None
    assert one(text, ("P",)).proof is not None


def choices(count: int) -> str:
    """A product of groups, with as many terms as two to the count, and the same the other way round."""
    groups = [f"(A[w{k}, w{k + 1}] + B[w{k}, w{k + 1}])" for k in range(count)]
    turned = [f"(B[w{k}, w{k + 1}] + A[w{k}, w{k + 1}])" for k in range(count)]
    return CHAIN + f"check c: {' '.join(groups)} == {' '.join(turned)} + x[w0] ones[w{count}] - x[w0] ones[w{count}]"


def test_groups_are_compared_without_multiplying() -> None:
    proof = one(choices(30)).proof
    assert proof is not None
    assert "distribute" not in {step.rule for step in (*proof.left, *proof.right)}


def uneven(count: int) -> str:
    """A product of groups beside its first group multiplied out, so that nothing less than multiplying all will do."""
    groups = [f"(A[w{k}, w{k + 1}] + B[w{k}, w{k + 1}])" for k in range(count)]
    first, rest = groups[0], " ".join(groups[1:])
    return CHAIN + f"check c: {first} {rest} == A[w0, w1] {rest} + B[w0, w1] {rest}"


def test_too_many_terms_are_counted_and_not_made() -> None:
    assert one(uneven(8)).proof is not None
    assert one(uneven(9)) == Attempt(None, "multiplied out, the sides have 1024 terms, and at most 512 are tried")
    assert one(uneven(40)).limit == "multiplied out, the sides have more than 10⁹ terms, and at most 512 are tried"


def test_counting_terms_looks_at_each_bubble_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice at each of thirty levels would be a thousand million looks."""
    looks: list[object] = []
    distribute = import_module("tensorgraph.rewrite.rules.distribute")
    plain = distribute._count

    def counted(term: Product) -> tuple[int, int]:
        looks.append(term)
        found: tuple[int, int] = plain(term)
        return found

    monkeypatch.setattr(distribute, "_count", counted)
    nested = f"{'f(' * 30}x[i]{')' * 30}"
    (side, _) = tg.loads(f"{CHAIN}fn f\ncheck c[i]: {nested} == x[i]").network.pictures[0].rows[0].sides
    assert distribute.count_terms(side.body) == 31
    assert len(looks) == 31


def test_a_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WORK", 100)
    assert one(uneven(8)).limit == "the search ended after 100 factors"
    monkeypatch.setattr(limits, "MOST_FACTORS", 10)
    assert "and at most 10 are tried" in one(uneven(8)).limit


def test_the_two_layer_expansion_has_the_terms_of_the_paper() -> None:
    text = """dim context, model, heads
input A[heads, context, context] { pattern }, B[heads, context, context] { pattern }, x[context, model]
param V[heads, model, model], W[heads, model, model]
y[i, m] = x[i, m] + A^h[i, j] x[j, n] V^h[n, m]
z[i, m] = y[i, m] + B^h[i, j] y[j, n] W^h[n, m]
check c: z[i, m] == x[i, m] + A^h[i, j] x[j, n] V^h[n, m] + B^h[i, j] x[j, n] W^h[n, m]
    + B^g[i, j] A^h[j, k] x[k, n] V^h[n, p] W^g[p, m]"""
    proof = one(text).proof
    assert proof is not None
    (term_count,) = {len(steps[-1].after.body.terms) for steps in (proof.left, proof.right) if steps}
    assert term_count == 4
    assert one(text.replace("B^g[i, j] A^h", "A^g[i, j] B^h")).proof is None
