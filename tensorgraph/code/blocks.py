"""Steps that run in blocks of a wire, as a loop: what they read is cut, what they make is put in its place or added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.code.counted import Count
from tensorgraph.code.lines import COUNT, START, Array, Line, Loop
from tensorgraph.code.views import View, variables_in
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.indexed import Indexed, indexed
from tensorgraph.einsum.operations import Add, Call, Norm, Operation, Register, Spread, Step
from tensorgraph.einsum.reads import operands, with_operands
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.stream import Stream

BLOCK = "⟨block⟩"
"""The dimension of a block, which no file can name."""

MOVES = re.compile(rf"\b({START}|{COUNT})\b")
"""A text that differs from block to block."""


def write_stream(
    writer: Writer, stream: Stream, write: Callable[[Writer, Step], None], outside: Collection[Register]
) -> None:
    """The lines of a stream. ``write`` writes a step; ``outside`` are the registers that are read after the stream."""
    body, made = _one_block(writer, stream, write)
    parts = {register: made[register] for register in sorted(stream.indices) if register in outside}
    fixed = all(line.constant for line in body)
    before, body = _apart(body)
    writer.lines += before
    after: list[Line] = []
    for register, part in parts.items():
        end = _end(writer, stream, register, part, fixed)
        writer.arrays[register] = Array(end.whole, part.axes)
        alone = sum(other.view.variable == part.view.variable for other in parts.values()) == 1
        body = _with_store(body, part.view, end, alone)
        after += end.after
    loop = Loop(stream.first, stream.wire, stream.size, stream.block)
    writer.lines += [replace(line, loop=loop, constant=fixed) for line in body] + after
    writer.settle((line.variable for line in body), fixed)


def _one_block(
    writer: Writer, stream: Stream, write: Callable[[Writer, Step], None]
) -> tuple[list[Line], dict[Register, Array]]:
    """The lines for a block, and what they make; the writer is as before."""
    region = _Region(writer, stream)
    before, plan, arrays, remembered = len(writer.lines), writer.plan, writer.arrays, writer.remembered
    writer.plan = replace(plan, sizes={**plan.sizes, BLOCK: Count(stream.block)})
    slices = writer.slices
    writer.arrays, writer.remembered, writer.slices = dict(arrays), dict(remembered), dict(slices)
    for register in sorted(stream.indices):
        write(writer, region.in_block(plan.steps[register]))
    body, made = writer.lines[before:], writer.arrays
    del writer.lines[before:]
    writer.plan, writer.arrays, writer.remembered, writer.slices = plan, arrays, remembered, slices
    return body, made


@dataclass
class _Region:
    """The steps of a stream, reading blocks of what is outside: each block has a register of its own, below zero."""

    writer: Writer
    stream: Stream
    cut: dict[tuple[Register, int], Register] = field(default_factory=dict)

    def in_block(self, step: Step) -> Step:
        """The step for one block."""
        indices, index = self.indices(step.register), self.stream.indices[step.register]
        read = operands(step.operation)
        places = [
            self._cut(register, labels.index(index))
            if index in labels and register not in self.stream.indices
            else register
            for register, labels in zip(read, indices.inputs, strict=True)
        ]
        dims = tuple(BLOCK if label == index else dim for label, dim in zip(indices.output, step.dims, strict=True))
        operation = _reading(step.operation, read, places)
        if isinstance(operation, Add | Spread):
            operation = replace(operation, dims=dims)
        if isinstance(operation, Call) and index not in indices.output and indices.total == "mean":
            operation = Call("sum", operation.operand, operation.axes)
        return replace(step, operation=operation, dims=dims)

    def indices(self, register: Register) -> Indexed:
        """The indices of a step of the stream."""
        steps = self.writer.plan.steps
        found = indexed(steps[register], steps)
        assert found is not None, register
        return found

    def _cut(self, register: Register, axis: int) -> Register:
        """A block of what is made before the loop, a variable of its own where it is read more than once."""
        if (register, axis) not in self.cut:
            array = self.writer.array(register)
            view = _block_of(array.view, array.dim(axis), self.stream)
            view = self.writer.held(view) if self._readers(register, axis) > 1 else view
            self.cut[register, axis] = -1 - len(self.cut)
            self.writer.arrays[self.cut[register, axis]] = Array(view, array.axes)
        return self.cut[register, axis]

    def _readers(self, register: Register, axis: int) -> int:
        """How often the steps of the stream read blocks of an axis."""
        found = 0
        for step, index in self.stream.indices.items():
            read = operands(self.writer.plan.steps[step].operation)
            pairs = zip(read, self.indices(step).inputs, strict=True)
            found += sum(r == register and index in labels and labels.index(index) == axis for r, labels in pairs)
        return found


def _reading(operation: Operation, read: Sequence[Register], places: Sequence[Register]) -> Operation:
    """The operation on other registers; where it reads one twice, each time another one."""
    if isinstance(operation, Norm) or len(set(read)) == len(read):
        return with_operands(operation, dict(zip(read, places, strict=True)).__getitem__)
    following = iter(places)
    return with_operands(operation, lambda _: next(following))


def _block_of(view: View, dim: int, stream: Stream) -> View:
    """The indices of a block."""
    shape = (*view.shape[:dim], Count(stream.block), *view.shape[dim + 1 :])
    return replace(view, text=f"{view.text}[{_block(dim, stream)}]", shape=shape, whole=None)


def _block(dim: int, stream: Stream) -> str:
    return f"{':, ' * dim}{START}:{START} + {stream.block}"


@dataclass(frozen=True)
class _End:
    """Where the results of all blocks go: the ``whole``, the line that puts one there, and what follows the loop.

    ``store`` has a place for what a block made.
    """

    whole: View
    store: Callable[[str], str]
    beside: int = 0
    after: tuple[Line, ...] = ()


def _end(writer: Writer, stream: Stream, register: Register, part: Array, fixed: bool) -> _End:
    """The memory for a result, written before the loop."""
    step = writer.plan.steps[register]
    found = indexed(step, writer.plan.steps)
    assert found is not None
    index, shape = stream.indices[register], part.view.shape
    if index in found.output:
        dim = part.dim(found.output.index(index))
        shape = (*shape[:dim], stream.size, *shape[dim + 1 :])
        whole = writer.call(f"torch.empty({shape}, {writer.options()})", shape, constant=fixed, name=step.name)
        return _End(whole, lambda made: f"{whole.text}[{_block(dim, stream)}] = {made}")
    if found.total == "max":
        text = f"torch.full({shape}, -torch.inf, {writer.options()})"
        whole = writer.call(text, shape, constant=fixed, name=step.name)
        beside = whole.entries * writer.item
        return _End(whole, lambda made: f"{whole.text} = torch.maximum({whole.text}, {made})", beside)
    whole = writer.call(f"torch.zeros({shape}, {writer.options()})", shape, constant=fixed, name=step.name)
    added = _End(whole, lambda made: f"{whole.text} += {made}")
    if found.total == "sum":
        return added
    (labels,) = found.inputs
    dims = writer.plan.steps[operands(step.operation)[0]].dims
    count = product_of(writer.size(dim) for label, dim in zip(labels, dims, strict=True) if label not in found.output)
    return replace(added, after=(_changing(whole, f"{whole.text} /= {count}", 0, fixed, step.name),))


def _changing(whole: View, text: str, beside: int, fixed: bool, name: str, note: str = "") -> Line:
    return Line(whole.variable, text, whole.shape, 0, beside, whole.variable, fixed, name, note, bare=True)


def _with_store(body: Sequence[Line], part: View, end: _End, alone: bool) -> list[Line]:
    """The lines of a loop with one that puts a result in its place: the one that makes it, if nothing else reads it
    (``alone``: no other result does)."""
    reads = Counter(variable for line in body for variable in variables_in(line.text))
    place = next((k for k, line in enumerate(body) if line.variable == part.variable and not line.bare), None)
    changed = any(line.bare and line.variable == part.variable for line in body)
    if place is None or not (part.bare and alone) or reads[part.variable] or changed:
        line = _changing(end.whole, end.store(part.text), end.beside, False, "")
        return [*body, line]
    made = body[place]
    beside = made.made + made.beside + end.beside
    line = _changing(end.whole, end.store(made.text), beside, False, made.name, made.note)
    return [*body[:place], line, *body[place + 1 :]]


def _apart(body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines that are the same for every block, to stand before the loop, and the others."""
    moving: set[int] = set()
    while True:
        found = {line.variable for line in body if MOVES.search(line.text) or moving.intersection(line.reads)}
        if found <= moving:
            break
        moving |= found
    return [line for line in body if line.variable not in moving], [line for line in body if line.variable in moving]
