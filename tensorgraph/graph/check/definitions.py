"""Definitions, ``def``s and their calls, declarations: from statements to what the network holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.calls import is_index_formal, scalar_of
from tensorgraph.graph.check.context import Context, Reports, Signature
from tensorgraph.graph.check.decompositions import decomposition
from tensorgraph.graph.check.elaborate import expression
from tensorgraph.graph.check.symbols import (
    DECOMPOSITIONS,
    Argument,
    DefinitionSymbol,
    IndexArgument,
    Local,
    ScalarArgument,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.tensors import state_dims
from tensorgraph.graph.check.types import Evidence, Shape
from tensorgraph.graph.check.uses import bracket_names
from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Sum, Tensor, Unfold, Wire
from tensorgraph.graph.network import Declaration, Decomposition, Definition, Kind, Repetition
from tensorgraph.graph.rename import map_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t

MAX_DEFINITIONS = 20_000
"""Most definitions, those that calls stand for included."""
MAX_CALL_DEPTH = 40
"""Deepest nesting of calls in ``def``s; each level recurses a few dozen frames."""


@dataclass
class Workshop:
    """The definitions made so far. ``calls`` finds the one that an equal call already made."""

    reports: Reports
    symbols: Mapping[str, Symbol]
    dims: dict[str, int | None]
    declarations: dict[str, Declaration] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    calls: dict[str, Definition | None] = field(default_factory=dict)

    def context(self) -> Context:
        """A fresh context for a statement of this file."""
        return Context(self.symbols, self.signature, self.instantiate, self.reports)

    def signature(self, name: str) -> Signature | None:
        """The legs of a declared or defined name, None where that was wrong."""
        found = self.declarations.get(name) or self.definitions.get(name)
        return Signature(found.dims, found.leg_names) if found else None

    def instantiate(
        self,
        context: Context,
        node: t.Reference,
        symbol: TemplateSymbol,
        arguments: tuple[Local, ...],
        passed: tuple[Wire, ...],
        key: str,
        name: str,
    ) -> Definition | None:
        """The definition that a call means, made at the first of equal calls."""
        if context.generic:
            return None
        if key not in self.calls:
            self.calls[key] = self._make(context, node, symbol, arguments, passed, name)
        if self.calls[key] is None:
            context.failed = True
        return self.calls[key]

    def _make(
        self,
        caller: Context,
        node: t.Reference,
        symbol: TemplateSymbol,
        arguments: tuple[Local, ...],
        passed: tuple[Wire, ...],
        name: str,
    ) -> Definition | None:
        if len(self.definitions) >= MAX_DEFINITIONS or caller.depth >= MAX_CALL_DEPTH:
            message = f"calls of `{symbol.template.name}` stand for more than can be held"
            limit = f"at most {MAX_DEFINITIONS} definitions, nested {MAX_CALL_DEPTH} deep"
            caller.report("too-many-calls", message, node.span, limit)
            return None
        made = _instance(self, caller, node, symbol.template, arguments, passed, name)
        if made is not None:
            self.definitions[name] = made
        return made


# ---- declarations ---------------------------------------------------------------------------------------------


def declare(workshop: Workshop, symbol: TensorSymbol) -> None:
    """A `tensor`, `param` or `input`."""
    statement = symbol.statement
    context = workshop.context()
    items = statement.bracket.legs if statement.bracket else ()
    legs = [_declared_leg(context, item) for item in items]
    found = a.attributes(workshop.reports, statement.attributes, a.TENSOR)
    if context.failed:
        return
    dims = tuple(dims for dims, _ in legs if dims)
    names = tuple(name for _, name in legs)
    workshop.declarations[statement.name.text] = Declaration(
        statement.name.text,
        Kind(statement.kind),
        dims,
        names,
        a.properties(workshop.reports, statement.attributes, names, dims),
        found,
        statement.span,
    )


def _declared_leg(context: Context, item: t.LegTree) -> tuple[tuple[str, ...], str]:
    if isinstance(item, t.Index):
        context.report("declared-index", "a declared leg is a dimension, not a number", item.span, "write `dim` for its size")
        return (), ""
    parts = item.parts if isinstance(item, t.Thick) else (item,)
    dims: list[str] = []
    for part in parts:
        for name in part.dims or (part.name,):
            shape = context.dimension(name)
            dims += shape if isinstance(shape, tuple) and all(isinstance(s, str) for s in shape) else ()  # type: ignore[arg-type]
    names = " ".join(part.name.text for part in parts)
    return tuple(dims), names if isinstance(item, t.Part) else f"({names})"


# ---- definitions ----------------------------------------------------------------------------------------------


def define(workshop: Workshop, symbol: DefinitionSymbol) -> None:
    """A definition, entered under its name; a mistake leaves it out."""
    statement = symbol.define
    first = statement.body.terms[0].operands[0].factor if len(statement.body.terms) == 1 else None
    if isinstance(first, t.Reference) and first.name.text in DECOMPOSITIONS and first.arguments is not None:
        if symbol.left is statement.left[0]:
            _decompose(workshop, statement, first)
        return
    if len(statement.left) > 1:
        if symbol.left is statement.left[0]:
            message = "several names on the left need a decomposition on the right"
            names = ", ".join(f"`{word}`" for word in DECOMPOSITIONS)
            workshop.reports.add(
                Diagnostic("decomposition-form", message, statement.span, hint=f"these are: {names}")
            )
        return
    context = workshop.context()
    graph = _graph(context, statement.left[0], statement)
    _enter(workshop, context, statement, graph)


def _graph(context: Context, left: t.Left, statement: t.Define) -> Graph:
    legs, env = left_wires(context, (*left.superscripts, *(left.bracket.legs if left.bracket else ())))
    if left.bracket and left.bracket.each is not None:
        context.report("left-side", "a bar has no meaning on the left-hand side", left.bracket.span, "delete it")
    if statement.index is not None and statement.over is not None:
        wire = context.types.fresh(statement.index.text)
        shape = context.dimension(statement.over)
        if shape is not None:
            context.state((wire,), shape, Evidence(statement.over.span, "`for`"))
        env[statement.index.text] = wire
    return Graph(legs, expression(context, statement.body, env))


def left_wires(context: Context, items: tuple[t.LegTree | t.Name, ...]) -> tuple[tuple[Leg, ...], dict[str, Wire]]:
    """The wires on a left-hand side, each once."""
    env: dict[str, Wire] = {}
    legs: list[Leg] = []
    for item in items:
        if isinstance(item, t.Index):
            message = "a number picks a slice on the right-hand side only"
            context.report("left-side", message, item.span, "name a wire")
            continue
        parts: tuple[t.Part, ...]
        if isinstance(item, t.Name):
            parts = (t.Part(item, (), item.span),)
        else:
            parts = item.parts if isinstance(item, t.Thick) else (item,)
        legs.append(tuple(wire for part in parts if (wire := _left_wire(context, part, env))))
        for wire, part in zip(legs[-1], parts, strict=False):
            state_dims(context, (wire,), part)
    return tuple(legs), env


def _left_wire(context: Context, part: t.Part, env: dict[str, Wire]) -> Wire | None:
    name = part.name.text
    if name in env:
        hint = f"name the legs apart and join them on the right: `id[{name}, …]`"
        context.report("left-side", f"the wire `{name}` stands twice on the left", part.span, hint)
        return None
    env[name] = context.types.fresh(name)
    context.mentions[env[name]] = part.name.span
    return env[name]


def _enter(workshop: Workshop, context: Context, statement: t.Define, graph: Graph) -> None:
    left = statement.left[0]
    found = a.attributes(workshop.reports, statement.attributes, a.DEFINITION)
    final = finish(context, graph)
    if final is None:
        return
    name = left.name.text
    kept = None
    if statement.index is not None and statement.over is not None:
        kept = Repetition(final, statement.index.text, statement.over.text)
    made = Definition(
        name,
        final,
        (),
        found,
        len(left.superscripts),
        _is_constant(workshop, final.body),
        kept=kept,
        span=statement.span,
    )
    laws = a.properties(workshop.reports, statement.attributes, made.leg_names, made.dims)
    workshop.definitions[name] = Definition(
        made.name, made.graph, laws, made.attributes, made.superscripts, made.constant, "", kept, made.span
    )


def finish(context: Context, graph: Graph) -> Graph | None:
    """The graph with every dimension known, None where the statement was wrong."""
    _unknown_dims(context, graph)
    return None if context.failed else map_wires(graph, context.types.final)


def _unknown_dims(context: Context, graph: Graph) -> None:
    if context.failed or context.generic:
        return
    for wire, span in context.mentions.items():
        if context.types.dims(wire) is None:
            message = f"the dimension of the wire `{wire.name}` follows from nothing"
            context.report("dimension-unknown", message, span, f"state it: `{wire.name}: model`")


def _is_constant(workshop: Workshop, body: Sum) -> bool:
    """Whether an expression is made only of parameters."""
    return all(_constant_factor(workshop, factor) for term in body.terms for factor in term.factors)


def _constant_factor(workshop: Workshop, factor: Factor) -> bool:
    match factor:
        case Tensor():
            found = workshop.definitions.get(factor.name) or workshop.declarations.get(factor.name)
            return found is not None and found.constant
        case Apply() | Unfold():
            return _is_constant(workshop, factor.body)
        case Sum():
            return _is_constant(workshop, factor)
    return True


def _decompose(workshop: Workshop, statement: t.Define, factor: t.Reference) -> None:
    context = workshop.context()
    for left in statement.left:
        if left.superscripts:
            context.report("decomposition-form", "a decomposition has no superscripts on the left", left.span)
    made = decomposition(context, statement, factor)
    if made is None or context.failed:
        return
    kept, shapes = made
    found = a.attributes(workshop.reports, statement.attributes, a.DEFINITION)
    final = finish(context, kept.operand)
    if final is None:
        return
    new = _new_dim(workshop, kept)
    for name, legs in shapes:
        wires = tuple(tuple(w for wire in leg for w in _part(context, wire, new)) for leg in legs)
        graph = Graph(wires, Sum(()))
        outputs = tuple((other, tuple(tuple(w for wire in leg for w in _part(context, wire, new)) for leg in ls)) for other, ls in shapes)
        stored = Decomposition(kept.kind, final, outputs, kept.rank)
        workshop.definitions[name] = Definition(
            name, graph, (), found, constant=_is_constant(workshop, final.body), kept=stored, span=statement.span
        )


def _part(context: Context, wire: Wire, new: str) -> Leg:
    return (Wire(wire.name, new, wire.serial),) if context.types.dims(wire) is None else context.types.final(wire)


def _new_dim(workshop: Workshop, kept: Decomposition) -> str:
    """The name of the new dimension: that of its wire, told apart where that is taken."""
    operand = {wire for leg in kept.operand.legs for wire in leg}
    wire = next(w for _, legs in kept.outputs for leg in legs for w in leg if w not in operand)
    name, serial = wire.name, 1
    while name in workshop.dims or name in workshop.symbols:
        serial += 1
        name = f"{wire.name}{serial}"
    workshop.dims[name] = kept.rank
    return name


# ---- defs -----------------------------------------------------------------------------------------------------


def check_template(workshop: Workshop, symbol: TemplateSymbol) -> None:
    """A ``def`` by itself, its formals' dimensions still unknown. What is wrong whatever the arguments is said here."""
    template = symbol.template
    context = workshop.context()
    context.generic = True
    shapes: dict[str, Shape] = {}
    formals: dict[str, Local] = {}
    for formal in template.formals:
        if formal.name.text in formals:
            context.report("defined-twice", f"the formal `{formal.name}` stands twice", formal.name.span, "rename one")
        formals[formal.name.text] = _generic_formal(context, template, formal, shapes)
    context.local_dims = shapes
    context.locals = {**{name: ScalarArgument(Scalar.name(name)) for name in shapes}, **formals}
    a.attributes(workshop.reports, template.attributes, a.DEFINITION)
    legs, env = left_wires(context, template.bracket.legs if template.bracket else ())
    expression(context, template.body, env)
    if context.failed:
        workshop.calls[template.name.text] = None


