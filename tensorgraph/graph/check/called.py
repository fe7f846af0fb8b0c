"""One call of a ``def``, and the dimensions that its arguments give the formals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.check.calls import call_text, carried_text
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.formals import dim_names
from tensorgraph.graph.check.symbols import Argument, Local
from tensorgraph.graph.check.types import Shape
from tensorgraph.graph.nodes import Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t


@dataclass(frozen=True)
class Call:
    """One call of a ``def``: where it stands and what its formals stand for. ``passed`` are the caller's wires that
    the arguments carry into it."""

    caller: Context
    node: t.Reference
    template: t.Template
    arguments: tuple[Local, ...]
    passed: tuple[Wire, ...]

    def text(self, wires: Mapping[Wire, str]) -> str:
        """The call with these names for its wires."""
        return call_text(self.template, self.arguments, wires)

    @property
    def key(self) -> str:
        """The same for equal calls: wires by number, what nested calls carry last."""
        numbers = {wire: f"·{place}" for place, wire in enumerate(self.passed)}
        return f"{self.text(numbers)} {carried_text(self.arguments, numbers)}"


def bound_dims(call: Call) -> dict[str, Shape]:
    """What each dimension named by the formals is in a call; a report where arguments disagree."""
    bound: dict[str, Shape] = {}
    for formal, local in zip(call.template.formals, call.arguments, strict=True):
        if formal.bracket is not None and isinstance(local, Argument):
            for leg, shape in zip(formal.bracket.legs, local.shapes, strict=True):
                _bind_leg(call, formal, dim_names(leg), _dims(shape), bound)
    return bound


def _bind_leg(call: Call, formal: t.Formal, names: list[str], dims: tuple[str, ...], bound: dict[str, Shape]) -> None:
    pieces = [dims] if len(names) == 1 else [(dim,) for dim in dims]
    if len(names) != len(pieces):
        message = f"a leg of `{formal.name}` has {len(names)} parts, and the argument's has {len(dims)}"
        related = ((formal.span, "declared here"),)
        call.caller.report("argument-legs", message, call.node.span, f"it is `{formal.span.text}`", related)
        return
    for name, piece in zip(names, pieces, strict=True):
        known = bound.setdefault(name, piece)
        if known != piece:
            message = f"`{name}` of `{call.template.name}` is `{_words(known)}` in one argument and `{_words(piece)}`"
            hint = f"`{call.template.name}` gives both legs the dimension `{name}`, so they agree"
            related = ((formal.span, "declared here"),)
            call.caller.report("dimension", f"{message} in another", call.node.span, hint, related)


def _dims(shape: Shape) -> tuple[str, ...]:
    assert isinstance(shape, tuple)
    return tuple(part for part in shape if isinstance(part, str))


def _words(shape: Shape) -> str:
    return " ".join(_dims(shape))


def size_of(shape: Shape) -> Scalar:
    """The size of a leg as an exact number."""
    product = Scalar.number(1)
    for dim in _dims(shape):
        product *= Scalar.name(dim)
    return product
