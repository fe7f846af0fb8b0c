"""Small shapes that many stages draw: wires, dots, ⊕, bars, labels, signs, braces."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.diagram import measure
from tensorgraph.diagram.about import wire_about
from tensorgraph.diagram.geometry import straightened
from tensorgraph.diagram.layout.box import Box, Strand, strand_name, wire_group
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.mixed import mixed, unbroken
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Outline, Point, Text
from tensorgraph.diagram.theme import Theme

ASCENT, DESCENT = 0.72, 0.22
"""Of the size: how far letters reach over and under their baseline, so that lines of words have one distance."""


def wire_width(strand: Strand, theme: Theme) -> float:
    """A thick wire is drawn thick."""
    return theme.wire_stroke if len(strand) == 1 else theme.thick_stroke


def line(strand: Strand, points: tuple[Point, ...], setting: Setting) -> Group:
    """A wire through points."""
    theme = setting.theme
    kept = straightened(points)
    if len(kept) < 2:
        return wire_group(strand, ())
    curve = Curve(kept, theme.ink, wire_width(strand, theme), theme.turn)
    return replace(wire_group(strand, (curve,)), about=wire_about(strand, setting.network))


def dot(strand: Strand, at: Point, setting: Setting) -> Group:
    """A copy dot, part of its wire."""
    return wire_group(strand, (Disc(at, setting.theme.dot, setting.theme.ink),))


def plus(at: Point, theme: Theme) -> Group:
    """The ⊕ where branches are added."""
    (x, y), arm = at, theme.plus_arm
    ring = Disc(at, theme.plus, theme.background, theme.ink, theme.node_stroke)
    across = Curve(((x - arm, y), (x + arm, y)), theme.ink, theme.wire_stroke)
    upright = Curve(((x, y - arm), (x, y + arm)), theme.ink, theme.wire_stroke)
    return Group("sum", "+", (ring, across, upright))


def bar(strand: Strand, at: Point, vertical_wire: bool, theme: Theme) -> Group:
    """The short bar across a wire that a function normalises."""
    (x, y), half = at, theme.bar / 2
    ends = ((x - half, y), (x + half, y)) if vertical_wire else ((x, y - half), (x, y + half))
    return wire_group(strand, (Curve(ends, theme.ink, theme.wire_stroke),))


def label_width(strand: Strand, setting: Setting) -> float:
    """How wide the text on a wire is, 0 for none."""
    outline = setting.label(strand)
    return outline.ink.width * setting.theme.wire_label_size / outline.em if outline else 0.0


def label_height(strand: Strand, setting: Setting) -> float:
    """How far the text on a wire reaches over it, 0 for none; the same for all words, so that rails are evenly set."""
    outline = setting.label(strand)
    if outline is None:
        return 0.0
    size = setting.theme.wire_label_size
    return max(outline.ink.height * size / outline.em, (ASCENT + DESCENT) * size) + setting.theme.label_lift


def label_above(strand: Strand, middle: Point, setting: Setting) -> tuple[Group, ...]:
    """The text on a wire, its ink centred over a point; letters without descender share one baseline."""
    outline = setting.label(strand)
    if outline is None:
        return ()
    theme = setting.theme
    scale = theme.wire_label_size / outline.em
    x = middle[0] - scale * (outline.ink.left + outline.ink.right) / 2
    y = middle[1] - theme.label_lift - scale * max(outline.ink.bottom, 0.0)
    return (_label(strand, (x, y), outline, theme),)


def label_beside(strand: Strand, start: Point, direction: int, setting: Setting) -> tuple[Group, ...]:
    """The text to the right (1) or left (-1) of a point, on its height."""
    outline = setting.label(strand)
    if outline is None:
        return ()
    theme = setting.theme
    scale = theme.wire_label_size / outline.em
    edge = outline.ink.left if direction > 0 else outline.ink.right
    x = start[0] + direction * theme.end_air - scale * edge
    y = start[1] + axis_drop(theme.wire_label_size, theme)
    return (_label(strand, (x, y), outline, theme),)


def label_end(strand: Strand, end: Point, downwards: bool, setting: Setting) -> tuple[Group, ...]:
    """The text above or below the end of a vertical wire."""
    outline = setting.label(strand)
    if outline is None:
        return ()
    theme = setting.theme
    scale = theme.wire_label_size / outline.em
    x = end[0] - scale * (outline.ink.left + outline.ink.right) / 2
    edge = outline.ink.top if downwards else outline.ink.bottom
    y = end[1] + (theme.end_air if downwards else -theme.end_air) - scale * edge
    return (_label(strand, (x, y), outline, theme),)


def _label(strand: Strand, origin: Point, outline: Outline, theme: Theme) -> Group:
    text = Text(origin, theme.wire_label_size, outline, theme.soft_ink)
    return Group("label", strand_name(strand), (text,))


def axis_drop(size: float, theme: Theme) -> float:
    """How far under the axis the baseline of a text of this size is."""
    return theme.axis_height * size


def formula_box(latex: str, size: float, theme: Theme, role: str = "sign") -> Box:
    """A formula on the axis: a coefficient, a sign, a Σ."""
    outline = measure.math(latex)
    scale, ink, drop = size / outline.em, outline.ink, axis_drop(size, theme)
    text = Text((-scale * ink.left, drop), size, outline, theme.ink)
    group = Group(role, latex, (text,))
    return Box(scale * ink.width, -(scale * ink.top + drop), scale * ink.bottom + drop, (group,))


def words_box(text: str, size: float, theme: Theme) -> Box:
    """Words, with mathematics between dollar signs, the top of their tall letters on the axis."""
    outline = mixed(text)
    scale, ink = size / outline.em, outline.ink
    ascent, descent = max(ASCENT * size, -scale * ink.top), max(DESCENT * size, scale * ink.bottom)
    shown = Text((-scale * ink.left, ascent), size, outline, theme.ink)
    return Box(scale * ink.width, 0.0, ascent + descent, (Group("words", text, (shown,)),))


def brace(left: float, right: float, top: float, text: str, theme: Theme) -> Box:
    """A brace under the span with its words, centred below, as one group; its origin is that of the span."""
    parts: list[Item] = [_brace_curve(left, right, top, theme)]
    edge, y = right, top + theme.brace + theme.end_air
    for words in in_lines(text, max(right - left, theme.brace_words), theme.words_size, theme):
        parts += words.moved((left + right - words.width) / 2, y).items
        edge, y = max(edge, (left + right + words.width) / 2), y + words.depth + theme.words_lead
    return Box(edge, 0.0, y - theme.words_lead, (Group("brace", text, tuple(parts)),))


def in_lines(text: str, width: float, size: float, theme: Theme) -> list[Box]:
    """The words in as few lines as fit in a width; a word or formula that does not has a line to itself."""
    lines: list[str] = []
    scale = size / measure.EM
    for word in unbroken(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and mixed(longer).advance * scale <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [words_box(line, size, theme) for line in lines]


def _brace_curve(left: float, right: float, top: float, theme: Theme) -> Curve:
    """Two arms with rounded ends that meet in a point, as TeX's underbrace."""
    middle, half, tip = (left + right) / 2, theme.brace / 2, top + theme.brace
    y, bend = top + half, min(half * 1.6, (right - left) / 4)
    points = (
        (left, top), (left, y - 0.2 * half), (left + 0.4 * bend, y), (left + bend, y),
        (left + bend, y), (middle - bend, y), (middle - bend, y),
        (middle - 0.4 * bend, y), (middle, y + 0.2 * half), (middle, tip),
        (middle, y + 0.2 * half), (middle + 0.4 * bend, y), (middle + bend, y),
        (middle + bend, y), (right - bend, y), (right - bend, y),
        (right - 0.4 * bend, y), (right, y - 0.2 * half), (right, top),
    )  # fmt: skip
    return Curve(points, theme.ink, theme.frame_stroke, bezier=True)


def centred_text(centre: Point, text: Text) -> Text:
    """The text with its ink in the middle; scripts weigh alike, so that neighbours keep one baseline."""
    x, y = centre
    bounds = replace(text, origin=(0, 0)).bounds
    top, bottom = _weight(bounds, text.size)
    origin = (x - (bounds.left + bounds.right) / 2, y - (top + bottom) / 2)
    return replace(text, origin=origin)


def _weight(ink: Bounds, size: float) -> tuple[float, float]:
    """Top and bottom that count for centring."""
    capital, script = 0.66 * size, 0.17 * size
    top = -capital if ink.top < -0.55 * size else ink.top
    bottom = script if ink.bottom > 0.1 * size else ink.bottom
    return top, min(bottom, script)
