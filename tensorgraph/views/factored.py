"""A decomposition as a program: the matrix, what torch makes of it, the legs taken apart again.

Vectors are those of torch, whose signs are not determined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tensorgraph.einsum.factors import LEFT, PARTS, RIGHT, part_axes
from tensorgraph.graph.derived import Matrix, matrix
from tensorgraph.graph.network import Decomposition, Network
from tensorgraph.graph.nodes import Graph, Wire
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.program import Program
from tensorgraph.views.values import Sizes, Value

CALLS = {
    "svd": ("torch.linalg.svd(", ", full_matrices=False)"),
    "qr": ("torch.linalg.qr(", ")"),
    "eigh": ("torch.linalg.eigh(", ")"),
    "eigvals": ("torch.linalg.eigvals(", ")"),
}
"""What torch calls them."""
TORCH_ORDER = {"eigh": (1, 0)}
"""Where torch gives the outputs in another order."""


def decomposition_lines(
    network: Network, kept: Decomposition, run: Callable[[Graph], tuple[Program, Value]]
) -> tuple[Line, ...]:
    """The lines that make every output of a decomposition."""
    shape = matrix(kept)
    legs = (*((wire,) for wire in shape.batch), shape.rows, shape.columns)
    program, value = run(Graph(legs, kept.operand.body))
    outputs = [words(program.words[name], name) for name, _ in kept.outputs]
    order = TORCH_ORDER.get(kept.kind, range(len(outputs)))
    before, after = CALLS[kept.kind]
    made = row(joined([outputs[k] for k in order], ", "), f" = {before}", value.text, after)
    return (*program.lines, made, *_cut(kept, outputs), *_legs(kept, shape, outputs, program.sizes))


def _cut(kept: Decomposition, outputs: list[Line]) -> Iterator[Line]:
    """No more than the rank."""
    if kept.rank is None:
        return
    ends = [f"[..., :{kept.rank}, :]" if part == RIGHT else f"[..., :{kept.rank}]" for part in PARTS[kept.kind]]
    cut = [row(output, end) for output, end in zip(outputs, ends, strict=True)]
    yield row(joined(outputs, ", "), " = ", joined(cut, ", "))


def _legs(kept: Decomposition, shape: Matrix, outputs: list[Line], sizes: Sizes) -> Iterator[Line]:
    """The legs of each output, where they are not those of the matrix."""
    for output, part, (_, legs) in zip(outputs, PARTS[kept.kind], kept.outputs, strict=True):
        text = _apart(output, part, shape, sizes)
        wires = part_axes(part, shape.batch, shape.rows, shape.columns, (shape.new,))
        wanted = [wire for leg in legs for wire in leg]
        if list(wires) != wanted:
            text = row(text, f".permute({', '.join(str(wires.index(wire)) for wire in wanted)})")
        for axis, leg in enumerate(legs):
            if len(leg) > 1:
                text = row(text, f".flatten({axis}, {axis + len(leg) - 1})")
        if text != output:
            yield row(output, " = ", text)


def _apart(output: Line, part: str, shape: Matrix, sizes: Sizes) -> Line:
    """An output with an axis for each wire of rows or columns."""
    group: tuple[Wire, ...] = {LEFT: shape.rows, RIGHT: shape.columns}.get(part, ())
    axis = len(shape.batch) + (part == RIGHT)
    if len(group) < 2:
        return output
    return row(output, f".unflatten({axis}, ({', '.join(map(sizes.of, group))}))")
