"""A verdict on every equation of a network: proved where it can be, else by exact arithmetic, else in float64."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.rewrite import resolve_picture
from tensorgraph.rewrite.limits import MOST_WORK, QUICK_WORK
from tensorgraph.rewrite.proof import Attempt
from tensorgraph.rewrite.prove import prove
from tensorgraph.verdict.claims import judge_properties
from tensorgraph.verdict.close import close
from tensorgraph.verdict.compare import has_nan
from tensorgraph.verdict.equation import Equation, different, equal, hinted, proved, refuse_nan
from tensorgraph.verdict.exact import Decision, decide
from tensorgraph.verdict.holes import around, has_hole, left_open, unanswerable
from tensorgraph.verdict.trial import given_trial, random_trials
from tensorgraph.verdict.tried import Tried, tried_row
from tensorgraph.verdict.verdict import DIFFERS, FALSE, HOLDS, NOT_TESTED, OPEN, PROVED, Verdict
from tensorgraph.verdict.written_out import fixed_sizes, written_out

if TYPE_CHECKING:
    from tensorgraph.weights.checked import Checked


def judge(
    network: Network, weights: Mapping[str, Any], seed: int, sizes: Mapping[str, int], near: Checked | None = None
) -> Iterator[Verdict]:
    """The properties of definitions, then every equation in the order of the file; each `~=` on ``near``, where that
    is said."""
    if weights:
        given_trial(network, weights, seed, sizes)  # a proof relies on the properties of what is given
    yield from judge_properties(network, weights, seed, sizes)
    for picture in network.pictures:
        courts = _courts(network, picture, weights, seed, sizes)
        others = courts if near is None else _courts(network, picture, near.values, seed, near.sizes, True)
        for court, other in zip(courts, others, strict=True):
            for position, relation in enumerate(court.row.relations):
                one = other if relation.sign == "~=" else court
                yield one.judged(Equation(picture, one.row, position))


def _courts(
    network: Network,
    picture: Picture,
    weights: Mapping[str, Any],
    seed: int,
    sizes: Mapping[str, int],
    some: bool = False,
) -> list[_Court]:
    """One for each row, at the sizes that what is written out needs; ``some`` says that other values are not there."""
    fixed = fixed_sizes(network, picture, weights, sizes)
    resolved = resolve_picture(replace(network, dims={**network.dims, **fixed}), picture)
    return [_Court(network, picture, row, weights, seed, fixed, some) for row in resolved.rows]


@dataclass(frozen=True)
class _Court:
    """All that a row is judged by. Values are computed once for all its equations, and only where they are needed."""

    network: Network
    picture: Picture
    row: Row
    weights: Mapping[str, Any]
    seed: int
    sizes: Mapping[str, int]
    some: bool = False

    def judged(self, equation: Equation) -> Verdict:
        """The verdict on an equation of the row, which may have a `?`; on a false one with what would make it true."""
        if not any(has_hole(self.network, side) for side in self.row.sides):
            return self._hinted(equation, self.verdict(equation))
        if not any(has_hole(self.network, side) for side in equation.sides):
            alone = Equation(self.picture, Row(equation.sides, (equation.relation,)), 0)
            return self._hinted(alone, self._apart_from_holes(alone))
        outer = around(self.network, equation)
        found = self._apart_from_holes(outer) if outer else None
        if found is not None and found.word == FALSE:
            return unanswerable(equation, found)
        return left_open(self.network, equation)

    def _hinted(self, equation: Equation, found: Verdict) -> Verdict:
        sign = equation.relation.sign
        if found.word != FALSE or sign == "!=" or found.fits or (sign == "==" and self.weights):
            return found
        from tensorgraph.verdict.hints import hints_near, hints_on

        if sign == "==":
            return hinted(found, hints_on(self.network, equation, self.seed, self.sizes))
        trial = given_trial(self.network, self.weights, self.seed, self.sizes)
        return hinted(found, hints_near(self.network, equation, trial))

    def _apart_from_holes(self, equation: Equation) -> Verdict:
        """The verdict on sides without a `?` of a row that has one, which has no value."""
        return replace(self, row=equation.row).verdict(equation)

    def verdict(self, equation: Equation) -> Verdict:
        if equation.relation.sign == "~=":
            return close(self.network, equation, self.weights, self.seed, self.sizes, self.some)
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
            refuse_nan(equation, sides.trial, sides.side(equation.position), sides.side(equation.position + 1))
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


def _unproved(how: str, attempt: Attempt) -> str:
    """How the sides were compared, and why they were not proved equal where a limit was reached."""
    return f"{how}; not proved: {attempt.limit}" if attempt.limit else how


__all__ = ["DIFFERS", "FALSE", "HOLDS", "NOT_TESTED", "OPEN", "PROVED", "Verdict", "judge"]
