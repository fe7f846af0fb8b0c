"""What a heat map says in words, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.heatmap import Panel, grid, heatmap
from tensorgraph.diagram.heatmap.scales import Scale, automatic, tick_words, ticks
from tensorgraph.diagram.scene import Scene, groups
from tests.diagram.heatmap.pictures import plain
from tests.diagram.heatmap.reading import text_of


def test_the_description_says_size_range_and_the_largest() -> None:
    values = [[0.1, None, -0.75], [0.3, 0.2, 0.0]]
    scene = heatmap(values, ["0", "1"], ["$W_Q$", " the", "\n"], "Scores", "layer", "token")
    assert scene.title == "Scores"
    assert scene.description == (
        "Heat map: 2 rows (layer 0 to 1) by 3 columns (token W Q to \\n). Values from −0.75 to 0.3, colours from −0.8 "
        "to 0.8. 1 cell has no value. Largest: −0.75 at layer 0, token \\n; 0.3 at layer 1, token W Q; 0.2 at layer 1, "
        "token ␣the."
    )


def test_the_description_of_a_grid_has_a_part_for_each_panel() -> None:
    scene = grid([Panel([[2.0]], ["a"], ["b"], "head $h_0$"), Panel([[None]], ["a"], ["b"])])
    assert scene.description == (
        "2 heat maps, colours from 0 to 2. head h 0: 1 row (a) by 1 column (b). Values from 2 to 2. Largest: 2 at a, "
        "b. 2: 1 row (a) by 1 column (b). No cell has a value."
    )


def test_empty_labels_are_not_spoken() -> None:
    scene = heatmap([[0.5, 1.0]], [""], ["0", "1"], row_title="", column_title="head")
    assert scene.description.startswith("Heat map: 1 row by 2 columns (head 0 to 1). ")
    assert [cell.about for cell in groups(scene.parts, "cell")] == ["head 0 · 0.5", "head 1 · 1"]
    bare = heatmap([[0.5]], [""], [""], row_title="layer", column_title="head")
    assert bare.description.endswith("Largest: 0.5 at row 0, column 0.")


def test_few_cells_say_where_they_are_and_their_value() -> None:
    scene = heatmap([[0.25, None]], ["3"], ["head 0", " <b>"], row_title="layer", column_title="head")
    assert [cell.about for cell in groups(scene.parts, "cell")] == [
        "layer 3, head 0 · 0.25", "layer 3, head ␣<b> · no value",
    ]  # fmt: skip


def numbers(scene: Scene) -> list[str]:
    """What is written in the cells."""
    return [text_of(cell).outline.text for cell in groups(scene.parts, "cell") if len(cell.parts) > 1]


def test_numbers_have_two_digits_where_cells_are_few() -> None:
    assert numbers(plain([[0.123, 1.0, 0.0]])) == ["0.12", "1.00", "0.00"]
    assert numbers(plain([[-0.001, -0.5, 0.25]])) == ["0.00", "−0.50", "0.25"]
    assert numbers(plain([[0.0123, 0.05]])) == ["0.012", "0.050"]
    assert numbers(plain([[12.3, 99.9, 1234.0]])) == ["12", "100", "1234"]


def test_numbers_tell_the_smallest_from_the_largest_or_are_not_there() -> None:
    assert numbers(plain([[9.96, 10.2], [10.06, 10.1]])) == ["10.0", "10.2", "10.1", "10.1"]
    assert numbers(plain([[0.9961, 1.0]])) == ["0.996", "1.000"]
    assert numbers(plain([[None, 10.0], [10.0, 10.04]])) == ["10.00", "10.00", "10.04"]
    assert numbers(plain([[1.0, 1.0 + 1e-8]])) == []
    assert numbers(plain([[16.0, 16.0 + 1e-12]])) == ["16", "16"]
    assert numbers(plain([[0.5, None]])) == ["0.50"]
    assert numbers(plain([[1e30, 1.0]])) == []
    assert len(numbers(plain([[0.5] * 12] * 12))) == 144
    assert numbers(plain([[0.5] * 13] * 12)) == []
    assert len(numbers(plain([[0.5] * 20] * 13, numbers=True))) == 260
    assert numbers(plain([[0.5]], numbers=False)) == []


AUTOMATIC: dict[tuple[float, ...], tuple[float, float]] = {
    (): (0.0, 1.0),
    (0.0,): (0.0, 1.0),
    (0.3, 0.9): (0.0, 1.0),
    (0.0, 1.0): (0.0, 1.0),
    (0.001, 0.042): (0.0, 0.05),  # on 0 to 1 the map would be blank
    (0.0, 1.01): (0.0, 1.2),
    (-0.2, 0.9): (-1.0, 1.0),
    (-31.0, 2.0): (-40.0, 40.0),
    (-3.1, -0.5): (-4.0, 0.0),
    (7.3, 9.9): (7.0, 10.0),
    (-9.9, -7.3): (-10.0, -7.0),
    (5.0, 5.0): (0.0, 5.0),
    (1e308, -1e308): (-1e300, 1e300),
    (5e-324,): (0.0, 1.0),
}


@pytest.mark.parametrize("values", AUTOMATIC)
def test_a_scale_has_round_ends_around_all_values(values: tuple[float, ...]) -> None:
    low, high = AUTOMATIC[values]
    assert automatic(values) == Scale(low, high)


@pytest.mark.parametrize("values", [values for values in AUTOMATIC if values])
@pytest.mark.parametrize("room", [30.0, 72.0, 336.0])
def test_numbers_beside_the_bar_are_round_and_different(values: tuple[float, ...], room: float) -> None:
    scale = automatic(values)
    found = ticks(scale, room)
    assert 2 <= len(found) <= 7
    assert found == sorted(found) and scale.low <= found[0] and found[-1] <= scale.high
    assert len(set(tick_words(found))) == len(found)


def test_numbers_beside_the_bar_begin_and_end_with_it() -> None:
    assert tick_words(ticks(Scale(0.0, 1.0), 336.0)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert tick_words(ticks(Scale(-2.5, 2.5), 100.0)) == ["−2.5", "0.0", "2.5"]
    assert tick_words(ticks(Scale(0.0, 4e9), 100.0)) == [
        "$0$",
        r"$10^{9}$",
        r"$2\cdot 10^{9}$",
        r"$3\cdot 10^{9}$",
        r"$4\cdot 10^{9}$",
    ]
    assert tick_words(ticks(Scale(0.13, 0.87), 336.0)) == ["0.2", "0.4", "0.6", "0.8"]


MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "no rows": (
        lambda: heatmap([], [], ["a"]),
        "error[heat-map]: a heat map without rows or columns\n  = give at least one of each, with its label",
    ),
    "no panels": (lambda: grid([]), "error[heat-map]: there is no panel to show\n  = give at least one"),
    "too large": (
        lambda: heatmap([[0.0]] * 513, ["a"] * 513, ["a"]),
        "error[heat-map]: a heat map of 513 × 1 cells is too large\n  = at most 512 × 512: show a part of it",
    ),
    "too many": (
        lambda: grid([Panel([[0.0] * 512] * 512, ["a"] * 512, ["a"] * 512), Panel([[0.0]], ["a"], ["a"])]),
        "error[heat-map]: 262,145 cells are too many for one picture\n  = at most 262,144: show fewer panels",
    ),
    "too few labels": (
        lambda: heatmap([[0.0], [1.0]], ["a"], ["b"]),
        "error[heat-map]: 2 rows of values, and 1 label of rows\n  = give one for each",
    ),
    "a ragged row": (
        lambda: heatmap([[0.0, 1.0], [1.0]], ["a", "b"], ["c", "d"]),
        "error[heat-map]: row 1 has 1 value, and there are 2 labels of columns\n  = give one for each",
    ),
    "no number": (
        lambda: heatmap([[0.0, "x"]], ["a"], ["c", "d"]),  # type: ignore[list-item]
        "error[heat-map]: the value in row 0, column 1 is a `str`\n  = give a real number, or None",
    ),
    "a complex number": (
        lambda: heatmap([[1j]], ["a"], ["c"]),  # type: ignore[list-item]
        "error[heat-map]: the value in row 0, column 0 is a `complex`\n  = give a real number, or None",
    ),
    "a flipped scale": (
        lambda: heatmap([[0.0]], ["a"], ["c"], scale=(1.0, 0.0)),
        "error[heat-map]: the scale 1 to 0 is none\n  = two finite numbers, the lower first",
    ),
    "no width": (
        lambda: heatmap([[0.0]], ["a"], ["c"], width=-3.0),
        "error[heat-map]: -3 points are no width\n  = above 0, and at most 10000",
    ),
    "no columns": (
        lambda: grid([Panel([[0.0]], ["a"], ["c"])], 0),
        "error[heat-map]: 0 panels cannot stand beside each other\n  = a whole number from 1",
    ),
    "an endless scale": (
        lambda: heatmap([[0.0]], ["a"], ["c"], scale=(0.0, float("inf"))),
        "error[heat-map]: the scale 0 to inf is none\n  = two finite numbers, the lower first",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_cannot_be_shown_is_said(name: str) -> None:
    make, text = MISTAKES[name]
    with pytest.raises(TensorgraphError) as caught:
        make()
    assert str(caught.value) == text
