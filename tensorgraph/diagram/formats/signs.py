"""Characters that TeX has no letter for, as commands; and commands as characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from tensorgraph.diagram.latex import GREEK

_GREEK_SIGNS = {
    "varepsilon": "ε", "epsilon": "ϵ", "vartheta": "ϑ", "varphi": "φ", "phi": "ϕ",
}  # fmt: skip
"""Of the letters with two shapes, which character is which: Unicode's ε and φ are the variants of TeX."""


def _greek(name: str) -> str:
    if name in _GREEK_SIGNS:
        return _GREEK_SIGNS[name]
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")


SIGNS: Mapping[str, str] = {
    **{name: _greek(name) for name in GREEK},
    "uparrow": "↑", "downarrow": "↓", "leftarrow": "←", "rightarrow": "→", "leftrightarrow": "↔", "to": "→",
    "mapsto": "↦", "Rightarrow": "⇒", "Leftarrow": "⇐", "cdot": "·", "cdots": "⋯", "ldots": "…", "dots": "…",
    "times": "×", "otimes": "⊗", "oplus": "⊕", "odot": "⊙", "circ": "∘", "ast": "∗", "star": "⋆", "dagger": "†",
    "ddagger": "‡", "top": "⊤", "bot": "⊥", "prime": "′", "pm": "±", "mp": "∓",
    "le": "≤", "ge": "≥", "ne": "≠", "leq": "≤", "geq": "≥", "neq": "≠",
    "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "propto": "∝", "in": "∈", "subset": "⊂", "cup": "∪",
    "cap": "∩", "forall": "∀", "exists": "∃", "infty": "∞", "partial": "∂", "nabla": "∇", "ell": "ℓ", "sum": "∑",
    "prod": "∏", "int": "∫", "langle": "⟨", "rangle": "⟩", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|",
    "vert": "|", "Vert": "‖", "mid": "∣", "parallel": "∥", "perp": "⟂", "quad": " ", "qquad": "  ",
}  # fmt: skip
"""A command without arguments as a character."""

COMMANDS_OF: Mapping[str, str] = {
    **{sign: name for name, sign in reversed(list(SIGNS.items())) if sign not in " |  "},
    "⋅": "cdot", "*": "ast", "ς": "varsigma", "ϱ": "varrho", "ϖ": "varpi", "ɛ": "varepsilon",
    "∅": "emptyset", "∖": "setminus", "⊆": "subseteq", "⊃": "supset", "∉": "notin", "⇔": "Leftrightarrow",
    "÷": "div", "∧": "wedge", "∨": "vee", "¬": "neg", "∥": "parallel", "∣": "mid", "√": "surd", "−": "-", "⁄": "/",
}  # fmt: skip
"""A character as the command for it; what is no command stands for itself."""

ACCENTS: Mapping[str, str] = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0306": "breve",
    "\u0307": "dot", "\u0308": "ddot", "\u030a": "mathring", "\u030c": "check", "\u20d7": "vec",
}  # fmt: skip
"""A combining mark as an accent of mathematics."""

TEXT_ACCENTS: Mapping[str, str] = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0331": "b",
    "\u0326": "textcommabelow",
}  # fmt: skip
"""A combining mark as an accent of text, those that every encoding of fonts has."""

LETTERS: Mapping[str, str] = {
    "ß": r"\ss", "æ": r"\ae", "Æ": r"\AE", "œ": r"\oe", "Œ": r"\OE", "ø": r"\o", "Ø": r"\O", "ł": r"\l", "Ł": r"\L",
    "ı": r"\i", "ȷ": r"\j", "å": r"\aa", "Å": r"\AA", "§": r"\S", "¶": r"\P", "©": r"\copyright", "£": r"\pounds",
    "¡": "!`", "¿": "?`", "…": r"\ldots", "–": "--", "—": "---", "‐": "-", "‑": "-", "“": "``", "”": "''", "„": ",,",
    "‘": "`", "’": "'", "°": r"\ensuremath{^\circ}", "•": r"\ensuremath{\bullet}", "№": "No.", "\u00a0": "~",
    "␣": r"\textvisiblespace",
}  # fmt: skip
"""Letters and signs of text that are not a letter with an accent."""

FONTS: Mapping[str, str] = {
    "DOUBLE-STRUCK": "mathbb", "BLACK-LETTER": "mathfrak", "FRAKTUR": "mathfrak", "SCRIPT": "mathcal",
    "MONOSPACE": "mathtt", "SANS-SERIF": "mathsf", "BOLD": "mathbf", "ITALIC": "mathit",
}  # fmt: skip
"""Words in the name of a letter of mathematics, as the font that draws it."""
