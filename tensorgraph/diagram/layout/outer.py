"""On which side each outer wire leaves, the same for all sides of an equation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.setting import Setting, drawn_legs, inner, is_pointwise, superscript_wires
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Unfold


def outer_sides(sides: Sequence[tuple[Graph, Setting]]) -> list[dict[Strand, Side]]:
    """For each side of an equation, where its outer strands leave: the first left, the last right, those that are rails
    in some side up and then down, what is between down (and, of two, one up)."""
    rails = {name for graph, setting in sides for name in _rails(graph, setting)}
    legs = _leg_names(*sides[0])
    plain = [leg for leg in legs if not rails & set(leg)]
    crowded = any(_crowded(graph, setting, plain[1:-1]) for graph, setting in sides)
    lone = Side.RIGHT if len(legs) > 1 and legs[-1] in plain else Side.LEFT
    ways = dict(zip(plain, _plain_sides(len(plain), crowded, lone), strict=True))
    ways |= {leg: _alternate(k) for k, leg in enumerate(leg for leg in legs if rails & set(leg))}
    of_name = {name: side for leg, side in ways.items() for name in leg}
    return [_for_side(graph, setting, of_name) for graph, setting in sides]


def _plain_sides(count: int, crowded: bool, lone: Side) -> list[Side]:
    """For legs that are no rails: left, in the middle down (in turns up where one node has several), right; ``lone``
    for a single one: left, but right where it comes after a rail."""
    if count < 2:
        return [lone] * count
    middle = count - 2
    between = [_alternate(k + middle % 2) if crowded else Side.DOWN for k in range(middle)]
    return [Side.LEFT, *between, Side.RIGHT]


def _crowded(graph: Graph, setting: Setting, middle: Sequence[tuple[str, ...]]) -> bool:
    """Whether a node has two of the middle legs."""
    names = {name for leg in middle for name in leg}
    single = (factor for factor in inner(graph.body) if drawn_legs(factor))
    return any(sum(leg[0].name in names for leg in drawn_legs(factor)) > 1 for factor in single)


def _alternate(index: int) -> Side:
    return Side.DOWN if index % 2 else Side.UP


def _leg_names(graph: Graph, setting: Setting) -> list[tuple[str, ...]]:
    """The names on each leg in order; superscripts are not lines."""
    above = superscript_wires(graph.body)
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    return [tuple(wire.name for wire in leg) for leg in legs if not above & set(leg)]


def _for_side(graph: Graph, setting: Setting, ways: dict[str, Side]) -> dict[Strand, Side]:
    above = superscript_wires(graph.body)
    strands = dict.fromkeys(setting.strand(wire) for wire in graph.wires if wire not in above)
    return {strand: ways.get(strand[0].name, Side.UP) for strand in strands}


def _rails(graph: Graph, setting: Setting) -> list[str]:
    ends = _ends(graph.body, setting)
    return [wire.name for wire in graph.wires if ends[setting.strand(wire)] > 1]


def _ends(node: Factor | Product, setting: Setting) -> Counter[Strand]:
    """At how many tensors each strand ends, other than vectors, which hang; branches of a sum count once."""
    match node:
        case Product():
            found: Counter[Strand] = Counter()
            for factor in node.factors[: _shown(node, setting)]:
                found.update(_ends(factor, setting))
            hidden = {setting.strand(wire) for wire in node.summed}
            return Counter({strand: count for strand, count in found.items() if strand not in hidden})
        case Sum():
            return _most(_ends(term, setting) for term in node.terms)
        case Apply() | Unfold():
            return _ends(node.body, setting)
        case _:
            strands = setting.strands(node)
            return Counter(set(strands)) if len(strands) > 1 else Counter()


def _shown(term: Product, setting: Setting) -> int:
    """How many factors count: matrices multiplied entry by entry stand between the same two dots."""
    return 1 if is_pointwise(term.factors, setting) else len(term.factors)


def _most(counts: Iterable[Counter[Strand]]) -> Counter[Strand]:
    found: Counter[Strand] = Counter()
    for count in counts:
        found |= count
    return found
