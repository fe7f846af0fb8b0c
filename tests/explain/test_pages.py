"""Which sections a page has, in which order and colours; what is said of names and views that there are not."""

from __future__ import annotations

from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.page import Page
from tensorgraph.explain.stops import in_columns
from tensorgraph.views.line import Piece, text_of
from tensorgraph.views.table import Cell, table_of
from tests.explain.pages import HEAD, VIEWS

NETWORK = tg.loads(HEAD, "head.tg").network


def page(name: str, **options: object) -> Page:
    (made,) = pages_of(NETWORK, [name], Wanted(views=VIEWS, **options))  # type: ignore[arg-type]
    return made


def texts(made: Page) -> dict[str, list[str]]:
    return {section.name: [text_of(line) for line in section.lines] for section in made.sections}


def test_a_definition_is_what_it_is_defined_as() -> None:
    made = page("y")
    assert (made.name, made.file, made.about) == ("y", "head.tg", "y[i, m] · context × model · 4 × 3")
    assert made.scene is not None and made.scene.title == "y" and made.grid is None
    assert texts(made) == {
        "formula": ["y = x_i W_i "],
        "torch": ["# code", "use(y = x_i W_i )"],
        "shape": ["free   2 legs"],
    }
    assert [section.heading for section in made.sections] == ["Equation", "Code", "In words"]


def test_only_gives_the_sections_in_its_own_order() -> None:
    assert list(texts(page("y", only=("shape", "formula")))) == ["shape", "formula"]
    assert page("y", only=("shape",)).scene is None
    assert page("y", only=("shape", "picture")).scene is not None


def test_a_declared_tensor_is_its_declaration_and_its_picture() -> None:
    made = page("W", only=("declaration", "picture"))
    assert texts(made) == {"declaration": ["param W[model, model]"]}
    assert made.scene is not None and "Open wires: model model" in made.scene.description


def test_the_command_that_draws_it_can_be_typed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "my file.tg"
    path.write_text(HEAD, "utf-8")
    network = tg.load(path).network
    assert pages_of(network, ["W"], Wanted(views=VIEWS))[0].drawn_by == "", "a declared tensor is not drawn"
    assert pages_of(network, ["y"], Wanted(views=VIEWS))[0].drawn_by == f"tensorgraph draw '{path}' y -o y.svg"
    assert page("y").drawn_by == "", "a text that is in no file"


def test_a_name_twice_is_one_page() -> None:
    assert [made.name for made in pages_of(NETWORK, ["y", "W", "y"], Wanted(views=VIEWS))] == ["y", "W"]


def test_an_equation_of_two_expressions_is_one_formula() -> None:
    """Each side in the names of the free wires, and no name made up for it; a hole is a tensor without a name."""
    text = "dim n, m\ntensor A[n, m], x[m], y[n]\n"
    text += "show p { also: formula }: A[i, j] x[j] != x[j] A[i, j]; A[i, j] ?[j] == y[i]"
    made = pages_of(
        tg.loads(text.replace(" { also: formula }", "")).network, ["p"], Wanted(only=("formula", "plain", "torch"))
    )
    assert texts(made[0]) == {
        "formula": [r"\sum_j A_{ij} x_j \ne \sum_j x_j A_{ij}", r"\sum_j A_{ij} ?_j = y_i"],
        "plain": ["Σ_j A[i, j] x[j] ≠ Σ_j x[j] A[i, j]", "Σ_j A[i, j] ?[j] = y[i]"],
        "torch": ["y_ = A @ x", "", "# which differs from", "y_ = x @ A.T", "y_ = A @ hole", "y_ = y"],
    }
    network = tg.loads(text).network
    cells = [row[0] for row in table_of(network, network.pictures[0]).rows]
    assert [text_of(line) for cell in cells if isinstance(cell, Cell) for line in cell.lines] == texts(made[0])[
        "formula"
    ]


def test_a_show_without_columns_has_what_each_side_states() -> None:
    assert texts(page("plain", only=("formula", "torch"))) == {
        "formula": ["z = y_i W_i x_i ", "z = x_i W_i W_i x_i "],
        "torch": ["# code", "use(z = y_i W_i x_i )", "", "# code", "use(z = x_i W_i W_i x_i )"],
    }


def test_a_title_stands_over_the_page() -> None:
    network = tg.loads('dim n\ninput a[n]\nshow p { title: "The vector $a_1$" }: a[i]').network
    (made,) = pages_of(network, ["p"], Wanted(views=VIEWS))
    assert made.about == "The vector a_1"
    assert page("plain").about == "show plain"


def test_sides_that_differ_are_not_said_to_be_equal() -> None:
    assert texts(page("differ", only=("formula", "shape"))) == {
        "formula": ["Y = y_i ", r"\neq", "Y = x_i "],
        "shape": ["free   2 legs", "which differs from"],
    }


def test_a_tensor_has_the_colour_of_its_node() -> None:
    made = page("y", only=("formula",))
    (node,) = [part for part in _nodes(page("y")) if part.name == "W"]
    fills = {part.fill for part in node.parts if hasattr(part, "fill") and part.fill}
    assert made.paints["W"].fill in fills
    assert made.paints["W"] != made.paints["x"]
    assert page("y", theme="mono").paints["W"].fill == "#ffffff"


def _nodes(made: Page) -> list:
    from tensorgraph.diagram.scene import groups

    assert made.scene is not None
    return list(groups(made.scene.parts, "tensor"))


def test_sizes_and_what_is_given() -> None:
    assert page("y", sizes={"context": 16}).about == "y[i, m] · context × model · 16 × 3"
    assert page("y", given=("y",), only=("declaration",)).about.startswith("input y[i, m]")
    assert texts(page("z", given=("y",), only=("formula",))) == {"formula": ["z = y_i W_i x_i "]}


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("yy", {}, "error[unknown-name]: no picture, definition or tensor is called `yy`\n  = write `y`"),
        (
            "q",
            {},
            "error[unknown-name]: no picture, definition or tensor is called `q`\n"
            "  = there are: both, plain, differ, y, z, W, x",
        ),
        ("y", {"only": ("formla",)}, "error[unknown-view]: there is no view `formla`\n  = write `formula`"),
        (
            "y",
            {"only": ("?", "shape", "?")},
            "error[unknown-view]: there is no view `?`\n"
            "  = the views are: picture, formula, torch, shape, cost, declaration",
        ),
        (
            "y",
            {"given": ("W",)},
            "error[unknown-definition]: no definition is called `W`\n  = the definitions are: y, z",
        ),
        (
            "y",
            {"sizes": {"modle": 3}},
            "error[unknown-dimension]: a size is given for `modle`, which is not a dimension\n  = write `model`",
        ),
    ],
)
def test_what_there_is_not(name: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        page(name, **options)
    assert str(caught.value) == message


def test_words_stand_in_columns() -> None:
    lines = [(Piece("A", "A"), Piece("  one two  3")), (Piece("all"),)]
    assert in_columns(lines) == (
        ((Piece("A", "A"),), (Piece("one two"),), (Piece("3"),)),
        ((Piece("all"),), (), ()),
    )
