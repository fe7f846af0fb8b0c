"""Plans run in PyTorch: straight down the steps, on any device, in any floating dtype, differentiable.

The only module of the package that imports torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.einsum.cost import last_uses
from tensorgraph.einsum.paths import Indices
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.sizes import product_of, shape_of
from tensorgraph.einsum.steps import (
    Add,
    Axes,
    Call,
    Contract,
    Gather,
    Load,
    Mask,
    Move,
    Number,
    OneHot,
    Part,
    Previous,
    Register,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
)
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind

TAKE_SHAPE = ("nn.functional.layer_norm", "nn.functional.rms_norm")
"""Functions of torch that are told the shape of the last axes instead of ``dim``."""


@dataclass(frozen=True)
class _Run:
    """One pass over a plan."""

    plan: Plan
    values: Mapping[str, Any]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    dtype: torch.dtype
    device: torch.device
    registers: dict[Register, Tensor] = field(default_factory=dict)

    def size(self, dim: str) -> int:
        return self.plan.sizes[dim]

    def shape(self, dims: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.plan.sizes[dim] for dim in dims)

    def number(self, scalar: Scalar) -> float:
        return scalar.value(self.numbers)


def execute(
    plan: Plan,
    values: Mapping[str, Any],
    scalars: Mapping[str, float] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    dtype: torch.dtype = torch.float32,
    device: str | torch.device = "cpu",
    also: Iterable[str] = (),
) -> dict[str, Tensor]:
    """The targets of a plan, and the definitions in ``also`` from the same pass, by name.

    ``values`` are tensors or arrays for every input of the plan, with thick legs fused, and ids for one-hot ones.
    ``scalars`` are all numbers the coefficients name beside dimensions. ``functions`` take a tensor, or a tensor and an
    axis, to a tensor of the same shape. Results have an axis for each leg.
    Raises `missing-tensor`, `wrong-shape`, `missing-scalar`, `missing-function`, `function-shape`, `unknown-tensor`.
    """
    run = _Run(plan, values, {**plan.sizes, **(scalars or {})}, functions or {}, dtype, torch.device(device))
    wanted = _wanted(plan, also)
    _check_given(run)
    dead = last_uses(plan.steps, [output.register for output in wanted])
    for step in plan.steps:
        run.registers[step.register] = OPERATIONS[type(step.operation)](run, step.operation)
        for register in dead[step.register]:
            del run.registers[register]
    return {output.name: _returned(run, output) for output in wanted}


def _wanted(plan: Plan, also: Iterable[str]) -> list[Output]:
    known = {output.name: output for output in plan.definitions}
    unknown = [name for name in also if name not in known]
    if unknown:
        raise TensorgraphError(
            Diagnostic("unknown-tensor", f"{name} is not computed by this plan", None, (), ", ".join(near(name, known)))
            for name in unknown
        )
    targets = {output.name for output in plan.outputs}
    return [*plan.outputs, *(known[name] for name in also if name not in targets)]


def _check_given(run: _Run) -> None:
    """All that is missing, at once, before anything is computed."""
    calls = [step.operation.function for step in run.plan.steps if isinstance(step.operation, Call)]
    missing = [Diagnostic("missing-tensor", f"tensor {load.name} has no value")
               for load in run.plan.inputs if load.name not in run.values]
    missing += [Diagnostic("missing-scalar", f"scalar {name} has no value")
                for name in run.plan.scalars if name not in run.numbers]
    missing += [Diagnostic("missing-function", f"function {name} is not given")
                for name in dict.fromkeys(calls) if name not in FUNCTIONS and name not in run.functions]
    if missing:
        raise TensorgraphError(missing)


def _returned(run: _Run, output: Output) -> Tensor:
    """Axes as the legs say, thick ones fused."""
    value = _spread(run.registers[output.register], output.axes, run.shape(output.dims))
    sizes = iter(run.shape(output.dims))
    return value.reshape([product_of(next(sizes) for _ in range(parts)) for parts in output.parts])


# Operations: a function each, in the table below


def _load(run: _Run, load: Load) -> Tensor:
    kept = tuple(leg for place, leg in enumerate(load.legs) if place != load.hot)
    value = torch.as_tensor(run.values[load.name])
    wanted = shape_of(kept, run.plan.sizes)
    if tuple(value.shape) != wanted:
        raise mistake("wrong-shape", f"{load.name} has shape {tuple(value.shape)}, expected {wanted}")
    value = value.to(device=run.device, dtype=torch.int64 if load.hot is not None else run.dtype)
    return value.reshape(run.shape(dim for leg in kept for dim in leg))


def _number(run: _Run, step: Number) -> Tensor:
    return torch.tensor(run.number(step.coefficient), dtype=run.dtype, device=run.device)


def _scale(run: _Run, step: Scale) -> Tensor:
    return run.registers[step.operand] * run.number(step.coefficient)


def _contract(run: _Run, step: Contract) -> Tensor:
    operands = [_diagonals(run.registers[r], axes) for r, axes in zip(step.operands, step.inputs, strict=True)]
    if len(operands) == 1:
        value, indices = _summed(*operands[0], step.output)
        return value.permute([indices.index(index) for index in step.output])
    (left, mine), (right, theirs) = operands
    left, mine = _summed(left, mine, step.output + theirs)
    right, theirs = _summed(right, theirs, step.output + mine)
    return _pair(left, mine, right, theirs, step.output)


def _diagonals(value: Tensor, indices: Indices) -> tuple[Tensor, Indices]:
    """Equal indices made one axis, the last."""
    for index in dict.fromkeys(indices):
        while indices.count(index) > 1:
            first, second = [axis for axis, other in enumerate(indices) if other == index][:2]
            value = torch.diagonal(value, dim1=first, dim2=second)
            indices = (*(other for axis, other in enumerate(indices) if axis not in (first, second)), index)
    return value, indices


def _summed(value: Tensor, indices: Indices, wanted: Indices) -> tuple[Tensor, Indices]:
    """Indices that nobody wants summed before anything is multiplied."""
    gone = [axis for axis, index in enumerate(indices) if index not in wanted]
    if not gone:
        return value, indices
    return value.sum(gone), tuple(index for index in indices if index in wanted)


def _pair(left: Tensor, mine: Indices, right: Tensor, theirs: Indices, output: Indices) -> Tensor:
    """Two operands as one (batched) matrix product, or entry by entry where nothing is summed."""
    inner = [i for i in mine if i in theirs and i not in output]
    batch = [i for i in output if i in mine and i in theirs]
    rows, columns = [i for i in mine if i not in theirs], [i for i in theirs if i not in mine]
    if not inner:
        return _lined_up(left, mine, output) * _lined_up(right, theirs, output)
    size = dict(zip(mine + theirs, (*left.shape, *right.shape), strict=True))
    shape = [[size[i] for i in group] for group in (batch, rows, columns)]
    first = _grouped(left, mine, (batch, rows, inner), size)
    second = _grouped(right, theirs, (batch, inner, columns), size)
    made = torch.matmul(first, second).reshape([*shape[0], *shape[1], *shape[2]])
    order = [*batch, *rows, *columns]
    return made.permute([order.index(index) for index in output])


def _grouped(value: Tensor, indices: Indices, groups: tuple[list[int], ...], size: dict[int, int]) -> Tensor:
    """Axes in groups, each one axis; no axis for an empty first group."""
    order = [indices.index(index) for group in groups for index in group]
    sizes = [product_of(size[index] for index in group) for group in groups]
    return value.permute(order).reshape(sizes if groups[0] else sizes[1:])


def _lined_up(value: Tensor, indices: Indices, output: Indices) -> Tensor:
    """Axes in the order of the output, of size one where there is none."""
    value = value.permute([indices.index(index) for index in output if index in indices])
    return value[tuple(slice(None) if index in indices else None for index in output)]


def _spread_step(run: _Run, step: Spread) -> Tensor:
    return _spread(run.registers[step.operand], step.axes, run.shape(step.dims))


def _spread(value: Tensor, axes: Axes, shape: tuple[int, ...]) -> Tensor:
    """Axes permuted and repeated as views; only a diagonal makes a new tensor."""
    if len({axis for axis in axes if axis is not None}) < len([axis for axis in axes if axis is not None]):
        return _onto_diagonal(value.new_zeros(shape), value, axes)
    present = [axis for axis in axes if axis is not None]
    return value.permute(present)[tuple(None if axis is None else slice(None) for axis in axes)].expand(shape)


def _onto_diagonal(total: Tensor, value: Tensor, axes: Axes) -> Tensor:
    """A new tensor: the value added to the entries of ``total`` whose indices agree along axes of one operand axis."""
    result = total.clone()
    view, left = result, list(axes)
    while True:
        twice = [axis for axis in left if axis is not None and left.count(axis) > 1]
        if not twice:
            break
        first, second = [place for place, axis in enumerate(left) if axis == twice[0]][:2]
        view = torch.diagonal(view, dim1=first, dim2=second)
        left = [axis for place, axis in enumerate(left) if place not in (first, second)] + [twice[0]]
    view += _spread(value, tuple(left), tuple(view.shape))
    return result


def _add(run: _Run, step: Add) -> Tensor:
    """Terms without a diagonal first, broadcast; then diagonals into the whole, so that none is ever dense."""
    shape = run.shape(step.dims)
    terms = list(zip(step.operands, step.coefficients, step.axes, strict=True))
    plain = [term for term in terms if not _has_diagonal(term[2])]
    scaled = [_spread(_times(run, r, c), axes, _narrow(axes, shape)) for r, c, axes in plain]
    zero = torch.zeros((), dtype=run.dtype, device=run.device)
    total = reduce(torch.add, scaled) if scaled else zero
    if tuple(total.shape) != shape:
        total = total.expand(shape)
    for register, coefficient, axes in terms:
        if _has_diagonal(axes):
            total = _onto_diagonal(total, _times(run, register, coefficient), axes)
    return total


def _has_diagonal(axes: Axes) -> bool:
    present = [axis for axis in axes if axis is not None]
    return len(present) > len(set(present))


def _narrow(axes: Axes, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with one where a term is broadcast, which torch does as it adds."""
    return tuple(1 if axis is None else size for axis, size in zip(axes, shape, strict=True))


