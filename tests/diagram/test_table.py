"""Tables: columns in line, one axis a row, nothing that touches; what is said of them; the letters that they need."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import FORMATS, Scene, measure, read_scenes, render, report, typeset
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.formats.tikz.escape import label_tex
from tensorgraph.diagram.scene import Bounds, Group, Text, groups
from tensorgraph.diagram.table.wrapped import code_in_lines, formula_in_lines
from tensorgraph.diagram.theme import TAYLOR
from tensorgraph.diagram.typeset.glyph import TEXTS
from tensorgraph.diagram.typeset.refresh_glyphs import made_texts
from tensorgraph.graph.check.columns import PICTURE
from tensorgraph.graph.check.columns import VIEWS as NAMES
from tensorgraph.views import VIEWS
from tests.write_gallery import FILES

D = """
dim n = 5, m = 4, k = 3
input a[n], b[n], c[m], s
param A[n, m], B[m, k], C[m, n]
style { dims: wires }
"""
LABELS = 'labels: ("Dot", "Outer product", "Trace")'
ROWS = "a[i] b[i]; a[i] c[j]; A[i, j] C[j, i]"
NEAR = 0.02
"""Points that two decimals do not show."""


def scene(attributes: str, rows: str = ROWS) -> Scene:
    """The picture of a table, in which nothing touches."""
    found = tg.loads(f"{D}show p {{ {attributes} }}: {rows}")["p"].scene
    assert report(found) == []
    return found


@pytest.fixture(scope="module")
def table() -> Scene:
    return scene(f"{LABELS}, also: (formula, picture, pattern), headings: auto")


def entries(shown: Scene) -> list[Group]:
    return list(groups(shown.parts, "entry"))


def written(group: Group) -> list[str]:
    return [part.outline.text for part in group.parts if isinstance(part, Text)]


def named(shown: Scene, name: str) -> Group:
    return next(group for group in entries(shown) if group.name == name)


def baseline(group: Group) -> float:
    (text,) = (part for part in group.parts if isinstance(part, Text))
    return text.origin[1]


def axes(shown: Scene) -> list[float]:
    """Of the rows: where the middles of their tensors are."""
    return sorted({round(group.bounds.centre[1], 2) for group in groups(shown.parts, "tensor")})


def drawing(shown: Scene) -> Bounds:
    terms = [term.bounds for term in groups(shown.parts, "term")]
    return Bounds(min(b.left for b in terms), 0, max(b.right for b in terms), 0)


# ---- places ---------------------------------------------------------------------------------------------------


def test_columns_are_in_line(table: Scene) -> None:
    labels = [named(table, name) for name in ("Dot", "Outer product", "Trace")]
    code = [named(table, f"einsum('{text}')") for text in ("i,i->", "i,j->i j", "i j,j i->")]
    formulas = [group for group in entries(table) if any("=" in text for text in written(group))]
    assert len(formulas) == 3
    for column in (labels, formulas):
        lefts = [group.bounds.left for group in column]
        assert max(lefts) - min(lefts) < NEAR
    starts = {round(part.origin[0], 2) for group in code for part in group.parts if isinstance(part, Text)}
    assert len(starts) == 1


def test_what_is_in_a_row_has_one_axis(table: Scene) -> None:
    drop = TAYLOR.axis_height
    for axis, label in zip(axes(table), ("Dot", "Outer product", "Trace"), strict=True):
        assert baseline(named(table, label)) == pytest.approx(axis + drop * TAYLOR.entry_size, abs=NEAR)
    code = [baseline(named(table, f"einsum('{text}')")) for text in ("i,i->", "i,j->i j", "i j,j i->")]
    assert code == pytest.approx([axis + drop * TAYLOR.code_size for axis in axes(table)], abs=NEAR)


def test_columns_stand_in_the_order_that_was_asked_for(table: Scene) -> None:
    def starts(shown: Scene, *names: str) -> list[float]:
        return [named(shown, name).bounds.left for name in names]

    place = drawing(table)
    label, code = starts(table, "Outer product", "einsum('i,i->')")
    formula = next(group for group in entries(table) if any("=" in text for text in written(group)))
    assert label < formula.bounds.left < place.left < place.right < code
    other = scene(f"{LABELS}, also: (pattern, picture)")
    label, code = starts(other, "Outer product", "einsum('i,i->')")
    assert label < code < drawing(other).left


def test_columns_are_apart_by_the_gap_of_the_theme(table: Scene) -> None:
    longest = max(group.bounds.right for group in entries(table) if group.name in ("Dot", "Outer product", "Trace"))
    formulas = [group for group in entries(table) if any("=" in text for text in written(group))]
    assert min(group.bounds.left for group in formulas) - longest == pytest.approx(TAYLOR.column_gap, abs=0.1)


def test_the_heading_of_the_picture_is_over_its_middle(table: Scene) -> None:
    heading, place = named(table, "Picture"), drawing(table)
    assert heading.bounds.centre[0] == pytest.approx((place.left + place.right) / 2, abs=0.5)
    assert heading.kind == "middle"
    (text,) = heading.parts
    assert isinstance(text, Text)
    assert text.outline.style == "bold"


def test_rows_that_need_little_more_are_as_far_apart_as_all() -> None:
    found = axes(scene("also: torch", "a[i]; A[i, j]; B[i, j]; s"))
    distances = [b - a for a, b in pairwise(found)]
    assert distances == pytest.approx([TAYLOR.node + TAYLOR.row_gap] * 3, abs=NEAR)


def test_a_row_with_a_loop_has_room_for_it(table: Scene) -> None:
    first, second, third = axes(table)
    assert third - second > second - first
    top = min(group.bounds.top for group in groups(table.parts, "label") if group.bounds.bottom > second + 20)
    assert top - (second + TAYLOR.node / 2) >= TAYLOR.row_air - 1.0  # of the letter's own air


def test_labels_stand_at_the_left_without_other_columns() -> None:
    shown = scene(LABELS)
    assert [written(group) for group in entries(shown)] == [["Dot"], ["Outer product"], ["Trace"]]
    assert max(group.bounds.right for group in entries(shown)) < drawing(shown).left


def test_an_equation_is_a_row() -> None:
    shown = scene("also: formula", "A[i, j] B[j, k] == A[i, j] B[j, k]; a[i] c[j]")
    assert len(axes(shown)) == 2
    assert len(list(groups(shown.parts, "sign"))) == 1


def test_a_long_name_is_set_in_lines_whose_middle_is_on_the_axis() -> None:
    words = "A matrix times another one, of which the trace is taken"
    shown = scene(f'labels: ("{words}"), also: formula', "A[i, j] C[j, i]")
    lines = [part for part in named(shown, words).parts if isinstance(part, Text)]
    assert " ".join(line.outline.text for line in lines) == words
    assert len(lines) > 1
    assert all(line.bounds.width <= TAYLOR.label_width for line in lines)
    middle = (lines[0].origin[1] + lines[-1].origin[1]) / 2
    assert middle == pytest.approx(axes(shown)[0] + TAYLOR.axis_height * TAYLOR.entry_size, abs=NEAR)


def test_a_planted_collision_is_seen(table: Scene) -> None:
    text = named(table, "Dot")
    tensor = next(groups(table.parts, "tensor"))
    where = tensor.bounds.left - text.bounds.left
    parts = tuple(replace(p, origin=(p.origin[0] + where, p.origin[1])) for p in text.parts if isinstance(p, Text))
    wrong = replace(table, parts=(*table.parts, replace(text, parts=parts)))
    assert [str(found) for found in report(wrong)] != []


# ---- width ----------------------------------------------------------------------------------------------------


def test_a_slide_makes_it_smaller_with_a_note() -> None:
    shown = scene("also: (formula, torch, einops, loops, einsum), fit: slide")
    assert shown.width <= 888
    assert re.fullmatch(r"to fit a slide it is scaled to \d+ %: the names of tensors are [\d.]+ pt", shown.notes[0])


def test_texts_that_are_wider_than_the_page_are_said() -> None:
    (note,) = scene('also: (formula, torch), width: "60mm"').notes
    assert note.startswith("the table is ")
    assert "more than the 60mm asked for: its columns of texts take " in note


def test_diagrams_break_in_the_width_that_texts_leave() -> None:
    row = "A[i, j] B[j, k] == A[i, j] B[j, k] == A[i, l] B[l, k]"
    alone, beside = scene('width: "130mm"', row), scene('width: "130mm", also: formula', row)
    assert len(axes(alone)) < len(axes(beside))


# ---- words ----------------------------------------------------------------------------------------------------


def test_it_is_read_row_by_row(table: Scene) -> None:
    assert table.description == (
        "Table of tensor diagrams, 3 rows. "
        "Dot. formula: y = ∑_i a_i b_i. Picture: a (n) joined over n to b (n). Einsum: einsum('i,i->'). "
        "Outer product. formula: Y_ij = a_i c_j. Picture: a (n), beside c (m). Open wires: n i, m j. "
        "Einsum: einsum('i,j->i j'). "
        "Trace. formula: y = ∑_ij A_ij C_ji. Picture: A (n × m) joined over n and m to C (m × n). "
        "Einsum: einsum('i j,j i->')."
    ).replace("formula:", f"{VIEWS['formula'].heading}:")


def test_rows_without_names_have_numbers_and_an_authors_text_goes_before() -> None:
    assert scene("also: pattern", "a[i] b[i]").description == (
        "Table of tensor diagrams, 1 row. Row 1. picture: a (n) joined over n to b (n). pattern: einsum('i,i->')."
    )
    assert scene('also: pattern, alt: "All of it."').description == "All of it."


# ---- mistakes -------------------------------------------------------------------------------------------------


COLUMNS = ", ".join((*NAMES, PICTURE))


@pytest.mark.parametrize(
    ("attributes", "message", "hint", "under"),
    [
        ("also: (formul)", "`also` has no column `formul`", f"write `formula`; the columns are: {COLUMNS}", "formul"),
        ("also: (torch, torch)", "`also` has the column `torch` twice", "delete one", "torch"),
        ("also: 3", "`also` takes names of columns in parentheses", "write `also: (formula, einsum)`", "3"),
        (
            'labels: ("a", "b")',
            "`labels` has 2 texts, and this picture has 3 rows",
            'write a text for each, "" for none',
            "labels",
        ),
        (
            f'{LABELS}, also: (torch), headings: ("a", "b")',
            "`headings` has 2 texts, and this table has 3 columns",
            'write a text for each, the labels and the picture among them, "" for none, or `headings: auto`',
            "headings",
        ),
        (
            'also: (picture, torch), headings: ("a")',
            "`headings` has 1 text, and this table has 2 columns",
            'write a text for each, the picture among them, "" for none, or `headings: auto`',
            "headings",
        ),
        (
            "also: torch, headings: 3",
            "`headings` takes texts in parentheses, or auto",
            'write `headings: ("…", "…")`',
            "3",
        ),
    ],
)
def test_mistakes_are_found_before_it_is_drawn(attributes: str, message: str, hint: str, under: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(f"{D}show p {{ {attributes} }}: {ROWS}")
    (found,) = caught.value.diagnostics
    assert (found.message, found.hint) == (message, hint)
    assert found.span is not None
    assert found.span.text == under


def test_a_formula_without_end_is_refused() -> None:
    factors = " ".join(f"A[i{k}, j{k}] C[j{k}, i{k + 1}]" for k in range(60))
    with pytest.raises(TensorgraphError) as caught:
        _ = tg.loads(f"{D}show p {{ also: formula }}: {factors}")["p"].scene
    (found,) = caught.value.diagnostics
    assert re.fullmatch(r"the formula of a row has \d,\d{3} characters of LaTeX, more than 2,000", found.message)
    assert found.hint == "leave `formula` out of `also`, or show less"


def test_all_mistakes_come_at_once() -> None:
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(f'{D}show p {{ also: (x, y), labels: ("a"), headings: ("a") }}: {ROWS}')
    assert [found.code for found in caught.value.diagnostics] == ["also", "also", "labels"]


def test_what_also_may_name_is_what_there_is() -> None:
    assert tuple(VIEWS) == NAMES


def test_labels_of_an_expansion_are_no_names_of_rows() -> None:
    text = D + 'x[i] = a[i] + b[i]\nshow p { labels: ("one", "two"), also: pattern }: expand(x[i]); a[i]'
    shown = tg.loads(text)["p"].scene
    assert [group.name for group in groups(shown.parts, "brace")] == ["one", "two"]
    assert [group.name for group in entries(shown) if group.name in ("one", "two")] == []


def test_headings_beside_an_expansion_are_counted_when_it_is_drawn() -> None:
    text = D + 'x[i] = a[i] + b[i]\nshow p { labels: ("one", "two"), headings: ("a", "b"), also: torch }: expand(x[i])'
    assert [group.name for group in entries(tg.loads(text)["p"].scene)][:2] == ["a", "b"]
    with pytest.raises(TensorgraphError) as caught:
        _ = tg.loads(text.replace(', "b")', ")"))["p"].scene
    (found,) = caught.value.diagnostics
    assert found.message == "`headings` has 1 text, and this table has 2 columns"
    assert found.hint == 'write a text for each, the picture among them, "" for none, or `headings: auto`'


# ---- letters --------------------------------------------------------------------------------------------------


def test_letters_of_code_are_of_one_width() -> None:
    wide = measure.code("M").advance
    for text in ("i", "WWWW", "-> ", "é", "σ′"):
        assert measure.code(text).advance == pytest.approx(wide * len(text)), text
    assert measure.code("ab").ink.right - measure.code("b").ink.right == pytest.approx(wide, abs=0.11)


def test_signs_of_code_keep_to_their_cells() -> None:
    wide = typeset.cell(measure.EM)
    signs = "+-*/=<>()[]{}@#$%&|~^_.,:;!?'\"`\\"
    assert [
        sign for sign in signs if not -0.1 <= measure.code(sign).ink.left <= measure.code(sign).ink.right <= wide
    ] == []


def test_bold_words_are_set_as_by_the_library() -> None:
    for text in ("PyTorch", "Tensor 3", "a, b (c).", "AVAToy"):
        ours, theirs = measure.bold(text), measure._set_words(text, "bold", "bold")
        assert ours.advance == pytest.approx(theirs.advance, abs=1e-6)
        assert (ours.ink.left, ours.ink.right) == pytest.approx((theirs.ink.left, theirs.ink.right), abs=0.1)


def test_the_limits_of_a_sum_in_a_line_are_beside_it() -> None:
    high, low = measure.math(r"\sum_{j}"), measure.inline(r"\sum_{j}")
    assert low.ink.width > high.ink.width
    assert low.ink.height < high.ink.height
    before, after = (
        measure.inline(r"\sum_{j} a").advance,
        measure.inline(r"\sum_{j}").advance + measure.math("a").advance,
    )
    assert before - after == pytest.approx(0.0, abs=0.5)  # the space of a sum is there with and without what follows


def test_the_table_of_letters_is_up_to_date() -> None:
    assert TEXTS.read_text("utf-8") == made_texts(), "run `python -m tensorgraph.diagram.typeset.refresh_glyphs`"


@pytest.mark.parametrize(
    ("text", "style", "tex", "plain"),
    [
        ("f('a_1', b)", "code", r"\texttt{f(\textquotesingle{}a\_1\textquotesingle{},~b)}", "f('a_1', b)"),
        (r"{x} \ ^~", "code", r"\texttt{{\char123}x{\char125}~{\char92}~{\char94}{\char126}}", r"{x} \ ^~"),
        ("50% of $x_1$", "bold", r"\textbf{50\% of \(x_1\)}", "50% of x_1"),
        (r"y = \sum_{i} a_{i}", "inline", r"$y=\sum_ia_i$", "y = ∑_i a_i"),
    ],
)
def test_texts_of_formats_that_set_type_themselves(text: str, style: str, tex: str, plain: str) -> None:
    assert label_tex(text, style) == tex
    assert plain_text(text, style) == plain


def test_long_code_goes_on_inside_calls_and_comments() -> None:
    assert code_in_lines("y = f(x)", 8) == ["y = f(x)"]
    assert code_in_lines("  y = f('a, b', c, d)", 18) == ["  y = f('a, b', c,", "      d)"]
    assert code_in_lines("y_is_a_very_long_name", 8) == ["y_is_a_very_long_name"]
    assert code_in_lines("# y is f of (a, b)", 12) == ["# y is f of", "# (a, b)"]


def test_a_long_formula_goes_on_at_its_signs() -> None:
    terms = " + ".join(rf"\left(a_{{{k}}} + b\right)" for k in range(3))
    short = measure.inline(r"y = \left(a_{0} + b\right)").advance + 100
    first, *rest = formula_in_lines(f"y = {terms}", short, measure.inline)
    assert first == r"y = \left(a_{0} + b\right)"
    assert rest == [rf"\quad {{}} + \left(a_{{{k}}} + b\right)" for k in (1, 2)]


# ---- files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_it_the_same_way_twice(table: Scene, format: str) -> None:
    data = render(format, [table])
    assert data == render(format, [table])
    assert len(data) > 500


def test_it_is_in_the_files_as_text_where_they_have_text(table: Scene) -> None:
    assert rb"\texttt{einsum(\textquotesingle{}i,i->\textquotesingle{})}".replace(b">", rb"{\char62}") in render(
        "tex", [table]
    )
    assert rb"{\textbf{Picture}}" in render("tex", [table])
    slide = zipfile.ZipFile(io.BytesIO(render("pptx", [table]))).read("ppt/slides/slide1.xml").decode()
    assert 'name="entry Outer product"' in slide
    assert [read.parts for read in read_scenes(render("json", [table]).decode())] != []
    for format in ("svg", "html", "pdf"):
        assert b"Outer product" in render(format, [table]) or format == "pdf"


def test_drawing_it_loads_nothing_heavy() -> None:
    code = (
        "import sys, tensorgraph as tg\n"
        f"tg.load({str(FILES[1])!r})['operations'].render('svg')\n"
        "heavy = {'numpy', 'torch', 'sympy', 'networkx', 'opt_einsum', 'PIL', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_picture_that_is_no_table_loads_no_views() -> None:
    code = (
        "import sys, tensorgraph as tg\n"
        f"tg.load({str(FILES[3])!r})['svd'].render('svg')\n"
        "print(any(name.startswith('tensorgraph.views') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
