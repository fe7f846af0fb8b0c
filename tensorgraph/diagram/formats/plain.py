"""Labels as plain text, for programs that set no mathematics: `W_Q^h` stays as it is written by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from tensorgraph.diagram.formats.formula import (
    Braces,
    Command,
    Fence,
    Node,
    Row,
    Scripts,
    Sign,
    Words,
    formula,
    long_formula,
)
from tensorgraph.diagram.formats.signs import ACCENTS, SIGNS
from tensorgraph.diagram.mixed import stretches

MARKS: Mapping[str, str] = {
    **{name: mark for mark, name in ACCENTS.items()},
    "widehat": "\u0302", "widetilde": "\u0303", "overline": "\u0305", "underline": "\u0332",
}  # fmt: skip
"""An accent as the mark that follows its letter."""

BLACKBOARD = "DOUBLE-STRUCK"
"""The one font that means something by itself: ℝ."""

SPACES = frozenset(",:; ")
"""What a backslash makes a space of; `!` makes none."""

FUNCTIONS = (
    "exp", "log", "ln", "sin", "cos", "tan", "tanh", "max", "min", "det", "dim", "ker", "arg", "lim", "inf", "sup",
)  # fmt: skip
"""Names that a letter after them would lengthen."""

BINARY = frozenset("=≤≥≠≈≡∼≃∝∈⊂→←↔↦⇒⇐")
"""Relations, which have air around them."""


def plain_text(text: str, style: str) -> str:
    """The text of an outline in its style, without LaTeX; words may have formulas in them.

    >>> plain_text(r"W_{OV}^h", "math"), plain_text(r"\\frac{1}{\\sqrt{\\mathit{head}}}", "math")
    ('W_OV^h', '1/√head')
    >>> plain_text(r"\\hat{\\sigma}_{i,j}", "math"), plain_text(r"a_b of $\\alpha$", "words")
    ('σ̂_{i,j}', 'a_b of α')
    >>> plain_text(r"y = \\sum_{i} a_{i} b_{i}", "inline")
    'y = ∑_i a_i b_i'
    """
    if style == "inline":
        return unicodedata.normalize("NFC", _spaced(long_formula(text)).strip())
    if style == "math":
        return row_text(formula(text))
    pieces = stretches(text) if style in ("words", "bold") else [(False, text)]
    return "".join(plain_text(piece, "math") if is_math else piece for is_math, piece in pieces)


def row_text(row: Row) -> str:
    """A formula that is read already, as `plain_text` writes it."""
    return unicodedata.normalize("NFC", _row(row).strip())


def _spaced(row: Row) -> str:
    """A statement, in which factors with indices stand apart."""
    written = ""
    for before, node in zip((None, *row), row, strict=False):
        opens, closes = _ends(node) if isinstance(node, Fence) else ("", "")
        piece = opens + _spaced(node.body) + closes if isinstance(node, Fence) else _row((node,))
        indexed = isinstance(before, Scripts | Fence) or isinstance(node, Scripts)
        apart = indexed and written[-1:] not in _TOUCHING and piece[:1] not in _TOUCHING
        written += (" " if apart else "") + piece
    return written


_TOUCHING = frozenset(("", " ", "(", ")", ","))
"""What needs no space beside it."""


def _row(row: Row) -> str:
    written = ""
    for before, node in zip((None, *row), row, strict=False):
        piece = _node(node)
        lengthened = isinstance(before, Command) and written.endswith(FUNCTIONS) and piece[:1].isalnum()
        written += (" " if lengthened else "") + piece
    return written


def _node(node: Node) -> str:
    match node:
        case Sign():
            return _sign(node)
        case Words():
            return node.text
        case Braces():
            return _row(node.body)
        case Fence():
            opens, closes = _ends(node)
            return opens + _row(node.body) + closes
        case Scripts():
            return _scripts(node)
        case Command():
            return _command(node)


def _ends(fence: Fence) -> tuple[str, str]:
    """What a fence opens and closes with; a dot is nothing."""
    return _node(fence.opens).replace(".", ""), _node(fence.closes).replace(".", "")


def _sign(sign: Sign) -> str:
    if sign.escaped:
        return {"!": "", "|": "‖"}.get(sign.text, " " if sign.text in SPACES else sign.text)
    return f" {sign.text} " if sign.text in BINARY else sign.text


def _scripts(node: Scripts) -> str:
    primes = tuple(part for part in node.above or () if part == Command("prime"))
    above = (node.above or ())[len(primes) :]
    below = "" if node.below is None else "_" + _script(node.below)
    base = _node(node.base) if node.base else ""
    return base + "′" * len(primes) + below + ("^" + _script(above) if above else "")


def _script(row: Row) -> str:
    """In braces where it is more than a word."""
    written = _row(row)
    return written if _is_word(written) else f"{{{written}}}"


def _command(command: Command) -> str:
    name, arguments = command.name, [_row(argument) for argument in command.arguments]
    if name == "frac":
        return "/".join(map(_operand, arguments))
    if name == "sqrt":
        return _row(command.degree).translate(_RAISED) + "√" + _operand(arguments[0])
    if name in MARKS:
        return "".join(letter + MARKS[name] for letter in arguments[0])
    if name == "mathbb":
        return "".join(map(_blackboard, arguments[0]))
    if arguments:
        return arguments[0]
    sign = SIGNS.get(name, name)
    return f" {sign} " if sign in BINARY else sign


_RAISED = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def _operand(written: str) -> str:
    """In parentheses where a fraction or root would read as of its first part only."""
    return written if _is_word(written.removeprefix("√")) else f"({written})"


def _is_word(written: str) -> bool:
    letters = unicodedata.normalize("NFC", written)
    return bool(letters) and (letters.isalnum() or len(letters) == 1)


def _blackboard(letter: str) -> str:
    """ℝ for R, where there is such a letter."""
    for prefix in ("", "MATHEMATICAL "):
        try:
            return unicodedata.lookup(f"{prefix}{BLACKBOARD} CAPITAL {letter}")
        except KeyError:
            continue
    return letter
