"""Peak bytes counted by torch's own allocation events: each tensor, temporary and scratch, made and freed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch._C._profiler import _ExperimentalConfig

ALLOCATION = "memory_alloc"
"""The events wanted; the others say when a call begins and ends."""


def counted(function: Callable[[], Any]) -> int:
    """The most bytes that a function has at once on a CPU beyond what was there, without gradients.

    By torch's older profiler: the newer one counts the same, and takes seconds to start.
    """
    profiler: Any = torch.autograd
    config = profiler.ProfilerConfig(
        profiler.ProfilerState.CPU, False, True, False, False, False, _ExperimentalConfig()
    )
    with torch.no_grad():
        profiler._enable_profiler_legacy(config)
        try:
            kept = function()
        finally:
            threads = profiler._disable_profiler_legacy()
    del kept
    return _largest([event.cpu_memory_usage() for thread in threads for event in thread if event.kind() == ALLOCATION])


def counted_on_gpu(function: Callable[[], Any]) -> int:
    """The same on a GPU, by its allocator's own count."""
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    with torch.no_grad():
        function()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before


def _largest(events: Sequence[int]) -> int:
    """The largest running sum."""
    total = largest = 0
    for size in events:
        total += size
        largest = max(largest, total)
    return largest
