"""What is written under each frame: which step it is, its title, its words; in the same place on every page."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram import measure
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.layout.pieces import ASCENT
from tensorgraph.diagram.mixed import mixed, unbroken
from tensorgraph.diagram.scene import Disc, Group, Item, Text, moved
from tensorgraph.diagram.theme import Theme
from tensorgraph.steps.frame import Frame

GAP = 20.0
"""Points between the lowest part of any diagram and the captions: near enough to be read with it."""
TITLE, WORDS = 18.0, 14.0
"""Sizes in points: a diagram as wide as a slide is shown at half its size, and its caption must be read from afar."""
HEIGHT = 1.4
"""Of the size: from one line of a caption to the next."""
SPACE = 0.235 * measure.EM
"""Between two words, as the font has it."""
BEAD, BEADS = 2.6, 9.0
"""Radius of a bead of progress, as a copy dot, and how far they are apart."""
MOST_BEADS = 24
"""More steps than that are told by their number only."""
BESIDE = "\N{MIDDLE DOT}"
"""Between texts on one line."""
ROLE = "caption"
"""The kind of a caption's groups, by which files tell them from the words of a diagram."""


def caption(frames: Sequence[Frame], number: int, width: float, theme: Theme) -> tuple[list[Item], float]:
    """The groups of a caption, their corner at the origin, and how high it is."""
    frame, count = frames[number], len(frames)
    items: list[Item] = list(_beads(number, count, width, theme))
    free = width - (BEADS * count + 2 * GAP if items else 0.0)
    y = 0.0
    texts = [(text, TITLE, theme.ink) for text in _lines([frame.title], free, TITLE)]
    texts += [(text, WORDS, theme.soft_ink) for text in _lines(frame.words, width, WORDS)]
    for text, size, colour in texts:
        line = _line(text, y, size, colour)
        items.append(line)
        y = max(y + size * HEIGHT, line.bounds.bottom + (HEIGHT - 1.0) / 2 * size)
    return items, y


def _lines(texts: Sequence[str], width: float, size: float) -> list[str]:
    """Texts side by side, as many as a line takes; a longer one in lines of its own."""
    lines: list[str] = []
    for text in filter(str.strip, texts):
        if lines and _width([lines[-1], BESIDE, text], size) <= width:
            lines[-1] = f"{lines[-1]} {BESIDE} {text}"
            continue
        lines.append("")
        for word in unbroken(text):
            if lines[-1] and _width([lines[-1], word], size) > width:
                lines.append(word)
            else:
                lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _width(texts: Sequence[str], size: float) -> float:
    """Of texts side by side."""
    words = [word for text in texts for word in unbroken(text)]
    return (sum(mixed(word).advance for word in words) + SPACE * (len(words) - 1)) * size / measure.EM


def _line(text: str, top: float, size: float, colour: str) -> Group:
    """A line word by word: most words stand in several captions, and are set once."""
    parts: list[Text] = []
    x = 0.0
    for word in unbroken(text):
        outline = mixed(word)
        parts.append(Text((x, top + ASCENT * size), size, outline, colour))
        x += (outline.advance + SPACE) * size / measure.EM
    return Group("words", text, tuple(parts), kind=ROLE)


def _beads(number: int, count: int, width: float, theme: Theme) -> list[Item]:
    """A bead for each frame, those that were there filled, at the right of the title."""
    if not 1 < count <= MOST_BEADS:
        return []
    middle = TITLE / 2
    discs = [
        Disc((BEADS * place, middle), BEAD, theme.ink if place <= number else theme.background, theme.ink, 0.8)
        for place in range(count)
    ]
    group = Group("sign", f"{number + 1} of {count}", tuple(discs), kind=ROLE)
    return [moved(group, width - BEADS * (count - 1) - BEAD - 0.4, 0.0)]


def said(frames: Sequence[Frame], number: int) -> str:
    """A caption in plain words, for those who hear it."""
    frame = frames[number]
    texts = [plain_text(text, "words") for text in (frame.title, *frame.words)]
    return f"Frame {number + 1} of {len(frames)}. {'. '.join(text.rstrip('.') for text in texts if text)}."
