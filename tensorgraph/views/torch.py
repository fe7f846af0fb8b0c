"""What a person writes in PyTorch: ``A @ b``, ``torch.outer(a, b)``, ``torch.softmax(x @ W, dim=-1)``; else einsum.

A tensor by itself is how it would be made: ``torch.rand(5, 5)``. One line where it is short, else a line for each step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tensorgraph.graph.network import Declaration, Network
from tensorgraph.graph.nodes import Tensor, Wire
from tensorgraph.views.einsum import in_torch, is_whole
from tensorgraph.views.indices import Names
from tensorgraph.views.line import Line, text_of
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.statement import Statement
from tensorgraph.views.values import PRODUCT, Value, broadcast
from tensorgraph.views.view import View
from tensorgraph.views.written import Way, program_lines

WIDEST = 88
"""Characters of a line that is not broken into steps: those of a usual program."""
Axes = tuple[Wire, ...]
Operands = Sequence[Value]


def torch_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """One line, or several where it would be long."""
    made = _random(network, statement)
    if made:
        return (made,)
    lines = program_lines(network, statement, ONE_LINE)
    short = all(len(text_of(line)) <= WIDEST for line in lines)
    return lines if short else program_lines(network, statement, LINES)


def _random(network: Network, statement: Statement) -> Line:
    """A declared tensor by itself, as it is made: of the sizes of its legs."""
    terms = statement.graph.body.terms
    only = terms[0].factors if len(terms) == 1 and terms[0].coefficient.is_one and not terms[0].summed else ()
    if (
        statement.name
        or not statement.is_alone
        or len(only) != 1
        or not isinstance(only[0], Tensor)
        or only[0].legs != statement.graph.legs
    ):
        return ()
    entry = network.declarations.get(only[0].name)
    if not isinstance(entry, Declaration):
        return ()
    sizes = [" * ".join(str(network.dims.get(dim) or dim) for dim in dims) for dims in entry.dims]
    return words(f"torch.rand({', '.join(sizes) or '()'})", entry.name)


def contraction(operands: Operands, axes: Axes, names: Names) -> Value:
    """Operands contracted in the shortest way there is."""
    scalars = [value for value in operands if not value.axes]
    others = [value for value in operands if value.axes]
    if scalars and (others or len(scalars) > 1):
        last = [contraction(others, axes, names)] if others else []
        return Value(joined([value.factor() for value in (*scalars, *last)], " * "), axes, PRODUCT)
    for way in WAYS:
        found = way(operands, axes)
        if found is not None:
            return found
    return in_torch(operands, axes, names)


def _alone(operands: Operands, axes: Axes) -> Value | None:
    """One operand: as it is, its axes in another order, or some summed."""
    if len(operands) != 1 or len(set(operands[0].axes)) != len(operands[0].axes):
        return None
    (value,) = operands
    if is_whole(operands, axes):
        return value
    summed = [place for place, wire in enumerate(value.axes) if wire not in axes]
    kept = tuple(wire for wire in value.axes if wire in axes)
    if summed:
        every = "" if not kept else str(summed[0]) if len(summed) == 1 else f"({', '.join(map(str, summed))})"
        value = value.method(f".sum({every})", kept)
    if value.axes == axes:
        return value
    places = ", ".join(str(value.axes.index(wire)) for wire in axes)
    return value.method(".T" if len(axes) == 2 else f".permute({places})", axes)


def _outer(operands: Operands, axes: Axes) -> Value | None:
    """Two vectors that share nothing."""
    if len(operands) != 2 or any(len(value.axes) != 1 for value in operands) or len(set(axes)) != 2:
        return None
    first, second = sorted(operands, key=lambda value: axes.index(value.axes[0]))
    return Value(row("torch.outer(", first.text, ", ", second.text, ")"), axes)


def _chain(operands: Operands, axes: Axes) -> Value | None:
    """Matrices and vectors, each sharing one summed wire with the next: ``A @ B.T @ c``; its trace, where it closes."""
    if len(operands) < 2 or any(not 1 <= len(value.axes) <= 2 for value in operands):
        return None
    if any(len(set(value.axes)) != len(value.axes) for value in operands):
        return None
    uses = [wire for value in operands for wire in value.axes]
    if any(uses.count(wire) + axes.count(wire) != 2 for wire in uses):
        return None
    found = _walked(operands, axes)
    return found if found else _walked(operands[::-1], axes)


def _walked(operands: Operands, axes: Axes) -> Value | None:
    """The chain in this order, from the end that is free or is a vector."""
    made: list[Line] = []
    end: Wire | None = None
    start: Axes = ()
    for place, value in enumerate(operands):
        wires = _entering(value, end, operands[place + 1 :], place)
        if wires is None:
            return None
        made.append(value.atom() if value.axes == wires else row(value.atom(), ".T"))
        start = wires[:-1] if place == 0 else start
        inner = place == 0 or len(wires) == 2
        end = wires[-1] if inner else None
        if end is None and place + 1 < len(operands):
            return None
    return _closed(joined(made, " @ "), start, (end,) if end is not None else (), axes)


def _closed(product: Line, start: Axes, last: Axes, axes: Axes) -> Value | None:
    """A chain with these ends, as the result has them."""
    if start and start == last and not axes:
        return Value(row("torch.trace(", product, ")"), ())
    if start + last == axes:
        return Value(product, axes, PRODUCT)
    if start + last == axes[::-1]:
        return Value(row("(", product, ").T"), axes)
    return None


def _entering(value: Value, end: Wire | None, rest: Operands, place: int) -> Axes | None:
    """The axes of an operand, the one by which it is joined to what came before first."""
    if place:
        if end not in value.axes:
            return None
        return (end, *(wire for wire in value.axes if wire != end)) if end is not None else None
    after = [wire for wire in value.axes if wire in rest[0].axes]
    if not after:
        return None
    joint = after[-1]
    return (*(wire for wire in value.axes if wire != joint), joint)


def _entrywise(operands: Operands, axes: Axes) -> Value | None:
    """Nothing summed: ``A * B``, each with the axes of the result; all of it summed: ``(A * B).sum()``.

    Python reads ``A @ b * C @ d`` from the left, so that operands which are products stand in parentheses.
    """
    if any(len(set(value.axes)) != len(value.axes) for value in operands):
        return None
    if not axes and len({value.axes for value in operands}) == 1:
        product = joined([value.atom() for value in operands], " * ")
        return Value(row("(", product, ").sum()"), ())
    if any(not set(value.axes) <= set(axes) for value in operands) or not any(value.axes == axes for value in operands):
        return None
    if any(tuple(wire for wire in axes if wire in value.axes) != value.axes for value in operands):
        return None
    return Value(joined([broadcast(value, axes).atom() for value in operands], " * "), axes, PRODUCT)


WAYS: tuple[Callable[[Operands, Axes], Value | None], ...] = (_alone, _outer, _chain, _entrywise)
"""Ways to write a contraction, the first that fits."""
ONE_LINE = Way(contraction, in_lines=False)
LINES = Way(contraction)
TORCH_VIEW = View("PyTorch", "code", torch_lines)
