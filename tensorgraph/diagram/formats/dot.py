"""A picture as a graph for Graphviz: tensors and points as nodes, wires as edges, bubbles as clusters.

Every node says its place in the picture, which `neato -n` keeps and `dot` does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.formats.joins import Joint, Link, joins
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Point, Polygon, Scene, Text, groups, union

INCH = 72.0
"""Points: Graphviz measures nodes in inches and places in points."""

INK = "#111111"
"""Of a picture in which nothing has a colour."""

POINTS: Mapping[str, Mapping[str, str]] = {
    "dot": {"shape": "point", "width": "0.08"},
    "junction": {"shape": "box", "label": "", "width": "0.05", "height": "0.14"},
    "stop": {"shape": "box", "label": "", "width": "0.02", "height": "0.14"},
    "fork": {"shape": "point", "width": "0.02"},
    "end": {"shape": "point", "width": "0.02"},
}
"""How a joint is drawn, in inches: a copy dot can be seen, a fork and a free end are no more than the line."""


def dot(scene: Scene) -> bytes:
    """The scene as an undirected graph in the language of Graphviz, in UTF-8; a TensorgraphError for a heat map."""
    if any(groups(scene.parts, "cells")):
        raise mistake("no-network", "a heat map is no network, which dot would draw", hint="write svg, png, pdf or tex")
    lines = [f"graph {_quoted(scene.name or scene.title)} {{", *_defaults(scene)]
    for sign, term in reversed(list(_terms(scene.parts))):  # dot stacks them upwards
        joints, links = joins(term)
        nodes = list(_nodes(term, joints, scene.height))
        bubbles = sorted(groups(term.parts, "bubble"), key=lambda group: _area(group.bounds))
        lines += _cluster(term.key, sign, "0", None, nodes, bubbles, "  ")
        lines += _edges(term, joints, links, _pen(scene.parts))
    return "\n".join([*lines, "}", ""]).encode()


def _defaults(scene: Scene) -> Iterator[str]:
    """What the page is, and the looks that most nodes and edges have."""
    ink, width = _pen(scene.parts)
    soft = next((text.fill for label in groups(scene.parts, "label") for text in _texts(label)), ink)
    background = {"bgcolor": scene.background} if scene.background else {}
    page = {"rankdir": "LR", **background, "tooltip": scene.description}
    yield f"  graph {_attributes({**page, 'fontname': 'Times', 'fontcolor': soft, 'color': soft})};"
    look = {"fontname": "Times", "fontsize": "13", "fontcolor": ink, "color": ink, "fillcolor": ink}
    yield f"  node {_attributes({**look, 'style': 'filled', 'margin': '0.06,0.03'})};"
    thin = {"color": ink, "penwidth": width}
    yield f"  edge {_attributes({'fontname': 'Times-Italic', 'fontsize': '10', 'fontcolor': soft, **thin})};"


def _pen(parts: Sequence[Item]) -> tuple[str, str]:
    """The colour and width of most lines."""
    lines = [line for wire in groups(parts, "wire") for line in _curves(wire)]
    pens = Counter((line.stroke, f"{line.width:g}") for line in lines)
    return pens.most_common(1)[0][0] if pens else (INK, "1")


def _curves(group: Group) -> list[Curve]:
    return [part for part in group.parts if isinstance(part, Curve)]


def _texts(group: Group) -> list[Text]:
    return [part for part in group.parts if isinstance(part, Text)]


def _terms(parts: Sequence[Item]) -> Iterator[tuple[str, Group]]:
    """The terms, each with the signs before it."""
    before: list[str] = []
    for part in parts:
        if isinstance(part, Group) and part.role == "term":
            yield " ".join(before), part
            before = []
        elif isinstance(part, Group) and part.role == "sign":
            before.append(_text(part))


def _cluster(
    key: str,
    label: str,
    border: str,
    frame: Group | None,
    nodes: Sequence[tuple[Point, str]],
    bubbles: Sequence[Group],
    indent: str,
) -> Iterator[str]:
    """A term or a bubble with the nodes and bubbles that are in no smaller one."""
    yield f"{indent}subgraph {_quoted(f'cluster_{key}')} {{"
    yield f"{indent}  graph {_attributes({'label': label, 'peripheries': border, 'style': 'dashed,rounded'})};"
    yield from (f"{indent}  {line}" for at, line in nodes if _innermost(at, bubbles) is frame)
    for bubble in bubbles:
        if _innermost(bubble.bounds.centre, [b for b in bubbles if _area(b.bounds) > _area(bubble.bounds)]) is frame:
            yield from _cluster(bubble.key, _text(bubble), "1", bubble, nodes, bubbles, f"{indent}  ")
    yield f"{indent}}}"


def _innermost(at: Point, bubbles: Sequence[Group]) -> Group | None:
    """The smallest bubble around a point, of bubbles by their size."""
    return next((bubble for bubble in bubbles if _holds(_frame(bubble), at)), None)


def _frame(bubble: Group) -> Bounds:
    """The line of a bubble, without its name."""
    return union(part.bounds for part in _curves(bubble))


def _holds(box: Bounds, at: Point) -> bool:
    return box.left < at[0] < box.right and box.top < at[1] < box.bottom


def _area(box: Bounds) -> float:
    return box.width * box.height


def _nodes(term: Group, joints: Sequence[Joint], height: float) -> Iterator[tuple[Point, str]]:
    """Tensors, sums, coefficients and points, each with its place."""
    for group in groups(term.parts):
        at = group.bounds.centre
        place = {"pos": f"{at[0]:.2f},{height - at[1]:.2f}"}
        if group.role in ("tensor", "sum"):
            yield at, _node(group.key, {**_look(group), **place})
        elif group.role == "sign" and _text(group):
            yield at, _node(group.key, {"label": _text(group), "shape": "plaintext", "style": "", **place})
    for joint in joints:
        place = {"pos": f"{joint.at[0]:.2f},{height - joint.at[1]:.2f}"}
        yield joint.at, _node(joint.key, {**POINTS[joint.kind], **place})


def _node(key: str, attributes: Mapping[str, str]) -> str:
    return f"{_quoted(key)} {_attributes(attributes)};"


def _look(group: Group) -> dict[str, str]:
    """Shape, size, colours and words of a tensor or sum."""
    outline = next((part for part in group.parts if isinstance(part, Disc | Polygon)), None)
    text = next(iter(_texts(group)), None)
    found = {"label": _text(group) or group.name, **_shape(outline)}
    found |= {"width": _inches(group.bounds.width), "height": _inches(group.bounds.height)}
    if outline and outline.fill:
        found |= {"fillcolor": outline.fill, "color": outline.stroke or outline.fill}
    if text:
        found |= {"fontcolor": text.fill, "fontsize": f"{text.size:g}"}
    return {**found, "tooltip": group.about or group.name}


def _shape(outline: Disc | Polygon | None) -> dict[str, str]:
    if isinstance(outline, Polygon) and len(outline.points) == 3:
        return {"shape": "triangle", "orientation": _turn(outline)}
    if isinstance(outline, Polygon) and sorted(outline.radii)[1] < outline.bounds.height / 3:
        return {"shape": "box", "style": "filled,rounded"}
    return {"shape": "circle" if isinstance(outline, Disc) else "ellipse"}


def _turn(triangle: Polygon) -> str:
    """Degrees by which a triangle that points up is turned, counterclockwise: its tip is on two sides' middle."""
    (x, y), box = triangle.bounds.centre, triangle.bounds
    tips = {"0": (x, box.top), "90": (box.left, y), "180": (x, box.bottom), "270": (box.right, y)}
    return min(tips, key=lambda turn: min(abs(a - tips[turn][0]) + abs(b - tips[turn][1]) for a, b in triangle.points))