def _times(run: _Run, register: Register, coefficient: Scalar) -> Tensor:
    value = run.registers[register]
    return value if coefficient.is_one else value * run.number(coefficient)


def _call(run: _Run, step: Call) -> Tensor:
    value = run.registers[step.operand]
    if not step.axes:
        return _function(run, step)(value)
    rest = [axis for axis in range(value.dim()) if axis not in step.axes]
    order = rest + list(step.axes)
    moved = value.permute(order)
    kept = moved.shape[: len(rest)]
    result = _function(run, step)(moved.reshape([*kept, -1]))
    if step.function in FUNCTIONS and FUNCTIONS[step.function].kind is Kind.REDUCE:
        return result
    return result.reshape(moved.shape).permute([order.index(axis) for axis in range(len(order))])


def _function(run: _Run, step: Call) -> Callable[[Tensor], Tensor]:
    """The function of one tensor, along its last axis if along any."""
    entry = FUNCTIONS.get(step.function)
    if entry is None:
        return lambda value: _opaque(run, step, value)
    call: Any = reduce(getattr, entry.torch.split("."), torch)
    options = {**dict(entry.arguments), **{name: run.number(value) for name, value in step.options}}
    options = {**{name: float(value) for name, value in entry.options}, **options}
    if not step.axes:
        return lambda value: call(value, **options)
    if entry.torch in TAKE_SHAPE:
        return lambda value: call(value, value.shape[-1:], **options)
    return lambda value: call(value, dim=-1, **options)


