"""Random expressions rich in what the rules act on: each piece is something that one of them rewrites."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.scalar import ONE, Scalar
from tests.einsum.networks import network

SIZES: Mapping[str, int] = {"a": 2, "b": 3, "c": 4, "r": 2}
"""All above the indices used; `r` is the new dimension of the decomposition."""
TEXT = """
dim a, b, c
tensor A_a[p: a, q: a], A_b[p: b, q: b], A_c[p: c, q: c], u_a[a], u_b[b], u_c[c], w_a[a], w_b[b], w_c[c]
tensor AB[a, b], BC[b, c], CA[c, a], T[a, b, c], K[(a b), c], L[(a b), q: (a b)]
tensor V[c, b] { isometry: b }, Z[a, b, c] { isometry: c }, H[p: b, q: b] { isometry: q }
tensor P_a[p: a, q: a] { permutation }, P_b[p: b, q: b] { permutation }, P_c[p: c, q: c] { permutation }
tensor S[p: b, q: b] { symmetric }, E[p: c, q: c] { diagonal }, E3[a, p: c, q: c] { diagonal }
tensor N[p: c, q: c] { pattern }, N3[a, p: c, q: c] { pattern }, I[p: c, q: c] { diagonal, pattern }
input t[a, c] { onehot: c }, h[b] { onehot: b }, t2[b, (a c)] { onehot: (a c) }
scalar k, half = 0.5
fn f, g[j]
U[i, r] s[r] W[r, j] = svd(AB[i, j])
y[i, j] = AB[i, j] + u_a[i] u_b[j]
z[i, j] = BC[j, k] T[i, j, k]
"""


@cache
def rich_network() -> Network:
    """The network that all expressions are of."""
    return network(TEXT)


def rich_graph(seed: int) -> Graph:
    """The expression of a seed, always the same, with up to three free legs."""
    writer = _Writer(random.Random(seed))
    free = [writer.wire(dim) for dim in writer.random.sample("abc", writer.random.randint(0, 3))]
    return Graph(tuple((wire,) for wire in free), writer.sum(free, 2))


@dataclass
class _Part:
    """Factors, and the wires summed between them and the rest of a term."""

    factors: list[Factor]
    summed: list[Wire] = field(default_factory=list)


@dataclass
class _Writer:
    random: random.Random
    serial: int = 0

    def wire(self, dim: str) -> Wire:
        self.serial += 1
        return Wire(self.random.choice("ijkl"), dim, self.serial)

    def sum(self, free: list[Wire], depth: int, must: tuple[Wire, ...] = ()) -> Sum:
        """Terms over some of the free wires; the first has those that it must."""
        count = self.random.choice((1, 1, 2, 2, 3))
        terms = [self.term(free, depth, must if place == 0 else ()) for place in range(count)]
        if self.random.random() < 0.3:
            terms += [self.again(terms[0]) for _ in range(self.random.choice((1, 2, 2)))]
        return Sum(tuple(terms))

    def again(self, term: Product) -> Product:
        """A term once more, its own summed wires renamed, with another number."""
        from tensorgraph.graph.rename import map_sum
        from tensorgraph.rewrite.terms import bound

        new = {wire: self.wire(wire.dim) for wire in dict.fromkeys(bound(term))}
        copy = map_sum(Sum((term,)), lambda wire: (new.get(wire, wire),)).terms[0]
        number = self.random.choice((-term.coefficient.rational, Fraction(1), Fraction(3, 2)))
        return Product(copy.factors[::-1], Scalar(number, term.coefficient.powers), copy.summed)

    def term(self, free: list[Wire], depth: int, must: tuple[Wire, ...] = ()) -> Product:
        pool = [wire for wire in free if self.random.random() < 0.8]
        factors: list[Factor] = []
        summed: list[Wire] = []
        pieces = [piece for piece in PIECES if depth or piece not in NESTED]
        for piece in self.random.choices(pieces, k=self.random.choice((1, 1, 2))):
            part = piece(self, pool, depth)
            factors += part.factors
            summed += part.summed
            pool += part.summed
        ends = [wire for wire in summed if self.random.random() < 0.2]
        ends += [wire for wire in must if wire not in free_wires(Product(tuple(factors)))]
        factors += [self.vector(wire) for wire in ends]
        self.random.shuffle(factors)
        present = set(free_wires(Product(tuple(factors))))
        return Product(tuple(factors), self.coefficient(), tuple(wire for wire in summed if wire in present))

    def coefficient(self) -> Scalar:
        named = Scalar.name(self.random.choice(("a", "k", "half")))
        return self.random.choice((ONE, ONE, ONE, Scalar.number(-2), Scalar.number(0), named, named.inverse()))

    def vector(self, wire: Wire) -> Factor:
        if self.random.random() < 0.15:
            return Dot(((wire,),))
        name = "s" if wire.dim == "r" else self.random.choice("uw") + f"_{wire.dim}"
        return Tensor(name, ((wire,),))

    def pick(self, pool: list[Wire], part: _Part, dim: str) -> Wire:
        """A wire of a dimension, of the pool or new."""
        known = [wire for wire in pool + part.summed if wire.dim == dim]
        return self.random.choice(known) if known and self.random.random() < 0.6 else self.new(part, dim)

    def new(self, part: _Part, dim: str) -> Wire:
        wire = self.wire(dim)
        part.summed.append(wire)
        return wire

    def tensor(self, name: str, *wires: Wire | Leg) -> Tensor:
        return Tensor(name, tuple((wire,) if isinstance(wire, Wire) else wire for wire in wires))

    def joined(self, *factors: Factor, part: _Part) -> _Part:
        part.factors += factors
        return part


def _matrix(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    name, dims = w.random.choice((("AB", "ab"), ("BC", "bc"), ("CA", "ca"), ("A_b", "bb"), ("S", "bb"), ("y", "ab"),
                                  ("T", "abc"), ("z", "ab"), ("H", "bb")))  # fmt: skip
    return w.joined(w.tensor(name, *(w.pick(pool, part, dim) for dim in dims)), part=part)


def _group(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    return _Part([w.sum(pool, depth - 1)])


def _dots(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    dim = w.random.choice("abc")
    for _ in range(w.random.choice((1, 2))):
        wires = [w.pick(pool, part, dim) for _ in range(w.random.randint(1, 4))]
        part.factors.append(Dot(tuple((wire,) for wire in wires)))
    return part


def _thick(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    one, other = ((w.pick(pool, part, "a"), w.pick(pool, part, "b")) for _ in range(2))
    rest = w.tensor("K", other, w.pick(pool, part, "c")) if w.random.random() < 0.5 else w.tensor("L", other, one)
    return w.joined(Dot((one, other)), rest, part=part)


def _diagonal(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    one, other = w.pick(pool, part, "c"), w.pick(pool, part, "c")
    if w.random.random() < 0.5:
        return w.joined(w.tensor("E3", w.pick(pool, part, "a"), one, other), part=part)
    return w.joined(w.tensor(w.random.choice(("E", "I")), one, other), part=part)


def _hot(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    kind = w.random.randint(0, 4)
    if kind == 0:
        leg = w.pick(pool, part, "a")
        return w.joined(*(w.tensor("t", leg, w.pick(pool, part, "c")) for _ in range(2)), part=part)
    if kind == 1:
        return w.joined(*(w.tensor("h", w.pick(pool, part, "b")) for _ in range(2)), part=part)
    if kind == 2:
        leg = w.pick(pool, part, "b")
        legs = [(w.pick(pool, part, "a"), w.pick(pool, part, "c")) for _ in range(2)]
        return w.joined(*(w.tensor("t2", leg, other) for other in legs), part=part)
    if kind == 3:
        dim = w.random.choice("abc")
        caps = (Cap(w.random.choice((0, 1, -1, -2)), (w.pick(pool, part, dim),)) for _ in range(2))
        return w.joined(*caps, part=part)
    dim = w.random.choice("abc")
    one = w.pick(pool, part, dim)
    pair = [w.tensor(f"P_{dim}", one, w.pick(pool, part, dim)), w.tensor(f"P_{dim}", w.pick(pool, part, dim), one)]
    return w.joined(*pair, part=part)


def _shifts(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    dim = w.random.choice("bc")
    row, column = w.pick(pool, part, dim), w.pick(pool, part, dim)
    part.factors.append(Shift((row,), (column,)))
    if w.random.random() < 0.5:
        part.factors.append(Cap(w.random.choice((0, 1, 2, -1)), (w.random.choice((row, column)),)))
    if w.random.random() < 0.4:
        other = w.pick(pool, part, dim)
        part.factors.append(Shift((row,), (other,)) if w.random.random() < 0.5 else Shift((other,), (column,)))
    return part


def _isometry(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    name, dims, small = w.random.choice(
        (("V", "cb", 1), ("Z", "abc", 2), ("H", "bb", 1), ("H", "bb", 0), ("U", "ar", 1))
    )
    large = [w.new(part, dim) for place, dim in enumerate(dims) if place != small]
    for _ in range(2):
        legs = list(large)
        legs.insert(small, w.pick(pool, part, dims[small]))
        part.factors.append(w.tensor(name, *legs))
    return part


def _decomposed(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    inner = w.new(part, "r")
    one, other = w.pick(pool, part, "a"), w.pick(pool, part, "b")
    if w.random.random() < 0.6:
        return w.joined(w.tensor("U", one, inner), w.tensor("s", inner), w.tensor("W", inner, other), part=part)
    row, new = w.new(part, "a"), w.new(part, "a")
    pair = w.tensor("U", row, inner), w.tensor("U", new, inner)
    return w.joined(w.tensor("AB", row, other), *pair, w.tensor("u_a", new), part=part)


def _rows(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    query, key = w.pick(pool, part, "c"), w.new(part, "c")
    if w.random.random() < 0.5:
        return w.joined(w.tensor("N3", w.pick(pool, part, "a"), query, key), part=part)
    return w.joined(w.tensor("N", query, key), part=part)


def _first_row(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    query = w.new(part, "c")
    keys = [wire for wire in pool if wire.dim == "c" and wire != query]
    key = w.random.choice(keys) if keys else w.new(part, "c")
    pattern: Factor = w.tensor("N", query, key)
    if w.random.random() < 0.5:
        pattern = _masked(w, query, key, pool, depth)
    return w.joined(Cap(0, (query,)), pattern, w.tensor("A_c", query, key), part=part)


def _masked(w: _Writer, query: Wire, key: Wire, pool: list[Wire], depth: int) -> Factor:
    scores = w.sum([query, key, *pool], max(depth - 1, 0), (query, key))
    bounded = Sum((Product((Apply("tanh", "tanh", scores),)),))
    mask = Sum((Product((Apply("causal", "causal", bounded, ((query,), (key,))),)),))
    return Apply("softmax", "softmax", mask, ((key,),))


def _softmax_row(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    key = w.new(part, w.random.choice("abc"))
    return w.joined(_along(w, "softmax", key, pool, depth), part=part)


def _along(w: _Writer, function: str, axis: Wire, pool: list[Wire], depth: int) -> Apply:
    """A bounded inside plus what is the same along the axis."""
    body = w.sum([*pool, axis], max(depth - 1, 0), (axis,))
    bounded = Product((Apply("tanh", "tanh", body),))
    other = [Product((w.vector(w.random.choice(pool)),))] if pool and w.random.random() < 0.7 else []
    options = (("eps", Scalar.number(Fraction(1, 2))),) if function in ("layernorm", "rmsnorm") else ()
    return Apply(function, function, Sum((bounded, *other)), ((axis,),), options)


def _axes(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    part = _Part([])
    function = w.random.choice(("softmax", "log_softmax", "layernorm", "rmsnorm", "g", "max"))
    axis = w.wire(w.random.choice("abc")) if function == "max" else w.pick(pool, part, w.random.choice("abc"))
    return w.joined(_along(w, function, axis, [wire for wire in pool if wire != axis], depth), part=part)


def _flat(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    """A softmax of what is all the same."""
    part = _Part([])
    axis = w.pick(pool, part, w.random.choice("abc"))
    inside = Product((Dot(((axis,),)), Tensor("u_b", ((w.pick(pool, part, "b"),),))))
    return w.joined(Apply("softmax", "softmax", Sum((inside,)), ((axis,),)), part=part)


def _reduction(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    axis = w.wire(w.random.choice("abc"))
    return _Part(
        [Apply(w.random.choice(("sum", "mean")), "mean", w.sum([*pool, axis], depth - 1, (axis,)), ((axis,),))]
    )


def _square(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    return _Part([Apply("square", "square", w.sum(pool, depth - 1))])


def _scaled(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    inside = w.term(pool, depth - 1)
    number = w.random.choice(("2", "-1", "4/9", "-3"))
    name = w.random.choice((ONE, Scalar.name("b"), Scalar.name("k")))
    inside = Product(inside.factors, Scalar.number(Fraction(number)) * name, inside.summed)
    function = w.random.choice(("relu", "abs", "sign", "tanh"))
    if function == "sign" or w.random.random() < 0.3:
        return _Part([Apply("abs", "abs", Sum((inside,)))])
    return _Part([Apply(function, function, Sum((inside,)))])


def _rooted(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    """Roots and reciprocals of what is well above zero."""
    part = _Part([])
    for _ in range(w.random.choice((1, 2))):
        positive = Apply("exp", "exp", Sum((Product((Apply("tanh", "tanh", w.sum(pool, depth - 1)),)),)))
        function = w.random.choice(("sqrt", "reciprocal"))
        inside = Product((positive,), Scalar.number(w.random.choice((4, 1, 1))))
        part.factors += [Apply(function, function, Sum((inside,)))]
    return part


def _exponential(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    terms = [Product((Apply("tanh", "tanh", w.sum(pool, depth - 1)),)) for _ in range(w.random.choice((1, 2, 3)))]
    return _Part([Apply("exp", "exp", Sum(tuple(terms)))])


def _of_zero(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    inside = w.term(pool, depth - 1)
    zero = Product(inside.factors, Scalar.number(0), inside.summed)
    function = w.random.choice(("relu", "exp", "cos", "sigmoid", "tanh", "f"))
    return _Part([Apply(function, function, Sum((zero,)))])


def _selected(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    """A bubble of picked entries, in one term or in all."""
    part = _Part([])
    if w.random.random() < 0.4:
        return _permuted(w, pool, part)
    row = w.pick(pool, part, "a")
    made = w.wire("c"), w.wire("c")
    terms = [Product((w.tensor("t", row, made[0]), w.tensor("A_c", made[0], w.pick(pool, part, "c"))), ONE, made[:1])]
    if w.random.random() < 0.5:
        terms.append(Product((w.tensor("u_c", made[1]), w.tensor("t", row, made[1])), ONE, made[1:]))
    if w.random.random() < 0.5:
        terms.append(Product((w.vector(row),)))
    function = w.random.choice(("tanh", "relu", "f"))
    return w.joined(Apply(function, function, Sum(tuple(terms))), part=part)


def _permuted(w: _Writer, pool: list[Wire], part: _Part) -> _Part:
    dim = w.random.choice("abc")
    axis, inner = w.pick(pool, part, dim), w.wire(dim)
    legs = (axis, inner) if w.random.random() < 0.5 else (inner, axis)
    term = Product((w.tensor(f"P_{dim}", *legs), w.tensor(f"A_{dim}", inner, w.pick(pool, part, dim))), ONE, (inner,))
    if term.factors[1].legs[1] == (axis,):  # type: ignore[union-attr]
        term = Product((term.factors[0], w.tensor(f"u_{dim}", inner)), ONE, (inner,))
    function = w.random.choice(("softmax", "layernorm", "log_softmax", "g"))
    return w.joined(Apply(function, function, Sum((term,)), ((axis,),)), part=part)


def _silu(w: _Writer, pool: list[Wire], depth: int) -> _Part:
    return _Part([Apply("silu", "silu", w.sum(pool, depth - 1))])


PIECES: tuple[Callable[[_Writer, list[Wire], int], _Part], ...] = (
    _matrix, _matrix, _group, _dots, _thick, _diagonal, _hot, _shifts, _isometry, _decomposed, _rows, _first_row,
    _softmax_row, _axes, _flat, _reduction, _square, _scaled, _rooted, _exponential, _of_zero, _selected, _silu,
)  # fmt: skip
NESTED = frozenset(
    (_group, _first_row, _softmax_row, _axes, _reduction, _square, _scaled, _rooted, _exponential, _of_zero, _silu)
)
"""Pieces with an expression inside."""
