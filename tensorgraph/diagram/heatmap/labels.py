"""Labels of rows and columns: tokens made visible, and as many of them as fit beside cells of a size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import combining, normalize

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import measure
from tensorgraph.diagram.mixed import mixed, unbroken
from tensorgraph.diagram.scene import Bounds, Outline
from tensorgraph.diagram.theme import Theme

SPACE = "␣"
"""A blank at the edge of a token."""
SHOWN: dict[str, str] = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
LONGEST = 20
"""Letters of a label: a longer one ends with dots, and is told in full by those formats that tell."""
SMALLEST = 5.0
"""Points of a letter that a projector still shows."""
COUNTING = 7.5
"""The same of numbers that count rows: they are left out before they get smaller."""
STEP = 0.5
"""Points between sizes that are tried."""
THIN = (2, 3, 5, 10, 20, 50, 100, 200, 500)
"""Of labels that do not all fit every second is shown, or every third, and so on."""
COUNTED = (2, 5, 10, 20, 50, 100, 200, 500)
"""The same of numbers that count rows."""
COUNTED_LEAD = 3.0
"""Lines that each of many numbers has, so that they read as a scale."""
LARGEST = 6.5
"""Points of a letter where not all are shown: less than where they are."""
LINE_AIR = 0.4
"""Points between one label and the next line of labels."""
WORD_AIR = 5.0
"""Points between labels that stand side by side."""
GAP = 4.0
"""Points between the cells and their labels."""
MARK = 3.0
"""Points of the mark that says which cell a label belongs to, where not each has one."""
HALF = 0.3
"""Of the size: half the height of a letter between small and capital, to stand in the middle of a cell."""
LATEX = 200
"""Characters of a label with mathematics, which is not cut, and of a line of a title."""

NONE = Outline("", Bounds(0, 0, 0, 0), 0.0, measure.EM, "", "words")
"""The outline of an empty label."""

_POINT = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")


def visible(token: str) -> str:
    r"""A token as a label in which nothing is markup and nothing is hidden.

    Blanks at its edges, line ends, and characters that the font has not or that steer a line are written out.

    >>> print(visible(" the"), visible("\n"), visible("$x$"), visible("a b"), visible("\u202e漢"))
    ␣the \n \$x\$ a b \u202e\u6f22
    """
    text = normalize("NFC", token)
    inner = text.strip(" ")
    start = len(text) - len(text.lstrip(" ")) if inner else len(text)
    end = len(text) - len(text.rstrip(" ")) if inner else 0
    shown = "".join(_character(c, not k) for k, c in enumerate(inner))
    return SPACE * start + shown.replace("$", r"\$") + SPACE * end


def _character(character: str, first: bool) -> str:
    if character in SHOWN:
        return SHOWN[character]
    loose = first and combining(character)  # it would stand on nothing
    if character == " " or (character.isprintable() and measure.has_glyph(character) and not loose):
        return character
    code = ord(character)
    return rf"\x{code:02x}" if code < 0x100 else rf"\u{code:04x}" if code < 0x10000 else rf"\U{code:08x}"


@lru_cache(measure.KEPT)
def lettering(label: str) -> Outline:
    """The outline of a label: words with LaTeX between dollar signs where that can be set, else as a token, cut."""
    if "$" in label and len(label) <= LATEX:
        try:
            return mixed(label)
        except TensorgraphError:  # a token with a dollar sign
            pass
    return mixed(shortened(visible(label[: LONGEST + 1]))) if label else NONE


def shortened(shown: str) -> str:
    """A visible token, or its beginning and three dots.

    >>> shortened("antidisestablishmentarianism")
    'antidisestablishmen…'
    """
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1].rstrip("\\") + "…"


@lru_cache(measure.KEPT)
def turned(outline: Outline) -> Outline:
    """The outline read upwards, its baseline's start where it was."""
    written = _POINT.sub(lambda found: f"{found[2]} {_negative(found[1])}", outline.path)
    ink = outline.ink
    return replace(outline, path=written, ink=Bounds(ink.top, -ink.right, ink.bottom, -ink.left), turn=90)


def _negative(number: str) -> str:
    return number[1:] if number.startswith("-") else f"-{number}" if float(number) else number


