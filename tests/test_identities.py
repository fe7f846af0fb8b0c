"""Every identity is true, every clause is said, and every wrong equation is found false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram.report import report
from tensorgraph.rewrite.unfold import resolve_picture
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tests.identity_clauses import CLAUSES, Clause
from tests.write_identities import FILES, FOLDER, PAGE, Identity, checked, multilinear, share, words_of

WRONG = Path(__file__).parent / "false"
LEAST = 100
"""Least number of equations."""
PROVED = 0.9
"""Least share of the multilinear equalities that is proved."""


@cache
def identities(path: Path) -> list[Identity]:
    return checked(path)


def all_identities() -> list[Identity]:
    return [found for path in FILES for found in identities(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_identity_is_true(path: Path) -> None:
    found = identities(path)
    assert found
    assert [each.verdict for each in found if each.verdict.word not in {"proved", "holds", "differs"}] == []


def test_most_multilinear_identities_are_proved() -> None:
    proved, every = share(all_identities())
    assert every >= LEAST
    assert proved >= PROVED * every


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_identity_is_said_in_words(path: Path) -> None:
    text = path.read_text("utf-8")
    words = words_of(text)
    pictures = tg.load(path).network.pictures
    assert text.startswith("# ")
    assert {picture.name for picture in pictures} == set(words)
    assert all(words.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_formatted(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_source(Source(path.name, text)) == text


def test_the_page_has_every_identity() -> None:
    page = PAGE.read_text("utf-8")
    for path in FILES:
        section = page.partition(f"\n## {path.stem}\n")[2].partition("\n## ")[0]
        named = {picture.name for picture in tg.load(path).network.pictures if picture.rows[0].relations}
        assert named == set(re.findall(r"^\| `([^`]+)`", section, re.M)), "run `python -m tests.write_identities`"


def names_in(folder: Path, files: set[str]) -> set[str]:
    """The equations of some files, as file.equation."""
    paths = [folder / f"{stem}.tg" for stem in files]
    return {f"{path.stem}.{picture.name}" for path in paths for picture in tg.load(path).network.pictures}


def files_of(names: Iterator[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_every_clause_is_said() -> None:
    true = names_in(FOLDER, {path.stem for path in FILES})
    false = names_in(WRONG, files_of(name for clause in CLAUSES for name in clause.false))
    for clause in CLAUSES:
        assert clause.true, clause.words
        assert set(clause.true) <= true, clause.words
        assert set(clause.false) <= false, clause.words


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if clause.python], ids=lambda clause: clause.words)
def test_every_test_of_a_clause_exists(clause: Clause) -> None:
    for name in clause.python:
        module, _, test = name.partition(".")
        assert callable(getattr(import_module(f"tests.{module}"), test))


SEVERAL = tuple(path for path in sorted(WRONG.glob("*.tg")) if len(tg.load(path).network.pictures) > 2)
"""Files with several wrong equations."""


@pytest.mark.parametrize("path", SEVERAL, ids=lambda path: path.stem)
def test_every_wrong_equation_is_found_false(path: Path) -> None:
    verdicts = tg.load(path).check()
    assert [verdict.name for verdict in verdicts if verdict.word != "false"] == []


def test_every_wrong_equation_belongs_to_a_clause_of_its_subject() -> None:
    files = files_of(name for clause in CLAUSES for name in clause.false)
    assert {path.stem for path in SEVERAL} <= files


def test_multilinear_is_seen_through_definitions() -> None:
    head = "dim n\nparam M[n, n], v[n]\ny[i] = {}\nx[i] = M[i, j] y[j]\n"
    equation = "check q: x[i] == M[i, j] y[j]"
    for body, expected in (("v[i]", True), ("square(v[i])", True), ("relu(v[i])", False), ("M[i, j] exp(v[j])", False)):
        network = tg.loads(head.format(body) + equation).network
        assert multilinear(network, network.pictures[0]) == expected, body
        frozen = tg.loads(head.format(body) + equation.replace(":", " given y:", 1)).network
        assert multilinear(frozen, frozen.pictures[0]), body


def test_words_are_those_above_a_statement() -> None:
    text = "# file\ndim n\n\n# one\n# more\nshow a: 1\ncheck b: 2\n\n# other\ncheck c: 3\n"
    assert words_of(text) == {"a": "one more", "b": "one more", "c": "other"}


def test_number_of_paths() -> None:
    """(1 + H₁)(1 + H₂) paths to the logits, (1 + H)² terms of the scores: with 2 and 3 heads, 12 and 9."""
    network = tg.load(FOLDER / "expand.tg").network
    pictures = {picture.name: resolve_picture(network, picture) for picture in network.pictures}
    count = {name: len(picture.rows[0].sides[-1].body.terms) for name, picture in pictures.items()}
    assert count["two"] == 4 and count["scores"] == 4
    assert count["one_heads"] == 1 + 2
    assert count["two_heads"] == (1 + 2) * (1 + 3)
    assert count["scores_heads"] == (1 + 2) ** 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_pictures_have_no_fault(path: Path) -> None:
    document = tg.load(path)
    assert {name: found for name in document.pictures if (found := report(document[name].scene))} == {}
