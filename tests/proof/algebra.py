"""Random multilinear expressions, and algebra that keeps what they are: pairs that are equal by construction."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Dot, Factor, Graph, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.scalar import Scalar
from tests.einsum.networks import network
from tests.proof.edits import ends, with_ends

TEXT = """
dim a, b
tensor A[p: a, q: a], B[p: a, q: a], C[a, b], D[b, a], E[p: b, q: b], u[a], v[a], w[b], T[p: a, q: a, b]
X[i, k] = A[i, j] B[j, k] + C[i, j] D[j, k]
Y[i, j] = C[i, j] + u[i] w[j]
"""
TENSORS = {"A": "aa", "B": "aa", "C": "ab", "D": "ba", "E": "bb", "u": "a", "v": "a", "w": "b", "T": "aab",
           "X": "aa", "Y": "ab"}  # fmt: skip
SIZES = {"a": 2, "b": 3}
CHANGES = 5
"""How many steps of algebra lead from one side to the other."""
MOST_WIRES = 7
"""Most wires of a term: the oracle goes through all their indices."""


@cache
def plain_network() -> Network:
    """The network of all these expressions."""
    return network(TEXT)


@dataclass
class Algebra:
    """A source of choices, and of wires that nothing has yet."""

    random: random.Random
    serial: int = 0

    def wire(self, dim: str) -> Wire:
        """A new wire."""
        self.serial += 1
        return Wire(self.random.choice("ijkl"), dim, self.serial)

    def expression(self) -> Graph:
        """A sum of products of tensors and groups, with up to two free legs."""
        free = [self.wire(dim) for dim in self.random.choice(("", "a", "b", "aa", "ab"))]
        return Graph(tuple((wire,) for wire in free), self.sum(free, self.random.choice((1, 1, 2))))

    def sum(self, free: list[Wire], depth: int) -> Sum:
        """Terms that have all the free wires."""
        return Sum(tuple(self.term(free, depth) for _ in range(self.random.choice((1, 2, 2, 3)))))

    def term(self, free: list[Wire], depth: int) -> Product:
        """Factors on open ends until none is open: those of the free wires first."""
        factors: list[Factor] = []
        summed: list[Wire] = []
        open_ends = list(free)
        while open_ends or not factors:
            factor, more = self.factor(open_ends, depth, len(summed) < 2)
            factors.append(factor)
            summed += more
            open_ends = [wire for wire in open_ends if wire not in free_wires(factor)] + more
        number = Scalar.number(self.random.choice((1, 1, 1, 2, -1)))
        return Product(tuple(factors), number, tuple(summed))

    def factor(self, open_ends: list[Wire], depth: int, grow: bool) -> tuple[Factor, list[Wire]]:
        """A tensor or group on some open ends, and the new wires that it opens."""
        names = list(TENSORS)
        self.random.shuffle(names)
        if depth and open_ends and self.random.random() < 0.4:
            more = [self.wire(self.random.choice("ab"))] if grow and self.random.random() < 0.5 else []
            return self.sum(self.random.sample(open_ends, 1) + more, depth - 1), more
        for name in names:
            waiting, legs, more = list(open_ends), [], []
            for dim in TENSORS[name]:
                wire = next((wire for wire in waiting if wire.dim == dim), None) or self.wire(dim)
                (waiting.remove if wire in waiting else more.append)(wire)
                legs.append((wire,))
            if len(more) <= (1 if grow else 0) and (len(waiting) < len(open_ends) or not open_ends):
                return Tensor(name, tuple(legs)), more
        return Dot(((open_ends[0],),)), []

    def changed(self, graph: Graph) -> Graph:
        """The graph after some random algebra."""
        for _ in range(CHANGES):
            step = self.random.choice(STEPS)
            graph = replace(graph, body=self.somewhere(graph.body, step))
        return graph

    def somewhere(self, node: Sum, step: Callable[[Algebra, Sum], Sum]) -> Sum:
        """A step at the top, or inside a group."""
        groups = [(t, f) for t, term in enumerate(node.terms) for f, g in enumerate(term.factors) if isinstance(g, Sum)]
        if not groups or self.random.random() < 0.5:
            return step(self, node)
        t, f = self.random.choice(groups)
        term = node.terms[t]
        group = term.factors[f]
        assert isinstance(group, Sum)
        inside = self.somewhere(group, step)
        if set(free_wires(inside)) != set(free_wires(group)):
            return node
        return _with(node, t, replace(term, factors=(*term.factors[:f], inside, *term.factors[f + 1 :])))

    def fresh(self, term: Product) -> Product:
        """A copy with all its summed wires new."""
        from tensorgraph.rewrite.terms import bound

        new = {wire: self.wire(wire.dim) for wire in dict.fromkeys(bound(term))}
        return map_sum(Sum((term,)), lambda wire: (new.get(wire, wire),)).terms[0]

    def place(self, node: Sum) -> int:
        return self.random.randrange(len(node.terms))


def _with(node: Sum, place: int, *terms: Product) -> Sum:
    return replace(node, terms=(*node.terms[:place], *terms, *node.terms[place + 1 :]))


def commute(algebra: Algebra, node: Sum) -> Sum:
    """Terms and factors in another order."""
    terms = [
        replace(term, factors=tuple(algebra.random.sample(term.factors, len(term.factors)))) for term in node.terms
    ]
    return replace(node, terms=tuple(algebra.random.sample(terms, len(terms))))


def rename(algebra: Algebra, node: Sum) -> Sum:
    """New names for what is summed."""
    return replace(node, terms=tuple(map(algebra.fresh, node.terms)))


def insert_identity(algebra: Algebra, node: Sum) -> Sum:
    """A leg moved to a new wire, and the identity between."""
    place = algebra.place(node)
    term = node.terms[place]
    leaves = [(at, f) for at, f in enumerate(term.factors) if isinstance(f, Tensor)]
    if not leaves or len(term.summed) >= MOST_WIRES - 2:
        return node
    at, leaf = algebra.random.choice(leaves)
    end = algebra.random.randrange(len(ends(leaf)))
    old = ends(leaf)[end]
    new = algebra.wire(old.dim)
    moved = with_ends(leaf, {end: new})
    factors = (*term.factors[:at], moved, Dot(((old,), (new,))), *term.factors[at + 1 :])
    return _with(node, place, replace(term, factors=factors, summed=(*term.summed, new)))


def distribute(algebra: Algebra, node: Sum) -> Sum:
    """One group multiplied out."""
    for place, term in enumerate(node.terms):
        for at, group in enumerate(term.factors):
            if isinstance(group, Sum):
                rest = (term.factors[:at], term.factors[at + 1 :])
                return _with(node, place, *(algebra.fresh(_spread(term, group, part, rest)) for part in group.terms))
    return node


def _spread(term: Product, group: Sum, part: Product, rest: tuple[tuple[Factor, ...], tuple[Factor, ...]]) -> Product:
    lacking = [wire for wire in free_wires(group) if wire not in free_wires(part)]
    ones = tuple(Dot(((wire,),)) for wire in lacking)
    factors = (*rest[0], *part.factors, *ones, *rest[1])
    return Product(factors, term.coefficient * part.coefficient, (*term.summed, *part.summed))


def associate(algebra: Algebra, node: Sum) -> Sum:
    """Two factors in parentheses, with what only they have summed inside."""
    place = algebra.place(node)
    term = node.terms[place]
    if len(term.factors) < 3:
        return node
    picked = algebra.random.sample(range(len(term.factors)), 2)
    inside = tuple(term.factors[at] for at in picked)
    others = tuple(f for at, f in enumerate(term.factors) if at not in picked)
    outer = {wire for f in others for wire in free_wires(f)}
    own = tuple(wire for wire in term.summed if wire not in outer)
    group = Sum((Product(inside, Scalar.number(1), own),))
    return _with(
        node, place, replace(term, factors=(*others, group), summed=tuple(w for w in term.summed if w in outer))
    )


def split(algebra: Algebra, node: Sum) -> Sum:
    """A term in two parts."""
    place = algebra.place(node)
    term = node.terms[place]
    share = Fraction(algebra.random.choice(("1/2", "1/3", "-1", "2")))
    parts = [replace(term, coefficient=term.coefficient * Scalar.number(x)) for x in (share, 1 - share)]
    return _with(node, place, *(algebra.fresh(part) for part in parts if part.coefficient.rational))


def cancel(algebra: Algebra, node: Sum) -> Sum:
    """Something added and taken away."""
    extra = algebra.term(list(free_wires(node)), 0)
    minus = algebra.fresh(replace(extra, coefficient=-extra.coefficient))
    terms = [*node.terms, extra, minus]
    return replace(node, terms=tuple(algebra.random.sample(terms, len(terms))))


def count_size(algebra: Algebra, node: Sum) -> Sum:
    """A loop of ones, divided by its size."""
    place = algebra.place(node)
    term = node.terms[place]
    wire = algebra.wire(algebra.random.choice("ab"))
    scaled = term.coefficient / Scalar.name(wire.dim)
    return _with(node, place, replace(term, factors=(*term.factors, Dot(((wire,),))), coefficient=scaled,
                                      summed=(*term.summed, wire)))  # fmt: skip


def open_name(algebra: Algebra, node: Sum) -> Sum:
    """One definition written out, as a group."""
    definitions = plain_network().definitions
    for place, term in enumerate(node.terms):
        for at, factor in enumerate(term.factors):
            if isinstance(factor, Tensor) and factor.name in definitions:
                group = _opened(algebra, definitions[factor.name].graph, factor)
                return _with(node, place, replace(term, factors=(*term.factors[:at], group, *term.factors[at + 1 :])))
    return node


def _opened(algebra: Algebra, graph: Graph, tensor: Tensor) -> Sum:
    wires = dict(zip(graph.wires, (leg[0] for leg in tensor.legs), strict=True))
    parts = Sum(tuple(algebra.fresh(part) for part in graph.body.terms))
    return map_sum(parts, lambda wire: (wires.get(wire, wire),))


STEPS: tuple[Callable[[Algebra, Sum], Sum], ...] = (
    commute, rename, insert_identity, distribute, associate, split, cancel, count_size, open_name,
)  # fmt: skip
"""What can be done to a sum without changing what it is."""
