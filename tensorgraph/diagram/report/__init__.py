"""Checks the geometry of a scene: what a reader would call a mistake. For `draw --report`, and for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tensorgraph.diagram.report.collisions import frames, labels, outside, overlaps, under
from tensorgraph.diagram.report.inventory import Inventory, inventory
from tensorgraph.diagram.report.wires import along, crossings, in_pieces, legs, straight, unlabelled
from tensorgraph.diagram.scene import Scene


@dataclass(frozen=True)
class Finding:
    """What is wrong, and the ``rule`` that says so: a key of ``RULES``."""

    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


RULES: Mapping[str, Callable[[Inventory], Iterator[str]]] = {
    "overlap": overlaps,
    "label": labels,
    "under": under,
    "frame": frames,
    "outside": outside,
    "leg": legs,
    "pieces": in_pieces,
    "names": unlabelled,
    "straight": straight,
    "along": along,
    "crossing": crossings,
}
"""A rule is a function and an entry here: nodes do not overlap; labels touch nothing; no wire passes under a node; a
frame has a node inside or outside; nothing leaves the page; every leg reaches its wire; a wire is in one piece; has its
name once, where wires have names; is straight between neighbours on an axis; runs along no other and crosses none."""


def report(scene: Scene) -> list[Finding]:
    """Everything that is wrong, none for a good picture.

    >>> import tensorgraph as tg
    >>> report(tg.load(tg.example("head"))["head"].scene)
    []
    """
    known = inventory(scene)
    return [Finding(rule, message) for rule, check in RULES.items() for message in dict.fromkeys(check(known))]
