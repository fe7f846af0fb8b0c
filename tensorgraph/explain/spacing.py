"""What a part of a formula is to its neighbours, and the space that TeX puts between them (The TeXbook, chapter 18)."""

from __future__ import annotations

from tensorgraph.diagram.formats.formula import Command, Node, Scripts, Sign
from tensorgraph.diagram.formats.plain import BINARY
from tensorgraph.diagram.formats.signs import SIGNS

THIN, MEDIUM, THICK = 3 / 18, 4 / 18, 5 / 18
"""Of the size: the spaces after an operator, around + and around =."""
PLUSES = frozenset("+-−±∓·×⊗⊕⊙∘∗⋆")
OPERATORS = frozenset("∑∏∫")
PUNCTUATION = frozenset(",;")
SPACES = {",": THIN, ":": MEDIUM, ";": THICK, " ": MEDIUM, "!": -THIN}
"""A space that is asked for, by the sign after its backslash."""
QUADS = {"quad": 1.0, "qquad": 2.0}
NAMES = frozenset(("operatorname", "mathrm", "exp", "log", "ln", "sin", "cos", "tan", "tanh", "max", "min"))
"""Commands that make a word: a letter after it would lengthen it."""
FENCES = {"(": "open", "[": "open", "⟨": "open", ")": "close", "]": "close", "⟩": "close"}


def space_of(node: Node) -> float | None:
    """A space that is asked for, of the size; None for anything else."""
    if isinstance(node, Sign) and node.escaped:
        return SPACES.get(node.text)
    return QUADS.get(node.name) if isinstance(node, Command) else None


def kind_of(node: Node) -> str:
    """What a part is to the spaces around it: rel, bin, op, punct, open, close, word or ord.

    >>> [kind_of(node) for node in (Sign("="), Sign("+"), Command("sum"), Sign("x"))]
    ['rel', 'bin', 'op', 'ord']
    """
    part = node.base if isinstance(node, Scripts) else node
    if isinstance(part, Command) and part.name in NAMES:
        return "word"
    sign = part.text if isinstance(part, Sign) else SIGNS.get(part.name, "") if isinstance(part, Command) else ""
    for kind, signs in (("rel", BINARY), ("bin", PLUSES), ("op", OPERATORS), ("punct", PUNCTUATION)):
        if sign in signs and sign:
            return kind
    return FENCES.get(sign, "ord")


def in_place(kind: str, before: str, is_last: bool) -> str:
    """What a part is where it stands: a + after nothing, or with nothing after it, is a sign and no operation."""
    begins = before in ("", "rel", "bin", "op", "punct", "open")
    return "ord" if kind == "bin" and (begins or is_last) else kind


def between(before: str, after: str) -> float:
    """The space between two parts, of the size."""
    if not before or "space" in (before, after):
        return 0.0
    if "rel" in (before, after):
        return 0.0 if before == after else THICK
    if "bin" in (before, after):
        return MEDIUM
    if before == "punct":
        return THIN
    if after in ("op", "word"):
        return 0.0 if before == "open" else THIN
    return THIN if before in ("op", "word") and after not in ("open", "close", "punct") else 0.0
