"""The lessons do what they say: their files, pictures, formulas and outputs are made from their own text."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tensorgraph.verdict.verdict import PROVED
from tests.write_lessons import (
    CONSOLE,
    FIGURE,
    FIGURES,
    INDEX,
    LESSONS,
    PAGES,
    TABLE,
    answers,
    at_root,
    figures,
    index,
    page_text,
    rows,
    source,
)

LARGE = 100
"""Sizes above it are made small where a line of PyTorch is compared; those up to it stand in such lines as numbers."""
SMALL = (5, 7, 11, 13, 17)
"""Small sizes that differ."""
NUMBER = re.compile(r"-?\d+\.\d+")
CLOSE = 2e-3
"""Two units of the last of three decimals: another processor adds up in another order."""
PYTHON = [
    block for page in PAGES for block in re.findall(r"^```python\n([^`]*)^```$", page.read_text("utf-8"), re.MULTILINE)
]


def name_of(part: object) -> str:
    """How a case is called."""
    return part.stem if isinstance(part, Path) else str(part)


@pytest.fixture(autouse=True)
def _from_the_root() -> Iterator[None]:
    with at_root():
        yield


def up_to_date(shown: str, made: str) -> None:
    """A page is what is made, but for the last digits of what was measured."""
    assert NUMBER.sub("#", shown) == NUMBER.sub("#", made), "run `python -m tests.write_lessons`"
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (shown, made)]
    assert numbers[0] == pytest.approx(numbers[1], abs=CLOSE, rel=CLOSE)


def test_there_are_ten_and_the_index_has_them_in_order() -> None:
    shown = INDEX.read_text("utf-8")
    assert [int(page.stem[:2]) for page in PAGES] == list(range(1, 11))
    linked = re.findall(r"^\| (\d+) \| \[(.*)\]\((.*)\) \|", shown, re.MULTILINE)
    titles = [page.read_text("utf-8").splitlines()[0].removeprefix("# ") for page in PAGES]
    assert [f"{number}. {title}" for number, title, _ in linked] == titles
    assert [file for _, _, file in linked] == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_it_leads_to_the_next(page: Path) -> None:
    later = [other for other in PAGES if other > page][:1]
    last = page.read_text("utf-8").strip().splitlines()[-1]
    assert all(f"]({other.name})" in last for other in later)
    assert "](answers.md" in last


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_its_file_is_its_blocks_in_the_usual_layout(page: Path) -> None:
    made = source(page)
    assert page.with_suffix(".tg").read_text("utf-8") == made, "run `python -m tests.write_lessons`"
    assert format_source(Source(page.name, made)) == made


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_its_text_is_what_is_made(page: Path) -> None:
    up_to_date(page.read_text("utf-8"), page_text(page))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_its_pictures_are_what_is_drawn_all_are_shown_and_nothing_collides(page: Path) -> None:
    shown = figures(page)
    drawn = {name: figure.render("svg") for name, figure in shown.items()}
    kept = {path.name: path.read_bytes() for path in FIGURES.glob(f"{page.stem[:2]}-*.svg")}
    assert kept == drawn, "run `python -m tests.write_lessons`"
    assert sorted(FIGURE.findall(page.read_text("utf-8"))) == sorted(drawn)
    assert not [found for figure in shown.values() for found in report(figure.scene)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_equation_is_true_and_every_page_shows_it(page: Path) -> None:
    text = page.read_text("utf-8")
    assert f"$ tensorgraph check docs/lessons/{page.stem}.tg\n" in "".join(CONSOLE.findall(text))
    assert not re.findall(r"^  (false|open|not tested) ", text, re.MULTILINE)
    assert re.search(rf"^  {PROVED} ", text, re.MULTILINE)


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.splitlines()[0])
def test_python_blocks_run(block: str) -> None:
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(block, {}, "lesson", "lesson", 0))
    assert runner.tries > 0 and runner.failures == 0


def drawn_at_random(document: tg.Document, sizes: dict[str, int]) -> dict[str, torch.Tensor]:
    """Every declared tensor that no file has: normal entries, but one-hot rows and patterns."""
    draw = torch.Generator().manual_seed(0)
    found = {}
    for name, declared in document.network.declarations.items():
        shape = [sizes[dim] for leg in declared.dims for dim in leg]
        found[name] = torch.randn(shape, generator=draw, dtype=torch.float64)
        kinds = {one.name for one in declared.properties}
        if "onehot" in kinds:
            ids = torch.randint(shape[-1], shape[:-1], generator=draw)
            found[name] = torch.nn.functional.one_hot(ids, shape[-1]).double()
        if "pattern" in kinds:
            later = torch.ones(shape[-2:]).triu(1) > 0
            found[name] = found[name].masked_fill(later, -torch.inf).softmax(-1)
    return found


def lines(page: Path) -> list[tuple[str, str]]:
    """Every line of PyTorch in a lesson's tables, with the definition that it computes."""
    found = [row for table in TABLE.finditer(page.read_text("utf-8")) for row in rows(table)]
    code = [(row["name"], cell) for row in found for at, cell in row.items() if at not in ("name", "formula") and cell]
    return [(name.strip("`"), cell.strip("`")) for name, cell in code]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_lines_of_pytorch_give_the_numbers_of_their_definitions(page: Path) -> None:
    document = tg.load(page.with_suffix(".tg"))
    sizes = document.sizes({})
    small = dict(zip((dim for dim, size in sizes.items() if size > LARGE), SMALL, strict=False))
    values = document.weights() if "induction" in page.stem else drawn_at_random(document, sizes | small)
    words = {word for name, line in lines(page) for word in (name, *re.findall(r"\w+", line))}
    made: dict[str, Any] = document.run(sorted(words & set(document.names)), values, small)
    assert lines(page)
    for name, line in lines(page):
        expected = eval(line, {"torch": torch, **sizes, **small, **values, **made})
        assert made[name].shape == expected.shape, line
        torch.testing.assert_close(made[name].double(), expected.double(), rtol=1e-4, atol=1e-4)


def test_the_index_and_the_answers_are_up_to_date() -> None:
    up_to_date(INDEX.read_text("utf-8"), index())
    assert (LESSONS / "answers.md").read_text("utf-8") == answers(), "run `python -m tests.write_lessons`"
