"""What is looked at: an expression, under a name where it has one."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.nodes import Graph


@dataclass(frozen=True)
class Statement:
    """``name[legs] = graph``; without a name the expression alone, whose views call it ``y``, or ``Y`` from two legs on.

    ``graph`` is resolved: it has no ``unfold`` or ``expand``.
    """

    name: str
    graph: Graph
