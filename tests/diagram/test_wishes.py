"""What an author wants of a chain: legs, above, below, joined frames."""

import itertools

import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.scene import Scene, groups
from tensorgraph.diagram.theme import TAYLOR
from tests.diagram.contacts import drawn_ends, pieces
from tests.diagram.looking import dots, faults, label, lines, names, node, wire, x_of, y_of

FILE = """
dim i, j, k, l, x, y, z, r, m, n
style { dims: wires }
tensor A[i, j], D[i, j], B[j, k], C[k, l], T[i, j, k], Q[i, j, k, l], v[j], w[k], u[i]
tensor G1[i, x], G2[x, j, y], G3[y, k, z], G4[z, l], P[i, r], R[j, r], s[r]
param W[m, n], b[n]
input X[i, m]
train[i, j, k, l] { shape: box, legs: "up up up up" } = G1[i, x] G2[x, j, y] G3[y, k, z] G4[z, l]
"""
PICTURES = {
    "stacked legs": 'show p: T[i, j, k]\n    place { T: legs "left right right" }',
    "three right": 'show p: Q[i, j, k, l]\n    place { Q: legs "left right right right" }',
    "train": "show p: train[i, j, k, l] == unfold(train[i, j, k, l])",
    "turned": 'show p: T[i, j, k]\n    place { T: legs "down left up" }',
    "lane above": 'show p: A[i, j] B[j, k]\n    place { B: legs "up right" }',
    "lane below": 'show p: A[i, j] B[j, k]\n    place { B: legs "down right" }',
    "mirrored": 'show p: A[i, j] B[j, k]\n    place { A: legs "right left" }',
    "up and down": 'show p: A[i, j] B[j, k]\n    place { A: legs "down right", B: legs "left up" }',
    "vector above": "show p: A[i, j] v[j] B[j, k]\n    place { v: above }",
    "vector above a node": "show p: T[i, j, k] v[j]\n    place { v: above }",
    "both ways": "show p: T[i, j, k] v[j] w[k]\n    place { v: above, w: below }",
    "last vector above": "show p: A[i, j] v[j]\n    place { v: above }",
    "bias above": "show p: relu(X[i, m] W[m, n] + b[n])\n    place { b: above }",
    "legs down to each other": 'show p: A[i, j] A[k, j]\n    place { A: legs "up down" }',
    "a dot turned": 'show p[i, j]: A[i, j] D[i, j]\n    place { A: legs "up down" }',
    "a train on its feet": "show p: G1[i, x] G2[x, j, y] G3[y, k, z] G4[z, l]\n"
    '    place { G1: legs "down right", G4: legs "left down" }',
    "inside a bubble": 'show p: relu(A[i, j]) B[j, k]\n    place { A: legs "left up" }',
}


def drawn(text: str) -> Scene:
    """The first picture of a text."""
    return tg.loads(FILE + text)["p"].scene


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_collides_and_no_leg_is_lost(name: str) -> None:
    scene = drawn(PICTURES[name])
    assert faults(scene) == []
    plain = drawn(PICTURES[name].split("\n")[0])
    assert drawn_ends(scene) == drawn_ends(plain)
    broken = [group.name for group in groups(scene.parts, "wire") if pieces(group) != 1]
    assert broken == (["n"] if name == "bias above" else [])


# ---- legs --------------------------------------------------------------------------------------------------------


def test_legs_on_one_side_are_slanted_and_in_order() -> None:
    scene = drawn(PICTURES["stacked legs"])
    upper, lower = label(scene, "j").bounds, label(scene, "k").bounds
    assert upper.bottom < y_of(scene, "T") < lower.top
    assert min(upper.left, lower.left) > node(scene, "T").bounds.right
    (leg,) = lines(wire(scene, "j"))
    (ax, ay), (bx, by) = leg.points
    middle = node(scene, "T").bounds.centre
    assert (ay - middle[1]) / (ax - middle[0]) == pytest.approx((by - ay) / (bx - ax))  # away from the middle


def test_the_middle_one_of_three_legs_is_straight() -> None:
    scene = drawn(PICTURES["three right"])
    assert wire(scene, "k").bounds.height == pytest.approx(TAYLOR.wire_stroke)


