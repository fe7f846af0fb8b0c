"""The lines of a function while they are written: each makes one variable, and knows what memory it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tensorgraph.code.lines import Array, Line, Slices, number_text
from tensorgraph.code.views import VARIABLE, View, by_stride, contiguous, variables_in
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.operations import Affine, Contract, Operation, Register, Scale, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.scalar import Scalar


@dataclass
class Writer:
    """A function being written for a plan, one line after the other.

    ``dtype`` is a name such as "float32". ``scalars`` are those that are given when it runs; the others are numbers.
    ``prelude`` gathers the helper functions that are used. ``step`` is the step being written. ``slices`` are those
    of registers along axes, ``leading`` texts of slices with one dimension more in front.
    """

    plan: Plan
    dtype: str
    device: str
    scalars: frozenset[str] = frozenset()
    lines: list[Line] = field(default_factory=list)
    arrays: dict[Register, Array] = field(default_factory=dict)
    prelude: dict[str, None] = field(default_factory=dict)
    remembered: dict[object, View] = field(default_factory=dict)
    step: Step | None = None
    count: int = 0
    called: dict[int, str] = field(default_factory=dict)
    leading: dict[str, str] = field(default_factory=dict)
    slices: dict[tuple[Register, int], Slices] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    _constant: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def readers(self) -> dict[Register, list[Operation]]:
        """What reads each register, once for each time."""
        found: dict[Register, list[Operation]] = {step.register: [] for step in self.plan.steps}
        for step in self.plan.steps:
            for register in operands(step.operation):
                found[register].append(step.operation)
        return found

    @property
    def item(self) -> int:
        """Bytes of an entry."""
        return FLOATS[self.dtype]

    def size(self, dim: str) -> int:
        """The size of a dimension."""
        return self.plan.sizes[dim]

    def shape(self, dims: Iterable[str]) -> tuple[int, ...]:
        """The size of each."""
        return tuple(self.plan.sizes[dim] for dim in dims)

    def variable(self) -> int:
        """A number that no variable has yet."""
        self.count += 1
        return self.count - 1

    def call(
        self,
        text: str,
        shape: Sequence[int],
        *,
        strides: Sequence[int] | None = None,
        beside: int = 0,
        item: int | None = None,
        constant: bool | None = None,
        name: str = "",
        sure: bool = False,
    ) -> View:
        """A line that makes a new tensor, contiguous unless ``strides`` are said; ``item`` are its bytes an entry.

        It is constant where all that it reads is, unless said, and has the step's name, unless said. ``sure`` says that
        torch makes it contiguous whatever it reads.
        """
        shape = tuple(shape)
        made = product_of(shape) * (self.item if item is None else item)
        strides = contiguous(shape) if strides is None else tuple(strides)
        view = self._line(text, shape, strides, made, beside, constant, None, "", name)
        return replace(view, sure=sure)

    def held(self, view: View, note: str = "") -> View:
        """The view as a variable of its own, for what is used more than once."""
        if view.bare:
            return view
        source = view.variable
        return self._line(view.text, view.shape, view.strides, 0, 0, view.constant, source, note, self.called[source])

    def fused(self, view: View, groups: Sequence[Sequence[int]]) -> View:
        """`View.fused`, with a line of its own where it copies, or where it is constant and so made only once."""
        made = view.fused(groups)
        if made.text == view.text:
            return made
        if not view.fuses(groups):
            return self.call(made.text, made.shape, name=self.called[view.variable])
        return self.held(made) if made.constant else made

    def settle(self, variables: Iterable[int], constant: bool) -> None:
        """Say of variables whether they depend on no input."""
        self._constant.update(dict.fromkeys(variables, constant))

    def inplace(self, text: str, changed: View) -> None:
        """A line that changes a variable made before."""
        name = self.called[changed.variable]
        constant = all(self._constant[read] for read in variables_in(text))
        line = Line(changed.variable, text, changed.shape, 0, 0, changed.variable, constant, name, bare=True)
        self.lines.append(line)

    def _line(
        self,
        text: str,
        shape: tuple[int, ...],
        strides: tuple[int, ...],
        made: int,
        beside: int,
        constant: bool | None,
        source: int | None = None,
        note: str = "",
        name: str = "",
    ) -> View:
        variable = self.variable()
        if constant is None:
            constant = all(self._constant[read] for read in variables_in(text))
        self._constant[variable] = constant
        name = name or self._name()
        self.called[variable] = name
        part = self.step is not None and name == self.step.name and self.step.register not in self.whole
        self.lines.append(Line(variable, text, shape, made, beside, source, constant, name, note, part=part))
        view = View(VARIABLE.format(variable), shape, strides, variable, constant)
        order = by_stride(view)
        held = tuple(shape[dim] for dim in order)
        gaps = zip(held, (strides[dim] for dim in order), contiguous(held), strict=True)
        if any(size != 1 and stride != dense for size, stride, dense in gaps):
            return view
        return replace(view, whole=held, order=() if order == sorted(order) else tuple(order))

    def _name(self) -> str:
        """What the step's result is called."""
        if self.step is None:
            return "result"
        operation = self.step.operation
        if isinstance(operation, Scale):
            view = self.arrays[operation.operand].view
            return self.called[view.variable] if view.constant else self.step.name
        if isinstance(operation, Contract | Affine) and self.step.register not in self.whole:
            return self._projected(operation.operands[:2]) or self.step.name
        return self.step.name

    def _projected(self, factors: Sequence[Register]) -> str:
        """``x_Q`` for x times the parameter W_Q, on the way to something else."""
        assert self.step is not None
        given = [self.arrays[factor].view for factor in factors]
        if sorted(view.constant for view in given) != [False, True]:
            return ""
        weight, source = sorted((self.called[view.variable] for view in given), key=lambda name: name in self.params)[
            ::-1
        ]
        if weight not in self.params or source in self.params:
            return ""
        _, _, suffix = weight.partition("_")
        return f"{source.partition('(')[0]}_{suffix or weight}({self.step.register})"

    @cached_property
    def params(self) -> frozenset[str]:
        """The names of parameters."""
        return frozenset(load.name for load in self.plan.inputs if load.constant)

    @cached_property
    def whole(self) -> frozenset[Register]:
        """The registers that are definitions, not what is made on the way to one."""
        return frozenset(output.register for output in (*self.plan.outputs, *self.plan.definitions))

    def given(self, name: str, shape: tuple[int, ...], constant: bool) -> View:
        """A variable for what comes from outside."""
        variable = self.variable()
        self.called[variable] = name
        self._constant[variable] = constant
        return View(VARIABLE.format(variable), shape, contiguous(shape), variable, constant, shape)

    def array(self, register: Register) -> Array:
        """What a register is."""
        return self.arrays[register]

    def number(self, scalar: Scalar) -> str:
        """A coefficient as Python: a number, or an expression in the scalars that are given when it runs."""
        if not any(name in self.scalars for name, _ in scalar.powers):
            return number_text(scalar.value(self.plan.numbers))
        known = tuple((name, power) for name, power in scalar.powers if name not in self.scalars)
        number = Scalar(scalar.rational, known).value(self.plan.numbers)
        factors = [] if number == 1 else [number_text(number)]
        for name, power in scalar.powers:
            if name in self.scalars:
                word = self.words.get(name, name)
                factors.append(word if power == 1 else self._power(word, float(power)))
        return " * ".join(factors)

    def _power(self, name: str, power: float) -> str:
        self.prelude["power"] = None
        return f"power({name}, {number_text(power)})"

    def is_one(self, scalar: Scalar) -> bool:
        """Whether a coefficient is the number one, here and at every run."""
        return self.number(scalar) == "1.0"

    def depends(self, *scalars: Scalar) -> bool:
        """Whether a number is only known when it runs."""
        return any(name in self.scalars for scalar in scalars for name, _ in scalar.powers)

    def options(self, dtype: str | None = None) -> str:
        """What a factory of torch is told: dtype and device."""
        return f"dtype=torch.{dtype or self.dtype}{self.on_device()}"

    def on_device(self) -> str:
        """The device of a factory, where that is not the one torch takes by itself."""
        return "" if self.device == "cpu" else f', device="{self.device}"'
