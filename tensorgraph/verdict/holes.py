"""Equations with a `?`: what it must be joined to, and whether anything can stand there at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.network import Network, Row
from tensorgraph.graph.nodes import Dot, Graph, Leg, Tensor, leg_name
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.equation import Equation
from tensorgraph.verdict.verdict import FALSE, OPEN, Verdict


def has_hole(network: Network, side: Graph) -> bool:
    """Whether a `?` stands in a side."""
    return any(True for _ in _holes(network, side))


def left_open(network: Network, equation: Equation) -> Verdict:
    """The verdict on an equation with a `?`: what the hole must be, by its wires."""
    found = [(side, hole) for side in equation.sides for hole in _holes(network, side)]
    words = "\n".join(_answer(side, hole) for side, hole in found)
    holes = tuple(tuple((leg_name(leg), _dimension(leg)) for leg in hole.legs) for _, hole in found)
    return replace(equation.verdict(OPEN, words), holes=holes)


def around(network: Network, equation: Equation) -> Equation | None:
    """The nearest sides without a `?` that an equation's holes stand between, joined by `==` only."""
    row, left, right = equation.row, equation.position, equation.position + 1
    while left >= 0 and has_hole(network, row.sides[left]):
        left -= 1
    while right < len(row.sides) and has_hole(network, row.sides[right]):
        right += 1
    if left < 0 or right == len(row.sides) or any(one.sign != "==" for one in row.relations[left:right]):
        return None
    return Equation(equation.picture, Row((row.sides[left], row.sides[right]), (equation.relation,)), 0)


def unanswerable(equation: Equation, outer: Verdict) -> Verdict:
    """The verdict where the sides around a `?` differ, as ``outer`` says."""
    return equation.verdict(FALSE, f"nothing can stand for `?`: `{outer.text}` is false\n{outer.detail}", outer.error)


def _holes(network: Network, side: Graph) -> Iterator[Tensor]:
    return (one for one in factors(side.body) if isinstance(one, Tensor) and one.name in network.holes)


def _answer(side: Graph, hole: Tensor) -> str:
    """`?` and its wires, each with where it comes from."""
    if not hole.legs:
        return "`?` is a number"
    wires = ", ".join(f"{leg_name(leg)}: {_dimension(leg)}" for leg in hole.legs)
    ends = ", ".join(f"{leg_name(leg)} {_end(side, hole, leg)}" for leg in hole.legs)
    return f"`?` has the wire{'s' * (len(hole.legs) > 1)} {wires}; {ends}"


def _end(side: Graph, hole: Tensor, leg: Leg) -> str:
    """What one leg of a hole is joined to."""
    if leg in side.legs or all((wire,) in side.legs for wire in leg):
        return "is free"
    others = (one for one in factors(side.body) if isinstance(one, Tensor | Dot) and one is not hole)
    touched = (other for other in others if any({*leg} & {*found} for found in other.legs))
    names = dict.fromkeys(name for other in touched if (name := _called(other)))
    return f"joins {' and '.join(names)}" if names else "is summed"


def _called(factor: Tensor | Dot) -> str:
    """What a reader calls it; nothing for `ones`, which only sums."""
    if isinstance(factor, Tensor):
        return f"`{factor.name}`"
    return {1: "", 2: "`id`"}.get(len(factor.legs), "a copy dot")


def _dimension(leg: Leg) -> str:
    return " ".join(wire.dim for wire in leg)
