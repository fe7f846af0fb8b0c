"""Tensors, functions and numbers of a file as LaTeX, as the picture writes them too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from tensorgraph.diagram.formats.signs import COMMANDS_OF
from tensorgraph.diagram.names import LARGEST_DENOMINATOR, decimal_latex, group, name_latex, scalar_latex
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.pieces import row, words

HOLE = r"\cdot"
"""Where the argument stands in a function's sign."""
SIGNS = {"abs": rf"|{HOLE}|", "square": rf"({HOLE})^2"}
"""Functions that are written around their argument; others as the picture writes them."""
OPERATORS = frozenset(("exp", "log", "sin", "cos", "tanh", "max"))
"""Functions that LaTeX has a command for."""
NAMES = {
    "sum": r"\sum",
    "gelu_new": r"\operatorname{gelu}_{\mathrm{new}}",
    "log_softmax": r"\log\operatorname{softmax}",
}
"""Functions whose names are no words."""


def tensor_latex(network: Network, name: str) -> str:
    """A tensor's label, or its name."""
    if name in network.holes:
        return "?"
    entry = network.definitions.get(name) or network.declarations.get(name)
    label = dict(entry.attributes).get("label") if entry else None
    callee = getattr(entry, "callee", "")
    return label if isinstance(label, str) and not callee else call_latex(name)


def indexed(network: Network, name: str, above: list[str], below: list[str]) -> Line:
    """A tensor with indices above and below; in parentheses where its name has some there: (W_Q)_{md}."""
    letters = tensor_latex(network, name)
    opens, closes = around(letters, bool(above), bool(below)) if "(" not in name else ("", "")
    return row(opens, words(letters, name), closes, script("^", above), script("_", below))


def around(letters: str, above: bool, below: bool) -> tuple[str, str]:
    """What a symbol needs around it before it gets indices, or stands beside others."""
    if ("_" in letters and below) or ("^" in letters and above) or _is_several(letters, above or below):
        return "(", ")"
    return ("{", "}") if "'" in letters and above else ("", "")


_SCRIPT = re.compile(r"[_^]\s*(?:\{\}|\\[a-zA-Z]+|.)")
_PART = re.compile(r"\\[a-zA-Z]+(?:\s*\{\})*|\{\}|[^\W\d_]|\d+")


def _is_several(letters: str, has_indices: bool) -> bool:
    r"""Whether a symbol is several side by side, of which indices would be those of the last; or a sum.

    >>> [_is_several(letters, True) for letters in (r"\mathbf{x}", "h(x)", "W_{OV}'", "UU^T", "1/\\sigma", "A+B")]
    [False, False, False, True, True, True]
    """
    bare = letters.strip()
    if bare.startswith(("(", "|", r"\langle", r"\left")):
        return False
    for pattern, stand_in in ((r"\{[^{}]*\}", "\0"), (r"\([^()]*\)", "")):
        while re.search(pattern, bare):
            bare = re.sub(pattern, stand_in, bare)
    bare = _SCRIPT.sub("", bare.replace("\0", "{}"))
    return bool(re.search(r"[+=-]", bare)) or (has_indices and ("/" in bare or len(_PART.findall(bare)) > 1))


def script(sign: str, indices: list[str]) -> str:
    r"""Indices above or below; nothing for none.

    >>> script("_", ["i", "j"]), script("^", ["head", "j"]), script("_", [])
    ('_{ij}', '^{\\mathrm{head},j}', '')
    """
    return sign + group(side_by_side(indices)) if indices else ""


def side_by_side(indices: list[str]) -> str:
    """Indices without air where they are letters and digits, else with commas."""
    between = "" if all(len(index.rstrip("'")) == 1 for index in indices) else ","
    return between.join(map(index_latex, indices))


def index_latex(name: str) -> str:
    """An index: a name, a number, or a thick one in parentheses."""
    return name if not name[:1].isalpha() else name_latex(name)


