"""Networks and graphs for tests, from texts."""

from __future__ import annotations

from tensorgraph.graph.check import check_program
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse


def network(text: str) -> Network:
    """The network of a text."""
    return check_program(parse(Source("test.tg", text)))


def einsum_network(equation: str, sizes: dict[str, int]) -> Network:
    """An einsum string as a definition ``out``: each letter a dimension and a wire, each operand a tensor."""
    inputs, output = equation.split("->")
    operands = inputs.split(",")
    lines = ["dim " + ", ".join(f"n_{letter} = {size}" for letter, size in sizes.items())] if sizes else []
    for place, letters in enumerate(operands):
        legs = ", ".join(f"{letter}{k}: n_{letter}" for k, letter in enumerate(letters))
        lines.append(f"tensor T{place}[{legs}]" if letters else f"tensor T{place}")
    factors = [f"T{place}[{', '.join(letters)}]" if letters else f"T{place}" for place, letters in enumerate(operands)]
    once = [letter for letter in sizes if inputs.count(letter) == 1 and letter not in output]
    product = " ".join(factors + [f"ones[{letter}]" for letter in once])
    lines.append(f"out[{', '.join(output)}] = {product}" if output else f"out = {product}")
    return network("\n".join(lines))


def body(text: str) -> tuple[Network, Graph]:
    """A network and the graph of its definition ``y``."""
    found = network(text)
    return found, found.definitions["y"].graph