def in_lines(text: str, width: float, size: float) -> list[Outline]:
    """Words in as few lines as fit in a width; a longer word has a line to itself."""
    lines: list[str] = []
    for word in unbroken(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and lettered(longer).advance * size / measure.EM <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [lettered(line) for line in lines]


@lru_cache(measure.KEPT)
def lettered(text: str) -> Outline:
    """The outline of a line of a title; an endless word is cut."""
    text = text if len(text) <= LATEX else text[: LATEX - 1].rstrip("\\$") + "…"
    try:
        return mixed(text)
    except TensorgraphError:
        return mixed(visible(text))


@dataclass(frozen=True)
class Side:
    """The labels along a side of a panel: ``outlines`` of all of them, of which every ``step``-th from ``first`` on is
    shown in a size; ``turned`` where those of columns are read upwards."""

    labels: tuple[str, ...]
    outlines: tuple[Outline, ...]
    size: float
    first: int
    step: int
    turned: bool = False

    @property
    def shown(self) -> Iterator[int]:
        """The numbers of the labels that are shown."""
        return (k for k in range(self.first, len(self.labels), self.step) if self.outlines[k].path)

    @property
    def scale(self) -> float:
        """Points for a unit of an outline."""
        return self.size / measure.EM

    @property
    def offset(self) -> float:
        """Points between the cells and the text."""
        return GAP + (MARK if self.step > 1 else 0.0)

    def reach(self, columns: bool) -> float:
        """Points that they take beside the cells; none where there is nothing to read."""
        inks = [self.outlines[k].ink for k in self.shown]
        if not inks:
            return 0.0
        if columns and not self.turned:
            high = max(ink.bottom for ink in inks) - min(ink.top for ink in inks)
        else:
            high = max(ink.height if columns else ink.width for ink in inks)
        return self.offset + high * self.scale


def side(labels: Sequence[str], cell: float, columns: bool, theme: Theme) -> Side:
    """The labels as large and as many as fit beside cells of a size: columns' side by side, else turned."""
    outlines = tuple(map(lettering, labels))
    counting = all(label.isdecimal() for label in labels)
    if columns:
        wide = max(outline.ink.width for outline in outlines) / measure.EM
        if wide * theme.wire_label_size + WORD_AIR <= cell:
            return Side(tuple(labels), outlines, theme.wire_label_size, 0, 1)
        if counting:
            return _counted(labels, outlines, COUNTING, wide * COUNTING + WORD_AIR, cell)
        outlines = tuple(map(turned, outlines))
    return _lines(labels, outlines, cell, counting, theme.wire_label_size)


def _lines(labels: Sequence[str], outlines: tuple[Outline, ...], cell: float, counting: bool, largest: float) -> Side:
    """Labels under each other, or upright ones beside each other."""
    high = _line_height(outlines)
    size = largest
    while size > SMALLEST and high * size + LINE_AIR > cell:
        size -= STEP
    upright = outlines[0].turn != 0
    if high * size * (COUNTED_LEAD if counting else 1.0) + LINE_AIR <= cell:
        return Side(tuple(labels), outlines, size, 0, 1, upright)
    if counting:
        return _counted(labels, outlines, COUNTING, high * COUNTING * COUNTED_LEAD, cell)
    step = next((many for many in THIN if many * cell >= high * SMALLEST + LINE_AIR), THIN[-1])
    size = max(SMALLEST, min(LARGEST, (step * cell - LINE_AIR) / high))
    return Side(tuple(labels), outlines, size, 0, step, upright)


def _line_height(outlines: Sequence[Outline]) -> float:
    """From the highest ink over a line to the lowest below it, in sizes."""
    spans = [(o.ink.left, o.ink.right) if o.turn else (o.ink.top, o.ink.bottom) for o in outlines]
    return (max(end for _, end in spans) - min(start for start, _ in spans)) / measure.EM


def _counted(labels: Sequence[str], outlines: tuple[Outline, ...], size: float, room: float, cell: float) -> Side:
    """Numbers that are multiples, as many as have room."""
    step = next((many for many in (1, *COUNTED) if many * cell >= room), COUNTED[-1])
    return Side(tuple(labels), outlines, size, min(-int(labels[0]) % step, len(labels) - 1), step)
