"""The tables of the language page say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.use import standard_names
from tensorgraph.ops import FUNCTIONS, Kind

PAGE = (Path(__file__).parent.parent.parent / "docs" / "language.md").read_text("utf-8")
ACTS = {
    "entry by entry": Kind.ELEMENTWISE,
    "along axes, which stay": Kind.AXES,
    "along axes, which end there": Kind.REDUCE,
    "a mask": Kind.MASK,
}
FORMS = {Kind.ELEMENTWISE: "{}(…)", Kind.AXES: "{}[j](…)", Kind.REDUCE: "{}[j](…)", Kind.MASK: "{}[i, j](…)"}
PLACES = {
    "tensor": a.TENSOR,
    "definition": a.DEFINITION,
    "scalar": a.SCALAR,
    "function": a.FUNCTION,
    "show": a.SHOW,
    "check": a.CHECK,
    "style": a.STYLE,
    "group": a.GROUP,
}


def table(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = PAGE.split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_functions() -> None:
    rows = {row[0].strip("`").partition("[")[0].partition("(")[0]: row for row in table("Functions")}
    assert list(rows) == list(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        form, acts, _, options = rows[name]
        assert form == f"`{FORMS[function.kind].format(name)}`"
        assert ACTS[acts] is function.kind
        found = re.findall(r"`(\w+): ([^`]+)`", options)
        assert [(key, float(value)) for key, value in found] == [(k, float(v)) for k, v in function.options]


@pytest.mark.parametrize("place", PLACES)
def test_attributes(place: str) -> None:
    rows = [row for row in table("Attributes") if place in row[1].split(", ")]
    assert {row[0].strip("`") for row in rows} == set(PLACES[place])
    for row in rows:
        words = PLACES[place][row[0].strip("`")].words
        assert row[2] == ("a colour" if words.startswith("a colour") else words)


def test_every_attribute_has_a_known_place() -> None:
    assert all(set(row[1].split(", ")) <= set(PLACES) for row in table("Attributes"))
    assert all(color in PAGE for color in a.COLORS)


def test_standard_files() -> None:
    rows = table("What comes with the program")
    listed = {name: re.findall(r'"(.+)"', use)[0] for use, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert listed == standard_names()
