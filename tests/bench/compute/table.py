"""A row measured, as text: ratios, goals, what is met, FLOPs, bytes and the roofline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tests.bench.compute.case import BY_HAND, CALLED, OURS, Case, Entry, Goal, Row, Setting
from tests.bench.compute.machine import Machine
from tests.bench.compute.ours import called, made
from tests.bench.compute.timing import FEW, ROUNDS, Clock, Times, measured, wrong

SLOW = 0.5
"""Seconds from which a rival, which no goal names, gets few rounds only."""


@dataclass(frozen=True)
class Result:
    """A row with its times; ``wrong`` entries have values that are not those expected, and how far they are."""

    row: Row
    case: Case
    times: Times
    few: Times
    wrong: Mapping[str, float]


def setting_of(row: Row, compiled: bool = False) -> Setting:
    """Where a row runs."""
    return Setting(row.sizes, row.dtype, row.device, compiled)


def entries_of(case: Case, off: Collection[str] = ()) -> dict[str, Entry]:
    """By hand first, then ours, then the others."""
    ours = {name: made(program, off).function for name, program in case.programs.items()}
    hand = {BY_HAND: case.rivals[BY_HAND]} if BY_HAND in case.rivals else {}
    through = {CALLED: called(case.programs[OURS])} if OURS in case.programs else {}
    return {**hand, **ours, **through, **case.rivals}


def result(row: Row, case: Case, clock: Clock, rounds: int = ROUNDS) -> Result:
    """Values compared, then times in turns."""
    entries = entries_of(case)
    bad = wrong({**entries, **case.once}, case.expected(), row.near)
    named = {name for goal in row.goals for name in (goal.entry, goal.other)}
    first = measured(entries, 1, clock)
    slow = {name for name in entries if first.median(name) > SLOW and name not in named and name != BY_HAND}
    quick = {name: entry for name, entry in entries.items() if name not in slow}
    few = {BY_HAND: entries[BY_HAND], **{name: entries[name] for name in slow}, **case.once}
    return Result(row, case, measured(quick, rounds, clock), measured(few, min(FEW, rounds), clock), bad)


def seconds(value: float) -> str:
    """With a unit that suits."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e6:.3g} µs"


def verdict(found: Result, goal: Goal) -> str:
    """Met or missed, by the upper quartile; a wrong value meets nothing."""
    if {goal.entry, goal.other} & set(found.wrong):
        return "WRONG VALUE"
    if not all(name in found.times.seconds for name in (goal.entry, goal.other)):
        return "not measured"
    return "met" if found.times.met(goal) else "missed"


def ratio(found: Result, entry: str, other: str = BY_HAND) -> str:
    """Median and upper quartile."""
    times = found.times if entry in found.times.seconds else found.few
    if not all(name in times.seconds for name in (entry, other)):
        return "–"
    shown = f"{times.ratio(entry, other):.3g} ({times.upper(entry, other):.3g})"
    return shown + (" few rounds" if times is found.few else "")


def lines(found: Result, machine: Machine) -> list[str]:
    """A row for the terminal."""
    case, times = found.case, found.times
    hand = times.median(BY_HAND)
    least = machine.least(case.flops, case.bytes)
    made = [
        f"{found.row.name}: {found.row.title}",
        f"  {case.flops:.3g} FLOPs, {case.bytes:.3g} bytes, at least {seconds(least)}: "
        f"by hand {hand / least:.2f} ×" + (f", ours {times.median(OURS) / least:.2f} ×" if OURS in times.seconds else ""),
    ]
    for name in [*times.seconds, *(name for name in found.few.seconds if name not in times.seconds)]:
        some = times if name in times.seconds else found.few
        mark = f"   WRONG VALUE, off by {found.wrong[name]:.1e}" if name in found.wrong else ""
        made.append(f"  {name:32s} {seconds(some.median(name)):>9s}   {ratio(found, name):>18s}{mark}")
    made += [f"  {goal}: {ratio(found, goal.entry, goal.other)}: {verdict(found, goal)}" for goal in found.row.goals]
    made += [f"  {name}: not installed" for name in case.missing]
    return made


HEAD = (
    "| row | by hand | ours / by hand | `f(…)` / by hand | goals, by the upper quartile | others / by hand | roofline |\n"
    "|---|---|---|---|---|---|---|"
)


def markdown(found: Result, machine: Machine) -> str:
    """A row for the documentation."""
    case, times = found.case, found.times
    ours = {name for name in case.programs}
    others = [
        f"{name} {(times if name in times.seconds else found.few).ratio(name, BY_HAND):.3g}"
        for name in dict.fromkeys([*times.seconds, *found.few.seconds])
        if name not in {BY_HAND, OURS, CALLED}
    ]
    goals = "; ".join(f"{goal}: {ratio(found, goal.entry, goal.other)}, **{verdict(found, goal)}**" for goal in found.row.goals)
    roofline = times.median(OURS if ours & {OURS} else BY_HAND) / machine.least(case.flops, case.bytes)
    cells = [
        found.row.title,
        seconds(times.median(BY_HAND)),
        ratio(found, OURS),
        ratio(found, CALLED),
        goals or "–",
        ", ".join(others),
        f"{roofline:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def at(row: Row, sizes: Mapping[str, int]) -> Row:
    """The row at other sizes."""
    return replace(row, sizes=sizes)
