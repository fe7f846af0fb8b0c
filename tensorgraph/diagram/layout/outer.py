"""On which side each outer wire leaves, the same for all sides of an equation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.cables import leaving
from tensorgraph.diagram.layout.legs import drawn_legs, inner, superscript_wires
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.together import Names, bare, gathered_ends, together
from tensorgraph.diagram.layout.wished import wished_sides
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Unfold


def outer_sides(sides: Sequence[tuple[Graph, Setting]]) -> list[dict[Strand, Side]]:
    """For each side of an equation, where its outer strands leave: the first left, the last right, those that are rails
    in some side up and then down, what is between down (and, of two, one up); what belongs together side by side.

    A wish of the author's comes before all that.
    """
    rails = {name for graph, setting in sides for name in _rails(graph, setting)}
    legs = _leg_names(*sides[0])
    wished = wished_sides(sides)
    plain = [leg for leg in legs if not rails & set(leg)]
    crowded = any(_crowded(graph, setting, plain[1:-1]) for graph, setting in sides)
    lone = Side.RIGHT if len(legs) > 1 and legs[-1] in plain else Side.LEFT
    ways = dict(zip(plain, _plain_sides(len(plain), crowded, lone), strict=True)) | _side_by_side(plain, sides)
    ways = _filled(plain, ways, wished, [graph for graph, _ in sides]) if wished else ways
    ways |= {leg: _alternate(k) for k, leg in enumerate(leg for leg in legs if rails & set(leg))}
    of_name = {name: side for leg, side in ways.items() for name in leg} | wished
    return [_for_side(graph, setting, of_name) for graph, setting in sides]


def _plain_sides(count: int, crowded: bool, lone: Side) -> list[Side]:
    """For legs that are no rails: left, in the middle down (in turns up where one node has several), right; ``lone``
    for a single one: left, but right where it comes after a rail."""
    if count < 2:
        return [lone] * count
    middle = count - 2
    between = [_alternate(k + middle % 2) if crowded else Side.DOWN for k in range(middle)]
    return [Side.LEFT, *between, Side.RIGHT]


def _side_by_side(plain: Sequence[Names], sides: Sequence[tuple[Graph, Setting]]) -> dict[Names, Side]:
    """The legs that leave next to the first or the last: one half and the other where there are only dots."""
    if any(bare(graph) for graph, _ in sides) and len(plain) > 3:
        half = len(plain) // 2
        return dict.fromkeys(plain[:half], Side.LEFT) | dict.fromkeys(plain[-half:], Side.RIGHT)
    left, right = gathered_ends(plain, [names for graph, setting in sides for names in together(graph, setting)])
    return dict.fromkeys(left, Side.LEFT) | dict.fromkeys(right, Side.RIGHT)


def _filled(
    plain: Sequence[Names], ways: Mapping[Names, Side], wished: Mapping[str, Side], graphs: Sequence[Graph]
) -> dict[Names, Side]:
    """The ways with a leg at each end again, where the author's wishes took away the one that was there: one of several
    at the other end, or one of the factor that is there."""
    found = {leg: wished.get(leg[0], ways[leg]) for leg in plain}
    own = [leg for leg in plain if leg[0] not in wished]
    for side, end in ((Side.LEFT, 0), (Side.RIGHT, -1)):
        many = list(found.values()).count(side.opposite) > 1
        crowd = [leg for leg in own if many and found[leg] is side.opposite]
        near = [leg for leg in own if any(_is_at(leg, graph, end) for graph in graphs)]
        for leg in [*crowd, *near][:1] if side not in found.values() else ():
            found[leg] = side
    return found


def _is_at(leg: Names, graph: Graph, end: int) -> bool:
    """Whether a leg is that of the first (0) or last (-1) factor of a chain."""
    chains = [term.factors for term in graph.body.terms if len(term.factors) > 1]
    return any(wire.name in leg for factors in chains for wire in leaving(factors[end]))


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
            for factor in node.factors:
                found.update(_ends(factor, setting))
            hidden = {setting.strand(wire) for wire in node.summed}
            return Counter({strand: count for strand, count in found.items() if strand not in hidden})
        case Bundle():
            return Counter(set(setting.strands(node)) if len(node.ends) > 1 else ())
        case Sum():
            return _most(_ends(term, setting) for term in node.terms)
        case Apply() | Unfold():
            return _ends(node.body, setting)
        case _:
            strands = setting.strands(node)
            return Counter(set(strands)) if len(strands) > 1 else Counter()


def _most(counts: Iterable[Counter[Strand]]) -> Counter[Strand]:
    found: Counter[Strand] = Counter()
    for count in counts:
        found |= count
    return found
