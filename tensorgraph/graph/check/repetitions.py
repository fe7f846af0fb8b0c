"""`x_out[i, m] = block(x_in, l)[i, m] for l in layer`: checked here, computed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.symbols import TemplateSymbol
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.nodes import Graph, Tensor, Wire
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


def check_repetition(workshop: Workshop, context: Context, statement: t.Define, graph: Graph) -> bool:
    """Whether one call is repeated, and its result can be its first argument again."""
    call = bare_reference(statement.body)
    symbol = context.peek(call.name.text) if call else None
    factor = graph.body.terms[0].factors[0] if graph.body.terms[0].factors else None
    if call is None or not isinstance(symbol, TemplateSymbol) or not isinstance(factor, Tensor):
        context.report("repetition-form", "`for` repeats one call of a `def`", statement.body.span, EXAMPLE)
        return False
    first = symbol.template.formals[0] if symbol.template.formals else None
    argument = call.arguments[0] if call.arguments else None
    threaded = bare_reference(argument) if isinstance(argument, t.SumTree) else None
    if first is None or first.bracket is None or threaded is None or threaded.superscripts:
        message = f"`for` threads the first argument of `{call.name}`, which must be a tensor"
        context.report("repetition-form", message, call.span, EXAMPLE)
        return False
    return _same_shape(workshop, context, call, threaded, factor)


def _same_shape(workshop: Workshop, context: Context, call: t.Reference, threaded: t.Reference, made: Tensor) -> bool:
    results = workshop.definitions[made.name].dims[: len(made.legs)]
    signature = context.signature(threaded.name.text)
    if threaded.arguments is not None or signature is None or signature.shapes == results:
        return True
    message = f"`{call.name}` gives legs {_words(results)}, and its first argument has {_words(signature.shapes)}"
    context.report("repetition-form", message, call.span, "the result is the next first argument, so they agree")
    return False


def _words(shapes: tuple[object, ...]) -> str:
    return "[" + ", ".join(" ".join(map(str, shape)) if isinstance(shape, tuple) else "?" for shape in shapes) + "]"
