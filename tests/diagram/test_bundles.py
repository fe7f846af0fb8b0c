"""Chains beside each other: copy dots with several chains, thick wires that split, double wires."""

import math
import re
from collections import Counter

import pytest

from tensorgraph.diagram import draw
from tensorgraph.diagram.scene import Scene, groups
from tensorgraph.diagram.theme import TAYLOR
from tests.diagram.contacts import drawn_ends, pieces, written_ends
from tests.diagram.looking import dots, faults, label, lines, names, node, wedges, wire, x_of, y_of
from tests.diagram.pictures import network_of, scene_of
from tests.diagram.random_thick import random_thick
from tests.diagram.test_pictures import WILD

SECOND_NAME = re.compile(r"\.\d+")
"""Of a part of a thick wire that leads straight into another thick wire."""

FILE = """
dim i, j, k, l, n, m, h, o
style { dims: wires }
tensor A[i, j], A2[i, j], A3[i, j], B[j, k], C[i, k], D[h, o], W[m, h], V[m, h], X[m], Y[n, m]
tensor a[i], b[i], c[i], v[j], u[k], w[h], c1[k, n], d1[l, n]
tensor G[i, (j k)], K[(i j), (k l)], T[i, j, k], H[(j k), n], R[j, k, n], J[j, j], L[k, k], Z[i, n, (j k)]
tensor AA[i, k], BB[j, l]
param p[i], q[i]
fn σ
"""

THICK = {
    "Kronecker": "show p[(i j), (k l)]: AA[i, k] BB[j, l]",
    "two chains": "show p: G[i, (j k)] J[j, p] L[k, q] H[(p q), n]",
    "a chain and a wire": "show p: G[i, (j k)] J[j, p] H[(p k), n]",
    "one matrix after": "show p[(i j), (a b)]: K[(i j), (k l)] c1[k, a] d1[l, b]",
    "to one node": "show p: G[i, (j k)] R[j, k, n]",
    "from one node": "show p[i, (j k)]: T[i, j, k]",
    "two vectors": "show p: G[i, (j k)] v[j] u[k]",
    "open": "show p: Z[i, a, (j k)] J[j, b] L[k, c]",
    "in a bubble": "show p: relu(G[i, (j k)] J[j, p] L[k, q] H[(p q), n])",
    "a wire through a bubble": "show p: relu(G[i, (j k)] J[j, p] H[(p k), n]) Y[n, o]",
    "split alone": "show p: K[(i j), (k l)]",
}
DOTS = {
    "two vectors": "show p[i]: a[i] b[i]",
    "three vectors": "show p[i]: a[i] b[i] c[i]",
    "written": "show p: copy[i: i, j, k] a[j] b[k]",
    "boxes": "show p[i]: p[i] q[i]",
    "matrices": "show p[i, j]: A[i, j] A2[i, j] A3[i, j]",
    "division": "show p[i, j]: A[i, j] / A2[i, j]",
    "a chain and a matrix": "show p[i, k]: A[i, j] B[j, k] C[i, k]",
    "before a matrix": "show p[i, k]: A[i, j] A2[i, j] B[j, k]",
    "bilinear": "show p: X[m] W[m, h] X[q] V[q, h] D[h, o]",
    "gated": "show p[i, o]: σ(Y[i, m] W[m, h]) (Y[i, q] V[q, h]) D[h, o]",
    "nested": "show p: copy[i: i, j, k] copy[j, p, q] a[p] b[q] c[k]",
    "closed": "show p: A[i, j] A2[i, j] A3[i, j]",
    "in a bubble": "show p: relu[| i](a[i] b[i]) A[i, j]",
    "double wire": "show p: copy[i: n, p, q] copy[p, q, j]",
    "triple wire": "show p: copy[i: n, p, q, r] copy[p, q, r, j]",
    "fusion": "show p: copy[i: n, j, p] copy[p, k, l] == copy[i, j, k, l]",
}


def drawn(text: str) -> Scene:
    """The picture of a `show`."""
    return scene_of(FILE + text)