def _inches(points: float) -> str:
    return f"{points / INCH:.2f}"


def _edges(term: Group, joints: Sequence[Joint], links: Sequence[Link], pen: tuple[str, str]) -> Iterator[str]:
    """The wires; the words on one stand where it ends free, else on the first of its lines."""
    labels, looks = _labels(term), _wire_looks(term, pen)
    free = {joint.key for joint in joints if joint.kind == "end"}
    named: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: not {link.first, link.last} & free):
        named.setdefault(link.wire, link)
    for link in links:
        words = labels.get(link.wire, "") if named[link.wire] is link else ""
        look = {**({"label": words} if words else {}), **looks.get(link.wire, {})}
        yield f"  {_quoted(link.first)} -- {_quoted(link.last)} {_attributes(look)};"


def _labels(term: Group) -> dict[str, str]:
    """The words on each wire, each once."""
    found: dict[str, dict[str, None]] = {}
    for label in groups(term.parts, "label"):
        found.setdefault(label.key, {})[_text(label)] = None
    return {wire: " ".join(words) for wire, words in found.items()}


def _wire_looks(term: Group, pen: tuple[str, str]) -> dict[str, dict[str, str]]:
    """What each wire is, and its colour and width where they are not those of most."""
    found: dict[str, dict[str, str]] = {}
    for wire in groups(term.parts, "wire"):
        for line in _curves(wire)[:1]:
            own = {"color": line.stroke, "penwidth": f"{line.width:g}"}
            look = {**({} if tuple(own.values()) == pen else own), **({"tooltip": wire.about} if wire.about else {})}
            found.setdefault(wire.key, look)
    return found


def _text(group: Group) -> str:
    """The words of a group as plain text, those of the groups in it included."""
    texts = _texts(group)
    inner = (_text(part) for part in group.parts if isinstance(part, Group))
    return " ".join([*(plain_text(text.outline.text, text.outline.style) for text in texts), *inner])


def _attributes(attributes: Mapping[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in attributes.items())}]"


def _quoted(text: str) -> str:
    """A text in quotes, in which Graphviz finds neither markup, nor entities, nor its own escapes.

    >>> print(_quoted('a "b" <c> &lt; \\\\N'))
    "a \\"b\\" <c> &amp;lt; \\\\N"
    """
    line = "".join(c if c.isprintable() else " " for c in text)
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'
