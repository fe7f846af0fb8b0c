"""What a file says of where things stand, as the network holds it."""

from __future__ import annotations

import pytest

from tensorgraph.graph.lengths import points
from tensorgraph.graph.network import Hint, Tint
from tensorgraph.graph.text import network_text
from tensorgraph.rewrite import resolve_picture
from tests.graph.language import checked, refused

FILE = """dim n, heads, a, b
param A[n, n], B[n, n], W[heads, n, n], T[(a b), n]
input x[n], place[n], group[n]
"""


def hints(clause: str, expression: str = "A[i, j] B[j, k] x[k]") -> tuple[Hint, ...]:
    return checked(f"{FILE}show s: {expression}\n    {clause}").pictures[0].hints


def test_every_wish() -> None:
    found = hints('place { A: above, B: below } place { x: align A, A: (-1.5, 2) }\n    place { B: legs "up, right" }')
    assert found == (
        Hint("A", "above"),
        Hint("B", "below"),
        Hint("x", "align", other="A"),
        Hint("A", "at", at=(-1.5, 2.0)),
        Hint("B", "legs", legs=("up", "right")),
    )
    spans = [hint.span.text if hint.span else "" for hint in found]
    assert spans == ["A: above", "B: below", "x: align A", "A: (-1.5, 2)", 'B: legs "up, right"']


def test_groups() -> None:
    picture = checked(FILE + 'show s: A[i, j] x[j]\n group "two $A$" { color: red }: A, x group: x').pictures[0]
    assert picture.tints == (Tint("two $A$", ("A", "x"), "red"), Tint("", ("x",)))
    assert picture.tints[0].span is not None
    assert picture.tints[0].span.text == 'group "two $A$" { color: red }: A, x'


def test_place_and_group_are_names_too() -> None:
    """Also where a clause could begin: only what follows tells."""
    picture = checked(
        FILE + 'show place: A[i, j] place[j] == A[i, j] group[j] "why"; x[group: n] place { group: above }'
    )
    assert picture.pictures[0].hints == (Hint("group", "above"),)
    alone = checked('dim n\nscalar group\nplace = 2\ninput x[n]\nshow s: x[i] group "text" + x[i] place')
    brace = alone.pictures[0].rows[0].sides[0].body.terms[0].brace
    assert (brace, alone.pictures[0].tints) == ("text", ())


def test_comments_inside() -> None:
    assert hints("place # where\n  { # who\n A: above }") == (Hint("A", "above"),)


def test_superscripts() -> None:
    expression = "W^0[i, j] W^1[j, k] x[k]"
    assert hints("place { W^1: above, W: (0, 1) }", "W^0[i, j] x[j]; W^1[i, j]") == (
        Hint("W^1", "above"),
        Hint("W", "at", at=(0.0, 1.0)),
    )
    assert hints("place { W^h: below }", "W^h[i, j] x[j]") == (Hint("W^h", "below"),)
    assert refused(f"{FILE}show s: {expression} place {{ W^2: above }}") == ["not-in-picture: W^2"]
    assert refused(f"{FILE}show s: {expression} place {{ W: (0, 1) }}") == ["hints: W: (0, 1)"]


def test_rows_do_not_lend_each_other_superscripts() -> None:
    """The two fixed wires have one name and serial; each term knows its own."""
    rows = f"{FILE}show s: W^0[i, j] x[j]; W^1[i, j] B[j, k]\n    group: "
    assert checked(rows + "W^0, x").pictures[0].tints == (Tint("", ("W^0", "x")),)
    assert refused(rows + "W^1, x") == ["group-apart: W^1, x"]


def test_what_an_unfold_brings_to_light() -> None:
    text = (
        FILE + "z[i] = B[i, j] x[j]\ny[i] = A[i, j] z[j]\nshow s: unfold(y[i], z)\n    place { B: below } group: A, B"
    )
    network = checked(text)
    picture = resolve_picture(network, network.pictures[0])
    assert (picture.hints, picture.tints) == ((Hint("B", "below"),), (Tint("", ("A", "B")),))
    assert refused(text.replace("unfold(y[i], z)", "y[i]")) == [
        "not-in-picture: B",
        "not-in-picture: A",
        "not-in-picture: B",
    ]


