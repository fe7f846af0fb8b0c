"""What is looked at: an expression, under a name where it has one."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.nodes import Graph


@dataclass(frozen=True)
class Statement:
    """``name[legs] = graph``; without a name the expression alone, whose views call it ``y``, from two legs on
    ``Y``.

    One that is not ``is_alone`` is a side among others, and says what it is equal to. ``graph`` is resolved: it has no
    ``unfold`` or ``expand``.
    """

    name: str
    graph: Graph
    is_alone: bool = True