def above_and_below(scalar: Scalar) -> tuple[str, list[str]]:
    """What multiplies, nothing for one, and what divides, each without its sign: for a fraction in a line."""
    rational = abs(scalar.rational)
    if rational.denominator > LARGEST_DENOMINATOR:
        rational, above = Fraction(1), [decimal_latex(rational)]
    else:
        above = []
    top = Scalar(Fraction(rational.numerator), tuple(power for power in scalar.powers if power[1] > 0))
    powers = [((name, -power),) for name, power in scalar.powers if power < 0]
    below = [Scalar(Fraction(1), power) for power in powers]
    if rational.denominator > 1:
        below.insert(0, Scalar.number(rational.denominator))
    return r"\,".join([*above, *filter(None, [coefficient_latex(top)])]), list(map(scalar_latex, below))


def coefficient_latex(scalar: Scalar) -> str:
    """A coefficient without its sign; nothing for one."""
    latex = scalar_latex(scalar)
    return "" if latex == "1" else latex


def function_latex(network: Network, apply: Apply, axes: Iterable[str]) -> str:
    """A function's sign with its axes; `HOLE` is in it where the argument stands inside."""
    entry = FUNCTIONS.get(apply.function)
    opaque = network.functions.get(apply.name)
    label = dict(opaque.attributes).get("label") if opaque else None
    if isinstance(label, str):
        return label + script("_", list(axes))
    if entry and apply.name == apply.function and HOLE in entry.label:
        return SIGNS.get(apply.function, entry.label)
    return _operator(apply) + script("_", list(axes))


def _operator(apply: Apply) -> str:
    """A name, upright where it is a word; in braces where it has an index of its own."""
    name = apply.name
    if name in OPERATORS:
        return f"\\{name}"
    if name in NAMES:
        return NAMES[name]
    latex = name_latex(name)
    word = latex.removeprefix(r"\mathrm{").removesuffix("}")
    if word.isalpha() and word != latex:
        return rf"\operatorname{{{word}}}"
    return f"{{{latex}}}" if apply.axes and set("_^'") & set(latex) else latex


def argument(body: Line) -> Line:
    """In parentheses. What is in them has no fraction of two lines, so that they need not grow."""
    return row("(", body, ")")


def call_latex(text: str) -> str:
    r"""The text of a call, each name in it with one exponent.

    >>> call_latex("attn(x, W_Q^l^h)")
    '\\mathrm{attn}(x,W_Q^{lh})'
    """
    return _EXPONENTS.sub(_as_one, name_latex(text))


_EXPONENTS = re.compile(r"(?:\^(?:\{[^{}]*\}|[^{}\\])){2,}")
_EXPONENT = re.compile(r"\^(?:\{([^{}]*)\}|(.))")


def _as_one(found: re.Match[str]) -> str:
    parts = [long or short for long, short in _EXPONENT.findall(found[0])]
    return f"^{{{('' if all(len(part) == 1 for part in parts) else ',').join(parts)}}}"


def in_tex(line: Line) -> Line:
    r"""The line with commands for the letters that TeX does not have.

    >>> [piece.text for piece in in_tex((Piece("σ", "σ"), Piece("b + "), Piece("αβ", "αβ"))) ]
    ['\\sigma ', 'b + ', '\\alpha\\beta']
    """
    following = [piece.text[:1] for piece in line[1:]] + [""]
    return tuple(Piece(_commands(piece.text, after), piece.of) for piece, after in zip(line, following, strict=True))


def _commands(text: str, after: str) -> str:
    made = ""
    for letter, following in zip(text, [*text[1:], after], strict=True):
        command = COMMANDS_OF.get(letter) if ord(letter) >= FIRST_OTHER else None
        made += f"\\{command}{' ' * (following.isalpha() and ord(following) < FIRST_OTHER)}" if command else letter
    return made


FIRST_OTHER = 128
"""The first character that is not ASCII."""
