"""A contraction as one matrix product: axes are put and fused so that as little as possible is copied."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.factor import Factor, factor_of, with_diagonals
from tensorgraph.code.layout import Layout, copied, layouts, oriented
from tensorgraph.code.lines import Array, with_axes
from tensorgraph.code.products import product_text
from tensorgraph.code.scratch import of_product
from tensorgraph.code.views import View
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import Affine, Contract, Step
from tensorgraph.einsum.paths import Indices


def contract(writer: Writer, step: Step) -> Array:
    """One operand: a view, or a sum. Two: a product."""
    operation = step.operation
    assert isinstance(operation, Contract)
    factors = [
        with_diagonals(factor_of(writer.array(register), indices))
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
        with_diagonals(factor_of(writer.array(register), indices))
        for register, indices in zip(operation.operands, operation.inputs, strict=True)
    )
    return _array(multiplied(writer, left, right, operation.output, added), operation.output)


def _array(made: Factor, output: Indices) -> Array:
    return with_axes(made.view, [output.index(index) for index in made.indices])


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


def _matrices(
    writer: Writer, left: Factor, right: Factor, inner: Sequence[int], output: Indices, added: Factor | None
) -> Factor:
    left, right = oriented(writer, left, right, inner, output)
    layout = min(layouts(left, right, inner, output), key=lambda one: copied(left, right, one))
    made = (*layout.batch, *layout.rows, *layout.columns)
    shape = [(left if index in left.indices else right).size(index) for index in made]
    one = _matrix(writer, left, (layout.batch, layout.rows, layout.inner))
    two = _matrix(writer, right, (layout.batch, layout.inner, layout.columns))
    third = None if added is None else _addend(writer, added, layout)
    text, fused = product_text(one, two, layout, third)
    beside = of_product(one, two, bool(layout.batch), writer.item)
    result = Factor(writer.call(text, fused, beside=beside, sure=True).split(shape), made)
    return result if third is not None else _with(writer, result, added)


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
