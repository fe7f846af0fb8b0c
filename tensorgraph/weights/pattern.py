"""How the axes of an entry become legs: `m (c h d) -> c h m d`, read as einops reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.weights.form import Malformed

Groups: TypeAlias = tuple[tuple[str, ...], ...]
"""The names of each axis, several for one that is split or fused; none for an axis of one index, written `1`."""

EXAMPLE = 'write `as: "m (h d) -> h m d"`: axes of the file, then the legs'
TOKEN = re.compile(r"\s*(->|[()]|\d+|[^\W\d]\w*'*|\S)")
ARROW = "->"


@dataclass(frozen=True)
class Pattern:
    """Axes of an entry on the left, legs on the right; each name once on each side.

    >>> str(parse_pattern("m (c  h d)->c h m d"))
    'm (c h d) -> c h m d'
    """

    left: Groups
    right: Groups

    def __str__(self) -> str:
        return f"{side_text(self.left)} {ARROW} {side_text(self.right)}"


def side_text(groups: Groups) -> str:
    """A side as it is written."""
    return " ".join(_group_text(group) for group in groups)


def _group_text(group: tuple[str, ...]) -> str:
    return group[0] if len(group) == 1 else f"({' '.join(group)})" if group else "1"


def parse_pattern(text: str) -> Pattern:
    """The pattern a text says; raises `Malformed`."""
    tokens = list(_tokens(text))
    arrows = [place for place, (token, _) in enumerate(tokens) if token == ARROW]
    if len(arrows) != 1:
        raise Malformed(f"a pattern has one `{ARROW}`, and this has {len(arrows)}", 0, len(text), EXAMPLE)
    sides = tokens[: arrows[0]], tokens[arrows[0] + 1 :]
    left, right = map(_groups, sides)
    for side in sides:
        _once(side)
    _both(tokens, left, right)
    return Pattern(left, right)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """The signs and names, and where each begins."""
    place = 0
    while found := TOKEN.match(text, place):
        yield found[1], found.start(1)
        place = found.end()


def _groups(tokens: list[tuple[str, int]]) -> Groups:
    groups: list[tuple[str, ...]] = []
    inside: list[str] | None = None
    opened = 0
    for token, place in tokens:
        _is_known(token, place, inside is not None)
        if token == "(":
            inside, opened = [], place
        elif token == ")":
            if inside is None:
                raise Malformed("a `)` without its `(`", place, place + 1, EXAMPLE)
            if not inside:
                raise Malformed("there is nothing in these parentheses", opened, place + 1, EXAMPLE)
            groups.append(tuple(inside))
            inside = None
        elif inside is not None:
            inside.append(token)
        else:
            groups.append(() if token == "1" else (token,))
    if inside is not None:
        raise Malformed("a `(` without its `)`", opened, opened + 1, EXAMPLE)
    return tuple(groups)


def _is_known(token: str, place: int, inside: bool) -> None:
    end = place + len(token)
    if token == "(" and inside:
        raise Malformed("parentheses inside parentheses", place, end, EXAMPLE)
    if token in ("…", "."):
        raise Malformed("every axis has a name here: there is no `...`", place, end, EXAMPLE)
    if token.isdecimal() and (token != "1" or inside):
        raise Malformed(f"`{token}` is no name; only `1` stands for an axis of one index", place, end, EXAMPLE)
    if token not in "()" and not token.isdecimal() and not re.match(r"[^\W\d]", token):
        raise Malformed(f"`{token}` is no name", place, end, EXAMPLE)


def _once(tokens: list[tuple[str, int]]) -> None:
    seen = set()
    for token, place in tokens:
        if token in seen:
            message = f"`{token}` names two axes of one side"
            raise Malformed(message, place, place + len(token), "each name once on each side")
        seen |= {token} - {"(", ")", "1"}


def _both(tokens: list[tuple[str, int]], left: Groups, right: Groups) -> None:
    """Every name stands on both sides, because nothing is summed and nothing repeated."""
    sides = {name for group in left for name in group}, {name for group in right for name in group}
    for token, place in tokens:
        if token in sides[0] ^ sides[1]:
            where = "left" if token in sides[0] else "right"
            hint = "an axis of one index is written `1`" if where == "left" else EXAMPLE
            raise Malformed(f"`{token}` stands on the {where} only", place, place + len(token), hint)
    if () in right:
        one = next(place for token, place in reversed(tokens) if token == "1")
        raise Malformed("a leg has a name: `1` stands on the left only", one, one + 1, EXAMPLE)
