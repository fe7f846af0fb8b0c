"""Decompositions: all outputs at once, each then cut to what is wanted of it."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.code.lines import Array, with_axes
from tensorgraph.code.scratch import of_decomposition
from tensorgraph.code.views import View, contiguous
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.factors import PARTS, RIGHT, VALUES, part_axes
from tensorgraph.einsum.operations import Decompose, Step
from tensorgraph.einsum.sizes import product_of


def decompose(writer: Writer, step: Step) -> Array:
    """One output of a decomposition, with the axes that the step says."""
    operation = step.operation
    assert isinstance(operation, Decompose)
    matrix = writer.array(operation.operand).ordered()
    shapes = _shapes(operation, matrix)
    place = PARTS[operation.kind].index(operation.part)
    made, shape = _outputs(writer, step, matrix, shapes), shapes[place]
    matrices = operation.batch + (1 if operation.part == VALUES else 2)
    text = f"{made.text}[{place}]"
    if len(shape) != matrices:
        text += f".reshape({', '.join(map(str, shape))})"
    whole = replace(made, text=text, shape=shape, strides=contiguous(shape))
    dim, wanted = operation.batch if operation.part == RIGHT else len(shape) - 1, writer.size(operation.dims[0])
    if wanted == shape[dim]:
        return with_axes(writer.held(whole), range(len(shape)))
    cut = whole.narrow(dim, 0, wanted)
    return with_axes(writer.call(f"{cut.text}.contiguous()", cut.shape), range(len(shape)))


def _shapes(operation: Decompose, matrix: View) -> list[tuple[int, ...]]:
    """The shapes of all outputs before anything is cut off."""
    first, last = operation.batch, operation.batch + operation.rows
    groups = matrix.shape[:first], matrix.shape[first:last], matrix.shape[last:]
    smaller = min(product_of(groups[1]), product_of(groups[2]))
    return [part_axes(part, *groups, (smaller,)) for part in PARTS[operation.kind]]


def _outputs(writer: Writer, step: Step, matrix: View, shapes: list[tuple[int, ...]]) -> View:
    """All outputs as a tuple, made once for all steps of the family."""
    operation = step.operation
    assert isinstance(operation, Decompose)
    if operation.family not in writer.remembered:
        writer.prelude[operation.kind] = None
        first, last = operation.batch, operation.batch + operation.rows
        groups = [*([dim] for dim in range(first)), range(first, last), range(last, len(matrix.shape))]
        fused = writer.fused(matrix, groups)
        entries = sum(map(product_of, shapes))
        beside = of_decomposition(operation.kind, fused, shapes, writer.item)
        made = writer.call(f"{operation.kind}({fused.text}, {step.name!r})", (entries,), beside=beside)
        writer.remembered[operation.family] = made
    return writer.remembered[operation.family]
