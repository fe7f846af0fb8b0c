"""How each operation of a plan runs in PyTorch: a function each, in the table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.factors import RIGHT
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of, shape_of
from tensorgraph.einsum.steps import (
    Add,
    Axes,
    Call,
    Contract,
    Decompose,
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
from tensorgraph.einsum.torch_factors import outputs
from tensorgraph.einsum.torch_tensors import contract, has_diagonal, lined_up, onto_diagonal, place_along, spread
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind

TAKE_SHAPE = ("nn.functional.layer_norm", "nn.functional.rms_norm")
"""Functions of torch that are told the shape of the last axes instead of ``dim``."""


@dataclass(frozen=True)
class Run:
    """One pass over a plan: what was given, and the registers filled so far."""

    plan: Plan
    values: Mapping[str, Any]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    dtype: torch.dtype
    device: torch.device
    registers: dict[Register, Tensor] = field(default_factory=dict)
    decomposed: dict[object, dict[str, Tensor]] = field(default_factory=dict)
    """All outputs of a decomposition, until the last of them was asked for."""

    def size(self, dim: str) -> int:
        """The size of a dimension."""
        return self.plan.sizes[dim]

    def shape(self, dims: Iterable[str]) -> tuple[int, ...]:
        """The size of each."""
        return tuple(self.plan.sizes[dim] for dim in dims)

    def number(self, scalar: Scalar) -> float:
        """A coefficient's number."""
        return scalar.value(self.numbers)


def _load(run: Run, load: Load) -> Tensor:
    kept = tuple(leg for place, leg in enumerate(load.legs) if place != load.hot)
    value = torch.as_tensor(run.values[load.name])
    wanted = shape_of(kept, run.plan.sizes)
    if tuple(value.shape) != wanted:
        raise mistake("wrong-shape", f"`{load.name}` has shape {tuple(value.shape)}, expected {wanted}")
    value = value.to(device=run.device, dtype=torch.int64 if load.hot is not None else run.dtype)
    thick = any(len(leg) != 1 for leg in kept)
    return value.reshape(run.shape(dim for leg in kept for dim in leg)) if thick else value


def _number(run: Run, step: Number) -> Tensor:
    return torch.tensor(run.number(step.coefficient), dtype=run.dtype, device=run.device)


def _scale(run: Run, step: Scale) -> Tensor:
    return run.registers[step.operand] * run.number(step.coefficient)


def _contract(run: Run, step: Contract) -> Tensor:
    operands = [(run.registers[register], axes) for register, axes in zip(step.operands, step.inputs, strict=True)]
    return contract(operands, step.output)


def _spread_step(run: Run, step: Spread) -> Tensor:
    return spread(run.registers[step.operand], step.axes, run.shape(step.dims))


def _add(run: Run, step: Add) -> Tensor:
    """Terms without a diagonal first, broadcast; then diagonals into the whole, so that none is ever dense."""
    shape = run.shape(step.dims)
    terms = list(zip(step.operands, step.coefficients, step.axes, strict=True))
    plain = [term for term in terms if not has_diagonal(term[2])]
    scaled = [spread(_times(run, r, c), axes, _narrow(axes, shape)) for r, c, axes in plain]
    zero = torch.zeros((), dtype=run.dtype, device=run.device)
    total = reduce(torch.add, scaled) if scaled else zero
    if tuple(total.shape) != shape:
        total = total.expand(shape)
    for register, coefficient, axes in terms:
        if has_diagonal(axes):
            total = onto_diagonal(total, _times(run, register, coefficient), axes)
    return total


