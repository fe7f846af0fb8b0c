"""Which shape and colour a tensor has: the table of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.diagram.colour import paint_of
from tensorgraph.diagram.theme import Paint, Theme
from tensorgraph.graph.network import Declaration, Definition, Kind, Value


@dataclass(frozen=True)
class Look:
    """How a node is drawn: ``shape`` is circle, box or triangle; ``corner`` marks a non-symmetric square."""

    shape: str
    paint: Paint
    corner: bool = False
    slash: bool = False
    tip: int | None = None
    """The leg at a triangle's tip."""


SHAPES = {"tensor": "circle", "activation": "circle", "param": "box", "pattern": "box", "isometry": "triangle"}
"""The table of notation.md: kind in shape as well as colour."""


def look_of(entry: Declaration | Definition, above: int, theme: Theme) -> Look:
    """Shape and colour from kind, properties and attributes; the first ``above`` legs are superscripts."""
    attributes = dict(entry.attributes)
    kind = _kind(entry, attributes)
    paint = paint_of(attributes.get("color"), theme) or theme.paints[kind]
    properties = {p.name: p.leg for p in entry.properties}
    usual = "circle" if "diagonal" in properties else SHAPES[kind]
    shape = attributes.get("shape", usual)
    known = shape if isinstance(shape, str) and shape in ("circle", "box", "triangle") else usual
    small = properties.get("isometry")
    tip = None if small is None else small - above
    return Look(known, paint, _has_corner(entry, above, properties), "diagonal" in properties, tip)


def _kind(entry: Declaration | Definition, attributes: dict[str, Value]) -> str:
    names = [p.name for p in entry.properties]
    if attributes.get("kind") == "pattern" or "pattern" in names:
        return "pattern"
    if "isometry" in names:
        return "isometry"
    if entry.constant:
        return "param"
    generic = isinstance(entry, Declaration) and entry.kind is Kind.TENSOR
    return "tensor" if generic else "activation"


def _has_corner(entry: Declaration | Definition, above: int, properties: Mapping[str, int | None]) -> bool:
    """Whether the last two legs have one dimension and nothing says that they may be swapped."""
    dims = entry.dims[above:]
    square = len(dims) > 1 and dims[-1] == dims[-2]
    return square and not {"symmetric", "diagonal"} & set(properties)
