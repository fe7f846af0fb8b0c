"""Names and numbers of a file as LaTeX."""

from __future__ import annotations

import re
from fractions import Fraction

from tensorgraph.diagram.latex import GREEK
from tensorgraph.graph.scalar import Scalar

CUT = {"…": r"\ldots"}
"""What stands for the arguments of a call with a long name."""
ARROWS = {"↑": r"\uparrow", "↓": r"\downarrow", "←": r"\leftarrow", "→": r"\rightarrow"}

_WORD = re.compile(r"[^\W\d_]+'*|\d+|_|[↑↓←→]|'+")
_PIECE = re.compile(r"[\w'↑↓←→]+|\s+|.", re.DOTALL)


def name_latex(name: str, superscripts: tuple[str, ...] = ()) -> str:
    """A name as LaTeX: parts after ``_``, digits and arrows become subscripts, ``superscripts`` stand above.

    >>> name_latex("W_Q"), name_latex("W_OV", ("h",)), name_latex("x0"), name_latex("logits"), name_latex("sigma")
    ('W_Q', 'W_{OV}^h', 'x_0', '\\\\mathrm{logits}', '\\\\sigma')
    """
    if not re.fullmatch(r"[\w'↑↓←→]+", name):
        return call_latex(name)
    words = [word for word in _WORD.findall(name) if word != "_"] or [name]
    first, *rest = words
    below = "_" + group(",".join(_word(word, below=True) for word in rest)) if rest else ""
    above = "^" + group(",".join(superscripts)) if superscripts else ""
    return _word(first) + below + above


def group(latex: str) -> str:
    """In braces where it is more than a letter: the typesetter's time doubles with each level."""
    return latex if len(latex) == 1 else f"{{{latex}}}"


def call_latex(text: str) -> str:
    """The text of a call, ``attn(x, W_Q^0)``, piece by piece.

    >>> call_latex("attn(x, W_Q)"), call_latex("block(…)")
    ('\\\\mathrm{attn}(x,W_Q)', '\\\\mathrm{block}(\\\\ldots)')
    """
    return "".join(_piece(piece) for piece in _PIECE.findall(text))


def dimension_words(name: str) -> str:
    """A dimension's name as words: underscores are spaces."""
    return name.replace("_", " ").strip() or name


LARGEST_DENOMINATOR = 12
"""Of a fraction that is read as one; beyond it, a decimal."""


def scalar_latex(scalar: Scalar, sized: bool = False) -> str:
    """A coefficient without its sign, as a fraction where it has a denominator.

    >>> scalar_latex(Scalar.number(2) / Scalar.name("head"))
    '\\\\frac{2}{\\\\mathit{head}}'
    """
    rational = abs(scalar.rational)
    if not scalar.powers and rational.denominator > LARGEST_DENOMINATOR:
        return decimal_latex(rational)
    above = [_power(name, power) for name, power in scalar.powers if power > 0]
    below = [_power(name, -power) for name, power in scalar.powers if power < 0]
    top = _number(rational.numerator, above)
    if rational.denominator == 1 and not below:
        return top
    return rf"\frac{{{top}}}{{{_number(rational.denominator, below)}}}"


def decimal_latex(value: Fraction) -> str:
    """A number as a decimal, by a power of ten where it is small; at most six digits.

    >>> decimal_latex(Fraction(1, 100_000)), decimal_latex(Fraction(3333, 10_000))
    ('10^{-5}', '0.3333')
    """
    digits, _, power = f"{float(value):.6g}".partition("e")
    if not power:
        return digits
    return ("" if digits == "1" else rf"{digits}\cdot ") + f"10^{{{int(power)}}}"


def _number(value: int, names: list[str]) -> str:
    digits = [str(value)] if value != 1 or not names else []
    return r"\,".join(digits + names)


def _power(name: str, power: Fraction) -> str:
    letter = len(name.rstrip("'")) == 1 or "_" in name or name in GREEK
    symbol = name_latex(name) if letter else rf"\mathit{{{plain(name)}}}"
    whole, half = divmod(power, 1)
    if half == Fraction(1, 2):
        root = rf"\sqrt{{{symbol}}}"
        return root if not whole else _raised(symbol, Fraction(whole)) + root
    return symbol if power == 1 else _raised(symbol, power)


def _raised(symbol: str, power: Fraction) -> str:
    return f"{symbol}^{{{power}}}" if power != 1 else symbol


def plain(name: str) -> str:
    """The letters and digits of a name."""
    return re.sub(r"\W", "", name)


def _piece(piece: str) -> str:
    if piece.isspace():
        return ""
    if re.fullmatch(r"[\w'↑↓←→]+", piece):
        return name_latex(piece)
    return CUT.get(piece, piece if piece in "()[],+=^-|:" else "")


def _word(word: str, below: bool = False) -> str:
    letters = word.rstrip("'")
    primes = word[len(letters) :]
    if letters in ARROWS:
        return ARROWS[letters]
    if letters in GREEK:
        return f"\\{letters}" + primes
    upright = len(letters) > 1 and not letters.isdigit() and not (below and letters.isupper())
    return (rf"\mathrm{{{letters}}}" if upright else letters) + primes
