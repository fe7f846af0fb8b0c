"""What is measured as the tables of `docs/performance.md`: the goals, the other entries, the memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from tests.bench.compute.case import BY_HAND, CALLED, OURS, Goal
from tests.bench.compute.einsums import LIBRARIES
from tests.bench.compute.machine import Machine
from tests.bench.compute.table import Result, seconds, times_of, verdict

GOALS = ("", "by hand", "generated / by hand", "`f(…)` / by hand", "goal", "roofline")
OTHERS = ("median, / by hand", *LIBRARIES, "others")
MEMORY = ("most memory at once, / the factors", "")
Lines: TypeAlias = tuple[str, str]


def heading(cells: Sequence[str]) -> str:
    """The first two lines of a table."""
    return f"{line(cells)}\n|{'---|' * len(cells)}"


def line(cells: Iterable[str]) -> str:
    """A row of a table."""
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def times_as_long(value: float) -> str:
    """A ratio in two digits, or a few more."""
    return f"{value:.2f}" if value < TWO_DIGITS else f"{value:,.0f}" if value < HUNDREDS else f"{round(value, -2):,.0f}"


TWO_DIGITS, HUNDREDS = 10, 1000
"""From here on a ratio has no digits behind the point, and is in hundreds."""


def row(found: Result, machine: Machine) -> str:
    """A row's ratios to by hand, and what is met."""
    case, times = found.case, found.times
    best = times.median(OURS if OURS in times.seconds else BY_HAND) / machine.least(case.flops, case.bytes)
    alike = groupby(found.row.goals, lambda goal: (goal.most, goal.entry, goal.other in LIBRARIES))
    goals = "; ".join(goal(found, list(some)) for _, some in alike)
    ratios = [_spread(found, entry) for entry in (OURS, CALLED)]
    return line([found.row.title, seconds(times.median(BY_HAND)), *ratios, goals, times_as_long(best)])


def _spread(found: Result, entry: str) -> str:
    """Median and upper quartile."""
    times = times_of(found, entry, BY_HAND)
    if times is None:
        return "not measured"
    return f"{times_as_long(times.ratio(entry, BY_HAND))} ({times_as_long(times.upper(entry, BY_HAND))})"


def goal(found: Result, goals: Sequence[Goal]) -> str:
    """Goals that differ in the library only, and whether all are met; the ratio where no column has it."""
    first = goals[0]
    words = {verdict(found, one) for one in goals}
    word = next((each for each in ("WRONG VALUE", "not measured", "missed") if each in words), "met")
    if first.other == BY_HAND:
        return f"{NAMES.get(first.entry, first.entry)} at most {first.most:.3g}: {word}".strip()
    name = "" if first.entry == OURS else f"{NAMES.get(first.entry, first.entry)} "
    others = ", ".join(f"{NAMES.get(one.other, one.other)} {_ratio(found, one)}" for one in goals)
    return f"{name}{_wanted(first)} {others}: {word}"


NAMES = {OURS: "generated", CALLED: "`f(…)`"}
"""What entries are called in the page."""


def _wanted(goal: Goal) -> str:
    return f"{1 / goal.most:.3g} × faster than" if goal.most < 1 / 2 else f"at most {goal.most:.3g} ×"


def _ratio(found: Result, goal: Goal) -> str:
    """The upper quartile that decides, the other way round where ours is to be faster."""
    times = times_of(found, goal.entry, goal.other)
    if times is None:
        return ""
    upper = times.upper(goal.entry, goal.other)
    return f"({times_as_long(1 / upper if goal.most < 1 / 2 else upper)})"


def later(found: Result) -> Lines:
    """A row of the table of other entries and of that of memory, if there is anything to say."""
    others = _others(found)
    memory = "; ".join(
        f"{NAMES.get(name, name)} {bytes / found.case.factors:.2f}" for name, bytes in found.peaks.items()
    )
    title = found.row.title
    return line([title, *others]) if any(others) else "", line([title, memory]) if memory else ""


def tables(lines: Sequence[Lines]) -> str:
    """Both tables, the rows that are empty left out."""
    others, memory = ([each[place] for each in lines if each[place]] for place in (0, 1))
    return "\n".join(
        [*(["", heading(OTHERS), *others] if others else []), *(["", heading(MEMORY), *memory] if memory else [])]
    )


def _others(found: Result) -> list[str]:
    """The libraries' columns, and one for all else."""
    named = {BY_HAND, OURS, CALLED, *LIBRARIES}
    all_else = dict.fromkeys([*found.times.seconds, *found.few.seconds])
    rest = [f"{name} {_median(found, name)}" for name in all_else if name not in named]
    return [*(_median(found, name) for name in LIBRARIES), "; ".join(rest)]


def _median(found: Result, entry: str) -> str:
    times = times_of(found, entry, BY_HAND)
    return "" if times is None else times_as_long(times.ratio(entry, BY_HAND))