def _opaque(run: _Run, step: Call, value: Tensor) -> Tensor:
    result = torch.as_tensor(run.functions[step.function](value, *([-1] if step.axes else [])))
    if result.shape != value.shape:
        found, wanted = tuple(result.shape), tuple(value.shape)
        raise mistake("function-shape", f"function {step.function} returned shape {found}, expected {wanted}")
    return result.to(device=run.device, dtype=run.dtype)


def _mask(run: _Run, step: Mask) -> Tensor:
    value = run.registers[step.operand]
    later = _place(value, step.key) > _place(value, step.query)
    return value.masked_fill(later, -torch.inf)


def _place(value: Tensor, axes: tuple[int, ...]) -> Tensor:
    """The index along fused axes, the last fastest, laid out to broadcast with the value."""
    total = torch.zeros((), dtype=torch.int64, device=value.device)
    for axis in axes:
        steps = torch.arange(value.shape[axis], device=value.device)
        total = total * value.shape[axis] + steps.reshape([-1 if other == axis else 1 for other in range(value.dim())])
    return total


def _select(run: _Run, step: Select) -> Tensor:
    return run.registers[step.operand].select(step.axis, step.index)


def _move(run: _Run, step: Move) -> Tensor:
    value = run.registers[step.operand]
    size = value.shape[step.axis]
    zeros = torch.zeros_like(value.narrow(step.axis, 0, 1))
    if step.by > 0:
        return torch.cat([zeros, value.narrow(step.axis, 0, size - 1)], step.axis)
    return torch.cat([value.narrow(step.axis, 1, size - 1), zeros], step.axis)


