"""Values given by name, checked against what is declared before anything runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, near
from tensorgraph.einsum.arrays import FLOATS, dtype_name, is_tensor
from tensorgraph.einsum.memory import within_memory
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.size_inference import Entry, infer_sizes
from tensorgraph.einsum.uses import needed
from tensorgraph.einsum.values import checked_value, numbers, require_one_text
from tensorgraph.graph.network import Network


@dataclass(frozen=True)
class Bound:
    """All that a run of code needs, found to be right."""

    plan: Plan
    values: Mapping[str, Any]
    scalars: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    dtype: str
    device: str


def bind(
    network: Network,
    targets: Sequence[str],
    given: Collection[str],
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    dtype: str | None,
    device: str | None,
    memory: int | None,
    plan_of: Callable[[tuple[str, ...], Mapping[str, int]], Plan],
) -> Bound:
    """Values for definitions, ready to run: arrays, tensors, nested lists, scalars and functions, all by name.

    ``given`` are definitions taken as values. ``dtype`` and ``device`` default to those of the tensors, ``memory`` (in
    bytes) to most of what is free. Raises one error for all mistakes of a kind: `unknown-name`, `not-given`,
    `missing-tensor`, those of `bind_sizes` and `bind_values`, `missing-scalar`, `missing-function`, `unknown-dtype`,
    `memory`.
    """
    targets = tuple(dict.fromkeys(targets))
    _names_fit(network, given, values)
    _raise(_missing(network, targets, given, values))
    arrays = {name: value for name, value in values.items() if _is_tensor_name(network, name)}
    found = bind_sizes(network, arrays, sizes)
    plan = plan_of(targets, found)
    chosen = _chosen_dtype(dtype, arrays.values())
    where = device or _device(arrays.values())
    plan = within_memory(plan, chosen, where, memory)
    wanted = {load.name for load in plan.inputs}
    checked = bind_values(network, {name: value for name, value in arrays.items() if name in wanted}, found)
    scalars, functions = _scalars(network, plan, values), _functions(plan, values)
    return Bound(plan, checked, scalars, functions, chosen, where)


def bind_sizes(network: Network, values: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, int]:
    """The size of every dimension that is known: given, else from the arrays, else declared.

    Raises `wrong-dtype` for what is no array of numbers, `wrong-shape` for a wrong number of axes or a leg that has not
    its size, `size-conflict` where two tensors disagree.
    """
    _names_known(network, values)
    problems: list[Diagnostic] = []
    entries = []
    for name, value in values.items():
        array = _collect(problems, _array, network, name, value)
        if array is not None:
            entries.append(Entry(name, network[name], tuple(int(size) for size in array.shape)))
    found, wrong = infer_sizes(network, entries, sizes)
    _raise(problems + wrong)
    return found


def _array(network: Network, name: str, value: Any) -> Any:
    array = numbers(name, value)
    require_one_text(network[name], array)
    return array


def bind_values(network: Network, values: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """The values, one-hot ones as ids. Tensors keep their gradients.

    Raises `wrong-dtype`, `wrong-shape`, `not-finite`, `not-integer`, `id-range` and `property`.
    """
    _names_known(network, values)
    problems: list[Diagnostic] = []
    bound = {name: _collect(problems, checked_value, network, name, value, sizes) for name, value in values.items()}
    _raise(problems)
    return bound


def _names_fit(network: Network, given: Collection[str], values: Mapping[str, Any]) -> None:
    """Every value has a name of the file, and a definition is only given where it is not computed."""
    known = [*network.declarations, *network.definitions, *network.scalars, *network.functions]
    problems = _unknown(values, known)
    problems += [
        Diagnostic("not-given", f"`{name}` is computed here, so it cannot be given", None, (), f'given=["{name}"]')
        for name in values
        if name in network.definitions and name not in given
    ]
    _raise(problems)


def _names_known(network: Network, values: Mapping[str, Any]) -> None:
    _raise(_unknown(values, [*network.declarations, *network.definitions]))


def _unknown(values: Iterable[str], known: list[str]) -> list[Diagnostic]:
    found = []
    for name in values:
        if name not in known:
            close = near(name, known)
            hint = f"write `{close[0]}`" if close else f"the names are: {', '.join(known) or 'none'}"
            message = f"a value is given for `{name}`, which is not declared"
            found.append(Diagnostic("unknown-name", message, None, (), hint))
    return found


def _missing(
    network: Network, targets: Sequence[str], given: Collection[str], values: Mapping[str, Any]
) -> list[Diagnostic]:
    graphs = [network.definitions[name].origin for name in targets if name in network.definitions]
    outside, _ = needed(network, graphs, given)
    problems = []
    for name in outside:
        if name not in values:
            legs = ", ".join(network[name].leg_names)
            problems.append(Diagnostic("missing-tensor", f"tensor `{name}` has no value", None, (), f"{name}[{legs}]"))
    return problems


def _is_tensor_name(network: Network, name: str) -> bool:
    return name in network.declarations or name in network.definitions


def _scalars(network: Network, plan: Plan, values: Mapping[str, Any]) -> dict[str, float]:
    problems = [
        Diagnostic("missing-scalar", f"scalar `{name}` has no value") for name in plan.scalars if name not in values
    ]
    found = {}
    for name in network.scalars:
        if name in values:
            number = _collect(problems, _number, name, values[name])
            found[name] = number if number is not None else math.nan
    _raise(problems)
    return found


def _number(name: str, value: Any) -> float:
    if getattr(value, "requires_grad", False):
        message = f"scalar `{name}` requires a gradient, and the gradient of a scalar is not computed"
        raise _error("wrong-dtype", message, f"declare it as a tensor without legs: `param {name}`")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    except (TypeError, ValueError, RuntimeError):
        raise _error("wrong-dtype", f"scalar `{name}` is {type(value).__name__}, expected a number") from None
    if not math.isfinite(number):
        raise _error("not-finite", f"scalar `{name}` is {number}, expected a finite number")
    return number


def _functions(plan: Plan, values: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    opaque = plan.opaque_functions
    problems = [
        Diagnostic("missing-function", f"function `{name}` is not given", None, (), f"{name}=torch.tanh")
        for name in opaque
        if name not in values
    ]
    problems += [
        Diagnostic("wrong-dtype", f"function `{name}` is {type(values[name]).__name__}, expected a callable")
        for name in opaque
        if name in values and not callable(values[name])
    ]
    _raise(problems)
    return {name: values[name] for name in opaque}


def _chosen_dtype(dtype: str | None, arrays: Iterable[Any]) -> str:
    """The dtype asked for, or the widest of the values; lists and integers have no say."""
    if dtype is not None:
        if dtype not in FLOATS:
            raise _error("unknown-dtype", f"`{dtype}` is not a floating dtype", f"the dtypes are: {', '.join(FLOATS)}")
        return dtype
    found = [dtype_name(array) for array in arrays if hasattr(array, "dtype") and dtype_name(array) in FLOATS]
    return max(found, key=FLOATS.__getitem__, default="float32")


def _device(arrays: Iterable[Any]) -> str:
    """The first tensor's device that is not the CPU."""
    devices = [str(array.device) for array in arrays if is_tensor(array)]
    return next((device for device in devices if device != "cpu"), "cpu")


def _collect(problems: list[Diagnostic], check: Callable[..., Any], *arguments: Any) -> Any:
    """The check's result, or None with its mistakes noted, so that all are told at once."""
    try:
        return check(*arguments)
    except TensorgraphError as error:
        problems += error.diagnostics
        return None


def _error(code: str, message: str, hint: str = "") -> TensorgraphError:
    return TensorgraphError([Diagnostic(code, message, None, (), hint)])


def _raise(problems: list[Diagnostic]) -> None:
    if problems:
        raise TensorgraphError(problems)
