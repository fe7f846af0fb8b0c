"""Peak bytes counted by torch's own allocation events, each tensor, temporary and scratch made and freed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile

MARK = 7_654_321
"""Bytes of an allocation that stands between two functions; nothing else takes as many."""


def counted(functions: Sequence[Callable[[], Any]]) -> list[int]:
    """For each function the most bytes that it has at once beyond what was there, without gradients.

    All under one profiler, because starting one takes longer than what it looks at.
    """
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    with torch.no_grad(), profile(activities=[ProfilerActivity.CPU], profile_memory=True) as found:
        _mark()
        for function in functions:
            function()
            _mark()
    events = [event.nbytes() for event in found.profiler.kineto_results.events() if event.name() == "[memory]"]
    return list(_peaks(events))


def counted_on_gpu(function: Callable[[], Any]) -> int:
    """The same on a GPU, by its allocator's own count."""
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    with torch.no_grad():
        function()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before


def _mark() -> None:
    gc.collect()
    torch.empty(MARK, dtype=torch.uint8)


def _peaks(events: Sequence[int]) -> Iterator[int]:
    """The largest running sum between marks; what a mark gives back comes right after it."""
    total = largest = 0
    started = False
    for size in events:
        if size == MARK:
            if started:
                yield largest
            total = largest = 0
            started = True
        elif size != -MARK:
            total += size
            largest = max(largest, total)
