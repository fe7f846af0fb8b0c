"""Every value can be read off the picture, and mistakes that were planted are seen."""

from __future__ import annotations

import math

import pytest

from tensorgraph.diagram.heatmap import Panel, grid, heatmap
from tensorgraph.diagram.heatmap import cells as cells_module
from tensorgraph.diagram.heatmap.colours import LEVELS, ramp
from tensorgraph.diagram.heatmap.scales import Scale
from tensorgraph.diagram.scene import Curve
from tensorgraph.diagram.theme import DARK, MONO, TAYLOR, THEMES
from tests.diagram.heatmap.pictures import drawn, numbered, plain
from tests.diagram.heatmap.reading import fields, misread, polygons, seen

STRIPS = 100
"""In which a bar has its scale, at least: how exactly a value can be read off."""
SIZES = [(1, 1), (2, 1), (1, 30), (5, 7), (12, 12), (17, 16), (25, 20)]


@pytest.mark.parametrize(
    ("rows", "columns", "theme"), [*((*size, "taylor") for size in SIZES), (6, 9, "dark"), (6, 9, "mono")]
)
def test_every_value_can_be_read_off(rows: int, columns: int, theme: str) -> None:
    for low, high in ((0.0, 1.0), (-3.0, 3.0), (5.0, 7.0)):
        values = drawn(rows, columns, low, high)
        scene = plain(values, theme=THEMES[theme], scale=(low, high))
        assert misread(scene, values, (high - low) / STRIPS) == []


def test_a_scale_that_is_not_even_about_zero_can_be_read_off() -> None:
    values = drawn(10, 10, -0.5, 3.0)
    assert misread(plain(values, scale=(-0.5, 3.0)), values, 4 / STRIPS) == []
    assert misread(plain(drawn(10, 10, -4.0, -0.1)), drawn(10, 10, -4.0, -0.1), 5 / STRIPS) == []


def test_every_cell_has_the_colour_of_its_level() -> None:
    values = [[round(value, 1) for value in row] for row in drawn(30, 30)]  # neighbours are often equal
    scene = plain(values)
    wanted = [[ramp(TAYLOR, False)[math.floor(value * (LEVELS - 1) + 0.5)] for value in row] for row in values]
    assert seen(fields(scene)[0], 30, 30) == wanted
    assert len(list(polygons(fields(scene)[0].parts))) < 30 * 30


def test_panels_are_in_reading_order_with_one_scale() -> None:
    values = [drawn(17, 17, 0.0, top, seed) for seed, top in enumerate((1.0, 2.0, 4.0, 8.0, 0.5))]
    scene = grid([Panel(panel, numbered(17), numbered(17), f"panel {k}") for k, panel in enumerate(values)], 3)
    corners = [field.bounds for field in fields(scene)]
    assert [field.name for field in fields(scene)] == [f"panel {k}" for k in range(5)]
    assert corners[0].right < corners[1].left and corners[1].right < corners[2].left
    assert corners[0].bottom < corners[3].top and corners[3].right < corners[4].left
    for k, panel in enumerate(values):
        assert misread(scene, panel, 8 / STRIPS, k) == []


SQUARE = drawn(20, 20)


def test_rows_and_columns_that_are_swapped_are_seen() -> None:
    swapped = [list(column) for column in zip(*SQUARE, strict=True)]
    assert len(misread(plain(swapped), SQUARE, 1 / STRIPS)) > 300


def test_a_scale_that_is_flipped_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = plain(SQUARE)
    monkeypatch.setattr(cells_module.Ink, "of", lambda ink, row: [ink.colours[254 - ink.scale.level(v)] for v in row])
    assert misread(scene, SQUARE, 1 / STRIPS) == []
    assert len(misread(plain(SQUARE), SQUARE, 1 / STRIPS)) > 300


