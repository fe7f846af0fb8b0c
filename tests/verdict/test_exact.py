"""Exact decisions: arithmetic against Python's integers, draws against their laws, values against a second oracle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.draws import DRAWS
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite import resolve_picture
from tensorgraph.verdict.exact import Decision, decide
from tensorgraph.verdict.exact.bound import Bound, added, sureness
from tensorgraph.verdict.exact.contract import MOST_WORK, Work
from tensorgraph.verdict.exact.draws import WAYS, Form, way_of
from tensorgraph.verdict.exact.evaluate import Point, evaluated
from tensorgraph.verdict.exact.field import Field
from tensorgraph.verdict.exact.linear import inverse, product
from tensorgraph.verdict.exact.numbers import drawn_numbers, names_in
from tensorgraph.verdict.exact.primes import factorised, is_prime, random_prime, root
from tensorgraph.verdict.exact.stop import Undecided, Unlucky
from tests.random_networks import SIZES, random_case
from tests.verdict.rational_oracle import Oracle, made_rational

ROOT = Path(__file__).parent.parent.parent
MERSENNE = 2**61 - 1
"""The largest prime of 61 bits."""
SMALLEST = 2**60 + 33
"""A small one."""


def residues(prime: int, seed: int, *shape: int) -> np.ndarray:
    return Field(prime).random(np.random.default_rng(seed), shape)


# ---- arithmetic


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([MERSENNE, SMALLEST, 7]), st.data())
def test_field_arithmetic_is_that_of_integers(prime: int, data: st.DataObject) -> None:
    edge = st.sampled_from(
        [0, 1, 2, prime // 2, prime - 2, prime - 1, min(2**32, prime - 1), min(2**32 - 1, prime - 1)]
    )
    numbers = st.lists(st.one_of(edge, st.integers(0, prime - 1)), min_size=1, max_size=20)
    left = data.draw(numbers)
    right = (data.draw(numbers) * len(left))[: len(left)]
    field, a, b = Field(prime), np.array(left, np.uint64), np.array(right, np.uint64)
    pairs = list(zip(left, right, strict=True))
    assert field.times(a, b).tolist() == [x * y % prime for x, y in pairs]
    assert field.plus(a, b).tolist() == [(x + y) % prime for x, y in pairs]
    assert field.minus(a, b).tolist() == [(x - y) % prime for x, y in pairs]
    assert int(field.total(a, (0,))) == sum(left) % prime
    whole = [number for number in left if number]
    if whole:
        assert field.inverse(np.array(whole, np.uint64)).tolist() == [pow(number, -1, prime) for number in whole]


@pytest.mark.parametrize("inner", [1, 3, 2048, 5000])
@pytest.mark.parametrize("fill", ["random", "largest"])
def test_matrix_products_are_those_of_integers(inner: int, fill: str) -> None:
    """Entries as large as can be are where a sum of limbs would first be rounded."""
    a, b = residues(MERSENNE, 1, 2, 3, inner), residues(MERSENNE, 2, 2, inner, 4)
    if fill == "largest":
        a, b = np.full_like(a, MERSENNE - 1), np.full_like(b, MERSENNE - 1)
    wanted = (a.astype(object) @ b.astype(object)) % MERSENNE
    assert (product(Field(MERSENNE), a, b) == wanted).all()


@pytest.mark.parametrize("size", [1, 9, 16, 17, 50])
def test_a_matrix_times_its_inverse_is_one(size: int) -> None:
    field, matrix = Field(SMALLEST), residues(SMALLEST, 3, size, size)
    if size > 1:
        matrix[0, 0] = 0  # a row exchange
    wanted = (inverse(field, matrix).astype(object) @ matrix.astype(object)) % SMALLEST
    assert (wanted == np.eye(size, dtype=int)).all()
    matrix[-1] = matrix[size // 2] if size > 1 else 0
    with pytest.raises(Unlucky):
        inverse(field, matrix)


def test_zero_has_no_inverse() -> None:
    with pytest.raises(Unlucky):
        Field(7).inverse(np.array([1, 0], np.uint64))


def test_primes_are_prime_and_of_61_bits() -> None:
    from sympy import isprime

    numbers = [int(n) for n in np.random.default_rng(0).integers(2**60, 2**61, 400)]
    assert [is_prime(n | 1) for n in numbers] == [isprime(n | 1) for n in numbers]
    assert is_prime(MERSENNE) and not is_prime((2**31 - 1) * (2**29 + 11))
    found = {random_prime(np.random.default_rng(seed)) for seed in range(20)}
    assert len(found) == 20
    assert all(prime.bit_length() == 61 and prime % 4 == 3 and isprime(prime) for prime in found)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_roots_are_roots(depth: int) -> None:
    prime = random_prime(np.random.default_rng(5), (2, 3, 5))
    for number in (2, 3, 5):
        assert pow(root(number, depth, prime), 2**depth, prime) == number


@given(st.integers(1, 10**9))
def test_factors_multiply_to_the_number(number: int) -> None:
    found = factorised(number)
    assert np.prod([factor**power for factor, power in found.items()] or [1], dtype=object) == number
    assert all(factor == 2 or pow(2, factor - 1, factor) == 1 for factor in found)


def test_a_number_with_large_factors_is_given_up() -> None:
    with pytest.raises(Undecided):
        factorised(MERSENNE * 4)


# ---- draws


def law(name: str, value: np.ndarray, leg: int, prime: int) -> bool:
    """Whether an array of Python integers obeys a property, exactly."""
    size = value.shape[-1]
    eye = np.eye(size, dtype=int)
    match name:
        case "isometry":
            matrix = np.moveaxis(value, leg, -1).reshape(-1, value.shape[leg])
            return bool(((matrix.T @ matrix) % prime == np.eye(matrix.shape[1], dtype=int)).all())
        case "onehot":
            return set(value.ravel()) <= {0, 1} and bool(np.all(value.sum(leg) == 1))
        case "permutation":
            return law("onehot", value, -1, prime) and law("onehot", value, -2, prime)
        case "symmetric":
            return bool((value == value.swapaxes(-1, -2)).all())
        case "diagonal":
            return bool((value * (1 - eye) == 0).all())
        case "pattern":
            return bool((np.triu(value, 1) == 0).all() and (value.sum(-1) % prime == 1).all())
    return bool(np.all(value.sum(leg) % prime == 1))  # affine


SHAPES = {
    "isometry": [((7, 3), 1), ((3, 7), 0), ((2, 3, 5), 2), ((5, 5), 0), ((5, 5), 1), ((2, 7, 3), 2)],
    "onehot": [((4, 6), 1), ((6, 4), 0), ((3,), 0), ((2, 3, 4), 1)],
    "affine": [((4, 6), 1), ((3,), 0), ((2, 3, 4), 1)],
    "diagonal": [((5, 5), 0), ((2, 5, 5), 0)],
    "pattern": [((5, 5), 0), ((2, 5, 5), 0), ((1, 1), 0)],
}


@pytest.mark.parametrize("names", WAYS, ids=lambda names: "+".join(sorted(names)) or "generic")
def test_every_draw_obeys_its_laws_exactly(names: frozenset[str]) -> None:
    (shapes,) = [SHAPES[name] for name in names] if len(names) == 1 and names <= set(SHAPES) else [[((7, 7), 1)]]
    for shape, leg in shapes:
        for negative in (False, True):
            form = Form("T", shape, leg, negative)
            value = way_of(names, form, False).draw(Field(MERSENNE), np.random.default_rng(4), form).astype(object)
            assert value.shape == shape
            assert all(law(name, value, leg, MERSENNE) for name in names)
            wide = way_of(names, form, True)
            other = wide.draw(Field(MERSENNE), np.random.default_rng(4), form).astype(object)
            assert other.shape == shape
            assert all(law(name, other, leg, MERSENNE) for name in WAYS[names].wider or names)


def test_the_laws_of_this_test_can_fail() -> None:
    shuffled = np.arange(49).reshape(7, 7)
    for name in ("isometry", "onehot", "permutation", "symmetric", "diagonal", "pattern", "affine"):
        assert not law(name, shuffled, 1, MERSENNE)


def test_every_set_that_is_drawn_in_floating_point_is_drawn_here() -> None:
    assert set(WAYS) - {frozenset({"affine"})} == set(DRAWS)


def test_what_is_wider_has_every_value() -> None:
    """The values of a narrow set obey the laws of the wider one."""
    for way in WAYS.values():
        if way.wider:
            form = Form("T", (7, 7), 1)
            value = way.draw(Field(MERSENNE), np.random.default_rng(1), form).astype(object)
            assert all(law(name, value, 1, MERSENNE) for name in way.wider)
            assert WAYS[way.wider].partial is False


def determinant(matrix: np.ndarray, prime: int) -> int:
    rows, result = [[int(x) for x in row] for row in matrix], 1
    for k in range(len(rows)):
        result = result * rows[k][k] % prime
        for row in rows[k + 1 :]:
            scale = row[k] * pow(rows[k][k], -1, prime)
            row[:] = [(a - scale * b) % prime for a, b in zip(row, rows[k], strict=True)]
    return result


def test_a_square_isometry_has_either_sign() -> None:
    for negative, wanted in ((False, 1), (True, MERSENNE - 1)):
        form = Form("Q", (5, 5), 1, negative)
        value = WAYS[frozenset({"isometry"})].draw(Field(MERSENNE), np.random.default_rng(2), form)
        assert determinant(value, MERSENNE) == wanted


def test_a_shape_without_such_values_is_not_drawn() -> None:
    with pytest.raises(Undecided):
        way_of(frozenset({"isometry"}), Form("Q", (3, 7), 1), False)
    with pytest.raises(Undecided):
        way_of(frozenset({"symmetric", "pattern", "isometry"}), Form("Q", (3, 3), 1), False)


# ---- values


@pytest.mark.parametrize("start", range(0, 2000, 500))
def test_values_are_those_of_the_oracle(start: int) -> None:
    compared = 0
    for seed in range(start, start + 500):
        compared += agrees_with_the_oracle(seed)
    assert compared > 40


def agrees_with_the_oracle(seed: int) -> bool:
    """False where a denominator is zero everywhere, or nested loops would take too long."""
    network, graph = rational_case(seed)
    definitions = network.definitions
    if sum(map(steps, [graph, *(found.graph for found in definitions.values())])) > MOST_STEPS:
        return False
    point = point_of(network, seed)
    try:
        for name, found in definitions.items():
            point.found[name] = evaluated(point, found.graph)
        value = evaluated(point, graph)
    except Unlucky:
        return False
    oracle = Oracle(network, SIZES, point.field.prime, point.found, point.numbers.roots)
    assert (value == oracle.array(graph)).all()
    return True


def rational_case(seed: int) -> tuple[Network, Graph]:
    """A random network and graph with rational functions only."""
    case = random_case(seed)
    definitions = {
        name: replace(found, graph=replace(found.graph, body=made_rational(found.graph.body)))
        for name, found in case.network.definitions.items()
    }
    graph = replace(case.graph, body=made_rational(case.graph.body))
    return replace(case.network, definitions=definitions), graph


def test_a_random_graph_is_itself_and_not_with_another_coefficient() -> None:
    decided = differing = 0
    for seed in range(30):
        network, graph = rational_case(seed)
        (first, *rest) = graph.body.terms
        other = replace(first, coefficient=first.coefficient * Scalar.number(Fraction(1001, 1000)))
        changed = replace(graph, body=replace(graph.body, terms=(other, *rest)))
        zero = replace(graph, body=replace(graph.body, terms=(replace(first, coefficient=Scalar.number(0)), *rest)))
        itself, found, without = (decide(network, graph, side, (), seed, SIZES) for side in (graph, changed, zero))
        if itself is None or found is None or without is None:
            continue  # a denominator that is always zero, or squares of squares
        decided += 1
        assert itself.equal
        assert found.equal == without.equal  # a changed coefficient shows unless the term is zero anyway
        differing += not found.equal
    assert decided > 10 and differing > 5


MOST_STEPS = 30_000
"""Entries of factors that nested loops look at, a tenth of a second."""


def steps(graph: Graph) -> float:
    """How many that are."""
    return entries(graph.wires) * steps_of(graph.body)


def steps_of(node: Factor | Product) -> float:
    match node:
        case Sum():
            return sum(map(steps_of, node.terms))
        case Product():
            return entries(node.summed) * (1 + sum(map(steps_of, node.factors)))
        case Apply():
            return entries(tuple(wire for leg in node.axes for wire in leg)) * steps_of(node.body)
    return 1


def entries(wires: tuple[Wire, ...]) -> float:
    return float(np.prod([SIZES[wire.dim] for wire in wires] or [1]))


def point_of(network: Network, seed: int) -> Point:
    generator = np.random.default_rng(seed)
    every = [Scalar(Fraction(1), ((name, Fraction(1, 2)),)) for name in (*SIZES, *network.scalars)]
    names = names_in(network, every, SIZES)
    prime = random_prime(generator, names.squares)
    point = Point(Work(Field(prime), SIZES, MOST_WORK), drawn_numbers(names, prime, generator))
    for entry in network.declarations.values():
        shape = tuple(int(np.prod([SIZES[dim] for dim in leg])) for leg in entry.dims)
        legs = [found.leg for found in entry.properties if found.leg is not None]
        form = Form(entry.name, shape, legs[0] if legs else 0)
        way = way_of(frozenset(found.name for found in entry.properties), form, False)
        point.found[entry.name] = way.draw(point.field, generator, form)
    return point


# ---- decisions


def decision(text: str, name: str = "q", seed: int = 0, sizes: Mapping[str, int] | None = None) -> Decision | None:
    """On the first equation of a picture."""
    network = tg.loads(text).network
    (picture,) = [picture for picture in network.pictures if picture.name == name]
    row = resolve_picture(network, picture).rows[0]
    return decide(network, row.sides[0], row.sides[1], picture.given, seed, sizes or {})


HEAD = """dim n, m, head, vocab
tensor v[n], w[n], M[n, n], N[n, n], T[n, m], u[head]
tensor U[n, head] { isometry: head }, R[p: n, q: n] { isometry: q }, P[p: n, q: n] { permutation }
tensor S[p: n, q: n] { symmetric }, D[p: n, q: n] { diagonal }, A[p: n, q: n] { pattern }
tensor H[p: n, q: n] { isometry: q, symmetric }
input t[n, vocab] { onehot: vocab }
scalar c, half = 0.5, tiny = 1e-12
fn f
"""

TRUE = [
    "v[i] w[j] == w[j] v[i]",
    "M[i, j] N[j, i] == N[i, j] M[j, i]",
    "U[i, a] U[i, b] == id[a, b]",
    "R[i, k] R[j, k] == id[i, j]",
    "R[k, i] R[k, j] == id[i, j]",
    "S[i, j] == S[j, i]",
    "D[i, j] D[j, k] == D[i, k] D[i, j] ones[j]",
    "A[i, j] ones[j] == 1",
    "A[0, 1] == 0",
    "P[i, j] P[k, j] == id[i, k]",
    "P[i, j] ones[j] == 1",
    "H[i, j] H[j, k] == id[i, k]",
    "t[i, v] ones[v] == 1",
    "t[i, v] t[i, v2] == t[i, v] id[v, v2]",
    "u[a] / sqrt(head) / sqrt(head) == u[a] / head",
    "sqrt(head) sqrt(c) u[a] sqrt(c) == c sqrt(head) u[a]",
    "half v[i] == v[i] / 2",
    "mean[i](v[i]) == v[i] ones[i] / n",
    "square(v[i]) == square(-v[i])",
    "v[i] / v[i] == ones[i]",
    "v[i] / (w[i] + 1) + w[i] v[i] / (w[i] + 1) == v[i]",
    "copy[i, j, k] v[k] == id[i, j] v[j]",
    "shift[i, j] v[j] w[i] == v[j] w[i] shift[i, j]",
    "c v[i] / c == v[i]",
    "v[0] == v[i] id[0, i]",
    "(v[i] + w[i]) (v[j] - w[j]) == v[i] v[j] + w[i] v[j] - v[i] w[j] - w[i] w[j]",
    "v[i] + tiny - 1e-12 == v[i]",
]

FALSE = [
    "v[i] w[j] == w[i] v[j]",
    "M[i, j] N[j, k] == N[i, j] M[j, k]",
    "M[i, j] == M[j, i]",
    "U[i, a] U[j, a] == id[i, j]",
    "R[i, j] == R[j, i]",
    "P[i, j] == P[j, i]",
    "P[i, j] P[j, k] == id[i, k]",
    "A[i, j] ones[i] == 1",
    "H[i, j] == id[i, j]",
    "t[0, v] == t[1, v]",
    "u[a] / sqrt(head) == u[a] / head",
    "u[a] / sqrt(head) == -u[a] / sqrt(head)",
    "v[i] + 1e-12 == v[i]",
    "1.000000000001 v[i] == v[i]",
    "2305843009213693952 v[i] == v[i]",
    "2305843009213693951 v[i] == 0",
    "mean[i](v[i]) == v[i] ones[i] / m",
    "square(v[i] + w[i]) == square(v[i]) + square(w[i])",
    "1 / (v[i] + w[i]) == 1 / v[i] + 1 / w[i]",
    "shift[i, j] v[j] == shift[j, i] v[j]",
    "c v[i] == v[i]",
    "3 v[i] w[j] M[j, k] == 2 v[i] w[j] M[j, k]",
    "head == 5",
    "R[0, 0] R[1, 1] - R[0, 1] R[1, 0] == 1",
]

UNDECIDED = ["relu(v[i]) == v[i]", "f(v[i]) == f(v[i])", "softmax[i](v[i]) ones[i] == 1", "sqrt(2) v[i] == v[i]",
             "max[i](v[i]) == 0", "causal[i, j](M[i, j]) == M[i, j]", "1 / (v[i] - v[i]) == v[i]"]  # fmt: skip


@pytest.mark.parametrize("equation", TRUE)
@pytest.mark.parametrize("seed", [0, 9])
def test_what_is_true_is_equal(equation: str, seed: int) -> None:
    found = decision(f"{HEAD}check q: {equation}", seed=seed)
    assert found is not None and found.equal


@pytest.mark.parametrize("equation", FALSE)
@pytest.mark.parametrize("seed", [0, 9])
def test_what_is_false_differs(equation: str, seed: int) -> None:
    found = decision(f"{HEAD}check q: {equation}", seed=seed)
    assert found is not None and not found.equal and found.sizes is not None


@pytest.mark.parametrize("equation", UNDECIDED)
def test_what_is_not_rational_is_not_decided(equation: str) -> None:
    assert decision(f"{HEAD}check q: {equation}") is None


def test_the_entry_is_one_where_the_sides_differ() -> None:
    found = decision(f"{HEAD}check q: v[i] + id[3, i] == v[i]")
    assert found is not None and found.entry == (3,)


def test_roots_of_fixed_sizes() -> None:
    """√4 is 2 and not −2; √8 is 2 √2; and 3 has a root whatever the prime."""
    head = "dim a = 4, b = 8, c = 2, d = 3\ntensor v[a], w[b], x[c], z[d]\n"
    sizes = {"a": 4, "b": 8, "c": 2, "d": 3}
    for equation, wanted in {
        "v[i] / sqrt(a) == v[i] / 2": True,
        "v[i] / sqrt(a) == -v[i] / 2": False,
        "w[i] / sqrt(b) == w[i] / sqrt(c) / 2": True,
        "w[i] / sqrt(b) == -w[i] / sqrt(c) / 2": False,
        "z[i] sqrt(d) sqrt(d) == 3 z[i]": True,
        "sqrt(sqrt(b)) sqrt(sqrt(b)) sqrt(b) w[i] == 8 w[i]": True,
    }.items():
        found = decision(f"{head}check q: {equation}", sizes=sizes)
        assert found is not None and found.equal is wanted, equation


def test_a_kept_definition_has_a_value_of_its_own_only_where_given() -> None:
    text = "dim n, m\ntensor M[n, m]\nU[i, r] s[r] V[r, j] = svd(M[i, j])\ncheck q{}: U[i, r] s[r] == s[r] U[i, r]"
    assert decision(text.format("")) is None
    given = decision(text.format(" given U, s"))
    assert given is not None and given.equal


def test_a_frozen_definition_is_not_what_it_was_made_from() -> None:
    text = "dim n\nparam M[n, n]\nA[i, j] = M[i, j] + M[j, i]\ncheck q{}: A[i, j] == A[j, i]"
    free, frozen = decision(text.format("")), decision(text.format(" given A"))
    assert free is not None and free.equal
    assert frozen is not None and not frozen.equal


def test_finitely_many_values_are_said_only_where_they_matter() -> None:
    sums = decision(f"{HEAD}check q: t[i, v] ones[v] == 1")
    copies = decision(f"{HEAD}check q: t[i, v] t[i, v2] == t[i, v] id[v, v2]")
    assert sums is not None and not sums.partial and sums.words == "exact, chance of error < 2⁻⁵⁰"
    assert copies is not None and copies.partial and copies.words.startswith("exact, chance of error < 2⁻⁵⁰ for each")


def test_both_signs_of_a_determinant_are_tried() -> None:
    """With one size, a rotation by a multiple of a right angle aside, an entry tells the signs apart."""
    text = "dim n\ntensor R[p: n, q: n] { isometry: q }\ncheck q: R[0, 0] == {}R[1, 1]"
    for sign in ("", "-"):
        found = decision(text.replace("{}", sign), sizes={"n": 2})
        assert found is not None and not found.equal


def test_an_index_out_of_range_is_said() -> None:
    with pytest.raises(TensorgraphError) as error:
        decision("dim n\ntensor v[n]\ncheck q: v[7] == v[7]", sizes={"n": 3})
    assert error.value.diagnostics[0].code == "index-range"


def test_what_is_too_large_is_given_up() -> None:
    text = "dim a, b, c, d\ntensor T[a, b, c, d]\ncheck q: T[i, j, k, l] == T[i, j, k, l]"
    assert decision(text, sizes={"a": 100, "b": 100, "c": 100, "d": 100}) is None


def test_the_same_seed_decides_the_same() -> None:
    text = f"{HEAD}check q: M[i, j] N[j, k] == N[i, j] M[j, k]"
    assert decision(text, seed=4) == decision(text, seed=4)


# ---- how sure


def test_bounds_of_polynomials() -> None:
    """x² + 3 y z / 5 has degree 2; over one denominator 5 its coefficients add up to 5 + 3."""
    x = Bound(1)
    term = x.times(x).times(Bound(0, np.log2(3), {}, np.log2(5)))
    found = added([x.times(x), term])
    assert found.degree == 2 and 2**found.bits >= 8 and found.whole == pytest.approx(np.log2(5))


def test_bounds_of_fractions() -> None:
    """1/x₁ + 1/x₂ is (x₂ + x₁) / (x₁ x₂): degree 1 above; times x² it is 3."""
    inverse_of = Bound(1).inverse("x", 2)
    total = inverse_of.summed(2)
    assert total.degree == 1 and sum(key.degree * power for key, power in total.below.items()) == 2
    square = Bound(1).times(Bound(1))
    assert total.times(square).degree == 3
    assert added([total.times(square), Bound(2)]).degree == 4


def test_higher_degrees_and_more_roots_are_less_sure() -> None:
    assert sureness(Bound(4), 0) > sureness(Bound(40_000), 0) > 40
    assert sureness(Bound(4), 0) > sureness(Bound(4), 2)


# ---- against floating point

FILES = [*tg.examples(), *sorted((ROOT / "tests" / "false").glob("*.tg"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_decisions_agree_with_floating_point(path: Path) -> None:
    network = tg.load(path).network
    for picture in network.pictures:
        for row in resolve_picture(network, picture).rows:
            for k, relation in enumerate(row.relations):
                found = decide(network, row.sides[k], row.sides[k + 1], picture.given, 0, {})
                if found is not None and relation.sign != "~=":
                    wanted = equal_in_floating_point(network, row.sides[k], row.sides[k + 1], picture.given)
                    assert found.equal is wanted, picture.name


def equal_in_floating_point(network: Network, left: Graph, right: Graph, given: tuple[str, ...]) -> bool:
    from tensorgraph.verdict.trial import random_trials

    for trial in random_trials(network, 0, {}):
        one, other = trial.evaluate(network, [left, right], given)
        if not np.allclose(one, other, rtol=1e-9, atol=1e-9):
            return False
    return True
