"""Which axes of an operation are one index: what a block of a wire needs of its operands, and is of its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

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
    Operation,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
    Step,
)
from tensorgraph.einsum.reads import operands
from tensorgraph.ops import reduces

Labels = tuple[int, ...]


@dataclass(frozen=True)
class Indexed:
    """An operation index by index: ``inputs`` and ``output`` say which one each axis is.

    One in ``whole`` is needed whole. One that the output lacks goes by ``total``, "sum", "mean" or "max"; with "" it
    cannot be in blocks.
    """

    inputs: tuple[Labels, ...]
    output: Labels
    whole: frozenset[int] = frozenset()
    total: str = ""

    def takes_blocks(self, index: int) -> bool:
        """Whether blocks of an index give blocks of the result, or terms of it."""
        once = all(labels.count(index) <= 1 for labels in (*self.inputs, self.output))
        return once and index not in self.whole and (index in self.output or bool(self.total))


def indexed(step: Step, steps: Sequence[Step]) -> Indexed | None:
    """The indices of a step, None of one that only runs whole."""
    found = _INDEXED.get(type(step.operation))
    return None if found is None else found(step.operation, [len(steps[r].dims) for r in operands(step.operation)])


def _contract(operation: Contract, ranks: Sequence[int]) -> Indexed:
    return Indexed(operation.inputs, operation.output, total="sum")


def _affine(operation: Affine, ranks: Sequence[int]) -> Indexed:
    return Indexed(operation.inputs, operation.output)


def _attend(operation: Attend, ranks: Sequence[int]) -> Indexed:
    """Blocks of a batch, and of queries where no mask counts them from the first one."""
    queries, keys, values = operation.inputs
    own = {index for index in values if index not in queries and index not in keys}
    masked = set(operation.query) if operation.causal or len(operation.query) > 1 else set()
    return Indexed(operation.inputs, operation.output, frozenset({*own, *masked, *operation.key}))


def _add(operation: Add, ranks: Sequence[int]) -> Indexed:
    """Where a term has a diagonal, its indices are needed whole."""
    output = tuple(range(len(operation.dims)))
    inputs, whole = [], set()
    for axes, rank in zip(operation.axes, ranks, strict=True):
        labels, doubled = _labels_through(axes, rank)
        inputs.append(labels)
        whole |= doubled
    return Indexed(tuple(inputs), output, frozenset(whole))


def _spread(operation: Spread, ranks: Sequence[int]) -> Indexed:
    labels, doubled = _labels_through(operation.axes, ranks[0])
    return Indexed((labels,), tuple(range(len(operation.dims))), frozenset(doubled))


def _labels_through(axes: Axes, rank: int) -> tuple[Labels, set[int]]:
    """For each axis of an operand the axis of the result, and those of the result that are one axis of it."""
    labels = tuple(axes.index(axis) for axis in range(rank))
    doubled = {place for place, axis in enumerate(axes) if axis is not None and axes.count(axis) > 1}
    return labels, doubled


def _same_axes(operation: Operation, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    return Indexed((axes,), axes)


def _call(operation: Call, ranks: Sequence[int]) -> Indexed:
    axes, along = tuple(range(ranks[0])), frozenset(operation.axes)
    if reduces(operation.function):
        return Indexed((axes,), tuple(axis for axis in axes if axis not in along), total=operation.function)
    return Indexed((axes,), axes, along)


def _mask(operation: Mask, ranks: Sequence[int]) -> Indexed:
    """Positions that are two axes are needed whole: a block of one of them is not a range."""
    axes = tuple(range(ranks[0]))
    thick = {axis for group in (operation.query, operation.key) if len(group) > 1 for axis in group}
    return Indexed((axes,), axes, frozenset(thick))


def _norm(operation: Norm, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    along = operation.axes
    beside = tuple(along for _ in ranks[1:])
    return Indexed((axes, *beside), axes, frozenset(along))


def _select(operation: Select, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    return Indexed((axes,), tuple(axis for axis in axes if axis != operation.axis), frozenset({operation.axis}))


def _move(operation: Move, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    return Indexed((axes,), axes, frozenset({operation.axis}))


def _gather(operation: Gather, ranks: Sequence[int]) -> Indexed:
    """The ids' axes first: an axis of the operand that is shared is one of them."""
    ids = tuple(range(ranks[1]))
    shared, fresh = dict(operation.shared), count(len(ids))
    table = tuple(shared[axis] if axis in shared else next(fresh) for axis in range(ranks[0]))
    output = (*ids, *(index for axis, index in enumerate(table) if axis != operation.axis and axis not in shared))
    return Indexed((table, ids), output, frozenset({table[operation.axis], *shared.values()}))


def _same(operation: Same, ranks: Sequence[int]) -> Indexed:
    left = tuple(range(ranks[0]))
    shared, fresh = {theirs: mine for mine, theirs in operation.shared}, count(len(left))
    right = tuple(shared[axis] if axis in shared else next(fresh) for axis in range(ranks[1]))
    return Indexed((left, right), (*left, *(index for axis, index in enumerate(right) if axis not in shared)))


def _spell(operation: Spell, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    return Indexed((axes,), (*axes, len(axes)), frozenset({len(axes)}))


def _stack(operation: Stack, ranks: Sequence[int]) -> Indexed:
    axes = tuple(range(ranks[0]))
    return Indexed((axes,) * len(ranks), (len(axes), *axes), frozenset({len(axes)}))


_INDEXED: dict[type, Callable[..., Indexed]] = {
    Add: _add,
    Affine: _affine,
    Attend: _attend,
    Call: _call,
    Contract: _contract,
    Gather: _gather,
    Mask: _mask,
    Move: _move,
    Norm: _norm,
    Same: _same,
    SameIndex: _same_axes,
    Scale: _same_axes,
    Select: _select,
    Spell: _spell,
    Spread: _spread,
    Stack: _stack,
}
"""By operation. What is not here (decompositions, parts of ids, what has no operand) only runs whole."""
