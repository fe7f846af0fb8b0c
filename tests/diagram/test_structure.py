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
    "C[j, k] A[i, j] w[k]": ["A", "C", "w"],
    "C[j, k] A[i, j] D[k, l]": ["A", "C", "D"],
}


@pytest.mark.parametrize("text", SPINES)
def test_a_tree_is_drawn_along_its_spine(text: str) -> None:
    scene = scene_of(MORE + f"show p[{'l, m, n' if 'L' in text else 'i, l' if 'D' in text else 'i'}]: {text}")
    assert on_axis(scene) == SPINES[text]
    assert crossings(scene) == []
    assert report(scene) == []


STRAIGHT = {
    "A[i, j] C[j, k] a[i]": ["C", "A", "a"],
    "A[i, j] a[i] C[j, k]": ["C", "A", "a"],
    "w[k] A[i, j] C[j, k]": ["A", "C", "w"],
    "A[i, j] C[j, k] w[k] a[i]": ["a", "A", "C", "w"],
    "A[i, j] C[j, k] D[k, l] a[i]": ["D", "C", "A", "a"],
}


@pytest.mark.parametrize("text", STRAIGHT)
def test_a_vector_at_the_end_of_a_chain_stands_on_its_axis(text: str) -> None:
    scene = scene_of(MORE + f"show p: {text}")
    assert on_axis(scene) == STRAIGHT[text] == [node.name for node in nodes(scene)]
    assert report(scene) == []


@pytest.mark.parametrize(("text", "hung"), [("T[i, j, k] a[i]", "a"), ("T[i, j, k] D[k, l] a[i]", "a")])
def test_a_vector_hangs_where_outer_wires_take_both_ends(text: str, hung: str) -> None:
    scene = scene_of(MORE + f"show p: {text}")
    assert hung not in on_axis(scene)


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


def test_legs_of_a_triangle_reach_its_edges() -> None:
    text = "dim a, b, r\ninput U[a, b, r] { isometry: r }\nshow p[x, z, y]: U[x, z, y]"
    scene = scene_of(text)
    (node,) = nodes(scene)
    shape = node.parts[0]
    assert isinstance(shape, Polygon)
    (ax, _), (bx, by), (cx, cy) = shape.points  # base up, tip, base down
    assert ax == cx < bx
    down = next(anchor.at for anchor in node.anchors if anchor.at[1] > by + 1)
    share = (down[0] - cx) / (bx - cx)
    assert down[1] == pytest.approx(cy + share * (by - cy))
    assert report(scene) == []


def test_the_name_of_a_triangle_stands_towards_its_base() -> None:
    text = "dim a, b, r\ninput U[a, r] { isometry: r }, T[r, r, r]\nshow p: U[x, i] U[y, j] U[z, k] T[i, k, j]"
    for node in groups(scene_of(text).parts, "tensor"):
        shape, ink = node.parts[0], node.parts[-1]
        if isinstance(shape, Polygon) and len(shape.points) == 3:
            centroid = [sum(point[axis] for point in shape.points) / 3 for axis in (0, 1)]
            middle, frame = ink.bounds.centre, shape.bounds.centre
            assert all((m - f) * (c - f) >= -0.5 for m, f, c in zip(middle, frame, centroid, strict=True))


@pytest.mark.parametrize(("text", "triangles"), [("svd(M[i, j])", "UV"), ("qr(M[i, j])", "U")])
def test_factors_of_a_decomposition_are_triangles(text: str, triangles: str) -> None:
    left = "U[i, r] s[r] V[r, j]" if "svd" in text else "U[i, r] V[r, j]"
    network = f"dim a, b\ntensor M[a, b]\n{left} = {text}\n"
    found = nodes(scene_of(network + f"show p: {left.replace('s[r] ', '')}"))
    shapes = {node.name: node.parts[0] for node in found}
    assert [name for name, s in shapes.items() if isinstance(s, Polygon) and len(s.points) == 3] == list(triangles)
    tips = {name: shapes[name].points[1][0] for name in triangles}  # type: ignore[union-attr]
    assert tips["U"] == pytest.approx(shapes["U"].bounds.right, abs=1)
    if "V" in tips:
        assert tips["V"] == pytest.approx(shapes["V"].bounds.left, abs=1)


def test_nested_sums_are_branches_of_one_plus() -> None:
    scene = scene_of(MORE + "show p: (A[i, j] + (B[i, j] - (A[i, j] + 2 B[i, j]))) C[j, k]")
    assert names(scene, "sum") == ["+"]
    assert sorted(names(scene, "sign")) == ["{-}1", "{-}2"]
    assert report(scene) == []


def test_a_vector_added_to_branches_hangs_from_a_plus_of_its_own() -> None:
    scene = scene_of(MORE + "show p: (A[i, j] + B[i, j] + v[j]) C[j, k]")
    first, second = sorted(groups(scene.parts, "sum"), key=lambda group: group.bounds.left)
    vector = next(node for node in nodes(scene) if node.name == "v")
    assert vector.bounds.centre[0] == pytest.approx(second.bounds.centre[0])
    assert vector.bounds.top > second.bounds.bottom
    assert first.bounds.centre[1] == second.bounds.centre[1]


def test_a_fraction_before_a_chain_is_no_higher_than_a_node() -> None:
    scene = scene_of(MORE + "show p: relu(A[i, j] C[j, k] / sqrt(k))")
    (sign,) = groups(scene.parts, "sign")
    first = next(node for node in nodes(scene) if node.name == "A")
    assert sign.bounds.height < first.bounds.height
    frame = next(groups(scene.parts, "bubble")).bounds
    assert sign.bounds.left - frame.left < TAYLOR.frame_padding + 2 * TAYLOR.prefix_air
    assert first.bounds.left - sign.bounds.right > TAYLOR.prefix_lead


def test_rails_are_evenly_apart_whatever_their_names() -> None:
    up = '{ legs: "up up up left right" }'
    text = f"dim heads, groups, aaa, m, n\ntensor P[heads, groups, aaa, m, n] {up}, Q[aaa, groups, heads, n, m] {up}\n"
    scene = scene_of(text + "show p { layout: chain }: P[h, g, a, i, k] Q[a, g, h, k, j]")
    tops = {group.name: group.bounds.top for group in groups(scene.parts, "wire")}
    assert tops["g"] - tops["h"] == pytest.approx(tops["a"] - tops["g"])
    assert tops["h"] < tops["g"] < tops["a"]
    assert report(scene) == []
