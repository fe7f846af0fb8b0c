"""Ids of one-hot tensors, slices and shifts."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.code.lines import IDS_BYTES, Array, Slices, with_axes
from tensorgraph.code.views import View, without
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import (
    Attend,
    Gather,
    Move,
    OneHot,
    Part,
    Previous,
    Register,
    Same,
    SameIndex,
    Select,
    Spell,
    Step,
)
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.sizes import product_of


def select(writer: Writer, step: Step) -> Array:
    """One slice of an axis, a view. All of them are made in one call, which costs what one costs."""
    operation = step.operation
    assert isinstance(operation, Select)
    array, gone = writer.array(operation.operand), operation.axis
    dim = array.dim(gone)
    axes = tuple(axis - (axis > gone) for axis in without(array.axes, dim))
    view = array.view.select(dim, operation.index)
    if array.view.constant or not _wants_all(writer, operation, array.view.shape[dim]):
        return Array(view, axes)
    parts = _slices(writer, operation, array)
    text = f"{parts.text}[{operation.index}]"
    made = Array(replace(view, text=text, variable=parts.variable), axes)
    order = _attended(writer, operation.operand, gone)
    if order is None:
        return made
    laid = made.along(order)  # this is how the slices are laid out, with a dimension of size one before
    one = replace(laid, text=f"{text}[0]")
    writer.leading[one.text] = text
    return Array(one, order)


def _slices(writer: Writer, operation: Select, array: Array) -> View:
    """All slices as a tuple, laid out as attention takes them where it reads them all."""
    key = operation.operand, operation.axis
    if key not in writer.slices:
        order = _attended(writer, operation.operand, operation.axis)
        dim, whole = array.dim(operation.axis), array.view
        if order is not None:
            back = [axis + (axis >= operation.axis) for axis in order]
            whole, dim = whole.fused([[dim], [], *([array.dim(axis)] for axis in back)]), 0
        made = writer.held(replace(whole, text=f"{whole.text}.unbind({dim})"))
        writer.slices[key] = Slices(made, array.view.shape[array.dim(operation.axis)])
    return writer.slices[key].view


def _attended(writer: Writer, operand: Register, axis: int) -> tuple[int, ...] | None:
    """The axes of the slices as heads, positions, width, where all are read by one attention, and by nothing else."""
    slices = {
        s.register for s in writer.plan.steps if isinstance(s.operation, Select) and s.operation.operand == operand
    }
    readers = [step.operation for step in writer.plan.steps if slices & set(operands(step.operation))]
    if len(readers) != 1 or not isinstance(readers[0], Attend):
        return None
    attend = readers[0]
    orders = {_head_position_width(attend, side) for side, r in enumerate(attend.operands) if r in slices}
    (order,) = orders if len(orders) == 1 else (None,)
    return order


def _head_position_width(attend: Attend, side: int) -> tuple[int, ...] | None:
    """The axes of one operand in that order, None where there are more or fewer."""
    indices = attend.inputs[side]
    positions = attend.key if side else attend.query
    heads = [
        i for i in indices if i not in positions and sum(i in other for other in attend.inputs) == len(attend.inputs)
    ]
    width = [i for i in indices if i not in (*positions, *heads)]
    if not len(positions) == len(heads) == len(width) == 1 or len(indices) != len(attend.inputs):
        return None
    return tuple(indices.index(i) for i in (heads[0], positions[0], width[0]))


def _wants_all(writer: Writer, operation: Select, size: int) -> bool:
    """Whether every slice of the axis is read."""
    read = {step.operation for step in writer.plan.steps if isinstance(step.operation, Select)}
    return size > 1 and all(replace(operation, index=index) in read for index in range(size))


def move(writer: Writer, step: Step) -> Array:
    """Entries one place on; a zero enters."""
    operation = step.operation
    assert isinstance(operation, Move)
    array = writer.array(operation.operand).in_memory_order()
    dim = array.dim(operation.axis)
    view = writer.held(array.view)
    zeros = f"torch.zeros_like({view.narrow(dim, 0, 1).text})"
    size = view.shape[dim] - 1
    kept = view.narrow(dim, 0 if operation.by > 0 else 1, size).text
    pieces = (zeros, kept) if operation.by > 0 else (kept, zeros)
    beside = view.entries // view.shape[dim] * writer.item
    return Array(writer.call(f"torch.cat(({', '.join(pieces)}), dim={dim})", view.shape, beside=beside), array.axes)


def gather(writer: Writer, step: Step) -> Array:
    """The slices that ids name: `F.embedding` for the rows of a matrix, so that its gradient is a scatter-add."""
    operation = step.operation
    assert isinstance(operation, Gather)
    table, ids = writer.array(operation.operand), writer.array(operation.ids).ordered()
    shared = [mine for mine, _ in operation.shared]
    rest = [axis for axis in range(len(table.axes)) if axis != operation.axis and axis not in shared]
    view = table.along([*shared, operation.axis, *rest])
    item = IDS_BYTES if step.ids else None
    if shared:
        places = [_along(writer, ids, theirs) for _, theirs in operation.shared]
        made = (*ids.shape, *view.shape[len(shared) + 1 :])
        return _whole(writer.call(f"{view.text}[{', '.join([*places, ids.text])}]", made, item=item))
    made = (*ids.shape, *view.shape[1:])
    if len(view.shape) == 2 and not step.ids:
        return _whole(writer.call(f"F.embedding({ids.text}, {view.text})", made, item=item))
    flat = ids if len(ids.shape) == 1 else ids.fused([range(len(ids.shape))])
    text = f"{view.text}.index_select(0, {flat.text})"
    return _whole(writer.call(text + (f".view({_plain(made)})" if len(ids.shape) != 1 else ""), made, item=item))


def _along(writer: Writer, ids: View, dim: int) -> str:
    """The index along one dimension of the ids, to broadcast with them."""
    after = [1] * (len(ids.shape) - dim - 1)
    text = f"torch.arange({ids.shape[dim]}{writer.on_device()})"
    return text + (f".view({_plain([ids.shape[dim], *after])})" if after else "")


def same(writer: Writer, step: Step) -> Array:
    """One where two ids are equal."""
    operation = step.operation
    assert isinstance(operation, Same)
    left, right = writer.array(operation.left).ordered(), writer.array(operation.right)
    place = {theirs: mine for mine, theirs in operation.shared}
    rest = [axis for axis in range(len(right.axes)) if axis not in place]
    back = {mine: theirs for theirs, mine in place.items()}
    dims = [back.get(dim) for dim in range(len(left.shape))]
    other = right.along([*dims, *rest])
    one = left.placed([*range(len(left.shape)), *[None] * len(rest)])
    return _truth(writer, f"{one.text} == {other.text}", writer.shape(step.dims))


def same_index(writer: Writer, step: Step) -> Array:
    """One where ids are equal to a fixed index."""
    assert isinstance(step.operation, SameIndex)
    ids = writer.array(step.operation.ids).ordered()
    return _truth(writer, f"{ids.text} == {step.operation.index}", ids.shape)


def spell(writer: Writer, step: Step) -> Array:
    """Ids as one-hot vectors along a new last axis."""
    assert isinstance(step.operation, Spell)
    ids, size = writer.array(step.operation.ids).ordered(), writer.size(step.operation.dims[0])
    text = f"{ids.placed([*range(len(ids.shape)), None]).text} == torch.arange({size}{writer.on_device()})"
    return _truth(writer, text, (*ids.shape, size))


def _truth(writer: Writer, text: str, shape: tuple[int, ...]) -> Array:
    beside = product_of(shape)
    return _whole(writer.call(f"({text}).to(torch.{writer.dtype})", shape, beside=beside))


def part(writer: Writer, step: Step) -> Array:
    """The index along one part of a thick leg."""
    operation = step.operation
    assert isinstance(operation, Part)
    sizes, ids = writer.shape(operation.leg), writer.array(operation.ids).ordered()
    below = product_of(sizes[operation.part + 1 :])
    text = ids.text if below == 1 else f"{ids.text} // {below}"
    text += "" if operation.part == 0 else f" % {sizes[operation.part]}"
    return _whole(writer.call(text, ids.shape, item=IDS_BYTES))


def one_hot(writer: Writer, step: Step) -> Array:
    """A vector with a one at an index."""
    assert isinstance(step.operation, OneHot)
    size, index = writer.size(step.operation.dims[0]), step.operation.index
    made = writer.call(f"torch.zeros({size}, {writer.options()})", (size,))
    writer.inplace(f"{made.text}[{index}].fill_(1)", made)
    return _whole(made)


def previous(writer: Writer, step: Step) -> Array:
    """The previous-position matrix."""
    assert isinstance(step.operation, Previous)
    shape = writer.shape(step.operation.leg)
    size = product_of(shape)
    below = f"torch.ones({size - 1}, {writer.options()}).diag(-1)"
    made = writer.call(below, (size, size), beside=(size - 1) * writer.item)
    return _whole(made.split((*shape, *shape)))


def _whole(view: View) -> Array:
    return with_axes(view, range(len(view.shape)))


def _plain(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(map(str, numbers)) or "()"