@pytest.mark.parametrize("text", [*THICK.values(), *DOTS.values()], ids=[*THICK, *DOTS])
def test_nothing_collides_and_no_leg_is_lost(text: str) -> None:
    network, picture = network_of(FILE + text)
    scene = drawn(text)
    assert faults(scene) == []
    written = written_ends(side for row in picture.rows for side in row.sides)
    assert +drawn_ends(scene) == written or "H[(p k)" in text  # there the wire k has a second name
    assert [group.name for group in groups(scene.parts, "wire") if pieces(group) != 1] == []
    assert network


@pytest.mark.parametrize("seed", range(40))
def test_random_thick_wires_lose_no_leg(seed: int) -> None:
    network, picture = random_thick(seed)
    scene = draw(network, picture)
    assert faults(scene, (*WILD, "label", "pieces")) == []
    written = written_ends(side for row in picture.rows for side in row.sides)
    assert +Counter(SECOND_NAME.sub("", name) for name in drawn_ends(scene).elements()) == written


# ---- thick wires -------------------------------------------------------------------------------------------------


def test_a_kronecker_product_is_symmetric_about_its_thick_wires() -> None:
    scene = drawn(THICK["Kronecker"])
    left, right = wire(scene, "(i j)"), wire(scene, "(k l)")
    axis = (y_of(scene, "AA") + y_of(scene, "BB")) / 2
    assert left.bounds.centre[1] == pytest.approx(axis) == right.bounds.centre[1]
    assert y_of(scene, "AA") < axis < y_of(scene, "BB")
    assert x_of(scene, "AA") == pytest.approx(x_of(scene, "BB"))
    assert left.bounds.right < node(scene, "AA").bounds.left < node(scene, "AA").bounds.right < right.bounds.left


def test_a_thick_leg_opens_into_two_chains_and_closes_again_on_the_axis() -> None:
    scene = drawn(THICK["two chains"])
    assert y_of(scene, "G") == pytest.approx(y_of(scene, "H"))
    assert (y_of(scene, "J") + y_of(scene, "L")) / 2 == pytest.approx(y_of(scene, "G"))
    assert x_of(scene, "G") < x_of(scene, "J") < x_of(scene, "H")
    opening, closing = wedges(scene)
    assert node(scene, "G").bounds.right < opening.bounds.left < closing.bounds.right < node(scene, "H").bounds.left
    assert names(scene, "label") == ["i", "(j k)", "(p q)", "n"]


def test_the_first_part_of_a_thick_wire_is_on_top() -> None:
    straight, crossed = drawn(THICK["two chains"]), drawn("show p: G[i, (j k)] L[k, q] J[j, p] H[(p q), n]")
    assert y_of(straight, "J") < y_of(straight, "L")
    assert y_of(crossed, "J") < y_of(crossed, "L")


def test_a_part_that_goes_straight_on_is_a_branch() -> None:
    scene = drawn(THICK["a chain and a wire"])
    bare = next(line for line in lines(wire(scene, "k")) if len(line.points) > 2)
    assert y_of(scene, "J") < y_of(scene, "G") < max(y for _, y in bare.points)


def test_the_ends_of_parts_leave_side_by_side() -> None:
    scene = drawn(THICK["open"])
    assert node(scene, "Z").bounds.right < label(scene, "b").bounds.left
    assert label(scene, "b").bounds.left == pytest.approx(label(scene, "c").bounds.left, abs=4)
    assert label(scene, "b").bounds.bottom < y_of(scene, "Z") < label(scene, "c").bounds.top


def test_a_thick_leg_that_only_splits_is_a_fan_on_its_side() -> None:
    scene = drawn(THICK["split alone"])
    left = [label(scene, name) for name in "ij"]
    right = [label(scene, name) for name in "kl"]
    assert max(group.bounds.right for group in left) < node(scene, "K").bounds.left
    assert min(group.bounds.left for group in right) > node(scene, "K").bounds.right
    assert left[0].bounds.bottom < y_of(scene, "K") < left[1].bounds.top


