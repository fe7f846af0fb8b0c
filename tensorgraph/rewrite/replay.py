"""A derivation done again from its rules alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tensorgraph.graph.nodes import Graph
from tensorgraph.rewrite.rules import RULES
from tensorgraph.rewrite.terms import Setting


def replayed(setting: Setting, graph: Graph, steps: Iterable[tuple[str, Collection[str]]]) -> Graph:
    """A graph after rules, each by its name and the names it asks for, used on it one after the other."""
    for rule, names in steps:
        graph = RULES[rule].apply(setting, graph, names)
    return graph
