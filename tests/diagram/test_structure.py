"""Rules of layout that are more than a chain: sums, kept wires, identities, spines, numbers, slices."""

import itertools
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import draw, report
from tensorgraph.diagram.measure import math
from tensorgraph.diagram.scene import Curve, Disc, Group, Polygon, Scene, Text, groups
from tensorgraph.diagram.theme import TAYLOR
from tensorgraph.rewrite import resolve_picture
from tests.diagram.contacts import crossings, drawn_ends, pieces
from tests.diagram.pictures import HEADS, MATRICES, PICTURES, scene_of

MORE = MATRICES + "tensor L[p: i, q: l], N[p: j, q: l], O[p: k, q: l], X[i, i]\nparam E[i, i] { diagonal }\n"


def nodes(scene: Scene) -> list[Group]:
    """The tensors from left to right."""
    return sorted(groups(scene.parts, "tensor"), key=lambda group: group.bounds.left)


def names(scene: Scene, role: str) -> list[str]:
    """The names of all groups of a role, from left to right."""
    found = sorted(groups(scene.parts, role), key=lambda group: group.bounds.left)
    return [group.name for group in found]


def on_axis(scene: Scene) -> list[str]:
    """The tensors on the highest axis, from left to right."""
    top = min(node.bounds.centre[1] for node in nodes(scene))
    return [node.name for node in nodes(scene) if abs(node.bounds.centre[1] - top) < 1]


# ---- sums --------------------------------------------------------------------------------------------------------


def test_a_sum_of_numbers_is_algebra_in_parentheses() -> None:
    scene = scene_of(MORE + "show p: (a[i] b[i] - s + 2) A[j, k]".replace("A[j, k]", "C[j, k]"))
    assert names(scene, "sign") == ["(", "-", "+", "2", ")"]
    assert on_axis(scene) == ["a", "b", "s", "C"]
    assert report(scene) == []


def test_a_sum_of_numbers_in_a_bubble_needs_no_parentheses() -> None:
    scene = scene_of(MORE + "show p: σ(a[i] b[i] + s)")
    assert names(scene, "sign") == ["+"]
    assert on_axis(scene) == ["a", "b", "s"]


def test_an_identity_in_a_sum_is_a_bare_wire_and_not_a_one() -> None:
    scene = scene_of(MORE + "show p: (id[i, j] + X[i, j]) A[j, k]")
    assert names(scene, "sign") == []
    assert names(scene, "sum") == ["+"]
    wires = {group.name: group.bounds for group in groups(scene.parts, "wire")}
    assert wires["i"].top == wires["j"].top < nodes(scene)[0].bounds.top
    assert wires["i"].right > wires["j"].left - 1  # they meet over the node


def test_a_minus_on_a_wire_is_a_number() -> None:
    assert names(scene_of(MORE + "show p: (A[i, j] - F[j, i]) C[j, k]"), "sign") == ["{-}1"]
    assert names(scene_of(MORE + "show p: -A[i, j]"), "sign") == ["{-}"]


def test_parts_that_are_numbers_stand_before_the_chain() -> None:
    scene = scene_of(MORE + "show p: A[i, j] (a[p] b[p]) C[j, k] s")
    assert on_axis(scene) == ["a", "b", "s", "A", "C"]
    ends = [group for group in groups(scene.parts, "label") if group.name in ("i", "k")]
    assert len({round(label.bounds.centre[1]) for label in ends}) == 1


# ---- wires that a bubble keeps -----------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["mean", "max", "sum"])
def test_a_kept_wire_ends_in_a_bar_inside_the_frame(function: str) -> None:
    scene = scene_of(MORE + f"show p: {function}[j](A[i, j]) a[i]")
    frame = next(groups(scene.parts, "bubble")).bounds
    wire = next(group for group in groups(scene.parts, "wire") if group.name == "j")
    assert wire.bounds.height == pytest.approx(TAYLOR.bar + TAYLOR.wire_stroke)
    assert frame.left < wire.bounds.left < wire.bounds.right < frame.right - TAYLOR.clearance
    assert "j" in names(scene, "label")
    assert pieces(wire) == 1


def test_a_wire_kept_by_two_nodes_has_one_bar() -> None:
    scene = scene_of(MORE + "show p: max[j](A[i, j] C[j, k])")
    wire = next(group for group in groups(scene.parts, "wire") if group.name == "j")
    assert len([part for part in wire.parts if isinstance(part, Disc)]) == 1
    assert pieces(wire) == 1


def test_a_sum_is_reduced_after_it_is_added() -> None:
    scene = scene_of(MORE + "show p: mean[j](A[i, j] + F[j, i])")
    ring = next(groups(scene.parts, "sum")).bounds
    wire = next(group for group in groups(scene.parts, "wire") if group.name == "j")
    assert wire.bounds.right > ring.right


# ---- identities --------------------------------------------------------------------------------------------------

IDENTITIES = {
    "id[i: i, p] A[p, j]": {"i": 1, "j": 1},
    "A[i, j] id[j, p] C[p, k]": {"i": 1, "j": 2, "k": 1},
    "id[i: i, p] id[p, q] A[q, j]": {"i": 1, "j": 1},
    "id[p: i, q] X[p, q]": {"p": 2},
    "(id[i: i, p] A[p, j]) C[j, k]": {"i": 1, "j": 2, "k": 1},
}


