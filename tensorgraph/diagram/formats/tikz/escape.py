"""Labels as LaTeX that a basic pdflatex sets, in the letters of ASCII.

Formulas are written anew from their tree and words character by character, so that nothing of a label reaches TeX as it
was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from tensorgraph.diagnostics import TensorgraphError, mistake
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
from tensorgraph.diagram.formats.signs import ACCENTS, COMMANDS_OF, FONTS, LETTERS, TEXT_ACCENTS
from tensorgraph.diagram.mixed import stretches

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/=()[]|.,:;!?@")
"""Characters that mean themselves in a formula."""

ESCAPES: Mapping[str, str] = {
    **{character: "\\" + character for character in "#$%&_{}"},
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''", "`": r"\`{}",
}  # fmt: skip
"""Characters of ASCII that mean something else to TeX, as they are written in words."""

IN_CODE: Mapping[str, str] = {
    " ": "~", "'": r"\textquotesingle{}", **{character: rf"{{\char{ord(character)}}}" for character in '"\\^`{}~<>|'},
}  # fmt: skip
"""Characters whose sign in words another font has: the typewriter's own, which every encoding has at its place."""

LIGATURES = frozenset(("--", ",,", "''", "``", "!`", "?`"))
"""Characters that TeX would make one of."""

LARGE = frozenset(("frac", "sum", "prod", "int"))
"""What TeX sets small in a line, and a picture does not."""

CAPITALS_ONLY: Mapping[str, str] = {"mathbb": "mathbf", "mathcal": "mathit"}
"""Fonts of TeX that have capitals only, with what is written for the rest."""

DOTLESS = {"i": r"\imath", "j": r"\jmath"}

_CLUSTER = re.compile(r".[\u0300-\u036f\u20d7]*", re.DOTALL)
_NAMED = re.compile(r"\\[a-zA-Z]+$")


def label_tex(text: str, style: str) -> str:
    r"""The text of an outline in its style, as LaTeX for the inside of a node; words may have formulas in them.

    A TensorgraphError with the code ``text`` names a character that a basic TeX cannot set.

    >>> label_tex("W_Q", "math"), label_tex("50% of $x_1$", "words"), label_tex("head", "italic")
    ('$W_Q$', '50\\% of \\(x_1\\)', '\\textit{head}')
    >>> print(label_tex("f('a_1')", "code"))
    \texttt{f(\textquotesingle{}a\_1\textquotesingle{})}
    """
    if style == "math":
        return math_tex(text)
    if style == "inline":
        return f"${_row(long_formula(unicodedata.normalize('NFC', text)))}$"
    if style == "italic":
        return rf"\textit{{{words_tex(text)}}}"
    if style == "code":
        return rf"\texttt{{{words_tex(text, IN_CODE)}}}"
    found = "".join(rf"\({_formula(piece)}\)" if is_math else words_tex(piece) for is_math, piece in stretches(text))
    return rf"\textbf{{{found}}}" if style == "bold" else found


def math_tex(latex: str) -> str:
    r"""A formula between dollars, fractions and sums at full size.

    >>> math_tex("σ"), math_tex(r"\frac1d")
    ('$\\sigma$', '$\\displaystyle\\frac{1}{d}$')
    """
    style = r"\displaystyle" if any(map(_is_large, formula(latex))) else ""
    return f"${_joined([style, _formula(latex)])}$"


def row_tex(row: Row) -> str:
    """A formula that is read already, as `math_tex` writes it, without dollars."""
    return _row(row)


def words_tex(text: str, special: Mapping[str, str] = {}) -> str:
    r"""Words in which nothing is markup; ``special`` characters are written otherwise.

    >>> words_tex("Größe & co: 1–2 α")
    'Gr\\"{o}{\\ss}e \\& co: 1--2 \\ensuremath{\\alpha}'
    """
    written = ""
    for cluster in _CLUSTER.findall(unicodedata.normalize("NFC", text)):
        letter = special.get(cluster) or _letter(cluster)
        written += ("{}" if written[-1:] + letter[:1] in LIGATURES else "") + letter
    return written


def _formula(latex: str) -> str:
    return _row(formula(unicodedata.normalize("NFC", latex)))


def _is_large(node: Node) -> bool:
    core = node.base if isinstance(node, Scripts) else node
    return isinstance(core, Command) and core.name in LARGE


def _row(row: Row) -> str:
    return _joined([_node(node) for node in row])


def _joined(pieces: list[str]) -> str:
    """Pieces side by side, with a space where a letter would lengthen the command before it."""
    written = ""
    for piece in pieces:
        written += (" " if piece[:1].isalpha() and _NAMED.search(written) else "") + piece
    return written


