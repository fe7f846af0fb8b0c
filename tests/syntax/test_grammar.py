"""The grammar is unambiguous, the shipped table is made from it, and our machine reads it as lark does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tensorgraph.source import Source
from tensorgraph.syntax.machine import TABLE, Node, machine
from tensorgraph.syntax.refresh_table import lark_parser, table_text
from tensorgraph.syntax.split import split
from tests.errors.cases import CASES

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.tg"))
STATEMENTS = [
    piece.text
    for text in [*(path.read_text("utf-8") for path in EXAMPLES), *(case.right for case in CASES)]
    for piece in split(Source("a.tg", text))[0]
]


def test_no_ambiguity_and_no_collision() -> None:
    lark_parser(strict=True)


def test_table_is_made_from_the_grammar() -> None:
    assert TABLE.read_text("utf-8") == table_text(), "run python -m tensorgraph.syntax.refresh_table"


@pytest.mark.parametrize("text", sorted(set(STATEMENTS)))
def test_machine_reads_as_lark_does(text: str) -> None:
    assert same(machine().parse(text), LARK.parse(text))


LARK = lark_parser()


def same(ours: Any, theirs: Any) -> bool:
    if theirs is None or ours is None:
        return theirs is ours
    if not isinstance(ours, Node):
        return (ours.kind, ours.text, ours.start) == (theirs.type, str(theirs), theirs.start_pos)
    place = (-1, -1) if theirs.meta.empty else (theirs.meta.start_pos, theirs.meta.end_pos)
    return (
        (ours.rule, ours.start, ours.end) == (theirs.data, *place)
        and len(ours.children) == len(theirs.children)
        and all(map(same, ours.children, theirs.children))
    )
