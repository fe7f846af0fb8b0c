"""What is measured: a row of the table, and what it is made of at given sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import torch
from torch import Tensor

Values: TypeAlias = "Mapping[str, Tensor]"
Entry: TypeAlias = "Callable[[], Tensor]"
"""A rival with its inputs bound: only what every call must do again is inside."""

BY_HAND, OURS, CALLED = "by hand", "ours", "ours, f(…)"
"""The names of three entries: what is compared with, the generated function, and the call with all its checks."""
CALLS = 1000
"""How often a compiled definition is said to run before a parameter changes."""


@dataclass(frozen=True)
class Goal:
    """The upper quartile of the ratio of an entry's time to another's is at most this."""

    most: float
    entry: str = OURS
    other: str = BY_HAND

    def __str__(self) -> str:
        faster = f"≥ {1 / self.most:.3g} × faster than" if self.most < 1 / 2 else f"≤ {self.most:.3g} ×"
        return f"{faster} {self.other}" if self.entry == OURS else f"{self.entry}: {faster} {self.other}"


@dataclass(frozen=True)
class Program:
    """A definition to compile: a `.tg` text, a name in it, the tensors; ids for one-hot ones."""

    text: str
    name: str
    values: Values
    calls: int = CALLS


@dataclass(frozen=True)
class Setting:
    """Where and how large."""

    sizes: Mapping[str, int]
    dtype: torch.dtype = torch.float32
    device: str = "cpu"
    others: bool = True
    """Whether other libraries are rivals."""
    compiled: bool = False
    """Whether `torch.compile` of the einsums is a rival; it is slow to make."""

    def __getitem__(self, name: str) -> int:
        return self.sizes[name]

    def draw(self, *legs: str | int, scale: float = 1.0, seed: int = 0) -> Tensor:
        """Normal entries, a shape of sizes by name."""
        shape = [leg if isinstance(leg, int) else self.sizes[leg] for leg in legs]
        generator = torch.Generator().manual_seed(seed + 7919 * sum(shape))
        return (torch.randn(shape, generator=generator, dtype=torch.float64) * scale).to(self.device, self.dtype)


@dataclass(frozen=True)
class Case:
    """A row at given sizes. ``expected`` computes the value by plain einsums in float64 from ``values``.

    ``programs`` are ours by entry; ``rivals`` the others, the one by hand first. ``once`` are those too slow for more
    than a few rounds. ``flops`` and ``bytes`` are what the work by hand needs at least: each tensor read or written
    once. ``missing`` says which rivals are not there.
    """

    expected: Entry
    programs: Mapping[str, Program]
    rivals: Mapping[str, Entry]
    flops: float
    bytes: float
    once: Mapping[str, Entry] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    factors: float = 0.0
    memory: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of the table: its name, what it is, its goals, its sizes, tiny sizes for a test, what it is made of."""

    name: str
    title: str
    goals: tuple[Goal, ...]
    make: Callable[[Setting], Case]
    sizes: Mapping[str, int]
    tiny: Mapping[str, int]
    dtype: torch.dtype = torch.float32
    device: str = "cpu"
    near: float = 1e-4
    """The largest difference of a value allowed, relative to the largest entry."""
    rounds: int = 1000
    """Rounds at most, for what takes seconds."""


def doubled(values: Values) -> dict[str, Tensor]:
    """The tensors in float64 on the CPU, ids as they are."""
    return {name: value.cpu().double() if value.is_floating_point() else value.cpu() for name, value in values.items()}


def nbytes(*tensors: Tensor) -> float:
    """Bytes of tensors."""
    return float(sum(tensor.numel() * tensor.element_size() for tensor in tensors))
