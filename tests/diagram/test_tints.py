"""Groups: which tensors lie on a ground, that all on it can be read, and that its words touch nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import draw
from tensorgraph.diagram.colour import LEGIBLE, contrast
from tensorgraph.diagram.layout.tints import _free_place, ground_colours
from tensorgraph.diagram.report import report
from tensorgraph.diagram.scene import Bounds, Curve, Group, Polygon, Scene, groups, union
from tensorgraph.diagram.theme import MONO, TAYLOR, THEMES, Theme
from tensorgraph.graph.check.attributes import COLORS
from tensorgraph.graph.check.clauses import MAX_GROUPS
from tests.diagram.pictures import network_of, scene_of

HEAD = """dim n, heads
tensor A[n, n], B[n, n], C[n, n], D[n, n], T[n, n, n]
param W[heads, n, n]
input x[n], y[n, n]
"""


def scene(show: str, theme: str = "taylor") -> Scene:
    return scene_of(f"{HEAD}style {{ theme: {theme} }}\nshow s: {show}")


def tints(found: Scene) -> list[Group]:
    return list(groups(found.parts, "tint"))


def rectangles(tint: Group) -> list[Bounds]:
    """Without the edge, which is half outside."""
    return [part.bounds.grown(-part.width / 2) for part in tint.parts if isinstance(part, Polygon)]


def on(rectangle: Bounds, found: Scene) -> list[str]:
    """The nodes that lie on a rectangle wholly; one that is cut is an error."""
    names = []
    for node in groups(found.parts, "tensor"):
        if holds(rectangle.grown(0.01), node.bounds):
            names.append(node.name)
        else:
            assert not node.bounds.meets(rectangle), f"{node.name} is cut"
    return sorted(names)


def holds(outer: Bounds, inner: Bounds) -> bool:
    across = outer.left < inner.left and inner.right < outer.right
    return across and outer.top < inner.top and inner.bottom < outer.bottom


def runs(show: str) -> list[list[list[str]]]:
    found = scene(show)
    return [[on(rectangle, found) for rectangle in rectangles(tint)] for tint in tints(found)]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("A[i, j] B[j, k] C[k, l]\n group: A, B", [[["A", "B"]]]),
        ("A[i, j] B[j, k] C[k, l]\n group: C, B", [[["B", "C"]]]),
        ("A[i, j] B[j, k] C[k, l]\n group: A, C", [[["A"], ["C"]]]),
        ("A[i, j] B[j, k] A[k, l] A[l, m]\n group: A", [[["A"], ["A", "A"]]]),
        ("A[i, j] B[j, k] + A[i, j] C[j, k]\n group: A, C", [[["A", "C"]]]),
        ("A[i, j] B[j, k] + A[i, j] C[j, k]\n group: A", [[["A"]], [["A"]]]),
        ("x[a] T[a, b, c] y[c, d]\n group: x, T", [[["T", "x"]]]),
        ("relu(A[i, j] B[j, k]) C[k, l]\n group: B, C", [[["B", "C"]]]),
        ("(A[i, j] + B[i, l] C[l, j]) D[j, k]\n group: A, C", [[["A"], ["C"]]]),
        ("A[i, j] B[j, k]\n group: A group: B", [[["B"]], [["A"]]]),
    ],
)
def test_which_tensors_lie_on_a_ground(show: str, expected: list[list[list[str]]]) -> None:
    """Neighbours share a rectangle, what stands between them stays off it, and a term needs all of them."""
    assert runs(show) == expected
    assert report(scene(show)) == []


def test_superscripts_tell_tensors_of_one_name_apart() -> None:
    found = scene("W^0[i, j] W^1[j, k] W^0[k, l]\n group: W^1")
    (tint,) = tints(found)
    middles = sorted(node.bounds.centre[0] for node in groups(found.parts, "tensor"))
    assert [rectangle.centre[0] for rectangle in rectangles(tint)] == [pytest.approx(middles[1])]
    assert runs("W^0[i, j] W^1[j, k] W^0[k, l]\n group: W") == [[["W", "W", "W"]]]


def test_what_an_unfold_brings_to_light() -> None:
    text = f"{HEAD}z[i] = B[i, j] x[j]\nshow s: A[i, j] z[j] == unfold(A[i, j] z[j])\n group: A, B"
    (tint,) = tints(scene_of(text))
    assert len(rectangles(tint)) == 1


def test_a_group_in_a_group() -> None:
    """The outer ground holds the inner one with its words, and lies behind it."""
    found = scene('A[i, j] B[j, k] C[k, l]\n group "in" { color: red }: A, B\n group "out": A, B, C')
    outer, inner = tints(found)
    (around,), (within,) = rectangles(outer), rectangles(inner)
    assert (outer.name, inner.name) == ("out", "in")
    assert holds(around, within)
    assert holds(around, next(groups(inner.parts, "words")).bounds)
    assert next(groups(outer.parts, "words")).bounds.top > around.bottom


def test_a_ground_in_two_runs_around_one_in_two_runs() -> None:
    """Each run of the outer ground holds its own part of the inner one, and keeps off what is between."""
    show = 'A[i, j] B[j, k] C[k, l] A[l, m] D[m, o]\n group "in": A group "out": A, B, D'
    assert runs(show) == [[["A", "B"], ["A", "D"]], [["A"], ["A"]]]
    outer, inner = tints(scene(show))
    assert all(holds(*pair) for pair in zip(rectangles(outer), rectangles(inner), strict=True))


WORDED = [
    'A[i, j] B[j, k] C[k, l]\n group "two of them": A, B',
    'A[i, j] B[j, k] C[k, l] A[l, m] B[m, o]\n group "the first": A\n group "a text of some more words": B',
    'x[a] T[a, b, c] y[c, d] T[d, e, f] x[f]\n group "all that is in the middle": T, y',
    'softmax[j](A[i, k] relu(B[k, l] C[l, j])) D[j, m]\n group "inside": B, C\n group "across": C, D',
    '(A[i, j] + B[i, l] C[l, j]) D[j, k]\n group "branches": A, C',
    '(A[i, j] B[j, k] "match") C[k, l] D[l, m] "whole"\n group "pair": B, C',
    'A[i, i]\n group "trace": A',
    'W[h, i, j] W[h, j, k] W[h, k, l]\n group "heads": W',
    '2 x[i] y[i, j] + x[j]\n group "a vector with a long text under it": x',
]


@pytest.mark.parametrize("show", WORDED)
def test_words_touch_nothing(show: str) -> None:
    found = scene(show)
    assert report(found) == []
    shown = [words for tint in tints(found) for words in groups(tint.parts, "words")]
    assert len(shown) >= show.count("group")
    edges = [(tint, rectangle) for tint in tints(found) for rectangle in rectangles(tint)]
    for words in shown:
        for tint, rectangle in edges:
            inside = holds(rectangle, words.bounds)
            assert inside or not words.bounds.meets(rectangle), f"{words.name} on {tint.name}"
        for wire in groups(found.parts, "wire"):
            assert not any(isinstance(part, Curve) and _meets(part, words.bounds) for part in wire.parts)


def _meets(curve: Curve, bounds: Bounds) -> bool:
    pieces = zip(curve.points, curve.points[1:], strict=False)
    return any(bounds.meets(replace(curve, points=piece).bounds) for piece in pieces)


def test_lines_side_by_side_share_a_baseline() -> None:
    """Of words without high letters, too: the page aligns letters, not their ink."""
    found = scene('A[i, j] B[j, k] C[k, l]\n group "across": A\n group "tall": C')
    tops = [part.origin[1] for tint in tints(found) for words in groups(tint.parts, "words") for part in words.parts]
    assert len(tops) == 2
    assert tops[0] == pytest.approx(tops[1])


def test_grounds_at_the_edge_keep_off_what_stands_beside() -> None:
    """A term without free ends begins and ends with its grounds, not with its tensors."""
    found = scene(
        "3 x[i] y[i, j] A[j, k] x[k] - 2 x[j] y[j, k] A[k, i] x[i]\n group: y group: x group: x, y group: x, y, A"
    )
    left, right = (union(rectangles(tint)[0] for tint in tints(term)) for term in groups(found.parts, "term"))
    signs = sorted((sign for sign in groups(found.parts, "sign")), key=lambda sign: sign.bounds.left)
    (three, _), (minus, _), (two, _) = ((sign.bounds, sign.name) for sign in signs)
    for sign, ground in ((three, left), (two, right)):
        assert sign.right < ground.left
    assert left.right < minus.left
    assert all(rectangle.right < found.width for tint in tints(found) for rectangle in rectangles(tint))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("color", [*COLORS, "", "#000000", "#ffffff", "#777777"])
def test_everything_on_a_ground_can_be_read(color: str, theme: Theme) -> None:
    fill, _ = ground_colours(color, theme)
    assert min(contrast(fill, theme.ink), contrast(fill, theme.soft_ink)) >= LEGIBLE


def test_a_ground_is_paler_where_it_must_be() -> None:
    """With labels that can just be read on the background, a quarter of the colour would be too much."""
    grey = replace(TAYLOR, soft_ink="#757575")
    assert contrast(grey.soft_ink, grey.background) == pytest.approx(4.61, abs=0.01)
    fill, _ = ground_colours("red", grey)
    usual, _ = ground_colours("red", TAYLOR)
    assert contrast(usual, grey.soft_ink) < LEGIBLE <= contrast(fill, grey.soft_ink)
    assert fill != grey.background


def test_grey_themes_have_grey_grounds() -> None:
    for color in ("red", "", "#12ab34"):
        for found in ground_colours(color, MONO):
            assert found[1:3] == found[3:5] == found[5:7]
    assert ground_colours("red", TAYLOR) != ground_colours("blue", TAYLOR)


def test_a_colour_that_the_theme_does_not_know() -> None:
    """The checker lets a word pass where the file names a theme of its own; the drawing then shows the group."""
    network, picture = network_of(f"{HEAD}show s: A[i, j] x[j]\n    group: A")
    tint = replace(picture.tints[0], color="mauve")
    with pytest.raises(TensorgraphError) as caught:
        draw(network, replace(picture, tints=(tint,)))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.text if found.span else "") == ("color", "group: A")


def test_tall_words_find_a_place() -> None:
    """Letters that reach over their line must not keep words from moving on."""
    tall = Bounds(-10, -6, 10, 8)
    ink = [Bounds(0, 0, 100, 20), Bounds(0, 20, 100, 40), Bounds(0, 40, 100, 60)]
    x, y = _free_place(tall, Bounds(30, -20, 60, 0), ink, 100, TAYLOR)
    assert (x, y + tall.top) == (45, 60 + TAYLOR.end_air)


def test_a_long_chain_of_members_and_strangers() -> None:
    """Every second tensor of 200: no rectangle covers two."""
    chain = " ".join(f"{'AB'[k % 2]}[i{k}, i{k + 1}]" for k in range(200))
    assert runs(f"{chain}\n group: A") == [[["A"]] * 100]


def test_as_many_groups_as_a_picture_may_have() -> None:
    """All with words, over each other: each finds a place of its own."""
    clauses = " ".join(f'group "number {k}": A, B' for k in range(MAX_GROUPS))
    found = scene(f"A[i, j] B[j, k] {clauses}")
    words = [group.bounds for tint in tints(found) for group in groups(tint.parts, "words")]
    assert len(words) == MAX_GROUPS
    assert not any(one.meets(other) for one, other in combinations(words, 2))