def _narrow(axes: Axes, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with one where a term is broadcast, which torch does as it adds."""
    return tuple(1 if axis is None else size for axis, size in zip(axes, shape, strict=True))


def _times(run: Run, register: Register, coefficient: Scalar) -> Tensor:
    value = run.registers[register]
    return value if coefficient.is_one else value * run.number(coefficient)


def _call(run: Run, step: Call) -> Tensor:
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


def _function(run: Run, step: Call) -> Callable[[Tensor], Tensor]:
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


def _opaque(run: Run, step: Call, value: Tensor) -> Tensor:
    result = torch.as_tensor(run.functions[step.function](value, *([-1] if step.axes else [])))
    if result.shape != value.shape:
        found, wanted = tuple(result.shape), tuple(value.shape)
        raise mistake("function-shape", f"function `{step.function}` returned shape {found}, expected {wanted}")
    return result.to(device=run.device, dtype=run.dtype)


def _mask(run: Run, step: Mask) -> Tensor:
    value = run.registers[step.operand]
    later = place_along(value, step.key) > place_along(value, step.query)
    return value.masked_fill(later, -torch.inf)


def _select(run: Run, step: Select) -> Tensor:
    return run.registers[step.operand].select(step.axis, step.index)


def _move(run: Run, step: Move) -> Tensor:
    value = run.registers[step.operand]
    size = value.shape[step.axis]
    zeros = torch.zeros_like(value.narrow(step.axis, 0, 1))
    if step.by > 0:
        return torch.cat([zeros, value.narrow(step.axis, 0, size - 1)], step.axis)
    return torch.cat([value.narrow(step.axis, 1, size - 1), zeros], step.axis)


def _gather(run: Run, step: Gather) -> Tensor:
    value, ids = run.registers[step.operand], run.registers[step.ids]
    shared = [mine for mine, _ in step.shared]
    rest = [axis for axis in range(value.dim()) if axis != step.axis and axis not in shared]
    if not shared:
        rows = value.permute([step.axis, *rest])
        return rows.index_select(0, ids.reshape(-1)).reshape([*ids.shape, *rows.shape[1:]])
    return value.permute([*shared, step.axis, *rest])[(*(_along(ids, theirs) for _, theirs in step.shared), ids)]


def _along(ids: Tensor, axis: int) -> Tensor:
    """The index along one axis of the ids, to broadcast with them."""
    return place_along(ids, (axis,))


def _same(run: Run, step: Same) -> Tensor:
    left, right = run.registers[step.left], run.registers[step.right]
    place = {theirs: mine for mine, theirs in step.shared}
    rest = [axis for axis in range(right.dim()) if axis not in place]
    width = left.dim() + len(rest)
    new = {axis: left.dim() + count for count, axis in enumerate(rest)}
    indices = tuple({**place, **new}[axis] for axis in range(right.dim()))
    aligned = lined_up(right, indices, tuple(range(width)))
    return (left.reshape([*left.shape, *[1] * len(rest)]) == aligned).to(run.dtype)


def _same_index(run: Run, step: SameIndex) -> Tensor:
    return (run.registers[step.ids] == step.index).to(run.dtype)


def _spell(run: Run, step: Spell) -> Tensor:
    ids = run.registers[step.ids]
    places = torch.arange(run.size(step.dims[0]), device=run.device)
    return (ids.unsqueeze(-1) == places).to(run.dtype)


def _part(run: Run, step: Part) -> Tensor:
    sizes = run.shape(step.leg)
    ids = run.registers[step.ids]
    return ids // product_of(sizes[step.part + 1 :]) % sizes[step.part]


def _one_hot(run: Run, step: OneHot) -> Tensor:
    vector = torch.zeros(run.size(step.dims[0]), dtype=run.dtype, device=run.device)
    vector[step.index] = 1
    return vector


def _previous(run: Run, step: Previous) -> Tensor:
    shape = run.shape(step.leg)
    below = torch.ones(product_of(shape) - 1, dtype=run.dtype, device=run.device)
    return torch.diag(below, -1).reshape([*shape, *shape])


def _decompose(run: Run, step: Decompose) -> Tensor:
    if step.family not in run.decomposed:
        name = next(made.name for made in run.plan.steps if made.operation == step)
        run.decomposed[step.family] = outputs(step, run.registers[step.operand], name)
    made, size = run.decomposed[step.family][step.part], run.size(step.dims[0])
    if step in run.plan.last_outputs:
        del run.decomposed[step.family]
    return made.narrow(step.batch if step.part == RIGHT else -1, 0, size).contiguous()


OPERATIONS: dict[type, Callable[[Run, Any], Tensor]] = {
    Add: _add,
    Call: _call,
    Contract: _contract,
    Decompose: _decompose,
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
