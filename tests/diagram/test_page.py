"""The page: where rows break, what stands under what, and how large it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import pytest

import tensorgraph as tg
from tensorgraph.cli import draw as drawing
from tensorgraph.cli import main
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import Scene, draw, report
from tensorgraph.diagram.layout.extent import SLIDE_AREA
from tensorgraph.diagram.scaled import scaled
from tensorgraph.diagram.scene import Curve, Group, Text, groups
from tensorgraph.diagram.theme import TAYLOR
from tests.diagram.contacts import drawn_ends, pieces
from tests.diagram.pictures import network_of, scene_of

MM = 72 / 25.4

TENSORS = """
dim context, model, mlp
input x[context, model], y[context, model], z[context, model]
tensor T[context, model, model]
param A[context, context], B[context, context], V[model, model], W[model, model], b[model]
param W_in[model, mlp], W_out[mlp, model]
fn f
"""


def terms(scene: Scene) -> list[Group]:
    """The terms in the order in which they are written."""
    return list(groups(scene.parts, "term"))


def nodes(term: Group, name: str = "") -> list[Group]:
    """The tensors of a term from left to right, of one name where it is given."""
    found = [node for node in groups(term.parts, "tensor") if name in ("", node.name)]
    return sorted(found, key=lambda node: node.bounds.left)


def x_of(term: Group, name: str, number: int = 0) -> float:
    """The middle of a tensor."""
    return nodes(term, name)[number].bounds.centre[0]


def axis(term: Group) -> float:
    """The height of the wire that leaves a term on the left."""
    wire = min(groups(term.parts, "wire"), key=lambda wire: wire.bounds.left)
    return next(part.points[0][1] for part in wire.parts if isinstance(part, Curve))


def lines_of(scene: Scene) -> list[list[Group]]:
    """The terms on each axis, from top to bottom."""
    found: dict[int, list[Group]] = {}
    for term in terms(scene):
        found.setdefault(round(axis(term)), []).append(term)
    return [found[y] for y in sorted(found)]


def signs(scene: Scene) -> list[Group]:
    """The signs between terms."""
    return [part for part in scene.parts if isinstance(part, Group) and part.role == "sign"]


def middle(group: Group) -> float:
    return group.bounds.centre[0]


def drawn(text: str, width: float | str | None = None) -> Scene:
    return draw(*network_of(TENSORS + text), width)


def refusal(text: str) -> Any:
    with pytest.raises(TensorgraphError) as caught:
        scene_of(TENSORS + text)
    (found,) = caught.value.diagnostics
    return found


# ---- breaking ----------------------------------------------------------------------------------------------------

SUM = "y[i, m] == " + " + ".join(
    [
        "x[i, m]", "A[i, j] x[j, m]", "x[i, n] W[n, m]", "A[i, j] x[j, n] W[n, m]", "A[i, k] B[k, j] x[j, m]",
        "x[i, n] V[n, p] W[p, m]", "A[i, k] x[k, n] V[n, m]", "2 x[i, m]", "B[i, k] x[k, n] W[n, m]", "x[i, n] V[n, m]",
    ]
)  # fmt: skip
"""Ten terms, none wider than 210 points with its sign."""


@pytest.mark.parametrize("millimetres", [105, 120, 140, 160, 200, 300])
def test_no_line_is_wider_than_asked_and_each_goes_on_under_the_equals_sign(millimetres: int) -> None:
    scene = drawn(f"show p {{ dims: none }}: {SUM}", f"{millimetres}mm")
    assert scene.width <= millimetres * MM
    assert scene.notes == ()
    assert report(scene) == []
    first = {round(line[0].bounds.top): line for line in lines_of(scene)}
    assert len(first) > 1
    equals = signs(scene)[0]
    begin = [min(signs_of(scene, line), key=middle) for line in lines_of(scene)[1:]]
    assert {round(middle(sign), 3) for sign in begin} == {round(middle(equals), 3)}


def signs_of(scene: Scene, line: list[Group]) -> list[Group]:
    """The signs on the axis of a line."""
    return [sign for sign in signs(scene) if abs(sign.bounds.centre[1] - axis(line[0])) < 3]


def test_wider_lines_are_fewer() -> None:
    counts = [len(lines_of(drawn(f"show p {{ dims: none }}: {SUM}", f"{w}mm"))) for w in (105, 160, 300, 900)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 1


def test_a_row_breaks_at_equals_rather_than_at_plus() -> None:
    scene = drawn("show p { dims: none }: y[i, m] == x[i, m] + z[i, m] == z[i, m] + x[i, m] == y[i, m]", 420.0)
    assert [[node.name for term in line for node in nodes(term)] for line in lines_of(scene)] == [
        ["y", "x", "z"],
        ["z", "x", "y"],
    ]
    assert [sign.name for line in lines_of(scene) for sign in signs_of(scene, line)] == ["=", "+", "=", "+", "="]


def test_a_wide_first_side_does_not_push_what_follows_off_the_page() -> None:
    text = "show p { dims: none }: A[i, j] B[j, k] x[k, n] W[n, m] == z[i, n] V[n, m] + A[i, j] x[j, m]"
    scene = drawn(text, 300.0)
    assert scene.width <= 300
    first, second, third = lines_of(scene)
    assert [len(first), len(second), len(third)] == [1, 1, 1]
    begun = [signs_of(scene, line)[0].bounds.left for line in (second, third)]
    assert begun[0] == pytest.approx(begun[1], abs=1.5)  # an = is a little wider than a +
    assert terms(scene)[0].bounds.left < begun[0] < terms(scene)[0].bounds.left + 3 * TAYLOR.indent


def test_a_term_that_is_too_wide_stays_whole_and_is_named() -> None:
    scene = drawn("show p { dims: none }: y[i, m] == A[i, j] x[j, n] W[n, m] + x[i, m]", "60mm")
    assert [len(nodes(line[0])) for line in lines_of(scene)] == [1, 3, 1]
    (note,) = scene.notes
    assert note.startswith("the term `A[i, j] x[j, n] W[n, m]` takes ")
    assert f"the picture {scene.width} pt" in note
    assert "more than the 60mm asked for" in note


def test_the_width_is_the_callers_then_the_pictures_then_the_files() -> None:
    plain = f"show p {{ dims: none }}: {SUM}"
    styled = 'style { width: "160mm" }\n' + plain
    assert drawn(styled).width == drawn(plain, "160mm").width
    own = styled.replace("{ dims", '{ width: "300mm", dims')
    assert drawn(own).width == drawn(plain, "300mm").width > drawn(styled).width
    assert drawn(own, 120 * MM).width == drawn(plain, "120mm").width < drawn(styled).width
    assert len(lines_of(drawn(styled.replace("{ dims", "{ fit: none, dims")))) == 1


@pytest.mark.parametrize("width", [0, -5.0, float("nan"), float("inf"), "wide", "1e9mm", True, [3], 10**400])
def test_what_is_no_width_is_refused(width: Any) -> None:
    with pytest.raises(TensorgraphError) as caught:
        drawn("show p: x[i, m]", width)
    assert caught.value.diagnostics[0].code == "width"


# ---- a page as large as a slide ----------------------------------------------------------------------------------


def test_a_picture_breaks_to_fit_a_slide_and_keeps_its_size() -> None:
    scene = drawn(f"show p {{ fit: slide, dims: none }}: {SUM}")
    assert scene.width <= SLIDE_AREA[0] and scene.height <= SLIDE_AREA[1]
    assert nodes(terms(scene)[0])[0].bounds.height == pytest.approx(TAYLOR.node + TAYLOR.node_stroke)
    assert scene.notes == ()


def test_what_is_too_large_for_a_slide_is_made_smaller_as_a_whole() -> None:
    long = " + ".join([SUM, *["A[i, j] B[j, k] x[k, n] V[n, p] W[p, m]"] * 30])
    scene = drawn(f"show p {{ fit: slide }}: {long}")
    assert scene.width <= SLIDE_AREA[0] + 1e-6 and scene.height <= SLIDE_AREA[1] + 1e-6
    assert max(scene.width / SLIDE_AREA[0], scene.height / SLIDE_AREA[1]) == pytest.approx(1)
    factor = nodes(terms(scene)[0])[0].bounds.height / (TAYLOR.node + TAYLOR.node_stroke)
    assert 0.3 < factor < 0.95
    assert f"{100 * factor:.0f} %" in scene.notes[0]
    assert report(scene) == []


def numbers(value: Any) -> Iterator[float]:
    """Every length in a scene, outlines left out."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, Text):
        yield from (*value.origin, value.size)
    elif is_dataclass(value):
        for field in fields(value):
            yield from numbers(getattr(value, field.name))


