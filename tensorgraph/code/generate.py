"""A plan as the text of a Python module: `prepare` for what depends on parameters only, and the function itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tensorgraph.code import names, prelude
from tensorgraph.code.arithmetic import spread_out
from tensorgraph.code.blocks import write_stream
from tensorgraph.code.emit import EMIT
from tensorgraph.code.function import Function, function_text
from tensorgraph.code.lines import Array, with_axes
from tensorgraph.code.notes import note
from tensorgraph.code.products import PRODUCTS
from tensorgraph.code.views import VARIABLE, View, contiguous, variables_in
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import Load, Register, Step
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.stream import Stream, stream_of


@dataclass(frozen=True)
class Code:
    """A module of generated code.

    ``function`` takes the tensors ``inputs``, then the ``constants`` in the order that ``prepare`` returns them, then
    ``scalars`` and ``functions``, and returns the value of the only output, or a tuple of all. ``prepare`` takes the
    tensors ``parameters``. Without constants there is no ``prepare``. Tensors have the code's dtype, ids are int64,
    thick legs are fused.
    """

    text: str
    dtype: str
    device: str
    main: Function
    preparing: Function | None
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    scalars: tuple[str, ...]
    functions: tuple[str, ...]
    outputs: tuple[str, ...]

    @cached_property
    def namespace(self) -> dict[str, Any]:
        """What running the module defines."""
        space: dict[str, Any] = {}  # no `__name__`: torch.compile would import a module of that name
        exec(compile(self.text, f"<{self.main.name}>", "exec"), space)
        return space

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The function itself."""
        found: Callable[..., Any] = self.namespace[self.main.name]
        return found

    @cached_property
    def prepare(self) -> Callable[..., tuple[Any, ...]]:
        """The constants, from the parameters."""
        return self.namespace["prepare"] if self.preparing else _nothing

    @property
    def preparing_text(self) -> str:
        """What `prepare` is, as text: the same for codes whose constants are the same."""
        return function_text(self.preparing) if self.preparing else ""

    def __str__(self) -> str:
        return self.text


def _nothing() -> tuple[Any, ...]:
    return ()


def generate(
    plan: Plan,
    dtype: str = "float32",
    device: str = "cpu",
    outputs: Sequence[Output] | None = None,
    scalars: Collection[str] = (),
    watched: bool = False,
    source: str = "",
) -> Code:
    """The code of a plan for a dtype and a device.

    ``outputs`` are the targets unless said. ``scalars`` are given when it runs, beside those without a number.
    Constants are apart where the plan is for more than one call, and not all that is wanted is constant. A ``watched``
    function has a last parameter, which is called with the result of every step. ``source`` names the file, for
    reading.
    """
    wanted = plan.outputs if outputs is None else outputs
    if all(output.register in plan.constant for output in wanted):
        plan = replace(plan, calls=1)  # nothing would be left of the function
    runtime = (*plan.scalars, *(name for name in scalars if name not in plan.scalars))
    beside = (*runtime, *plan.opaque_functions)
    words = dict(zip(beside, names.unique(beside), strict=True))
    writer = Writer(plan, dtype, device, frozenset(runtime), words=words)
    given: dict[int, Load] = {}
    for step in plan.steps:
        if isinstance(step.operation, Load):
            view = _given(writer, step.operation)
            given[view.variable] = step.operation
            writer.arrays[step.register] = _split(writer, step, view)
    for step in plan.steps:
        stream = stream_of(plan.streams, step.register)
        if stream is not None and step.register == stream.first:
            write_stream(writer, stream, _write, _read_after(plan, stream, wanted))
        elif stream is None and not isinstance(step.operation, Load):
            _write(writer, step, watched)
    returned = _owned(writer, wanted, given)
    return _Module(writer, given, wanted, returned, runtime, watched, source).code()


def _given(writer: Writer, load: Load) -> View:
    """An input as it comes, with thick legs fused."""
    kept = [leg for place, leg in enumerate(load.legs) if place != load.hot]
    return writer.given(load.name, tuple(product_of(writer.shape(leg)) for leg in kept), load.constant)


