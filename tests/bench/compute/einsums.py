"""Einsum libraries, each in its best form: paths and expressions are made before anything is timed.

A program is a list of steps by name. `PAIRWISE` steps, in the order that a path search finds, are for libraries that
take one product at a time; the others get whole products and their own exact path.
"""

from __future__ import annotations

import importlib
import importlib.util
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

from tests.bench.compute.case import Entry, Setting, Values

LIBRARIES = ("torch.einsum", "opt_einsum", "cotengra", "einops")


@dataclass(frozen=True)
class Product:
    """``name`` is the einsum of the operands."""

    name: str
    equation: str
    operands: tuple[str, ...]


@dataclass(frozen=True)
class Apply:
    """``name`` is a function of the operands."""

    name: str
    function: Callable[..., Tensor]
    operands: tuple[str, ...]


Steps: TypeAlias = "Sequence[Product | Apply]"
Call: TypeAlias = "Callable[..., Tensor]"


def product(name: str, equation: str, operands: str) -> Product:
    """A product, its operands in a row."""
    return Product(name, equation, tuple(operands.split()))


def evaluated(steps: Steps, values: Values) -> Tensor:
    """The last step's value by plain `torch.einsum`."""
    return _run(_bound(steps, _torch_call, {name: value.shape for name, value in values.items()}), values)


def rivals(pairwise: Steps, whole: Steps, values: Values, setting: Setting) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """Every library that is installed, by name, and the names of those that are not."""
    if not setting.others:
        return {}, ()
    shapes = {name: value.shape for name, value in values.items()}
    found: dict[str, Entry] = {}
    for name, (module, make, steps) in _table(pairwise, whole).items():
        if importlib.util.find_spec(module) is not None:
            found[name] = _entry(_bound(steps, make, shapes), values)
    missing = tuple(name for name in LIBRARIES if name not in found)
    if setting.compiled:
        bound = _bound(pairwise, _torch_call, shapes)
        function = torch.compile(lambda given: _run(bound, given))
        found["torch.compile of einsums"] = lambda: function(values)
    return found, missing


def _table(pairwise: Steps, whole: Steps) -> dict[str, tuple[str, Callable[..., Call], Steps]]:
    return {
        "torch.einsum": ("torch", _torch_call, pairwise),
        "opt_einsum": ("opt_einsum", _opt_einsum_call, whole),
        "cotengra": ("cotengra", _cotengra_call, whole),
        "einops": ("einops", _einops_call, pairwise),
    }


def _entry(bound: Sequence[tuple[str, Call, tuple[str, ...]]], values: Values) -> Entry:
    return lambda: _run(bound, values)


def _run(bound: Sequence[tuple[str, Call, tuple[str, ...]]], values: Values) -> Tensor:
    if len(bound) == 1:
        _, call, operands = bound[0]
        return call(*[values[operand] for operand in operands])
    found = dict(values)
    for name, call, operands in bound:
        found[name] = call(*[found[operand] for operand in operands])
    return found[bound[-1][0]]


def _bound(
    steps: Steps, make: Callable[..., Call], shapes: Mapping[str, Sequence[int]]
) -> list[tuple[str, Call, tuple[str, ...]]]:
    """Each step as a call; shapes follow from the equations."""
    known = {name: tuple(shape) for name, shape in shapes.items()}
    bound: list[tuple[str, Call, tuple[str, ...]]] = []
    for step in steps:
        if isinstance(step, Apply):
            known[step.name] = known[step.operands[0]]
            bound.append((step.name, step.function, step.operands))
            continue
        inputs, output = step.equation.split("->")
        sizes: dict[str, int] = {}
        for letters, operand in zip(inputs.split(","), step.operands, strict=True):
            sizes.update(zip(letters, known[operand], strict=True))
        known[step.name] = tuple(sizes[letter] for letter in output)
        bound.append((step.name, make(step.equation, [known[operand] for operand in step.operands]), step.operands))
    return bound


def _torch_call(equation: str, shapes: Sequence[tuple[int, ...]]) -> Call:
    return lambda *tensors: torch.einsum(equation, *tensors)


def _opt_einsum_call(equation: str, shapes: Sequence[tuple[int, ...]]) -> Call:
    library: Any = importlib.import_module("opt_einsum")
    exact = "dp" if len(shapes) > EXACT else "optimal"
    expression: Call = library.contract_expression(equation, *shapes, optimize=exact)
    return expression


EXACT = 6
"""Operands up to which opt_einsum's exhaustive search is quick; beyond, its dynamic programming, which is exact too."""


def _cotengra_call(equation: str, shapes: Sequence[tuple[int, ...]]) -> Call:
    library: Any = importlib.import_module("cotengra")
    expression: Call = library.einsum_expression(equation, *shapes, optimize="optimal")
    return expression


def _einops_call(equation: str, shapes: Sequence[tuple[int, ...]]) -> Call:
    library: Any = importlib.import_module("einops")
    inputs, output = equation.split("->")
    pattern = f"{', '.join(' '.join(part) for part in inputs.split(','))} -> {' '.join(output)}"
    return lambda *tensors: library.einsum(*tensors, pattern)


def letters(count: int) -> str:
    """That many letters for indices."""
    return (string.ascii_letters + "".join(chr(code) for code in range(192, 192 + count)))[:count]
