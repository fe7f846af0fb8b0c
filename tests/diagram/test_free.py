"""Products that are no chains: what they are, where nodes stand, how wires run; the author's places; Graphviz."""

from __future__ import annotations

import cProfile
import math
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import Scene, draw
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.free import graphviz
from tensorgraph.diagram.layout.free.crossed import Layers, Piece, crossings
from tensorgraph.diagram.layout.free.field import Field, crosses
from tensorgraph.diagram.layout.free.isotonic import isotonic
from tensorgraph.diagram.layout.free.lattice import lattice as found_lattice
from tensorgraph.diagram.layout.free.net import Net, net_of
from tensorgraph.diagram.layout.free.order import ordered
from tensorgraph.diagram.layout.free.rim import rim
from tensorgraph.diagram.layout.free.routes import obstacles, routed
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.layout.free.texts import placed_label
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Point, Polygon, Text, groups
from tensorgraph.diagram.theme import TAYLOR
from tensorgraph.graph.nodes import Wire
from tests.diagram.contacts import drawn_ends, pieces, written_ends
from tests.diagram.free_pictures import (
    K33,
    NETWORKS,
    Legs,
    binary_tree,
    cp,
    graph,
    ladder,
    lattice,
    regular,
    ring,
    text_of,
    tucker,
)
from tests.diagram.looking import faults
from tests.diagram.pictures import PICTURES, network_of, scene_of

UNIT = TAYLOR.node + TAYLOR.gap
"""A grid unit."""
NAMES = 5.0
"""Points by which a name as A₁ makes a node wider."""
CROSSED = {"K33", "K33 outer", "K5", "petersen", "peps inner product"}
"""Networks that cannot be drawn without a crossing, or whose usual picture has some."""


def middles(scene: Scene) -> dict[str, Point]:
    """The middle of each tensor's outline."""
    return {group.name: group.parts[0].bounds.centre for group in groups(scene.parts, "tensor")}


def lines(scene: Scene) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """Every line with the name of its wire."""
    for wire in groups(scene.parts, "wire"):
        yield from ((wire.name, part.points) for part in wire.parts if isinstance(part, Curve))


def one_height(*points: Point) -> bool:
    return max(y for _, y in points) - min(y for _, y in points) < 1e-6


def one_column(*points: Point) -> bool:
    return max(x for x, _ in points) - min(x for x, _ in points) < 1e-6


def shuffled(factors: Legs, seed: int) -> Legs:
    """The factors in another order, the first kept."""
    first, *rest = factors.items()
    random.Random(seed).shuffle(rest)
    return dict([first, *rest])


# ---- every network ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dims", ["names", "none", "wires"])
@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_collides(name: str, dims: str) -> None:
    scene = scene_of(text_of(NETWORKS[name], f"dims: {dims}"))
    assert faults(scene, ("crossing",) if name in CROSSED else ()) == []


@pytest.mark.parametrize("name", NETWORKS)
def test_every_leg_is_drawn_once_and_every_wire_is_one_piece(name: str) -> None:
    network, picture = network_of(text_of(NETWORKS[name]))
    scene = draw(network, picture)
    assert drawn_ends(scene) == written_ends(side for row in picture.rows for side in row.sides)
    assert [wire.name for wire in groups(scene.parts, "wire") if pieces(wire) != 1] == []


@pytest.mark.parametrize(("size", "seed"), [(size, seed) for size in range(6, 21, 2) for seed in (0, 1)])
def test_random_networks_collide_nowhere(size: int, seed: int) -> None:
    scene = scene_of(text_of(graph(regular(size, seed))))
    assert faults(scene, ("crossing", "straight")) == []


def test_the_same_text_gives_the_same_picture() -> None:
    text = text_of(graph(regular(14, 3)))
    assert scene_of(text) == scene_of(text)


# ---- chains stay --------------------------------------------------------------------------------------------------


CHAINS = {
    "train": {"A": ["i", "a"], "B": ["a", "j", "b"], "C": ["b", "k", "c"], "D": ["c", "l"]},
    "ring": ring(5),
    "ring of four": ring(4),
    "matrices": {"A": ["i", "j"], "B": ["j", "k"], "C": ["k", "i"]},
    "vectors": {"T": ["i", "j", "k"], "a": ["i"], "b": ["j"], "c": ["k"]},
    "ribs": {"A": ["i", "a"], "B": ["a", "b", "c"], "R": ["b", "x"], "C": ["c", "j"]},
}


