"""What is known while the statements of a file are checked one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.check.context import Context, Signature
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import Symbol
from tensorgraph.graph.network import Declaration, Definition
from tensorgraph.graph.nodes import Apply, Factor, Graph, Sum, Tensor, Unfold
from tensorgraph.graph.rename import map_wires
from tensorgraph.rewrite.unfold import resolve


@dataclass
class Workshop:
    """The definitions made so far. ``calls`` has for each call, as text, the definitions that equal calls share;
    ``wrong`` the ``def``s that are wrong whatever their arguments, ``make`` makes the definition of
    a call, ``holes`` what each `?` is joined to, ``full`` says that there were too many."""

    reports: Reports
    symbols: Mapping[str, Symbol]
    dims: dict[str, int | None]
    make: Callable[..., Definition | None]
    declarations: dict[str, Declaration] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    calls: dict[str, Definition | None] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    holes: dict[str, Declaration] = field(default_factory=dict)
    full: bool = False

    def context(self) -> Context:
        """A fresh context for a statement of this file."""
        return Context(
            self.symbols,
            self.signature,
            self.definitions.get,
            lambda *call: self.make(self, *call),
            self.reports,
            lambda graph: resolve(self, graph),
        )

    def signature(self, name: str) -> Signature | None:
        """The legs of a declared or defined name, None where that was wrong."""
        found = self.declarations.get(name) or self.definitions.get(name)
        return Signature(found.dims, found.leg_names) if found else None

    def is_constant(self, body: Sum) -> bool:
        """Whether an expression is made only of parameters."""
        return all(self._constant(factor) for term in body.terms for factor in term.factors)

    def _constant(self, factor: Factor) -> bool:
        match factor:
            case Tensor():
                found = self.definitions.get(factor.name) or self.declarations.get(factor.name)
                return found is not None and found.constant
            case Apply() | Unfold():
                return self.is_constant(factor.body)
            case Sum():
                return self.is_constant(factor)
        return True


def finish(context: Context, graph: Graph) -> Graph | None:
    """The graph with every dimension known, and what a definition unfolds unfolded; None where the statement was
    wrong."""
    if not context.failed:
        _unknown_dims(context)
    if context.failed:
        return None
    typed = map_wires(graph, context.types.final)
    return typed if context.drawn else _resolved(context, typed)


def _resolved(context: Context, graph: Graph) -> Graph | None:
    """A definition is what its `unfold` and `expand` mean, so that whatever uses it never meets one. A picture's are
    resolved when it is drawn or checked."""
    try:
        return context.resolve(graph)
    except TensorgraphError as error:
        context.failed = True
        for diagnostic in error.diagnostics:
            context.reports.add(diagnostic)
        return None


def _unknown_dims(context: Context) -> None:
    """One report for all wires that share an unknown dimension."""
    said = set()
    for wire, span in context.mentions.items():
        root = context.types.root(wire)
        if context.types.dims(wire) is None and root not in said:
            said.add(root)
            message = f"the dimension of the wire `{wire.name}` follows from nothing"
            hint = f"state it: `{wire.name}: model`"
            if not wire.name.isidentifier():
                message = f"the dimension of the index `{wire.name}` follows from nothing"
                hint = "join it to a leg of a tensor"
            context.report("dimension-unknown", message, span, hint)
