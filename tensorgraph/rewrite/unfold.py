"""Unfolding. Law: a name is equal to what it was defined as, its wires renamed apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Definition, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.walk import factors, wires
from tensorgraph.source import Span

MAX_FACTORS = 5_000
"""Most factors an unfolded expression may have."""
MAX_NESTING = 60
"""Deepest nesting of bubbles and groups it may have."""


def resolve(network: Network, graph: Graph) -> Graph:
    """The graph with every ``unfold(…)`` replaced by what it means: the outermost names of its expression by their
    definitions, then the named ones wherever they occur."""
    fresh = _Fresh()
    fresh.seen(graph)
    return replace(graph, body=_resolve_sum(network, fresh, graph.body, 0))


def resolve_picture(network: Network, picture: Picture) -> Picture:
    """The same for every side of a picture."""
    rows = tuple(Row(tuple(resolve(network, side) for side in row.sides), row.relations) for row in picture.rows)
    return replace(picture, rows=rows)


@dataclass
class _Fresh:
    """Serials that no wire of the result has yet."""

    last: dict[str, int] = field(default_factory=dict)
    factors: int = 0

    def seen(self, graph: Graph) -> None:
        for wire in wires(graph):
            self.last[wire.name] = max(self.last.get(wire.name, -1), wire.serial)

    def wire(self, wire: Wire) -> Wire:
        self.last[wire.name] = self.last.get(wire.name, -1) + 1
        return replace(wire, serial=self.last[wire.name])

    def count(self, body: Sum, depth: int, span: Span | None) -> None:
        self.factors += sum(1 for _ in factors(body))
        if self.factors > MAX_FACTORS or depth > MAX_NESTING:
            hint = f"it may have {MAX_FACTORS} factors, nested {MAX_NESTING} deep; unfold fewer names"
            raise mistake("too-large", "the unfolded expression is too large", span, hint)


def _resolve_sum(network: Network, fresh: _Fresh, node: Sum, depth: int) -> Sum:
    terms: list[Product] = []
    for term in node.terms:
        only = term.factors[0] if len(term.factors) == 1 and not term.summed else None
        if isinstance(only, Unfold):
            body = _unfolded(network, fresh, only, depth)
            spread = [replace(part, coefficient=term.coefficient * part.coefficient) for part in body.terms]
            terms += [replace(spread[0], brace=term.brace)] if term.brace and len(spread) == 1 else spread
        else:
            terms.append(_map_term(term, lambda factor: _resolve_factor(network, fresh, factor, depth)))
    return replace(node, terms=tuple(terms))


def _resolve_factor(network: Network, fresh: _Fresh, node: Factor, depth: int) -> Factor:
    match node:
        case Apply():
            return replace(node, body=_resolve_sum(network, fresh, node.body, depth + 1))
        case Sum():
            return _resolve_sum(network, fresh, node, depth + 1)
        case Unfold():
            return _unfolded(network, fresh, node, depth + 1)
    return node


def _unfolded(network: Network, fresh: _Fresh, node: Unfold, depth: int) -> Sum:
    if node.kind != "unfold":
        raise mistake("not-yet", f"`{node.kind}` is checked, and cannot be drawn or computed yet", node.span)
    body = _resolve_sum(network, fresh, node.body, depth)
    if not any(isinstance(factor, Tensor) and factor.name in network.definitions for factor in factors(body)):
        raise mistake("nothing-to-unfold", "nothing here has a definition to unfold", node.span, "unfold a defined name")
    body = _inline(network, fresh, body, lambda definition: True, depth, node.span)

    def named(definition: Definition) -> bool:
        return definition.name in node.names or definition.callee in node.names

    while any(_has(network, factor, named) for factor in factors(body)):
        body = _inline(network, fresh, body, named, depth, node.span)
    return body


def _has(network: Network, factor: Factor, wanted: Callable[[Definition], bool]) -> bool:
    found = network.definitions.get(factor.name) if isinstance(factor, Tensor) else None
    return found is not None and wanted(found)


def _inline(
    network: Network,
    fresh: _Fresh,
    node: Sum,
    wanted: Callable[[Definition], bool],
    depth: int,
    span: Span | None,
) -> Sum:
    """Every wanted name at every depth of an expression, replaced once."""
    fresh.count(node, depth, span)

    def inlined(factor: Factor) -> Factor:
        match factor:
            case Tensor() if _has(network, factor, wanted):
                return _body(network.definitions[factor.name], factor, fresh)
            case Apply():
                return replace(factor, body=_inline(network, fresh, factor.body, wanted, depth + 1, span))
            case Sum():
                return _inline(network, fresh, factor, wanted, depth + 1, span)
        return factor

    terms: list[Product] = []
    for term in node.terms:
        lone = term.factors[0] if len(term.factors) == 1 and not term.summed and not term.brace else None
        if isinstance(lone, Tensor) and _has(network, lone, wanted):
            body = _body(network.definitions[lone.name], lone, fresh)
            terms += [replace(part, coefficient=term.coefficient * part.coefficient) for part in body.terms]
        else:
            terms.append(_map_term(term, inlined))
    return replace(node, terms=tuple(terms))


def _body(definition: Definition, tensor: Tensor, fresh: _Fresh) -> Sum:
    """The definition's expression on the tensor's wires, all others new. A wire that no term has gets a `ones`."""
    if definition.kept is not None:
        message = f"`{definition.name}` is checked, and cannot be unfolded yet"
        raise mistake("not-yet", message, tensor.span)
    outside = [wire for leg in tensor.legs for wire in leg] + list(tensor.through)
    renamed = dict(zip(definition.graph.wires, outside, strict=True))

    def wire(old: Wire) -> tuple[Wire, ...]:
        if old not in renamed:
            renamed[old] = fresh.wire(old)
        return (renamed[old],)

    body = map_sum(definition.graph.body, wire)
    missing = [old for old in definition.graph.wires if renamed[old] not in free_wires(body)]
    ones = tuple(Dot(((renamed[old],),)) for old in missing)
    return replace(body, terms=tuple(replace(term, factors=(*term.factors, *ones)) for term in body.terms))


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
