"""What dimension each wire has: unification, remembering where each came from.

While a statement is checked its wires have no dimension yet (``Wire.dim`` is empty). A wire turns out thin (one
dimension) or thick (several, the last fastest).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.graph.nodes import Leg, Wire
from tensorgraph.source import Span

Shape: TypeAlias = "Wire | tuple[str | Wire, ...]"
"""A whole wire, or thin parts: dimensions by name, or wires still unknown."""


@dataclass(frozen=True)
class Evidence:
    """Where a dimension was read, in which words to say so, and the whole reference it was read in."""

    span: Span
    words: str
    owner: Span | None = None


class ClashError(Exception):
    """Two legs of one wire disagree; ``first`` is where the earlier dimension came from."""

    def __init__(self, found: str, expected: str, first: Evidence):
        self.found, self.expected, self.first = found, expected, first
        super().__init__(found, expected)


class Types:
    """The dimensions known so far of one statement's wires."""

    def __init__(self) -> None:
        self._parent: dict[Wire, Wire] = {}
        self._parts: dict[Wire, tuple[str | Wire, ...]] = {}
        self._evidence: dict[Wire, Evidence] = {}
        self._thin: set[Wire] = set()
        self._serials: dict[str, int] = {}

    def fresh(self, name: str) -> Wire:
        """A new wire of a name."""
        serial = self._serials.get(name, 0)
        self._serials[name] = serial + 1
        return Wire(name, "", serial)

    def state(self, leg: Leg, dims: Shape, evidence: Evidence) -> None:
        """A leg has these dimensions; ClashError when it has others."""
        self._unify(self._shape(leg), dims, evidence)

    def same(self, left: Leg, right: Leg, evidence: Evidence) -> None:
        """Two legs have one dimension; ClashError when they differ."""
        self._unify(self._shape(left), self._shape(right), evidence)

    def dims(self, wire: Wire) -> tuple[str, ...] | None:
        """The dimensions of a wire, None while unknown."""
        parts = self._parts.get(self._find(wire))
        if parts is None:
            return None
        found: list[str] = []
        for part in parts:
            inner = (part,) if isinstance(part, str) else self.dims(part)
            if inner is None:
                return None
            found += inner
        return tuple(found)

    def final(self, wire: Wire) -> Leg:
        """The wires a provisional one becomes, with dimensions (``?`` where it stayed unknown)."""
        dims = self.dims(wire) or ("?",)
        if len(dims) == 1:
            return (Wire(wire.name, dims[0], wire.serial),)
        return tuple(Wire(f"{wire.name}:{part}", dim, wire.serial) for part, dim in enumerate(dims))

    def _shape(self, leg: Leg) -> Shape:
        if len(leg) == 1:
            return leg[0]
        self._thin.update(self._find(wire) for wire in leg)
        return leg

    def _find(self, wire: Wire) -> Wire:
        while wire in self._parent:
            above = self._parent[wire]
            if above in self._parent:  # halve the way for the next one
                self._parent[wire] = self._parent[above]
            wire = above
        return wire

    def root(self, wire: Wire) -> Wire:
        """One wire for all that have the same dimension."""
        return self._find(wire)

    def _unify(self, left: Shape, right: Shape, evidence: Evidence) -> None:
        if isinstance(right, Wire) and not isinstance(left, Wire):
            left, right = right, left
        if isinstance(left, Wire) and isinstance(right, Wire):
            self._join(self._find(left), self._find(right), evidence)
        elif isinstance(left, Wire):
            assert not isinstance(right, Wire)
            self._set(self._find(left), right, evidence)
        else:
            assert not isinstance(right, Wire)
            self._match(left, right, evidence, evidence)

    def _set(self, root: Wire, parts: tuple[str | Wire, ...], evidence: Evidence) -> None:
        known = self._parts.get(root)
        if known is not None:
            self._match(parts, known, evidence, self._evidence[root])
        elif len(parts) == 1 and not isinstance(parts[0], str):
            self._join(root, self._find(parts[0]), evidence)
            self._thin.add(self._find(root))
        elif len(parts) != 1 and (root in self._thin or any(self._is(part, root) for part in parts)):
            raise ClashError(self._words(parts), _ONE, evidence)
        else:
            self._parts[root], self._evidence[root] = parts, evidence

    def _join(self, left: Wire, right: Wire, evidence: Evidence) -> None:
        if left == right:
            return
        if left in self._parts and right in self._parts:
            self._match(self._parts[right], self._parts[left], self._evidence[right], self._evidence[left])
        kept, merged = (left, right) if left in self._parts else (right, left)
        if merged in self._thin:
            if kept in self._parts and len(self._parts[kept]) != 1:
                raise ClashError(self._words(self._parts[kept]), _ONE, evidence)
            self._thin.add(kept)
        self._parent[merged] = kept

    def _match(
        self, left: tuple[str | Wire, ...], right: tuple[str | Wire, ...], evidence: Evidence, first: Evidence
    ) -> None:
        if len(left) != len(right):
            raise ClashError(self._words(left), self._words(right), first)
        for one, other in zip(left, right, strict=True):
            if isinstance(one, str) and isinstance(other, str):
                if one != other:
                    raise ClashError(self._words(left), self._words(right), first)
            else:
                self._unify(_shape_of(one), _shape_of(other), evidence)

    def _is(self, part: str | Wire, root: Wire) -> bool:
        return not isinstance(part, str) and self._find(part) == root

    def _words(self, parts: tuple[str | Wire, ...]) -> str:
        words = [part if isinstance(part, str) else " ".join(self.dims(part) or ("?",)) for part in parts]
        return words[0] if len(words) == 1 else f"({' '.join(words)})"


_ONE = "one dimension"
"""What a part of a thick wire is."""


def _shape_of(part: str | Wire) -> Shape:
    return (part,) if isinstance(part, str) else part
