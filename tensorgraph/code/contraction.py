"""A contraction as one matrix product: axes are put and fused so that as little as possible is copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from tensorgraph.code.scratch import of_product
from tensorgraph.code.views import View, contiguous
from tensorgraph.code.writer import Array, Writer, with_axes
from tensorgraph.einsum.paths import Indices
from tensorgraph.einsum.steps import Affine, Contract, Step

PRODUCTS = {
    "torch": ("addmm", "baddbmm", "bmm", "dot", "mm", "mv"),
    "torch.nn.functional": ("linear",),
}
"""The products by module. Code imports them by name: looking one up in its module takes 5 % of a small product."""

TRANSPOSED = ".t()"
"""How the text of a transposed matrix ends: `linear` transposes by itself, which spares a call."""


@dataclass(frozen=True)
class Factor:
    """A view and the index of each of its dimensions."""

    view: View
    indices: Indices

    def groups(self, *indices: Sequence[int]) -> list[list[int]]:
        """The dimensions of groups of indices."""
        return [[self.indices.index(index) for index in group] for group in indices]

    def by_memory(self, indices: Sequence[int]) -> tuple[int, ...]:
        """These indices, the slowest first."""
        return tuple(sorted(indices, key=lambda index: -self.view.strides[self.indices.index(index)]))

    def size(self, index: int) -> int:
        """The number of values of an index."""
        return self.view.shape[self.indices.index(index)]


def contract(writer: Writer, step: Step) -> Array:
    """One operand: a view, or a sum. Two: a product."""
    operation = step.operation
    assert isinstance(operation, Contract)
    factors = [
        _diagonals(_factor(writer.array(register), indices))
        for register, indices in zip(operation.operands, operation.inputs, strict=True)
    ]
    if len(factors) == 1:
        made = summed(writer, factors[0], operation.output)
        return with_axes(made.view, [operation.output.index(index) for index in made.indices])
    left, right = factors
    return _array(multiplied(writer, left, right, operation.output), operation.output)


def affine(writer: Writer, step: Step) -> Array:
    """`torch.addmm` or `torch.baddbmm` where the third operand can be laid out as the product is."""
    operation = step.operation
    assert isinstance(operation, Affine)
    left, right, added = (
        _diagonals(_factor(writer.array(register), indices))
        for register, indices in zip(operation.operands, operation.inputs, strict=True)
    )
    return _array(multiplied(writer, left, right, operation.output, added), operation.output)


def _factor(array: Array, indices: Indices) -> Factor:
    return Factor(array.view, tuple(indices[axis] for axis in array.axes))


def _array(made: Factor, output: Indices) -> Array:
    return with_axes(made.view, [output.index(index) for index in made.indices])


def _diagonals(factor: Factor) -> Factor:
    """Equal indices made one dimension, the last."""
    view, indices = factor.view, factor.indices
    for index in dict.fromkeys(indices):
        while indices.count(index) > 1:
            first, second = [dim for dim, other in enumerate(indices) if other == index][:2]
            view = view.diagonal(first, second)
            indices = (*(other for dim, other in enumerate(indices) if dim not in (first, second)), index)
    return Factor(view, indices)


def summed(writer: Writer, factor: Factor, wanted: Sequence[int]) -> Factor:
    """Indices that nobody wants summed."""
    gone = [dim for dim, index in enumerate(factor.indices) if index not in wanted]
    if not gone:
        return factor
    kept = tuple(index for index in factor.indices if index in wanted)
    dims = "" if not kept else str(gone[0]) if len(gone) == 1 else str(tuple(gone))
    shape = [factor.size(index) for index in kept]
    return Factor(writer.call(f"{factor.view.text}.sum({dims})", shape), kept)


def multiplied(writer: Writer, left: Factor, right: Factor, output: Indices, added: Factor | None = None) -> Factor:
    """The contraction of two factors, plus a third one."""
    left = summed(writer, left, (*output, *right.indices))
    right = summed(writer, right, (*output, *left.indices))
    inner = [index for index in left.indices if index in right.indices and index not in output]
    if not inner:
        return _with(writer, _entry_by_entry(writer, left, right), added)
    return _matrices(writer, left, right, inner, output, added)


def _entry_by_entry(writer: Writer, left: Factor, right: Factor) -> Factor:
    """Nothing is summed: a product entry by entry, in the order of the larger operand's memory."""
    if right.view.entries > left.view.entries:
        left, right = right, left
    first = left.by_memory(left.indices)
    order = (*(index for index in right.by_memory(right.indices) if index not in first), *first)
    views = [_lined_up(factor, order) for factor in (left, right)]
    shape = [max(view.shape[place] for view in views) for place in range(len(order))]
    return Factor(writer.call(f"{views[0].text} * {views[1].text}", shape), order)


def _lined_up(factor: Factor, order: Indices) -> View:
    """The dimensions in an order of indices, of size one where it lacks one, leading ones left out of the text."""
    return factor.view.placed([factor.indices.index(i) if i in factor.indices else None for i in order])


