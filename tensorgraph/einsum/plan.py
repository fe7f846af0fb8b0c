"""A plan: what is computed, step by step, and what it costs, known before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tensorgraph.einsum import cost
from tensorgraph.einsum.operations import Axes, Call, Decompose, Load, Register, Step
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import coefficients, operands
from tensorgraph.einsum.stream import Stream
from tensorgraph.einsum.walk import Searched
from tensorgraph.ops import FUNCTIONS


@dataclass(frozen=True)
class Output:
    """A result: its name, its register, how its axes are laid out, and how many of them make each leg."""

    name: str
    register: Register
    axes: Axes
    dims: tuple[str, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Plan:
    """Steps over registers, each written once and before it is read.

    ``steps[r]`` fills register r; those that load are the inputs. ``outputs`` are the targets in order, ``definitions``
    what else can be returned from the same pass. ``numbers`` are sizes and declared scalars; ``naive`` are the FLOPs of
    every product done in one go. ``calls`` is how often it will run before a parameter changes.
    ``streams`` are steps that run in blocks of a wire, because they would not fit the memory.
    ``searched`` are the products whose path was searched.
    """

    steps: tuple[Step, ...]
    outputs: tuple[Output, ...]
    definitions: tuple[Output, ...]
    sizes: Mapping[str, int]
    numbers: Mapping[str, float]
    naive: Polynomial
    calls: int = 1
    streams: tuple[Stream, ...] = ()
    searched: tuple[Searched, ...] = ()

    @cached_property
    def inputs(self) -> tuple[Load, ...]:
        """The values that must be given."""
        return tuple(step.operation for step in self.steps if isinstance(step.operation, Load))

    @cached_property
    def opaque_functions(self) -> tuple[str, ...]:
        """The functions that must be given."""
        calls = (step.operation.function for step in self.steps if isinstance(step.operation, Call))
        return tuple(dict.fromkeys(name for name in calls if name not in FUNCTIONS))

    @cached_property
    def constant(self) -> frozenset[Register]:
        """The registers that are made of parameters and numbers only."""
        found: set[Register] = set()
        for step in self.steps:
            load = step.operation
            if load.constant if isinstance(load, Load) else all(r in found for r in operands(load)):
                found.add(step.register)
        return frozenset(found)

    @cached_property
    def last_uses(self) -> list[tuple[Register, ...]]:
        """For each step, the registers that nothing reads after it."""
        return cost.last_uses(self.steps, self.kept)

    @cached_property
    def last_outputs(self) -> tuple[Decompose, ...]:
        """The last step of each decomposition: then nothing more is asked of it."""
        steps = [step.operation for step in self.steps if isinstance(step.operation, Decompose)]
        return tuple({step.family: step for step in steps}.values())

    @cached_property
    def scalars(self) -> tuple[str, ...]:
        """The names in coefficients and options whose number must be given."""
        used = (scalar for step in self.steps for scalar in coefficients(step.operation))
        names = (name for scalar in used for name, _ in scalar.powers)
        return tuple(dict.fromkeys(name for name in names if name not in self.numbers))

    @property
    def kept(self) -> tuple[Register, ...]:
        """The registers of the targets, alive to the end."""
        return tuple(output.register for output in self.outputs)

    @cached_property
    def flops(self) -> Polynomial:
        """FLOPs of all steps, contractions by opt_einsum's convention."""
        return sum((cost.step_flops(step, self.steps) for step in self.steps), Polynomial())

    @cached_property
    def largest(self) -> Polynomial:
        """The entries of the largest result of a step."""
        made = [cost.entries(step) for step in self.steps if not isinstance(step.operation, Load)]
        return max(made, key=lambda size: size.value(self.sizes), default=Polynomial())

    @cached_property
    def peak(self) -> Polynomial:
        """The most entries alive at once, inputs apart; a step's own temporaries are not counted, but for what a
        decomposition makes beside what is asked for."""
        return cost.peak(self.steps, self.kept, self.sizes)

    @property
    def input_entries(self) -> Polynomial:
        """The entries of all inputs."""
        loads = (step for step in self.steps if isinstance(step.operation, Load))
        return sum((cost.entries(step) for step in loads), Polynomial())

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        from tensorgraph.einsum.table import table

        return table(self)

    def to_json(self) -> dict[str, Any]:
        """The plan as numbers and texts, for ``--json``."""
        from tensorgraph.einsum.table import as_json

        return as_json(self)