@pytest.mark.parametrize("text", IDENTITIES)
def test_an_identity_is_one_wire_with_one_label(text: str) -> None:
    scene = scene_of(MORE + f"show p: {text}")
    assert drawn_ends(scene) == IDENTITIES[text]
    assert sorted(names(scene, "label")) == sorted(IDENTITIES[text])


def test_an_identity_alone_stays_a_wire_with_two_ends() -> None:
    assert sorted(names(scene_of(MORE + "show p: id[i: i, j]"), "label")) == ["i", "j"]


# ---- order -------------------------------------------------------------------------------------------------------

SPINES = {
    "T[i, j, k] L[i, l] N[j, m] O[k, n]": ["L", "T", "O"],
    "L[i, l] N[j, m] O[k, n] T[i, j, k]": ["L", "T", "O"],
    "C[j, k] A[i, j] w[k]": ["A", "C"],
    "C[j, k] A[i, j] D[k, l]": ["A", "C", "D"],
}


@pytest.mark.parametrize("text", SPINES)
def test_a_tree_is_drawn_along_its_spine(text: str) -> None:
    scene = scene_of(MORE + f"show p[{'l, m, n' if 'L' in text else 'i, l' if 'D' in text else 'i'}]: {text}")
    assert on_axis(scene) == SPINES[text]
    assert crossings(scene) == []
    assert report(scene) == []


def test_reading_order_stays_where_the_wires_allow_it() -> None:
    assert on_axis(scene_of(MORE + "show p: A[i, j] C[j, k] T[p, q, k] B[p, q]")) == ["A", "C", "T", "B"]


def test_a_vector_on_the_far_leg_makes_the_chain_a_mirror() -> None:
    scene = scene_of(MORE + "show p: a[i] A[i, j]; ones[i] A[i, j]")
    first, second = (list(groups(group.parts, "tensor")) for group in groups(scene.parts, "term"))
    assert [node.name for node in sorted(first, key=lambda node: node.bounds.left)] == ["A", "a"]
    assert len({round(node.bounds.centre[1], 3) for node in first}) == 1
    assert len(second) == 1


def test_a_slice_of_the_first_leg_stands_left() -> None:
    found = nodes(scene_of(MORE + "show p: A[0, j] C[j, -1]"))
    assert [node.name for node in found] == ["0", "A", "C", "-1"]


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_have_no_crossing(name: str) -> None:
    assert crossings(scene_of(PICTURES[name])) == []


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
def test_examples_have_no_collision_and_no_crossing(path: Path) -> None:
    document = tg.load(path)
    for picture in document.network.pictures:
        if picture.drawn:
            scene = draw(document.network, resolve_picture(document.network, picture))
            assert (picture.name, report(scene), crossings(scene)) == (picture.name, [], [])


def test_a_crossing_is_seen() -> None:
    def wire(name: str, *points: tuple[float, float]) -> Group:
        return Group("wire", name, (Curve(points, "#000000", 1.0),))

    over, tee = wire("j", (20, 0), (20, 40)), wire("k", (30, 20), (30, 40))
    assert crossings(Scene(60, 60, (wire("i", (0, 20), (50, 20)), over, tee), "", "")) == ["i × j"]


# ---- shapes and texts --------------------------------------------------------------------------------------------


def test_a_diagonal_is_a_circle_with_a_slash_of_any_kind() -> None:
    (node,) = nodes(scene_of(MORE + "show p: E[i, j]"))
    assert isinstance(node.parts[0], Disc)
    assert node.parts[0].fill == TAYLOR.paints["param"].fill
    slashes = [part for part in node.parts if isinstance(part, Curve)]
    assert len(slashes) == 2
    assert not any(isinstance(part, Polygon) for part in node.parts)


@pytest.mark.parametrize(("mode", "name"), [("names", r"\mathrm{softmax}"), ("wires", r"\mathrm{softmax}_j")])
def test_an_axis_is_named_only_where_wires_are(mode: str, name: str) -> None:
    assert names(scene_of(MORE + f"show p {{ dims: {mode} }}: softmax[j](A[i, j])"), "bubble") == [name]


def test_an_axis_above_names_is_always_named() -> None:
    scene = scene_of(HEADS + "show p: softmax[h](A^h[i, j])")
    assert names(scene, "bubble") == [r"\mathrm{softmax}_h"]


def test_causal_is_called_so() -> None:
    assert names(scene_of(PICTURES["whole head"]), "bubble")[1] == r"\mathrm{mask}"


def test_a_long_text_under_a_brace_is_set_in_lines() -> None:
    words = "a very long text under one short term that goes on and on"
    scene = scene_of(MORE + f'show p {{ dims: none }}: s "{words}"')
    lines = sorted(groups(scene.parts, "words"), key=lambda group: group.bounds.top)
    assert " ".join(line.name for line in lines) == words
    assert max(line.bounds.width for line in lines) <= TAYLOR.brace_words
    assert all(b.bounds.top > a.bounds.bottom for a, b in itertools.pairwise(lines))
    assert report(scene) == []


def test_a_tall_function_name_has_room() -> None:
    scene = scene_of(MORE + 'fn g { label: "\\sum_{i}" }\nshow p: g(A[i, j])')
    assert report(scene) == []


def test_a_thick_wire_written_whole_has_its_name() -> None:
    text = "dim a\ntensor K[(a a), a]\nshow k { dims: wires }: K[p, j] K[p, m]"
    labels = groups(tg.loads(text)["k"].scene.parts, "label")
    found = [part.outline for group in labels for part in group.parts if isinstance(part, Text)]
    assert all(math(name) in found for name in "pjm")
