"""Where values are: `gpt2.safetensors:h.{layer}.attn.c_attn.weight[:, model:2 model]`.

An address is a file, the key of an entry with a `{dim}` for each index, and a cut of each axis; no sizes yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from tensorgraph.weights.form import Malformed

MOST_DIGITS = 18
"""Digits of a bound: more than any file has entries."""

NAME = re.compile(r"[^\W\d]\w*'*")
"""A name of the language."""

CUTS = re.compile(r"\[([^\[\]]*)\]\s*$")
CUT_EXAMPLE = "write one of `:`, `:model`, `model:2 model`, `3` for each axis"
FROM_THE_FRONT = "count from zero at the front: `3`, `:3`, `3:`"
WITHOUT_KEY = (".npy", ".pt", ".pth", ".bin")
"""Endings of files that may hold one array and nothing else."""
ADDRESS_EXAMPLE = 'write `from: "weights.safetensors:key"`'


@dataclass(frozen=True)
class Amount:
    """A whole number times dimensions: ``2 model``."""

    number: int = 1
    dims: tuple[str, ...] = ()

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number, once the sizes are known."""
        return self.number * prod(sizes[dim] for dim in self.dims)

    def __str__(self) -> str:
        number = [str(self.number)] if self.number != 1 or not self.dims else []
        return " ".join([*number, *self.dims])


@dataclass(frozen=True)
class Cut:
    """What is read of one axis: a range, or, with ``single``, the one index ``start``, and the axis is gone.

    ``of`` is what the whole axis must be, where it is known that parts of it lie side by side.
    """

    start: Amount | None = None
    stop: Amount | None = None
    single: bool = False
    of: Amount | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """The dimensions that must have a size before it can be cut."""
        return tuple(dim for bound in (self.start, self.stop) if bound for dim in bound.dims)

    def __str__(self) -> str:
        if self.single:
            return str(self.start)
        return f"{'' if self.start is None else self.start}:{'' if self.stop is None else self.stop}"


WHOLE = Cut()
"""The whole axis."""


@dataclass(frozen=True)
class Address:
    """A file (none where a map is looked up), the parts of a key, texts and names of dimensions in turn, and cuts.

    >>> parse_address("w.safetensors:h.{layer}.w[:, model:2 model]").key_at({"layer": 3})
    'h.3.w'
    """

    file: str
    parts: tuple[str, ...]
    cuts: tuple[Cut, ...] = ()

    @property
    def stacked(self) -> tuple[str, ...]:
        """The dimensions in braces, in the order of the key."""
        return self.parts[1::2]

    def key_at(self, index: Mapping[str, int]) -> str:
        """The key of the entry for an index of each dimension in braces."""
        return "".join(str(index[part]) if place % 2 else part for place, part in enumerate(self.parts))

    @property
    def key(self) -> str:
        """The key as it is written."""
        return "".join(f"{{{part}}}" if place % 2 else part for place, part in enumerate(self.parts))

    @property
    def matcher(self) -> re.Pattern[str]:
        """Matches the keys it may mean, whatever the index; the groups are the indices."""
        parts = (r"(0|[1-9]\d{0,17})" if place % 2 else re.escape(part) for place, part in enumerate(self.parts))
        return re.compile("".join(parts), re.ASCII)

    def __str__(self) -> str:
        cuts = f"[{', '.join(map(str, self.cuts))}]" if self.cuts else ""
        colon = ":" if self.file and self.key else ""
        return f"{self.file}{colon}{self.key}{cuts}"


def parse_address(text: str) -> Address:
    """The address a text says; raises `Malformed`."""
    found = CUTS.search(text)
    head = text[: found.start()] if found else text
    if "[" in head or "]" in head:
        place = min(place for place in (head.find("["), head.find("]")) if place >= 0)
        hint = "brackets at the end cut an entry: `key[:, :model]`"
        raise Malformed("a bracket without its partner, or with something after it", place, len(text), hint)
    file, _, key = head.partition(":")
    if not file.strip():
        raise Malformed("an address begins with the name of a file", 0, len(text), ADDRESS_EXAMPLE)
    if "{" in file:
        raise Malformed("a `{…}` stands in the key, after the colon", file.find("{"), len(file), ADDRESS_EXAMPLE)
    _key_or_none(text, file.strip(), key.strip())
    parts = _parts(key.strip(), len(file) + 1 + len(key) - len(key.lstrip()))
    return Address(file.strip(), parts if key.strip() else ("",), parse_cuts(found[1], found.start(1)) if found else ())


