"""An ``unfold(…)`` or ``expand(…)`` name by name, for those who want to see how it comes about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Tensor, Unfold
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.facing import Around
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.lettering import told_apart
from tensorgraph.rewrite.unfold import Names, Unfolding, inline_wanted, map_term, resolve, resolve_sum, spread_term


@dataclass(frozen=True)
class Stage:
    """An ``unfold(…)`` or ``expand(…)`` as far as it has come: the name opened last, "" before any and where products
    were distributed, and the graph then."""

    name: str
    graph: Graph


def stages(network: Names, graph: Graph) -> tuple[Stage, ...]:
    """An ``unfold(…)`` or ``expand(…)`` name by name, from what it was written of to what it means; these two alone
    where it is not a whole expression."""
    fresh = Fresh()
    fresh.seen(graph)
    last = Stage("", resolve(network, graph))
    (term, *others) = graph.body.terms or (Product(()),)
    node = term.factors[0] if len(term.factors) == 1 and not others and not term.summed else None
    if not isinstance(node, Unfold):
        return Stage("", replace(graph, body=_folded(graph.body))), last
    found: list[Stage] = []
    for name, body in _in_turn(network, fresh, node):
        terms = replace(graph.body, terms=tuple(spread_term(term, body)))
        found.append(Stage(name, replace(graph, body=told_apart(terms, fresh))))
    if node.kind == "expand" or len(found) == 1:
        return (*found, last)
    return (*found[:-1], Stage(found[-1].name, last.graph))


def _in_turn(network: Names, fresh: Fresh, node: Unfold) -> Iterator[tuple[str, Sum]]:
    """The names as they are opened, those that the author wrote first, and what is there then."""
    unfolding = Unfolding(network, fresh, node.names, node.kind == "expand", node.span)
    body = resolve_sum(network, fresh, node.body, 0)
    written = {id(factor): factor for factor in factors(body)}  # kept, so that no other factor gets the same id
    yield "", body

    def waiting(factor: Factor) -> Definition | None:
        return unfolding.defined(factor) if id(factor) in written else unfolding.named(factor)

    def called(name: str) -> Callable[[Factor], Definition | None]:
        return lambda factor: waiting(factor) if isinstance(factor, Tensor) and factor.name == name else None

    while name := next((found.name for factor in factors(body) if (found := waiting(factor))), ""):
        body = inline_wanted(unfolding, body, called(name), Around())
        unfolding.check_size(body, 0)
        yield name, body


def _folded(node: Sum) -> Sum:
    """An expression as if nothing in it was to be unfolded."""

    def folded(factor: Factor) -> Factor:
        match factor:
            case Apply():
                return replace(factor, body=_folded(factor.body))
            case Unfold():
                return _folded(factor.body)
            case Sum():
                return _folded(factor)
        return factor

    return replace(node, terms=tuple(map_term(term, list(map(folded, term.factors))) for term in node.terms))
