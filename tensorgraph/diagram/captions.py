"""The texts under the terms of an expansion: what a `show` says of them in `labels`, else what their choices say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.names import name_latex
from tensorgraph.graph.network import Definition, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Choice, Factor, Product, Sum
from tensorgraph.graph.walk import products_in_order
from tensorgraph.source import Span


def captioned(network: Network, picture: Picture) -> Picture:
    """The picture with its `labels` as underbraces of the terms that an expansion made, in reading order.

    Of several expansions the texts follow each other. TensorgraphError where there is not one text for each term. Of a
    picture that no expansion has part in they are the names of the rows of a table (`row_labels`).
    """
    wanted = dict(picture.attributes).get("labels")
    if wanted is None:
        return picture
    if wanted == "auto":
        return _changed(picture, lambda term: replace(term, brace=_origin_words(network, term)))
    texts = [text for text in wanted if isinstance(text, str)] if isinstance(wanted, tuple) else []
    terms = _terms_made(picture)
    if not terms and len(texts) == len(picture.rows):
        return picture
    if len(texts) != len(terms):
        raise mistake("labels", _count_words(len(texts), len(terms)), _place(picture), _COUNT_HINT)
    rest = iter(texts)
    return _changed(picture, lambda term: replace(term, brace=next(rest)))


_COUNT_HINT = 'write a text for each, "" for none, or `labels: auto`'


def _count_words(texts: int, terms: int) -> str:
    said = f"`labels` has {texts} text{'s' * (texts != 1)}"
    if not terms:
        return f"{said}, and this picture has no `expand` of several terms"
    return f"{said}, and what is expanded here has {terms} term{'s' * (terms != 1)}"


def row_labels(picture: Picture) -> tuple[str, ...]:
    """The `labels` of a picture without terms of an expansion that has a text for each row; else none."""
    wanted = dict(picture.attributes).get("labels")
    texts = tuple(text for text in wanted if isinstance(text, str)) if isinstance(wanted, tuple) else ()
    return texts if len(texts) == len(picture.rows) and not _terms_made(picture) else ()


def _terms_made(picture: Picture) -> list[Product]:
    return [term for row in picture.rows for side in row.sides for term in _made(side.body)]


def _made(node: Sum) -> Iterator[Product]:
    """The terms that an expansion made, each before those inside it."""
    return (term for term in products_in_order(node) if term.origin)


def _changed(picture: Picture, change: Callable[[Product], Product]) -> Picture:
    rows = tuple(_row(row, change) for row in picture.rows)
    return replace(picture, rows=rows)


def _row(row: Row, change: Callable[[Product], Product]) -> Row:
    return replace(row, sides=tuple(replace(side, body=_sum(side.body, change)) for side in row.sides))


def _sum(node: Sum, change: Callable[[Product], Product]) -> Sum:
    return replace(node, terms=tuple(_term(term, change) for term in node.terms))


def _term(term: Product, change: Callable[[Product], Product]) -> Product:
    """A term before what is inside it."""
    term = change(term) if term.origin else term
    return replace(term, factors=tuple(_factor(factor, change) for factor in term.factors))


def _factor(factor: Factor, change: Callable[[Product], Product]) -> Factor:
    match factor:
        case Apply():
            return replace(factor, body=_sum(factor.body, change))
        case Sum():
            return _sum(factor, change)
    return factor


def _place(picture: Picture) -> Span | None:
    """The word `labels` of a `show`."""
    span = picture.span
    found = re.search(r"\blabels\b(?=\s*:)", span.text) if span else None
    return Span(span.source, span.start + found.start(), span.start + found.end()) if span and found else span


# ---- what choices say by themselves ---------------------------------------------------------------------------


def _origin_words(network: Network, term: Product) -> str:
    """Where a term came from, as words for a slide: `2nd of $x_1$, $h = 3$`. Where a choice has a text, the others do
    without words, but for an index."""
    said = [choice for choice in term.origin if choice.text or choice.index]
    shown = said if any(choice.text for choice in said) else term.origin
    return ", ".join(choice.text or _choice_words(network, choice) for choice in shown)


def _choice_words(network: Network, choice: Choice) -> str:
    if choice.index:
        return f"${name_latex(choice.name)} = {choice.number}$"
    return f"{_ordinal(choice.number)} of {_shown(network, choice.name)}"


def _shown(network: Network, name: str) -> str:
    """A definition as it is drawn."""
    entry = network.definitions.get(name)
    label = dict(entry.attributes).get("label") if isinstance(entry, Definition) else None
    return f"${label if isinstance(label, str) else name_latex(name)}$"


def _ordinal(number: int) -> str:
    """A number in its order.

    >>> [_ordinal(number) for number in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 % 10 != 1 else "th"
    return f"{number}{ending}"


def origin_name(origin: Sequence[Choice]) -> str:
    """The choices of a term as a name: of the term's group in a scene, so of a shape in a presentation.

    >>> origin_name([Choice("x1", 2), Choice("h", 3, index=True)])
    'x1: term 2, h = 3'
    """
    return ", ".join(map(str, origin))
