"""Checks LaTeX before it is set, because the typesetter draws what it does not know."""

from __future__ import annotations

import re

from tensorgraph.diagnostics import TensorgraphError, mistake, near
from tensorgraph.source import Span

_GREEK = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
_OTHERS = """
    mathrm mathbf mathit mathcal mathbb mathsf mathtt mathfrak text textbf textit operatorname
    frac sqrt hat bar tilde vec dot ddot overline underline widehat widetilde
    uparrow downarrow leftarrow rightarrow leftrightarrow to mapsto Rightarrow Leftarrow
    cdot cdots ldots dots times otimes oplus odot circ ast star dagger ddagger top bot prime pm mp
    le leq ge geq ne neq approx equiv sim simeq propto in subset cup cap forall exists infty partial nabla ell
    sum prod int langle rangle lVert rVert lvert rvert vert Vert mid parallel perp left right quad qquad
    exp log ln sin cos tan tanh max min det dim ker arg lim inf sup
"""
GREEK = tuple(_GREEK.split())
COMMANDS = frozenset((*GREEK, *_OTHERS.split()))
"""What a label may use: letters, fonts, accents, arrows, signs."""

_TOKEN = re.compile(r"\\([a-zA-Z]+)|\\(.)|(.)", re.DOTALL)
LONGEST = 200
"""Characters of a label: more is a mistake, and bounds the work."""
DEEPEST = 4
"""Braces in braces of a label: the typesetter's time grows threefold with each, from 0.02 seconds at four."""


def checked(latex: str, span: Span | None = None, longest: int = LONGEST) -> str:
    """The text itself, when it can be set and is no longer; else a TensorgraphError with the code ``latex``."""
    problem = _problem(latex, longest)
    if problem:
        message, hint = problem
        raise mistake("latex", message, span, hint)
    return latex


def refused(latex: str, span: Span | None) -> TensorgraphError:
    """The error for what passed the checks and still cannot be set."""
    return mistake("latex", f"“{latex}” cannot be set as LaTeX", span, "write it as in mathematics: W_{OV}^h")


def _problem(latex: str, longest: int) -> tuple[str, str] | None:
    if not latex.strip():
        return "the label is empty", "write LaTeX between the quotes, or leave the attribute out"
    if len(latex) > longest:
        return f"the label has {len(latex)} characters", f"at most {longest}"
    return _unknown(latex) or _unbalanced(latex) or _nested(latex)


def _unknown(latex: str) -> tuple[str, str] | None:
    for match in _TOKEN.finditer(latex):
        command, escaped, character = match.groups()
        if command and command not in COMMANDS:
            suggestion = near(command, sorted(COMMANDS))
            hint = f"did you mean \\{suggestion[0]}?" if suggestion else "letters, accents, arrows and fonts are known"
            return f"unknown command \\{command}", hint
        if escaped and escaped not in "{}_%#$&,;:! |":
            return f"unknown command \\{escaped}", "a backslash begins a command"
        if character and character in "<>&%#$~":
            return f"“{character}” cannot stand in a label", "write it in words"
        if character and not character.isprintable():
            return "the label has a character that cannot be printed", "remove it"
    return None


def _unbalanced(latex: str) -> tuple[str, str] | None:
    depth = 0
    for match in _TOKEN.finditer(latex):
        depth += {"{": 1, "}": -1}.get(match.group(3) or "", 0)
        if depth < 0:
            return "a brace is closed that was not opened", "put { before it"
    return ("a brace is not closed", "put } after it") if depth else None


def _nested(latex: str) -> tuple[str, str] | None:
    depth = deepest = 0
    for match in _TOKEN.finditer(latex):
        depth += {"{": 1, "}": -1, "left": 1, "right": -1}.get(match.group(3) or match.group(1) or "", 0)
        deepest = max(depth, deepest)
    return (f"the label is nested {deepest} deep", f"at most {DEEPEST}") if deepest > DEEPEST else None