def _generic_formal(context: Context, template: t.Template, formal: t.Formal, shapes: dict[str, Shape]) -> Local:
    if formal.bracket is None:
        if is_index_formal(template, formal):
            return IndexArgument(context.types.fresh(formal.name.text))
        return ScalarArgument(Scalar.name(formal.name.text))
    for name in _formal_dims(context, formal):
        shapes.setdefault(name.text, context.types.fresh(f"{name.text}?"))
    legs = tuple(_formal_shape(leg, shapes) for leg in formal.bracket.legs)
    return Argument(formal.name.text, (), (), legs)


def _formal_dims(context: Context, formal: t.Formal) -> list[t.Name]:
    assert formal.bracket is not None
    found: list[t.Name] = []
    for leg in formal.bracket.legs:
        if isinstance(leg, t.Index):
            context.report("declared-index", "a leg of a formal is a dimension, not a number", leg.span, "name it")
        for part in leg.parts if isinstance(leg, t.Thick) else (leg,) if isinstance(leg, t.Part) else ():
            found += part.dims or (part.name,)
    return found


def _formal_shape(leg: t.LegTree, shapes: Mapping[str, Shape]) -> Shape:
    if isinstance(leg, t.Index):
        return ()
    parts = leg.parts if isinstance(leg, t.Thick) else (leg,)
    names = [name.text for part in parts for name in part.dims or (part.name,)]
    if len(names) == 1:
        return shapes[names[0]]
    return tuple(part for name in names for part in _flat(shapes[name]))


