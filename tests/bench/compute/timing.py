"""The driver: rivals in turns in one process, a sample of each in each round, ratios within the round."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from random import Random

import torch
from torch import Tensor

from tests.bench.compute.case import Entry, Goal

ROUNDS = 20
FEW = 3
"""Rounds for what takes seconds."""
SAMPLE = 2e-3
"""Seconds that a sample takes at least: quick entries run often enough for that."""
WARM = 3
"""Calls before anything is timed."""

Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}
"""``cpu`` is for a machine with other work: processor time, to be used with one thread."""


def cuda_clock() -> float:
    """The time when the device has done what it was given."""
    torch.cuda.synchronize()
    return time.perf_counter()


@dataclass(frozen=True)
class Times:
    """Seconds of each entry in each round."""

    seconds: Mapping[str, tuple[float, ...]]

    def median(self, entry: str) -> float:
        """Of all rounds."""
        return statistics.median(self.seconds[entry])

    def ratios(self, entry: str, other: str) -> list[float]:
        """Of one entry to another, round by round, sorted."""
        return sorted(a / b for a, b in zip(self.seconds[entry], self.seconds[other], strict=False))

    def ratio(self, entry: str, other: str) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios(entry, other))

    def upper(self, entry: str, other: str) -> float:
        """Their upper quartile, which decides."""
        ratios = self.ratios(entry, other)
        return ratios[-1] if len(ratios) < 4 else statistics.quantiles(ratios, n=4, method="inclusive")[2]

    def met(self, goal: Goal) -> bool:
        """Whether a goal is met."""
        return self.upper(goal.entry, goal.other) <= goal.most


def measured(entries: Mapping[str, Entry], rounds: int = ROUNDS, clock: Clock = time.perf_counter) -> Times:
    """Times of entries in turns, in another order each round: what runs before leaves its traces in caches."""
    gc.collect()
    with quiet():
        loops = {name: loop_of(entry, clock) for name, entry in entries.items()}
        seconds: dict[str, list[float]] = {name: [] for name in entries}
        for place in range(rounds):
            for name in Random(place).sample(list(entries), len(entries)):
                seconds[name].append(sample(entries[name], loops[name], clock))
    return Times({name: tuple(each) for name, each in seconds.items()})


def sample(entry: Entry, loop: int, clock: Clock) -> float:
    """Seconds of a call, the mean of a loop."""
    start = clock()
    for _ in repeat(None, loop):
        entry()
    return (clock() - start) / loop


def loop_of(entry: Entry, clock: Clock) -> int:
    """How many calls make a sample long enough; warms the entry up on the way."""
    first = sample(entry, 1, clock)
    if first > 1:
        return 1
    sample(entry, WARM, clock)
    loop = 1
    while (taken := sample(entry, loop, clock) * loop) < SAMPLE:
        loop = max(2 * loop, int(loop * SAMPLE / max(taken, SAMPLE / 100)))
    return loop


@contextmanager
def quiet() -> Iterator[None]:
    """No garbage collection, no denormal numbers, no gradients."""
    gc.disable()
    torch.set_flush_denormal(True)
    try:
        with torch.no_grad():
            yield
    finally:
        gc.enable()


def difference(found: Tensor, expected: Tensor) -> float:
    """The largest difference, relative to the largest entry; infinite where shapes differ or a number is none."""
    if found.shape != expected.shape:
        return float("inf")
    apart = float((found.cpu().double() - expected).abs().max() / expected.abs().max())
    return apart if apart == apart else float("inf")


def wrong(entries: Mapping[str, Entry], expected: Tensor, near: float) -> dict[str, float]:
    """The entries whose values are not those expected, with how far they are."""
    with quiet():
        apart = {name: difference(entry(), expected) for name, entry in entries.items()}
    return {name: far for name, far in apart.items() if not far <= near}