def _split(writer: Writer, step: Step, view: View) -> Array:
    """An input with a dimension for each part of a thick leg."""
    shape = writer.shape(step.dims)
    if shape != view.shape:
        text = f"{view.text}.reshape({', '.join(map(str, shape)) or '()'})"
        view = writer.held(replace(view, text=text, shape=shape, strides=contiguous(shape)))
    return with_axes(view, range(len(shape)))


def _read_after(plan: Plan, stream: Stream, outputs: Sequence[Output]) -> set[Register]:
    """The registers that are read outside a stream."""
    others = (step.operation for step in plan.steps if step.register not in stream.indices)
    return {*(register for other in others for register in operands(other)), *(output.register for output in outputs)}


def _write(writer: Writer, step: Step, watched: bool = False) -> None:
    writer.step, before = step, len(writer.lines)
    array = EMIT[type(step.operation)](writer, step)
    if len(writer.lines) > before:
        writer.lines[-1] = replace(writer.lines[-1], note=note(writer.lines[-1], array, step))
    if len(array.view.text) > LONGEST_VIEW:
        array = Array(writer.held(array.view), array.axes)
    writer.arrays[step.register] = array
    if watched:
        writer.inplace(f"watch({array.view.text})", array.view)


LONGEST_VIEW = 40
"""Characters of a view that may stand inside another expression."""


def _returned(writer: Writer, output: Output) -> View:
    """Axes as the legs say, thick ones fused."""
    writer.step = None
    shape = writer.shape(output.dims)
    view = spread_out(writer, writer.array(output.register), output.axes, shape).ordered()
    if all(parts == 1 for parts in output.parts):
        return view
    places = iter(range(len(shape)))
    return writer.fused(view, [[next(places) for _ in range(parts)] for parts in output.parts])


def _owned(writer: Writer, outputs: Sequence[Output], given: Collection[int]) -> list[str]:
    """Results that share no memory with what is given, what is kept for other calls, or each other."""
    views = [_returned(writer, output) for output in outputs]
    sources = {line.variable: line.source for line in reversed(writer.lines) if not line.bare}
    taken, texts = set(given), []
    for view, output in zip(views, outputs, strict=True):
        owner: int = view.variable
        while (source := sources.get(owner)) is not None:
            owner = source
        if owner in taken or (view.constant and writer.plan.calls > 1):
            view = writer.call(f"{view.text}.clone()", view.shape, constant=False, name=output.name)
        taken.add(owner)
        texts.append(view.text)
    return texts


