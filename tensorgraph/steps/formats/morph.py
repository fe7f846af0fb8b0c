"""A presentation with a slide for each frame, on which PowerPoint's Morph moves what stays or merges.

The shapes of a tensor have one name from slide to slide, with the two exclamation marks by which Morph pairs them.
Other programs fade. The caption is text, under the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from itertools import pairwise

from tensorgraph.diagram.formats.carried import words
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.formats.pptx.page import EDGE, EMU, HEIGHT, WIDTH
from tensorgraph.diagram.formats.pptx.slide import unique
from tensorgraph.diagram.layout.extent import SLIDE_MARGIN
from tensorgraph.diagram.scaled import scaled
from tensorgraph.diagram.scene import Group, Scene, Text, groups, moved
from tensorgraph.steps.drawing.caption import ROLE
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats.motion import motions
from tensorgraph.steps.formats.runs import Run, runs

PAIRED = "!!"
"""Begins the names that Morph obeys."""
SIZES = 20, 14
"""Points of the title and of the words on a slide: read from the last row."""
CAPTION = 100 + SLIDE_MARGIN
"""Points over the lower edge of a slide where the caption begins: a title and three lines."""
LARGEST = 1.5
"""Times the size of a picture, on a slide that has nothing else."""
NUMBER = 60_000
"""Of the caption's shape: more than any slide has."""
MORPH = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice xmlns:p159="http://schemas.microsoft.com/office/powerpoint/2015/09/main" Requires="p159">'
    '<p:transition spd="slow" xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" p14:dur="1500">'
    '<p159:morph option="byObject"/></p:transition></mc:Choice>'
    '<mc:Fallback><p:transition spd="slow"><p:fade/></p:transition></mc:Fallback></mc:AlternateContent>'
)


def morph(drawn: Drawn, transparent: bool = False, source: bool = True) -> bytes:
    """The frames as the slides of a presentation, 16 : 9; the same bytes every time."""
    from tensorgraph.diagram.formats.pptx.deck import Extra, presentation

    scenes = [prepared(scene, transparent, source) for scene in drawn.scenes]
    top = min((group.bounds.top for scene in scenes for group in _captions(scene)), default=scenes[0].height)
    names = _tracked(drawn)
    extras = [Extra(names[k], _caption(scene), MORPH if k else "") for k, scene in enumerate(scenes)]
    return presentation([_on_slide(scene, top) for scene in scenes], extras)


def _captions(scene: Scene) -> Iterator[Group]:
    return (group for group in groups(scene.parts) if group.kind == ROLE)


def _on_slide(scene: Scene, top: float) -> Scene:
    """A scene without its caption, as large as it may be, in the middle of what the caption leaves of a slide."""
    width, height = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    tall = height - CAPTION
    by = min(LARGEST, width / scene.width, tall / top)
    larger = scaled(scene, by)
    place = (width - larger.width) / 2, (tall - by * top) / 2
    parts = tuple(moved(part, *place) for part in larger.parts if not (isinstance(part, Group) and part.kind == ROLE))
    return replace(scene, parts=parts, width=width, height=height)


def _tracked(drawn: Drawn) -> list[dict[str, str]]:
    """For each scene the names of its tensors by their key: those they had before, or that of the first they are of."""
    found = [_named(drawn.scenes[0], {})]
    for (_, scene), pairs, moving in zip(pairwise(drawn.scenes), drawn.moves, motions(drawn), strict=True):
        stays = sorted(pairs, key=lambda pair: moving["tensor", pair[0]].merges)
        old: dict[str, str] = {}
        for before, after in stays:
            if after not in old and found[-1][before] not in old.values():
                old[after] = found[-1][before]
        found.append(_named(scene, old))
    return found


def _named(scene: Scene, old: Mapping[str, str]) -> dict[str, str]:
    """The names in a scene: the old ones, and new ones beside them."""
    tensors = list(groups(scene.parts, "tensor"))
    new = [group for group in tensors if group.key not in old]
    titles = unique([*old.values(), *(f"{PAIRED}{group.name}" for group in new)])[len(old) :]
    return {**old, **{group.key: title for group, title in zip(new, titles, strict=True)}}


def _caption(scene: Scene) -> str:
    """The words under a picture as a box of text."""
    shown = [group for group in _captions(scene) if group.role == "words"]
    if not shown:
        return ""
    largest = max(_text(group).size for group in shown)
    lines = [_paragraph(group, SIZES[0] if _text(group).size == largest else SIZES[1]) for group in shown]
    place = (SLIDE_MARGIN, HEIGHT - CAPTION, WIDTH - 2 * SLIDE_MARGIN, CAPTION - SLIDE_MARGIN)
    x, y, width, height = (round(value * EMU) for value in place)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{NUMBER}" name="{PAIRED}caption"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        '<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{''.join(lines)}</p:txBody></p:sp>"
    )


def _text(group: Group) -> Text:
    """The first word of a line."""
    return next(part for part in group.parts if isinstance(part, Text))


def _paragraph(group: Group, size: int) -> str:
    look = f'<a:solidFill><a:srgbClr val="{_text(group).fill[1:]}"/></a:solidFill>'
    return f"<a:p>{''.join(_run(run, size, look) for run in runs(group.name))}</a:p>"


def _run(run: Run, size: int, look: str) -> str:
    raised = f' baseline="{1000 * run.baseline}"' if run.baseline else ""
    italic = ' i="1"' if run.italic else ""
    properties = f'<a:rPr lang="en" sz="{100 * size}"{italic}{raised}>{look}</a:rPr>'
    return f"<a:r>{properties}<a:t>{escape(words(run.text))}</a:t></a:r>"