def _gather(run: _Run, step: Gather) -> Tensor:
    value, ids = run.registers[step.operand], run.registers[step.ids]
    shared = [mine for mine, _ in step.shared]
    rest = [axis for axis in range(value.dim()) if axis != step.axis and axis not in shared]
    if not shared:
        rows = value.permute([step.axis, *rest])
        return rows.index_select(0, ids.reshape(-1)).reshape([*ids.shape, *rows.shape[1:]])
    return value.permute([*shared, step.axis, *rest])[(*(_along(ids, theirs) for _, theirs in step.shared), ids)]


def _along(ids: Tensor, axis: int) -> Tensor:
    """The index along one axis of the ids, to broadcast with them."""
    return _place(ids, (axis,))


def _same(run: _Run, step: Same) -> Tensor:
    left, right = run.registers[step.left], run.registers[step.right]
    place = {theirs: mine for mine, theirs in step.shared}
    rest = [axis for axis in range(right.dim()) if axis not in place]
    width = left.dim() + len(rest)
    new = {axis: left.dim() + count for count, axis in enumerate(rest)}
    indices = tuple({**place, **new}[axis] for axis in range(right.dim()))
    aligned = _lined_up(right, indices, tuple(range(width)))
    return (left.reshape([*left.shape, *[1] * len(rest)]) == aligned).to(run.dtype)


def _same_index(run: _Run, step: SameIndex) -> Tensor:
    return (run.registers[step.ids] == step.index).to(run.dtype)


def _spell(run: _Run, step: Spell) -> Tensor:
    ids = run.registers[step.ids]
    places = torch.arange(run.size(step.dims[0]), device=run.device)
    return (ids.unsqueeze(-1) == places).to(run.dtype)


def _part(run: _Run, step: Part) -> Tensor:
    sizes = run.shape(step.leg)
    ids = run.registers[step.ids]
    return ids // product_of(sizes[step.part + 1 :]) % sizes[step.part]


def _one_hot(run: _Run, step: OneHot) -> Tensor:
    vector = torch.zeros(run.size(step.dims[0]), dtype=run.dtype, device=run.device)
    vector[step.index] = 1
    return vector


def _previous(run: _Run, step: Previous) -> Tensor:
    shape = run.shape(step.leg)
    below = torch.ones(product_of(shape) - 1, dtype=run.dtype, device=run.device)
    return torch.diag(below, -1).reshape([*shape, *shape])


OPERATIONS: dict[type, Callable[[_Run, Any], Tensor]] = {
    Add: _add,
    Call: _call,
    Contract: _contract,
    Gather: _gather,
    Load: _load,
    Mask: _mask,
    Move: _move,
    Number: _number,
    OneHot: _one_hot,
    Part: _part,
    Previous: _previous,
    Same: _same,
    SameIndex: _same_index,
    Scale: _scale,
    Select: _select,
    Spell: _spell,
    Spread: _spread_step,
}
"""How each operation of `tensorgraph.einsum.steps` runs."""