def _flat(shape: Shape) -> tuple[str | Wire, ...]:
    return (shape,) if isinstance(shape, Wire) else shape


def _instance(
    workshop: Workshop,
    caller: Context,
    node: t.Reference,
    template: t.Template,
    arguments: tuple[Local, ...],
    passed: tuple[Wire, ...],
    name: str,
) -> Definition | None:
    """The definition that a call stands for: the body with the actual dimensions."""
    if template.name.text in workshop.calls:  # the def itself is wrong, and that was said
        return None
    context = workshop.context()
    context.depth = caller.depth + 1
    inside = {wire: context.types.fresh(wire.name) for wire in passed}
    context.local_dims = _bound_dims(caller, node, template, arguments)
    if caller.failed:
        return None
    sizes = {name: ScalarArgument(scalar_of(_dims(shape))) for name, shape in context.local_dims.items()}
    formals = {
        formal.name.text: _inside(local, inside)
        for formal, local in zip(template.formals, arguments, strict=True)
    }
    context.locals = {**sizes, **formals}
    for wire in passed:
        dims = caller.types.dims(wire)
        if dims is not None:
            context.state((inside[wire],), dims, Evidence(node.span, f"`{wire.name}` of the call"))
        context.mentions[inside[wire]] = node.span
    legs, env = left_wires(context, template.bracket.legs if template.bracket else ())
    before = len(workshop.reports.diagnostics)
    body = expression(context, template.body, env)
    graph = finish(context, Graph(legs, body, tuple(inside.values())))
    if graph is None:
        _blame_call(workshop.reports, before, node)
        return None
    found = a.attributes(Reports(), template.attributes, a.DEFINITION)
    made = Definition(name, graph, (), found, 0, _is_constant(workshop, body), template.name.text, span=template.span)
    laws = a.properties(Reports(), template.attributes, made.leg_names, made.dims)
    return Definition(name, graph, laws, found, 0, made.constant, made.callee, None, made.span)


