"""The formals of a ``def``: the dimensions they name, and which stand for an index, because the body writes them as a
wire or passes them on as an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tensorgraph.graph.check.symbols import Symbol, TemplateSymbol
from tensorgraph.graph.check.uses import bare_reference, bracket_names
from tensorgraph.syntax import tree as t


def find_indices(symbols: dict[str, Symbol], order: Iterable[str]) -> None:
    """Enter the index formals of every ``def``, called ones first."""
    for name in order:
        symbol = symbols[name]
        if isinstance(symbol, TemplateSymbol):
            wires = set(_wires(symbols, symbol.template.body))
            bare = {formal.name.text for formal in symbol.template.formals if formal.bracket is None}
            symbols[name] = replace(symbol, indices=frozenset(bare & wires))


def _wires(symbols: Mapping[str, Symbol], node: t.SumTree) -> Iterator[str]:
    for term in node.terms:
        for operand in term.operands:
            if isinstance(operand.factor, t.Group):
                yield from _wires(symbols, operand.factor.body)
            elif isinstance(operand.factor, t.Reference):
                yield from _wires_of(symbols, operand.factor)


def _wires_of(symbols: Mapping[str, Symbol], factor: t.Reference) -> Iterator[str]:
    yield from (item.text for item in factor.superscripts if isinstance(item, t.Name))
    for bracket in (factor.bracket, factor.result):
        if bracket:
            yield from (name.text for name in bracket_names(bracket.legs + (bracket.each or ())))
    sums = [argument for argument in factor.arguments or () if isinstance(argument, t.SumTree)]
    for argument in sums:
        yield from _wires(symbols, argument)
    called = symbols.get(factor.name.text)
    if isinstance(called, TemplateSymbol):
        for formal, argument in zip(called.template.formals, sums, strict=False):
            reference = bare_reference(argument)
            if formal.name.text in called.indices and reference:
                yield reference.name.text


def dim_names(leg: t.LegTree) -> list[str]:
    """The dimensions that a leg of a formal names."""
    if isinstance(leg, t.Index):
        return []
    parts = leg.parts if isinstance(leg, t.Thick) else (leg,)
    return [name.text for part in parts for name in part.dims or (part.name,)]
