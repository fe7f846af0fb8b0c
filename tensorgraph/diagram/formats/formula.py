"""A label's LaTeX as a tree, for formats that set type themselves or write plain text.

It reads what `tensorgraph.diagram.latex` lets through, and nothing else: what a writer makes of the tree can hold no
command that is not in that table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.latex import COMMANDS, checked, refused


@dataclass(frozen=True)
class Sign:
    """A character, or a space asked for (`,` `:` `;` and a blank) with ``escaped``."""

    text: str
    escaped: bool = False


@dataclass(frozen=True)
class Command:
    """A command with its arguments: a letter, an accent, a font, a fraction. ``degree`` is that of a root."""

    name: str
    arguments: tuple[Row, ...] = ()
    degree: Row = ()


@dataclass(frozen=True)
class Words:
    """Text in a formula: ``command`` is text, textbf or textit."""

    command: str
    text: str


@dataclass(frozen=True)
class Fence:
    """Between `left` and `right`; ``opens`` and ``closes`` are delimiters."""

    opens: Sign | Command
    body: Row
    closes: Sign | Command


@dataclass(frozen=True)
class Braces:
    """Parts in braces."""

    body: Row


@dataclass(frozen=True)
class Scripts:
    """What stands below and above; ``base`` is None at the start of a formula."""

    base: Node | None
    below: Row | None
    above: Row | None


Node: TypeAlias = Sign | Command | Words | Fence | Braces | Scripts
Row: TypeAlias = tuple[Node, ...]

ARGUMENTS: Mapping[str, int] = {
    "frac": 2,
    **dict.fromkeys(("hat", "bar", "tilde", "vec", "dot", "ddot", "widehat", "widetilde", "overline", "underline"), 1),
    **dict.fromkeys(("mathrm", "mathbf", "mathit", "mathcal", "mathbb", "mathsf", "mathtt", "mathfrak"), 1),
    **dict.fromkeys(("sqrt", "operatorname"), 1),
}
TEXTS = ("text", "textbf", "textit")
DELIMITERS = frozenset("()[]|/.")
NAMED_DELIMITERS = frozenset(
    ("langle", "rangle", "lvert", "rvert", "lVert", "rVert", "vert", "Vert", "uparrow", "downarrow")
)

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S[\u0300-\u036f\u20d7]*|\s+", re.DOTALL)


def formula(latex: str) -> Row:
    """The parts of a label; a TensorgraphError with the code ``latex`` for what is none.

    >>> formula("W_Q")
    (Scripts(base=Sign(text='W', escaped=False), below=(Sign(text='Q', escaped=False),), above=None),)
    """
    reader = _Reader(latex, _TOKEN.findall(checked(latex)))
    row = reader.row()
    if reader.next is not None:
        raise reader.problem()
    return row


DEEPEST = 120
"""Braces in braces of a whole statement: some more than bubbles and groups may be nested."""


def long_formula(latex: str) -> Row:
    """The parts of a formula that is no label but a whole statement, of any length; errors as for `formula`."""
    tokens = _TOKEN.findall(latex)
    depths = accumulate({"{": 1, "}": -1, r"\left": 1, r"\right": -1}.get(token, 0) for token in tokens)
    reader = _Reader(latex, tokens)
    if max(depths, default=0) > DEEPEST:
        raise reader.problem()
    row = reader.row()
    if reader.next is not None:
        raise reader.problem()
    return row


class _Reader:
    """Tokens and the place in them; `checked` bounds their number and how deep they are nested."""

    def __init__(self, latex: str, tokens: list[str]) -> None:
        self.latex, self.tokens, self.at = latex, tokens, 0

    @property
    def next(self) -> str | None:
        """The token to be read, spaces left out."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def problem(self) -> TensorgraphError:
        """What is wrong with any text that cannot be read."""
        return refused(self.latex, None)

    def take(self, wanted: str | None = None) -> str:
        """The next token, which is the one wanted."""
        token = self.next
        if token is None or wanted not in (None, token):
            raise self.problem()
        self.at += 1
        return token

    def row(self, *ends: str) -> Row:
        """Parts up to a token that ends them."""
        parts: list[Node] = []
        while self.next not in (None, "}", r"\right", *ends):
            parts.append(self.part())
        return tuple(parts)

    def part(self) -> Node:
        """An atom with its scripts."""
        base = None if self.next in ("^", "_", "'") else self.atom()
        below: Row | None = None
        above: Row | None = None
        while (script := self.next) in ("^", "_", "'"):
            self.take()
            if script == "_":
                below = self.only(below, self.argument())
            elif script == "'":
                above = (*(above or ()), Command("prime"))
            else:
                above = (*self.primes(above), *self.argument())
        return Scripts(base, below, above) if below is not None or above is not None else base or Braces(())

    def only(self, known: Row | None, found: Row) -> Row:
        """A script, where there is none yet."""
        if known is not None:
            raise self.problem()
        return found

    def primes(self, above: Row | None) -> Row:
        """What a superscript may follow."""
        if any(part != Command("prime") for part in above or ()):
            raise self.problem()
        return above or ()

    def argument(self) -> Row:
        """A group, or one atom."""
        if self.next != "{":
            return (self.atom(),)
        return self.group()

    def group(self) -> Row:
        """What is in braces."""
        self.take("{")
        body = self.row()
        self.take("}")
        return body

    def atom(self) -> Node:
        """A character, a command with its arguments, or a group."""
        if self.next == "{":
            return Braces(self.group())
        token = self.take()
        if token in ("}", "^", "_", "'", r"\right"):
            raise self.problem()
        if token == r"\left":
            return self.fence()
        if token[0] != "\\":
            return Sign(token)
        return self.command(token[1:])

    def command(self, name: str) -> Node:
        """What a command takes."""
        if name in TEXTS:
            return Words(name, self.text())
        if not name.isalpha():
            return Sign(name, escaped=True)
        if name not in COMMANDS:
            raise self.problem()
        degree = self.degree() if name == "sqrt" else ()
        return Command(name, tuple(self.argument() for _ in range(ARGUMENTS.get(name, 0))), degree)

    def degree(self) -> Row:
        """The number over a root."""
        if self.next != "[":
            return ()
        self.take("[")
        row = self.row("]")
        self.take("]")
        return row

    def fence(self) -> Fence:
        """From `left` to `right`."""
        opens = self.delimiter()
        body = self.row()
        self.take(r"\right")
        return Fence(opens, body, self.delimiter())

    def delimiter(self) -> Sign | Command:
        """What may stand after `left` and `right`."""
        token = self.take()
        if token in DELIMITERS:
            return Sign(token)
        if token in (r"\{", r"\}", r"\|"):
            return Sign(token[1], escaped=True)
        if token[1:] in NAMED_DELIMITERS:
            return Command(token[1:])
        raise self.problem()

    def text(self) -> str:
        """The characters of a text, in which braces only group and a backslash stands before a sign."""
        if self.next != "{":
            return self.take()
        depth, found = 0, ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token, 0)
            if not depth:
                return found
            found += "" if token in ("{", "}") else token[1:] if len(token) == 2 and token[0] == "\\" else token
        raise self.problem()