@pytest.mark.parametrize("name", CHAINS)
def test_chains_are_typeset_as_before(name: str) -> None:
    auto, chain = (scene_of(text_of(CHAINS[name], f"layout: {layout}")).parts for layout in ("auto", "chain"))
    assert auto == chain


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_chains_are_typeset_as_before(name: str) -> None:
    network, picture = network_of(PICTURES[name])
    chain = replace(picture, attributes=(*picture.attributes, ("layout", "chain")))
    assert draw(network, picture).parts == draw(network, chain).parts


def test_a_network_that_is_no_chain_can_be_one() -> None:
    nodes = middles(scene_of(text_of(ladder(3), "layout: chain")))
    assert one_height(*nodes.values())


# ---- grids --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [3, 4, 5])
@pytest.mark.parametrize("rows", ["AB", "AWB"])
def test_rows_stand_in_reading_order_over_each_other(length: int, rows: str) -> None:
    nodes = middles(scene_of(text_of(ladder(length, rows), "dims: none")))
    xs = [nodes[f"A{place + 1}"][0] for place in range(length)]
    assert all(b - a == pytest.approx(UNIT, abs=NAMES) for a, b in pairwise(xs))
    for row in rows:
        assert one_height(*(nodes[f"{row}{place + 1}"] for place in range(length)))
        assert [nodes[f"{row}{place + 1}"][0] for place in range(length)] == pytest.approx(xs)
    heights = [nodes[f"{row}1"][1] for row in rows]
    assert all(b - a == pytest.approx(UNIT) for a, b in pairwise(heights))


@pytest.mark.parametrize("seed", range(6))
def test_a_grid_is_found_in_any_order(seed: int) -> None:
    scene = scene_of(text_of(shuffled(lattice(3, 4, False), seed), "dims: none"))
    nodes = middles(scene)
    assert len({round(x) for x, _ in nodes.values()}) == 4
    assert len({round(y) for _, y in nodes.values()}) == 3
    assert all(a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]) for _, (a, b) in lines(scene))
    assert nodes["A11"] == (min(x for x, _ in nodes.values()), min(y for _, y in nodes.values()))


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    text = text_of(ladder(3), "dims: none").replace('{ label: "B_{2}" }', '{ label: "\\text{a long name}" }')
    nodes = middles(scene_of(text))
    assert one_column(nodes["A2"], nodes["B2"])
    assert nodes["A2"][0] - nodes["A1"][0] == pytest.approx(nodes["A3"][0] - nodes["A2"][0])
    assert nodes["A2"][0] - nodes["A1"][0] > UNIT + 20


def test_two_grids_over_each_other_stand_half_a_step_apart() -> None:
    nodes = middles(scene_of(text_of(NETWORKS["peps inner product"], "dims: none")))
    for place in (11, 23, 32):
        (x, y), (u, v) = nodes[f"A{place}"], nodes[f"B{place}"]
        assert (u - x, v - y) == pytest.approx((UNIT, UNIT), abs=NAMES)


def test_a_leg_without_a_free_side_ends_down_left_of_its_node_and_all_like_it() -> None:
    scene = scene_of(text_of(lattice(3, 3, True)))
    nodes = middles(scene)
    for name, points in lines(scene):
        if name.startswith("phys"):
            (x, y), (u, v) = points
            assert (x - u, v - y) == pytest.approx((TAYLOR.stub * math.sqrt(0.5),) * 2)
            near = min(nodes.values(), key=lambda node: math.dist(node, (x, y)))
            assert x < near[0] and y > near[1]
    labels = [group for group in groups(scene.parts, "label") if group.name.startswith("phys")]
    assert len(labels) == 9


def test_in_a_bubble_such_legs_are_led_out() -> None:
    product = " ".join(f"{n}[{', '.join(w)}]" for n, w in lattice(3, 3, True).items())
    text = text_of(lattice(3, 3, True)).replace(f": {product}", f": f({product})").replace("\nshow", "\nfn f\nshow")
    scene = scene_of(text)
    frame = next(groups(scene.parts, "bubble")).parts[0].bounds
    ends = [points[-1] for name, points in lines(scene) if name.startswith("phys")]
    assert len(ends) == 9
    assert not any(frame.left < x < frame.right and frame.top < y < frame.bottom for x, y in ends)
    assert faults(scene, ("crossing",)) == []