def test_parts_that_cannot_come_together_keep_their_own_names() -> None:
    scene = drawn("show p[(i k)]: A[i, j] B[j, k]")
    assert sorted(names(scene, "label")) == ["i", "j", "k"]
    assert wedges(scene) == []


# ---- dots --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["two vectors", "written"])
def test_two_vectors_on_a_dot_have_straight_wires_from_their_middles(name: str) -> None:
    scene = drawn(DOTS[name])
    (dot,) = dots(scene)
    assert y_of(scene, "a") < dot.centre[1] < y_of(scene, "b")
    for vector in (node(scene, "a"), node(scene, "b")):
        (start,) = [anchor.at for anchor in vector.anchors]
        away = math.dist(start, vector.bounds.centre)
        assert away == pytest.approx(TAYLOR.node / 2)
        straight = math.dist(dot.centre, vector.bounds.centre)
        assert math.dist(dot.centre, start) == pytest.approx(straight - away)


def test_three_vectors_stand_evenly_above_each_other() -> None:
    scene = drawn(DOTS["three vectors"])
    heights = [y_of(scene, name) for name in "abc"]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1])
    assert heights[1] == pytest.approx(dots(scene)[0].centre[1])


def test_one_vector_on_a_chain_hangs_from_it() -> None:
    scene = drawn("show p: X[m] W[m, h] w[h] D[h, o]")
    assert y_of(scene, "X") == y_of(scene, "W") == y_of(scene, "D") < y_of(scene, "w")


def test_a_gate_is_two_branches_between_two_dots() -> None:
    scene = drawn(DOTS["gated"])
    first, second = dots(scene)
    assert first.centre[0] < x_of(scene, "W") < second.centre[0] < x_of(scene, "D")
    assert y_of(scene, "W") < y_of(scene, "D") < y_of(scene, "V")
    assert names(scene, "label")[0] == "i"


def test_entry_by_entry_division_is_a_branch_with_a_bubble() -> None:
    scene = drawn(DOTS["division"])
    frame = next(groups(scene.parts, "bubble")).bounds
    assert frame.left < node(scene, "A2").bounds.left < node(scene, "A2").bounds.right < frame.right
    assert node(scene, "A").bounds.bottom < frame.top
    assert len(dots(scene)) == 2


def test_a_bilinear_layer_reads_from_its_output_to_both_inputs() -> None:
    scene = drawn(DOTS["bilinear"])
    assert x_of(scene, "D") < x_of(scene, "W") < x_of(scene, "X", 0)
    assert y_of(scene, "W") == y_of(scene, "X", 0) or y_of(scene, "W") == y_of(scene, "X", 1)
    assert (y_of(scene, "W") + y_of(scene, "V")) / 2 == pytest.approx(y_of(scene, "D"))


def test_a_double_wire_is_a_lens() -> None:
    scene = drawn(DOTS["double wire"])
    upper, lower = (next(line for line in lines(wire(scene, name)) if line.bezier) for name in "pq")
    axis = dots(scene)[0].centre[1]
    assert axis - upper.bounds.top == pytest.approx(lower.bounds.bottom - axis)
    assert upper.points[0][1] == upper.points[-1][1] == lower.points[0][1] == axis
    start, end = dots(scene)
    assert (upper.points[0], upper.points[-1]) == (start.centre, end.centre)


def test_the_middle_of_three_wires_is_straight() -> None:
    scene = drawn(DOTS["triple wire"])
    assert [any(line.bezier for line in lines(wire(scene, name))) for name in "pqr"] == [True, False, True]


def test_fused_dots_have_slanted_legs() -> None:
    scene = drawn(DOTS["fusion"])
    cross = dots(scene)[-1].centre
    found = [part for group in groups(scene.parts, "wire") for part in lines(group) if cross in part.points]
    ends = [max(part.points, key=lambda point: math.dist(point, cross)) for part in found]
    assert {(x > cross[0], y > cross[1]) for x, y in ends} == {(a, b) for a in (False, True) for b in (False, True)}
    assert len(ends) == 4
    assert all(abs(x - cross[0]) > abs(y - cross[1]) > 0 for x, y in ends)
