"""A declared tensor and the entry of a store that has its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tensorgraph.graph.network import Declaration
from tensorgraph.source import Span
from tensorgraph.weights.address import Address
from tensorgraph.weights.pattern import Pattern
from tensorgraph.weights.stores import Store


@dataclass(frozen=True)
class Wanted:
    """A declared tensor, the store that has it, and where and how it lies there."""

    declaration: Declaration
    store: Store
    address: Address
    pattern: Pattern | None = None
    span: Span | None = None
    pattern_span: Span | None = None

    @property
    def name(self) -> str:
        """The tensor's name."""
        return self.declaration.name

    @property
    def matches(self) -> Iterator[re.Match[str]]:
        """The keys of the store that it may mean, whatever the index; the groups are the indices."""
        pattern = self.address.matcher
        return (found for key in self.store.keys if (found := pattern.fullmatch(key)))