@dataclass(frozen=True)
class _Module:
    """What `generate` has found, to be put into two functions."""

    writer: Writer
    given: Mapping[int, Load]
    outputs: Sequence[Output]
    returned: Sequence[str]
    runtime: tuple[str, ...]
    watched: bool
    source: str

    def code(self) -> Code:
        """The module."""
        plan, writer = self.writer.plan, self.writer
        split, extra = plan.calls > 1, [*writer.words.values(), *(["watch"] if self.watched else [])]
        first = [line for line in writer.lines if split and line.constant]
        rest = [line for line in writer.lines if not (split and line.constant)]
        loads = dict(zip(self.given, names.unique((load.name for load in self.given.values()), extra), strict=True))
        params = {v: name for v, name in loads.items() if split and self.given[v].constant}
        inputs = {v: name for v, name in loads.items() if v not in params}
        early = {*params, *(line.variable for line in first)}
        read = [v for text in (*(line.text for line in rest), *self.returned) for v in variables_in(text)]
        passed = [v for v in dict.fromkeys(read) if v in early]
        notes = {v: _load_note(writer, self.given[v]) for v in loads}
        made = tuple(VARIABLE.format(v) for v in passed)
        preparing = Function("prepare", params, tuple(first), made, notes, PREPARING)
        name = names.identifier(self.outputs[0].name)
        taken = {name, *extra, *inputs.values(), *(names.identifier(line.name) for line in rest)}
        constants = _names_of(preparing, passed, taken) if passed else {}
        notes |= {line.variable: line.note or _shape(line.shape) for line in first if line.variable not in notes}
        main = Function(name, {**inputs, **constants}, tuple(rest), tuple(self.returned), notes)
        text = self._text(main, preparing if passed else None, extra)
        return Code(
            text,
            writer.dtype,
            writer.device,
            main,
            preparing if passed else None,
            tuple(self.given[v].name for v in inputs),
            tuple(self.given[v].name for v in params),
            self.runtime,
            plan.opaque_functions,
            tuple(output.name for output in self.outputs),
        )

    def _text(self, main: Function, preparing: Function | None, extra: Sequence[str]) -> str:
        plan = self.writer.plan
        sizes = ", ".join(f"{dim} = {plan.sizes[dim]}" for dim in _dims(plan))
        made = ", ".join(_signature(plan, output) for output in self.outputs)
        source = f" of {names.harmless(self.source)}" if self.source else ""
        head = [f'"""{names.harmless(made)}{source}, in {self.writer.dtype} on {self.writer.device}.']
        head += [*(["", names.harmless(sizes)] if sizes else []), '"""', ""]
        head += [*prelude.imports(self.writer.prelude), "import torch"]
        parts = ["\n".join(head)]
        body = [function_text(preparing)] if preparing else []
        body.append(function_text(main, extra))
        if any("F." in text for text in body):
            parts[0] += "\nimport torch.nn.functional as F"
        parts[0] += "".join(f"\n{line}" for line in _products(body))
        if self.writer.prelude:
            parts[0] += "\nfrom torch import Tensor" if set(self.writer.prelude) - {"power"} else ""
        parts += prelude.sources(self.writer.prelude)
        return "\n\n\n".join([*parts, *body]) + "\n"


def _products(body: Sequence[str]) -> list[str]:
    """The imports of the products that functions call."""
    called = {word for text in body for word in re.findall(r"(?<![\w.])(\w+)\(", text)}
    used = {module: [name for name in some if name in called] for module, some in PRODUCTS.items()}
    return [f"from {module} import {', '.join(some)}" for module, some in used.items() if some]


PREPARING = "What is made of parameters only: once for many calls, and again when one has changed."
"""What `prepare` does."""


def _load_note(writer: Writer, load: Load) -> str:
    """The dimensions of a tensor that is given, and its shape."""
    kept = [leg for place, leg in enumerate(load.legs) if place != load.hot]
    legs = ", ".join(leg[0] if len(leg) == 1 else f"({' '.join(leg)})" for leg in kept)
    shape = _shape([product_of(writer.shape(leg)) for leg in kept])
    ids = f"ids of {' '.join(load.legs[load.hot])}, " if load.hot is not None else ""
    return f"{ids}[{legs}] {shape}" if kept else f"{ids}a number"


def _shape(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape)) or "a number"


def _signature(plan: Plan, output: Output) -> str:
    """An output with the wires of its legs, or their dimensions where the step that makes it lacks one."""
    wires = plan.steps[output.register].wires
    places = iter([dim if axis is None else wires[axis] for axis, dim in zip(output.axes, output.dims, strict=True)])
    legs = [[next(places) for _ in range(parts)] for parts in output.parts]
    texts = [leg[0] if len(leg) == 1 else f"({' '.join(leg)})" for leg in legs]
    return f"{output.name}[{', '.join(texts)}]" if texts else output.name


def _dims(plan: Plan) -> list[str]:
    used = {dim for step in plan.steps for dim in step.dims}
    return [dim for dim in plan.sizes if dim in used and not dim.isdigit()]


def _names_of(function: Function, variables: Sequence[int], taken: Collection[str]) -> dict[int, str]:
    """What the constants are called, in both functions."""
    known = names.named(function.lines, function.parameters, variables)
    return dict(zip(variables, names.unique((known[v] for v in variables), taken), strict=True))
