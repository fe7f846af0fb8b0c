"""What a program computes on the way: a text, and the wire of each axis of what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.graph.nodes import Leg, Wire
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import row, words
from tensorgraph.views.tidy import TIMES, is_number

SUM, PRODUCT, ATOM = 1, 2, 3
"""How tightly a text holds together."""


@dataclass(frozen=True)
class Value:
    """``axes`` may have a wire twice (a diagonal is still to be taken).

    ``named`` is a tensor or a result by its name, ``plain_number`` a number of Python and no tensor.
    """

    text: Line
    axes: tuple[Wire, ...] = ()
    holds: int = ATOM
    named: bool = False
    plain_number: bool = False

    def atom(self) -> Line:
        """The text where something is called on it."""
        return self.text if self.holds == ATOM else row("(", self.text, ")")

    def factor(self) -> Line:
        """The text in a product."""
        return self.text if self.holds >= PRODUCT else row("(", self.text, ")")

    def method(self, call: str, axes: tuple[Wire, ...]) -> Value:
        """The value after a method: ``x.T``."""
        return Value(row(self.atom(), call), axes)


@dataclass(frozen=True)
class Sizes:
    """Dimensions by the names that a program gives them."""

    words: Mapping[str, str]

    def of(self, wire: Wire) -> str:
        """The size of a wire: ``heads * head`` of a thick one."""
        return TIMES.join(self.words.get(dim, dim) for dim in wire.dim.split(TIMES))

    def leg(self, leg: Leg) -> str:
        """The size of a leg."""
        return TIMES.join(map(self.of, leg))


def array(text: Line, legs: Sequence[Leg], sizes: Sizes) -> Value:
    """A tensor with these legs: thick ones taken apart, fixed indices picked.

    >>> i, j, k = Wire("i", "a"), Wire("j", "b"), Wire("3", "c", -1)
    >>> from tensorgraph.views.line import text_of
    >>> text_of(array(words("A"), [(k,), (i, j)], Sizes({})).text)
    'A.unflatten(1, (a, b))[3]'
    """
    value = Value(text, named=all(len(leg) == 1 and not is_number(leg[0]) for leg in legs))
    for axis, leg in reversed(list(enumerate(legs))):
        if len(leg) > 1:
            value = value.method(f".unflatten({axis}, ({', '.join(map(sizes.of, leg))}))", ())
    wires = [wire for leg in legs for wire in leg]
    value = replace(value, axes=tuple(wire for wire in wires if not is_number(wire)))
    if len(value.axes) == len(wires):
        return value
    picked = [wire.name if is_number(wire) else ":" for wire in wires]
    while picked[-1] == ":":
        picked.pop()
    return replace(value, text=row(value.text, f"[{', '.join(picked)}]"))


def constant(text: str, legs: Sequence[Leg], sizes: Sizes) -> Value:
    """What no name stands for, ``torch.eye(n)``."""
    return replace(array(words(text), legs, sizes), named=False)


def broadcast(value: Value, axes: tuple[Wire, ...]) -> Value:
    """The value with an axis for each of these, which are in its own order, or fewer where the first are missing.

    >>> i, j = Wire("i", "a"), Wire("j", "b")
    >>> from tensorgraph.views.line import text_of
    >>> [text_of(broadcast(Value(words("b"), (wire,)), (i, j)).text) for wire in (i, j)]
    ['b[:, None]', 'b']
    """
    if not value.axes or axes[-len(value.axes) :] == value.axes:
        return value
    first = axes.index(value.axes[0])
    places = ", ".join(":" if wire in value.axes else "None" for wire in axes[first:])
    return Value(row(value.atom(), f"[{places}]"), axes)
