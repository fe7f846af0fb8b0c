"""Long cells in lines: words at spaces, code where a call goes on, formulas at their signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tensorgraph.diagram.mixed import mixed, unbroken
from tensorgraph.diagram.scene import Outline

CODE_INDENT = 4
"""Letters by which a line of code that goes on is set in: a step of Python."""
COMMENT = "#"
"""What begins a comment in code."""
FORMULA_INDENT = r"\quad {}"
"""Before a sign that begins a line; the braces make it stand between two terms, not before one."""

SIGN_AIR = 45.0
"""Hundredths of a letter's size around a sign between terms, which it has not at the beginning of a line."""

_OPENS, _CLOSES = "([{", ")]}"
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|.", re.DOTALL)


def words_in_lines(text: str, width: float) -> list[str]:
    """Words in as few lines of at most ``width`` hundredths of a letter's size as they need; a longer word has one to
    itself. Several spaces stay where nothing is broken: they part what stands in columns."""
    if mixed(text).advance <= width:
        return [text] if text.strip() else []
    return _filled(unbroken(text), " ", lambda line: mixed(line).advance <= width)


def code_in_lines(line: str, letters: int) -> list[str]:
    """A line of code, broken where it is longer, inside the parentheses of calls, rather the outer ones.

    >>> code_in_lines("y = f(a, g(b, c), 'd, e')", 16)
    ['y = f(a,', '    g(b, c),', "    'd, e')"]
    """
    if line.lstrip().startswith(COMMENT):
        return _comment_in_lines(line, letters)
    indent = len(line) - len(line.lstrip(" ")) + CODE_INDENT
    breaks, found, start, ahead = _breaks(line), list[str](), 0, ""
    while len(ahead) + len(line) - start > letters:
        later = [place for place in breaks if place > start]
        fitting = [place for place in later if len(ahead) + len(line[start:place].rstrip()) <= letters]
        if not later:
            break
        end = max(fitting, key=lambda place: (-breaks[place], place)) if fitting else later[0]
        found.append(ahead + line[start:end].strip() if found else line[:end].rstrip())
        start, ahead = end, " " * indent
    return [*found, ahead + line[start:].lstrip()] if found else [line]


def _comment_in_lines(line: str, letters: int) -> list[str]:
    """A comment that goes on in further comments."""
    ahead = line[: line.index(COMMENT)] + COMMENT + " "
    words = line.strip().removeprefix(COMMENT).split()
    return [ahead + part for part in _filled(words, " ", lambda part: len(ahead + part) <= letters)]


def _breaks(line: str) -> dict[int, int]:
    """Where a line of code may go on in the next, each with how deep in brackets it is: after a comma or before a
    product or sum, directly in parentheses."""
    found: dict[int, int] = {}
    quote, around = "", ""
    for place, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in _OPENS:
            around += char
        elif char in _CLOSES:
            around = around[:-1]
        elif around.endswith("(") and char in ",*+":
            found[place + 1 if char == "," else place] = len(around)
    return found


def formula_in_lines(latex: str, width: float, set_formula: Callable[[str], Outline]) -> list[str]:
    """A formula, broken where it is wider, before an = and the signs between terms."""
    lines, taken = list[str](), 0.0
    for term in _terms(latex):
        wide = set_formula(term).advance + SIGN_AIR
        if lines and taken + wide <= width:
            lines[-1], taken = f"{lines[-1]} {term}", taken + wide
        else:
            lines, taken = [*lines, term], wide
    return [lines[0], *(f"{FORMULA_INDENT} {line}" for line in lines[1:])] if len(lines) > 1 else [latex]


def _terms(latex: str) -> list[str]:
    """The sides of an equation and the terms of their sums, each with the sign before it."""
    depth, last, found = 0, "", [""]
    for token in _TOKEN.findall(latex):
        depth += (token in _OPENS or token == r"\left") - (token in _CLOSES or token == r"\right")
        if token in "+-=" and depth == 0 and last not in ("", "="):
            found.append("")
        found[-1] += token
        last = token if token.strip() else last
    return [term.strip() for term in found]


def _filled(parts: Sequence[str], between: str, fits: Callable[[str], bool]) -> list[str]:
    """Parts in as few lines as fit."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines else part
        if lines and fits(longer):
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