def test_scaling_leaves_no_length_as_it_was() -> None:
    scene = drawn("show p: f(-A[i, j] x[j, m]) W[m, n] b[n] == y[0, m] b[m] ones[i]")
    small = scaled(scene, 0.25)
    assert list(numbers(small)) == pytest.approx([number * 0.25 for number in numbers(scene)])
    assert [group.key for group in groups(small.parts)] == [group.key for group in groups(scene.parts)]


# ---- rows --------------------------------------------------------------------------------------------------------


def test_rows_stand_under_each_other_at_their_equals_signs() -> None:
    scene = drawn("show p: x[i, m] == y[i, m]; A[i, j] x[j, m] != y[i, m]; y[i, n] W[n, m] ~= x[i, m] within 1")
    assert [middle(sign) for sign in signs(scene)] == pytest.approx([middle(signs(scene)[0])] * 3)
    left = terms(scene)[::2]  # each ends just before its sign
    assert [term.bounds.right for term in left] == pytest.approx([left[0].bounds.right] * 3, abs=0.2)


def test_rows_without_a_sign_begin_with_their_nodes_in_a_column() -> None:
    scene = drawn("show p { dims: names }: x[i, m]; A[i, j] x[j, m]; b[m]; A[0, j] x[j, m]")
    first = {round(middle(nodes(term)[0]), 3) for term in terms(scene)}
    assert len(first) == 1


