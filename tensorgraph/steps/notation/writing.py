"""The operations of a plan turned back into the notation: a register as the expression that it computes.

A register that stands as a tensor of its own is one; any other is what its operation makes of its operands, down to
what is loaded. Each place has its own wires, the same whatever stands, so that pictures before and after a step agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tensorgraph.einsum.operations import Affine, Attend, Contract, Decompose, Gather, Load, Part, Register, Select
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.nodes import Dot, Sum, Tensor, Wire
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import with_wires
from tensorgraph.steps.notation.operations import WRITTEN, one, single

Path: TypeAlias = tuple[int, ...]
"""Which operand of which operand …, from the register that is drawn."""
Place: TypeAlias = tuple[Register, Path]
"""An occurrence: in the drawing of which register, and where there."""
Wires: TypeAlias = Sequence[Wire]


@dataclass(frozen=True)
class Leaf:
    """A register that stands as a tensor at a place."""

    register: Register
    place: Place


@dataclass
class Known:
    """The wires of all places, the same in every drawing."""

    fresh: Fresh = field(default_factory=Fresh)
    wires: dict[tuple[Place, object], Wire] = field(default_factory=dict)

    def wire(self, place: Place, what: object, name: str, dim: str) -> Wire:
        """The wire of a place, always the same one."""
        key = (place, what)
        if key not in self.wires:
            self.wires[key] = self.fresh.wire(Wire(name, dim))
        return self.wires[key]


@dataclass
class Writing:
    """One drawing of the register ``scope``. ``stands`` says which registers are tensors of their own, ``tensor`` which
    tensor one is on the wires of its axes and those of its one-hot leg; ``leaves`` are those met, by the number that is
    their tensor's name for now."""

    plan: Plan
    scope: Register
    stands: Callable[[Register], bool]
    tensor: Callable[[Register, Wires, Wires], Tensor]
    known: Known
    leaves: dict[str, Leaf] = field(default_factory=dict)
    fixed: dict[Wire, int] = field(default_factory=dict)

    def register(self, register: Register, wires: Wires, path: Path, hot: Wires = ()) -> Sum:
        """A register with an axis on each of these wires, and its one-hot leg on ``hot`` where it is ids."""
        operation = self.plan.steps[register].operation
        if isinstance(operation, Load | Decompose) or self.stands(register):
            return self.leaf(register, wires, path, hot)
        if len(set(wires)) < len(wires):
            return self._on_dots(register, wires, path, hot)
        made = WRITTEN[type(operation)](self, operation, wires, path, hot)
        return with_wires(made, [wire for wire in dict.fromkeys((*wires, *hot)) if wire not in self.fixed])

    def leaf(self, register: Register, wires: Wires, path: Path, hot: Wires) -> Sum:
        """A register as a tensor, called by its number for now."""
        name = f"#{len(self.leaves)}"
        self.leaves[name] = Leaf(register, (self.scope, path))
        return one(replace(self.tensor(register, wires, hot), name=name))

    def _on_dots(self, register: Register, wires: Wires, path: Path, hot: Wires) -> Sum:
        """A diagonal: an axis of its own for each leg, joined by dots."""
        step = self.plan.steps[register]
        own = [
            self.wire(path, ("dot", k), step.wires[k], step.dims[k]) if wire in wires[:k] else wire
            for k, wire in enumerate(wires)
        ]
        dots = [one(Dot(((old,), (new,)))) for old, new in zip(wires, own, strict=True) if old != new]
        new = [wire for old, wire in zip(wires, own, strict=True) if old != wire]
        return single([self.register(register, own, path, hot), *dots], new)

    def wire(self, path: Path, what: object, name: str, dim: str) -> Wire:
        """A wire of a place."""
        return self.known.wire((self.scope, path), what, name, dim)

    def axes_of(self, register: Register, path: Path, what: object = "axis") -> list[Wire]:
        """New wires for the axes of a register."""
        step = self.plan.steps[register]
        pairs = zip(step.wires, step.dims, strict=True)
        return [self.wire(path, (what, k), name, dim) for k, (name, dim) in enumerate(pairs)]

    def indices(self, operation: Contract | Affine | Attend, wires: Wires, path: Path) -> dict[int, Wire]:
        """The wire of each index of an operation whose result is on these wires."""
        found = dict(zip(operation.output, wires, strict=True))
        for operand, indices in zip(operation.operands, operation.inputs, strict=True):
            step = self.plan.steps[operand]
            for index, name, dim in zip(indices, step.wires, step.dims, strict=True):
                if index not in found:
                    found[index] = self.wire(path, index, name, dim)
        return found

    def hot_dims(self, register: Register) -> tuple[str, ...]:
        """The dimensions of the one-hot leg for which ids stand."""
        return hot_dims(self.plan, register)


def hot_dims(plan: Plan, register: Register) -> tuple[str, ...]:
    """The dimensions of the one-hot leg for which a register's ids stand; none where it is no ids."""
    match plan.steps[register].operation:
        case Load(legs=legs, hot=hot):
            return () if hot is None else legs[hot]
        case Part(leg=leg, part=part):
            return (leg[part],)
        case Contract(operands=(operand,)) | Select(operand=operand) | Gather(operand=operand) if plan.steps[
            register
        ].ids:
            return hot_dims(plan, operand)
        case _:
            return ()
