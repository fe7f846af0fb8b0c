"""One function an operation of a plan: what it computes, in the notation.

Each is given the drawing that it is in, the operation, the wires of its result's axes, where it stands, and the wires
of its one-hot leg where the result is ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tensorgraph.einsum.operations import (
    Add,
    Affine,
    Attend,
    Axes,
    Call,
    Contract,
    Gather,
    Mask,
    Move,
    Norm,
    Number,
    OneHot,
    Operation,
    Part,
    Previous,
    Register,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
)
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Leg, Product, Shift, Sum, Wire, free_wires
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.ops import reduces
from tensorgraph.rewrite.terms import with_wires

if TYPE_CHECKING:
    from tensorgraph.steps.notation.writing import Path, Wires, Writing

# Products and sums


def one(*factors: Factor) -> Sum:
    """A product of factors as a sum."""
    return Sum((Product(factors),))


def single(parts: Sequence[Sum], summed: Wires = (), coefficient: Scalar = ONE) -> Sum:
    """The product of expressions, over some wires; what is one product becomes a part of it, a sum a group."""
    factors: list[Factor] = []
    wires = list(summed)
    for part in parts:
        if len(part.terms) == 1:
            (term,) = part.terms
            factors += term.factors
            wires += term.summed
            coefficient = coefficient * term.coefficient
        else:
            factors.append(part)
    return Sum((Product(tuple(factors), coefficient, tuple(wires)),))


def scaled(body: Sum, coefficient: Scalar) -> Sum:
    """Every term of a sum times a number."""
    return Sum(tuple(replace(term, coefficient=coefficient * term.coefficient) for term in body.terms))


def added(bodies: Sequence[Sum]) -> Sum:
    """Sums as one."""
    return Sum(tuple(term for body in bodies for term in body.terms))


def _laid(writing: Writing, operand: Register, axes: Axes, wires: Wires, path: Path) -> Sum:
    """An operand with its axes put on wires: on a dot where one axis is on several."""
    on: dict[int, list[Wire]] = {}
    for axis, wire in zip(axes, wires, strict=True):
        if axis is not None:
            on.setdefault(axis, []).append(wire)
    body = writing.register(operand, [on[axis][0] for axis in sorted(on)], path)
    dots = [one(Dot(tuple((wire,) for wire in group))) for group in on.values() if len(group) > 1]
    return single([body, *dots]) if dots else body


def _bubble(function: str, body: Sum, axes: tuple[Leg, ...], options: tuple[tuple[str, Scalar], ...] = ()) -> Sum:
    on = [wire for leg in axes for wire in leg]
    return one(Apply(function, function, with_wires(body, on), axes, options))


# One function an operation


def _contract(w: Writing, op: Contract, wires: Wires, path: Path, hot: Wires) -> Sum:
    of = w.indices(op, wires, path)
    summed = [wire for index, wire in of.items() if index not in op.output]
    parts = [
        w.register(operand, [of[index] for index in indices], (*path, k), hot)
        for k, (operand, indices) in enumerate(zip(op.operands, op.inputs, strict=True))
    ]
    return single(parts, summed)


def _number(w: Writing, op: Number, wires: Wires, path: Path, hot: Wires) -> Sum:
    return Sum((Product((), op.coefficient),))


def _scale(w: Writing, op: Scale, wires: Wires, path: Path, hot: Wires) -> Sum:
    return scaled(w.register(op.operand, wires, (*path, 0)), op.coefficient)


def _add(w: Writing, op: Add, wires: Wires, path: Path, hot: Wires) -> Sum:
    rows = zip(op.operands, op.coefficients, op.axes, strict=True)
    return added(
        [scaled(_laid(w, operand, axes, wires, (*path, k)), number) for k, (operand, number, axes) in enumerate(rows)]
    )


def _spread(w: Writing, op: Spread, wires: Wires, path: Path, hot: Wires) -> Sum:
    return _laid(w, op.operand, op.axes, wires, (*path, 0))


def _call(w: Writing, op: Call, wires: Wires, path: Path, hot: Wires) -> Sum:
    inside = list(wires)
    if reduces(op.function):
        own, left = w.axes_of(op.operand, path), iter(wires)
        inside = [own[axis] if axis in op.axes else next(left) for axis in range(len(own))]
    body = w.register(op.operand, inside, (*path, 0))
    return _bubble(op.function, body, tuple((inside[axis],) for axis in op.axes), op.options)


def _mask(w: Writing, op: Mask, wires: Wires, path: Path, hot: Wires) -> Sum:
    legs = tuple(tuple(wires[axis] for axis in axes) for axes in (op.query, op.key))
    return _bubble("causal", w.register(op.operand, wires, (*path, 0)), legs)


def _select(w: Writing, op: Select, wires: Wires, path: Path, hot: Wires) -> Sum:
    step = w.plan.steps[op.operand]
    own = w.wire(path, "fixed", step.wires[op.axis], step.dims[op.axis])
    w.fixed[own] = op.index
    body = w.register(op.operand, [*wires[: op.axis], own, *wires[op.axis :]], (*path, 0), hot)
    return single([body, one(Cap(op.index, (own,)))], [own]) if own in free_wires(body) else body


def _stack(w: Writing, op: Stack, wires: Wires, path: Path, hot: Wires) -> Sum:
    """All parts, each at its index; only one where the index is known."""
    first, *rest = wires
    if first in w.fixed:
        return w.register(op.operands[w.fixed[first]], rest, (*path, w.fixed[first]))
    parts = [w.register(operand, rest, (*path, k)) for k, operand in enumerate(op.operands)]
    return added([single([one(Cap(k, (first,))), part]) for k, part in enumerate(parts)])


def _move(w: Writing, op: Move, wires: Wires, path: Path, hot: Wires) -> Sum:
    step = w.plan.steps[op.operand]
    old, new = w.wire(path, "moved", step.wires[op.axis], step.dims[op.axis]), wires[op.axis]
    body = w.register(op.operand, [*wires[: op.axis], old, *wires[op.axis + 1 :]], (*path, 0))
    return single([one(Shift((new,), (old,)) if op.by > 0 else Shift((old,), (new,))), body], [old])


def _gather(w: Writing, op: Gather, wires: Wires, path: Path, hot: Wires) -> Sum:
    count = len(w.plan.steps[op.ids].dims)
    on_ids, left = list(wires[:count]), iter(wires[count:])
    step = w.plan.steps[op.operand]
    joined = w.wire(path, "looked up", step.wires[op.axis], step.dims[op.axis])
    shared = {mine: on_ids[theirs] for mine, theirs in op.shared} | {op.axis: joined}
    inside = [shared[axis] if axis in shared else next(left) for axis in range(len(step.dims))]
    ids = w.register(op.ids, on_ids, (*path, 1), [joined])
    return single([ids, w.register(op.operand, inside, (*path, 0), hot)], [joined])


def _same(w: Writing, op: Same, wires: Wires, path: Path, hot: Wires) -> Sum:
    count = len(w.plan.steps[op.left].dims)
    mine, left = list(wires[:count]), iter(wires[count:])
    of = {theirs: mine[ours] for ours, theirs in op.shared}
    others = [of[axis] if axis in of else next(left) for axis in range(len(w.plan.steps[op.right].dims))]
    (dim,) = w.hot_dims(op.left)
    joined = w.wire(path, "same", dim, dim)
    parts = [w.register(op.left, mine, (*path, 0), [joined]), w.register(op.right, others, (*path, 1), [joined])]
    return single(parts, [joined])


def _same_index(w: Writing, op: SameIndex, wires: Wires, path: Path, hot: Wires) -> Sum:
    (dim,) = w.hot_dims(op.ids)
    own = w.wire(path, "same", dim, dim)
    return single([w.register(op.ids, wires, (*path, 0), [own]), one(Cap(op.index, (own,)))], [own])


def _spell(w: Writing, op: Spell, wires: Wires, path: Path, hot: Wires) -> Sum:
    return w.register(op.ids, wires[:-1], (*path, 0), wires[-1:])


def _part(w: Writing, op: Part, wires: Wires, path: Path, hot: Wires) -> Sum:
    """The other parts of the leg are summed: of a one-hot leg that leaves one."""
    own = [hot[0] if k == op.part else w.wire(path, k, dim, dim) for k, dim in enumerate(op.leg)]
    others = [wire for wire in own if wire != hot[0]]
    return single([w.register(op.ids, wires, (*path, 0), own)], others)


def _one_hot(w: Writing, op: OneHot, wires: Wires, path: Path, hot: Wires) -> Sum:
    return one(Cap(op.index, tuple(wires)))


def _previous(w: Writing, op: Previous, wires: Wires, path: Path, hot: Wires) -> Sum:
    count = len(op.leg)
    return one(Shift(tuple(wires[:count]), tuple(wires[count:])))


def _affine(w: Writing, op: Affine, wires: Wires, path: Path, hot: Wires) -> Sum:
    of = w.indices(op, wires, path)
    parts = [
        w.register(operand, [of[index] for index in indices], (*path, k))
        for k, (operand, indices) in enumerate(zip(op.operands, op.inputs, strict=True))
    ]
    return added([single(parts[:2], [wire for index, wire in of.items() if index not in op.output]), parts[2]])


def _attend(w: Writing, op: Attend, wires: Wires, path: Path, hot: Wires) -> Sum:
    of = w.indices(op, wires, path)
    queries, keys, values = (
        w.register(operand, [of[index] for index in indices], (*path, k))
        for k, (operand, indices) in enumerate(zip(op.operands, op.inputs, strict=True))
    )
    query, key = tuple(of[index] for index in op.query), tuple(of[index] for index in op.key)
    inner = [index for index in of if index not in op.output and index not in op.key]
    body = single([queries, keys], [of[index] for index in inner], op.scale)
    masked = _bubble("causal", body, (query, key)) if op.causal else body
    return single([_bubble("softmax", masked, (key,)), values], key)


def _norm(w: Writing, op: Norm, wires: Wires, path: Path, hot: Wires) -> Sum:
    along = [wires[axis] for axis in op.axes]
    parts = [_bubble(op.function, w.register(op.operand, wires, (*path, 0)), tuple((a,) for a in along), op.options)]
    place = 1
    if op.gain is not None:
        parts.insert(0, w.register(op.gain, along, (*path, place)))
        place += 1
    body = single(parts)
    return body if op.bias is None else added([body, w.register(op.bias, along, (*path, place))])


WRITTEN: dict[type[Operation], Callable[..., Sum]] = {
    Contract: _contract,
    Number: _number,
    Scale: _scale,
    Add: _add,
    Spread: _spread,
    Call: _call,
    Mask: _mask,
    Select: _select,
    Stack: _stack,
    Move: _move,
    Gather: _gather,
    Same: _same,
    SameIndex: _same_index,
    Spell: _spell,
    Part: _part,
    OneHot: _one_hot,
    Previous: _previous,
    Affine: _affine,
    Attend: _attend,
    Norm: _norm,
}
"""Each operation in the notation, but for what is loaded and the factors of a decomposition, which are tensors."""
