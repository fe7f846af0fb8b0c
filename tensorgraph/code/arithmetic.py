"""Numbers, sums, and arrays laid out along other axes."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.lines import Array, repeated, with_axes
from tensorgraph.code.views import View
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import Add, Axes, Number, Scale, Spread, Stack, Step
from tensorgraph.graph.scalar import Scalar


def number(writer: Writer, step: Step) -> Array:
    """A tensor without axes."""
    assert isinstance(step.operation, Number)
    scalar = step.operation.coefficient
    constant = False if writer.depends(scalar) else None
    text = f"torch.tensor({writer.number(scalar)}, {writer.options()})"
    return with_axes(writer.call(text, (), constant=constant), ())


def scale(writer: Writer, step: Step) -> Array:
    """Every entry times a number."""
    assert isinstance(step.operation, Scale)
    array = writer.array(step.operation.operand).in_memory_order()
    return Array(scaled(writer, array.view, step.operation.coefficient), array.axes)


def scaled(writer: Writer, view: View, coefficient: Scalar) -> View:
    """A view times a number, itself where that is one."""
    if writer.is_one(coefficient):
        return view
    constant = False if writer.depends(coefficient) else None
    number = writer.number(coefficient)
    text = f"-{view.text}" if number == "-1.0" else f"{view.text} * {_factor(number)}"
    return writer.call(text, view.shape, constant=constant)


def _factor(number: str) -> str:
    return f"({number})" if " " in number else number


def add(writer: Writer, step: Step) -> Array:
    """Terms without a diagonal first, broadcast; then diagonals into the whole, so that none is ever dense."""
    operation = step.operation
    assert isinstance(operation, Add)
    shape = writer.shape(operation.dims)
    terms = list(zip(operation.operands, operation.coefficients, operation.axes, strict=True))
    plain = [term for term in terms if not repeated(term[2])]
    total = _plain(writer, [(writer.array(r), c, axes) for r, c, axes in plain], shape)
    for register, coefficient, axes in terms:
        if repeated(axes):
            total = _onto_diagonal(writer, total, scaled(writer, writer.array(register).ordered(), coefficient), axes)
    return total


def _plain(writer: Writer, terms: list[tuple[Array, Scalar, Axes]], shape: tuple[int, ...]) -> Array:
    """The sum of terms, in the order of memory of the first whole one."""
    order = _order(terms, shape)
    total: View | None = None
    for array, coefficient, axes in terms:
        view = array.along([axes[axis] for axis in order])
        total = scaled(writer, view, coefficient) if total is None else _plus(writer, total, view, coefficient)
    wanted = tuple(shape[axis] for axis in order)
    if total is None:
        total = writer.call(f"torch.zeros({wanted}, {writer.options()})", wanted)
    return Array(total.expanded(wanted), order)


def _order(terms: list[tuple[Array, Scalar, Axes]], shape: tuple[int, ...]) -> tuple[int, ...]:
    for array, _, axes in terms:
        if None not in axes:
            back = {mine: axis for axis, mine in enumerate(axes)}
            return tuple(back[mine] for mine in array.in_memory_order().axes)
    return tuple(range(len(shape)))


def _plus(writer: Writer, total: View, view: View, coefficient: Scalar) -> View:
    """One term more: `torch.add` multiplies and adds in one go."""
    shape = tuple(map(max, total.shape, view.shape))
    number = writer.number(coefficient)
    if writer.depends(coefficient):
        return writer.call(f"torch.add({total.text}, {view.text}, alpha={number})", shape, constant=False)
    if number in ("1.0", "-1.0"):
        return writer.call(f"{total.text} {'+' if number == '1.0' else '-'} {view.text}", shape)
    return writer.call(f"torch.add({total.text}, {view.text}, alpha={number})", shape)


def spread(writer: Writer, step: Step) -> Array:
    """Axes put in order or repeated as a view; only a diagonal is new."""
    assert isinstance(step.operation, Spread)
    return spread_out(writer, writer.array(step.operation.operand), step.operation.axes, writer.shape(step.dims))


def spread_out(writer: Writer, array: Array, axes: Axes, shape: tuple[int, ...]) -> Array:
    """An array along other axes: None where it is repeated, one twice for a diagonal."""
    if repeated(axes):
        zeros = with_axes(writer.call(f"torch.zeros({shape}, {writer.options()})", shape), range(len(shape)))
        return _onto_diagonal(writer, zeros, array.ordered(), axes)
    if None not in axes and len(axes) == len(array.axes):
        back = {mine: axis for axis, mine in enumerate(axes)}
        return Array(array.view, tuple(back[mine] for mine in array.axes))
    view = array.along(axes).expanded(shape)
    return with_axes(view, range(len(shape)))


def _onto_diagonal(writer: Writer, total: Array, value: View, axes: Axes) -> Array:
    """A new tensor: the value added to the entries of ``total`` whose indices agree along axes of one operand axis."""
    ordered = total.ordered()
    text = f"{ordered.text}.clone(memory_format=torch.contiguous_format)"
    result = writer.call(text, ordered.shape, constant=None if value.constant else False)
    view, left = result, list(axes)
    for axis in repeated(axes):
        while left.count(axis) > 1:
            first, second = [place for place, other in enumerate(left) if other == axis][:2]
            view = view.diagonal(first, second)
            left = [other for place, other in enumerate(left) if place not in (first, second)] + [axis]
    placed = value.placed(left)
    writer.inplace(f"{view.text}.add_({placed.text})", result)
    return with_axes(result, range(len(axes)))


def stack(writer: Writer, step: Step) -> Array:
    """Arrays along a new first axis."""
    assert isinstance(step.operation, Stack)
    arrays = [writer.array(register) for register in step.operation.operands]
    order = arrays[0].in_memory_order().axes
    views = [array.along(order) for array in arrays]
    return Array(stacked(writer, views), (0, *(axis + 1 for axis in order)))


def stacked(writer: Writer, views: Sequence[View]) -> View:
    """Views of one shape along a new first dimension."""
    texts = ", ".join(view.text for view in views)
    return writer.call(f"torch.stack([{texts}])", (len(views), *views[0].shape))
