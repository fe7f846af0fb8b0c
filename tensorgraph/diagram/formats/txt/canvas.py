"""Characters at places: lines that join where they meet, dashed frames, words over both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tensorgraph.diagram.formats.txt.cells import cells

NORTH, SOUTH, EAST, WEST = 1, 2, 4, 8
LINES = {
    NORTH: "│", SOUTH: "│", NORTH | SOUTH: "│", EAST: "─", WEST: "─", EAST | WEST: "─",
    SOUTH | EAST: "╭", SOUTH | WEST: "╮", NORTH | EAST: "╰", NORTH | WEST: "╯",
    NORTH | SOUTH | EAST: "├", NORTH | SOUTH | WEST: "┤", SOUTH | EAST | WEST: "┬", NORTH | EAST | WEST: "┴",
    NORTH | SOUTH | EAST | WEST: "┼",
}  # fmt: skip
"""By the sides that a line leaves a place on."""
HEAVY = str.maketrans("─│╭╮╰╯├┤┬┴┼", "━┃┏┓┗┛┣┫┳┻╋")
"""The same of a grouped wire."""

Place = tuple[int, int]


class Canvas:
    """A growing field of characters, by column and row."""

    def __init__(self) -> None:
        self.frames: dict[Place, str] = {}
        self.sides: dict[Place, int] = {}
        self.heavy: set[Place] = set()
        self.words: dict[Place, str] = {}

    def frame(self, left: int, top: int, right: int, bottom: int) -> None:
        """A dashed rectangle."""
        for column in range(left + 1, right):
            self.frames[column, top] = self.frames[column, bottom] = "╌"
        for row in range(top + 1, bottom):
            self.frames[left, row] = self.frames[right, row] = "┆"
        corners = {(left, top): "╭", (right, top): "╮", (left, bottom): "╰", (right, bottom): "╯"}
        self.frames.update(corners)

    def brace(self, left: int, right: int, row: int) -> None:
        """An underbrace, its tip in the middle."""
        for column in range(left, right + 1):
            self.frames[column, row] = "─"
        self.frames.update({(left, row): "╰", (right, row): "╯", ((left + right) // 2, row): "┬"})

    def line(self, places: Sequence[Place], thick: bool = False) -> None:
        """A line through places; where two have neither column nor row in common, around a corner."""
        for one, other in pairwise(places):
            corner = (other[0], one[1])
            self._straight(one, corner, thick)
            self._straight(corner, other, thick)

    def _straight(self, one: Place, other: Place, thick: bool) -> None:
        (x, y), (end, low) = min(one, other), max(one, other)
        steps = [(EAST, WEST, (1, 0))] * (end - x) if y == low else [(SOUTH, NORTH, (0, 1))] * (low - y)
        for out, back, (right, down) in steps:
            self._open((x, y), out, thick)
            x, y = x + right, y + down
            self._open((x, y), back, thick)

    def _open(self, place: Place, side: int, thick: bool) -> None:
        self.sides[place] = self.sides.get(place, 0) | side
        if thick:
            self.heavy.add(place)

    def write(self, column: int, row: int, text: str) -> None:
        """Words over all else."""
        for offset, character in enumerate(cells(text)):
            self.words[column + offset, row] = character

    def text(self) -> str:
        """The lines, from the leftmost character on, without blanks at their ends."""
        lines = {
            place: LINES[sides].translate(HEAVY if place in self.heavy else {}) for place, sides in self.sides.items()
        }
        field = {**self.frames, **lines, **self.words}
        if not field:
            return ""
        left, top = min(x for x, _ in field), min(y for _, y in field)
        right, bottom = max(x for x, _ in field), max(y for _, y in field)
        written = ("".join(field.get((x, y), " ") for x in range(left, right + 1)) for y in range(top, bottom + 1))
        return "".join(line.rstrip() + "\n" for line in written)
