"""A sample of corrupted equations; `python -m tests.proof.mutations` has them all. And provers that are broken on
purpose, which the same sample must catch."""

from __future__ import annotations

from functools import cache

import pytest

from tests.proof.broken import BROKEN
from tests.proof.identities import Identity, identities
from tests.proof.mutations import LEAST, Mutant, counted, holding, proved, sample
from tests.proof.mutators import MUTATORS

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

WANTED = 1050
"""How many mutants are tried here: some twenty seconds."""
JUDGED = 4
"""Of so many mutants one goes through the judge as well, which takes longer."""
PLANTED = 5
"""Mutants of a planted mistake that must be caught: more than a lucky one."""


@cache
def every_identity() -> list[Identity]:
    return list(identities(examples=False))


@cache
def mutants() -> list[Mutant]:
    return sample(every_identity(), WANTED)


def test_there_are_enough_of_each_kind() -> None:
    names = {mutant.identity.name for mutant in mutants()}
    assert len(names) >= 30
    assert len(mutants()) >= 1000
    for kind in MUTATORS:
        assert sum(mutant.kind == kind for mutant in mutants()) >= LEAST // 2, kind


def test_no_mutant_is_proved() -> None:
    assert not [_words(mutant) for mutant in proved(mutants())]


def test_no_mutant_holds() -> None:
    assert not [_words(mutant) for mutant in holding(mutants()[::JUDGED])]


def test_the_table_counts_what_is_wrong() -> None:
    counts = counted(mutants()[:10], proved=lambda found: iter(list(found)[:3]), holding=lambda found: iter(found[:2]))
    assert (counts.counted.total(), len(counts.proved), len(counts.holding)) == (10, 3, 2)


def test_true_equations_are_proved() -> None:
    """The other way to be useless is to prove nothing."""
    from tensorgraph.rewrite.prove import prove

    left = [i.name for i in every_identity() if prove(i.network, i.left, i.right, i.given).proof is None]
    assert not left


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_prover_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, kinds = BROKEN[name]
    plant(monkeypatch)
    found = [mutant for mutant in mutants() if mutant.kind in kinds]
    assert len(list(proved(found))) >= PLANTED


def _words(mutant: Mutant) -> str:
    return f"{mutant.kind} of {mutant.identity.name}: {mutant.graph} == {mutant.other}"
