"""A function of generated code, and its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.code import names
from tensorgraph.code.views import VARIABLE, variables_in
from tensorgraph.code.writer import Line

DROPPED = 2**20
"""Bytes from which a variable that is dead is deleted; below that, a `del` costs more than it frees."""


@dataclass(frozen=True)
class Function:
    """A function of the code: its parameters by variable, its lines, the texts it returns."""

    name: str
    parameters: Mapping[int, str]
    lines: tuple[Line, ...]
    returned: tuple[str, ...]

    @property
    def kept(self) -> frozenset[int]:
        """The variables that what is returned stands in."""
        return frozenset(variable for text in self.returned for variable in variables_in(text))


def function_text(function: Function, extra: Sequence[str] = ()) -> str:
    """The text of a function: a line a call, with what it makes; what is large and dead is deleted."""
    known = names.named(function.lines, function.parameters, function.kept)
    dead = _dead(function, known)
    lines = [f"def {function.name}({', '.join([*function.parameters.values(), *extra])}):"]
    for place, line in enumerate(function.lines):
        text = _filled(line.text, known)
        made = text if line.bare else f"{known[line.variable]} = {text}"
        lines.append(f"    {made}{f'  # {line.note}' if line.note else ''}")
        lines += [f"    del {', '.join(dead[place])}"] if dead[place] else []
    returned = ", ".join(_filled(text, known) for text in function.returned)
    single = function.name == "prepare" and len(function.returned) == 1
    return "\n".join([*lines, f"    return {returned}{',' if single else ''}"])


def _filled(text: str, known: Mapping[int, str]) -> str:
    for variable in dict.fromkeys(variables_in(text)):
        text = text.replace(VARIABLE.format(variable), known[variable])
    return text


def _dead(function: Function, known: Mapping[int, str]) -> list[list[str]]:
    """After each line the names to delete: of large results that nothing reads any more, the last line apart."""
    last = names.last_reads(function.lines, function.kept)
    large: set[int] = set()
    dead: list[list[str]] = [[] for _ in function.lines]
    for line in function.lines:
        if line.made >= DROPPED or line.source in large:
            large.add(line.variable)
            place = last[line.variable]
            overwritten = place < len(dead) and known[function.lines[place].variable] == known[line.variable]
            if place < len(dead) - 1 and not (overwritten and function.lines[place].variable != line.variable):
                dead[place].append(known[line.variable])
    return [list(dict.fromkeys(some)) for some in dead]
