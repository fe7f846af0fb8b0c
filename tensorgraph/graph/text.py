"""A graph as text: for tests, and to read."""

from __future__ import annotations

from collections.abc import Iterator

from tensorgraph.graph.network import Hint, Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Unfold


def graph_text(graph: Graph) -> str:
    """Legs, then the terms; summed wires after `sum`.

    >>> from tensorgraph.graph.nodes import Wire
    >>> j = Wire("j", "b")
    >>> graph_text(Graph((), Sum((Product((Tensor("a", ((j,),)), Tensor("b", ((j,),))), summed=(j,)),))))
    '[] = (a[j] b[j] sum j)'
    """
    legs = _legs(graph.legs)
    through = f" through {' '.join(map(str, graph.through))}" if graph.through else ""
    return f"[{legs}]{through} = {sum_text(graph.body)}"


def network_text(network: Network) -> str:
    """Every declaration, definition and picture of a network, a line each."""
    return "\n".join(_lines(network))


def _lines(network: Network) -> Iterator[str]:
    for name, size in network.dims.items():
        yield f"dim {name}" + (f" = {size}" if size else "")
    for declaration in network.declarations.values():
        legs = ", ".join(" ".join(dims) for dims in declaration.dims)
        yield f"{declaration.kind.value} {declaration.name}[{legs}]"
    for definition in network.definitions.values():
        yield f"{definition.name}{graph_text(definition.graph)}"
    yield from (f"place {_hint(hint)}" for hint in network.hints)
    for picture in network.pictures:
        for row in picture.rows:
            sides = [graph_text(side) for side in row.sides]
            signs = [relation.sign for relation in row.relations]
            words = "".join(f" {sign} {side}" for sign, side in zip(signs, sides[1:], strict=True))
            yield f"{'show' if picture.drawn else 'check'} {picture.name}: {sides[0]}{words}"
        yield from (f"  place {_hint(hint)}" for hint in picture.hints)
        yield from (f'  group "{tint.text}" {tint.color or "-"}: {", ".join(tint.names)}' for tint in picture.tints)
        yield from (f'  brace "{brace.text}": {", ".join(brace.names)}' for brace in picture.braces)


def _hint(hint: Hint) -> str:
    """As in `place`."""
    wanted = {
        "at": "({:g}, {:g})".format(*hint.at or (0, 0)),
        "legs": f'legs "{" ".join(hint.legs)}"',
        "align": f"align {hint.other}",
    }
    return f"{hint.name}: {wanted.get(hint.wish, hint.wish)}"


def sum_text(node: Sum) -> str:
    """The terms in parentheses."""
    return " + ".join(_product(term) for term in node.terms) if node.terms else "()"


def _product(node: Product) -> str:
    words = [] if node.coefficient.is_one and node.factors else [str(node.coefficient)]
    words += [_factor(factor) for factor in node.factors]
    if node.summed:
        words.append("sum " + " ".join(map(str, node.summed)))
    if node.brace:
        words.append(f'"{node.brace}"')
    return f"({' '.join(words)})"


def _factor(node: Factor) -> str:
    match node:
        case Tensor():
            through = "".join(f" | {wire}" for wire in node.through)
            supers = "".join(f"^{_leg(leg)}" for leg in node.legs[: node.superscripts])
            return f"{node.name}{supers}[{_legs(node.legs[node.superscripts :])}{through}]"
        case Dot():
            return f"dot[{_legs(node.legs)}]"
        case Cap():
            return f"cap {node.index}[{_leg(node.leg)}]"
        case Shift():
            return f"shift[{_leg(node.row)}, {_leg(node.column)}]"
        case Apply():
            options = "".join(f", {name}: {value}" for name, value in node.options)
            return f"{node.function}[{_legs(node.axes)}]({sum_text(node.body)}{options})"
        case Unfold():
            return f"{node.kind}({', '.join([sum_text(node.body), *node.names])})"
        case Sum():
            return f"({sum_text(node)})"


def _legs(legs: tuple[Leg, ...]) -> str:
    return ", ".join(_leg(leg) for leg in legs)


def _leg(leg: Leg) -> str:
    return str(leg[0]) if len(leg) == 1 else f"({' '.join(map(str, leg))})"