def _with(writer: Writer, made: Factor, added: Factor | None) -> Factor:
    if added is None:
        return made
    other = _lined_up(added, made.indices)
    return Factor(writer.call(f"{made.view.text} + {other.text}", made.view.shape), made.indices)


@dataclass(frozen=True)
class Layout:
    """How two factors become matrices: the order of the indices of each group."""

    batch: Indices
    rows: Indices
    inner: Indices
    columns: Indices


def _layouts(left: Factor, right: Factor, inner: Sequence[int], output: Indices) -> Iterator[Layout]:
    """The orders of memory of either factor."""
    batch = [index for index in output if index in left.indices and index in right.indices]
    rows = left.by_memory([index for index in left.indices if index not in right.indices])
    columns = right.by_memory([index for index in right.indices if index not in left.indices])
    for one, two in product((left, right), repeat=2):
        yield Layout(one.by_memory(batch), rows, two.by_memory(inner), columns)


def _copied(left: Factor, right: Factor, layout: Layout) -> int:
    """Entries that are copied at every call."""
    sides = (left, (layout.batch, layout.rows, layout.inner)), (right, (layout.batch, layout.inner, layout.columns))
    return sum(
        factor.view.entries
        for factor, groups in sides
        if not factor.view.constant and not factor.view.fuses(factor.groups(*groups))
    )


def _matrices(
    writer: Writer, left: Factor, right: Factor, inner: Sequence[int], output: Indices, added: Factor | None
) -> Factor:
    left, right = _oriented(writer, left, right, inner, output)
    layout = min(_layouts(left, right, inner, output), key=lambda one: _copied(left, right, one))
    made = (*layout.batch, *layout.rows, *layout.columns)
    shape = [(left if index in left.indices else right).size(index) for index in made]
    one = _matrix(writer, left, (layout.batch, layout.rows, layout.inner))
    two = _matrix(writer, right, (layout.batch, layout.inner, layout.columns))
    third = None if added is None else _addend(writer, added, layout)
    text, fused = _product(one, two, layout, third)
    beside = of_product(one, two, bool(layout.batch), writer.item)
    result = Factor(writer.call(text, fused, beside=beside, sure=True).split(shape), made)
    return result if third is not None else _with(writer, result, added)


def _oriented(
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
    beside = _diagonals(_factor(writer.array(other), operation.inputs[1 - side]))
    one, two = (result, beside) if side == 0 else (beside, result)
    then = [i for i in one.indices if i in two.indices and i not in operation.output]
    if len(set(indices)) < len(indices) or not then:
        return 0
    return min(_copied(one, two, layout) for layout in _layouts(one, two, then, operation.output))


NOWHERE = -1
"""The variable of what is not made yet."""


def _matrix(writer: Writer, factor: Factor, groups: Sequence[Indices]) -> View:
    """A dimension for each group that has an index."""
    return writer.fused(factor.view, factor.groups(*(group for group in groups if group)))


def _addend(writer: Writer, added: Factor, layout: Layout) -> View | None:
    """The third operand as the product is laid out, of size one where it is broadcast; None where it cannot be."""
    if not layout.rows or not layout.columns:
        return None
    groups = [group for group in (layout.batch, layout.rows, layout.columns) if group]
    held = [[index for index in group if index in added.indices] for group in groups]
    if any(some and len(some) < len(group) for some, group in zip(held, groups, strict=True)):
        return None
    while held and not held[0]:
        del held[0]
    return writer.fused(added.view, added.groups(*held))


def _product(one: View, two: View, layout: Layout, added: View | None) -> tuple[str, tuple[int, ...]]:
    """The call and the shape of what it makes: by `torch.mm`, with a batch `torch.bmm`, with no row or no column
    `torch.mv` or `torch.dot`, with something added `torch.addmm` or `torch.baddbmm`."""
    if layout.batch:
        return _batched(one, two, layout, added)
    match bool(layout.rows), bool(layout.columns):
        case True, True:
            shape = one.shape[0], two.shape[1]
            if added is not None:
                return f"addmm({added.text}, {one.text}, {two.text})", shape
            if two.text.endswith(TRANSPOSED):
                return f"linear({one.text}, {two.text.removesuffix(TRANSPOSED)})", shape
            return f"mm({one.text}, {two.text})", shape
        case True, False:
            return f"mv({one.text}, {two.text})", one.shape[:1]
        case False, True:
            return f"mv({two.permuted((1, 0)).text}, {one.text})", two.shape[1:]
        case _:
            return f"dot({one.text}, {two.text})", ()


def _batched(one: View, two: View, layout: Layout, added: View | None) -> tuple[str, tuple[int, ...]]:
    batch = one.shape[0]
    rows, columns = (one.shape[1] if layout.rows else 1), (two.shape[2] if layout.columns else 1)
    left = one.text if layout.rows else f"{one.text}.unsqueeze(1)"
    right = two.text if layout.columns else f"{two.text}.unsqueeze(2)"
    if added is not None:
        return f"baddbmm({added.text}, {left}, {right})", (batch, rows, columns)
    return f"bmm({left}, {right})", (batch, rows, columns)
