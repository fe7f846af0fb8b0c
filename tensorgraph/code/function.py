"""A function of generated code, and its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tensorgraph.code import names
from tensorgraph.code.lifetimes import dropped
from tensorgraph.code.lines import COUNT, START, Line, Loop
from tensorgraph.code.views import VARIABLE, variables_in


@dataclass(frozen=True)
class Function:
    """A function of the code: its parameters by variable, its lines, the texts it returns, what each parameter is, and
    what the function does."""

    name: str
    parameters: Mapping[int, str]
    lines: tuple[Line, ...]
    returned: tuple[str, ...]
    notes: Mapping[int, str] = field(default_factory=dict)
    words: str = ""

    @property
    def kept(self) -> frozenset[int]:
        """The variables that what is returned stands in."""
        return frozenset(variable for text in self.returned for variable in variables_in(text))


def function_text(function: Function, extra: Sequence[str] = ()) -> str:
    """The text of a function: a line a call, with what it makes; what is large and dead is deleted."""
    known = names.named(function.lines, function.parameters, function.kept, extra)
    dead = dropped(function.lines, function.kept, known)
    lines = [f"def {function.name}(", *_parameters(function, extra), "):"]
    lines += [f'    """{function.words}"""'] if function.words else []
    loop: Loop | None = None
    for line, after in zip(function.lines, dead, strict=True):
        if line.loop not in (None, loop):
            lines += _header(line.loop, function.lines)
        loop = line.loop
        text = _filled(line.text, known)
        made = text if line.bare else f"{known[line.variable]} = {text}"
        lines += _broken(_indent(loop), made, f"  # {line.note}" if line.note else "")
        lines += [f"{_indent(end)}del {', '.join(known[v] for v in gone)}" for end, gone in after.items()]
    return "\n".join([*lines, *_returning(function, [_filled(text, known) for text in function.returned])])


def _returning(function: Function, texts: Sequence[str]) -> list[str]:
    """The last line, of `prepare` a tuple in any case; one that is too long a result a line."""
    single = function.name == "prepare" and len(texts) == 1
    line = f"    return {', '.join(texts)}{',' if single else ''}"
    if len(line) <= WIDTH:
        return [line]
    return ["    return (", *(f"        {text}," for text in texts), "    )"] if len(texts) > 1 else [line]


def _broken(indent: str, made: str, note: str) -> list[str]:
    """A line of code, a call that is too long with an argument a line."""
    head, bracket, rest = made.partition("(")
    if len(indent + made + note) <= WIDTH or not bracket or not _closes_at_end(rest):
        return [f"{indent}{made}{note}"]
    return [f"{indent}{head}({note}", *(f"{indent}    {one}," for one in _arguments(rest[:-1])), f"{indent})"]


def _closes_at_end(rest: str) -> bool:
    """Whether the bracket before a text is closed by its last letter, and not by one before, as in ``x.view(2).t()``.

    >>> _closes_at_end("2).t()"), _closes_at_end("f(x), 2)")
    (False, True)
    """
    depths = list(accumulate((letter in "([{") - (letter in ")]}") for letter in rest))
    return depths.index(-1) == len(rest) - 1 if -1 in depths else False


WIDTH = 120
"""Characters of a line."""


def _arguments(text: str) -> list[str]:
    """The arguments of a call, parted at commas outside brackets.

    >>> _arguments("x[0], f(y, z), dim=1")
    ['x[0]', 'f(y, z)', 'dim=1']
    """
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _parameters(function: Function, extra: Sequence[str]) -> list[str]:
    """A line each, with what it is."""
    noted = [(name, function.notes.get(variable, "")) for variable, name in function.parameters.items()]
    noted += [(name, "") for name in extra]
    return [f"    {name},{f'  # {note}' if note else ''}" for name, note in noted]


def _header(loop: Loop | None, lines: Sequence[Line]) -> list[str]:
    """How a loop begins: with the number of indices, where its lines speak of it."""
    assert loop is not None
    inside = [line.text for line in lines if line.loop == loop]
    head = f"    for {START} in range(0, {loop.length}, {loop.block}):  # blocks of {loop.wire}"
    counted = any(COUNTED.search(text) for text in inside)
    return [head, *([f"        {COUNT} = min({loop.block}, {loop.length} - {START})"] if counted else [])]


COUNTED = re.compile(rf"\b{COUNT}\b")
"""A text that speaks of the size of the block."""


def _indent(loop: Loop | None) -> str:
    return "    " if loop is None else "        "


def _filled(text: str, known: Mapping[int, str]) -> str:
    for variable in dict.fromkeys(variables_in(text)):
        text = text.replace(VARIABLE.format(variable), known[variable])
    return text
