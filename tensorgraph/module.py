"""A definition as a layer of torch, whose parameters have the names of the file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from operator import index
from typing import Any
from zlib import crc32

import numpy as np
import torch
from torch import Tensor, nn

from tensorgraph.code.generate import generate
from tensorgraph.code.run import torch_device, torch_dtype, used_scalars
from tensorgraph.compiled import Compiled
from tensorgraph.diagnostics import mistake, near
from tensorgraph.einsum.binding import bind_sizes, bind_values
from tensorgraph.einsum.memory import require_value_memory
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.random_values import random_values
from tensorgraph.einsum.sizes import known_sizes, product_of, require_sizes, shape_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network
from tensorgraph.passes import compiled_plan
from tensorgraph.weights.sources import has_file

OWN = ("_compiled", "_traces", "_order", "_held")
"""What a module of this package has beside what torch's have."""


class Module(nn.Module):
    """A layer that computes a definition; `tensorgraph.Document.module` makes it.

    Each `param` that the definition needs is a parameter of that name. One with declared properties is not trained,
    because a step would break them; ids are a buffer. Call it with the other tensors in the order of the file, or by
    name; scalars and functions by name.
    """

    def __init__(self, compiled: Compiled, values: Mapping[str, Any], dtype: torch.dtype, device: torch.device):
        super().__init__()
        self._compiled = compiled
        self._traces = _Traces(compiled)
        self._order = tuple(name for name in outside(compiled) if name not in values)
        self._held = tuple(values)
        for name, value in values.items():
            entry = compiled.network[name]
            if hot_leg(entry) is not None:
                self.register_buffer(name, torch.as_tensor(value).to(device, torch.int64, copy=True))
            else:
                tensor = torch.as_tensor(value).detach().to(device, dtype, copy=True)
                self.register_parameter(name, nn.Parameter(tensor, requires_grad=not entry.properties))

    def forward(self, *inputs: Any, **named: Any) -> Any:
        """The definition's value; under `torch.compile` without any check."""
        given = self._by_name(inputs, named)
        held = {name: getattr(self, name) for name in self._held}  # a parametrization makes it anew
        kind = next((one.dtype for one in held.values() if one.is_floating_point()), None)
        values = {**held, **{name: _as(value, kind) for name, value in given.items()}}
        if torch.compiler.is_compiling():
            return self._traced(values)
        return self._compiled(values)

    def extra_repr(self) -> str:
        """The definition and its file."""
        return repr(self._compiled).strip("<>")

    def _by_name(self, inputs: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        if not inputs:
            return named
        if len(inputs) > len(self._order):
            wanted = ", ".join(self._order) or "none"
            raise mistake("wrong-call", f"{len(inputs)} tensors are given in order, and it takes {wanted}")
        twice = [name for name in self._order[: len(inputs)] if name in named]
        if twice:
            raise mistake("wrong-call", f"`{twice[0]}` is given in order and by name", hint="leave one of them out")
        return {**dict(zip(self._order[: len(inputs)], inputs, strict=True)), **named}

    def _traced(self, values: Mapping[str, Any]) -> Any:
        """The generated function alone, found by shapes that are numbers: `index` says so to torch."""
        names = [name for name, value in values.items() if isinstance(value, Tensor)]
        shapes = [tuple([index(size) for size in values[name].shape]) for name in names]
        scalars = tuple(name for name in values if name in self._compiled.network.scalars)
        first = values[names[0]]
        key = made_for(self._traces, tuple(names), tuple(shapes), first.dtype, first.device, scalars)
        arguments = [values[name] for name in self._traces.arguments[key]]
        return self._traces.functions[key](*arguments)


class _Traces:
    """Generated functions by what they are for, and the names of their arguments."""

    def __init__(self, compiled: Compiled):
        self.compiled = compiled
        self.functions: dict[str, Callable[..., Any]] = {}
        self.arguments: dict[str, tuple[str, ...]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _Traces, (self.compiled,)


@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def made_for(
    traces: _Traces,
    names: tuple[str, ...],
    shapes: tuple[tuple[int, ...], ...],
    dtype: torch.dtype,
    device: torch.device,
    scalars: tuple[str, ...],
) -> str:
    """The key of a function for tensors of these shapes, which exists from now on; called once for each trace."""
    key = f"{names} {shapes} {dtype} {device} {scalars}"
    if key not in traces.functions:
        compiled = traces.compiled
        tensors = {name: torch.empty(shape, device="meta") for name, shape in zip(names, shapes, strict=True)}
        sizes = bind_sizes(compiled.network, tensors, {})
        plan = compiled_plan(compiled.network, [compiled.name], sizes, compiled.given)
        runtime = [name for name in scalars if name in used_scalars(plan)]
        code = generate(plan, str(dtype).removeprefix("torch."), str(device), scalars=runtime)
        traces.arguments[key] = (*code.inputs, *code.scalars, *code.functions)
        traces.functions[key] = code.function
    return key


def outside(compiled: Compiled) -> list[str]:
    """The tensors that a definition needs, in the order of the file."""
    network = compiled.network
    return needed(network, [network.definitions[compiled.name].origin], compiled.given)[0]


def module(
    compiled: Compiled, weights: Mapping[str, Any], sizes: Mapping[str, int], dtype: str, device: str, seed: int
) -> Module:
    """A layer with these weights; what is missing is drawn at random."""
    network, kind, where = compiled.network, torch_dtype(dtype), torch_device(device)
    names = [name for name in outside(compiled) if _is_param(network, name)]
    _require_free(names)
    unknown = [name for name in weights if name not in network.declarations]
    if unknown:
        found = near(unknown[0], names)
        hint = f"write `{found[0]}`" if found else f"the parameters are: {', '.join(names) or 'none'}"
        raise mistake("unknown-name", f"a value is given for `{unknown[0]}`, which is not declared", hint=hint)
    given = {name: weights[name] for name in names if name in weights}
    known = {**known_sizes(network, sizes), **bind_sizes(network, given, sizes)}
    missing = [name for name in names if name not in given]
    values = {**_drawn(network, missing, known, seed), **bind_values(network, given, known)}
    return Module(compiled, {name: values[name] for name in names}, kind, where)


def stored_names(compiled: Compiled, by_file: bool) -> list[str]:
    """The parameters that a definition needs, with ``by_file`` those whose `from:` names a file."""
    names = [name for name in outside(compiled) if _is_param(compiled.network, name)]
    return [name for name in names if not by_file or has_file(compiled.network.declarations[name])]


def _is_param(network: Network, name: str) -> bool:
    return name in network.declarations and network.declarations[name].constant


def _require_free(names: Sequence[str]) -> None:
    """Parameters whose names torch's modules have for something else."""
    taken = [name for name in names if hasattr(nn.Module, name) or name in (*vars(nn.Module()), *OWN)]
    if taken:
        message = f"`{taken[0]}` cannot be a parameter of a module, because every module of torch has a `{taken[0]}`"
        raise mistake("wrong-call", message, hint=f"call it `{taken[0]}_`")


def _drawn(network: Network, names: Sequence[str], sizes: Mapping[str, int], seed: int) -> dict[str, Any]:
    """Normal entries, scaled so that a matrix keeps lengths; what obeys a law as for a check."""
    require_sizes((dim for name in names for leg in network[name].dims for dim in leg), sizes)
    require_value_memory(network, names, sizes, None)
    lawful = [name for name in names if network[name].properties]
    drawn: dict[str, Any] = dict(random_values(network, lawful, sizes, seed))
    for name in (one for one in names if one not in drawn):
        shape = shape_of(network[name].dims, sizes)
        generator = np.random.default_rng([seed, crc32(name.encode())])
        drawn[name] = generator.standard_normal(shape) / math.sqrt(product_of(shape[:-1]))
    return drawn


def _as(value: Any, dtype: torch.dtype | None) -> Any:
    """Floats in the dtype of the parameters."""
    if isinstance(value, Tensor) and dtype is not None and value.is_floating_point():
        return value.to(dtype)
    return value
