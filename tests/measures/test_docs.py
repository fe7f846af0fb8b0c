"""`docs/measures.md` does what it says, and names every measure."""

from __future__ import annotations

import csv
import doctest
import re
from pathlib import Path

import numpy as np
import pytest

from tensorgraph.measures import MEASURES
from tests.measures import deep, loops
from tests.measures.write_docs import FILE, PAGE, PICTURES, ROOT, page, printed, workplace

TEXT = PAGE.read_text("utf-8")
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def described(picture: Path) -> str:
    """What a map says it shows: its sides, its largest values and where they are."""
    return picture.read_text("utf-8").split("<desc")[1].split("</desc>")[0]


def test_commands_print_what_they_show() -> None:
    """Written anew by `python -m tests.measures.write_docs`; look at it before you commit it."""
    with workplace(TEXT) as folder:
        assert page(TEXT) == TEXT
        pictures = re.findall(r"figures/pages/measure-\S+\.svg", TEXT)
        assert pictures
        for picture in pictures:
            assert described(folder / "docs" / picture) == described(ROOT / "docs" / picture)
    assert PICTURES.findall(TEXT)


def test_commands_on_published_weights_run_on_small_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three layers instead of twelve; what they write is looked at."""
    monkeypatch.chdir(tmp_path)
    deep.write(tmp_path)
    for file, content in FILE.findall(TEXT):
        (tmp_path / file).write_text(content, "utf-8")
    commands = [line for block in SHELL.findall(TEXT) for line in block.splitlines()]
    said = [printed(command) for command in commands]
    heads, pairs = deep.SIZES["layer"] * deep.SIZES["heads"], (0 + 1 + 2) * deep.SIZES["heads"] ** 2
    assert len(commands) == 5
    assert f"{heads - 5} more row" in said[0] and f"{pairs - 10} more rows" in said[3]
    assert "3 rows (layer 0 to 2) by 2 columns (heads 0 to 1)" in (tmp_path / "heads.svg").read_text("utf-8")
    assert (tmp_path / "layer0.svg").read_text("utf-8").count("l = 0, h = ") >= 2
    rows = list(csv.DictReader((tmp_path / "composition.csv").open(newline="")))
    assert len(rows) == pairs
    for row in rows:
        for name, score in by_hand(*(int(row[wire]) for wire in "lhkg")).items():
            assert float(row[f"{name} score"]) == pytest.approx(score, rel=1e-4)


def by_hand(layer: int, h: int, k: int, g: int) -> dict[str, float]:
    """The three scores of a pair, from the entries of the file."""
    model, norm = deep.SIZES["model"], np.linalg.norm
    (q1, k1, ov1), (q2, k2, ov2) = circuits(layer, h), circuits(k, g)
    assert q1.shape == k1.shape == (model, deep.SIZES["head"])
    readers = {"Q_comp": q2 @ k2.T, "K_comp": k2 @ q2.T, "V_comp": ov2}
    return {name: float(norm(ov1 @ other) / (norm(ov1) * norm(other))) for name, other in readers.items()}


def circuits(layer: int, h: int) -> tuple[loops.Array, ...]:
    """W_Q, W_K and W_V W_O of a head."""
    made, model, head = deep.weights(), deep.SIZES["model"], deep.SIZES["head"]
    joined = made[f"h.{layer}.attn.c_attn.weight"].astype(float)
    q, k, v = (joined[:, part * model + h * head :][:, :head] for part in range(3))
    return q, k, v @ made[f"h.{layer}.attn.c_proj.weight"][h * head : (h + 1) * head]


@pytest.mark.parametrize("block", re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
def test_python_blocks_run(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(block, {}, "measures.md", "measures.md", 0))
    assert runner.tries > 0 and runner.failures == 0


def test_every_measure_has_its_row_with_its_range() -> None:
    """In the section of its kind; the bars of |λ| are escaped there."""
    sections = {part.split("\n")[0].lower(): part for part in TEXT.split("\n## ")}
    where = {"pattern": "patterns", "square": "matrices", "matrix": "matrices", "sum": "sums", "pairs": "pairs"}
    for measure in MEASURES:
        rows = [
            line for line in sections[where[measure.of[0]]].splitlines() if line.startswith(f"| `{measure.name}` |")
        ]
        assert len(rows) == 1, f"{measure.name} has no row in docs/measures.md"
        cells = re.split(r"(?<!\\)\|", rows[0])
        assert cells[3].strip().replace("−", "-") == measure.range.replace(", in all", "; in all")
