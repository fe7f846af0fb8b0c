"""How long a variable of a function is needed, and which are deleted: `tensorgraph.code.memory` counts by the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from tensorgraph.code.lines import Line, Loop

DROPPED = 2**20
"""Bytes from which a variable that is dead is deleted; below that, a `del` costs more than it frees."""

Dead: TypeAlias = "dict[Loop | None, list[int]]"
"""Variables to delete after a line, by the loop in which that is said."""


def last_reads(lines: Sequence[Line], returned: Collection[int]) -> dict[int, int]:
    """For each variable the place of the last line that reads it, beyond all lines where it is returned. What a loop
    reads and did not make is needed until its end."""
    ends = {line.loop: place for place, line in enumerate(lines)}
    last: dict[int, int] = {}
    made: dict[int, Loop | None] = {}
    for place, line in enumerate(lines):
        if not line.bare:
            made[line.variable] = line.loop
            last[line.variable] = place
        for read in (*line.reads, *((line.variable,) if line.bare else ())):
            last[read] = place if line.loop in (None, made.get(read)) else ends[line.loop]
    return {**last, **dict.fromkeys(returned, len(lines))}


def dropped(lines: Sequence[Line], kept: Collection[int], known: Mapping[int, str]) -> list[Dead]:
    """After each line the variables to delete: large results that nothing reads any more, the last line apart.

    ``known`` are the names of variables: one that the last line to read it takes anew is not deleted.
    """
    last = last_reads(lines, kept)
    large: set[int] = set()
    dead: list[Dead] = [{} for _ in lines]
    for line in lines:
        if line.variable in large or (line.made < DROPPED and line.source not in large):
            continue
        large.add(line.variable)
        place = last[line.variable]
        ends = place < len(lines) - 1 or (place == len(lines) - 1 and line.loop is not None)
        if ends and not _overwritten(line, lines[place], known):
            dead[place].setdefault(line.loop, []).append(line.variable)
    return [{loop: some[loop] for loop in sorted(some, key=lambda loop: loop is None)} for some in dead]


def _overwritten(line: Line, by: Line, known: Mapping[int, str]) -> bool:
    """Whether the name of a variable is taken by the last line that reads it."""
    return not by.bare and by.variable != line.variable and known[by.variable] == known[line.variable]