def test_a_tensor_with_four_legs_up_is_as_a_train_with_four_legs_up() -> None:
    scene = drawn(PICTURES["train"])
    wide = node(scene, "train")
    tops = [label(scene, name, which).bounds for which in (0, 1) for name in "ijkl"]
    assert all(top.bottom < wide.bounds.top for top in tops)
    assert all(a.right < b.left for a, b in itertools.pairwise(tops))
    ends = [label(scene, name).bounds.centre[0] for name in "ijkl"]
    assert ends[1] - ends[0] == pytest.approx(ends[3] - ends[2], abs=2)
    assert [y_of(scene, f"G{k}") for k in (1, 2, 3, 4)] == pytest.approx([y_of(scene, "train")] * 4)


def test_legs_with_long_names_are_further_apart() -> None:
    scene = tg.loads('dim a_long_name\ntensor L[a_long_name, a_long_name] { legs: "up up" }\nshow p: L[i, j]')[
        "p"
    ].scene
    assert len(names(scene, "label")) == 2
    assert faults(scene) == []


def test_free_wires_leave_as_wished_in_every_side() -> None:
    text = 'tensor F[l, i]\nshow p: A[i, j] B[j, k] == C[k, l] F[l, i]\n    place { A: legs "up right" }'
    scene = drawn(text)
    assert label(scene, "i", 0).bounds.bottom < node(scene, "A").bounds.top
    assert label(scene, "i", 1).bounds.bottom < node(scene, "F").bounds.top


def test_an_inner_leg_decides_above_or_below() -> None:
    above, below = drawn(PICTURES["lane above"]), drawn(PICTURES["lane below"])
    assert wire(above, "j").bounds.top < node(above, "A").bounds.top
    assert wire(below, "j").bounds.bottom > node(below, "A").bounds.bottom
    assert [y_of(above, name) for name in "AB"] == [y_of(above, "A")] * 2


def test_a_chain_turns_round_where_its_first_leg_should_leave_right() -> None:
    scene = drawn(PICTURES["mirrored"])
    assert x_of(scene, "B") < x_of(scene, "A") < label(scene, "i").bounds.left
    assert label(scene, "k").bounds.right < node(scene, "B").bounds.left
    assert wire(scene, "j").bounds.height == pytest.approx(TAYLOR.wire_stroke)


def test_wishes_that_contradict_each_other_name_both() -> None:
    text = 'show p: A[i, j] == D[i, j]\n    place { A: legs "up right", D: legs "down right" }'
    with pytest.raises(TensorgraphError) as caught:
        drawn(text)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("hints", "`D` wants `i` to leave down, but `A` wants it up")
    assert found.span is not None
    assert 'D: legs "down right"' in found.span.text
    ((span, note),) = found.related
    assert ('A: legs "up right"' in span.text, note) == (True, "the other wish")


def test_the_ends_of_a_train_leave_down_where_the_author_wants_it() -> None:
    scene = drawn(PICTURES["a train on its feet"])
    assert [y_of(scene, f"G{k}") for k in (1, 2, 3, 4)] == pytest.approx([y_of(scene, "G1")] * 4)
    assert all(label(scene, name).bounds.top > node(scene, "G1").bounds.bottom for name in "ijkl")


def test_the_first_factor_keeps_its_end_where_an_inner_leg_goes_up() -> None:
    text = 'show p[j, i, k]: A[i, m] E[m, j, n] F[n, k]\n    place { E: legs "left up right" }'
    declared = "dim a, b\ntensor A[a, b], E[b, a, b], F[b, a]\n"
    scene = tg.loads(declared + text)["p"].scene
    assert label(scene, "i").bounds.right < node(scene, "A").bounds.left
    assert label(scene, "j").bounds.bottom < node(scene, "E").bounds.top


# ---- above and below ---------------------------------------------------------------------------------------------


def test_a_vector_stands_above_its_dot() -> None:
    scene = drawn(PICTURES["vector above"])
    plain = drawn(PICTURES["vector above"].split("\n")[0])
    (dot,) = dots(scene)
    assert x_of(scene, "v") == pytest.approx(dot.centre[0])
    assert dot.centre[1] - y_of(scene, "v") == pytest.approx(y_of(plain, "v") - dots(plain)[0].centre[1])


def test_vectors_above_and_below_one_node() -> None:
    scene = drawn(PICTURES["both ways"])
    assert y_of(scene, "v") < y_of(scene, "T") < y_of(scene, "w")
    assert x_of(scene, "v") == pytest.approx(x_of(scene, "T")) == pytest.approx(x_of(scene, "w"))


