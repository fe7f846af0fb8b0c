"""Unfolding. Law: a name is equal to what it was defined as, its wires renamed apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Definition, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Tensor, Unfold, free_wires
from tensorgraph.graph.walk import factors, nesting
from tensorgraph.rewrite.choices import chosen, opened
from tensorgraph.rewrite.expand import expanded
from tensorgraph.rewrite.facing import Around, around_each, faced
from tensorgraph.rewrite.inline import Fresh, inlined
from tensorgraph.rewrite.lettering import told_apart
from tensorgraph.source import Span

MAX_FACTORS = 5_000
"""Most factors an unfolded expression may have."""
MAX_NESTING = 60
"""Deepest nesting of bubbles and groups it may have."""
MAX_VISITS = 100_000
"""Most factors looked at on the way, over all rounds: about a second."""


class Names(Protocol):
    """What names stand for: a network, or a file that is being checked."""

    @property
    def dims(self) -> Mapping[str, int | None]:
        """The dimensions with their sizes."""

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions so far."""


def resolve(network: Names, graph: Graph) -> Graph:
    """The graph with every ``unfold(…)`` replaced by what it means: the outermost names of its expression by their
    definitions, then the named ones wherever they occur; and ``expand(…)`` by the terms that it is distributed to."""
    if not any(isinstance(factor, Unfold) for factor in factors(graph.body)):
        return graph
    fresh = Fresh()
    fresh.seen(graph)
    return replace(graph, body=told_apart(resolve_sum(network, fresh, graph.body, 0), fresh))


def resolve_picture(network: Network, picture: Picture) -> Picture:
    """The same for every side of a picture."""
    rows = tuple(Row(tuple(resolve(network, side) for side in row.sides), row.relations) for row in picture.rows)
    return replace(picture, rows=rows)


@dataclass(frozen=True)
class Unfolding:
    """One ``unfold(…)``, or, with ``expands``, the first half of an ``expand(…)``: what it replaces inside what it
    unfolded, and where it was written."""

    network: Names
    fresh: Fresh
    names: tuple[str, ...]
    expands: bool
    span: Span | None

    def defined(self, factor: Factor) -> Definition | None:
        """The definition of a tensor that has an expression."""
        found = self.network.definitions.get(factor.name) if isinstance(factor, Tensor) else None
        return found if found is not None and found.kept is None else None

    def named(self, factor: Factor) -> Definition | None:
        """The same, where the names ask for it; a call goes by its ``def`` as well."""
        found = self.defined(factor)
        return found if found is not None and (found.name in self.names or found.callee in self.names) else None

    def body(self, definition: Definition, tensor: Tensor, around: Around) -> Sum:
        """A definition where a tensor stands."""
        body = faced(tensor, inlined(definition, tensor, self.fresh), around)
        return opened(definition.callee or definition.name, body) if self.expands else body

    def spread(self, term: Product, body: Sum) -> list[Product]:
        """A term that is one name alone, as the terms of its definition."""
        return [chosen(term, part) for part in body.terms] if self.expands else spread_term(term, body)

    def check_size(self, body: Sum, depth: int) -> None:
        """Refuse an expression that grew too large, or takes too long to grow."""
        count = sum(1 for _ in factors(body))
        self.fresh.visits += count
        if count > MAX_FACTORS or depth + nesting(body) > MAX_NESTING or self.fresh.visits > MAX_VISITS:
            hint = f"it may have {MAX_FACTORS} factors, nested {MAX_NESTING} deep; unfold fewer names"
            raise mistake("too-large", "the unfolded expression is too large", self.span, hint)


def resolve_sum(network: Names, fresh: Fresh, node: Sum, depth: int) -> Sum:
    """An expression at some depth with what `resolve` replaces; new wires are ``fresh``."""
    terms: list[Product] = []
    for term in node.terms:
        only = term.factors[0] if len(term.factors) == 1 and not term.summed else None
        if isinstance(only, Unfold):
            terms += spread_term(term, _unfolded(network, fresh, only, depth))
        else:
            terms.append(map_term(term, [_resolve_factor(network, fresh, factor, depth) for factor in term.factors]))
    return replace(node, terms=tuple(terms))


def _resolve_factor(network: Names, fresh: Fresh, node: Factor, depth: int) -> Factor:
    match node:
        case Apply():
            return replace(node, body=resolve_sum(network, fresh, node.body, depth + 1))
        case Sum():
            return resolve_sum(network, fresh, node, depth + 1)
        case Unfold():
            return _unfolded(network, fresh, node, depth + 1)
    return node


def spread_term(term: Product, body: Sum) -> list[Product]:
    """A term that is one name alone, as the terms of its definition. An underbrace needs one term to stand under."""
    if term.brace and len(body.terms) > 1:
        return [replace(term, factors=(body,))]
    spread = [replace(part, coefficient=term.coefficient * part.coefficient) for part in body.terms]
    return [replace(part, brace=term.brace or part.brace) for part in spread]


def _unfolded(network: Names, fresh: Fresh, node: Unfold, depth: int) -> Sum:
    unfolding = Unfolding(network, fresh, node.names, node.kind == "expand", node.span)
    body = resolve_sum(network, fresh, node.body, depth)
    body = inline_wanted(unfolding, body, unfolding.defined, Around())
    unfolding.check_size(body, depth)
    while any(unfolding.named(factor) for factor in factors(body)):
        body = inline_wanted(unfolding, body, unfolding.named, Around())
        unfolding.check_size(body, depth)
    return expanded(network.dims, body, node.names, node.span, fresh) if unfolding.expands else body


def inline_wanted(
    unfolding: Unfolding, node: Sum, wanted: Callable[[Factor], Definition | None], outside: Around
) -> Sum:
    """Every wanted name at every depth of an expression, replaced once."""

    def replaced(factor: Factor, around: Around) -> Factor:
        definition = wanted(factor)
        if definition is not None and isinstance(factor, Tensor):
            return unfolding.body(definition, factor, around)
        match factor:
            case Apply():
                return replace(factor, body=inline_wanted(unfolding, factor.body, wanted, around))
            case Sum():
                return inline_wanted(unfolding, factor, wanted, around)
        return factor

    terms: list[Product] = []
    for term in node.terms:
        alone = term.factors[0] if len(term.factors) == 1 and not term.summed else None
        if isinstance(alone, Tensor) and (definition := wanted(alone)) is not None:
            terms += unfolding.spread(term, unfolding.body(definition, alone, outside))
        else:
            terms.append(map_term(term, list(map(replaced, term.factors, around_each(term, outside)))))
    return replace(node, terms=tuple(terms))


def map_term(term: Product, changed: Sequence[Factor]) -> Product:
    """A term with its factors changed; a factor that became a single product is spliced in."""
    result = replace(term, factors=())
    for old, new in zip(term.factors, changed, strict=True):
        if isinstance(new, Sum) and not isinstance(old, Sum) and len(new.terms) == 1 and not new.terms[0].brace:
            result = _splice(result, new.terms[0], old)
        else:
            result = replace(result, factors=(*result.factors, new))
    return result


def _splice(term: Product, part: Product, old: Factor) -> Product:
    present = set(free_wires(part))
    ones = tuple(Dot(((wire,),)) for wire in free_wires(old) if wire not in present)
    return replace(
        term,
        factors=(*term.factors, *part.factors, *ones),
        coefficient=term.coefficient * part.coefficient,
        summed=(*term.summed, *part.summed),
    )
