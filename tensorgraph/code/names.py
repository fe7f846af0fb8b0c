"""Names for the variables of a function: those of the definitions they hold, taken again once they are dead."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from tensorgraph.code.lifetimes import last_reads
from tensorgraph.code.writer import COUNT, START, Line

TAKEN = frozenset({*keyword.kwlist, "torch", "F", "prepare", "watch", START, COUNT})
"""What a name of a file must not hide."""


def identifier(name: str) -> str:
    """A Python name for a definition or a call, whose text begins with a name.

    >>> identifier("ln(x^0, g)"), identifier("x'"), identifier("lambda"), identifier("0")
    ('ln', 'x_', 'lambda_', '_0')
    """
    word = re.sub(r"\W", "_", name.partition("(")[0].partition("^")[0]) or "_"
    word = "_" + word if not word[0].isidentifier() else word
    return word + "_" if word in TAKEN else word


def unique(names: Iterable[str], taken: Collection[str] = ()) -> list[str]:
    """Identifiers for names, all different."""
    found: list[str] = []
    for name in map(identifier, names):
        free = (name if k == 0 else f"{name}_{k}" for k in count())
        found.append(next(word for word in free if word not in found and word not in taken))
    return found


def named(lines: Sequence[Line], given: Mapping[int, str], returned: Collection[int]) -> dict[int, str]:
    """A name for each variable. A definition has its own; what is made on the way to it has a number, and takes a name
    that is dead, be it by the line itself."""
    last = last_reads(lines, returned)
    final = {line.name: line.variable for line in lines if not line.bare}
    loops = {line.variable: line.loop for line in reversed(lines) if not line.bare}
    holds: dict[str, int] = {}
    names = dict(given)
    for place, line in enumerate(lines):
        if line.bare:
            continue
        word, whole = identifier(line.name), final[line.name] == line.variable
        words = (f"{word}_{k}" if k else word for k in count(0 if whole else 1))
        read = {v for v in holds.values() if last[v] > place or (last[v] == place and loops[v] != line.loop)}
        taken = {name for name, variable in holds.items() if variable in read} | set(given.values())
        names[line.variable] = next(one for one in words if one not in taken)
        holds[names[line.variable]] = line.variable
    return names
