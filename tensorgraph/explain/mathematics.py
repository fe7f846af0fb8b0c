r"""A line of LaTeX as a tree, in which each tensor is a part that can have its colour.

A formula is read before it is written, and every writer writes it anew from the tree: no command that is not in
`tensorgraph.diagram.latex.COMMANDS` reaches a file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from tensorgraph.diagram.formats.formula import Braces, Command, Fence, Node, Row, Scripts, Sign, Words, long_formula
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.views.line import Line, text_of

STAND_IN = "chip"
"""Stands as a text where a tensor stands, and grows while the line has such a text itself."""
_SIGN = re.compile(r"\\.|[{}]")


@dataclass(frozen=True)
class Chip:
    """A tensor in a formula: its name in the file, and how it is written."""

    name: str
    latex: str


@dataclass(frozen=True)
class Formula:
    """The parts of a line; ``chips`` are by the text that stands for each."""

    row: Row
    chips: dict[str, Chip]

    def chip(self, node: Node | None) -> Chip | None:
        """The tensor that a part stands for, in braces or not, with indices or not."""
        match node:
            case Words(command="text", text=text):
                return self.chips.get(text)
            case Braces(body=(only,)):
                return self.chip(only)
            case Scripts(base=base):
                return self.chip(base)
        return None


def formula_of(line: Line, coloured: Container[str]) -> Formula:
    r"""The line as a tree, in which the ``coloured`` tensors are chips; a TensorgraphError where it is no formula.

    >>> from tensorgraph.views.line import Piece
    >>> formula_of((Piece("A", "A"), Piece("_{ij}")), {"A"}).chips
    {'chip0': Chip(name='A', latex='A')}
    """
    mark = STAND_IN
    while mark in text_of(line):
        mark += "p"
    chips: dict[str, Chip] = {}
    written = ""
    for piece in line:
        if piece.of in coloured and is_whole(piece.text):
            chips[f"{mark}{len(chips)}"] = Chip(piece.of, piece.text)
            written += rf"\text{{{mark}{len(chips) - 1}}}"
        else:
            written += piece.text
    return Formula(long_formula(written), chips)


def spoken_formula(line: Line) -> str:
    r"""A line of mathematics as plain text.

    >>> from tensorgraph.views.line import Piece
    >>> spoken_formula((Piece(r"y_i = \sum_j "), Piece("A", "A"), Piece("_{ij}")))
    'y_i = ∑_j A_ij'
    """
    return plain_text(text_of(line), "inline")


def is_whole(latex: str) -> bool:
    """Whether a part of a formula is one by itself: every brace has its partner."""
    depth = 0
    for sign in _SIGN.findall(latex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0 and bool(latex.strip()) and latex.strip()[0] not in "_^'"


@dataclass(frozen=True)
class Tall:
    """A parenthesis as high as what is in it."""

    sign: Sign | Command


def flat(row: Row) -> Iterator[Node | Tall]:
    """The parts of a row, those in braces and between `left` and `right` too, where nothing stands on these."""
    for node in row:
        match node:
            case Braces():
                yield from flat(node.body)
            case Fence():
                yield from (Tall(end) for end in (node.opens,) if end != Sign("."))
                yield from flat(node.body)
                yield from (Tall(end) for end in (node.closes,) if end != Sign("."))
            case _:
                yield node