def test_braces_of_neighbours_have_one_level_and_their_words_one_baseline() -> None:
    hung = "T[i, m, p] b[p] W[m, n]"
    scene = scene_of(
        TENSORS
        + f'show p {{ dims: none }}: z[i, n] == x[i, n] "copy" + {hung} "pygmies hang" + A[i, j] (x[j, n] "high")'
    )
    braces = list(groups(scene.parts, "brace"))
    assert [brace.name for brace in braces] == ["copy", "pygmies hang", "high"]
    assert len({round(brace.bounds.top, 3) for brace in braces}) == 1
    texts = [part for brace in braces for words in groups(brace.parts, "words") for part in words.parts]
    assert len({round(text.origin[1], 3) for text in texts if isinstance(text, Text)}) == 1
    assert report(scene) == []


def test_a_brace_in_a_frame_stays_in_it() -> None:
    scene = drawn('show p { dims: none }: f(x[i, n] "in") + f(f(x[i, n])) "under"')
    inside, under = groups(scene.parts, "brace")
    frame = next(groups(scene.parts, "bubble"))
    assert inside.bounds.top + 5 < under.bounds.top
    assert inside.bounds.bottom < frame.bounds.bottom


def test_a_long_title_is_no_wider_than_the_page() -> None:
    title = "What the heads of the second layer read from the first " * 3
    scene = drawn(f'show p {{ title: "{title}" }}: x[i, m]', 300.0)
    words = [part for part in scene.parts if isinstance(part, Group) and part.role == "words"]
    assert scene.width <= 300 and len(words) > 2
    assert len({round(line.bounds.left, 0) for line in words}) == 1
    assert report(scene) == []


# ---- stacks ------------------------------------------------------------------------------------------------------

