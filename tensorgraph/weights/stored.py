"""What `from:` and `as:` say of a declared tensor, and where they say it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tensorgraph.source import Span
from tensorgraph.weights.address import Address
from tensorgraph.weights.pattern import Pattern


@dataclass(frozen=True)
class Stored:
    """An address (none with `as:` alone: the entry is called like the tensor) and a pattern, each with its place."""

    address: Address | None = None
    pattern: Pattern | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
    pattern_span: Span | None = field(default=None, compare=False, repr=False)