def test_vectors_stand_at_the_rim() -> None:
    legs = {"v": ["x"], "A": ["x", "y", "z"], "B": ["z", "i", "j"], "w": ["j"], "C": ["y", "l"], "D": ["l", "i"]}
    nodes = middles(scene_of(text_of(legs, "dims: none")))
    assert one_height(*(nodes[name] for name in "vABw"))
    assert nodes["v"][0] < nodes["A"][0] < nodes["B"][0] < nodes["w"][0]
    assert one_column(nodes["A"], nodes["C"])


def net_from(edges: list[tuple[int, int]], count: int) -> Net:
    legs: list[list[tuple[Wire, ...]]] = [[] for _ in range(count)]
    for k, (a, b) in enumerate(edges):
        for node in (a, b):
            legs[node].append((Wire(f"w{k}", "n"),))
    return net_of(Ends(tuple(map(tuple, legs)), {}, (True,) * count))


def grid_edges(rows: int, columns: int) -> list[tuple[int, int]]:
    across = [(r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)]
    return across + [(r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)]


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (2, 5), (3, 3), (4, 6)])
def test_a_lattice_is_recognised_exactly(rows: int, columns: int) -> None:
    count, edges = rows * columns, grid_edges(rows, columns)
    names = list(range(count))
    random.Random(rows).shuffle(names)
    found = found_lattice(net_from([(names[a], names[b]) for a, b in edges], count), range(count), 2)
    assert found is not None
    places = {(r, c): found[names[r * columns + c]] for r in range(rows) for c in range(columns)}
    assert all(
        sum(abs(i - j) for i, j in zip(places[a], places[b], strict=True)) == abs(a[0] - b[0]) + abs(a[1] - b[1])
        for a, b in combinations(places, 2)
    )


@pytest.mark.parametrize("seed", range(40))
def test_what_is_nearly_a_lattice_is_none(seed: int) -> None:
    """A wire moved, left out, or added."""
    chance, edges = random.Random(seed), grid_edges(3, 4)
    others = [pair for pair in combinations(range(12), 2) if pair not in edges]
    if seed % 3:
        edges.remove(chance.choice(edges))
    if seed % 3 < 2:
        edges.append(chance.choice(others))
    assert found_lattice(net_from(edges, 12), range(12), 2) is None


# ---- stars and trees ----------------------------------------------------------------------------------------------


def test_a_tucker_core_has_its_arms_left_right_below_and_above() -> None:
    nodes = middles(scene_of(text_of(tucker(4), "dims: none")))
    x, y = nodes["G"]
    around = {"U1": (-UNIT, 0.0), "U2": (0.0, -UNIT), "U3": (0.0, UNIT), "U4": (UNIT, 0.0)}
    assert all((nodes[n][0] - x, nodes[n][1] - y) == pytest.approx(step) for n, step in around.items())


@pytest.mark.parametrize("order", [3, 4])
def test_cp_is_a_dot_with_its_matrices_around_and_the_weights_above(order: int) -> None:
    scene = scene_of(text_of(cp(order)))
    nodes = middles(scene)
    wire = next(group for group in groups(scene.parts, "wire") if group.name == "r")
    (dot,) = [part.centre for part in wire.parts if isinstance(part, Disc)]
    assert one_height(dot, nodes["A"], nodes["ABCD"[order - 1]])
    assert one_column(dot, nodes["λ"])
    assert nodes["λ"][1] < dot[1] < nodes["B"][1]
    assert nodes["A"][0] < dot[0] < nodes["ABCD"[order - 1]][0]


def test_hints_choose_the_arms_of_a_star() -> None:
    nodes = middles(scene_of(text_of(tucker(3), after="    place { U1: above, U2: below }")))
    assert one_column(nodes["U1"], nodes["G"], nodes["U2"])
    assert nodes["U1"][1] < nodes["G"][1] < nodes["U2"][1]
    turned = middles(scene_of(text_of(tucker(3), after='    place { G: legs "up left right" }')))
    assert turned["U1"][1] < turned["G"][1]
    assert one_height(turned["U2"], turned["G"], turned["U3"])


