"""The ways to corrupt an equation, one function a kind: each gives every graph one small change away.

Most are false; what is true all the same is sorted out by evaluation (`tests.proof.mutations`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_factor, map_sum
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import factors, products
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tests.proof.edits import ends, exchanged, leaves, with_ends, with_factor, with_leaves, with_term


def swap_wires(network: Network, graph: Graph) -> Iterator[Graph]:
    """Two ends of one dimension, on different factors, change wires."""
    found = leaves(graph)
    for a, b in combinations(range(len(found)), 2):
        for k, one in enumerate(ends(found[a])):
            for m, other in enumerate(ends(found[b])):
                if one != other and one.dim == other.dim:
                    yield with_leaves(graph, {a: with_ends(found[a], {k: other}), b: with_ends(found[b], {m: one})})


def exchange_heads(network: Network, graph: Graph) -> Iterator[Graph]:
    """A fixed index becomes another, two superscripts change wires, a tensor becomes another of its signature."""
    yield from with_factor(graph, _other_index)
    found = leaves(graph)
    yield from _exchanged_superscripts(graph, found)
    for place, leaf in enumerate(found):
        for name in _like(network, leaf):
            yield with_leaves(graph, {place: _named(leaf, name)})
    for a, b in combinations(range(len(found)), 2):
        one, other = found[a], found[b]
        if isinstance(one, Tensor) and isinstance(other, Tensor) and other.name in _like(network, one):
            yield with_leaves(graph, {a: _named(one, other.name), b: _named(other, one.name)})


def _other_index(factor: Factor) -> Iterator[Factor]:
    if isinstance(factor, Cap):
        yield from (replace(factor, index=index) for index in (0, 1, 2, 3, -1) if index != factor.index)


def _exchanged_superscripts(graph: Graph, found: list[Factor]) -> Iterator[Graph]:
    above = [(place, k) for place, leaf in enumerate(found) if isinstance(leaf, Tensor)
             for k in range(sum(map(len, leaf.legs[: leaf.superscripts])))]  # fmt: skip
    for (a, k), (b, m) in combinations(above, 2):
        one, other = ends(found[a])[k], ends(found[b])[m]
        if a != b and one != other and one.dim == other.dim:
            yield with_leaves(graph, {a: with_ends(found[a], {k: other}), b: with_ends(found[b], {m: one})})


def _like(network: Network, leaf: Factor) -> list[str]:
    """Other tensors with the legs of this one, whatever their properties."""
    if not isinstance(leaf, Tensor):
        return []
    dims = network[leaf.name].dims
    return [entry.name for entry in network.tensors() if entry.name != leaf.name and entry.dims == dims]


def _named(leaf: Factor, name: str) -> Factor:
    return replace(leaf, name=name) if isinstance(leaf, Tensor) else leaf


def change_scalar(network: Network, graph: Graph) -> Iterator[Graph]:
    """The coefficient of a term times something, one of its names exchanged, or an option of a function changed."""
    size = [Scalar.name(name) for name in _dims_of(graph)]
    by = [Scalar.number(Fraction(x)) for x in ("2", "-1", "1/2", "0", "3/2")] + size + [s.inverse() for s in size]

    def other(term: Product) -> Iterator[Product]:
        yield from (replace(term, coefficient=term.coefficient * factor) for factor in by)
        for (name, power), new in _pairs(term.coefficient, network):
            yield replace(term, coefficient=term.coefficient * _power(new, power) / _power(name, power))

    yield from with_term(graph, other)
    yield from with_factor(graph, _other_option)


def _dims_of(graph: Graph) -> list[str]:
    return list(dict.fromkeys(wire.dim for f in factors(graph.body) for wire in ends(f)))[:2]


def _pairs(scalar: Scalar, network: Network) -> Iterator[tuple[tuple[str, Fraction], str]]:
    for name, power in scalar.powers:
        names = network.dims if name in network.dims else network.scalars
        yield from (((name, power), new) for new in names if new != name)


def _power(name: str, power: Fraction) -> Scalar:
    return Scalar(Fraction(1), ((name, power),))


def _other_option(factor: Factor) -> Iterator[Factor]:
    if isinstance(factor, Apply):
        for place, (name, value) in enumerate(factor.options):
            new = (name, value * Scalar.number(2) if value.rational else Scalar.number(1))
            yield replace(factor, options=(*factor.options[:place], new, *factor.options[place + 1 :]))


def move_axis(network: Network, graph: Graph) -> Iterator[Graph]:
    """A function acts along another wire of its inside; a mask the other way round; one axis more, or less."""
    yield from with_factor(graph, _other_axis)
    yield from with_factor(graph, _other_nesting)


def _other_axis(factor: Factor) -> Iterator[Factor]:
    if not isinstance(factor, Apply) or not factor.axes:
        return
    inside = [wire for wire in free_wires(factor.body) if (wire,) not in factor.axes]
    for place, leg in enumerate(factor.axes):
        for wire in inside:
            if reduces(factor.function) and len(leg) == 1 and leg[0].dim == wire.dim:
                yield replace(factor, body=map_sum(factor.body, exchanged(leg[0], wire)))
            elif not reduces(factor.function):
                yield replace(factor, axes=(*factor.axes[:place], (wire,), *factor.axes[place + 1 :]))
    if len(factor.axes) == 2:
        yield replace(factor, axes=factor.axes[::-1])
    entry = FUNCTIONS.get(factor.function)
    if entry is not None and entry.kind is Kind.AXES:
        yield from (replace(factor, axes=(*factor.axes, (wire,))) for wire in inside)
        yield from (replace(factor, axes=(leg,)) for leg in factor.axes if len(factor.axes) > 1)


def _other_nesting(factor: Factor) -> Iterator[Factor]:
    """Two functions directly around each other exchange their axes: `sum[i](max[j](…))`."""
    inner = factor.body.terms[0].factors[0] if isinstance(factor, Apply) and factor.body.terms[0].factors else None
    if isinstance(factor, Apply) and isinstance(inner, Apply) and len(factor.axes) == len(inner.axes) == 1:
        one, other = factor.axes[0], inner.axes[0]
        if len(one) == len(other) == 1 and one != other and one[0].dim == other[0].dim:
            yield replace(factor, body=map_sum(factor.body, exchanged(one[0], other[0])))


def drop_factor(network: Network, graph: Graph) -> Iterator[Graph]:
    """A factor goes. Its wires get ones, or are left to broadcasting, or their sum goes with it."""
    present = {wire for term in products(graph.body) for factor in term.factors for wire in free_wires(factor)}

    def without(term: Product) -> Iterator[Product]:
        for place, factor in enumerate(term.factors):
            rest = (*term.factors[:place], *term.factors[place + 1 :])
            kept = {wire for other in rest for wire in free_wires(other)}
            lone = [wire for wire in free_wires(factor) if wire not in kept and wire in present]
            bound = [wire for wire in lone if wire in term.summed]
            summed = tuple(wire for wire in term.summed if wire not in bound)
            for wires, sums in ((lone, term.summed), (bound, term.summed), ([], summed)):
                yield replace(term, factors=(*rest, *(Dot(((wire,),)) for wire in wires)), summed=sums)

    yield from with_term(graph, without)


def transpose(network: Network, graph: Graph) -> Iterator[Graph]:
    """Two legs of one factor change places: of a tensor, or of a group or bubble as a whole."""
    yield from with_factor(graph, _transposed)


def _transposed(factor: Factor) -> Iterator[Factor]:
    if isinstance(factor, (Apply, Sum)):
        for one, other in combinations(free_wires(factor), 2):
            if one.dim == other.dim:
                yield map_factor(factor, exchanged(one, other))
        return
    found = ends(factor)
    for k, m in combinations(range(len(found)), 2):
        if found[k] != found[m] and found[k].dim == found[m].dim:
            yield with_ends(factor, {k: found[m], m: found[k]})


def reorder_kronecker(network: Network, graph: Graph) -> Iterator[Graph]:
    """The parts of a thick leg in another order, on one tensor or in the whole of one term."""
    yield from with_factor(graph, lambda factor: _reordered(network, factor))
    pairs = {pair for leg in _thick_legs(graph) for pair in combinations(leg, 2) if pair[0].dim == pair[1].dim}
    for pair in sorted(pairs, key=str):
        yield from _exchanged_in_a_term(graph, exchanged(*pair))


def _exchanged_in_a_term(graph: Graph, swap: Callable[[Wire], Leg]) -> Iterator[Graph]:
    def whole(term: Product) -> Iterator[Product]:
        yield replace(term, factors=tuple(map_factor(factor, swap) for factor in term.factors))

    yield from with_term(graph, whole)


def _reordered(network: Network, factor: Factor) -> Iterator[Factor]:
    """Dimensions may be exchanged only where nothing else says them: on a fixed index, a shift or a dot."""
    if isinstance(factor, Tensor):
        for place, leg in enumerate(factor.legs):
            for new in _orders(leg):
                if [wire.dim for wire in new] == [wire.dim for wire in leg]:
                    yield replace(factor, legs=(*factor.legs[:place], new, *factor.legs[place + 1 :]))
    elif isinstance(factor, Cap):
        yield from (replace(factor, leg=leg) for leg in _orders(factor.leg))
    elif isinstance(factor, Dot):
        for place, leg in enumerate(factor.legs):
            for new in _orders(leg):
                if [wire.dim for wire in new] == [wire.dim for wire in leg]:
                    yield replace(factor, legs=(*factor.legs[:place], new, *factor.legs[place + 1 :]))
    elif isinstance(factor, Shift):
        yield from (replace(factor, row=leg) for leg in _orders(factor.row) if leg[0].dim == factor.row[0].dim)


def _orders(leg: Leg) -> Iterator[Leg]:
    return (new for new in permutations(leg) if new != leg)


def _thick_legs(graph: Graph) -> Iterator[Leg]:
    yield from (leg for leg in graph.legs if len(leg) > 1)
    for leaf in leaves(graph):
        legs = leaf.legs if isinstance(leaf, (Tensor, Dot)) else (leaf.leg,) if isinstance(leaf, Cap) else ()
        yield from (leg for leg in legs if len(leg) > 1)


MUTATORS: Mapping[str, Callable[[Network, Graph], Iterator[Graph]]] = {
    "swap wires": swap_wires,
    "exchange heads": exchange_heads,
    "change a scalar": change_scalar,
    "move an axis": move_axis,
    "drop a factor": drop_factor,
    "transpose": transpose,
    "reorder a Kronecker product": reorder_kronecker,
}
"""Every kind of corruption, by the name it has in the table."""
