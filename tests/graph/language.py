"""What the tests of this folder share: a file checked, its meaning as text, the mistakes of a wrong one, its value."""

from __future__ import annotations

from typing import Any

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.check import check_program
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse

PRIMES = (2, 3, 5, 7, 11)
"""Sizes that differ, so that no two legs are mistaken for each other."""


def checked(text: str, name: str = "a.tg") -> Network:
    """The network of a text, its invariants verified."""
    network = check_program(parse(Source(name, text)))
    assert verify(network) == []
    return network


def definitions(text: str) -> dict[str, str]:
    """The text form of every definition."""
    return {name: graph_text(found.graph) for name, found in checked(text).definitions.items()}


def refused(text: str, name: str = "a.tg") -> list[str]:
    """Code and place of every mistake."""
    with pytest.raises(TensorgraphError) as caught:
        checked(text, name)
    return [f"{d.code}: {d.span.text if d.span else ''}" for d in caught.value.diagnostics]


def value(network: Network, graph: Graph, seed: int = 1) -> Any:
    """The value of a graph on random tensors of small, different sizes."""
    sizes = {name: size or prime for (name, size), prime in zip(network.dims.items(), PRIMES, strict=False)}
    values = random_values(network, network.declarations, sizes, seed)
    return evaluate(network, graph, values, sizes, random_scalars(network, seed), random_functions(network, seed))
