"""Syntax errors in words. Never a name of the grammar.

What stops where a statement of `WRONG` stops gets its message; anything else is said from the words that could have
followed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from tensorgraph.diagnostics import near
from tensorgraph.syntax.machine import END, Machine, StopError
from tensorgraph.syntax.wrong import WRONG

_CHARACTERS = {
    "@": ("product-sign", "`@` is not used: factors stand side by side", "delete it: a shared wire joins factors"),
    "'": ("bad-quote", "texts stand in double quotes", 'write `"…"`'),
    ".": ("no-methods", "`.` is not used: there are no methods and no transposes", "exchange wires: `A[j, i]`"),
    "\\": ("bad-character", "`\\` cannot stand outside a text", 'LaTeX belongs into a label: `{ label: "\\sigma" }`'),
    "<": ("no-inequality", "inequalities are not part of the language", "use `==`, `!=` or `~= … within …`"),
    ">": ("no-inequality", "inequalities are not part of the language", "use `==`, `!=` or `~= … within …`"),
    "−": ("bad-character", "`−` (U+2212) is not the sign for minus here", "write `-`"),
    "×": ("product-sign", "`×` is not used: factors stand side by side", "delete it, or write `*`"),
    "⊗": ("product-sign", "`⊗` is not used: factors stand side by side", "delete it: wires that differ stay apart"),
    "⊙": ("product-sign", "`⊙` is not used: factors stand side by side", "delete it, and name the wires alike"),
    "·": ("product-sign", "`·` is not used: factors stand side by side", "delete it, or write `*`"),
    "≈": ("bad-character", "`≈` is drawn, not written", "write `~=`"),
    "≠": ("bad-character", "`≠` is drawn, not written", "write `!=`"),
    "∑": ("no-sum-sign", "sums are not written: a wire that is not on the left is summed", "delete it"),
}

_SIGHTS = (
    (r"", r"\.\.\.|…", "bad-index", "every leg has the name of a wire", "write one name for each leg: `x[i, m]`"),
    (r"\s", r"\.\s", "product-sign", "`.` is not used: factors stand side by side", "delete it, or write `*`"),
    (r"", r"√\s*(\w+)", "bad-character", "`√` is drawn, not written", r"write `sqrt(\1)`"),
    (r"", r"√", "bad-character", "`√` is drawn, not written", "write `sqrt(…)`"),
    (
        r"[])]",
        r"'",
        "no-methods",
        "a prime stands in a name only, and there are no transposes",
        "exchange wires: `A[j, i]`",
    ),
    (
        r"(?:sum|Sum|Σ)_?",
        r"\{",
        "no-sum-sign",
        "sums are not written: a wire that is not on the left is summed",
        "delete the sum",
    ),
    (r"\w_", r"\{", "bad-index", "indices stand in square brackets", "write `W[i, j]`"),
    (
        r"\^",
        r"\{",
        "power",
        "a superscript is one wire or whole number; there are no powers",
        "write `square(…)`, or `W^h[m, d]` for a leg",
    ),
    (r"\^", r"[⊤†]", "no-methods", "a superscript is a leg, and there are no transposes", "exchange wires: `A[j, i]`"),
    (r"/", r"/", "two-signs", "`//` is not used: the numbers are real", "write one `/`"),
    (
        r'\b(?:place|group|brace)\s*(?:"[^"\n]*"\s*)?',
        r"\{",
        "clause-place",
        "`place`, `group` and `brace` stand in a `show`, after its expression",
        "write `show name: …`, and then `place { A: above }` or `group: A, B`",
    ),
    (r"\bplace\s+\w+\s*", r":", "place-form", "the wishes stand in braces", "write `place { A: above }`"),
    (r"\bplace\s*\(\s*\w+\s*:\s*", r"\w", "place-form", "the wishes stand in braces", "write `place { A: above }`"),
    (
        r'\bgroup\s*"[^"\n]*"\s*',
        r"\w",
        "group-form",
        "a colon stands before the tensors of a group",
        'write `group "…": A, B`',
    ),
    (
        r"\bgroup\s+\w+\s*",
        r",",
        "group-form",
        "a colon stands before the tensors of a group",
        "write `group: A, B`",
    ),
    (
        r"\bgroup\s+\w+\s*",
        r":",
        "group-form",
        "the text of a group stands in quotes",
        'write `group "…": A, B`, and a colour as `group { color: red }: A, B`',
    ),
)
"""What is meant where a statement stops: a pattern of the text before, one of the text from there, code, message, hint
with what the pattern's group found."""