def test_one_above_and_one_below_share_a_dot() -> None:
    text = "show p { layout: chain }: P[i, r] s[r] t[r] R[j, r]\n    place { s: above, t: below }"
    scene = drawn(text.replace("show", "tensor t[r]\nshow"))
    (dot,) = dots(scene)
    assert x_of(scene, "s") == pytest.approx(dot.centre[0]) == pytest.approx(x_of(scene, "t"))
    assert y_of(scene, "s") < dot.centre[1] < y_of(scene, "t")


def test_a_vector_that_would_end_the_chain_can_stand_above() -> None:
    scene = drawn(PICTURES["last vector above"])
    assert x_of(scene, "v") == pytest.approx(x_of(scene, "A"))
    assert y_of(scene, "v") < y_of(scene, "A")


def test_a_tensor_between_others_cannot_stand_above() -> None:
    with pytest.raises(TensorgraphError) as caught:
        drawn("show p { layout: chain }: A[i, j] B[j, k] C[k, l]\n    place { B: above }")
    (found,) = caught.value.diagnostics
    assert (found.code, found.span and found.span.text) == ("hints", "B: above")
    assert found.message == "`B` cannot stand above its chain: there is a wire to each side of it"


def test_the_last_of_a_chain_can_hang_below() -> None:
    scene = drawn("show p: A[i, j] B[j, k]\n    place { B: below }")
    assert x_of(scene, "A") == pytest.approx(x_of(scene, "B"))
    assert y_of(scene, "A") < y_of(scene, "B") < label(scene, "k").bounds.top


def test_a_bias_stands_above_its_plus() -> None:
    scene = drawn(PICTURES["bias above"])
    (plus,) = groups(scene.parts, "sum")
    assert x_of(scene, "b") == pytest.approx(plus.bounds.centre[0])
    assert y_of(scene, "b") < y_of(scene, "W") == pytest.approx(plus.bounds.centre[1])
    frame = next(groups(scene.parts, "bubble")).bounds
    assert frame.top < node(scene, "b").bounds.top


# ---- frames ------------------------------------------------------------------------------------------------------

NESTED = "softmax[j](causal[i, j](A[i, m] W[m, n] B[j, n]))"


def joined(text: str, frames: str = "joined") -> Scene:
    """A picture of square matrices."""
    head = "dim c, m, n\ntensor A[c, m], B[c, n], D[c, c]\nparam W[m, n]\n"
    return tg.loads(f"{head}show p {{ frames: {frames} }}: {text}")["p"].scene


def test_two_frames_are_one_with_both_names() -> None:
    one, two = joined(NESTED), joined(NESTED, "nested")
    assert [len(names(scene, "bubble")) for scene in (one, two)] == [1, 2]
    assert names(one, "bubble") == [r"\mathrm{softmax}\,\circ\,\mathrm{mask}"]
    assert one.height < two.height
    assert one.width < two.width


def test_a_joined_frame_keeps_the_bar_of_the_normalised_leg() -> None:
    scene = joined(NESTED)
    frame = next(groups(scene.parts, "bubble")).bounds
    (bar,) = [line for line in lines(wire(scene, "j")) if line.points[0][0] == line.points[-1][0]]
    assert bar.points[0][0] > frame.right


@pytest.mark.parametrize(
    "text",
    [
        "relu(2 exp(D[i, j]))",
        "relu(exp(D[i, j]) A[j, m])",
        "relu(exp(D[i, j]) + D[i, j])",
        "mean[j](exp(D[i, j]))",
    ],
)
def test_frames_with_something_between_stay_apart(text: str) -> None:
    assert len(names(joined(text), "bubble")) == 2


def test_three_frames_are_named_from_the_outside_in() -> None:
    (name,) = names(joined("relu(exp(abs(D[i, j])))"), "bubble")
    assert name == r"\mathrm{relu}\,\circ\,\mathrm{exp}\,\circ\,|{\cdot}|"


def test_frames_can_be_joined_in_the_whole_file() -> None:
    text = f"dim c, m, n\nstyle {{ frames: joined }}\ntensor A[c, m], B[c, n]\nparam W[m, n]\nshow p: {NESTED}"
    assert len(names(tg.loads(text)["p"].scene, "bubble")) == 1
