"""A verdict on every equation of a network: proved where it can be, else by exact arithmetic, else in float64."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.rewrite import resolve_picture
from tensorgraph.rewrite.limits import MOST_WORK, QUICK_WORK
from tensorgraph.rewrite.proof import Attempt
from tensorgraph.rewrite.prove import prove
from tensorgraph.verdict.claims import judge_properties
from tensorgraph.verdict.compare import has_nan, largest, relative_distance
from tensorgraph.verdict.equation import Equation, different, equal, number, proved
from tensorgraph.verdict.exact import Decision, decide
from tensorgraph.verdict.fit import fitted
from tensorgraph.verdict.trial import given_trial, random_trials
from tensorgraph.verdict.tried import Tried, tried_row
from tensorgraph.verdict.verdict import DIFFERS, FALSE, HOLDS, NOT_TESTED, PROVED, Verdict
from tensorgraph.verdict.written_out import fixed_sizes, written_out


def judge(network: Network, weights: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Iterator[Verdict]:
    """The properties of definitions, then every equation in the order of the file."""
    if weights:
        given_trial(network, weights, seed, sizes)  # a proof relies on the properties of what is given
    yield from judge_properties(network, weights, seed, sizes)
    for picture in network.pictures:
        fixed = fixed_sizes(network, picture, weights, sizes)
        resolved = resolve_picture(replace(network, dims={**network.dims, **fixed}), picture)
        for row in resolved.rows:
            court = _Court(network, picture, row, weights, seed, fixed)
            for position in range(len(row.relations)):
                yield court.verdict(Equation(picture, row, position))


@dataclass(frozen=True)
class _Court:
    """All that a row is judged by. Values are computed once for all its equations, and only where they are needed."""

    network: Network
    picture: Picture
    row: Row
    weights: Mapping[str, Any]
    seed: int
    sizes: Mapping[str, int]

    def verdict(self, equation: Equation) -> Verdict:
        if equation.relation.sign == "~=":
            return self._close(equation)
        if equation.relation.sign == "!=" and (apart := self._apart(equation)) is not None:
            return apart
        attempt = self._attempt(equation, QUICK_WORK)
        if attempt.proof is None and attempt.limit:
            if (apart := self._apart(equation)) is not None:
                return apart
            attempt = self._attempt(equation, MOST_WORK)
        if attempt.proof is not None:
            return proved(equation, attempt.proof)
        decision = None if self.weights else self._decision(equation)
        return self._tried(equation, attempt) if decision is None else self._decided(equation, decision, attempt)

    def _attempt(self, equation: Equation, most_work: int) -> Attempt:
        left, right = equation.sides
        return prove(self.network, left, right, self._frozen, self._written, most_work)

    def _apart(self, equation: Equation) -> Verdict | None:
        """The verdict on sides that differ in float64, which is sooner found than that there is no proof."""
        if any(
            has_nan(sides.side(side)) for sides in self.values for side in (equation.position, equation.position + 1)
        ):
            return None
        return self._first_difference(equation)

    @property
    def _frozen(self) -> tuple[str, ...]:
        """The definitions and scalars that have a value of their own."""
        known = {*self.network.definitions, *self.network.scalars}
        return (*self.picture.given, *(name for name in self.weights if name in known))

    @property
    def _written(self) -> dict[str, int]:
        """The dimensions that the picture writes out, with their sizes."""
        return {name: self.sizes[name] for name in written_out(self.network, self.picture) if name in self.sizes}

    def _decision(self, equation: Equation) -> Decision | None:
        return decide(self.network, *equation.sides, self.picture.given, self.seed, self.sizes)

    @cached_property
    def values(self) -> tuple[Tried, ...]:
        """The row on given values, or on random ones in several trials."""
        trials = [given_trial(self.network, self.weights, self.seed, self.sizes)] if self.weights else None
        trials = trials or random_trials(self.network, self.seed, self.sizes)
        return tuple(tried_row(self.network, self.picture, self.row, trial) for trial in trials)

    def _decided(self, equation: Equation, decision: Decision, attempt: Attempt) -> Verdict:
        """The verdict of exact arithmetic. Where it finds a difference, float64 says how large it is."""
        if decision.equal:
            return equal(equation, (), _unproved(decision.words, attempt), None)
        apart = self._first_difference(equation)
        if apart is not None:
            return apart
        if equation.relation.sign == "!=":
            return equation.verdict(DIFFERS, f"{decision.words}; in float64 by less than rounding")
        return equation.verdict(FALSE, f"{decision.words}; in float64 the difference is lost in rounding")

    def _tried(self, equation: Equation, attempt: Attempt) -> Verdict:
        """The verdict of float64 arithmetic."""
        for sides in self.values:
            _refuse_nan(equation, sides)
        apart = self._first_difference(equation)
        if apart is not None:
            return apart
        worst = max(sides.difference(equation.position).relative for sides in self.values)
        how = "on the given values" if self.weights else f"{len(self.values)} seeds"
        return equal(equation, self.values, _unproved(how, attempt), worst)

    def _first_difference(self, equation: Equation) -> Verdict | None:
        for sides in self.values:
            found = sides.difference(equation.position)
            if not found.equal:
                return different(equation, sides, found)
        return None

    def _close(self, equation: Equation) -> Verdict:
        if not self.weights:
            return equation.verdict(NOT_TESTED, "`~=` is a claim about given values: bind them with --weights")
        trial = given_trial(self.network, self.weights, self.seed, self.sizes)
        missing = trial.missing(self.network, equation.sides, self.picture.given)
        if missing:
            words = ", ".join(f"`{name}`" for name in missing)
            return equation.verdict(NOT_TESTED, f"`~=` is a claim about given values, and there is none for {words}")
        left, right, fits = fitted(self.network, trial, equation.sides, self.picture.given)
        within = equation.relation.within
        assert within is not None
        distance = relative_distance(left, right)
        empty = bool(fits) and not largest(right)  # the fit made both sides zero, which says nothing
        word = HOLDS if distance <= float(within) and not empty else FALSE
        words = f"‖left − right‖ / ‖right‖ = {number(distance)}, claimed within {number(float(within))}"
        chosen = "".join(f"; {name} = {value:.6g}" for name, value in fits)
        return equation.verdict(word, words + chosen, distance, fits)


def _unproved(how: str, attempt: Attempt) -> str:
    """How the sides were compared, and why they were not proved equal where a limit was reached."""
    return f"{how}; not proved: {attempt.limit}" if attempt.limit else how


def _refuse_nan(equation: Equation, sides: Tried) -> None:
    for side, name in ((equation.position, "left"), (equation.position + 1, "right")):
        if has_nan(sides.side(side)):
            message = f"the {name} side of `{equation.text}` is not a number somewhere, so there is no verdict"
            hint = f"{sides.trial.words}; a root or logarithm of a negative number, or infinity minus infinity?"
            raise mistake("nan", message, equation.relation.span, hint)


__all__ = ["DIFFERS", "FALSE", "HOLDS", "NOT_TESTED", "PROVED", "Verdict", "judge"]
