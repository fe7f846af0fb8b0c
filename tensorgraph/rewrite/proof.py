"""What a proof is: two derivations that end in the same graph."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.nodes import Graph


@dataclass(frozen=True)
class Step:
    """A rule of `tensorgraph.rewrite.rules.RULES` by name, used everywhere in a graph at once.

    ``names`` are what it asks for: the definitions that `unfold` opens; most rules have none.
    """

    rule: str
    names: tuple[str, ...]
    before: Graph
    after: Graph


@dataclass(frozen=True)
class Proof:
    """Both sides rewritten, step by step, until they are the same graph up to the names of summed wires; ``given`` are
    the definitions that were not looked into, ``written`` the sizes of the dimensions that were written out."""

    left: tuple[Step, ...]
    right: tuple[Step, ...]
    given: tuple[str, ...] = ()
    written: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Attempt:
    """A proof, or None and why the search ended: "" when nothing is left to try, else the limit that was reached."""

    proof: Proof | None
    limit: str = ""
