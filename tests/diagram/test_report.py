"""Pictures that were spoilt by hand: each is reported, by the rule made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tensorgraph.diagram import Scene, report
from tensorgraph.diagram.report import RULES
from tensorgraph.diagram.scene import Curve, Disc, Group, Item, Point, groups, moved
from tests.diagram.pictures import PICTURES, scene_of

Change = Callable[[Scene], Scene]

SCENES = {
    name: scene_of(PICTURES[name])
    for name in ("rail", "whole head", "bias", "operations", "two rails", "summed heads", "branches", "thick", "trace")
}


def each(scene: Scene, role: str, name: str, change: Callable[[Group], list[Group]]) -> Scene:
    """The scene with every group of a role and name replaced by what ``change`` makes of it; there is one."""
    found = [group for group in groups(scene.parts, role) if group.name == name]
    assert found, (role, name)

    def inside(item: Item) -> list[Item]:
        if not isinstance(item, Group):
            return [item]
        if (item.role, item.name) == (role, name):
            return list(change(item))
        return [replace(item, parts=tuple(part for old in item.parts for part in inside(old)))]

    return replace(scene, parts=tuple(part for old in scene.parts for part in inside(old)))


def move(role: str, name: str, dx: float, dy: float) -> Change:
    def by(group: Group) -> list[Group]:
        found = moved(group, dx, dy)
        assert isinstance(found, Group)
        return [found]

    return lambda scene: each(scene, role, name, by)


def drop(role: str, name: str) -> Change:
    return lambda scene: each(scene, role, name, lambda group: [])


def double(role: str, name: str, dx: float, dy: float) -> Change:
    def twice(group: Group) -> list[Group]:
        other = moved(group, dx, dy)
        assert isinstance(other, Group)
        return [group, other]

    return lambda scene: each(scene, role, name, twice)


def redraw(name: str, line: Callable[[tuple[Point, ...]], tuple[Point, ...]], index: int = 0) -> Change:
    """One line of a wire with other points."""

    def change(group: Group) -> list[Group]:
        lines = [part for part in group.parts if isinstance(part, Curve)]
        new = replace(lines[index], points=line(lines[index].points))
        return [replace(group, parts=tuple(new if part is lines[index] else part for part in group.parts))]

    return lambda scene: each(scene, "wire", name, change)


def shortened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    (x, y), *rest = points
    return ((x + 4, y), *rest)


def sagging(points: tuple[Point, ...]) -> tuple[Point, ...]:
    (a, y), (b, _) = points[0], points[-1]
    return (points[0], ((a + b) / 2, y + 4), points[-1])


def undotted(name: str) -> Change:
    """A wire without its dots, one of its lines pulled away."""

    def change(group: Group) -> list[Group]:
        lines = [part for part in group.parts if not isinstance(part, Disc)]
        return [replace(group, parts=(*lines[:-1], moved(lines[-1], 0, 8)))]

    return lambda scene: each(scene, "wire", name, change)


def resized(width: float, height: float) -> Change:
    return lambda scene: replace(scene, width=scene.width + width, height=scene.height + height)


def through(role: str, name: str, wire: str) -> Change:
    """A wire drawn through the middle of something."""

    def across(scene: Scene) -> Scene:
        x, y = next(group for group in groups(scene.parts, role) if group.name == name).bounds.centre
        extra = Curve(((x - 30, y - 30), (x + 30, y + 30)), "#000000", 1.3)
        return each(scene, "wire", wire, lambda group: [replace(group, parts=(*group.parts, extra))])

    return across


@dataclass(frozen=True)
class Spoilt:
    """A change to a picture, the rule that must see it, and what it says."""

    picture: str
    change: Change
    rule: str
    says: str


CASES = {
    "a node on another": Spoilt("rail", move("tensor", "x", 55, 0), "overlap", "nodes x and W_V overlap"),
    "a node on a ⊕": Spoilt("bias", move("tensor", "W", 30, 0), "overlap", "nodes + and W overlap"),
    "a node 3 pt right": Spoilt("rail", move("tensor", "x", 3, 0), "leg", "leg j of x does not reach its wire"),
    "a node 3 pt down": Spoilt("rail", move("tensor", "x", 0, 3), "leg", "leg m of x does not reach its wire"),
    "a node 3 pt up": Spoilt("whole head", move("tensor", "W_O", 0, -3), "leg", "leg d of W_O does not reach its wire"),
    "a leg off its port": Spoilt("rail", redraw("m", shortened), "leg", "leg m of x does not reach its wire"),
    "a wire gone": Spoilt("operations", drop("wire", "k"), "leg", "leg ? of C does not reach its wire"),
    "a wire under a node": Spoilt("rail", move("tensor", "x", 20, -41), "under", "wire h passes under x"),
    "another wire under a node": Spoilt("rail", through("tensor", "x", "d"), "under", "wire d passes under x"),
    "a wire under a box": Spoilt("rail", through("tensor", "W_V", "j"), "under", "wire j passes under W_V"),
    "a wire under a ⊕": Spoilt("branches", through("sum", "+", "j"), "under", "wire j passes under +"),
    "a label on its wire": Spoilt("rail", move("label", "m", 0, 6), "label", "label m touches wire m"),
    "a label on a node": Spoilt("rail", move("label", "m", -30, 4), "label", "label m touches node x"),
    "a label on a label": Spoilt("rail", move("label", "j", 62, 0), "label", "labels j and m touch"),
    "a sign on a label": Spoilt("summed heads", move("sign", "+", 45, 0), "label", "labels + and i touch"),
    "a brace's words on a label": Spoilt(
        "summed heads", move("words", "heads", 0, -40), "label", "labels heads and m touch"
    ),
    "a label on a frame": Spoilt(
        "whole head", move("label", "i", 42, 4), "label", r"label i touches the frame \mathrm{softmax}"
    ),
    "a label gone": Spoilt("rail", drop("label", "m"), "names", "wire m has 0 labels, not 1"),
    "a label of a rail gone": Spoilt("rail", drop("label", "h"), "names", "wire h has 0 labels, not 1"),
    "a label twice": Spoilt("rail", double("label", "m", 0, -12), "names", "wire m has 2 labels, not 1"),
    "a label without its wire": Spoilt("operations", drop("wire", "k"), "names", "label k belongs to no wire"),
    "a free end named twice": Spoilt("operations", double("label", "k", 0, -12), "names", "wire k has 2 labels, not 1"),
    "a wire that sags": Spoilt("rail", redraw("m", sagging), "straight", "wire m bends between x and W_V"),
    "a wire that sags in a bubble": Spoilt(
        "whole head", redraw("d.1", sagging), "straight", "wire d.1 bends between W_Q and W_K"
    ),
    "a rail in pieces": Spoilt("rail", undotted("h"), "pieces", "wire h is in 2 pieces"),
    "a wire on another": Spoilt(
        "rail", redraw("j", lambda p: (p[0], (p[-1][0] + 50, p[-1][1]))), "along", "wires j and m run along each other"
    ),
    "a crossing": Spoilt(
        "two rails", redraw("d", lambda p: (p[0], (p[0][0], p[0][1] - 200))), "crossing", "wires b and d cross"
    ),
    "another crossing": Spoilt("rail", through("label", "h", "m"), "crossing", "wires h and m cross"),
    "a node on a frame": Spoilt(
        "whole head", move("bubble", r"\mathrm{mask}", -25, 0), "frame", r"the frame \mathrm{mask} cuts x"
    ),
    "a frame out of its frame": Spoilt(
        "whole head", move("bubble", r"\mathrm{mask}", 0, 30), "frame",
        r"the frames \mathrm{softmax} and \mathrm{mask} overlap",
    ),
    "a page too narrow": Spoilt("rail", resized(-20, 0), "outside", "label n is outside the page"),
    "a page too low": Spoilt("bias", resized(0, -12), "outside", "tensor b is outside the page"),
    "a part over the top": Spoilt("rail", move("label", "h", 0, -20), "outside", "label h is outside the page"),
    "a part to the left": Spoilt("trace", move("tensor", "M", -60, 0), "outside", "tensor M is outside the page"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_a_good_picture_has_no_report(name: str) -> None:
    assert report(SCENES[name]) == []


@pytest.mark.parametrize("name", CASES)
def test_a_spoilt_picture_is_reported_by_its_rule(name: str) -> None:
    case = CASES[name]
    found = report(case.change(SCENES[case.picture]))
    assert (case.rule, case.says) in [(finding.rule, finding.message) for finding in found], list(map(str, found))


def test_there_are_thirty_and_each_rule_has_one() -> None:
    assert len(CASES) >= 30
    assert {case.rule for case in CASES.values()} == set(RULES)
