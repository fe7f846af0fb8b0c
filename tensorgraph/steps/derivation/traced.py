"""Which tensor of a diagram is which of the one before: by their names in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import count
from typing import TypeAlias

from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.graph.walk import factors

Came: TypeAlias = Mapping[int, tuple[int, ...]]


@dataclass
class Trace:
    """The names and numbers of the last diagram's tensors, and numbers that none had yet."""

    names: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    free: count[int] = field(default_factory=count)

    def next(self, graph: Graph, apart: bool = False) -> tuple[tuple[int, ...], Came]:
        """The numbers of the next diagram's tensors, and of which each is made; ``apart`` says that nothing stays."""
        names = tuple(factor.name for factor in factors(graph.body) if isinstance(factor, Tensor))
        before = () if apart else self.names
        ids: list[int] = []
        came: dict[int, tuple[int, ...]] = {}
        matcher = SequenceMatcher(None, before, names, autojunk=False)
        for kind, first, last, start, end in matcher.get_opcodes():
            if kind == "equal":
                ids += self.ids[first:last]
                came.update({number: (number,) for number in self.ids[first:last]})
            for place in range(start, end) if kind != "equal" else ():
                ids.append(next(self.free))
                came[ids[-1]] = self._source(names[place], before, range(first, last))
        self.names, self.ids = names, tuple(ids)
        return self.ids, ({} if apart else came)

    def _source(self, name: str, before: Sequence[str], replaced: range) -> tuple[int, ...]:
        """What a new tensor is made of: what stood in its place, there one of its name if there is one; where nothing
        did, it is a copy of the nearest one of its name."""
        where = replaced or range(len(before))
        alike = [place for place in where if before[place] == name]
        near = min(alike, key=lambda place: abs(place - replaced.start), default=None)
        return tuple(self.ids[place] for place in (replaced if near is None else [near]))
