"""The tensors that stand for registers: a definition where a register is one, else one with a label of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.einsum.factors import part_axes
from tensorgraph.einsum.operations import Decompose, Load, Register, Step
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.table import register_names
from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition, Network
from tensorgraph.graph.nodes import Graph, Leg, Tensor, Wire
from tensorgraph.steps.labels import label_of, step_label


@dataclass(frozen=True)
class Standing:
    """A plan whose registers have names; ``outputs`` are those that have the legs of a definition."""

    network: Network
    plan: Plan
    names: tuple[str, ...]
    outputs: Mapping[Register, Output]
    order: Mapping[Register, tuple[int, ...]] = field(default_factory=dict)

    def in_order(self, register: Register, above: Sequence[bool]) -> Standing:
        """The same where the axes of a register's own tensor that may be superscripts come first."""
        axes = sorted(range(len(above)), key=lambda axis: not above[axis])
        return replace(self, order={**self.order, register: tuple(axes)})

    def tensor(self, register: Register, wires: Sequence[Wire], hot: Sequence[Wire]) -> Tensor:
        """The tensor of a register, with its axes on these wires and its one-hot leg on ``hot``."""
        name, operation = self.names[register], self.plan.steps[register].operation
        if isinstance(operation, Load):
            return _loaded(operation, self._carried(name), wires, hot)
        if register in self.outputs:
            output = self.outputs[register]
            flat = iter([wires[axis] for axis in output.axes if axis is not None])
            return _split(name, tuple(tuple(next(flat) for _ in range(n)) for n in output.parts), self._carried(name))
        axes = self.order.get(register, range(len(wires)))
        return Tensor(name, tuple((wires[axis],) for axis in axes) + ((tuple(hot),) if hot else ()))

    def axes_on(self, register: Register, wires: Sequence[Wire]) -> list[Wire]:
        """The wire of each axis of a register that is a definition with its legs on these wires."""
        of = dict(zip(self.outputs[register].axes, wires, strict=True))
        return [of[axis] for axis in range(len(of))]

    def renamed(self, register: Register) -> Standing:
        """The same where a register is not the definition by whose name it goes."""
        names = list(self.names)
        names[register] = _other(names[register], set(names))
        outputs = {other: output for other, output in self.outputs.items() if other != register}
        return replace(self, names=tuple(names), outputs=outputs)

    def _carried(self, name: str) -> int:
        """How many of a name's legs are carried in by the arguments of a call."""
        entry = self.network.definitions.get(name)
        return len(entry.graph.through) if entry is not None else 0

    def is_known(self, register: Register) -> bool:
        """Whether the network knows the tensor of a register."""
        loaded = isinstance(self.plan.steps[register].operation, Load)
        return loaded or (register in self.outputs and self.names[register] in self.network.definitions)

    def definition(self, register: Register, graph: Graph) -> Definition:
        """The definition of a tensor that only the plan knows, as ``graph``."""
        name = self.names[register]
        owner = self.plan.steps[register].name
        attributes = (("label", step_label(self.network, name, owner)),)
        constant = register in self.plan.constant
        return Definition(name, graph, attributes=attributes, constant=constant)

    def latex(self, register: Register) -> str:
        """What a register is called in a formula."""
        name = self.names[register]
        if self.is_known(register):
            return label_of(self.network, name)
        return step_label(self.network, name, self.plan.steps[register].name)


def standing(network: Network, plan: Plan) -> Standing:
    """The names of a plan's registers; an output whose axes are not just a definition's legs has a name of its own."""
    names = register_names(plan)
    outputs: dict[Register, Output] = {}
    for output in plan.outputs + plan.definitions:
        free = output.register not in outputs and output.name not in {other.name for other in outputs.values()}
        if free and names[output.register] == output.name and _has_all_axes(output, plan):
            outputs[output.register] = output
    for step in plan.steps:
        factor = _factor(network, step)
        if step.register not in outputs and factor is not None:
            names[step.register], outputs[step.register] = factor.name, factor
    taken = set(names)
    for step in plan.steps:
        if names[step.register] == step.name and step.register not in outputs and not _is_load(step):
            names[step.register] = _other(step.name, taken)
    return Standing(network, plan, tuple(names), outputs)


def _factor(network: Network, step: Step) -> Output | None:
    """A factor of a decomposition as the definition that it is; complex ones are no result of a plan."""
    definition, operation = network.definitions.get(step.name), step.operation
    if definition is None or not isinstance(operation, Decompose) or not isinstance(definition.kept, Decomposition):
        return None
    shape, wires = matrix(definition.kept), definition.graph.wires
    axes = part_axes(operation.part, shape.batch, shape.rows, shape.columns, (shape.new,))
    if sorted(map(str, axes)) != sorted(map(str, wires)):
        return None
    parts = tuple(len(leg) for leg in definition.graph.legs) + (1,) * len(definition.graph.through)
    return Output(step.name, step.register, tuple(axes.index(wire) for wire in wires), step.dims, parts)


def _has_all_axes(output: Output, plan: Plan) -> bool:
    """Whether a definition's wires are just the axes of its register."""
    axes = [axis for axis in output.axes if axis is not None]
    return len(axes) == len(output.axes) and sorted(axes) == list(range(len(plan.steps[output.register].dims)))


def _is_load(step: Step) -> bool:
    return isinstance(step.operation, Load)


def _other(name: str, taken: set[str]) -> str:
    """A name that nothing has yet."""
    number = 1
    while f"{name}.{number}" in taken:
        number += 1
    taken.add(f"{name}.{number}")
    return f"{name}.{number}"


def _loaded(load: Load, carried: int, wires: Sequence[Wire], hot: Sequence[Wire]) -> Tensor:
    flat = iter(wires)
    legs = tuple(
        tuple(hot) if place == load.hot else tuple(next(flat) for _ in leg) for place, leg in enumerate(load.legs)
    )
    return _split(load.name, legs, carried)


def _split(name: str, legs: tuple[Leg, ...], carried: int) -> Tensor:
    """A tensor whose last legs are those that arguments carry in."""
    if not carried:
        return Tensor(name, legs)
    return Tensor(name, legs[:-carried], through=tuple(leg[0] for leg in legs[-carried:]))
