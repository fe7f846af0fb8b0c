"""What the functions that check one expression share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.symbols import (
    DECOMPOSITIONS,
    LEG_WORDS,
    REWRITES,
    Argument,
    DimSymbol,
    FunctionSymbol,
    IndexArgument,
    Local,
    Symbol,
    TemplateSymbol,
)
from tensorgraph.graph.check.types import Clash, Evidence, Shape, Types
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Leg, Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

BUILT_IN = (*LEG_WORDS, *REWRITES, *DECOMPOSITIONS)


@dataclass
class Reports:
    """The mistakes found so far, one for each cause."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a mistake, unless the same was said of the same place."""
        said = {(other.code, other.span and (other.span.source.name, other.span.start)) for other in self.diagnostics}
        span = diagnostic.span
        if (diagnostic.code, span and (span.source.name, span.start)) not in said:
            self.diagnostics.append(diagnostic)


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
        key: str,
        name: str,
    ) -> Definition | None: ...


@dataclass
class Context:
    """One statement being checked.

    ``locals`` are the formals of a ``def``; ``local_dims`` the dimensions they bring. In a ``generic`` check these are
    still unknown. ``failed`` is set by a mistake that would cause others.
    """

    symbols: Mapping[str, Symbol]
    signature: Callable[[str], Signature | None]
    instantiate: Instantiate
    reports: Reports
    types: Types = field(default_factory=Types)
    locals: Mapping[str, Local] = field(default_factory=dict)
    local_dims: Mapping[str, Shape] = field(default_factory=dict)
    generic: bool = False
    depth: int = 0
    failed: bool = False
    mentions: dict[Wire, Span] = field(default_factory=dict)
    superscripts: dict[Wire, tuple[bool, Span]] = field(default_factory=dict)

    def report(
        self, code: str, message: str, span: Span, hint: str = "", related: tuple[tuple[Span, str], ...] = ()
    ) -> None:
        """A mistake of this statement."""
        self.failed = True
        self.reports.add(Diagnostic(code, message, span, related, hint))

    def find(self, name: t.Name) -> Symbol | None:
        """What a name stands for; the first use of an unknown one is reported."""
        found = self.locals.get(name.text) or self.symbols.get(name.text)
        if found is None:
            self.failed = True
            if name.text not in self.reports.unknown:
                self.reports.unknown.add(name.text)
                self.report("unknown-name", f"nothing is called `{name.text}`", name.span, self._suggest(name.text))
        return found

    def peek(self, name: str) -> Symbol | None:
        """What a name stands for, without a report."""
        return self.locals.get(name) or self.symbols.get(name)

    def _suggest(self, name: str) -> str:
        found = near(name, [*self.locals, *self.symbols, *BUILT_IN])
        return f"write `{found[0]}`" if found else "declare it: `param`, `input`, `tensor`, `scalar`, or define it with `=`"

    def dimension(self, name: t.Name) -> tuple[str, ...] | Shape | None:
        """The dimension of a name, None (and a report) where it is none."""
        if name.text in self.local_dims:
            return self.local_dims[name.text]
        symbol = self.symbols.get(name.text)
        if isinstance(symbol, DimSymbol):
            return (symbol.name,)
        dims = [key for key, other in self.symbols.items() if isinstance(other, DimSymbol)]
        hint = near(name.text, [*self.local_dims, *dims])
        known = ", ".join([*self.local_dims, *dims][:12]) or "none"
        what = "is not a dimension" if symbol else "is not declared"
        self.report(
            "unknown-dimension",
            f"`{name.text}` {what}",
            name.span,
            f"write `{hint[0]}`" if hint else f"write `dim {name.text}`; the dimensions are: {known}",
        )
        return None

    def state(self, leg: Leg, shape: Shape, evidence: Evidence, hint: str = "") -> None:
        """A leg has a shape; a report where its wire has another."""
        try:
            self.types.state(leg, shape, evidence)
        except Clash as clash:
            self._clash(leg, clash, evidence, hint)

    def same(self, left: Leg, right: Leg, evidence: Evidence) -> None:
        """Two legs have one dimension; a report where they differ."""
        try:
            self.types.same(left, right, evidence)
        except Clash as clash:
            self._clash(right, clash, evidence, "")

    def _clash(self, leg: Leg, clash: Clash, evidence: Evidence, hint: str) -> None:
        wire = leg_words(leg)
        parts = clash.found.startswith("(") or clash.expected.startswith("(")
        self.report(
            "thick-wire" if parts else "dimension",
            f"the wire `{wire}` is `{clash.found}` on {evidence.words} and `{clash.expected}` on {clash.first.words}",
            evidence.span,
            hint or ("a thick wire agrees part by part" if parts else "give one of the two wires another name, or exchange two legs"),
            ((clash.first.span, f"`{clash.expected}` comes from here"),),
        )


def leg_words(leg: Leg) -> str:
    """A leg as it is written."""
    return leg[0].name if len(leg) == 1 else f"({' '.join(wire.name for wire in leg)})"


def is_function(symbol: Symbol | None) -> bool:
    """Whether parentheses after a name of this kind are a call."""
    return isinstance(symbol, (FunctionSymbol, TemplateSymbol))


def is_index(local: Symbol | None) -> bool:
    """Whether a name is an index formal."""
    return isinstance(local, IndexArgument)


def is_argument(local: Symbol | None) -> bool:
    """Whether a name is a tensor formal."""
    return isinstance(local, Argument)
