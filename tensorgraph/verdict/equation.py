"""One equation of a row, and its verdicts in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Picture, Relation, Row
from tensorgraph.graph.nodes import Graph, leg_name
from tensorgraph.rewrite.proof import Proof
from tensorgraph.verdict.compare import Array, Difference, has_nan
from tensorgraph.verdict.top import TopOne
from tensorgraph.verdict.trial import Trial
from tensorgraph.verdict.tried import Tried, exchanged_wires
from tensorgraph.verdict.verdict import DIFFERS, FALSE, HOLDS, PROVED, Verdict

ROUNDING = 1e-13
"""Of the largest entry: what is smaller is the rounding of a zero, and is said as one."""
EXCHANGED = "exchanged on one side"
"""How the line ends that says so of two free wires."""


@dataclass(frozen=True)
class Equation:
    """Two neighbouring sides of a row."""

    picture: Picture
    row: Row
    position: int

    @property
    def relation(self) -> Relation:
        """What is claimed."""
        return self.row.relations[self.position]

    @property
    def sides(self) -> tuple[Graph, Graph]:
        """The left side and the right side."""
        return self.row.sides[self.position], self.row.sides[self.position + 1]

    @property
    def wires(self) -> tuple[str, ...]:
        """The names of the free wires."""
        return tuple(leg_name(leg) for leg in self.sides[0].legs)

    @property
    def text(self) -> str:
        """The equation as written."""
        left, right = map(_written, self.sides)
        return f"{left} {self.relation.sign} {right}"

    def verdict(
        self,
        word: str,
        detail: str,
        error: float | None = None,
        fits: tuple[tuple[str, float], ...] = (),
        proof: Proof | None = None,
        top1: TopOne | None = None,
    ) -> Verdict:
        """A verdict on this equation."""
        near = self.relation.sign == "~="
        return Verdict(self.picture.name, word, self.text, self.wires, detail, error, fits, proof, top1, near)


def refuse_nan(equation: Equation, trial: Trial, left: Array, right: Array) -> None:
    """Sides that are not a number somewhere have no verdict."""
    for side, name in ((left, "left"), (right, "right")):
        if has_nan(side):
            message = f"the {name} side of `{equation.text}` is not a number somewhere, so there is no verdict"
            hint = f"{trial.words}; a root or logarithm of a negative number, or infinity minus infinity?"
            raise mistake("nan", message, equation.relation.span, hint)


def _written(side: Graph) -> str:
    return " ".join(side.body.span.text.split()) if side.body.span else "…"


def proved(equation: Equation, proof: Proof) -> Verdict:
    """The verdict on sides that were proved equal."""
    if equation.relation.sign == "!=":
        return equation.verdict(FALSE, f"the sides are equal for all values: {by_rules(proof)}", proof=proof)
    left, right = map(_written, equation.sides)
    if left == right:
        return equation.verdict(PROVED, "the sides are the same as written", proof=proof)
    sizes = ", ".join(f"{name} = {size}" for name, size in proof.written)
    return equation.verdict(PROVED, f"for {sizes}; {by_rules(proof)}" if sizes else by_rules(proof), proof=proof)


def by_rules(proof: Proof) -> str:
    """The rules of a proof, each once.

    >>> by_rules(Proof((), ()))
    'the sides are the same'
    """
    steps = [" ".join([step.rule, ", ".join(step.names)]).strip() for step in (*proof.left, *proof.right)]
    return f"by {'; '.join(dict.fromkeys(steps))}" if steps else "the sides are the same"


def equal(equation: Equation, tried: tuple[Tried, ...], how: str, error: float | None) -> Verdict:
    """The verdict on sides that were equal in every trial; ``how`` says how they were compared."""
    if equation.relation.sign == "!=":
        words = "; ".join(sides.trial.words for sides in tried)
        return equation.verdict(FALSE, f"the sides are equal with {words}" if words else f"the sides are {how}", error)
    return equation.verdict(HOLDS, how, error)


def different(equation: Equation, sides: Tried, found: Difference) -> Verdict:
    """The verdict on sides that differ in a trial."""
    if equation.relation.sign == "!=":
        words = f"by {number(found.relative)} of the largest entry, at {entry(equation, found.entry)}"
        return equation.verdict(DIFFERS, words, found.relative)
    return equation.verdict(FALSE, _why(equation, sides, found), found.relative)


def hinted(found: Verdict, hints: tuple[str, ...]) -> Verdict:
    """A false verdict with hints, which say more than that two wires might be exchanged."""
    lines = [line for line in found.detail.splitlines() if not line.endswith(EXCHANGED)]
    return replace(found, detail="\n".join(lines), hints=hints) if hints else found


def _why(equation: Equation, sides: Tried, found: Difference) -> str:
    left, right = (number(0.0 if abs(value) < ROUNDING * found.scale else value) for value in (found.left, found.right))
    error = f"error {number(found.error)}"
    error += f", {number(found.relative)} of the largest entry" if isfinite(found.error) else ""
    at = entry(equation, found.entry)
    lines = [f"fails with {sides.trial.words}", f"at {at}: left {left}, right {right}; {error}"]
    swap = exchanged_wires(sides, equation.position)
    if swap:
        one, other = (equation.wires[axis] for axis in swap)
        lines.append(f"it would hold with `{one}` and `{other}` {EXCHANGED}")
    return "\n".join(lines)


def entry(equation: Equation, places: tuple[int, ...]) -> str:
    """An entry of both sides by the names of the free wires."""
    pairs = [f"{wire} = {index}" for wire, index in zip(equation.wires, places, strict=True)]
    return ", ".join(pairs) or "the only entry"


def number(value: float) -> str:
    """A number for people."""
    return f"{value:.3g}"