def test_a_long_arm_goes_on_straight() -> None:
    nodes = middles(scene_of(text_of(NETWORKS["spider"], "dims: none")))
    assert one_height(*(nodes[name] for name in "DAGCF"))
    assert one_column(*(nodes[name] for name in "GBE"))


def test_a_tree_hangs_from_its_root_the_leaves_in_order() -> None:
    nodes = middles(scene_of(text_of(binary_tree(8), "dims: none")))
    leaves = [nodes[f"T{k}"] for k in (1, 2, 3, 4)]
    assert one_height(*leaves)
    assert [x for x, _ in leaves] == sorted(x for x, _ in leaves)
    for parent, children in {"R": ("S1", "S2"), "S1": ("T1", "T2"), "S2": ("T3", "T4")}.items():
        assert nodes[parent][0] == pytest.approx(sum(nodes[child][0] for child in children) / 2, abs=0.01)
        assert all(nodes[parent][1] < nodes[child][1] for child in children)


def test_layers_of_a_renormalisation_are_rows() -> None:
    nodes = middles(scene_of(text_of(NETWORKS["mera"], "dims: none")))
    rows = [["C"], ["W1", "W2"], ["U1"], ["V1", "V2", "V3", "V4"], ["X1", "X2", "X3"]]
    for row in rows:
        assert one_height(*(nodes[name] for name in row))
        assert [nodes[name][0] for name in row] == sorted(nodes[name][0] for name in row)
    assert all(nodes[a[0]][1] < nodes[b[0]][1] for a, b in pairwise(rows))


# ---- everything else ----------------------------------------------------------------------------------------------


def test_nodes_of_a_layer_stand_in_a_column_and_wires_are_straight() -> None:
    scene = scene_of(text_of(graph(K33, "ABCDEF"), "dims: none"))
    nodes = middles(scene)
    assert one_column(*(nodes[name] for name in "DEF"))
    assert one_column(*(nodes[name] for name in "BC"))
    assert nodes["A"][0] < nodes["D"][0] < nodes["B"][0]
    assert all(len(points) == 2 for _, points in lines(scene))


def test_wires_point_to_the_middle_of_round_nodes() -> None:
    scene = scene_of(text_of(graph(K33, "ABCDEF"), "dims: none"))
    for _, (a, b) in lines(scene):
        for end, other in ((a, b), (b, a)):
            middle = min(middles(scene).values(), key=lambda node: math.dist(node, end))
            turn = (end[0] - middle[0]) * (other[1] - end[1]) - (end[1] - middle[1]) * (other[0] - end[0])
            assert abs(turn) < 1e-6 * math.dist(a, b) * TAYLOR.node


@pytest.mark.parametrize("seed", range(8))
def test_legs_on_one_side_keep_their_order_or_its_mirror_image(seed: int) -> None:
    """Between columns; a node that has all its legs on one side may also begin with another."""
    legs = graph(regular(10, seed, degree=5))
    scene = scene_of(text_of(legs, "dims: none, layout: free"))
    wires = {group.key: group.name for group in groups(scene.parts, "wire")}
    seen = 0
    for node in groups(scene.parts, "tensor"):
        middle = node.parts[0].bounds.centre[0]
        for way in (-1, 1):
            here = sorted((a.at[1], wires[a.wire]) for a in node.anchors if (a.at[0] - middle) * way > 0.01)
            drawn = [name for _, name in here]
            written = [name for name in legs[node.name] if name in drawn]
            if len(drawn) > 2:
                turns = range(len(written) if len(written) == len(legs[node.name]) else 1)
                allowed = [each[k:] + each[:k] for each in (written, written[::-1]) for k in turns]
                assert drawn in allowed
                seen += 1
    assert seen


def test_a_ring_is_round_when_asked() -> None:
    nodes = middles(scene_of(text_of(ring(6), "dims: none, layout: free")))
    x, y = (sum(place[axis] for place in nodes.values()) / 6 for axis in (0, 1))
    assert len({round(math.dist((x, y), place), 3) for place in nodes.values()}) == 1


def test_everything_joined_to_everything_stands_on_a_circle_or_around_one() -> None:
    nodes = middles(scene_of(text_of(NETWORKS["K4"], "dims: none")))
    others = [nodes[name] for name in "ABC"]
    assert len({round(math.dist(nodes["D"], place), 3) for place in others}) == 1


