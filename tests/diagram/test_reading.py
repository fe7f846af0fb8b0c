"""The rules of the notation, looked up in the geometry."""

import itertools

import pytest

from tensorgraph.diagram.scene import Curve, Disc, Group, Polygon, Scene, groups
from tensorgraph.diagram.theme import TAYLOR
from tests.diagram.pictures import HEADS, MATRICES, PICTURES, scene_of


def nodes(scene: Scene) -> list[Group]:
    """The tensors from left to right."""
    return sorted(groups(scene.parts, "tensor"), key=lambda group: group.bounds.left)


def height(group: Group) -> float:
    """The axis of a node."""
    return group.bounds.centre[1]


def test_a_chain_stands_on_one_axis_in_reading_order() -> None:
    found = nodes(scene_of(PICTURES["whole head"]))
    assert [node.name for node in found] == ["x", "W_Q", "W_K", "x", "x", "W_V", "W_O"]
    assert {round(height(node), 6) for node in found} == {round(height(found[0]), 6)}


def test_gaps_between_neighbours_are_equal_without_labels() -> None:
    chain = "show p { dims: none }: A[i, j] C[j, k] D[k, l]"
    found = nodes(scene_of(MATRICES + chain))
    gaps = [b.bounds.left - a.bounds.right for a, b in itertools.pairwise(found)]
    assert gaps == pytest.approx([TAYLOR.gap - TAYLOR.node_stroke] * 2)


def test_sides_of_an_equation_share_the_axis() -> None:
    first, *rest = nodes(scene_of(MATRICES + "show p: A[i, j] C[j, k] == T[i, j, k] v[j] == A[i, j] C[j, k]"))
    assert {round(height(node), 3) for node in rest if node.name != "v"} == {round(height(first), 3)}


def test_a_single_leg_leaves_left_even_of_the_last_factor() -> None:
    names = [node.name for node in nodes(scene_of(MATRICES + "show p: v[j] A[i, j]"))]
    assert names == ["A", "v"]


def test_mirroring_moves_the_marked_corner() -> None:
    def mark(text: str) -> bool:
        node = nodes(scene_of(MATRICES + text))[0]
        corner = next(part for part in node.parts if isinstance(part, Polygon) and part.fill == TAYLOR.ink)
        return corner.bounds.centre[0] < node.bounds.centre[0]

    assert mark("show p[a, b]: M[a, b]") is False
    assert mark("show p[a, b]: M[b, a]") is True


def test_a_rail_has_a_dot_where_each_inner_leg_joins() -> None:
    wire = next(group for group in groups(scene_of(PICTURES["rail"]).parts, "wire") if group.name == "h")
    assert len([part for part in wire.parts if isinstance(part, Disc)]) == 1
    trunk = max((part for part in wire.parts if isinstance(part, Curve)), key=lambda part: part.bounds.width)
    assert len({round(y, 6) for _, y in trunk.points[1:-1]}) == 1


def test_a_trace_is_closed_over_the_chain() -> None:
    scene = scene_of(MATRICES + "show p { dims: none }: A[i, j] F[j, i]")
    loop = next(group for group in groups(scene.parts, "wire") if group.name == "i")
    first = nodes(scene)[0]
    assert loop.bounds.bottom == pytest.approx(height(first) + TAYLOR.wire_stroke / 2)
    assert loop.bounds.top < first.bounds.top


def test_superscripts_are_no_wires() -> None:
    scene = scene_of(HEADS + "show p: A^h[i, j] x[j, m] W_V^h[m, d]")
    assert "h" not in {group.name for group in groups(scene.parts, "wire")}
    assert r"\sum_h" in {group.name for group in groups(scene.parts, "sign")}


def test_a_normalised_leg_has_a_bar_outside_the_bubble() -> None:
    scene = scene_of(MATRICES + "show p: softmax[j](A[i, j])")
    frame = next(groups(scene.parts, "bubble")).bounds
    wire = next(group for group in groups(scene.parts, "wire") if group.name == "j")
    bars = [p for p in wire.parts if isinstance(p, Curve) and p.points[0][0] == p.points[-1][0]]
    assert [bar.points[0][0] > frame.right for bar in bars] == [True]


def test_kinds_differ_in_shape_and_colour() -> None:
    text = "dim a, b\ntensor T[a, b]\nparam W[a, b]\ninput x[a, b]\nA[i, j] { kind: pattern } = T[i, j]\n"
    text += "show p[i, j]: T[i, j]; W[i, j]; x[i, j]; A[i, j]"
    shapes = {node.name: node.parts[0] for node in nodes(scene_of(text))}
    assert {name: type(shape) for name, shape in shapes.items()} == {"T": Disc, "W": Polygon, "x": Disc, "A": Polygon}
    assert len({shape.fill for shape in shapes.values() if isinstance(shape, Disc | Polygon)}) == 4


@pytest.mark.parametrize(("mode", "label"), [("names", "model"), ("sizes", "48"), ("wires", "m")])
def test_labels_of_wires(mode: str, label: str) -> None:
    text = f"dim a, model = 48\ntensor T[a, model], U[model, a]\nshow p {{ dims: {mode} }}: T[i, m] U[m, j]"
    wide = scene_of(text)
    none = scene_of(text.replace(mode, "none"))
    assert len(list(groups(wide.parts, "label"))) == 3
    assert len(list(groups(none.parts, "label"))) == 0
    assert wide.width > none.width
    assert label


def test_the_description_says_what_is_drawn() -> None:
    scene = scene_of(PICTURES["summed heads"])
    assert scene.description == (
        "Tensor diagram: the sum over h of A of h (context × context) joined over context to x (context × model) "
        "joined over model to W_V of h (model × head) joined over head to W_O of h (head × model), labelled “heads” "
        "plus x (context × model). Open wires: context i, model n."
    )
    assert scene.title == "p"
