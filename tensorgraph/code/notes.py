"""What stands beside a line of code: the wires of what it makes, and its shape."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.lines import Array, Line
from tensorgraph.code.views import by_stride
from tensorgraph.einsum.operations import Attend, Step
from tensorgraph.einsum.sizes import product_of


def note(line: Line, array: Array, step: Step) -> str:
    """The wires of what a line makes, those that are fused in parentheses, and its shape; how attention scales."""
    made = _shape(line, array, step.wires)
    return f"{made}, scores times {step.operation.scale}" if isinstance(step.operation, Attend) else made


def _shape(line: Line, array: Array, wires: Sequence[str]) -> str:
    dims = by_stride(array.view) if array.view.whole else list(range(len(array.axes)))
    left = [(wires[array.axes[dim]], array.view.shape[dim]) for dim in dims]
    shape = line.shape if line.variable == array.view.variable and array.view.whole else array.view.shape
    words = []
    for size in shape:
        group: list[tuple[str, int]] = []
        while left and product_of(length for _, length in group) != size:
            group.append(left.pop(0))
        if not group or product_of(length for _, length in group) != size:
            return _of_view(array, wires)
        words.append(group[0][0] if len(group) == 1 else f"({' '.join(wire for wire, _ in group)})")
    if left:
        return _of_view(array, wires)
    return f"[{', '.join(words)}] {' × '.join(map(str, shape))}" if words else "a number"


def _of_view(array: Array, wires: Sequence[str]) -> str:
    """The same of the view."""
    words = ", ".join(wires[axis] for axis in array.axes)
    return f"[{words}] {' × '.join(map(str, array.view.shape))}" if words else "a number"