def test_parallel_wires_are_a_wires_gap_apart() -> None:
    legs = {"E": ["i", "x", "y", "z"], "F": ["x", "y", "k", "t"], "C": ["z", "u", "l"], "D": ["u", "t", "m"]}
    scene = scene_of(text_of(legs, "dims: none"))
    heights = sorted({points[0][1] for name, points in lines(scene) if name in "xy"})
    assert heights[1] - heights[0] == pytest.approx(TAYLOR.port_gap)


NESTED = {
    "bubble": ("f(@)", tucker(3)),
    "bubble in a chain": ("f(@) M[i2, z]", tucker(3)),
    "group": ("(@ + S[i0, i1, i2]) M[i2, z]", tucker(3)),
    "closed bubble": ("f(@)", ladder(3)),
    "number": ("2 (@) M[z, t]", ladder(3)),
    "sum": ("@ + 3 s", lattice(2, 2, False)),
    "graph in a bubble": ("f(@) N[x1, z]", graph(K33, "ABCDEF", [0, 5])),
    "graph in a group": ("(@ + N[x0, x1]) N[x1, z]", graph(K33, "ABCDEF", [0, 5])),
    "beside a chain": ("@ M[z, t]", tucker(4)),
    "two grids": ("@", lattice(2, 2, True) | lattice(2, 2, True, "B", "link")),
}


@pytest.mark.parametrize("name", NESTED)
def test_inside_bubbles_and_groups(name: str) -> None:
    expression, legs = NESTED[name]
    if name == "two grids":
        legs = {k: [w.replace("phys", "q") if k[0] == "B" else w for w in wires] for k, wires in legs.items()}
    more = "tensor M[p0: i, q0: i], N[p1: x, q1: x], S[p2: i, q2: i, r2: i], s\nfn f"
    text = text_of(legs, kinds=more)
    dims = text.splitlines()[0]
    text = text.replace(dims, "dim " + ", ".join(sorted({*dims[4:].split(", "), "i", "x"})))
    product = " ".join(f"{n}[{', '.join(w)}]" for n, w in legs.items())
    scene = scene_of(text.replace(product, expression.replace("@", product)))
    assert faults(scene, ("crossing",)) == []
    assert len(list(groups(scene.parts, "tensor"))) >= len(legs)


# ---- the author's places ------------------------------------------------------------------------------------------


def placed(factors: Legs, **at: tuple[float, float]) -> Scene:
    places = ", ".join(f"{name}: ({x}, {y})" for name, (x, y) in at.items())
    return scene_of(text_of(factors, "dims: none", after=f"    place {{ {places} }}"))


def test_nodes_stand_at_the_grid_units_that_are_given() -> None:
    wanted = {"A": (0.0, 0.0), "B": (2.0, 1.0), "C": (4.0, -0.5), "D": (1.0, -2.0), "E": (-1.5, 2.0), "F": (5.0, 3.0)}
    nodes = middles(placed(graph(K33, "ABCDEF"), **wanted))
    for (a, (x, y)), (b, (u, v)) in combinations(wanted.items(), 2):
        assert nodes[b][0] - nodes[a][0] == pytest.approx((u - x) * UNIT)
        assert nodes[a][1] - nodes[b][1] == pytest.approx((v - y) * UNIT)


def test_a_grid_is_stretched_to_the_places_of_some() -> None:
    nodes = middles(placed(ladder(4), A1=(0, 0), A4=(6, 0), B1=(0, -2)))
    assert [nodes[f"A{k}"][0] - nodes["A1"][0] for k in (2, 3, 4)] == pytest.approx(
        [2 * UNIT, 4 * UNIT, 6 * UNIT], abs=NAMES
    )
    assert all(nodes[f"B{k}"][1] - nodes[f"A{k}"][1] == pytest.approx(2 * UNIT) for k in (1, 2, 3, 4))


def test_others_stand_near_their_neighbours_on_nobody() -> None:
    scene = placed(graph([(0, 1), (1, 2), (2, 3), (3, 4)], "ABCDE"), A=(0, 0), C=(2, 0))
    nodes = middles(scene)
    assert one_height(*nodes.values())
    assert nodes["B"][0] - nodes["A"][0] == pytest.approx(UNIT)
    assert nodes["E"][0] - nodes["D"][0] == pytest.approx(UNIT)


