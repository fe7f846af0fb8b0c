"""Law: relu, abs, sign, max, sqrt and the reciprocal of a positive number times x are known from those of x; numbers
and sizes are positive or negative, names of scalars may be either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from tensorgraph.graph.nodes import Apply, Graph, Product
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.rewrite.terms import Around, Setting, on_terms

Scale = Callable[[Scalar], "Scalar | None"]
"""From a positive number inside to the number outside; None where that is not exact."""

OUTSIDE: Mapping[str, Scale] = {
    "relu": lambda scale: scale,
    "max": lambda scale: scale,
    "abs": lambda scale: scale,
    "sign": lambda scale: ONE,
    "sqrt": lambda scale: scale.sqrt({name for name, _ in scale.powers}),
    "reciprocal": lambda scale: scale.inverse(),
}
"""What becomes of a positive factor."""
OF_MINUS: Mapping[str, Fraction] = {"abs": Fraction(1), "sign": Fraction(-1), "reciprocal": Fraction(-1)}
"""What becomes of a minus sign, where the function knows it."""


def take_out_scales(setting: Setting, graph: Graph) -> Graph:
    """The coefficient of what is inside such a function, outside of it."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function in OUTSIDE:
            scale, outside = _taken_out(factor.function, _common(setting, factor))
            if not scale.is_one:
                inside = (replace(part, coefficient=part.coefficient / scale) for part in factor.body.terms)
                bubble = replace(factor, body=replace(factor.body, terms=tuple(inside)))
                factors = (*term.factors[:place], bubble, *term.factors[place + 1 :])
                return (replace(term, factors=factors, coefficient=term.coefficient * outside),)
    return None


def _common(setting: Setting, bubble: Apply) -> Scalar:
    """The largest number that divides all coefficients inside, with the least power of each size; of one term alone its
    sign as well."""
    scales = [part.coefficient for part in bubble.body.terms if part.coefficient.rational]
    if not scales:
        return ONE
    above = gcd(*(scale.rational.numerator for scale in scales))
    below = lcm(*(scale.rational.denominator for scale in scales))
    powers = [dict(scale.powers) for scale in scales]
    names = sorted({name for known in powers for name in known if name in setting.network.dims})
    least = ((name, min(known.get(name, Fraction(0)) for known in powers)) for name in names)
    minus = len(scales) == 1 and scales[0].rational < 0 and bubble.function in OF_MINUS
    return Scalar(Fraction(-above if minus else above, below), tuple((name, power) for name, power in least if power))


def _taken_out(function: str, scale: Scalar) -> tuple[Scalar, Scalar]:
    """What is taken out of the inside, and what it becomes outside: without the number where that is not exact."""
    for part in (scale, Scalar(Fraction(1), scale.powers)):
        outside = OUTSIDE[function](Scalar(abs(part.rational), part.powers))
        if outside is not None:
            return part, outside * Scalar.number(OF_MINUS[function] if part.rational < 0 else 1)
    return ONE, ONE
