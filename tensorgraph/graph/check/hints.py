"""Hints on a tensor itself: the attributes `at` and `legs` of its declaration or definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import DefinitionSymbol, Symbol, TemplateSymbol, TensorSymbol
from tensorgraph.graph.check.wishes import check_count, directions, point
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.network import Hint, Picture
from tensorgraph.graph.nodes import Tensor
from tensorgraph.graph.written import tensors_by_name
from tensorgraph.syntax import tree as t


def declared_hints(workshop: Workshop, symbols: Mapping[str, Symbol], pictures: Sequence[Picture]) -> tuple[Hint, ...]:
    """What `at` and `legs` say where a tensor is declared or defined."""
    wanted = [(name, item) for name, symbol in symbols.items() for item in _attributes(workshop.reports, symbol)]
    hints = [(item, hint) for name, item in wanted if (hint := _declared(workshop.reports, name, item)) is not None]
    if any(hint.wish == "legs" for _, hint in hints) and not workshop.reports.diagnostics:  # else uses may lack
        uses = _uses(workshop, pictures)
        for item, hint in hints:
            if hint.wish == "legs" and item.value is not None:
                check_count(workshop.reports, hint.name, hint.legs, uses.get(hint.name, ()), item.value.span)
    return tuple(hint for _, hint in hints)


def _attributes(reports: Reports, symbol: Symbol) -> list[t.Attribute]:
    """The attributes of a statement that are hints and have a fitting value."""
    first: dict[str, t.Attribute] = {}
    for item in _written(symbol):
        first.setdefault(item.name.text, item)
    wanted = [first[name] for name in first if name in ("at", "legs")]
    fitting = [item for item in wanted if a.LOOKS[item.name.text].accepts(a.value_of(item.value))]
    if not isinstance(symbol, DefinitionSymbol) or len(symbol.define.left) == 1 or not fitting:
        return fitting
    message = f"`{fitting[0].name}` concerns one tensor, and this defines {len(symbol.define.left)}"
    hint = f"write it in the `show`: `place {{ {symbol.left.name}: (2, 0) }}`"
    reports.add(Diagnostic("wish", message, fitting[0].name.span, hint=hint))
    return []


def _written(symbol: Symbol) -> tuple[t.Attribute, ...]:
    match symbol:
        case TensorSymbol():
            return symbol.statement.attributes
        case DefinitionSymbol():
            return symbol.define.attributes
        case TemplateSymbol():
            return symbol.template.attributes
    return ()


def _declared(reports: Reports, name: str, item: t.Attribute) -> Hint | None:
    assert item.value is not None
    span = item.name.span.to(item.value.span)
    if isinstance(item.value, t.ValueTuple):
        return Hint(name, "at", at=point(item.value), span=span)
    assert isinstance(item.value, (t.Text, t.Name))
    legs = directions(reports, t.Text(item.value.text, item.value.span))
    return Hint(name, "legs", legs=legs, span=span) if legs is not None else None


def _uses(workshop: Workshop, pictures: Sequence[Picture]) -> dict[str, list[Tensor]]:
    """Every use of every tensor in the file, by name."""
    graphs = [definition.graph for definition in workshop.definitions.values()]
    graphs += [side for picture in pictures for row in picture.rows for side in row.sides]
    return tensors_by_name((term for graph in graphs for term in graph.body.terms), workshop.definitions)
