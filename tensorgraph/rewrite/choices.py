"""What an expansion chooses from: the sums of what was unfolded, apart from the groups that an author wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tensorgraph.graph.nodes import Choice, Product, Sum


@dataclass(frozen=True)
class Opened(Sum):
    """The terms of a definition in a product, over which the product will be distributed."""


def opened(name: str, body: Sum) -> Opened:
    """The terms of a definition, each knowing which one it is; a single term is no choice."""
    if len(body.terms) == 1:
        return Opened((replace(body.terms[0], origin=()),), body.span)
    choices = [Choice(name, number, term.brace) for number, term in enumerate(body.terms, start=1)]
    terms = (replace(term, origin=(choice,)) for term, choice in zip(body.terms, choices, strict=True))
    return Opened(tuple(terms), body.span)


def texts(*parts: str) -> str:
    """The texts of a term's choices as one.

    >>> texts("direct", "", "head 2")
    'direct, head 2'
    """
    return ", ".join(part for part in parts if part)


def chosen(term: Product, part: Product) -> Product:
    """A term that is one name alone, as one of the terms of its definition."""
    return replace(
        part,
        coefficient=term.coefficient * part.coefficient,
        brace=texts(term.brace, part.brace),
        span=term.span,
        origin=(*term.origin, *part.origin),
    )
