"""A product as pairwise contractions: fixed indices sliced, one-hots gathered, shifts moved, then a path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tensorgraph.einsum.cost import contraction_flops
from tensorgraph.einsum.operations import Gather, Move, Number, OneHot, Same, SameIndex, Scale, Select, Spell, Spread
from tensorgraph.einsum.paths import Indices, Path, walk
from tensorgraph.einsum.pieces import Operand, Pieces, Work
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.walk import Searched
from tensorgraph.graph.scalar import ONE, Scalar


def multiply(work: Work, pieces: Pieces, apart: bool) -> tuple[Operand, Scalar]:
    """The product, with those indices of ``free`` that its operands have.

    Its coefficient is left ``apart``, to be applied while terms are added, or applied to the smallest array on the way.
    """
    pieces = _tie(work, _move(work, _look_up(work, _slice(work, pieces))))
    coefficient = pieces.coefficient
    for index in sorted(pieces.summed):
        if not any(operand.touches(index) for operand in pieces.operands):
            coefficient *= Scalar.name(work.dims[index])
    if apart:
        return _contract(work, pieces, ONE), coefficient
    return _contract(work, pieces, coefficient), ONE


def _tie(work: Work, pieces: Pieces) -> Pieces:
    """An identity between free wires, on no tensor, is a vector of ones, to be laid on a diagonal where it is used."""
    alone = [index for index in pieces.tied if not any(operand.touches(index) for operand in pieces.operands)]
    ones = (work.emit(Spread(work.emit(Number(ONE), ()).register, (None,), (work.dims[i],)), (i,)) for i in alone)
    return replace(pieces, operands=(*pieces.operands, *ones))


# Fixed indices


def _slice(work: Work, pieces: Pieces) -> Pieces:
    while pieces.caps:
        (index, place), rest = pieces.caps[0], pieces.caps[1:]
        if any(other == index and where != place for other, where in rest):
            return pieces.zero()
        pieces = replace(pieces, caps=tuple(cap for cap in rest if cap[0] != index))
        pieces = _survive(work, pieces, index, place) if index in pieces.free else _fix(work, pieces, index, place)
    return pieces


def _survive(work: Work, pieces: Pieces, index: int, place: int) -> Pieces:
    """The fixed index leaves the product: a one-hot vector is an operand like any other."""
    return replace(pieces, operands=(*pieces.operands, work.emit(OneHot(place, (work.dims[index],)), (index,))))


def _fix(work: Work, pieces: Pieces, index: int, place: int) -> Pieces:
    """Every operand with the index is sliced; a shift passes the fixed index on, one place later or earlier."""
    operands = tuple(_sliced(work, operand, index, place) for operand in pieces.operands)
    caps = [(row, place + 1) for row, column in pieces.shifts if column == index]
    caps += [(column, place - 1) for row, column in pieces.shifts if row == index]
    shifts = tuple(shift for shift in pieces.shifts if index not in shift)
    if (index, index) in pieces.shifts or any(not 0 <= where < work.size(other) for other, where in caps):
        return pieces.zero()
    pieces = replace(pieces, operands=operands, caps=(*pieces.caps, *caps), shifts=shifts)
    return pieces.without(index)


def _sliced(work: Work, operand: Operand, index: int, place: int) -> Operand:
    while index in operand.indices:
        axis = operand.indices.index(index)
        rest = operand.indices[:axis] + operand.indices[axis + 1 :]
        operand = work.emit(Select(operand.register, axis, place), rest, operand.hot)
    if operand.hot == index:
        return work.emit(SameIndex(operand.register, place), operand.indices)
    return operand


# One-hot tensors


def _look_up(work: Work, pieces: Pieces) -> Pieces:
    pieces = replace(pieces, operands=_once(pieces.operands))
    while True:
        table = next((operand for operand in pieces.operands if operand.hot is not None), None)
        if table is None:
            return pieces
        if table.hot in pieces.free or table.hot in table.indices:
            spelt = _spell(work, table)
            pieces = replace(pieces, operands=tuple(spelt if o is table else o for o in pieces.operands))
        else:
            pieces = _gather_all(work, pieces, work.diagonal(table), table)


def _once(operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
    """A one-hot tensor times itself is itself."""
    kept: list[Operand] = []
    for operand in operands:
        if operand.hot is None or operand not in kept:
            kept.append(operand)
    return tuple(kept)


def _spell(work: Work, ids: Operand) -> Operand:
    assert ids.hot is not None
    return work.emit(Spell(ids.register, (work.dims[ids.hot],)), (*ids.indices, ids.hot))


def _gather_all(work: Work, pieces: Pieces, ids: Operand, table: Operand) -> Pieces:
    """The hot index goes: every other operand that has it is looked up at the ids."""
    hot = ids.hot
    assert hot is not None
    matrices = tuple(work.shift_matrix(*shift) for shift in pieces.shifts if hot in shift)
    others = tuple(operand for operand in pieces.operands if operand is not table) + matrices
    operands = tuple(_gather(work, operand, ids) if operand.touches(hot) else operand for operand in others)
    shifts = tuple(shift for shift in pieces.shifts if hot not in shift)
    return replace(pieces, operands=operands, shifts=shifts).without(hot)


def _gather(work: Work, operand: Operand, ids: Operand) -> Operand:
    operand = work.diagonal(operand)
    assert ids.hot is not None
    shared = tuple((axis, ids.indices.index(i)) for axis, i in enumerate(operand.indices) if i in ids.indices)
    rest = tuple(i for i in operand.indices if i not in ids.indices and i != ids.hot)
    if ids.hot in operand.indices:
        # The operand may be ids too, one-hot along another index: what is looked up then is ids again.
        axis = operand.indices.index(ids.hot)
        found = work.emit(Gather(operand.register, ids.register, axis, shared), ids.indices + rest, operand.hot)
        return _gather(work, _spell(work, found), ids) if operand.hot == ids.hot else found
    swapped = tuple((theirs, mine) for mine, theirs in shared)
    return work.emit(Same(ids.register, operand.register, swapped), ids.indices + rest)


# Shifts


def _move(work: Work, pieces: Pieces) -> Pieces:
    """Σ_j shift[i, j] f[j] is f moved up by one place; a shift that no slice can replace becomes a matrix."""
    while pieces.shifts:
        found = next(((s, *way) for s in pieces.shifts for way in _ways(s) if _movable(pieces, s, *way[:2])), None)
        if found is None:
            matrices = tuple(work.shift_matrix(*shift) for shift in pieces.shifts)
            return replace(pieces, operands=pieces.operands + matrices, shifts=())
        shift, old, new, by = found
        operands = tuple(_moved(work, operand, old, new, by) for operand in pieces.operands)
        shifts = list(pieces.shifts)
        shifts.remove(shift)
        pieces = replace(pieces, operands=operands, shifts=tuple(shifts)).without(old)
    return pieces


def _ways(shift: tuple[int, int]) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Which index goes, which takes its place, and how far entries move."""
    row, column = shift
    return (column, row, 1), (row, column, -1)


