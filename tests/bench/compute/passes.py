"""Each row with each pass off: what it is there for. A pass that slows no row down when it is off is to be removed."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.generate import Code
from tensorgraph.passes import GRAPH_PASSES, PLAN_PASSES
from tests.bench.compute.case import Entry, Row
from tests.bench.compute.ours import Made, made
from tests.bench.compute.table import setting_of
from tests.bench.compute.timing import Clock, measured, quiet

ON = "all on"
MARKED = 1.03
"""A row that gets slower by more than this is marked."""


def without(row: Row, clock: Clock, rounds: int) -> list[str]:
    """A line for each program of a row: the ratio to all on, for each pass without which the code is another."""
    lines = []
    for label, program in row.make(setting_of(row, others=False)).programs.items():
        found = {name: _made(program, name) for name in (ON, *GRAPH_PASSES, *PLAN_PASSES)}
        failed = [name for name, one in found.items() if one is None]
        said = {name: instructions(one.code) for name, one in found.items() if one is not None}
        entries: dict[str, Entry] = {
            name: one.function
            for name, one in found.items()
            if one is not None and (name == ON or said[name] != said.get(ON))
        }
        if ON not in entries:
            lines.append(f"  {row.name}, {label}: does not compile")
            continue
        times = measured(entries, rounds, clock)
        marks = [f"{name} {_marked(times.ratio(name, ON))}" for name in entries if name != ON]
        marks += [f"{name} FAILED" for name in failed]
        lines.append(f"  {row.name}, {label}: {', '.join(marks) or 'the same without any one'}")
    return lines


def instructions(code: Code) -> list[tuple[object, ...]]:
    """What the code does, whatever its names and comments."""
    functions = [code.function, *([code.prepare] if code.preparing else [])]
    parts = [function.__code__ for function in functions]
    return [(part.co_code, part.co_consts, part.co_names) for part in parts]


def _made(program: object, off: str) -> Made | None:
    try:
        with quiet():
            one = made(program, () if off == ON else (off,))  # type: ignore[arg-type]
            one.function()
            return one
    except Exception:  # a plan that needs the pass is said in the table
        return None


def _marked(ratio: float) -> str:
    return f"**{ratio:.2f}**" if ratio > MARKED else f"{ratio:.2f}"


def show(rows: Sequence[Row], clock: Clock, rounds: int) -> None:
    """The table."""
    print(f"time with a pass off, to all on, where that changes the code; more than {MARKED} in **")
    for row in rows:
        print("\n".join(without(row, clock, min(rounds, row.rounds))), flush=True)