def parse_key(text: str) -> Address:
    """The same for a key and cuts without a file."""
    found = CUTS.search(text)
    head = text[: found.start()] if found else text
    return Address("", _parts(head, 0), parse_cuts(found[1], found.start(1)) if found else ())


def _key_or_none(text: str, file: str, key: str) -> None:
    if file.endswith(".npy") and key:
        start = text.find(":") + 1
        message = "a .npy file holds one array, so it has no keys"
        raise Malformed(message, start, start + len(key), f'write `from: "{file}"`')
    if not key and not file.endswith(WITHOUT_KEY):
        message = "an address names the entry of its file, after a colon"
        raise Malformed(message, 0, len(text), f'write `from: "{file}:key"`')


def _parts(key: str, offset: int) -> tuple[str, ...]:
    parts = re.split(r"\{([^{}]*)\}", key)
    place = offset
    for number, part in enumerate(parts):
        if number % 2 == 0 and re.search(r"[{}]", part):
            message = "a brace without its partner"
            raise Malformed(message, place, place + len(part), "write `h.{layer}.weight`")
        if number % 2 and not NAME.fullmatch(part.strip()):
            message = f"`{{{part}}}` names no dimension"
            raise Malformed(message, place, place + len(part) + 2, "write `h.{layer}.weight`")
        place += len(part) + 2 * (number % 2)
    names = [_normal(part) for part in parts[1::2]]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        message = f"`{{{twice}}}` stands twice in the key"
        raise Malformed(message, offset, offset + len(key), "each dimension once")
    return tuple(_normal(part) if number % 2 else part for number, part in enumerate(parts))


def parse_cuts(text: str, offset: int = 0) -> tuple[Cut, ...]:
    """The cuts between brackets, one for each axis; raises `Malformed`."""
    return tuple(_cut(item, start) for item, start in _items(text, offset))


def _items(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """The items between commas and where each begins."""
    for item in text.split(","):
        yield item.strip(), offset + len(item) - len(item.lstrip())
        offset += len(item) + 1


def _cut(item: str, offset: int) -> Cut:
    end = offset + max(1, len(item))
    bounds = item.split(":")
    if not item or len(bounds) > 2:
        found = f"`{item}` has a step" if item else "there is nothing between the commas"
        raise Malformed(f"{found}, and a cut is a range or a number", offset, end, CUT_EXAMPLE)
    if re.search(r"(^|:)\s*-", item):
        raise Malformed(f"`{item}` counts from the end, which a cut cannot", offset, end, FROM_THE_FRONT)
    if len(bounds) == 1:
        if not item.isdecimal():
            hint = f"write `:{item}` for a range" if NAME.fullmatch(item) else CUT_EXAMPLE
            raise Malformed(f"`{item}` is no index, which is a whole number", offset, end, hint)
        return Cut(_amount(item, offset), None, True)
    places = (offset, offset + len(bounds[0]) + 1)
    start, stop = (
        _amount(bound, place) if bound.strip() else None for bound, place in zip(bounds, places, strict=True)
    )
    return Cut(start, stop)


def _amount(text: str, offset: int) -> Amount:
    words = text.replace("*", " ").split()
    numbers = [word for word in words if word.isdecimal() and word.isascii() and len(word) <= MOST_DIGITS]
    dims = [word for word in words if NAME.fullmatch(word)]
    if len(numbers) + len(dims) != len(words) or not words:
        message = f"`{text.strip()}` is no bound: whole numbers and dimensions, multiplied"
        raise Malformed(message, offset, offset + len(text), CUT_EXAMPLE)
    return Amount(prod(map(int, numbers)), tuple(map(_normal, dims)))


def _normal(name: str) -> str:
    """Composed and decomposed accents are the same name."""
    return unicodedata.normalize("NFC", name.strip())
