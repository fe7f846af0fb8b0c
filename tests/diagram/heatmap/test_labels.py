"""Labels: any token is shown, in its place, and none touches another."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tensorgraph.diagram import measure, report
from tensorgraph.diagram.heatmap import Panel, grid, heatmap, visible
from tensorgraph.diagram.heatmap.labels import LONGEST, lettering, turned
from tensorgraph.diagram.scene import Scene, groups
from tests.diagram.heatmap.pictures import TOKENS, drawn, numbered
from tests.diagram.heatmap.reading import fields, polygons, text_of

SHOWN = {
    " the": "␣the", "the ": "the␣", "  ": "␣␣", "": "", "a b": "a b", "\n": r"\n", "\n\n": r"\n\n", "a\tb": r"a\tb",
    "\r": r"\r", "\0": r"\x00", "\x1b[2J": r"\x1b[2J", "e\u0301": "é", "\u0301": r"\u0301", "x\u0301": "x\u0301",
    "\u202eab": r"\u202eab", "漢": r"\u6f22", "😀": r"\U0001f600", "ש": r"\u05e9", "\ud800": r"\ud800", "$x$": r"\$x\$",
    "<b>": "<b>", "\\": "\\", "\u2028": r"\u2028", "\u00a0": r"\xa0",
}  # fmt: skip


@pytest.mark.parametrize("token", SHOWN, ids=ascii)
def test_a_token_is_made_visible(token: str) -> None:
    assert visible(token) == SHOWN[token]
    assert lettering(visible(token)).text == SHOWN[token]
    assert bool(lettering(token).path) == bool(token)


def test_a_label_is_mathematics_where_it_can_be_set_and_else_a_token() -> None:
    assert lettering("$W_Q$").path == lettering("$W_Q$ ").path.strip() != lettering(visible("$W_Q$")).path
    for token in ("$", "$5", r"$\nothing$", "$$", "$x\n$"):
        assert lettering(token).text == visible(token)


def test_a_long_label_is_cut_and_says_itself_in_full() -> None:
    scene = heatmap([[0.0, 1.0]], ["x" * 500], ["short", "\0" * 30])
    row, *columns = (tick for tick in groups(scene.parts, "tick") if tick.kind != "scale")
    assert text_of(row).outline.text == "x" * (LONGEST - 1) + "…"
    assert row.about == "x" * 500
    assert [column.about for column in columns] == ["", "\0" * 30]


def test_endless_titles_are_broken_and_cut() -> None:
    scene = heatmap([[0.5]], ["y" * 100_000], ["b"], "word " * 300, "x" * 5000, "$x$ " * 50)
    assert report(scene) == []
    assert scene.width < 2000
    (cut,) = [text_of(group).outline.text for group in groups(scene.parts, "words") if group.name == "x" * 5000]
    assert cut == "x" * 199 + "…"


def test_a_turned_text_is_the_text_turned() -> None:
    outline = lettering("$W_Q$ of the head")
    upright = turned(outline)
    points = re.findall(r"(-?[\d.]+) (-?[\d.]+)", outline.path)
    assert re.findall(r"(-?[\d.]+) (-?[\d.]+)", upright.path) != points
    moved = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", upright.path)]
    assert moved == [(float(y), -float(x)) for x, y in points]
    assert re.sub(r"[-\d. ]", "", upright.path) == re.sub(r"[-\d. ]", "", outline.path)
    ink = upright.ink
    xs, ys = [x for x, _ in moved], [y for _, y in moved]
    assert (ink.left, ink.top, ink.right, ink.bottom) == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=0.06)
    assert upright.turn == 90


def ticks(scene: Scene, kind: str) -> list[str]:
    """The names of the labels of a kind, in the order in which they stand."""
    axis = 1 if kind == "row" else 0
    found = [tick for tick in groups(scene.parts, "tick") if tick.kind == kind]
    return [tick.name for tick in sorted(found, key=lambda tick: tick.bounds.centre[axis])]


@pytest.mark.parametrize("size", [1, 5, 12, 30, 65])
def test_every_label_stands_at_its_row_and_column(size: int) -> None:
    rows, columns = [f"row {k}" for k in range(size)], [f"column {k}" for k in range(size)]
    scene = heatmap(drawn(size, size), rows, columns)
    (frame,) = [shape for shape in polygons(fields(scene)[0].parts) if not shape.fill]
    (left, top), cell = frame.points[0], (frame.points[2][0] - frame.points[0][0]) / size
    assert ticks(scene, "row") == rows
    assert ticks(scene, "column") == columns
    for tick in groups(scene.parts, "tick"):
        number = int(tick.name.split()[-1]) if tick.kind != "scale" else 0
        x, y = tick.bounds.centre
        if tick.kind == "row":
            assert tick.bounds.right < left
            assert top + number * cell < y < top + (number + 1) * cell
        if tick.kind == "column":
            assert tick.bounds.top > frame.points[2][1]
            assert left + number * cell < x < left + (number + 1) * cell


def test_numbers_that_do_not_all_fit_are_multiples() -> None:
    scene = heatmap(drawn(129, 129), [str(k) for k in range(1, 130)], numbered(129))
    rows, columns = (list(map(int, ticks(scene, kind))) for kind in ("row", "column"))
    assert rows == list(range(rows[0], 130, rows[0])) and rows[0] in (5, 10)
    assert columns == list(range(0, 129, columns[1])) and columns[1] in (5, 10)


KINDS = {
    "numbers": numbered(129),
    "tokens": [f" {word}" for word in ("the", "cat", "jumps", "quickly", "$W_{OV}^h$") * 26],
    "formulas": [f"$W_{{O{k}}}^h$" for k in range(129)],
    "any": [*(TOKENS * 5)],
    "long": [f"a long label with the number {k}" for k in range(129)],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 1), (3, 40), (12, 12), (33, 33), (50, 3), (100, 90)])
def test_nothing_touches_anything(kind: str, rows: int, columns: int) -> None:
    values = [[0.5] * columns for _ in range(rows)]
    names = KINDS[kind]
    scene = heatmap(values, names[:rows], names[:columns], "A title $x$", "query", "key", scale=(-1.0, 1.0))
    assert report(scene) == []
    assert (scene.width <= 910 and scene.height <= 490) or max(rows, columns) > 99


@pytest.mark.parametrize("count", [1, 2, 5, 8])
@pytest.mark.parametrize("size", [3, 33])
def test_nothing_touches_anything_in_a_grid(count: int, size: int) -> None:
    values = [[0.5] * size for _ in range(size)]
    panels = [Panel(values, KINDS["tokens"][:size], KINDS["any"][:size], f"layer 3, head {k}") for k in range(count)]
    assert report(grid(panels, title="Heads", row_title="query", column_title="key")) == []
    assert report(grid([*panels[:2], Panel(drawn(5, 2), numbered(5), numbered(2), "another")], 2)) == []


def test_titles_of_panels_are_level() -> None:
    scene = grid([Panel([[0.5]], ["a"], ["b"], title) for title in ("previous", "on", "$W_Q$", "LAYER")], 4)
    words = list(groups(scene.parts, "words"))
    assert len({round(text_of(group).origin[1], 6) for group in words}) == 1


def test_labels_of_neighbours_are_said_once() -> None:
    panels = [Panel([[0.5] * 4] * 4, ["r"] * 4, ["c"] * 4) for _ in range(5)]
    scene = grid(panels, 3)
    assert ticks(scene, "row") == ["r"] * 8  # of the first in each of two rows
    assert ticks(scene, "column") == ["c"] * 12  # below the last two, and below the third
    other = Panel([[0.5] * 4] * 4, ["other"] * 4, ["c"] * 4)
    assert sorted(ticks(grid([panels[0], other], 2), "row")) == ["other"] * 4 + ["r"] * 4


def test_a_label_is_of_characters_that_can_be_drawn() -> None:
    for token in TOKENS:
        assert all(c.isprintable() and measure.has_glyph(c) for c in lettering(token).text)
        assert unicodedata.is_normalized("NFC", lettering(token).text)


def test_a_width_is_kept() -> None:
    wide = heatmap(drawn(65, 65), KINDS["tokens"][:65], KINDS["tokens"][:65])
    narrow = heatmap(drawn(65, 65), KINDS["tokens"][:65], KINDS["tokens"][:65], width=300.0)
    tiny = heatmap(drawn(65, 65), KINDS["tokens"][:65], KINDS["tokens"][:65], width=50.0)
    assert narrow.width <= 300 < wide.width
    assert tiny.width == pytest.approx(50)
    assert report(narrow) == []
