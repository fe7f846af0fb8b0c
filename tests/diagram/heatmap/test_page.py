"""The page that documents heat maps: its code runs, and what it says of sizes is so."""

from __future__ import annotations

import re
from pathlib import Path

from tensorgraph.diagram import Scene, report
from tensorgraph.diagram.heatmap import CELLS, SIDE
from tensorgraph.diagram.heatmap.cells import NUMBERED, TOLD
from tensorgraph.diagram.heatmap.labels import LONGEST

PAGE = Path(__file__).parents[3] / "docs" / "heatmaps.md"


def scenes() -> list[Scene]:
    """What the blocks of the page make, which follow each other."""
    known: dict[str, object] = {}
    found = []
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        exec(block, known)
        scene = known["scene"]
        assert isinstance(scene, Scene)
        found.append(scene)
    return found


def test_the_code_of_the_page_draws_good_pictures() -> None:
    first, second = scenes()
    assert report(first) == report(second) == []
    assert "0.5 at layer 4, head 1" in first.description
    assert second.description.startswith("2 heat maps, colours from 0 to 1. previous token: 17 rows")


def test_the_page_says_the_limits() -> None:
    text = PAGE.read_text("utf-8")
    for words in (
        f"{SIDE} rows",
        f"{CELLS:,} cells",
        f"up to {TOLD} cells",
        f"{LONGEST} letters",
        f"{NUMBERED} × {NUMBERED}",
    ):
        assert words in re.sub(r"\s+", " ", text)