def test_one_place_alone_says_nothing() -> None:
    chain = {"A": ["i", "j"], "B": ["j", "k"]}
    assert placed(chain, A=(3, 7)).parts == scene_of(text_of(chain, "dims: none")).parts


def test_a_leg_that_is_told_where_to_point_leaves_there() -> None:
    after = '    place { A: (0, 0), C: (4, 0), B: (2, 0), B: legs "up down" }'
    legs = {"A": ["i", "j"], "B": ["j", "k"], "C": ["k", "l"]}
    scene = scene_of(text_of(legs, "dims: none", after=after))
    node = next(group for group in groups(scene.parts, "tensor") if group.name == "B")
    x, y = node.parts[0].bounds.centre
    assert sorted((round(a.at[0] - x, 6), round(a.at[1] - y, 6)) for a in node.anchors) == [(0.0, -14.0), (0.0, 14.0)]
    assert faults(scene) == []


REFUSED = [
    ("A: (0, 0), B: (0, 0)", "`A` and `B` would stand on each other", "A: (0, 0)", ["B: (0, 0)"]),
    ("A: (0, 0), B: (0.3, 0.3)", "`A` and `B` would stand on each other", "A: (0, 0)", ["B: (0.3, 0.3)"]),
    (
        "A: (0, 0), C: (2, 0), A: align C",
        "`A` has a place, but `C` has a place and `A` stands in one column with `C`",
        "A: (0, 0)",
        ["C: (2, 0)", "A: align C"],
    ),
]


@pytest.mark.parametrize(("wishes", "message", "first", "others"), REFUSED)
def test_contradictory_places_are_shown_both(wishes: str, message: str, first: str, others: list[str]) -> None:
    legs = {"A": ["i", "j"], "B": ["j", "k"], "C": ["k", "l"]}
    with pytest.raises(TensorgraphError) as caught:
        scene_of(text_of(legs, after=f"    place {{ {wishes} }}"))
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.span and found.span.text) == ("hints", message, first)
    assert [span.text for span, _ in found.related] == others
    assert found.hint


def test_a_tensor_with_a_place_cannot_stand_there_twice() -> None:
    text = "dim n\ntensor A[p: n, q: n] { at: (0, 0) }, B[p: n, q: n] { at: (1, 0) }\nshow p: A[i, j] B[j, k] A[k, l]"
    with pytest.raises(TensorgraphError) as caught:
        scene_of(text)
    (found,) = caught.value.diagnostics
    assert found.code == "hints"
    assert found.span is not None and found.span.text == "at: (0, 0)"
    assert "`A`" in found.message and "place" in found.message


def test_aligned_nodes_share_a_column() -> None:
    legs = graph([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)], "ABCD")
    scene = scene_of(text_of(legs, "dims: none", after="    place { A: (0, 0), C: (3, 0), B: align C }"))
    nodes = middles(scene)
    assert one_column(nodes["B"], nodes["C"])


# ---- Graphviz -----------------------------------------------------------------------------------------------------


PLAIN = """graph 1 4 4
node 0 0.5 3 0.4 0.4 "" solid box black lightgrey
node 1 2.5 3 0.4 0.4 "" solid box black lightgrey
node 2 2.5 1 0.4 0.4 "" solid box black lightgrey
node 3 0.5 1 0.4 0.4 "" solid box black lightgrey
edge 0 1 4 0.7 3 1 3 2 3 2.3 3 solid black
edge 0 2 7 0.7 2.9 1 2 1 2 1.5 1.6 2 1.2 2 1.1 2.3 1 solid black
stop
"""


@pytest.fixture(autouse=True)
def said_anew() -> None:
    graphviz._say_missing.cache_clear()


def test_graphviz_says_where_nodes_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(text: str) -> str:
        asked.append(text)
        return PLAIN

    monkeypatch.setattr(graphviz, "_by_library", answer)
    nodes = middles(scene_of(text_of(NETWORKS["K4"], "dims: none, layout: dot")))
    assert nodes["B"][0] - nodes["A"][0] == pytest.approx(144.0)
    assert nodes["C"][1] - nodes["B"][1] == pytest.approx(144.0)
    assert one_height(nodes["A"], nodes["B"])
    assert "rankdir=LR" in asked[0] and "fixedsize=true" in asked[0]


