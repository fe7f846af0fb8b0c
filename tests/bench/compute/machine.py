"""What the machine can do, measured in the same run: products of matrices, and copies."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass

import torch

from tests.bench.compute.timing import Clock, quiet, sample

EDGE = 2048
"""Rows of the square matrices multiplied."""
COPIED = 2**26
"""Entries of the vector copied, in float32 a quarter of a gigabyte."""
TRIES = 5


@dataclass(frozen=True)
class Machine:
    """Multiply-adds count two FLOPs; a byte copied counts twice, once read and once written."""

    flops: float
    bytes: float
    words: str

    def __str__(self) -> str:
        return f"{self.flops / 1e9:.0f} GFLOP/s, {self.bytes / 1e9:.1f} GB/s; {self.words}"

    def least(self, flops: float, bytes: float) -> float:
        """Seconds that the work takes at least: the roofline."""
        return max(flops / self.flops, bytes / self.bytes)


def machine(clock: Clock, dtype: torch.dtype = torch.float32, device: str = "cpu") -> Machine:
    """The rates of this process on a device, the best of a few tries."""
    left = torch.randn(EDGE, EDGE).to(device, dtype)
    made = torch.empty_like(left)
    source = torch.zeros(COPIED, dtype=dtype, device=device)
    target = torch.ones_like(source)
    with quiet():
        product = best(lambda: torch.mm(left, left, out=made), clock)
        copy = best(lambda: target.copy_(source), clock)
    return Machine(2 * EDGE**3 / product, 2 * source.numel() * source.element_size() / copy, words(device))


def best(call: Callable[[], object], clock: Clock) -> float:
    """The least seconds of a few tries, after one."""
    call()
    return min(sample(call, 1, clock) for _ in range(TRIES))  # type: ignore[arg-type]


def words(device: str) -> str:
    """The machine and what runs on it."""
    if device != "cpu":
        return f"{torch.cuda.get_device_name()}, torch {torch.__version__}"
    load = f"load {os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {torch.get_num_threads()} threads, {load}, "
        f"Python {platform.python_version()}, torch {torch.__version__}"
    )
