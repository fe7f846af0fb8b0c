"""A coefficient or a sign: the whole side, a term of a sum, or what stands inside of a bubble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tensorgraph.einsum.uses import tensor_names
from tensorgraph.graph.nodes import Apply, Product, Tensor
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.graph.walk import products, wires
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, places, shown


def signs(subject: Subject) -> Iterator[Repair]:
    """Each term with the other sign."""
    for place in places(subject.side):
        yield Repair(place.put(_times(place.term, -ONE)), f"with the other sign {_where(place)}")


def scale(subject: Subject) -> Iterator[Repair]:
    """Each term times the number that the sides' ratio is, its number elsewhere, and another or one more."""
    if subject.ratio is not None:
        terms = tuple(_times(term, Scalar.number(subject.ratio)) for term in subject.side.body.terms)
        words = f"with one more factor `{subject.ratio}`" + (" on each term" if len(terms) > 1 else "")
        yield Repair(replace(subject.side, body=replace(subject.side.body, terms=terms)), words)
    for place in places(subject.side):
        yield from _elsewhere(place)
        for words, factor in _numbers(subject):
            yield Repair(place.put(_times(place.term, factor)), f"with one more factor `{words}` {_where(place)}")
    for place in places(subject.side):
        old = place.term.coefficient
        for words, factor in _numbers(subject) if not old.is_one and old.rational else ():
            said = f"with the factor `{words}` for `{number_words(old)}` {_where(place)}"
            yield Repair(place.put(_times(place.term, factor * old.inverse())), said)


def _elsewhere(place: Place) -> Iterator[Repair]:
    """The coefficient of a bubble inside of it, and that of what is inside beside it."""
    for at, bubble in enumerate(place.term.factors):
        if not isinstance(bubble, Apply):
            continue
        outer = place.term.coefficient
        if not outer.is_one:
            inside = tuple(_times(term, outer) for term in bubble.body.terms)
            moved = _with_inside(place.term, at, bubble, inside)
            words = f"with the factor `{number_words(outer)}` inside of `{bubble.name}`"
            yield Repair(place.put(replace(moved, coefficient=ONE)), words)
        inner = bubble.body.terms[0].coefficient
        if not inner.is_one and inner.rational:
            inside = tuple(_times(term, inner.inverse()) for term in bubble.body.terms)
            moved = _times(_with_inside(place.term, at, bubble, inside), inner)
            yield Repair(place.put(moved), f"with the factor `{number_words(inner)}` outside of `{bubble.name}`")


def _with_inside(term: Product, at: int, bubble: Apply, inside: tuple[Product, ...]) -> Product:
    other = replace(bubble, body=replace(bubble.body, terms=inside))
    return replace(term, factors=(*term.factors[:at], other, *term.factors[at + 1 :]))


def number_words(scalar: Scalar) -> str:
    """A coefficient as it is written.

    >>> number_words(Scalar.number(Fraction(3, 2)) / Scalar.name("head").sqrt({"head"}))
    '3 / (2 sqrt(head))'
    """
    above, below = ([str(n)] if n != 1 else [] for n in scalar.rational.as_integer_ratio())
    for name, power in scalar.powers:
        (above if power > 0 else below).append(_power(name, abs(power)))
    over = f"({' '.join(below)})" if len(below) > 1 else "".join(below)
    return " ".join(above or ["1"]) + (f" / {over}" if over else "")


def _power(name: str, power: Fraction) -> str:
    if power == Fraction(1, 2):
        return f"sqrt({name})"
    return name if power == 1 else f"{name}^{power}" if power.denominator == 1 else f"{name}^({power})"


def _numbers(subject: Subject) -> Iterator[tuple[str, Scalar]]:
    """Roots and powers of the dimensions and scalars of both sides, and two and a half."""
    for name in dict.fromkeys(_names(subject)):
        one, half = Fraction(1), Fraction(1, 2)
        powers = ((f"1 / sqrt({name})", -half), (f"sqrt({name})", half), (f"1 / {name}", -one), (name, one))
        yield from ((words, Scalar(Fraction(1), ((name, power),))) for words, power in powers)
    yield from (("1/2", Scalar.number(Fraction(1, 2))), ("2", Scalar.number(2)))


def _names(subject: Subject) -> Iterator[str]:
    """The dimensions and scalars that the sides and the names in them are made of."""
    named = [tensor for side in (subject.side, subject.other) for tensor in tensor_names(side)]
    definitions = subject.network.definitions
    for graph in (subject.side, subject.other, *(definitions[name].graph for name in named if name in definitions)):
        yield from (wire.dim for wire in wires(graph))
        yield from (name for term in products(graph.body) for name, _ in term.coefficient.powers)
    yield from (dim for name in named for leg in subject.network[name].dims for dim in leg)


def _times(term: Product, number: Scalar) -> Product:
    return replace(term, coefficient=term.coefficient * number)


def _where(place: Place) -> str:
    """Which term: by its first factor where there are several, by the bubble it stands in."""
    named = next((factor for factor in place.term.factors if isinstance(factor, Tensor)), None)
    inside = f" inside of `{place.bubble}`" if place.bubble else ""
    if place.alone:
        return inside.strip()
    return (f"of the term with `{shown(named)}`" if named else "of a term") + inside
