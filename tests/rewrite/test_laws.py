"""Every rule is needed for what it says, and says nothing false."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.rewrite import resolve_picture, rules
from tensorgraph.rewrite.proof import Attempt
from tensorgraph.rewrite.prove import prove
from tensorgraph.verdict.written_out import fixed_sizes
from tests.rewrite.laws import LAWS, Law
from tests.rewrite.write_docs import PAGE, page


def attempt(head: str, equation: str) -> Attempt:
    network = tg.loads(f"{head}\ncheck claim: {equation}").network
    picture = resolve_picture(network, network.pictures[0])
    left, right = picture.rows[0].sides
    return prove(network, left, right, (), fixed_sizes(network, network.pictures[0], {}, {}))


def word(head: str, equation: str) -> str:
    (verdict,) = [found for found in tg.loads(f"{head}\ncheck claim: {equation}").check() if found.name == "claim"]
    return verdict.word


def test_every_rule_has_a_law() -> None:
    assert {law.rule for law in LAWS} == set(rules.RULES)


def test_the_page_on_proofs_is_up_to_date() -> None:
    text = PAGE.read_text("utf-8")
    assert text == page(text), "write it anew: python -m tests.rewrite.write_docs"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.rule)
def test_it_is_proved_by_the_rule(law: Law) -> None:
    proof = attempt(law.head, law.true).proof
    assert proof is not None
    assert law.rule in {step.rule for step in (*proof.left, *proof.right)}
    assert word(law.head, law.true) == "proved"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.rule)
def test_it_is_not_proved_without_the_rule(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = rules.Rule("", lambda setting, graph, names: graph)
    monkeypatch.setattr(rules, "RULES", {**rules.RULES, law.rule: idle})
    monkeypatch.setattr("tensorgraph.rewrite.normal_form.RULES", rules.RULES)
    monkeypatch.setattr("tensorgraph.rewrite.prove.RULES", rules.RULES)
    assert attempt(law.head, law.true).proof is None


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.rule)
def test_what_looks_like_it_and_is_false_is_false(law: Law) -> None:
    assert attempt(law.head, law.false).proof is None
    assert word(law.head, law.false) == "false"