def _movable(pieces: Pieces, shift: tuple[int, int], old: int, new: int) -> bool:
    """Whether the old index is summed over tensors only, none of which has the new one."""
    touched = [operand for operand in pieces.operands if operand.touches(old)]
    alone = sum(old in other for other in pieces.shifts) == 1
    return old in pieces.summed and alone and bool(touched) and not any(operand.touches(new) for operand in touched)


def _moved(work: Work, operand: Operand, old: int, new: int, by: int) -> Operand:
    if old not in operand.indices:
        return operand
    operand = work.diagonal(operand)
    indices = tuple(new if index == old else index for index in operand.indices)
    return work.emit(Move(operand.register, operand.indices.index(old), by), indices)


# The path

PAIR = 2
"""Factors that leave no order to choose."""


def _contract(work: Work, pieces: Pieces, coefficient: Scalar) -> Operand:
    """Pairwise contractions along the cheapest path found."""
    if not pieces.operands:
        return work.emit(Number(coefficient), ())
    inputs = tuple(operand.indices for operand in pieces.operands)
    output = tuple(i for i in pieces.free if any(i in indices for indices in inputs))
    path = _path(work, pieces.operands, output)
    steps = list(walk(path, [frozenset(indices) for indices in inputs], frozenset(output)))
    values = [*inputs, *(kept for _, _, kept in steps)]
    scaled = _smallest(work, values, len(inputs))
    current = [_scale(work, operand, coefficient, n == scaled) for n, operand in enumerate(pieces.operands)]
    for place, (positions, _, kept) in enumerate(steps, len(inputs)):
        taken = tuple(current[position] for position in positions)
        current = [operand for position, operand in enumerate(current) if position not in positions]
        last = place == len(values) - 1
        result = _contracted(work, taken, kept, output if last else None)
        current.append(_scale(work, result, coefficient, place == scaled))
    (product,) = current
    return product


def _path(work: Work, operands: tuple[Operand, ...], output: Indices) -> Path:
    """The path, whatever the indices are called. The product's cost in one go is noted."""
    number: dict[int, int] = {}
    renamed = tuple(tuple(number.setdefault(i, len(number)) for i in operand.indices) for operand in operands)
    dims = {new: work.dims[old] for old, new in number.items()}
    registers = tuple(operand.register for operand in operands)
    flops = contraction_flops(dims.values(), len(output) < len(dims), len(operands))
    if len(operands) > 1 or len(output) < len(dims):
        work.registers.note(registers, renamed, flops)
    one, path = work.registers.path(registers, renamed, tuple(number[i] for i in output), dims)
    if len(operands) > PAIR and one not in work.registers.searched:
        text = work.einsum_text([operand.indices for operand in operands], output)
        labels = tuple(map(work.registers.label, registers))
        work.registers.searched[one] = Searched(work.name, labels, text, one)
    return path


def _smallest(work: Work, values: Sequence[Iterable[int]], leaves: int) -> int:
    """Which of all arrays on the way is the smallest; rather a result than a leaf, which others may share."""
    return min(range(len(values)), key=lambda n: (product_of(map(work.size, set(values[n]))), n < leaves))


def _scale(work: Work, operand: Operand, coefficient: Scalar, here: bool) -> Operand:
    if not here or coefficient.is_one:
        return operand
    return work.emit(Scale(operand.register, coefficient), operand.indices)


def _contracted(work: Work, taken: tuple[Operand, ...], kept: frozenset[int], output: Indices | None) -> Operand:
    """One step of the path. A matrix product yields the indices of both, the left's, the right's: the operands are put
    so that the last step yields the output in its order, where it can."""
    if len(taken) == 1:
        return work.einsum(taken, output or tuple(i for i in dict.fromkeys(taken[0].indices) if i in kept))
    orders = [_yielded(pair, kept) for pair in (taken, taken[::-1])]
    if output == orders[1] != orders[0]:
        return work.einsum(taken[::-1], orders[1])
    return work.einsum(taken, orders[0] if output is None else output)


def _yielded(pair: tuple[Operand, ...], kept: frozenset[int]) -> Indices:
    left, right = (tuple(i for i in dict.fromkeys(operand.indices) if i in kept) for operand in pair)
    batch = tuple(i for i in left if i in right)
    return batch + tuple(i for i in left + right if i not in batch)
