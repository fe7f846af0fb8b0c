"""How long a variable of a function is needed, and which are deleted: what `tensorgraph.code.memory` counts by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tensorgraph.code.writer import Line

DROPPED = 2**20
"""Bytes from which a variable that is dead is deleted; below that, a `del` costs more than it frees."""


def loop_end(lines: Sequence[Line], place: int) -> int:
    """The place of the last line of the loop that a line is in, its own where it is in none."""
    end = place
    while lines[place].inside and end + 1 < len(lines) and lines[end + 1].inside == lines[place].inside:
        end += 1
    return end


def last_reads(lines: Sequence[Line], returned: Collection[int]) -> dict[int, int]:
    """For each variable the place of the last line that reads it, beyond all lines where it is returned. What a loop reads
    and did not make is needed until its end."""
    last: dict[int, int] = {}
    made: dict[int, str] = {}
    ends = [loop_end(lines, place) for place in range(len(lines))] if any(line.inside for line in lines) else None
    for place, line in enumerate(lines):
        last.setdefault(line.variable, place)
        made.setdefault(line.variable, line.inside)
        for read in (*line.reads, *((line.variable,) if line.bare else ())):
            inside = ends is None or made.get(read, "") == line.inside
            last[read] = place if inside or ends is None else ends[place]
    return {**last, **dict.fromkeys(returned, len(lines))}


def dropped(lines: Sequence[Line], kept: Collection[int], known: Mapping[int, str]) -> list[list[int]]:
    """After each line the variables to delete: large results that nothing reads any more, the last line apart."""
    last = last_reads(lines, kept)
    large: set[int] = set()
    dead: list[list[int]] = [[] for _ in lines]
    for line in lines:
        if line.made >= DROPPED or line.source in large:
            large.add(line.variable)
            place = last[line.variable]
            if place < len(dead) - 1 and not _overwritten(line, lines[place], known):
                dead[place].append(line.variable)
    return [list(dict.fromkeys(some)) for some in dead]


def _overwritten(line: Line, by: Line, known: Mapping[int, str]) -> bool:
    """Whether the name of a variable is taken by the last line that reads it."""
    return not by.bare and by.variable != line.variable and known[by.variable] == known[line.variable]
