"""Every block of the language page: accepted, or refused with the mistake it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tests.graph.language import checked

PAGE = (Path(__file__).parent.parent.parent / "docs" / "language.md").read_text("utf-8")
BLOCKS = re.findall(r"^```tg ?(.*)\n([^`]*)^```$", PAGE, re.MULTILINE)
PRELUDE = next(text for kind, text in BLOCKS if kind == "prelude")


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if not kind])
def test_accepted(text: str) -> None:
    checked(PRELUDE + text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, text in BLOCKS if kind.startswith("refused")])
def test_refused(kind: str, text: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        checked(PRELUDE + text)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [kind.removeprefix("refused: ")]


def test_every_rule_has_both_sides() -> None:
    for rule in range(1, 8):
        section = PAGE.split(f"**{rule}.**")[1].split("**")[0]
        assert "```tg refused" in section
        assert rule == 5 or "```tg\n" in section
