"""A picture that was spoilt is reported; each check is seen to fail."""

from dataclasses import replace

from tensorgraph.diagram import Scene, report
from tensorgraph.diagram.scene import Group, Item, groups, moved
from tests.diagram.pictures import PICTURES, scene_of

SCENE = scene_of(PICTURES["rail"])


def spoilt(role: str, name: str, dx: float, dy: float) -> Scene:
    """The scene with the groups of one role and name moved."""

    def change(item: Item) -> Item:
        if not isinstance(item, Group):
            return item
        if (item.role, item.name) == (role, name):
            return moved(item, dx, dy)
        return replace(item, parts=tuple(change(part) for part in item.parts))

    return replace(SCENE, parts=tuple(change(part) for part in SCENE.parts))


def distance(a: str, b: str) -> float:
    """From the middle of one node to that of another."""
    found = {group.name: group.bounds.centre[0] for group in groups(SCENE.parts, "tensor")}
    return found[b] - found[a]


def test_a_good_picture_has_no_report() -> None:
    assert report(SCENE) == []


def test_two_nodes_on_one_place() -> None:
    found = report(spoilt("tensor", "x", distance("x", "W_V") + 3, 0))
    assert "nodes x and W_V overlap" in found


def test_a_node_on_a_wire_it_does_not_join() -> None:
    found = report(spoilt("tensor", "x", 20, -41))
    assert "wire h passes under x" in found


def test_a_label_on_its_wire() -> None:
    assert "label m touches wire m" in report(spoilt("label", "m", 0, 6))


def test_a_label_on_a_node() -> None:
    assert "label m touches node x" in report(spoilt("label", "m", -30, 4))


def test_labels_on_each_other() -> None:
    across = distance("A", "x")
    assert "labels j and m touch" in report(spoilt("label", "j", across, 0))


def test_a_part_outside_the_page() -> None:
    assert "label h is outside the page" in report(spoilt("label", "h", 0, -20))
