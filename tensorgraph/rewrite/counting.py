"""How many terms an expansion has, by multiplication: they are counted before any is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.graph.nodes import Apply, Product, Sum
from tensorgraph.rewrite.choices import Opened
from tensorgraph.rewrite.fixing import sigmas
from tensorgraph.source import Span

MAX_TERMS = 512
"""Most terms of an expansion: nine choices between two, more than anyone reads."""
MAX_WRITTEN = 20_000
"""Most factors of all its terms together: 512 paths through a model of a dozen layers."""
MAX_DIGITS = 30
"""Longest number of terms that is printed whole."""


@dataclass(frozen=True)
class Count:
    """The terms of a sum, and the factors in all of them, those inside bubbles and groups too."""

    terms: int
    factors: int


def check_counts(body: Sum, sizes: Mapping[str, int], span: Span | None) -> None:
    """Refuse an expansion, or one inside a bubble or group, that has too many terms."""
    count = count_sum(body, sizes, span)
    if count.factors > MAX_WRITTEN:
        words = f"this expansion has {_in_words(count.factors)} factors in its {_in_words(count.terms)} terms"
        raise mistake("too-large", f"{words}, at most {MAX_WRITTEN}", span, "expand fewer names")


def count_sum(node: Sum, sizes: Mapping[str, int], span: Span | None) -> Count:
    """The terms and factors of a sum when it is expanded."""
    counts = [_count_term(term, sizes, span) for term in node.terms]
    total = Count(sum(count.terms for count in counts), sum(count.factors for count in counts))
    if total.terms > MAX_TERMS and not isinstance(node, Opened):  # of what was opened, the product is counted
        raise _too_many(total.terms, span)
    return total


def _count_term(term: Product, sizes: Mapping[str, int], span: Span | None) -> Count:
    found = Count(1, 0)
    for factor in term.factors:
        match factor:
            case Opened():
                found = _times(found, count_sum(factor, sizes, span))
            case Sum():
                found = _times(found, Count(1, 1 + count_sum(factor, sizes, span).factors))
            case Apply():
                found = _times(found, Count(1, 1 + count_sum(factor.body, sizes, span).factors))
            case _:
                found = _times(found, Count(1, 1))
    for wire in sigmas(term, sizes):
        found = Count(found.terms * sizes[wire.dim], found.factors * sizes[wire.dim])
    return found


def _times(one: Count, other: Count) -> Count:
    return Count(one.terms * other.terms, one.factors * other.terms + one.terms * other.factors)


def _too_many(terms: int, span: Span | None) -> TensorgraphError:
    message = f"this expansion has {_in_words(terms)} terms, at most {MAX_TERMS}"
    return mistake("too-many-terms", message, span, "expand fewer names; the others stay as they are")


def _in_words(count: int) -> str:
    """A count, as a power of ten where it is too long to read.

    >>> _in_words(4096), _in_words(10**100)
    ('4096', 'about 10^100')
    """
    return str(count) if count < 10**MAX_DIGITS else f"about 10^{round(log10(count))}"
