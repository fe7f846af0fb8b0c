"""The parser: words by one regular expression, then the LALR table that `refresh_table` makes from the grammar."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

TABLE = Path(__file__).parent / "table.json"
"""The grammar as states, rules and words."""
END = "$END"
"""The word after the last."""
IGNORED = ("WHITE_SPACE", "COMMENT")
ANYTHING = re.compile("")
"""After a keyword that is one whatever follows it."""


@dataclass(slots=True)
class Token:
    """A word of a statement; ``kind`` is its name in the grammar."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the word."""
        return self.start + len(self.text)


@dataclass(slots=True)
class Node:
    """A rule of the grammar with what it was made from; None stands for what was not written.

    ``start`` and ``end`` are places in the statement, both -1 for a rule of no words.
    """

    rule: str
    children: list[Child]
    start: int
    end: int


Child: TypeAlias = "Node | Token | None"


class StopError(Exception):
    """The statement goes on with a word that cannot stand there.

    ``stack`` holds the states so far, ``last_end`` is where the last word that could stand ended. ``token`` is None
    where a character starts no word.
    """

    def __init__(self, position: int, token: Token | None, stack: tuple[int, ...], last_end: int = 0):
        self.position, self.token, self.stack, self.last_end = position, token, stack, last_end
        super().__init__(position)


@dataclass(frozen=True, eq=False)
class Machine:
    """A table, loaded. ``keywords`` has the kind of each and what must follow it."""

    start: int
    end: int
    scanner: re.Pattern[str]
    keywords: dict[str, tuple[str, re.Pattern[str]]]
    rules: tuple[tuple[str, int, tuple[int, ...]], ...]
    states: tuple[dict[str, int], ...]

    def parse(self, text: str) -> Node:
        """The tree of a statement; StopError where it is none."""
        states, values = [self.start], list[Node | Token]()
        for token in words(self, text, states):
            while (action := self.states[states[-1]].get(token.kind)) is not None and action < 0:
                self._reduce(-1 - action, states, values)
            if action is not None:
                states.append(action)
                values.append(token)
            elif states[-1] != self.end:
                raise StopError(token.start, token, tuple(states), values[-1].end if values else 0)
        result = values[0]
        assert isinstance(result, Node)
        return result

    def _reduce(self, number: int, states: list[int], values: list[Node | Token]) -> None:
        name, size, kept = self.rules[number]
        parts = values[len(values) - size :]
        del values[len(values) - size :], states[len(states) - size :]
        written = [part for part in parts if part.start >= 0]
        start, end = (written[0].start, written[-1].end) if written else (-1, -1)
        values.append(Node(name, _children(parts, kept), start, end))
        states.append(self.states[states[-1]][name])

    def accepts(self, stack: tuple[int, ...], kind: str) -> bool:
        """Whether a word of a kind can follow."""
        states = list(stack)
        while (action := self.states[states[-1]].get(kind)) is not None and action < 0:
            name, size, _ = self.rules[-1 - action]
            del states[len(states) - size :]
            states.append(self.states[states[-1]][name])
        return action is not None or states[-1] == self.end

    def expected(self, stack: tuple[int, ...]) -> list[str]:
        """The kinds of words that can follow."""
        return [kind for kind in self.states[stack[-1]] if kind.isupper() or kind == END if self.accepts(stack, kind)]


def words(machine: Machine, text: str, states: list[int]) -> Iterator[Token]:
    """The words of a statement and its end. A keyword is one only in a state that expects it, else a name."""
    for token in scan(machine, text):
        keyword, follows = machine.keywords.get(token.text, ("", ANYTHING))
        if token.kind in IGNORED:
            continue
        if keyword in machine.states[states[-1]] and follows.match(text, token.end):
            yield Token(keyword, token.text, token.start)
        elif token.kind == "BAD":
            raise StopError(token.start, None, tuple(states))
        else:
            yield token
    yield Token(END, "", len(text))


def scan(machine: Machine, text: str) -> Iterator[Token]:
    """Every word of a text, white space and comments too; a character that starts no word has the kind ``BAD``."""
    position = 0
    while position < len(text):
        match = machine.scanner.match(text, position)
        if match is None:
            yield Token("BAD", text[position], position)
            position += 1
            continue
        assert match.lastgroup is not None
        yield Token(match.lastgroup, match.group(), position)
        position = match.end()


def _children(parts: list[Node | Token], kept: tuple[int, ...]) -> list[Child]:
    """The parts a rule keeps. A list that grows to the left is taken over, not copied: long ones stay linear."""
    found: list[Child] = []
    for entry in kept:
        part = None if entry < 0 else parts[entry // 2]
        if not isinstance(part, Node) or not entry % 2:
            found.append(part)
        elif found:
            found += part.children
        else:
            found = part.children
    return found


@cache
def machine() -> Machine:
    """The language's parser."""
    table = json.loads(TABLE.read_text("utf-8"))
    scanner = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in table["words"]))
    rules = tuple((name, size, tuple(kept)) for name, size, kept in table["rules"])
    keywords = {word: (name, re.compile(follows)) for word, (name, follows) in table["keywords"].items()}
    return Machine(table["start"], table["end"], scanner, keywords, rules, tuple(table["states"]))
