"""Unfolding. Law: a name is equal to what it was defined as, its wires renamed apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Definition, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Tensor, Unfold, free_wires
from tensorgraph.graph.walk import factors, nesting
from tensorgraph.rewrite.inline import Fresh, inlined
from tensorgraph.source import Span

MAX_FACTORS = 5_000
"""Most factors an unfolded expression may have."""
MAX_NESTING = 60
"""Deepest nesting of bubbles and groups it may have."""
MAX_VISITS = 100_000
"""Most factors looked at on the way, over all rounds: about a second."""


def resolve(network: Network, graph: Graph) -> Graph:
    """The graph with every ``unfold(…)`` replaced by what it means: the outermost names of its expression by their
    definitions, then the named ones wherever they occur."""
    fresh = Fresh()
    fresh.seen(graph)
    return replace(graph, body=_resolve_sum(network, fresh, graph.body, 0))


def resolve_picture(network: Network, picture: Picture) -> Picture:
    """The same for every side of a picture."""
    rows = tuple(Row(tuple(resolve(network, side) for side in row.sides), row.relations) for row in picture.rows)
    return replace(picture, rows=rows)


@dataclass(frozen=True)
class _Unfolding:
    """One ``unfold(…)``: what it replaces inside what it unfolded, and where it was written."""

    network: Network
    fresh: Fresh
    names: tuple[str, ...]
    span: Span | None

    def defined(self, factor: Factor) -> Definition | None:
        """The definition of a tensor that has an expression."""
        found = self.network.definitions.get(factor.name) if isinstance(factor, Tensor) else None
        return found if found is not None and found.kept is None else None

    def named(self, factor: Factor) -> Definition | None:
        """The same, where the names ask for it; a call goes by its ``def`` as well."""
        found = self.defined(factor)
        return found if found is not None and (found.name in self.names or found.callee in self.names) else None

    def check_size(self, body: Sum, depth: int) -> None:
        """Refuse an expression that grew too large, or takes too long to grow."""
        count = sum(1 for _ in factors(body))
        self.fresh.visits += count
        if count > MAX_FACTORS or depth + nesting(body) > MAX_NESTING or self.fresh.visits > MAX_VISITS:
            hint = f"it may have {MAX_FACTORS} factors, nested {MAX_NESTING} deep; unfold fewer names"
            raise mistake("too-large", "the unfolded expression is too large", self.span, hint)


def _resolve_sum(network: Network, fresh: Fresh, node: Sum, depth: int) -> Sum:
    terms: list[Product] = []
    for term in node.terms:
        only = term.factors[0] if len(term.factors) == 1 and not term.summed else None
        if isinstance(only, Unfold):
            terms += _spread(term, _unfolded(network, fresh, only, depth))
        else:
            terms.append(_map_term(term, lambda factor: _resolve_factor(network, fresh, factor, depth)))
    return replace(node, terms=tuple(terms))


def _resolve_factor(network: Network, fresh: Fresh, node: Factor, depth: int) -> Factor:
    match node:
        case Apply():
            return replace(node, body=_resolve_sum(network, fresh, node.body, depth + 1))
        case Sum():
            return _resolve_sum(network, fresh, node, depth + 1)
        case Unfold():
            return _unfolded(network, fresh, node, depth + 1)
    return node


def _spread(term: Product, body: Sum) -> list[Product]:
    """A term that is one name alone, as the terms of its definition. An underbrace needs one term to stand under."""
    if term.brace and len(body.terms) > 1:
        return [replace(term, factors=(body,))]
    spread = [replace(part, coefficient=term.coefficient * part.coefficient) for part in body.terms]
    return [replace(part, brace=term.brace or part.brace) for part in spread]


def _unfolded(network: Network, fresh: Fresh, node: Unfold, depth: int) -> Sum:
    if node.kind != "unfold":
        raise mistake("not-yet", f"`{node.kind}` is checked, and cannot be drawn or computed yet", node.span)
    unfolding = _Unfolding(network, fresh, node.names, node.span)
    body = _resolve_sum(network, fresh, node.body, depth)
    body = _inline(unfolding, body, unfolding.defined)
    unfolding.check_size(body, depth)
    while any(unfolding.named(factor) for factor in factors(body)):
        body = _inline(unfolding, body, unfolding.named)
        unfolding.check_size(body, depth)
    return body


def _inline(unfolding: _Unfolding, node: Sum, wanted: Callable[[Factor], Definition | None]) -> Sum:
    """Every wanted name at every depth of an expression, replaced once."""

    def opened(factor: Factor) -> Factor:
        definition = wanted(factor)
        if definition is not None and isinstance(factor, Tensor):
            return inlined(definition, factor, unfolding.fresh)
        match factor:
            case Apply():
                return replace(factor, body=_inline(unfolding, factor.body, wanted))
            case Sum():
                return _inline(unfolding, factor, wanted)
        return factor

    terms: list[Product] = []
    for term in node.terms:
        alone = term.factors[0] if len(term.factors) == 1 and not term.summed else None
        if isinstance(alone, Tensor) and (definition := wanted(alone)) is not None:
            terms += _spread(term, inlined(definition, alone, unfolding.fresh))
        else:
            terms.append(_map_term(term, opened))
    return replace(node, terms=tuple(terms))


def _map_term(term: Product, change: Callable[[Factor], Factor]) -> Product:
    """A term with its factors changed; a factor that became a single product is spliced in."""
    result = replace(term, factors=())
    for old in term.factors:
        new = change(old)
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
