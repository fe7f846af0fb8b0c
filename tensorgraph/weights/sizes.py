"""Sizes of dimensions and who said them: given, declared, or found in an entry of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod

from tensorgraph.graph.network import Network


@dataclass
class Sizes:
    """What is known so far, and by whom. Entries of files add to it; what is known stays."""

    known: dict[str, int]
    source: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, network: Network, given: Mapping[str, int], by: Mapping[str, str]) -> Sizes:
        """The sizes given, which ``by`` may name the source of, else those declared."""
        declared = {name: size for name, size in network.dims.items() if size is not None}
        said = {**dict.fromkeys(declared, "as declared"), **dict.fromkeys(given, "as given")}
        said |= {name: "as declared" for name, size in given.items() if declared.get(name) == size}
        said |= {name: words for name, words in by.items() if said.get(name) == "as given"}
        return cls({**declared, **given}, said)

    def learn(self, dim: str, size: int, source: str) -> None:
        """A size that was not known."""
        self.known[dim] = size
        self.source[dim] = source

    def tried(self) -> Sizes:
        """A copy to learn in, until all of an entry is found to fit."""
        return Sizes({**self.known}, {**self.source})

    def keep(self, tried: Sizes) -> None:
        """What a copy has learnt."""
        self.known, self.source = tried.known, tried.source

    def product(self, dims: Iterable[str]) -> int | None:
        """The size of a leg, None while a part is unknown."""
        parts = [self.known.get(dim) for dim in dims]
        return None if None in parts else prod(size for size in parts if size is not None)

    def text(self, dims: Iterable[str]) -> str:
        """``heads 12 · head 64``."""
        return " · ".join(f"{dim} {self.known.get(dim, '?')}" for dim in dims)

    def words(self, dims: Iterable[str]) -> list[str]:
        """Who said each: ``model is 768 as declared``."""
        found = dict.fromkeys(dim for dim in dims if dim in self.known)
        return [f"`{dim}` is {self.known[dim]} {self.source[dim]}" for dim in found]