def test_a_call_goes_by_its_def() -> None:
    text = FILE + "def f(v[p])[i] = A[i, j] v[j]\nshow s: f(x)[i] x[j] place { f: above }"
    assert checked(text).pictures[0].hints == (Hint("f", "above"),)


def test_inside_bubbles_and_groups() -> None:
    assert hints("place { A: above }", "relu(A[i, j] x[j]) + (B[i, j] + A[i, j]) x[j]") == (Hint("A", "above"),)


def test_attributes_are_hints_of_the_file() -> None:
    text = """dim n
param A[n, n] { at: (2, -1), color: red, legs: "up down" }
y[i] { at: (0.5, 0) } = A[i, j] ones[j]
def f(v[p])[i] { legs: "left" } = A[i, j] v[j]
"""
    network = checked(text)
    assert network.hints == (
        Hint("A", "at", at=(2.0, -1.0)),
        Hint("A", "legs", legs=("up", "down")),
        Hint("y", "at", at=(0.5, 0.0)),
        Hint("f", "legs", legs=("left",)),
    )
    spans = [hint.span.text if hint.span else "" for hint in network.hints]
    assert spans == ["at: (2, -1)", 'legs: "up down"', "at: (0.5, 0)", 'legs: "left"']


def test_as_text() -> None:
    text = """dim n
param A[n, n] { at: (2, -1.5) }, B[n, n]
show s: A[i, j] B[j, k]
    place { A: above, A: legs "up down", A: align B } group "two" { color: red }: A, B group: B
"""
    shown = network_text(checked(text))
    assert shown.splitlines()[3:] == [
        "place A: (2, -1.5)",
        "show s: [i, k] = (A[i, j] B[j, k] sum j)",
        "  place A: above",
        '  place A: legs "up down"',
        "  place A: align B",
        '  group "two" red: A, B',
        '  group "" -: B',
    ]


@pytest.mark.parametrize(
    ("legs", "expression", "fits"),
    [
        ("left right", "W^h[i, j] x[j]", True),
        ("up left right", "W^h[i, j] x[j]", False),
        ("up left right", "W[h, i, j] x[j]", True),
        ("left right", "W[h, i, j] x[j]; W^0[i, j]", True),
        ("left", "W[h, i, j] x[j]; W^0[i, j]", False),
    ],
)
def test_directions_are_for_the_legs_that_are_lines(legs: str, expression: str, fits: bool) -> None:
    wish = f'legs "{legs}"'
    placed = f"{FILE}show s: {expression} place {{ W: {wish} }}"
    attribute = wish.replace("legs", "legs:")
    declared = FILE.replace("W[heads, n, n]", f"W[heads, n, n] {{ {attribute} }}") + f"show s: {expression}"
    for text in (placed, declared):
        if fits:
            assert checked(text)
        else:
            assert refused(text) == [f'leg-directions: "{legs}"']


def test_a_thick_leg_is_one() -> None:
    assert hints('place { T: legs "up down" }', "T[p, i] x[i]")[0].legs == ("up", "down")


def test_everything_at_once() -> None:
    """Mistakes of form and of names come together, each once."""
    clause = "place { A: abov, C: above, x: align x } group { color: mauve }: A, x, x"
    assert refused(f"{FILE}show s: A[i, j] x[j] {clause}") == [
        "wish: abov",
        "not-in-picture: C",
        "hints: x: align x",
        "attribute-value: mauve",
        "wish-twice: x",
    ]


def test_a_wrong_picture_does_not_blame_its_clauses() -> None:
    assert refused(f"{FILE}show s: A[i, j] lost[j]\n    place {{ lost: above }}") == ["unknown-name: lost"]


def test_colours_of_a_theme_file() -> None:
    text = FILE + "show s: A[i, j] x[j]\n    group { color: teal }: A"
    assert refused(text) == ["attribute-value: teal"]
    assert checked(text + '\nstyle { theme: "talk.toml" }').pictures[0].tints == (Tint("", ("A",), "teal"),)


@pytest.mark.parametrize(
    ("text", "length"),
    [("25.4mm", 72), ("2.54cm", 72), ("1 in", 72), ("72pt", 72), ("160mm", 453.5433), ("5pt", None), ("1e9mm", None)]
    + [(text, None) for text in ("", "mm", "160", "160px", "-5mm", "1 m m", "999999in", "12mm; 3")],
)
def test_lengths(text: str, length: float | None) -> None:
    assert points(text) == (pytest.approx(length) if length else None)
