"""The verdict on a `~=`: how far its sides are apart, and in how many rows their largest entries agree."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.verdict.compare import largest, relative_distance
from tensorgraph.verdict.equation import Equation, number, refuse_nan
from tensorgraph.verdict.fit import Fits, fitted
from tensorgraph.verdict.top import TopOne, top_one
from tensorgraph.verdict.trial import Trial, given_trial
from tensorgraph.verdict.verdict import FALSE, HOLDS, NOT_TESTED, Verdict

DIGITS = (3, 6, 9, 12)
"""Significant digits of a share: the fewest with which a miss does not read as 1. No array has 10¹² rows."""


def close(
    network: Network,
    equation: Equation,
    weights: Mapping[str, Any],
    seed: int,
    sizes: Mapping[str, int],
    some: bool = False,
) -> Verdict:
    """The verdict on values that are given; not tested without them. ``some`` says that others could not be read."""
    outside, _ = needed(network, equation.sides, equation.picture.given)
    if not weights and not (some and outside):
        return equation.verdict(NOT_TESTED, "`~=` is a claim about given values: bind them with --weights")
    trial = given_trial(network, weights, seed, sizes)
    missing = trial.missing(network, equation.sides, equation.picture.given)
    if missing:
        words = ", ".join(f"`{name}`" for name in missing)
        return equation.verdict(NOT_TESTED, f"`~=` is a claim about given values, and there is none for {words}")
    return _measured(network, equation, trial)


def _measured(network: Network, equation: Equation, trial: Trial) -> Verdict:
    left, right, fits = fitted(network, trial, equation.sides, equation.picture.given)
    refuse_nan(equation, trial, left, right)
    within, least = equation.relation.within, equation.relation.top1
    distance = relative_distance(left, right)
    empty = bool(fits) and not largest(right)  # the fit made both sides zero, which says nothing
    near = (within is None or distance <= float(within)) and not empty
    words = [_distance_words(distance, within), *(f"{name} = {value:.6g}" for name, value in fits)]
    if least is None:
        return equation.verdict(HOLDS if near else FALSE, "; ".join(words), distance, fits)
    top, turned = top_one(left, right), _turned(equation.sides, fits)
    word = HOLDS if near and top.reaches(least) and not turned else FALSE
    return equation.verdict(word, "; ".join([_top_words(top, least, turned), *words]), distance, fits, top1=top)


def _distance_words(distance: float, within: Fraction | None) -> str:
    claimed = f", claimed within {number(float(within))}" if within is not None else ""
    return f"‖left − right‖ / ‖right‖ = {number(distance)}{claimed}"


def _top_words(top: TopOne, least: Fraction, turned: str) -> str:
    claimed = f"claimed at least {number(float(least))}"
    if turned:
        return f"no top-1, because `{turned}` is not above zero, {claimed}"
    if top.share is None:
        return f"no top-1, because no row of the right has one largest entry, {claimed}"
    return f"top-1 {_share_words(top.share)} ({top.hits} of {top.rows} rows), {claimed}"


def _share_words(share: Fraction) -> str:
    """A share for people, which reads as 1 only where it is.

    >>> _share_words(Fraction(61, 62)), _share_words(Fraction(4999, 5000)), _share_words(Fraction(1))
    ('0.984', '0.9998', '1')
    """
    found = [f"{float(share):.{digits}g}" for digits in DIGITS]
    return next((words for words in found if words != "1" or share == 1), found[-1])


def _turned(sides: tuple[Graph, Graph], fits: Fits) -> str:
    """A fitted scalar that is a factor of a whole side and leaves no largest entry where one was; empty if none is."""
    factors = [(name, _sign(side, name) * value) for name, value in fits for side in sides if _sign(side, name)]
    return next((name for name, factor in factors if factor <= 0), "")


def _sign(side: Graph, name: str) -> int:
    """The sign that a scalar has as a factor of every term; 0 where it is none, or the signs differ."""
    signs = {
        (1 if term.coefficient.rational > 0 else -1) if name in dict(term.coefficient.powers) else 0
        for term in side.body.terms
    }
    return signs.pop() if len(signs) == 1 else 0
