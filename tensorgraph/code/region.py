"""Which steps can run in blocks of a wire: from a large result, back to what it is made of and on to what reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tensorgraph.einsum.indexed import Indexed, indexed
from tensorgraph.einsum.operations import Register, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import operands, with_operands
from tensorgraph.einsum.stream import Stream


@dataclass(frozen=True)
class Region:
    """Steps with the index of each that is in blocks, and the axis of each result that is; a result without one is gone
    through, a term from each block."""

    indices: Mapping[Register, int]
    axes: Mapping[Register, int]


class _Conflict(Exception):
    """A step would need two blocks of one wire at once."""


def region_from(plan: Plan, register: Register, axis: int, large: Collection[Register]) -> Region | None:
    """The steps that run in blocks of an axis of a result, so that neither it nor another ``large`` one is there whole.

    None where there are none: something needs the axis whole, or two blocks of it at once.
    """
    growing = _Growing(plan, large, _readers(plan))
    try:
        growing.grow(register, axis)
    except _Conflict:
        return None
    found = Region(growing.indices, growing.axes)
    return found if register in found.indices and _runs(plan, found) else None


@dataclass
class _Growing:
    """A region while it grows."""

    plan: Plan
    large: Collection[Register]
    readers: list[list[Register]]
    indices: dict[Register, int] = field(default_factory=dict)
    axes: dict[Register, int] = field(default_factory=dict)

    def grow(self, register: Register, axis: int) -> None:
        """From one result outwards."""
        found = self._indexed(register)
        if found is None or not found.takes_blocks(found.output[axis]):
            return
        waiting = [(register, found.output[axis])]
        while waiting:
            step, index = waiting.pop()
            if self.indices.setdefault(step, index) != index:
                raise _Conflict
            found = self._indexed(step)
            assert found is not None
            if index in found.output:
                self.axes[step] = found.output.index(index)
            waiting += [
                pair for pair in (*self._back(step, index, found), *self._on(step)) if pair[0] not in self.indices
            ]

    def _back(self, step: Register, index: int, found: Indexed) -> Iterator[tuple[Register, int]]:
        """What it is made of, where that is large and can be made in blocks."""
        for read, labels in zip(operands(self.plan.steps[step].operation), found.inputs, strict=True):
            below = self._indexed(read)
            if index in labels and read in self.large and below is not None:
                wanted = below.output[labels.index(index)]
                if below.takes_blocks(wanted):
                    yield read, wanted

    def _on(self, step: Register) -> Iterator[tuple[Register, int]]:
        """What reads it, where it is large and they take blocks."""
        if step not in self.large or step not in self.axes:
            return
        for reader in self.readers[step]:
            above = self._indexed(reader)
            if above is None:
                continue
            pairs = zip(operands(self.plan.steps[reader].operation), above.inputs, strict=True)
            wanted = {labels[self.axes[step]] for read, labels in pairs if read == step}
            if len(wanted) == 1 and above.takes_blocks(*wanted):
                yield reader, wanted.pop()

    def _indexed(self, register: Register) -> Indexed | None:
        step = self.plan.steps[register]
        return None if step.ids else indexed(step, self.plan.steps)


def _readers(plan: Plan) -> list[list[Register]]:
    found: list[list[Register]] = [[] for _ in plan.steps]
    for step in plan.steps:
        for register in dict.fromkeys(operands(step.operation)):
            found[register].append(step.register)
    return found


def _runs(plan: Plan, region: Region) -> bool:
    """Whether every step reads blocks of the same wire, and nothing that a later block changes."""
    after = _after(plan, region.indices)
    for register, index in region.indices.items():
        found = indexed(plan.steps[register], plan.steps)
        assert found is not None
        for read, labels in zip(operands(plan.steps[register].operation), found.inputs, strict=True):
            if read in region.indices:
                if read not in region.axes or labels[region.axes[read]] != index:
                    return False
            elif read in after:
                return False
    return True


def _after(plan: Plan, region: Iterable[Register]) -> set[Register]:
    """The steps outside a region that need it."""
    found = set(region)
    for step in plan.steps:
        if found.intersection(operands(step.operation)):
            found.add(step.register)
    return found.difference(region)


def with_stream(plan: Plan, region: Region, block: int) -> Plan | None:
    """The plan with the steps of a region one after the other, in blocks; None where another stream is in the way."""
    after = _after(plan, region.indices)
    last = max(region.indices)
    before = [r for r in range(last) if r not in region.indices and r not in after]
    rest = [r for r in range(len(plan.steps)) if r not in region.indices and (r > last or r in after)]
    place = {old: new for new, old in enumerate([*before, *sorted(region.indices), *rest])}
    some = next(register for register in region.indices if register in region.axes)
    step, axis = plan.steps[some], region.axes[some]
    stream = Stream(
        {place[r]: i for r, i in region.indices.items()}, step.wires[axis], plan.sizes[step.dims[axis]], block
    )
    moved = [replace(one, indices={place[r]: i for r, i in one.indices.items()}) for one in plan.streams]
    if any(max(one.indices) - min(one.indices) >= len(one.indices) for one in moved):
        return None
    return replace(
        plan,
        steps=tuple(_moved(plan.steps[old], place) for old in place),
        outputs=tuple(replace(output, register=place[output.register]) for output in plan.outputs),
        definitions=tuple(replace(output, register=place[output.register]) for output in plan.definitions),
        streams=tuple(sorted((*moved, stream), key=lambda one: one.first)),
    )


def _moved(step: Step, place: Mapping[Register, Register]) -> Step:
    operation = with_operands(step.operation, place.__getitem__)
    return replace(step, register=place[step.register], operation=operation)
