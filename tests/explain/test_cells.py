"""A `show` as a table of cells: its columns, where its picture stands, its labels and headings."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.rewrite import resolve_picture
from tensorgraph.views.line import text_of
from tensorgraph.views.table import Cell, Drawing, Table, is_table, table_of
from tests.explain.pages import HEAD, VIEWS

NETWORK = tg.loads(HEAD, "head.tg").network


def shown(also: str) -> Table:
    """The picture `both` with other columns."""
    words = also and f"also: {also}, "
    picture = tg.loads(HEAD.replace("also: (formula, torch), headings: auto", f'{words}title: "t"')).network.pictures[0]
    return table_of(NETWORK, picture, VIEWS)


def test_a_row_for_each_row_and_a_column_for_each_view() -> None:
    table = table_of(NETWORK, NETWORK.pictures[0], VIEWS)
    assert table.columns == ("labels", "formula", "picture", "torch")
    assert table.headings == ("", "Equation", "Picture", "Code")
    first, second = ([c if isinstance(c, Drawing) else list(map(text_of, c.lines)) for c in row] for row in table.rows)
    assert first[0] == ["One $x_1$"] and second[0] == ["Two"]
    assert first[1] == ["y = x_i W_i "] and second[1] == ["Y = x_i W_i "]  # a definition alone is what it is defined as
    assert first[3] == ["# code", "use(y = x_i W_i )"]
    assert [cell.style for cell in table.rows[0] if isinstance(cell, Cell)] == ["words", "math", "code"]


def test_a_drawing_is_its_row_alone() -> None:
    drawings = [cell for row in shown("(picture, torch)").rows for cell in row if isinstance(cell, Drawing)]
    assert [drawing.number for drawing in drawings] == [0, 1]
    assert [len(drawing.picture.rows) for drawing in drawings] == [1, 1]
    assert drawings[0].picture.rows != drawings[1].picture.rows
    assert drawings[0].picture.attributes == ()


@pytest.mark.parametrize(
    ("also", "columns"),
    [
        ("(formula, torch)", ("labels", "formula", "picture", "torch")),
        ("(torch, formula)", ("labels", "picture", "torch", "formula")),
        ("formula", ("labels", "formula", "picture")),
        ("(torch, picture)", ("labels", "torch", "picture")),
        ("", ("labels", "picture")),
    ],
)
def test_where_the_picture_stands(also: str, columns: tuple[str, ...]) -> None:
    assert shown(also).columns == columns


def test_labels_of_an_expansion_are_none_of_the_rows() -> None:
    text = "dim n\ninput a[n], b[n]\ny[i] = a[i] + b[i]\n"
    expanded = tg.loads(text + 'show p { labels: ("one", "two") }: expand(y[i])').network
    assert not is_table(resolve_picture(expanded, expanded.pictures[0]))
    assert table_of(expanded, expanded.pictures[0], VIEWS).columns == ("picture",)
    named = tg.loads(text + 'show p { labels: ("one", "two") }: a[i]; b[i]').network
    assert is_table(named.pictures[0]) and table_of(named, named.pictures[0], VIEWS).columns == ("labels", "picture")
