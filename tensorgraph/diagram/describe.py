"""A picture in words, for screen readers."""

from __future__ import annotations

from tensorgraph.diagram.layout.setting import superscript_wires
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Unfold
from tensorgraph.graph.scalar import Scalar

SAID = {"==": "equals", "!=": "differs from", "~=": "is approximately"}


def title_of(picture: Picture) -> str:
    """The title that was asked for, else the picture's name."""
    written = dict(picture.attributes).get("title")
    return written if isinstance(written, str) and written.strip() else picture.name


def description(network: Network, picture: Picture) -> str:
    """The author's ``alt`` text, else what the picture says in index notation."""
    written = dict(picture.attributes).get("alt")
    if isinstance(written, str) and written.strip():
        return written
    return "Tensor diagram. " + " ".join(f"{_row(row)}." for row in picture.rows)


def _row(row: Row) -> str:
    parts = [_graph(row.sides[0])]
    for relation, side in zip(row.relations, row.sides[1:], strict=True):
        parts += [SAID[relation.sign], _graph(side)]
    return " ".join(parts)


def _graph(graph: Graph) -> str:
    return _sum(graph.body)


def _sum(node: Sum) -> str:
    text = ""
    for index, term in enumerate(node.terms):
        minus = term.coefficient.rational < 0
        sign = (" minus " if minus else " plus ") if index else ("minus " if minus else "")
        text += sign + _product(term)
    return text


def _product(term: Product) -> str:
    above = superscript_wires(term)
    sums = [f"the sum over {wire.name} of" for wire in term.summed if wire in above]
    size = Scalar(abs(term.coefficient.rational), term.coefficient.powers)
    number = [] if size.is_one and term.factors else [str(size)]
    return " ".join([*number, *sums, *(_factor(factor) for factor in term.factors)])


def _factor(factor: Factor) -> str:
    match factor:
        case Tensor():
            above = "".join(f"^{leg[0].name}" for leg in factor.legs[: factor.superscripts])
            return factor.name + above + _legs(factor.legs[factor.superscripts :])
        case Dot():
            name = {1: "ones", 2: "id"}.get(len(factor.legs), "copy")
            return name + _legs(factor.legs)
        case Cap():
            return f"{_leg(factor.leg)} = {factor.index}"
        case Shift():
            return "shift" + _legs((factor.row, factor.column))
        case Apply():
            return f"{factor.name}{_legs(factor.axes)} of ({_sum(factor.body)})"
        case Sum() | Unfold():
            return f"({_sum(factor if isinstance(factor, Sum) else factor.body)})"


def _legs(legs: tuple[Leg, ...]) -> str:
    return "[" + ", ".join(_leg(leg) for leg in legs) + "]" if legs else ""


def _leg(leg: Leg) -> str:
    names = " ".join(wire.name for wire in leg)
    return names if len(leg) == 1 else f"({names})"
