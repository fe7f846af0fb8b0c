"""Looking things up in a drawing, by name."""

from collections.abc import Sequence

from tensorgraph.diagram.report import report
from tensorgraph.diagram.scene import Curve, Disc, Group, Point, Polygon, Scene, groups

Line = tuple[Point, ...]


def nodes(scene: Scene) -> list[Group]:
    """The tensors from left to right."""
    return sorted(groups(scene.parts, "tensor"), key=lambda group: group.bounds.left)


def node(scene: Scene, name: str, which: int = 0) -> Group:
    """One of the tensors of a name, from left to right."""
    return [found for found in nodes(scene) if found.name == name][which]


def x_of(scene: Scene, name: str, which: int = 0) -> float:
    """The middle of a tensor across."""
    return node(scene, name, which).bounds.centre[0]


def y_of(scene: Scene, name: str, which: int = 0) -> float:
    """The axis of a tensor."""
    return node(scene, name, which).bounds.centre[1]


def wire(scene: Scene, name: str) -> Group:
    """A wire."""
    return next(group for group in groups(scene.parts, "wire") if group.name == name)


def lines(group: Group) -> list[Curve]:
    """The lines of a wire."""
    return [part for part in group.parts if isinstance(part, Curve)]


def dots(scene: Scene) -> list[Disc]:
    """The copy dots from left to right."""
    found = [part for group in groups(scene.parts, "wire") for part in group.parts if isinstance(part, Disc)]
    return sorted(found, key=lambda dot: dot.centre)


def wedges(scene: Scene) -> list[Polygon]:
    """The wedges of thick wires from left to right."""
    found = [part for group in groups(scene.parts, "wire") for part in group.parts if isinstance(part, Polygon)]
    return sorted(found, key=lambda part: part.bounds.left)


def names(scene: Scene, role: str) -> list[str]:
    """The names of all groups of a role, from left to right."""
    found = sorted(groups(scene.parts, role), key=lambda group: group.bounds.left)
    return [group.name for group in found]


def label(scene: Scene, name: str, which: int = 0) -> Group:
    """One of the labels of a wire, from left to right."""
    found = [group for group in groups(scene.parts, "label") if group.name == name]
    return sorted(found, key=lambda group: group.bounds.left)[which]


def faults(scene: Scene, allowed: Sequence[str] = ()) -> list[str]:
    """What the report says, but for some rules."""
    return [str(finding) for finding in report(scene) if finding.rule not in allowed]
