"""Golden files of every example: the network as text, the plan of every definition, the pictures.

`pytest --accept` writes them; look at each before you commit it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.graph.text import network_text

GOLDEN = Path(__file__).parent / "golden"
FIGURES = Path(__file__).parent.parent / "docs" / "figures"
EXAMPLES = list(tg.examples())
PICTURES = [(path, name) for path in EXAMPLES for name in tg.load(path).pictures]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_network(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{path.stem}.network.txt", network_text(tg.load(path).network) + "\n")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_plan(path: Path, golden: Callable[[Path, str], None]) -> None:
    document = tg.load(path)
    golden(GOLDEN / f"{path.stem}.plan.txt", f"{document.plan(document.names[-1])}\n")


@pytest.mark.parametrize(("path", "name"), PICTURES, ids=lambda part: getattr(part, "stem", part))
def test_picture(path: Path, name: str, golden: Callable[[Path, str], None]) -> None:
    figure = name if name == path.stem else f"{path.stem}-{name}"
    golden(FIGURES / f"{figure}.svg", tg.load(path)[name].render("svg").decode())


def test_no_golden_file_is_left_over() -> None:
    names = {name if name == path.stem else f"{path.stem}-{name}" for path, name in PICTURES}
    assert {path.stem for path in FIGURES.glob("*.svg")} == names
    kept = {f"{path.stem}.{kind}.txt" for path in EXAMPLES for kind in ("network", "plan")}
    assert {path.name for path in GOLDEN.iterdir()} == kept
