"""What the functions that check one expression share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import (
    DimSymbol,
    FunctionSymbol,
    Local,
    Symbol,
    TemplateSymbol,
    kind_in_words,
)
from tensorgraph.graph.check.types import ClashError, Evidence, Shape, Types
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Graph, Leg, Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

MAX_SUGGESTED = 50
"""Unknown dimensions for which near ones are looked up: each costs a comparison with every dimension of the file."""


class Use(Enum):
    """As what a name stands somewhere."""

    TENSOR = auto()
    """With brackets or superscripts."""
    APPLIED = auto()
    """Before parentheses."""
    ARGUMENT = auto()
    """A tensor without its brackets, in a call."""
    DEFINITION = auto()
    """What is unfolded or frozen."""
    NUMBER = auto()
    """Alone."""


@dataclass(frozen=True)
class Signature:
    """The legs of a name that may be used: a shape and a name for each, and what its arguments carry through."""

    shapes: tuple[Shape, ...]
    names: tuple[str, ...]
    through: int = 0


class Instantiate(Protocol):
    """The definition that a call means, made at the first of equal calls; None where it is wrong."""

    def __call__(
        self,
        context: Context,
        node: t.Reference,
        symbol: TemplateSymbol,
        arguments: tuple[Local, ...],
        passed: tuple[Wire, ...],
    ) -> Definition | None: ...


@dataclass
class Context:
    """One statement being checked.

    ``locals`` are the formals of a ``def``; ``local_dims`` the dimensions they bring. In a ``generic`` check these are
    still unknown. ``drawn`` says that this is a picture or an equation, ``complex_here`` that a complex tensor may
    stand here. ``depth`` counts the groups, bubbles and calls around; ``called_at`` is the outermost call. ``failed``
    is set by every mistake. A place in ``shaky`` has brackets that mean something else than is written, so that wires
    in its term may seem to be used once; those wait in ``pending`` with their term. ``clashed`` has the references
    whose dimensions disagreed, ``ambiguous`` the wires that read both ways, ``unknown_names`` the names that stand for
    nothing and are not yet reported (`tensorgraph.graph.check.unknown`).
    """

    symbols: Mapping[str, Symbol]
    signature: Callable[[str], Signature | None]
    definition: Callable[[str], Definition | None]
    instantiate: Instantiate
    reports: Reports
    resolve: Callable[[Graph], Graph]
    types: Types = field(default_factory=Types)
    locals: Mapping[str, Local] = field(default_factory=dict)
    local_dims: Mapping[str, Shape] = field(default_factory=dict)
    generic: bool = False
    drawn: bool = False
    complex_here: bool = False
    depth: int = 0
    called_at: Span | None = None
    failed: bool = False
    mentions: dict[Wire, Span] = field(default_factory=dict)
    superscripts: dict[Wire, tuple[bool, Span]] = field(default_factory=dict)
    shaky: list[Span] = field(default_factory=list)
    pending: list[tuple[Diagnostic, Span]] = field(default_factory=list)
    clashed: set[Span] = field(default_factory=set)
    ambiguous: set[str] = field(default_factory=set)
    unknown_names: list[tuple[t.Name, Use, t.Reference | None]] = field(default_factory=list)

    def report(
        self, code: str, message: str, span: Span, hint: str = "", related: tuple[tuple[Span, str], ...] = ()
    ) -> None:
        """A mistake of this statement."""
        self.failed = True
        self.reports.add(Diagnostic(code, message, span, related, hint))

    def report_shaky(self, code: str, message: str, span: Span, hint: str, place: Span) -> None:
        """A mistake in a factor at ``place`` that may make its wires look wrong."""
        self.shaky.append(place)
        self.report(code, message, span, hint)

    def report_pending(self) -> None:
        """Say of wires what may be said now that all brackets were looked at."""
        for diagnostic, term in self.pending:
            self.failed = True
            if not any(term.start <= place.start < term.end for place in self.shaky):
                self.reports.add(diagnostic)
        self.pending.clear()

    def find(self, name: t.Name, use: Use, node: t.Reference | None = None) -> Symbol | None:
        """What a name stands for; the first use of an unknown one is kept for the report."""
        found = self.peek(name.text)
        if found is None:
            self.failed = True
            if name.text not in self.reports.unknown:
                self.reports.unknown.add(name.text)
                if not self.reports.incomplete:
                    self.unknown_names.append((name, use, node))
        return found

    def peek(self, name: str) -> Symbol | None:
        """What a name stands for, without a report."""
        local = self.locals.get(name)
        return local if local or name in self.reports.unknown else self.symbols.get(name)

    def dimension(self, name: t.Name) -> Shape | None:
        """The dimension of a name, None (and a report of the first use) where it is none."""
        if name.text in self.local_dims:
            return self.local_dims[name.text]
        symbol = self.symbols.get(name.text)
        if isinstance(symbol, DimSymbol):
            return (symbol.name,)
        self.failed = True
        if name.text not in self.reports.unknown_dims:
            self.reports.unknown_dims.add(name.text)
            if not self.reports.incomplete and name.text not in self.reports.unknown:
                self._unknown_dimension(name, symbol)
        return None

    def _unknown_dimension(self, name: t.Name, symbol: Symbol | None) -> None:
        dims = [key for key, other in self.symbols.items() if isinstance(other, DimSymbol)]
        found = near(name.text, [*self.local_dims, *dims]) if len(self.reports.unknown_dims) <= MAX_SUGGESTED else []
        known = ", ".join([*self.local_dims, *dims][:12]) or "none"
        what = f"is {kind_in_words(symbol)}, not a dimension" if symbol else "is not a dimension of this file"
        declare = f"declare it, `dim {name}`; the dimensions are: {known}"
        hint = f"write `{found[0]}`" if found else declare
        self.report("unknown-dimension", f"`{name}` {what}", name.span, hint)

    def state(self, leg: Leg, shape: Shape, evidence: Evidence, hint: Callable[[], str] = str) -> None:
        """A leg has a shape; a report where its wire has another."""
        try:
            self.types.state(leg, shape, evidence)
        except ClashError as clash:
            self._clash(leg, clash, evidence, hint)

    def same(self, left: Leg, right: Leg, evidence: Evidence) -> None:
        """Two legs have one dimension; a report where they differ."""
        try:
            self.types.same(left, right, evidence)
        except ClashError as clash:
            self._clash(right, clash, evidence, str)

    def _clash(self, leg: Leg, clash: ClashError, evidence: Evidence, hint: Callable[[], str]) -> None:
        """One report for each pair of references: two legs exchanged are one mistake."""
        self.failed = True
        owners = {evidence.owner or evidence.span, clash.first.owner or clash.first.span}
        known = owners & self.clashed or any(wire.name in self.ambiguous for wire in leg)
        self.clashed |= owners
        if known:
            return
        if clash.first is evidence:
            message = f"`{leg_words(leg)}` has {len(leg)} parts, and {evidence.words} is `{clash.expected}`"
            self.report("thick-wire", message, evidence.span, "a thick wire is split into all its parts")
            return
        thick = clash.found.startswith("(") or clash.expected.startswith("(")
        general = "thick wires agree part by part" if thick else "rename one of the two wires, or exchange two legs"
        self.report(
            "thick-wire" if thick else "dimension",
            f"the wire `{leg_words(leg)}` is `{clash.found}` on {evidence.words}"
            f" and `{clash.expected}` on {clash.first.words}",
            evidence.span,
            hint() or general,
            ((clash.first.span, f"`{clash.expected}` comes from here"),),
        )

    def no_bar(self, bracket: t.Bracket | None) -> bool:
        """Whether there is no bar, which stands in a function's brackets only."""
        if bracket is None or bracket.each is None:
            return True
        hint = "delete it; `softmax[j | h](…)` says that the function acts along j, for each h"
        message = "a bar stands in the brackets of a function only"
        self.report_shaky("bar", message, bracket.span, hint, bracket.span)
        return False


def leg_words(leg: Leg) -> str:
    """A leg as it is written."""
    return leg[0].name if len(leg) == 1 else f"({' '.join(wire.name for wire in leg)})"


def is_function(symbol: Symbol | None) -> bool:
    """Whether parentheses after a name of this kind are a call."""
    return isinstance(symbol, (FunctionSymbol, TemplateSymbol))