def _blame_call(reports: Reports, before: int, node: t.Reference) -> None:
    """Say of the mistakes that arguments caused which call it was."""
    for position in range(before, len(reports.diagnostics)):
        old = reports.diagnostics[position]
        related = (*old.related, (node.span, "in the call here"))
        reports.diagnostics[position] = Diagnostic(old.code, old.message, old.span, related, old.hint)


def _inside(local: Local, wires: Mapping[Wire, Wire]) -> Local:
    match local:
        case Argument():
            taken = tuple(wires[entry] if isinstance(entry, Wire) else entry for entry in local.taken)
            return Argument(local.target, taken, tuple(wires[wire] for wire in local.through), local.shapes)
        case IndexArgument():
            return IndexArgument(wires[local.value] if isinstance(local.value, Wire) else local.value)
    return local


def _bound_dims(
    caller: Context, node: t.Reference, template: t.Template, arguments: tuple[Local, ...]
) -> dict[str, Shape]:
    bound: dict[str, Shape] = {}
    for formal, local in zip(template.formals, arguments, strict=True):
        if formal.bracket is None or not isinstance(local, Argument):
            continue
        for leg, shape in zip(formal.bracket.legs, local.shapes, strict=True):
            _bind_leg(caller, node, template, formal, leg, _dims(shape), bound)
    return bound


def _bind_leg(
    caller: Context,
    node: t.Reference,
    template: t.Template,
    formal: t.Formal,
    leg: t.LegTree,
    dims: tuple[str, ...],
    bound: dict[str, Shape],
) -> None:
    parts = leg.parts if isinstance(leg, t.Thick) else (leg,) if isinstance(leg, t.Part) else ()
    names = [name for part in parts for name in part.dims or (part.name,)]
    pieces = [dims] if len(names) == 1 else [(dim,) for dim in dims]
    if len(names) != len(pieces):
        message = f"a leg of `{formal.name}` has {len(names)} parts, and the argument's has {len(dims)}"
        caller.report("argument-legs", message, node.span, f"it is `{formal.span.text}`")
        return
    for name, piece in zip(names, pieces, strict=True):
        known = bound.setdefault(name.text, piece)
        if known != piece:
            message = f"`{name}` of `{template.name}` is `{' '.join(_dims(known))}` in one argument and `{' '.join(piece)}` in another"
            caller.report("dimension", message, node.span, f"`{formal.span.text}` says they agree")


def _dims(shape: Shape) -> tuple[str, ...]:
    assert isinstance(shape, tuple)
    return tuple(part for part in shape if isinstance(part, str))


__all__ = ["Workshop", "bracket_names", "check_template", "declare", "define", "finish", "left_wires"]