_WORDS = {
    "NAME": "a name",
    "INT": "a whole number",
    "NUMBER": "a number",
    "STRING": "a text in quotes",
    "SIGN": "`+` or `-`",
    "OPERATOR": "`*` or `/`",
    "HOLE": "`?`",
    "RELATION": "`==`, `!=` or `~=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "SEMICOLON": "`;`",
    "EQUAL": "`=`",
    "VBAR": "`|`",
    "CIRCUMFLEX": "`^`",
    END: "the end of the statement",
}

UNKNOWN_STATEMENT = "unknown-statement"
"""The code of a first word that starts no statement."""
MAX_BEFORE = 60
"""Characters before the place that `_SIGHTS` looks at."""
GENERIC = "syntax"
"""The code of what no entry of the catalogue knows."""
STATEMENT_WORDS = ("dim", "tensor", "param", "input", "scalar", "fn", "use", "def", "show", "check", "style")
"""The words a statement starts with, unless it defines a name."""


def explain(machine: Machine, text: str, stop: StopError) -> tuple[str, str, str]:
    """Code, message and hint for a statement that stops."""
    seen = _clause_word(text) or _sight(text, stop.position)
    if seen or stop.token is None:
        return seen or _character(text[stop.position])
    return _statement_word(text) or _catalogue(machine).get(_key(stop)) or _generic(machine, stop)


def is_first_word(code: str, text: str) -> bool:
    """Whether the place of a mistake is the statement's first word, wherever it stops."""
    return code == UNKNOWN_STATEMENT or (code == "clause-place" and _clause_word(text) is not None)


def _clause_word(text: str) -> tuple[str, str, str] | None:
    """A clause in the first column, which is no definition."""
    match = re.match(r'(place|group|brace)\s*(?:"[^"\n]*"\s*)?[{:]', text)
    if match is None or "=" in text:
        return None
    message = f"`{match[1]}` belongs to a `show`"
    return "clause-place", message, "indent the line: it goes on with the `show` above it"


def _sight(text: str, position: int) -> tuple[str, str, str] | None:
    for before, at, code, message, hint in _SIGHTS:
        match = re.compile(at).match(text, position)
        if match and re.search(before + r"\Z", text[max(0, position - MAX_BEFORE) : position]):
            return code, message, match.expand(hint)
    return None


def _character(character: str) -> tuple[str, str, str]:
    shown = f"`{character}`" if character.isprintable() and not unicodedata.combining(character) else "this character"
    unknown = f"{shown} (U+{ord(character):04X}) is not a sign of the language"
    return _CHARACTERS.get(character) or ("bad-character", unknown, "delete it")


def _statement_word(text: str) -> tuple[str, str, str] | None:
    """A first word that is nearly one a statement starts with, followed by another word."""
    words = text.split(None, 2)
    if len(words) < 2 or not words[0].isidentifier() or not (words[1][0].isalpha() or words[1][0] == "_"):
        return None
    found = near(words[0], STATEMENT_WORDS)
    if not found or found[0] == words[0]:
        return None
    return UNKNOWN_STATEMENT, f"no statement starts with `{words[0]}`", f"write `{found[0]}`"


def _key(stop: StopError) -> tuple[int, str]:
    assert stop.token is not None
    return stop.stack[-1], stop.token.kind


@cache
def _catalogue(machine: Machine) -> dict[tuple[int, str], tuple[str, str, str]]:
    found: dict[tuple[int, str], tuple[str, str, str]] = {}
    for code, wrong, message, hint in WRONG:
        try:
            machine.parse(wrong)
        except StopError as stop:
            found.setdefault(_key(stop), (code, message, hint))
    return found


def _generic(machine: Machine, stop: StopError) -> tuple[str, str, str]:
    assert stop.token is not None
    found = "the end of the statement" if stop.token.kind == END else f"`{stop.token.text}`"
    words = {_WORDS.get(kind, f"`{kind.lower()}`") for kind in machine.expected(stop.stack) if kind != "HOLE"}
    expected = sorted(words - {"the end of the statement"}) + sorted(words & {"the end of the statement"})
    several = ", ".join(expected[:-1]) + (" or " if len(expected) > 1 else "") + expected[-1]
    return GENERIC, f"{found} cannot stand here", f"expected {several}"
