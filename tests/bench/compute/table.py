"""A row measured, as text: ratios, goals, what is met, FLOPs, bytes and the roofline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from torch import Tensor

from tests.bench.compute.case import BY_HAND, CALLED, OURS, Case, Entry, Goal, Program, Row, Setting
from tests.bench.compute.machine import Machine
from tests.bench.compute.ours import called, made
from tests.bench.compute.timing import FEW, ROUNDS, Clock, Times, measured, quiet, wrong
from tests.code.allocations import counted

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
    failed: Mapping[str, str]
    peaks: Mapping[str, int]


def setting_of(row: Row, others: bool = True, compiled: bool = False) -> Setting:
    """Where a row runs."""
    return Setting(row.sizes, row.dtype, row.device, others, compiled)


def makers_of(case: Case, off: Collection[str] = ()) -> dict[str, Callable[[], Entry]]:
    """By hand first, then ours, then the others; each as what makes the entry."""
    ours = {name: partial(_function, program, off) for name, program in case.programs.items()}
    through = {CALLED: partial(called, case.programs[OURS])} if OURS in case.programs else {}
    others = {name: partial(_itself, entry) for name, entry in case.rivals.items()}
    return {BY_HAND: others[BY_HAND], **ours, **through, **others}


def _function(program: Program, off: Collection[str]) -> Entry:
    return made(program, off).function


def _itself(entry: Entry) -> Entry:
    return entry


def working(makers: Mapping[str, Callable[[], Entry]]) -> tuple[dict[str, Entry], dict[str, str]]:
    """The entries that can be made and called, and why the others cannot."""
    entries, failed = {}, {}
    for name, maker in makers.items():
        try:
            with quiet():
                entry = maker()
                entry()
                entry()  # what is remembered from the first call may break the second
            entries[name] = entry
        except Exception as error:  # a rival that breaks is a row of the table, not its end
            failed[name] = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    return entries, failed


def result(row: Row, case: Case, clock: Clock, rounds: int = ROUNDS) -> Result:
    """Values compared, then times in turns."""
    entries, failed = working(makers_of(case))
    bad = wrong({**entries, **case.once}, case.expected(), row.near)
    named = {name for goal in row.goals for name in (goal.entry, goal.other)}
    first = measured(entries, 1, clock)
    slow = {name for name in entries if first.median(name) > SLOW and name not in named and name != BY_HAND}
    quick = {name: entry for name, entry in entries.items() if name not in slow}
    beside = named | {BY_HAND} if case.once else {BY_HAND}
    few = {**{name: entries[name] for name in entries if name in slow | beside}, **case.once}
    spent = measured(quick, min(rounds, row.rounds), clock), measured(few, min(FEW, rounds), clock)
    return Result(row, case, *spent, bad, failed, peaks(case, failed))


def peaks(case: Case, failed: Collection[str]) -> dict[str, int]:
    """Bytes allocated at most for some entries; ours with what is prepared."""
    found = {}
    for name in case.memory:
        program = case.programs.get(name)
        if name in failed:
            continue
        found[name] = counted(
            {**case.rivals, **case.once}[name] if program is None else partial(_from_scratch, program)
        )
    return found


def _from_scratch(program: Program) -> Tensor:
    return made(program).function()


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
    times = times_of(found, goal.entry, goal.other)
    if times is None:
        return "not measured"
    return "met" if times.met(goal) else "missed"


def times_of(found: Result, *entries: str) -> Times | None:
    """The rounds in which all of these ran."""
    both = (found.times, found.few)
    return next((times for times in both if all(entry in times.seconds for entry in entries)), None)


def ratio(found: Result, entry: str, other: str = BY_HAND) -> str:
    """Median and upper quartile."""
    times = times_of(found, entry, other)
    if times is None:
        return "–"
    shown = f"{times.ratio(entry, other):.3g} ({times.upper(entry, other):.3g})"
    return shown + (" few rounds" if times is found.few else "")


def lines(found: Result, machine: Machine) -> list[str]:
    """A row for the terminal."""
    case, times = found.case, found.times
    hand = times.median(BY_HAND)
    least = machine.least(case.flops, case.bytes)
    text = [
        f"{found.row.name}: {found.row.title}",
        f"  {case.flops:.3g} FLOPs, {case.bytes:.3g} bytes, at least {seconds(least)}: "
        f"by hand {hand / least:.2f} ×"
        + (f", ours {times.median(OURS) / least:.2f} ×" if OURS in times.seconds else ""),
    ]
    for name in [*times.seconds, *(name for name in found.few.seconds if name not in times.seconds)]:
        some = times if name in times.seconds else found.few
        mark = f"   WRONG VALUE, off by {found.wrong[name]:.1e}" if name in found.wrong else ""
        text.append(f"  {name:32s} {seconds(some.median(name)):>9s}   {ratio(found, name):>18s}{mark}")
    text += [f"  {goal}: {ratio(found, goal.entry, goal.other)}: {verdict(found, goal)}" for goal in found.row.goals]
    text += [
        f"  memory: {name} {bytes / 1e6:.0f} MB, {bytes / case.factors:.2f} × the factors"
        for name, bytes in found.peaks.items()
    ]
    text += [f"  {name}: not installed" for name in case.missing]
    text += [f"  {name}: FAILED, {reason}" for name, reason in found.failed.items()]
    return text
