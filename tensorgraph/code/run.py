"""Plans run: their code is written, given what it takes, and called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from tensorgraph.code.generate import Code, generate
from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.reads import coefficients
from tensorgraph.einsum.sizes import shape_of


def execute(
    plan: Plan,
    values: Mapping[str, Any],
    scalars: Mapping[str, float] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    dtype: str | torch.dtype = "float32",
    device: str | torch.device = "cpu",
    also: Collection[str] = (),
    watch: Callable[[Tensor], None] | None = None,
) -> dict[str, Tensor]:
    """The targets of a plan, and the definitions in ``also`` from the same pass, by name.

    ``values`` are tensors or arrays for every input of the plan, with thick legs fused, and ids for one-hot ones.
    ``scalars`` are numbers for `Plan.scalars`, and may replace declared ones. ``functions`` take a tensor, or a tensor
    and an axis, to a tensor of the same shape. ``watch`` sees the result of every step. Results have an axis for each
    leg.
    Raises `missing-tensor`, `wrong-shape`, `missing-scalar`, `missing-function`, `function-shape`, `unknown-tensor`,
    `unknown-dtype`, `unknown-device`, `decomposition`.
    """
    numbers = {name: number for name, number in (scalars or {}).items() if name not in plan.sizes}
    kind, where, outputs = torch_dtype(dtype), torch_device(device), _wanted(plan, also)
    _check_given(plan, values, numbers, functions or {})
    runtime = [name for name in numbers if name in used_scalars(plan)]
    code = generate(plan, _name(kind), str(where), outputs, runtime, watch is not None)
    tensors = {load.name: _tensor(plan, load, values[load.name], kind, where) for load in plan.inputs}
    wrapped = {name: checked(name, (functions or {})[name], kind, where) for name in code.functions}
    made = call(code, tensors, numbers, wrapped, watch)
    return dict(zip(code.outputs, made, strict=True))


def call(
    code: Code,
    tensors: Mapping[str, Tensor],
    numbers: Mapping[str, float],
    functions: Mapping[str, Callable[..., Any]],
    watch: Callable[[Tensor], None] | None = None,
) -> tuple[Tensor, ...]:
    """All outputs of a code, from values by name. Raises `decomposition`."""
    try:
        constants = code.prepare(*(tensors[name] for name in code.parameters)) if code.preparing else ()
        made = code.function(
            *(tensors[name] for name in code.inputs),
            *constants,
            *(numbers[name] for name in code.scalars),
            *(functions[name] for name in code.functions),
            *([watch] if watch is not None else []),
        )
    except ValueError as error:
        raise told(error) from None
    return made if len(code.outputs) > 1 else (made,)


def told(error: ValueError) -> Exception:
    """A mistake found while code ran, as a Diagnostic."""
    if type(error).__name__ != "DecompositionError":
        return error
    message, hint = error.args
    return mistake("decomposition", message, None, hint)


def used_scalars(plan: Plan) -> frozenset[str]:
    """All names in coefficients and options."""
    return frozenset(name for step in plan.steps for c in coefficients(step.operation) for name, _ in c.powers)


def checked(name: str, function: Callable[..., Any], dtype: torch.dtype, device: torch.device) -> Callable[..., Tensor]:
    """An opaque function whose result is a tensor of its argument's shape; `function-shape` where it is not."""

    def called(value: Tensor, *axis: int) -> Tensor:
        result = torch.as_tensor(function(value, *axis))
        if result.shape != value.shape:
            found, wanted = tuple(result.shape), tuple(value.shape)
            raise mistake("function-shape", f"function `{name}` returned shape {found}, expected {wanted}")
        return result.to(device=device, dtype=dtype)

    return called


def torch_dtype(dtype: str | torch.dtype) -> torch.dtype:
    """A floating dtype by its name; `unknown-dtype`."""
    name = _name(dtype)
    if name not in FLOATS:
        hint = f"the dtypes are: {', '.join(FLOATS)}"
        raise mistake("unknown-dtype", f"`{name}` is not a floating dtype", None, hint)
    found: torch.dtype = getattr(torch, name)
    return found


def _name(dtype: str | torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def named_device(device: str) -> torch.device:
    """The device of a name, which this machine need not have; `unknown-device` for what is no name."""
    try:
        return torch.device(device)
    except (RuntimeError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise mistake("unknown-device", f"the device `{device}` cannot be used: {reason}") from None


def torch_device(device: str | torch.device) -> torch.device:
    """The device, once a tensor has been made on it; `unknown-device`."""
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise mistake("unknown-device", f"the device `{device}` cannot be used: {reason}") from None


def _tensor(plan: Plan, load: Load, value: Any, dtype: torch.dtype, device: torch.device) -> Tensor:
    kept = tuple(leg for place, leg in enumerate(load.legs) if place != load.hot)
    tensor = torch.as_tensor(value)
    wanted = shape_of(kept, plan.sizes)
    if tuple(tensor.shape) != wanted:
        raise mistake("wrong-shape", f"`{load.name}` has shape {tuple(tensor.shape)}, expected {wanted}")
    return tensor.to(device=device, dtype=torch.int64 if load.hot is not None else dtype)


def _wanted(plan: Plan, also: Iterable[str]) -> list[Output]:
    known = {output.name: output for output in plan.definitions}
    unknown = [name for name in also if name not in known]
    if unknown:
        hint = f"the definitions it computes are: {', '.join(known) or 'none'}"
        raise TensorgraphError(
            Diagnostic("unknown-tensor", f"`{name}` is not computed by this plan", None, (), hint) for name in unknown
        )
    targets = {output.name for output in plan.outputs}
    return [*plan.outputs, *(known[name] for name in also if name not in targets)]


def _check_given(
    plan: Plan, values: Mapping[str, Any], numbers: Mapping[str, float], functions: Mapping[str, Callable[..., Any]]
) -> None:
    """All that is missing, at once, before anything is computed."""
    missing = [
        Diagnostic("missing-tensor", f"tensor `{load.name}` has no value")
        for load in plan.inputs
        if load.name not in values
    ]
    missing += [
        Diagnostic("missing-scalar", f"scalar `{name}` has no value") for name in plan.scalars if name not in numbers
    ]
    missing += [
        Diagnostic("missing-function", f"function `{name}` is not given")
        for name in plan.opaque_functions
        if name not in functions
    ]
    if missing:
        raise TensorgraphError(missing)
