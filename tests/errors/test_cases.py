"""Each mistake gives exactly its message, and its repair is accepted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.check import check_program
from tensorgraph.graph.check.habits import NOTATION
from tensorgraph.graph.network import Network
from tensorgraph.graph.verify import verify
from tensorgraph.source import Source
from tensorgraph.syntax.messages import _CHARACTERS, _SIGHTS, GENERIC, UNKNOWN_STATEMENT
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.wrong import WRONG
from tests.errors.cases import CASES, Case
from tests.errors.write_docs import PAGE, page

PACKAGE = Path(__file__).parent.parent.parent / "tensorgraph"
ELSEWHERE = {
    "file": "tests/syntax/test_read.py",
    "not-text": "tests/syntax/test_read.py",
    "too-long": "tests/syntax/test_limits.py",
    "too-many-calls": "tests/graph/test_limits.py",
    "too-many-groups": "tests/graph/test_limits.py",
    "too-large": "tests/graph/test_limits.py",
    "too-many-terms": "tests/errors/later.py",
    "unknown-size": "tests/errors/later.py",
    "einsum": "tests/cli/test_draw.py",
}
"""Codes whose smallest file is too large for a page, or is none, and where they are tested."""


def checked(text: str) -> Network:
    return check_program(parse(Source("a.tg", text)))


def number(case: Case) -> str:
    return f"{case.code}-{[c for c in CASES if c.code == case.code].index(case)}"


@pytest.fixture
def beside(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in case.beside.items():
        (tmp_path / name).write_text(text, "utf-8")


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("case", CASES, ids=number)
def test_message(case: Case) -> None:
    with pytest.raises(TensorgraphError) as caught:
        checked(case.wrong)
    assert str(caught.value) == case.message
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [case.code]


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("case", CASES, ids=number)
def test_repair(case: Case) -> None:
    assert verify(checked(case.right)) == []


def test_every_code_has_a_case() -> None:
    emitted = set(codes()) | {code for code, *_ in WRONG} | {code for code, *_ in _CHARACTERS.values()}
    emitted |= {GENERIC, UNKNOWN_STATEMENT} | {code for _, _, code, *_ in _SIGHTS} | {code for _, code, *_ in NOTATION}
    assert emitted - set(ELSEWHERE) == {case.code for case in CASES}


def test_other_codes_are_tested_where_it_says() -> None:
    for code, place in ELSEWHERE.items():
        assert code in (PACKAGE.parent / place).read_text("utf-8"), f"{code} in {place}"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page()


def codes() -> Iterator[str]:
    """Every first argument that names a code, in the source of the language."""
    for folder in ("syntax", "graph", "rewrite"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and _name(node) in SAYS:
                    yield from _slugs(node.args[0])


SAYS = ("Diagnostic", "mistake", "report", "report_shaky")


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _slugs(argument: ast.expr) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z-]+", node.value):
            yield node.value
