"""What each formal of a ``def`` stands for in a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tensorgraph.graph.check.context import Context, Use
from tensorgraph.graph.check.exact import exact_sum
from tensorgraph.graph.check.legs import wire_leg
from tensorgraph.graph.check.symbols import (
    Argument,
    DefinitionSymbol,
    IndexArgument,
    Local,
    ScalarArgument,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.tensors import refuse_complex
from tensorgraph.graph.check.types import Evidence, Shape
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Wire
from tensorgraph.syntax import tree as t

Made: TypeAlias = "tuple[Definition, tuple[Wire, ...]] | None"
"""The definition that a call means, and the caller's wires it carries; None where it is wrong or not yet known."""


@dataclass(frozen=True)
class Binding:
    """A call being checked. ``passed`` are the caller's wires that its arguments carry into it, in order; ``nested``
    makes the definition of a call among the arguments."""

    context: Context
    symbol: TemplateSymbol
    env: Mapping[str, Wire]
    nested: Callable[[t.Reference, TemplateSymbol], Made]
    passed: dict[Wire, None] = field(default_factory=dict)

    def bind(self, formal: t.Formal, item: t.SumTree) -> Local | None:
        """What a formal stands for; None where the argument does not fit, or is not yet known."""
        if formal.bracket is not None:
            return self._tensor(formal, formal.bracket, item)
        if formal.name.text in self.symbol.indices:
            return self._index(formal, item)
        number = exact_sum(self.context, item)
        if number is None:
            self._wrong(formal, item, "a number or a scalar")
            return None
        return ScalarArgument(number)

    def _index(self, formal: t.Formal, item: t.SumTree) -> Local | None:
        reference = bare_reference(item)
        name = reference.name.text if reference and not _dressed(reference) else ""
        local = self.context.locals.get(name)
        value = local.value if isinstance(local, IndexArgument) else self.env.get(name)
        if value is not None:
            return IndexArgument(self._carry(value))
        number = exact_sum(self.context, item)
        if number is not None and not number.powers and number.rational.denominator == 1:
            return IndexArgument(int(number.rational))
        self._wrong(formal, item, "a wire or a whole number")
        return None

    def _carry(self, value: Wire | int) -> Wire | int:
        if isinstance(value, Wire):
            self.passed[value] = None
        return value

    def _tensor(self, formal: t.Formal, bracket: t.Bracket, item: t.SumTree) -> Local | None:
        reference = bare_reference(item)
        if reference is None or reference.bracket or reference.result:
            example = reference.name if reference else "x"
            self._wrong(formal, item, f"a tensor without its brackets, such as `{example}`")
            return None
        argument = self._argument(formal, reference)
        if argument is None:
            return None
        taken = self._taken(reference)
        for entry in (*argument.taken, *taken, *argument.through):
            self._carry(entry)
        if not self._legs_fit(formal, bracket, item, argument, len(taken)):
            return None
        self._state_taken(reference, taken, argument.shapes)
        return replace(
            argument,
            taken=(*argument.taken, *taken),
            taken_shapes=(*argument.taken_shapes, *argument.shapes[: len(taken)]),
            shapes=argument.shapes[len(taken) :],
        )

    def _legs_fit(self, formal: t.Formal, bracket: t.Bracket, item: t.SumTree, argument: Argument, taken: int) -> bool:
        left, wanted = max(0, len(argument.shapes) - taken), len(bracket.legs)
        if left == wanted and taken <= len(argument.shapes):
            return True
        message = f"`{item.span.text}` has {_legs(left)}, and `{formal.name}` of `{self._name}` has {wanted}"
        related = ((formal.span, "declared here"),)
        hint = f"it is `{formal.span.text}`; superscripts take the leading legs, `W^h`"
        self.context.report("argument-legs", message, item.span, hint, related)
        return False

    def _state_taken(self, reference: t.Reference, taken: tuple[Wire | int, ...], shapes: tuple[Shape, ...]) -> None:
        for position, (entry, shape) in enumerate(zip(taken, shapes, strict=False)):
            if isinstance(entry, Wire):
                span = reference.superscripts[position].span
                evidence = Evidence(span, f"leg {position + 1} of `{reference.name}`", reference.span)
                self.context.state((entry,), shape, evidence)

    def _taken(self, reference: t.Reference) -> tuple[Wire | int, ...]:
        found: list[Wire | int] = []
        for item in reference.superscripts:
            local = self.context.locals.get(item.text) if isinstance(item, t.Name) else None
            if isinstance(item, t.Index):
                found.append(item.value)
            elif isinstance(local, IndexArgument):
                found.append(local.value)
            else:
                found += wire_leg(self.context, item, self.env, [], True)
        return tuple(found)

    def _argument(self, formal: t.Formal, reference: t.Reference) -> Argument | None:
        use = Use.ARGUMENT if reference.arguments is None else Use.APPLIED
        symbol = self.context.find(reference.name, use, reference)
        if isinstance(symbol, Argument) and reference.arguments is None:
            return symbol
        if isinstance(symbol, TemplateSymbol) and reference.arguments is not None:
            made = self.nested(reference, symbol)
            return Argument(made[0].name, (), made[1], made[0].dims[: len(made[0].graph.legs)]) if made else None
        if isinstance(symbol, (TensorSymbol, DefinitionSymbol)) and reference.arguments is None:
            refuse_complex(self.context, reference)
            signature = self.context.signature(reference.name.text)
            self.context.failed |= signature is None
            return Argument(reference.name.text, (), (), signature.shapes) if signature else None
        if symbol is not None:
            message = f"`{formal.name}` of `{self._name}` is a tensor, and `{reference.span.text}` is not"
            hint = f"name a tensor: the formal is `{formal.span.text}`"
            self.context.report("argument", message, reference.span, hint)
        return None

    def _wrong(self, formal: t.Formal, item: t.SumTree, wanted: str) -> None:
        """The argument is not of the formal's kind; unless a name in it is unknown, and that is said."""
        reference = bare_reference(item)
        unknown = reference is not None and reference.name.text not in self.env
        if reference and unknown and self.context.find(reference.name, Use.NUMBER, reference) is None:
            return
        message = f"`{formal.name}` of `{self._name}` takes {wanted}, found `{item.span.text}`"
        related = ((formal.span, "declared here"),)
        self.context.report("argument", message, item.span, f"write {wanted}", related)

    @property
    def _name(self) -> str:
        return self.symbol.template.name.text


def _dressed(reference: t.Reference) -> bool:
    return bool(reference.bracket or reference.arguments or reference.superscripts)


def _legs(count: int) -> str:
    return "1 leg" if count == 1 else f"{count or 'no'} legs"
