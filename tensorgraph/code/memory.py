"""How much memory code takes, from its lines: what is made, how long it is alive, what a call takes beside it.

Counted is what torch allocates while the code runs without gradients: tensors, temporaries, what calls take; not what
its allocator keeps for later, nor threads and libraries. Inputs are taken to be contiguous and of the code's dtype.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tensorgraph.code import names
from tensorgraph.code.function import Function
from tensorgraph.code.generate import Code, generate
from tensorgraph.code.lifetimes import dropped
from tensorgraph.code.lines import Line
from tensorgraph.einsum.plan import Plan


@dataclass(frozen=True)
class Moment:
    """The most that a function has at once: the bytes, while which line runs, and what is alive then, by name."""

    bytes: int
    line: int
    alive: Mapping[str, int]


@dataclass(frozen=True)
class Peak:
    """What code takes. ``constants`` are the bytes that `prepare` returns, ``own`` is the most that the function makes,
    ``preparing`` the most that `prepare` does. Inputs and parameters are the caller's, and not counted."""

    constants: int
    own: Moment
    preparing: Moment

    @property
    def bytes(self) -> int:
        """The most at once, constants included."""
        return max(self.preparing.bytes, self.constants + self.own.bytes)

    @property
    def alive(self) -> Mapping[str, int]:
        """What is alive then, by name, the largest first."""
        if self.preparing.bytes > self.constants + self.own.bytes:
            return self.preparing.alive
        return {**self.own.alive, **({"constants": self.constants} if self.constants else {})}


NOTHING = Moment(0, 0, {})
"""Of a function that makes nothing."""


def peak_bytes(code: Code) -> Peak:
    """The memory that code takes beside its inputs."""
    if code.preparing is None:
        return Peak(0, largest_moment(code.main), NOTHING)
    return Peak(_kept_bytes(code.preparing), largest_moment(code.main), largest_moment(code.preparing))


def peak_of(plan: Plan, dtype: str, device: str) -> Peak:
    """The memory that a plan takes beside its inputs, once its code is written."""
    return peak_bytes(generate(plan, dtype, device))


def largest_moment(function: Function) -> Moment:
    """The line at which most is alive, the first one of several."""
    known = names.named(function.lines, function.parameters, function.kept)
    dead = dropped(function.lines, function.kept, known)
    held, largest = Held(known), NOTHING
    for place, again in _as_run(function.lines):
        line = function.lines[place]
        wanted = held.total + line.made + line.beside
        if wanted > largest.bytes:
            largest = Moment(wanted, place, held.alive(line))
        held.make(line)
        for loop, variables in dead[place].items():
            if loop == line.loop or again:
                held.delete(variables)
    return largest


def _as_run(lines: Sequence[Line]) -> Iterator[tuple[int, bool]]:
    """The places of lines in the order in which they run, and whether it is for the last time. A loop runs twice: in
    its second round there is what the first one left."""
    for loop, group in groupby(range(len(lines)), key=lambda place: lines[place].loop):
        places = list(group)
        yield from ((place, False) for place in (places if loop is not None else ()))
        yield from ((place, True) for place in places)


def _kept_bytes(function: Function) -> int:
    """The memory of what a function returns, its parameters apart."""
    lines = {line.variable: line for line in function.lines if not line.bare}
    return sum(lines[v].made for v in {_owner(lines, variable) for variable in function.kept} if v in lines)


def _owner(lines: Mapping[int, Line], variable: int) -> int:
    """The variable whose memory a variable is a view of."""
    while variable in lines and (source := lines[variable].source) is not None:
        variable = source
    return variable


@dataclass
class Held:
    """What is alive while a function runs. Each run of a line that makes memory makes a piece of it, which is alive
    while a name holds it or a view of it."""

    known: Mapping[int, str]
    pieces: list[int] = field(default_factory=list)
    holders: list[int] = field(default_factory=list)
    of_variable: dict[int, int] = field(default_factory=dict)
    of_name: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def make(self, line: Line) -> None:
        """A line has run: its name lets go of what it held."""
        if line.bare:
            return
        if line.source is None:
            self.of_variable[line.variable] = len(self.pieces)
            self.pieces.append(line.made)
            self.holders.append(0)
            self.total += line.made
        elif line.source in self.of_variable:
            self.of_variable[line.variable] = self.of_variable[line.source]
        if line.variable in self.of_variable:
            self.holders[self.of_variable[line.variable]] += 1
        self._let_go(self.known[line.variable])
        if line.variable in self.of_variable:
            self.of_name[self.known[line.variable]] = self.of_variable[line.variable]

    def delete(self, variables: Sequence[int]) -> None:
        """`del` of these variables."""
        for variable in variables:
            self._let_go(self.known[variable])

    def _let_go(self, name: str) -> None:
        piece = self.of_name.pop(name, None)
        if piece is not None:
            self.holders[piece] -= 1
            self.total -= 0 if self.holders[piece] else self.pieces[piece]

    def alive(self, line: Line) -> dict[str, int]:
        """What is alive while a line runs, the largest first: each piece by the first of its names."""
        found = {self.known[line.variable]: line.made + line.beside}
        first = {piece: name for name, piece in reversed(self.of_name.items())}
        for piece, name in first.items():
            found[name] = found.get(name, 0) + self.pieces[piece]
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))