SCORES = """
dim context, model, heads, head
input x0[context, model], x1[context, model]
param A[heads, context, context] { pattern }, W_Q[heads, model, head], W_K[heads, model, head]
param W_OV[heads, model, model]
show scores[i, j] { stack, dims: none }: x1[i, m] W_Q^3[m, d] W_K^3[n, d] x1[j, n]
    == x0[i, m] W_Q^3[m, d] W_K^3[n, d] x0[j, n] "no composition"
    + x0[i, m] W_Q^3[m, d] W_K^3[n, d] W_OV^q[o, n] x0[k, o] A^q[j, k] "K-composition"
    + A^p[i, k] x0[k, o] W_OV^p[o, m] W_Q^3[m, d] W_K^3[n, d] x0[j, n] "Q-composition"
    + A^p[i, k] x0[k, o] W_OV^p[o, m] W_Q^3[m, d] W_K^3[n, d] W_OV^q[r, n] x0[l, r] A^q[j, l] "K&Q-composition"
"""

COLUMNS = {
    "scores": (
        SCORES,
        [
            {"x0": [1, 6], "W_Q": [3], "W_K": [4]},
            {"x0": [1, 6], "W_Q": [3], "W_K": [4], "W_OV": [5], "A": [7]},
            {"A": [0], "x0": [1, 6], "W_OV": [2], "W_Q": [3], "W_K": [4]},
            {"A": [0, 7], "x0": [1, 6], "W_OV": [2, 5], "W_Q": [3], "W_K": [4]},
        ],
    ),
    "paths": (
        """
dim context, vocab, model, heads
input t[context, vocab], logits[context, vocab], A1[heads, context, context], A2[heads, context, context]
param W_E[vocab, model], W_U[model, vocab], O1[heads, model, model], O2[heads, model, model]
show paths { stack }: logits[i, v] == t[i, u] W_E[u, m] W_U[m, v]
    + A1[h, i, j] t[j, u] W_E[u, m] O1[h, m, n] W_U[n, v]
    + A2[h, i, j] t[j, u] W_E[u, m] O2[h, m, n] W_U[n, v]
    + A2[g, i, j] A1[h, j, k] t[k, u] W_E[u, m] O1[h, m, n] O2[g, n, p] W_U[p, v]
""",
        [
            {"t": [2], "W_E": [3], "W_U": [6]},
            {"A1": [1], "t": [2], "W_E": [3], "O1": [4], "W_U": [6]},
            {"A2": [0], "t": [2], "W_E": [3], "O2": [5], "W_U": [6]},
            {"A2": [0], "A1": [1], "t": [2], "W_E": [3], "O1": [4], "O2": [5], "W_U": [6]},
        ],
    ),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_stacked_terms_have_their_common_factors_in_columns(name: str) -> None:
    text, expected = COLUMNS[name]
    scene = scene_of(text)
    places: dict[int, set[float]] = {}
    for term, columns in zip(terms(scene)[1:], expected, strict=True):
        for tensor, numbers_ in columns.items():
            for place, column in enumerate(numbers_):
                places.setdefault(column, set()).add(round(x_of(term, tensor, place), 6))
    assert all(len(xs) == 1 for xs in places.values())
    xs = [places[column].pop() for column in sorted(places)]
    assert all(b - a >= TAYLOR.node for a, b in pairwise(xs))
    assert report(scene) == []
    assert all(pieces(wire) == 1 for wire in groups(scene.parts, "wire"))


def test_a_stack_has_even_lines_and_its_signs_and_words_in_columns() -> None:
    scene = scene_of(SCORES)
    heights = [axis(term) for term in terms(scene)[1:]]
    assert heights[0] == axis(terms(scene)[0])
    steps = [b - a for a, b in pairwise(heights)]
    assert steps == pytest.approx([steps[0]] * 3)
    assert [sign.name for sign in signs(scene)] == ["=", "+", "+", "+"]
    sigmas = [sign for term in terms(scene) for sign in groups(term.parts, "sign")]
    assert [sign.name for sign in sigmas] == [r"\sum_q", r"\sum_p", r"\sum_{p,q}"]
    assert len({round(sign.bounds.right, 6) for sign in sigmas}) == 1
    block = min(wire.bounds.left for term in terms(scene)[1:] for wire in groups(term.parts, "wire"))
    assert max(sign.bounds.right for sign in sigmas) < block
    assert all(signs(scene)[0].bounds.left - 1 < sign.bounds.left for sign in signs(scene))
    words = [part for part in scene.parts if isinstance(part, Group) and part.role == "words"]
    assert [word.name for word in words] == ["no composition", "K-composition", "Q-composition", "K&Q-composition"]
    assert len({round(word.bounds.left, 6) for word in words}) == 1
    assert words[0].bounds.left > max(term.bounds.right for term in terms(scene))
    assert not list(groups(scene.parts, "brace"))


def test_wires_are_straight_over_a_column_that_a_term_lacks() -> None:
    scene = scene_of(SCORES)
    for term in terms(scene):
        axes = {round(y, 6) for wire in groups(term.parts, "wire") for part in wire.parts for _, y in part.points}  # type: ignore[union-attr]
        assert len(axes) == 1


def test_part_of_a_stacked_term_keeps_its_brace() -> None:
    scene = drawn('show p { stack }: y[i, m] == x[i, m] + A[i, j] (x[j, n] V[n, m] "part") + x[i, n] V[n, m] "whole"')
    (brace,) = groups(scene.parts, "brace")
    second, third = terms(scene)[2:]
    assert brace.bounds.left == pytest.approx(nodes(second, "x")[0].bounds.left, abs=1)
    assert x_of(second, "V") == pytest.approx(x_of(third, "V"))  # factors under a brace are in columns too
    assert x_of(second, "x") == pytest.approx(x_of(third, "x")) == pytest.approx(x_of(terms(scene)[1], "x"))


def test_bubbles_meet_by_their_function_and_rails_and_hanging_vectors_follow() -> None:
    scene = drawn(
        "show p { stack, dims: none }: A[i, j] f(x[j, n]) W[n, m] + f(x[i, n]) V[n, p] W[p, m]"
        " + A[i, j] x[j, n] b[n] ones[k: model] W[k, m]"
    )
    first, second, third = terms(scene)
    frames = [next(groups(term.parts, "bubble")).bounds.left for term in (first, second)]
    assert frames[0] == pytest.approx(frames[1])
    assert len({round(x_of(term, "W"), 6) for term in (first, second, third)}) == 1
    assert x_of(first, "A") == pytest.approx(x_of(third, "A"))
    assert report(scene) == []


def test_a_sum_in_a_stack_is_one_thing() -> None:
    scene = drawn("show p { stack }: A[i, j] x[j, n] W[n, m] + (x[i, n] + y[i, n]) W[n, m]; y[i, m] + x[i, m]")
    first, second = terms(scene)[:2]
    assert x_of(first, "W") == pytest.approx(x_of(second, "W"))
    assert x_of(first, "A") - 1 < x_of(second, "x") < x_of(first, "x") - 1
    assert report(scene) == []


def test_what_is_in_a_bubble_is_in_no_column() -> None:
    first, second = terms(drawn("show p { stack }: f(B[i, j] x[j, n]) W[n, m] + A[i, j] x[j, n] W[n, m]"))
    assert x_of(first, "W") == pytest.approx(x_of(second, "W"))
    assert abs(x_of(first, "x") - x_of(second, "x")) > 1


def test_words_stand_beside_the_longest_of_the_stacked_terms() -> None:
    scene = drawn('show p { stack }: A[i, j] x[j, n] W[n, m] "long" + x[i, m] "short"')
    words = [part for part in scene.parts if isinstance(part, Group) and part.role == "words"]
    assert words[0].bounds.left == pytest.approx(words[1].bounds.left)
    assert words[0].bounds.left > terms(scene)[0].bounds.right


def test_both_sides_of_a_stack_may_have_terms() -> None:
    scene = drawn("show p { stack }: x[i, m] + A[i, j] x[j, m] + y[i, m] == z[i, m] + A[i, j] z[j, m]")
    assert [len(line) for line in lines_of(scene)] == [2, 2, 1]
    left, right = [terms(scene)[k] for k in (0, 2)], [terms(scene)[k] for k in (1, 3)]
    for side, name in ((left, "x"), (right, "z")):
        assert x_of(side[0], name) == pytest.approx(x_of(side[1], name))
    assert report(scene) == []


def test_a_stack_that_is_too_wide_goes_below_its_first_side() -> None:
    text = "show p { stack, dims: none }: z[i, n] W[n, m] == A[i, j] x[j, m] + x[i, m]"
    free = drawn(text)
    scene = drawn(text, free.width - 10.0)
    assert scene.width <= free.width - 10
    assert [len(line) for line in lines_of(scene)] == [1, 1, 1]
    assert x_of(terms(scene)[1], "x") == pytest.approx(x_of(terms(scene)[2], "x"))
    assert signs(scene)[0].bounds.left < middle(nodes(terms(scene)[0])[1])


# ---- hints -------------------------------------------------------------------------------------------------------

ALIGNED = {
    "in two rows": ("A[i, j] x[j, n] V[n, m]; y[i, n] W[n, m]", "W: align V", [0, 1]),
    "in rows with =": ("y[i, m] == A[i, j] x[j, n] V[n, m]; z[i, m] == y[i, n] W[n, m]", "W: align V", [1, 3]),
    "far to the left": ("A[i, j] x[j, n] V[n, m]; y[i, n] W[n, m]", "W: align A", [0, 1]),
    "into a frame": ("f(A[i, j] x[j, n] V[n, m]) W[m, p]; y[i, n] W_in[n, h] W_out[h, p]", "W_in: align V", [0, 1]),
    "out of two frames": ("f(f(A[i, j] x[j, n]) V[n, m]); y[i, n] W[n, m]", "V: align W", [0, 1]),
    "the first in a frame": ("f(A[i, j] x[j, n]) V[n, m]; y[i, n] W_in[n, h] W_out[h, m]", "A: align W_out", [0, 1]),
    "in a branch": ("A[i, j] (B[j, k] x[k, n] + z[j, n]) V[n, m]; y[i, n] W[n, m]", "W: align x", [0, 1]),
    "under a node": ("T[i, m, p] b[p] V[m, n]; x[i, m] W[m, n]", "b: align W", [0, 1]),
    "in a sum": ("A[i, j] (x[j, n] + z[j, n]) V[n, m]; y[i, n] W[n, m]", "W: align z", [0, 1]),
    "under a copy dot": ("A[i, j] x[j, n] b[n] V[n, m]; y[i, n] W[n, m]", "W: align b", [0, 1]),
    "of a stack": ("A[i, j] x[j, n] V[n, m] + y[i, n] W[n, m]", "W: align V", [0, 1]),
}


@pytest.mark.parametrize("name", ALIGNED)
def test_aligned_tensors_stand_in_one_column(name: str) -> None:
    rows, wish, which = ALIGNED[name]
    stack = "{ stack }" if name == "of a stack" else ""
    scene = drawn(f"show p {stack}: {rows}\n    place {{ {wish} }}")
    tensors = [wish.partition(":")[0], wish.rpartition(" ")[2]]
    found = [
        x_of(term, tensor) for term in (terms(scene)[k] for k in which) for tensor in tensors if nodes(term, tensor)
    ]
    assert len(found) == 2
    assert found[0] == pytest.approx(found[1])
    assert report(scene) == []
    free = drawn(f"show p {stack}: {rows}")
    assert drawn_ends(scene) == drawn_ends(free)
    assert [pieces(wire) for wire in groups(scene.parts, "wire")] == [pieces(w) for w in groups(free.parts, "wire")]


def test_several_hints_hold_together() -> None:
    rows = "A[i, j] x[j, n] V[n, m]; y[i, n] W_in[n, h] W_out[h, m]; B[i, j] z[j, n] W[n, m]"
    first, second, third = terms(drawn(f"show p: {rows}\n    place {{ W_in: align x, W: align W_out, z: align x }}"))
    assert x_of(second, "W_in") == pytest.approx(x_of(first, "x")) == pytest.approx(x_of(third, "z"))
    assert x_of(third, "W") == pytest.approx(x_of(second, "W_out"))


def test_a_bias_moves_with_the_end_of_its_chain() -> None:
    rows = "f(x[i, n] W[n, m] + b[m]); A[i, j] B[j, k] y[k, n] V[n, m]; z[i, m]"
    first, second, third = terms(drawn(f"show p: {rows}\n    place {{ W: align V, z: align b }}"))
    assert x_of(first, "W") == pytest.approx(x_of(second, "V"))
    assert x_of(third, "z") == pytest.approx(x_of(first, "b"))


def test_a_hint_that_holds_already_changes_nothing() -> None:
    text = "show p: y[i, m] == A[i, j] x[j, n] V[n, m]; y[i, m] == B[i, j] x[j, m]"
    assert drawn(text + "\n    place { B: align A }").parts == drawn(text).parts


def test_neighbours_of_one_chain_cannot_stand_in_one_column() -> None:
    found = refusal("show p: A[i, j] x[j, n] V[n, m]\n    place { A: align V }")
    assert found.code == "hints"
    assert found.message == "`A` and `V` cannot stand in one column: they stand side by side in one line"
    assert found.span is not None and found.span.text == "A: align V"
    assert found.related == ()


def test_terms_of_one_line_cannot_stand_in_one_column() -> None:
    assert refusal("show p: A[i, j] x[j, m] + V[n, m] y[i, n]\n    place { A: align y }").code == "hints"


def test_hints_that_cross_name_each_other() -> None:
    found = refusal(
        "show p: A[i, j] x[j, m]; V[i: context, n] W[n, m]".replace("V[i: context, n]", "y[i, n]")
        + "\n    place { y: align x, W: align A }"
    )
    assert found.code == "hints"
    assert found.span is not None and found.span.text == "y: align x"
    ((span, _),) = found.related
    assert span.text == "W: align A"


def test_a_hint_against_the_equals_signs_says_so() -> None:
    found = refusal("show p: A[i, j] x[j, m] == y[i, m]; z[i, n] W[n, m] == x[i, m]\n    place { W: align y }")
    assert found.message.endswith("the signs of their rows stand under each other")


def test_a_hint_against_the_columns_of_a_stack_says_so() -> None:
    found = refusal("show p { stack }: A[i, j] x[j, n] V[n, m] + B[i, j] x[j, n] W[n, m]\n    place { B: align V }")
    assert found.message.endswith("the common factors of stacked terms stand in columns")


def test_two_tensors_of_one_sum_cannot_move_apart() -> None:
    found = refusal("show p: (A[i, j] x[j, n] + y[i, n]) V[n, m]; z[i, m]\n    place { A: align y }")
    assert found.code == "hints"


# ---- Python and the command line ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.tg").write_text(TENSORS + f"show p {{ dims: none }}: {SUM}\nshow q: x[i, m]\n")
    return "a.tg"


def test_a_figure_at_a_width(file: str) -> None:
    figure = tg.load(file)["p"]
    assert figure.at(width="120mm").scene.width <= 120 * MM < figure.scene.width
    assert figure.at(width=300).at(theme="dark").scene.width <= 300
    assert figure.at(theme="dark").scene.background != figure.scene.background
    assert figure.at().scene == figure.scene


def test_the_command_line_takes_a_width_and_says_what_does_not_fit(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", file, "p", "-o", "p.json", "--width", "120mm"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["draw", file, "p", "-o", "p.svg", "--width", "5cm"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("note: p: the term `") and "more than the 5cm asked for" in line
    assert main(["draw", file, "p", "-o", "p.svg", "--width", "5"]) == 2
    assert "write 160mm" in capsys.readouterr().err


def test_the_report_has_every_size_and_every_collision(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["draw", file, "q", "-o", "q.svg", "--report"]) == 0
    scene = tg.load(file)["q"].scene
    sizes = f"q: {scene.width} × {scene.height} pt ({scene.width / MM:.0f} × {scene.height / MM:.0f} mm)"
    assert capsys.readouterr().err == f"{sizes}, no collision\n"
    shifted = replace(scene, width=scene.width / 2)  # so that a part is outside the page
    monkeypatch.setattr(tg.Figure, "scene", shifted)
    assert main(["draw", file, "q", "-o", "q.svg", "--report"]) == 1
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.endswith(f"{len(report(shifted))} collisions")
    assert rest == [f"  {collision}" for collision in report(shifted)]
    assert main(["draw", file, "q", "-o", "q.svg"]) == 0
    assert drawing.report is report
