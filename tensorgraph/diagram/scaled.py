"""A scene at another size, lines and letters and all."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.diagram.scene import Anchor, Curve, Disc, Group, Item, Point, Polygon, Scene, Text


def scaled(scene: Scene, factor: float) -> Scene:
    """The scene with every length times a factor.

    >>> import tensorgraph as tg
    >>> scene = tg.load(tg.example("head"))["head"].scene
    >>> scaled(scene, 0.5).width == scene.width / 2
    True
    """
    parts = tuple(_item(part, factor) for part in scene.parts)
    return replace(scene, width=scene.width * factor, height=scene.height * factor, parts=parts)


def _item(item: Item, by: float) -> Item:
    match item:
        case Group():
            anchors = tuple(Anchor(anchor.wire, _point(anchor.at, by)) for anchor in item.anchors)
            return replace(item, parts=tuple(_item(part, by) for part in item.parts), anchors=anchors)
        case Curve():
            dash = (item.dash[0] * by, item.dash[1] * by) if item.dash else None
            points = tuple(_point(point, by) for point in item.points)
            return replace(item, points=points, width=item.width * by, radius=item.radius * by, dash=dash)
        case Polygon():
            points, radii = tuple(_point(point, by) for point in item.points), tuple(r * by for r in item.radii)
            return replace(item, points=points, radii=radii, width=item.width * by)
        case Disc():
            return replace(item, centre=_point(item.centre, by), radius=item.radius * by, width=item.width * by)
        case Text():
            return replace(item, origin=_point(item.origin, by), size=item.size * by)


def _point(point: Point, by: float) -> Point:
    return point[0] * by, point[1] * by
