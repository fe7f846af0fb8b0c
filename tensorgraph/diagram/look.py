"""Which shape and colour a tensor has: the table of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.diagram.colour import paint_of
from tensorgraph.diagram.theme import Paint, Theme
from tensorgraph.graph.network import Declaration, Decomposition, Definition, Kind, Value


@dataclass(frozen=True)
class Look:
    """How a node is drawn: ``shape`` is circle, box or triangle; ``corner`` marks a non-symmetric square."""

    shape: str
    paint: Paint
    corner: bool = False
    slash: bool = False
    tip: int | None = None
    """The leg at a triangle's tip."""
    kind: str = ""
    """Which row of the table of kinds it is, however it is coloured."""
    dashed: bool = False
    """An outline with gaps: what is still to be filled in."""


SHAPES = {"tensor": "circle", "activation": "circle", "param": "box", "pattern": "box", "isometry": "triangle"}
"""The table of notation.md: kind in shape as well as colour."""
HOLE = "hole"
"""The kind of a `?`: an empty dashed box."""


def look_of(entry: Declaration | Definition, above: int, theme: Theme) -> Look:
    """Shape and colour from kind, properties and attributes; the first ``above`` legs are superscripts."""
    if isinstance(entry, Declaration) and entry.kind is Kind.HOLE:
        return Look("box", theme.paints[HOLE], dashed=True, kind=HOLE)
    attributes = dict(entry.attributes)
    kind = _kind(entry, attributes)
    paint = paint_of(attributes.get("color", theme.tensors.get(entry.name)), theme) or theme.paints[kind]
    properties = {p.name: p.leg for p in entry.properties}
    usual = "circle" if "diagonal" in properties else SHAPES[kind]
    shape = attributes.get("shape", usual)
    known = shape if isinstance(shape, str) and shape in ("circle", "box", "triangle") else usual
    small = small_leg(entry)
    tip = None if small is None else small - above
    return Look(known, paint, _has_corner(entry, above, properties), "diagonal" in properties, tip, kind)


def _kind(entry: Declaration | Definition, attributes: dict[str, Value]) -> str:
    names, said = [p.name for p in entry.properties], attributes.get("kind")
    if isinstance(said, str) and said in SHAPES:
        return said
    if "pattern" in names:
        return "pattern"
    if small_leg(entry) is not None:
        return "isometry"
    if entry.constant:
        return "param"
    generic = isinstance(entry, Declaration) and entry.kind is Kind.TENSOR
    return "tensor" if generic else "activation"


def small_leg(entry: Declaration | Definition) -> int | None:
    """The leg on which an isometry is the identity: as declared, or the new one of a factor of a decomposition."""
    declared = next((p.leg for p in entry.properties if p.name == "isometry"), None)
    kept = entry.kept if isinstance(entry, Definition) else None
    if declared is not None or not isinstance(kept, Decomposition) or (kept.kind, entry.name) == _triangular(kept):
        return declared
    legs = dict(kept.outputs)[entry.name]
    everywhere = set.intersection(*(set(other) for _, other in kept.outputs))
    new = [index for index, leg in enumerate(legs) if not set(leg) & set(kept.operand.wires)]
    return new[0] if new and not everywhere.issuperset(legs) else None


def _triangular(kept: Decomposition) -> tuple[str, str]:
    """The R of a QR decomposition, which is none."""
    return "qr", kept.outputs[-1][0]


def _has_corner(entry: Declaration | Definition, above: int, properties: Mapping[str, int | None]) -> bool:
    """Whether the last two legs have one dimension and nothing says that they may be swapped."""
    dims = entry.dims[above:]
    square = len(dims) > 1 and dims[-1] == dims[-2]
    return square and not {"symmetric", "diagonal"} & set(properties)
