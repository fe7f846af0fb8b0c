"""Things on a slide as the XML of its shapes: groups, shapes, connectors."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tensorgraph.diagram.formats.carried import words
from tensorgraph.diagram.formats.pptx.connectors import Connector, connector
from tensorgraph.diagram.formats.pptx.cut import ROUND
from tensorgraph.diagram.formats.pptx.geometry import DEGREE, custom, glyph_paths, native, path_of, preset
from tensorgraph.diagram.formats.pptx.page import Box, Page
from tensorgraph.diagram.formats.pptx.pens import line, pen
from tensorgraph.diagram.formats.pptx.sites import Form, form_of
from tensorgraph.diagram.formats.pptx.slide import Slide, written_in
from tensorgraph.diagram.formats.pptx.things import Leaf, Patch, Run, Solid
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Text, union


def shapes(slide: Slide) -> Iterator[str]:
    """The XML of everything on a slide, back to front."""
    for thing, id_, name in zip(slide.things, slide.ids, slide.names, strict=True):
        yield _connector(thing, id_, name, slide) if isinstance(thing, Run) else _solid(thing, id_, name, slide)


def _solid(solid: Solid, id_: int, name: str, slide: Slide) -> str:
    """A shape, or a group of the outline and what lies on it, that moves as one."""
    page, form, about = slide.page, slide.forms[solid.number], solid.about or written_in(solid)
    if len(solid.parts) == 1:
        return _shape(solid.outline, _called(id_, name, about), form, page)
    inner = [_shape(solid.outline, _called(id_ + 1, f"{name} shape"), form, page)]
    for number, leaf in enumerate(solid.parts[1:], id_ + 2):
        called = _called(number, f"{name} {'text' if isinstance(leaf, Text) else 'mark'} {number - id_ - 1}")
        inner.append(_shape(leaf, called, form_of(leaf, ()) if isinstance(leaf, Disc) else Form(None), page))
    frame = _frame(page.box(union(map(_edges, solid.parts))), child=True)
    said = f"<p:nvGrpSpPr>{_called(id_, name, about)}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
    return f"<p:grpSp>{said}<p:grpSpPr>{frame}</p:grpSpPr>{''.join(inner)}</p:grpSp>"


def _shape(leaf: Leaf, called: str, form: Form, page: Page) -> str:
    said = f"<p:nvSpPr>{called}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
    return f"<p:sp>{said}<p:spPr>{_drawn(leaf, form, page)}{pen(leaf, page)}</p:spPr></p:sp>"


def _drawn(leaf: Leaf, form: Form, page: Page) -> str:
    """Place and geometry of a shape: a preset one, or with a path of its own."""
    box = page.box(_edges(leaf))
    if form.preset:
        return _frame(box) + native(form.preset)
    if isinstance(leaf, Text):
        return _frame(box) + custom(box, page, glyph_paths(leaf.outline), form.sites)
    if isinstance(leaf, Curve) and len(leaf.points) == 2:
        return _placed(connector([page.at(point) for point in leaf.points])) + preset("line")
    paths = leaf.polygons if isinstance(leaf, Patch) else (leaf,)
    return _frame(box) + custom(box, page, [path_of(part, box, page) for part in paths], form.sites)


def _connector(run: Run, id_: int, name: str, slide: Slide) -> str:
    """A connector: a preset one, or along its own path where the wire is a curve."""
    ties = "".join(f'<a:{end} id="{shape}" idx="{site}"/>' for end, shape, site in slide.ties(run))
    said = f"{_called(id_, name, run.about)}<p:cNvCxnSpPr>{ties}</p:cNvCxnSpPr><p:nvPr/>"
    drawn = _curve(run, slide.page) if run.curve.bezier else _straight(run, slide.page)
    return f"<p:cxnSp><p:nvCxnSpPr>{said}</p:nvCxnSpPr><p:spPr>{drawn}</p:spPr></p:cxnSp>"


def _straight(run: Run, page: Page) -> str:
    """Square caps reach over the rims of what the line holds to, so that no seam is seen."""
    found = connector([page.at(point) for point in run.points], run.curve.radius == ROUND)
    return _placed(found) + preset(found.name) + line(run.curve, page, cap="sq")


def _placed(found: Connector) -> str:
    turn = f' rot="{90 * DEGREE}"' * found.turned + ' flipH="1"' * found.flip_x + ' flipV="1"' * found.flip_y
    return _frame(found.box, turn)


def _curve(run: Run, page: Page) -> str:
    box = page.box(_edges(run.curve))
    return _frame(box) + custom(box, page, [path_of(run.curve, box, page)]) + line(run.curve, page)


def _edges(leaf: Leaf) -> Bounds:
    """The bounds without the line's width, as frames of shapes are measured."""
    return leaf.bounds if isinstance(leaf, Text) else leaf.bounds.grown(-leaf.width / 2)


def _called(id_: int, name: str, about: str = "") -> str:
    described = f' descr="{escape(words(about))}"' if about else ""
    return f'<p:cNvPr id="{id_}" name="{escape(words(name))}"{described}/>'


def _frame(box: Box, turn: str = "", child: bool = False) -> str:
    """Where a shape is; with ``child`` the frame of a group, whose shapes are placed as if it were not there."""
    place = f'<a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.width}" cy="{box.height}"/>'
    inner = f'<a:chOff x="{box.x}" y="{box.y}"/><a:chExt cx="{box.width}" cy="{box.height}"/>' if child else ""
    return f"<a:xfrm{turn}>{place}{inner}</a:xfrm>"
