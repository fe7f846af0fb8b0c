"""`from:` and `as:` of a declared tensor, read and compared with its legs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.network import Declaration
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t
from tensorgraph.weights.address import Address, parse_address
from tensorgraph.weights.form import Malformed
from tensorgraph.weights.pattern import Pattern, parse_pattern, side_text
from tensorgraph.weights.stored import Stored

Parsed = TypeVar("Parsed", Address, Pattern)


def with_stored(
    reports: Reports, declaration: Declaration, items: tuple[t.Attribute, ...], dims: Collection[str]
) -> Declaration:
    """The declaration and where its values are; mistakes are reported, of what is not known of a mistake none."""
    texts = {item.name.text: item.value for item in items if isinstance(item.value, t.Text)}
    _quoted(reports, items)
    start, end = texts.get("from"), texts.get("as")
    address = _parsed(reports, "from", start, parse_address)
    pattern = _parsed(reports, "as", end, parse_pattern)
    if start and address:
        _address_fits(reports, declaration, address, start, dims)
    if end and pattern and (address or not start):
        _pattern_fits(reports, declaration, address, pattern, end)
    if address is None and pattern is None:
        return declaration
    return replace(declaration, stored=Stored(address, pattern, _span(start), _span(end)))


def _span(text: t.Text | None) -> Span | None:
    return None if text is None else text.span


def _quoted(reports: Reports, items: tuple[t.Attribute, ...]) -> None:
    for item in items:
        if item.name.text in ("from", "as") and isinstance(item.value, t.Name):
            message, hint = f"`{item.name}` takes a text in quotes", f'write `{item.name}: "…"`'
            reports.add(Diagnostic("attribute-value", message, item.value.span, (), hint))


def _parsed(reports: Reports, code: str, text: t.Text | None, parse: Callable[[str], Parsed]) -> Parsed | None:
    if text is None:
        return None
    try:
        return parse(text.text)
    except Malformed as wrong:
        reports.add(Diagnostic(code, wrong.message, _inside(text, wrong.start, wrong.end), (), wrong.hint))
        return None


def _inside(text: t.Text, start: int, end: int) -> Span:
    """Characters of a text, without its quotes."""
    first = text.span.start + 1
    return Span(text.span.source, first + start, first + max(start + 1, end))


def _word(text: t.Text, word: str) -> Span:
    start = text.text.find(word)
    return _inside(text, start, start + len(word)) if start >= 0 else text.span


def _address_fits(
    reports: Reports, declaration: Declaration, address: Address, text: t.Text, dims: Collection[str]
) -> None:
    legs = ", ".join(declaration.leg_names)
    for dim in address.stacked:
        count = declaration.dims.count((dim,))
        if count != 1:
            several = f"is the dimension of {count} legs" if count else "is the dimension of none of its legs"
            message = f"`{{{dim}}}` numbers the entries along a leg of `{declaration.name}`, and `{dim}` {several}"
            found = near(dim, [leg[0] for leg in declaration.dims if len(leg) == 1])
            hint = f"write `{{{found[0]}}}`" if found and not count else f"the legs are: {legs or 'none'}"
            reports.add(Diagnostic("from", message, _word(text, f"{{{dim}}}"), (), hint))
    for dim in dict.fromkeys(dim for cut in address.cuts for dim in cut.dims if dim not in dims):
        found = near(dim, dims)
        hint = f"write `{found[0]}`" if found else f"the dimensions are: {', '.join(dims)}"
        reports.add(Diagnostic("from", f"there is no dimension `{dim}` to cut at", _word(text, dim), (), hint))


def _pattern_fits(
    reports: Reports, declaration: Declaration, address: Address | None, pattern: Pattern, text: t.Text
) -> None:
    stacked = address.stacked if address else ()
    legs = [place for place, dims in enumerate(declaration.dims) if len(dims) > 1 or dims[0] not in stacked]
    hot = [law.leg for law in declaration.properties if law.name == "onehot"]
    ids = [leg for leg in legs if leg not in hot]
    wanted = ids if hot and len(pattern.right) == len(ids) else legs
    names = " ".join(declaration.leg_names[leg] for leg in legs) or "none"
    if len(pattern.right) != len(wanted):
        apart = f" beside {', '.join(f'{{{dim}}}' for dim in stacked)}" if stacked else ""
        message = f"`{side_text(pattern.right)}` is {_many(len(pattern.right), 'axis', 'axes')}, "
        message += f"and `{declaration.name}` has {_many(len(legs), 'leg', 'legs')}{apart}: {names}"
        hint = "the right side has a name for each leg that no `{…}` numbers, in order"
        reports.add(Diagnostic("as", message, text.span, (), hint))
        return
    _parts_fit(reports, declaration, wanted, pattern, text)


def _parts_fit(reports: Reports, declaration: Declaration, wanted: list[int], pattern: Pattern, text: t.Text) -> None:
    for leg, group in zip(wanted, pattern.right, strict=True):
        parts = declaration.dims[leg]
        if len(group) > 1 and len(parts) > 1 and len(group) != len(parts):
            message = f"`({' '.join(group)})` has {len(group)} parts, and the leg `{declaration.leg_names[leg]}` "
            hint = f"a name for each of its parts, ({' '.join(parts)}), or one for the leg"
            reports.add(Diagnostic("as", f"{message}has {len(parts)}", text.span, (), hint))


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
