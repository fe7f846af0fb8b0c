"""The nodes of a graph and which of their legs are lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Leg, Product, Shift, Sum, Tensor, Unfold, Wire


@dataclass(frozen=True)
class Carrier(Tensor):
    """A call with wires above its name that its arguments carry into it."""

    above: tuple[Wire, ...] = ()


def drawn_legs(factor: Factor) -> tuple[Leg, ...]:
    """The legs of a single node that are lines: not its superscripts."""
    match factor:
        case Tensor():
            return factor.legs[factor.superscripts :] + tuple((wire,) for wire in factor.through)
        case Dot():
            return factor.legs
        case Cap():
            return (factor.leg,)
        case Shift():
            return (factor.row, factor.column)
        case _:
            return ()


def inner(node: Factor | Product) -> Iterator[Factor]:
    """Every single node inside, in reading order."""
    match node:
        case Product():
            for factor in node.factors:
                yield from inner(factor)
        case Sum():
            for term in node.terms:
                yield from inner(term)
        case Apply() | Unfold():
            yield from inner(node.body)
        case _:
            yield node


def superscript_wires(node: Factor | Product) -> frozenset[Wire]:
    """The wires that stand above names somewhere inside."""
    tensors = (factor for factor in inner(node) if isinstance(factor, Tensor))
    return frozenset(wire for tensor in tensors for leg in raised_legs(tensor) for wire in leg)


def raised_legs(tensor: Tensor) -> tuple[Leg, ...]:
    """The legs that stand above a name, those that a call carries among them."""
    carried = tensor.above if isinstance(tensor, Carrier) else ()
    return tensor.legs[: tensor.superscripts] + tuple((wire,) for wire in carried)


def fixed_superscripts(node: Factor | Product) -> dict[Wire, int]:
    """The superscript wires that a cap fixes, with their number."""
    above = superscript_wires(node)
    caps = (factor for factor in inner(node) if isinstance(factor, Cap))
    return {cap.leg[0]: cap.index for cap in caps if len(cap.leg) == 1 and cap.leg[0] in above}