def test_no_name_of_the_file_reaches_graphviz() -> None:
    net = net_from([(0, 1), (1, 2), (0, 2)], 3)
    sizes = [Size(14.0, 14.0, 14.0, 14.0)] * 3
    text = graphviz._graph(net, sizes, TAYLOR)
    assert "w0" not in text and text.count("--") == 3


@pytest.mark.parametrize(
    "answer", ["", "graph 1 0 0\nstop\n", "node x y z\n", "\x00", PLAIN.replace("node 3", "node 7")]
)
def test_an_answer_that_makes_no_sense_is_not_used(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(graphviz, "_by_library", lambda text: answer)
    monkeypatch.setattr(graphviz, "_by_program", lambda text: answer)
    dot, auto = (text_of(NETWORKS["K33"], f"dims: none, layout: {layout}") for layout in ("dot", "auto"))
    assert scene_of(dot).parts == scene_of(auto).parts


def test_without_graphviz_one_line_and_the_built_in_layout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(graphviz, "_by_library", lambda text: None)
    monkeypatch.setattr(graphviz, "_by_program", lambda text: None)
    dot, auto = (text_of(NETWORKS["K33"], f"dims: none, layout: {layout}") for layout in ("dot", "auto"))
    assert scene_of(dot).parts == scene_of(auto).parts
    scene_of(dot)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("layout: dot needs Graphviz")


@pytest.mark.parametrize(
    "error", [subprocess.TimeoutExpired("dot", 10), OSError("gone"), subprocess.CalledProcessError(1, "dot")]
)
def test_a_program_that_fails_or_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    calls: list[dict[str, object]] = []

    def run(command: list[str], **options: object) -> None:
        calls.append({"command": command, **options})
        raise error

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    assert graphviz._by_program("graph {}") is None
    (call,) = calls
    assert call["command"] == ["/bin/dot", "-Tplain"] and call["timeout"] == 10 and "shell" not in call


@pytest.mark.parametrize("way", ["_by_library", "_by_program"])
@pytest.mark.parametrize("name", ["petersen", "mera", "peps 3 3 physical"])
def test_drawn_by_graphviz(monkeypatch: pytest.MonkeyPatch, way: str, name: str) -> None:
    if getattr(graphviz, way)("graph { 0; }") is None:
        pytest.skip(f"Graphviz is not installed ({way[4:]})")
    monkeypatch.setattr(graphviz, {"_by_library": "_by_program", "_by_program": "_by_library"}[way], lambda text: None)
    scene = scene_of(text_of(NETWORKS[name], "layout: dot"))
    assert faults(scene, ("crossing",)) == []
    assert scene == scene_of(text_of(NETWORKS[name], "layout: dot"))


# ---- the parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_levels_are_the_nearest_that_keep_their_distances(seed: int) -> None:
    chance = random.Random(seed)
    wishes = [chance.uniform(0, 30) for _ in range(6)]
    weights = [chance.choice([1.0, 8.0]) for _ in wishes]
    gaps = [chance.uniform(1, 12) for _ in wishes[1:]]

    def cost(levels: list[float]) -> float:
        return sum(w * (x - wish) ** 2 for w, x, wish in zip(weights, levels, wishes, strict=True))

    found = isotonic(wishes, weights, gaps)
    assert all(b - a >= gap - 1e-9 for (a, b), gap in zip(pairwise(found), gaps, strict=True))
    for _ in range(300):
        other = [x + chance.gauss(0, 1) for x in found]
        for k, gap in enumerate(gaps):
            other[k + 1] = max(other[k + 1], other[k] + gap)
        assert cost(other) >= cost(found) - 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_crossings_are_counted_right(seed: int) -> None:
    """Against every pair of pieces."""
    chance = random.Random(seed)
    found = {Piece(chance.randrange(5), 5 + chance.randrange(5)) for _ in range(9)}
    layers = Layers((tuple((k,) for k in range(5)), tuple((k,) for k in range(5, 10))), (tuple(found), ()), {})
    order = [[(k,) for k in chance.sample(range(5), 5)], [(k,) for k in chance.sample(range(5, 10), 5)]]
    above, below = ({block[0]: k for k, block in enumerate(blocks)} for blocks in order)
    pairs = combinations([(above[p.start], below[p.stop]) for p in found], 2)
    assert crossings(layers, order) == sum((a - c) * (b - d) < 0 for (a, b), (c, d) in pairs)


def test_an_order_without_crossings_is_found() -> None:
    pieces_ = tuple(Piece(a, b) for a, b in ((0, 7), (1, 5), (2, 6), (3, 4)))
    layers = Layers((tuple((k,) for k in range(4)), tuple((k,) for k in range(4, 8))), (pieces_, ()), {})
    assert ordered(layers)[1] == 0
    assert ordered(replace(layers, rims={0: -1}))[0][0][0] == 0


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_a_ray_leaves_a_node_on_its_outline(angle: int) -> None:
    goal = (100 * math.cos(math.radians(angle)), 100 * math.sin(math.radians(angle)))
    assert math.hypot(*rim(Disc((0, 0), 14, "#ffffff"), (0, 0), goal)) == pytest.approx(14)
    corners = ((-20.0, -14.0), (20.0, -14.0), (20.0, 14.0), (-20.0, 14.0))
    for radius in (0.0, 4.0, 14.0):
        x, y = rim(Polygon(corners, (radius,) * 4, "#ffffff"), (0.0, 0.0), goal)
        aside, along = max(abs(x) - (20 - radius), 0.0), max(abs(y) - (14 - radius), 0.0)
        assert math.hypot(aside, along) == pytest.approx(radius, abs=1e-6) or (
            not radius and (abs(x) == pytest.approx(20) or abs(y) == pytest.approx(14))
        )
        assert x * goal[1] == pytest.approx(y * goal[0], abs=1e-6)


def test_a_wire_goes_around_what_is_in_its_way() -> None:
    field = obstacles({1: Bounds(40, -14, 68, 14)}, 5.0)
    assert routed(((0.0, 0.0), (0.0, 50.0)), field, set()) == ((0.0, 0.0), (0.0, 50.0))
    way = routed(((0.0, 0.0), (100.0, 2.0)), field, set())
    assert len(way) > 2
    assert not any(crosses(a, b, Bounds(36, -18, 72, 18)) for a, b in pairwise(way))
    assert routed(((0.0, 0.0), (100.0, 2.0)), field, {1}) == ((0.0, 0.0), (100.0, 2.0))


def test_a_label_leaves_the_place_that_is_taken() -> None:
    network, _ = network_of("dim n\ntensor A[n]\nshow p: A[i]")
    setting, strand = Setting(network, TAYLOR), (Wire("i", "n"),)

    def centre(field: Field) -> Point:
        group = placed_label(strand, ((0.0, 0.0), (60.0, 0.0)), 0.65, field, setting)
        assert isinstance(group, Group) and isinstance(group.parts[0], Text)
        return group.bounds.centre

    x, y = centre(Field())
    assert x == pytest.approx(30.0) and y < 0
    above = Field()
    above.put(0, Bounds(0, -20, 60, -1))
    assert centre(above)[1] > 0
    crossed = Field()
    crossed.draw((30.0, -20.0), (30.0, 20.0), 0.65)
    assert abs(centre(crossed)[0] - 30.0) > 3
    full = Field()
    full.put(0, Bounds(-50, -50, 150, 50))
    assert placed_label(strand, ((0.0, 0.0), (60.0, 0.0)), 0.65, full, setting) is None


# ---- large networks -----------------------------------------------------------------------------------------------


def calls(text: str) -> int:
    """How many functions are called to draw a text: times are noise."""
    network, picture = network_of(text)
    profile = cProfile.Profile()
    profile.runcall(draw, network, picture)
    return sum(entry.callcount for entry in profile.getstats())


def test_a_grid_takes_work_in_proportion() -> None:
    texts = [text_of(lattice(size, 8, False)) for size in (4, 16)]
    calls(texts[0])  # what is kept between pictures is made
    assert calls(texts[1]) < 8 * calls(texts[0])  # four times the nodes; a square would be 16


@pytest.mark.parametrize("size", [300, 600])
def test_hundreds_of_nodes_are_drawn(size: int) -> None:
    scene = scene_of(text_of(graph(regular(size, 1)), "dims: none"))
    assert len(list(groups(scene.parts, "tensor"))) == size