def _node(node: Node) -> str:
    match node:
        case Sign():
            return rf"\{node.text}" if node.escaped else _sign(node.text)
        case Words():
            return rf"\{node.command}{{{words_tex(node.text)}}}"
        case Braces():
            return f"{{{_row(node.body)}}}"
        case Fence():
            return _joined([r"\left", _node(node.opens), _row(node.body), r"\right", _node(node.closes)])
        case Scripts():
            return (_node(node.base) if node.base else "{}") + _below(node.below) + _above(node.above)
        case Command():
            return _command(node)


def _command(command: Command) -> str:
    degree = f"[{{{_row(command.degree)}}}]" if command.degree else ""
    capitals = all(isinstance(node, Sign) and "A" <= node.text <= "Z" for row in command.arguments for node in row)
    name = command.name if capitals else CAPITALS_ONLY.get(command.name, command.name)
    return rf"\{name}{degree}" + "".join(f"{{{_row(argument)}}}" for argument in command.arguments)


def _below(row: Row | None) -> str:
    return "" if row is None else "_" + _script(row)


def _above(row: Row | None) -> str:
    if row and all(node == Command("prime") for node in row):
        return "'" * len(row)
    return "" if row is None else "^" + _script(row)


def _script(row: Row) -> str:
    """In braces where it is more than a character."""
    written = _row(row)
    return written if len(written) == 1 else f"{{{written}}}"


def _sign(text: str) -> str:
    """A character of a formula, with the marks over it."""
    if text in PLAIN:
        return text
    known = COMMANDS_OF.get(text)
    if known:
        return rf"\{known}" if known.isalpha() else known
    base, *marks = tuple(unicodedata.normalize("NFD", text))
    if not marks:
        return _lettered(text) or rf"\text{{{_letter(text)}}}"
    if not set(marks) <= set(ACCENTS):
        return rf"\text{{{_letter(text)}}}"
    written = DOTLESS.get(base) or _sign(base)
    for mark in marks:
        written = rf"\{ACCENTS[mark]}{{{written}}}"
    return written


def _lettered(text: str) -> str:
    """A letter of another font, of Greek that looks Latin, or a small raised or lowered one; empty for none."""
    simple = unicodedata.normalize("NFKC", text)
    name = unicodedata.name(text, "")
    if name.startswith("GREEK CAPITAL") or text == "ο":
        return _LATIN.get(text, "")
    if simple == text or not all(c in PLAIN or c in COMMANDS_OF for c in simple):
        return ""
    written = _joined([_sign(c) for c in simple])
    script = {"<super>": "^", "<sub>": "_"}.get(unicodedata.decomposition(text).split(" ")[0])
    if script:
        return f"{{{script}{{{written}}}}}"
    font = next((font for word, font in FONTS.items() if word in name), "")
    return _command(Command(font, ((Sign(simple),),))) if font and len(simple) == 1 else f"{{{written}}}"


_LATIN = {
    **{greek: rf"\mathrm{{{latin}}}" for greek, latin in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True)},
    "ο": "o",
}
"""Greek letters that TeX writes in Latin."""


def _letter(cluster: str) -> str:
    """A character of words, with the marks on it."""
    if cluster.isspace() and cluster not in LETTERS:
        return " "
    if cluster.isascii():
        return ESCAPES.get(cluster, cluster if cluster.isprintable() else " ")
    if cluster in LETTERS:
        return f"{{{LETTERS[cluster]}}}" if LETTERS[cluster][0] == "\\" else LETTERS[cluster]
    base, *marks = tuple(unicodedata.normalize("NFD", cluster))
    if marks and base.isascii() and base.isalpha() and set(marks) <= set(TEXT_ACCENTS):
        written = base
        for mark in marks:
            written = rf"\{TEXT_ACCENTS[mark]}{{{written}}}"
        return written
    return rf"\ensuremath{{{_formula_sign(cluster)}}}"


def _formula_sign(cluster: str) -> str:
    """A character of words that only formulas have."""
    base, *marks = tuple(unicodedata.normalize("NFD", cluster))
    known = base in PLAIN or base in COMMANDS_OF or _lettered(base)
    if not known or not set(marks) <= set(ACCENTS):
        raise _unknown(cluster)
    return _sign(cluster)


def _unknown(cluster: str) -> TensorgraphError:
    codes = " ".join(f"U+{ord(character):04X}" for character in cluster)
    shown = f"“{cluster}” ({codes})" if cluster.isprintable() else codes
    message = f"{shown} is in none of the fonts that every TeX has"
    return mistake("text", message, None, "write it in Latin or Greek letters, or draw to another format: pdf, svg")
