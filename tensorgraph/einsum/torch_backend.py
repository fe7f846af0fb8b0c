"""Plans run in PyTorch: straight down the steps, on any device, in any floating dtype, differentiable.

Only this module and its two `torch_` neighbours import torch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.cost import last_uses
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.torch_operations import OPERATIONS, Run
from tensorgraph.einsum.torch_tensors import spread


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
    `unknown-dtype`, `unknown-device`.
    """
    numbers = {**plan.numbers, **(scalars or {})}
    run = Run(plan, values, numbers, functions or {}, _dtype(dtype), _device(device))
    wanted = _wanted(plan, also)
    _check_given(run)
    dead = last_uses(plan.steps, [output.register for output in wanted]) if also else plan.last_uses
    for step in plan.steps:
        run.registers[step.register] = OPERATIONS[type(step.operation)](run, step.operation)
        if watch is not None:
            watch(run.registers[step.register])
        for register in dead[step.register]:
            del run.registers[register]
    return {output.name: _returned(run, output) for output in wanted}


def _dtype(dtype: str | torch.dtype) -> torch.dtype:
    name = str(dtype).removeprefix("torch.")
    if name not in FLOATS:
        hint = f"the dtypes are: {', '.join(FLOATS)}"
        raise mistake("unknown-dtype", f"`{name}` is not a floating dtype", None, hint)
    found: torch.dtype = getattr(torch, name)
    return found


def _device(device: str | torch.device) -> torch.device:
    """The device, once a tensor has been made on it."""
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise mistake("unknown-device", f"the device `{device}` cannot be used: {reason}") from None


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


def _check_given(run: Run) -> None:
    """All that is missing, at once, before anything is computed."""
    missing = [
        Diagnostic("missing-tensor", f"tensor `{load.name}` has no value")
        for load in run.plan.inputs
        if load.name not in run.values
    ]
    missing += [
        Diagnostic("missing-scalar", f"scalar `{name}` has no value")
        for name in run.plan.scalars
        if name not in run.numbers
    ]
    missing += [
        Diagnostic("missing-function", f"function `{name}` is not given")
        for name in run.plan.opaque_functions
        if name not in run.functions
    ]
    if missing:
        raise TensorgraphError(missing)


def _returned(run: Run, output: Output) -> Tensor:
    """Axes as the legs say, thick ones fused."""
    value = spread(run.registers[output.register], output.axes, run.shape(output.dims))
    sizes = iter(run.shape(output.dims))
    return value.reshape([product_of(next(sizes) for _ in range(parts)) for parts in output.parts])
