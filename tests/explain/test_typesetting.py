"""A line of mathematics as shapes: grounds behind letters, spaces of TeX, no time lost in deep lines."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.diagram import measure
from tensorgraph.diagram.scene import Curve, Polygon, Text
from tensorgraph.explain.built import Shape
from tensorgraph.explain.mathematics import formula_of, is_whole, spoken_formula
from tensorgraph.explain.typesetting import set_line
from tensorgraph.views.line import Line, Piece
from tests.explain.pages import BLUE, DARK

INK = "#000000"


def shapes(line: Line) -> list[Shape]:
    return list(set_line(line, {"A": BLUE, "B": DARK}, INK, 10.0).items)


def test_a_ground_lies_behind_the_letters_of_its_tensor_alone() -> None:
    ground, indices, letter = shapes((Piece("A", "A"), Piece("_{ij}")))
    assert isinstance(ground, Polygon) and isinstance(letter, Text) and isinstance(indices, Text)
    assert (ground.fill, letter.fill, indices.fill) == (BLUE.fill, BLUE.text, INK)
    assert letter.outline == measure.math("A")
    assert ground.bounds.left < letter.bounds.left and letter.bounds.right <= ground.bounds.right
    assert indices.origin == letter.origin


def test_a_name_in_braces_is_a_tensor_too() -> None:
    ground, *_ = shapes((Piece("{"), Piece("W_Q", "B"), Piece("}_{md}")))
    assert isinstance(ground, Polygon) and ground.fill == DARK.fill


def test_a_relation_has_the_spaces_of_tex() -> None:
    y, sign, x = (item for item in shapes((Piece("y = x"),)) if isinstance(item, Text))
    em = 10.0 / measure.EM
    thick = 10.0 * 5 / 18
    assert sign.origin[0] == pytest.approx(y.outline.advance * em + thick)
    assert x.origin[0] == pytest.approx(sign.origin[0] + sign.outline.advance * em + thick)


def test_a_minus_before_a_term_is_a_sign() -> None:
    first, second = (item for item in shapes((Piece("-x"),)) if isinstance(item, Text))
    assert second.origin[0] == pytest.approx(first.outline.advance * 10.0 / measure.EM)


def test_neighbours_do_not_touch() -> None:
    grounds = [item for item in shapes((Piece("A", "A"), Piece("B", "B"))) if isinstance(item, Polygon)]
    assert grounds[0].bounds.right < grounds[1].bounds.left


def test_tall_parentheses_are_larger_and_stay_on_the_axis() -> None:
    opens, _, closes = shapes((Piece(r"\left(\frac{1}{2}\right)"),))
    small, *_ = shapes((Piece("(x"),))
    assert opens.bounds.height > 1.5 * small.bounds.height
    assert opens.bounds.top == pytest.approx(closes.bounds.top)
    assert (opens.bounds.top + opens.bounds.bottom) / 2 == pytest.approx(-2.58)


def test_tensors_in_a_fraction_have_their_grounds() -> None:
    tensor = (Piece("A", "A"), Piece("_{ij} "))
    bar, *items = shapes((Piece(r"\frac{\sqrt{"), *tensor * 40, Piece("}}{"), *tensor, Piece("}")))
    assert isinstance(bar, Curve)
    (sign,) = [item for item in items if isinstance(item, Curve)]
    grounds = [item for item in items if isinstance(item, Polygon)]
    axis = bar.points[0][1]
    assert len(grounds) == 41 and sign.bounds.bottom < axis
    assert [ground.bounds.bottom < axis for ground in grounds] == [True] * 40 + [False]
    assert all(sign.bounds.left < ground.bounds.left < ground.bounds.right < sign.bounds.right for ground in grounds)
    assert grounds[-1].bounds.top > axis
    middle = (grounds[-1].bounds.left + grounds[-1].bounds.right) / 2
    assert middle == pytest.approx(bar.bounds.centre[0], abs=10.0)


def test_a_line_in_many_parentheses_is_set_part_by_part() -> None:
    deep = (Piece(r"\left(" * 60 + "x" + r"\right)" * 60),)
    assert len(shapes(deep)) == 121


def test_what_is_no_formula() -> None:
    for wrong in ("{x", r"\input{x}", "{" * 200 + "x" + "}" * 200, r"\left( x"):
        with pytest.raises(tg.TensorgraphError, match="cannot be set as LaTeX"):
            shapes((Piece(wrong),))


def test_only_whole_parts_are_tensors() -> None:
    assert [is_whole(part) for part in ("W_{Q}", "{", "_i", "", r"\{")] == [True, False, False, False, True]
    assert formula_of((Piece("{", "A"), Piece("x}")), {"A"}).chips == {}
    assert formula_of((Piece(r"\text{chip0}"), Piece("A", "A")), {"A"}).chips.keys() == {"chipp0"}


def test_in_words() -> None:
    line = (Piece(r"y_i = \frac{1}{2} \sum_{j} "), Piece("A", "A"), Piece("_{ij}"))
    assert spoken_formula(line) == "y_i = 1/2 ∑_j A_ij"