def test_a_run_that_ends_too_soon_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [[0.0] * 10 + [1.0] * 10 for _ in range(20)]
    assert misread(plain(values), values, 1 / STRIPS) == []
    shorter = [(0, 9, "#ffffff"), (9, 20, "#00356d")]
    monkeypatch.setattr(cells_module, "runs", lambda colours, single: shorter)
    assert misread(plain(values), values, 1 / STRIPS) == [(row, 9) for row in range(20)]


def test_no_ground_shines_through_between_cells() -> None:
    """Left, above and on every seam inside a field is a cell, whatever the renderer makes of an edge."""
    scene = plain(drawn(20, 20))
    shapes = [shape.bounds for shape in polygons(fields(scene)[0].parts) if shape.fill]
    (frame,) = [shape.bounds for shape in polygons(fields(scene)[0].parts) if not shape.fill]
    cell = (frame.width - 0.6) / 20
    for seam in range(1, 20):
        x, y = frame.left + 0.3 + seam * cell, frame.top + 0.3 + seam * cell
        for middle in range(20):
            along = frame.left + 0.3 + (middle + 0.5) * cell, frame.top + 0.3 + (middle + 0.5) * cell
            assert any(s.left < x < s.right and s.top < along[1] < s.bottom for s in shapes)
            assert any(s.top < y < s.bottom and s.left < along[0] < s.right for s in shapes)


NOTHING = [None, math.nan, math.inf, -math.inf]


def test_cells_without_a_value_are_struck_through_and_have_a_ground_of_their_own() -> None:
    values: list[list[float | None]] = [[0.0, None, 1.0], [*NOTHING[1:]], [0.5, 0.5, None]]
    for theme in (TAYLOR, MONO, DARK):
        field = fields(plain(values, theme=theme))[0]
        colours = seen(field, 3, 3)
        empty = {colours[row][column] for row, column in ((0, 1), (1, 0), (1, 1), (1, 2), (2, 2))}
        assert len(empty) == 1
        assert not empty & {colours[0][0], colours[0][2], colours[2][0], theme.background}
        strikes = [part for part in field.parts if isinstance(part, Curve)]
        assert len(strikes) == 4  # the first of the second row and the last but one of the first share one


def test_strokes_go_from_corner_to_corner_of_the_cells_without_a_value() -> None:
    values: list[list[float | None]] = [[0.0, 0.0, None], [0.0, None, 0.0], [None, 0.0, 0.0]]
    field = fields(plain(values))[0]
    (stroke,) = [part for part in field.parts if isinstance(part, Curve)]
    (frame,) = [shape for shape in polygons(field.parts) if not shape.fill]
    assert stroke.points == (frame.points[3], frame.points[1])


def test_values_outside_a_scale_have_the_colour_of_its_end_and_a_note() -> None:
    scene = heatmap([[-9.0, 0.0, 1.0, 9.0]], ["r"], ["a", "b", "c", "d"], scale=(0.0, 1.0))
    colours = seen(fields(scene)[0], 1, 4)[0]
    assert colours[0] == colours[1] and colours[2] == colours[3]
    assert scene.notes == ("2 values lie outside the scale 0 to 1, and have the colour of its end",)
    assert heatmap([[1.0]], ["r"], ["a"]).notes == ()


def test_zero_has_the_middle_colour_and_signs_are_mirrored() -> None:
    for scale in (Scale(-1.0, 1.0), Scale(-3.0, 1.0), Scale(-0.1, 7.0), Scale(-5.0, 0.0)):
        assert scale.level(0.0) == LEVELS // 2
        assert all(scale.level(v) + scale.level(-v) == LEVELS - 1 for v in (0.013, 0.05, 0.0999))


def test_any_kind_of_number_is_taken() -> None:
    class Own:
        def __float__(self) -> float:
            return 0.5

    assert heatmap([[1, True, Own()]], ["r"], ["a", "b", "c"]).parts == heatmap([[1.0, 1.0, 0.5]], ["r"], "abc").parts
