"""`x_out[i, m] = block(x_in, l)[i, m] for l in layer`: one application, to a name for what goes from layer to layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.check.context import Context, Instantiate
from tensorgraph.graph.check.symbols import Argument, Local, TemplateSymbol
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor, Wire
from tensorgraph.syntax import tree as t

EXAMPLE = "write `x_out[i, m] = block(x_in, l)[i, m] for l in layer`"


def repeated_wire(context: Context, index: t.Name, over: t.Name, env: Mapping[str, Wire]) -> dict[str, Wire]:
    """The wire of the index, with the dimension it goes over."""
    if index.text in env:
        message = f"the index `{index}` stands on the left, where its layers are gone"
        context.report("left-side", message, index.span, "name the index apart from the wires on the left")
        return {}
    wire = context.types.fresh(index.text)
    shape = context.dimension(over)
    if shape is not None:
        context.state((wire,), shape, Evidence(over.span, f"`for {index} in {over}`"))
    return {index.text: wire}


def state_name(statement: t.Define) -> str:
    """What goes from layer to layer, by a name that no author can write."""
    return f"{statement.left[0].name}^{statement.index}"


def is_repeatable(context: Context, statement: t.Define) -> bool:
    """Whether one call of a `def` is repeated, whose first argument can be threaded."""
    call = bare_reference(statement.body)
    symbol = context.peek(call.name.text) if call else None
    if call is not None and symbol is None:
        return True  # an unknown name, which is said where it is looked up
    if call is None or not isinstance(symbol, TemplateSymbol):
        context.report("repetition-form", "`for` repeats one call of a `def`", statement.body.span, EXAMPLE)
        return False
    first = symbol.template.formals[0] if symbol.template.formals else None
    argument = call.arguments[0] if call.arguments else None
    threaded = bare_reference(argument) if isinstance(argument, t.SumTree) else None
    if first is None or first.bracket is None or threaded is None or threaded.superscripts:
        message = f"`for` threads the first argument of `{call.name}`, which must be a tensor"
        context.report("repetition-form", message, call.span, EXAMPLE)
        return False
    return True


@dataclass(frozen=True)
class Threading:
    """Makes the definition of the repeated call with the state in place of its first argument, that of others as ever.

    ``index`` is the wire that counts the layers, ``name`` that of the state.
    """

    workshop: Workshop
    call: t.Reference
    index: Wire | None
    name: str
    make: Instantiate

    def __call__(
        self,
        context: Context,
        node: t.Reference,
        symbol: TemplateSymbol,
        arguments: tuple[Local, ...],
        passed: tuple[Wire, ...],
    ) -> Definition | None:
        """See `tensorgraph.graph.check.context.Instantiate`."""
        first = arguments[0] if node is self.call else None
        if not isinstance(first, Argument):
            return self.make(context, node, symbol, arguments, passed)
        if self.index is not None and self.index in first.through:
            message = f"the first argument of `{node.name}` uses the index `{self.index.name}`"
            hint = "it is what the first layer starts from; the others may change from layer to layer"
            context.report("repetition-form", message, node.span, hint)
            return None
        carried = tuple(wire for wire in passed if wire != self.index)
        self.workshop.definitions[self.name] = self._state(first, (), {})
        state = Argument(self.name, (), carried, first.shapes)
        made = self.make(context, node, symbol, (state, *arguments[1:]), passed)
        if made is None or not self._same_shape(context, first, made):
            return None
        dims = dict(zip(passed, made.dims[len(made.graph.legs) :], strict=True))
        self.workshop.definitions[self.name] = self._state(first, carried, {wire: dims[wire] for wire in carried})
        return made

    def _state(self, first: Argument, carried: tuple[Wire, ...], dims: Mapping[Wire, tuple[str, ...]]) -> Definition:
        """The state before the first layer: what the first argument is."""
        through = {wire: Wire(wire.name, dims[wire][0], place) for place, wire in enumerate(carried)}
        parts = iter(range(len(through), len(through) + sum(len(_dims(shape)) for shape in first.shapes)))
        legs = tuple(tuple(Wire(dim, dim, next(parts)) for dim in _dims(shape)) for shape in first.shapes)
        inner = tuple(through[wire] for wire in first.through) if carried else ()
        body = Sum((Product((Tensor(first.target, legs, 0, inner),)),))
        graph = Graph(legs, body, tuple(through.values()))
        return Definition(
            self.name, graph, constant=self.workshop.is_constant(body), callee=self.name, span=self.call.span
        )

    def _same_shape(self, context: Context, first: Argument, made: Definition) -> bool:
        results = made.dims[: len(made.graph.legs)]
        if first.shapes == results:
            return True
        name = self.call.name
        message = f"`{name}` gives legs {_words(results)}, and its first argument has {_words(first.shapes)}"
        hint = "the result is the next first argument, so they agree"
        context.report("repetition-form", message, self.call.span, hint)
        return False


def _dims(shape: object) -> tuple[str, ...]:
    assert isinstance(shape, tuple)
    return shape


def _words(shapes: tuple[object, ...]) -> str:
    return "[" + ", ".join(" ".join(map(str, shape)) if isinstance(shape, tuple) else "?" for shape in shapes) + "]"
