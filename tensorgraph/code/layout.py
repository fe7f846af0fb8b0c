"""How two factors become matrices: the order of the indices of each group, and which of them has the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from tensorgraph.code.factor import Factor, factor_of, with_diagonals
from tensorgraph.code.views import View, contiguous
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import Affine, Contract
from tensorgraph.einsum.paths import Indices


@dataclass(frozen=True)
class Layout:
    """How two factors become matrices: the order of the indices of each group."""

    batch: Indices
    rows: Indices
    inner: Indices
    columns: Indices


def layouts(left: Factor, right: Factor, inner: Sequence[int], output: Indices) -> Iterator[Layout]:
    """The orders of memory of either factor."""
    batch = [index for index in output if index in left.indices and index in right.indices]
    rows = left.by_memory([index for index in left.indices if index not in right.indices])
    columns = right.by_memory([index for index in right.indices if index not in left.indices])
    for one, two in product((left, right), repeat=2):
        yield Layout(one.by_memory(batch), rows, two.by_memory(inner), columns)


def copied(left: Factor, right: Factor, layout: Layout) -> int:
    """Entries that are copied at every call."""
    sides = (left, (layout.batch, layout.rows, layout.inner)), (right, (layout.batch, layout.inner, layout.columns))
    return sum(
        factor.view.entries
        for factor, groups in sides
        if not factor.view.constant and not factor.view.fuses(factor.groups(*groups))
    )


def oriented(
    writer: Writer, left: Factor, right: Factor, inner: Sequence[int], output: Indices
) -> tuple[Factor, Factor]:
    """Which factor has the rows of the result: so that the product that reads it copies least, else the activations
    before the weights, as one writes it."""
    ways = [(left, right), (right, left)]
    if left.view.constant and not right.view.constant:
        ways.reverse()
    reader = _reader(writer)
    if reader is None:
        return ways[0]
    return min(ways, key=lambda way: _copied_later(writer, reader, way, inner, output))


def _reader(writer: Writer) -> tuple[Contract | Affine, int] | None:
    """The product that alone reads the step's result, and which of its factors that is."""
    assert writer.step is not None
    readers = writer.readers[writer.step.register]
    if len(readers) != 1 or not isinstance(readers[0], Contract | Affine) or len(readers[0].operands) < PAIR:
        return None
    return (readers[0], side) if (side := readers[0].operands.index(writer.step.register)) < PAIR else None


PAIR = 2
"""The factors of a product."""


def _copied_later(
    writer: Writer,
    reader: tuple[Contract | Affine, int],
    way: tuple[Factor, Factor],
    inner: Sequence[int],
    output: Indices,
) -> int:
    """Entries that the reader copies of the result, were it made so."""
    (operation, side), (left, right) = reader, way
    other = operation.operands[1 - side]
    if other not in writer.arrays:
        return 0
    batch = [index for index in left.indices if index in right.indices and index not in inner]
    rows, columns = ([i for i in f.by_memory(f.indices) if i in output and i not in batch] for f in (left, right))
    made = (*batch, *rows, *columns)
    shape = tuple((left if index in left.indices else right).size(index) for index in made)
    indices = tuple(operation.inputs[side][output.index(index)] for index in made)
    result = Factor(View("", shape, contiguous(shape), NOWHERE), indices)
    beside = with_diagonals(factor_of(writer.array(other), operation.inputs[1 - side]))
    one, two = (result, beside) if side == 0 else (beside, result)
    then = [i for i in one.indices if i in two.indices and i not in operation.output]
    if len(set(indices)) < len(indices) or not then:
        return 0
    return min(copied(one, two, layout) for layout in layouts(one, two, then, operation.output))


NOWHERE = -1
"""The variable of what is not made yet."""
