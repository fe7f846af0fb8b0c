"""How long a proof takes, and how that grows with factors and with terms.

    python -m tests.bench.proving [SECONDS]

For each family the two sides are equal and written differently: names shuffled, factors reversed. A row of ratios says
by how much the time grew for the step in size. Beyond SECONDS (60 unless told) a family stops.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor, Wire
from tensorgraph.rewrite.prove import prove
from tests.einsum.networks import network

FACTORS = (10, 30, 100, 300)
TERMS = (2, 8, 32, 128, 512, 2048)
ENOUGH = 60.0
"""Seconds after which larger sizes of a family are left out."""


@dataclass(frozen=True)
class Equation:
    """Two sides, and whether they are equal."""

    network: Network
    left: Graph
    right: Graph


def _wires(count: int) -> list[Wire]:
    return [Wire("w", "n", place) for place in range(count)]


def _tensor(name: str, *wires: Wire) -> Tensor:
    return Tensor(name, tuple((wire,) for wire in wires))


def _equation(factors: Sequence[Tensor], free: Sequence[Wire], other: Sequence[Tensor] | None = None) -> Equation:
    """A product, and the same with its factors in another order and its wires renamed; or another product, renamed."""
    declared = {factor.name: len(factor.legs) for factor in (*factors, *(other or ()))}
    legs = {name: ", ".join(f"l{k}: n" for k in range(count)) for name, count in declared.items()}
    text = "dim n\ntensor " + ", ".join(f"{name}[{legs[name]}]" for name in declared)
    left = _graph(factors, free, {})
    every = [wire for factor in (other or factors) for leg in factor.legs for wire in leg]
    numbers = list(range(10_000, 10_000 + len(set(every))))
    random.Random(1).shuffle(numbers)
    new = {wire: replace(wire, serial=n) for wire, n in zip(dict.fromkeys(every), numbers, strict=True)}
    mixed = random.Random(2).sample(list(other or factors), len(other or factors))
    return Equation(network(text), left, _graph(mixed, free, {**new, **{wire: wire for wire in free}}))


def _graph(factors: Sequence[Tensor], free: Sequence[Wire], names: Mapping[Wire, Wire]) -> Graph:
    moved = [_tensor(f.name, *(names.get(leg[0], leg[0]) for leg in f.legs)) for f in factors]
    wires = dict.fromkeys(leg[0] for factor in moved for leg in factor.legs)
    summed = tuple(wire for wire in wires if wire not in free)
    return Graph(tuple((wire,) for wire in free), Sum((Product(tuple(moved), summed=summed),)))


def chain(count: int) -> Equation:
    """A₁ A₂ …, all different."""
    w = _wires(count + 1)
    return _equation([_tensor(f"A{k}", w[k], w[k + 1]) for k in range(count)], [w[0], w[-1]])


def power(count: int) -> Equation:
    """A A A …, all the same."""
    w = _wires(count + 1)
    return _equation([_tensor("A", w[k], w[k + 1]) for k in range(count)], [w[0], w[-1]])


def ring(count: int) -> Equation:
    """The trace of a power: every factor looks like every other."""
    w = _wires(count)
    return _equation([_tensor("A", w[k], w[(k + 1) % count]) for k in range(count)], [])


def tree(count: int) -> Equation:
    """A binary tree of one tensor of order three."""
    w = _wires(2 * count + 1)
    return _equation([_tensor("T", w[k], w[2 * k + 1], w[2 * k + 2]) for k in range(count)], [w[0]])


def components(count: int) -> Equation:
    """Many copies of u A u, a number each."""
    w = _wires(2 * (count // 3))
    pairs = [(w[2 * k], w[2 * k + 1]) for k in range(count // 3)]
    return _equation([f for i, j in pairs for f in (_tensor("u", i), _tensor("A", i, j), _tensor("u", j))], [])


def hadamard(count: int) -> Equation:
    """Every factor on two wires of many ends."""
    w = _wires(3)
    return _equation([_tensor("A", w[k % 2], w[1 + k % 2]) for k in range(count)], [w[0]])


def lattice(count: int) -> Equation:
    """A square lattice of one tensor, wrapped around: nothing tells one place from another."""
    side = max(2, round(count**0.5))
    across = {(r, c): Wire("x", "n", r * side + c) for r in range(side) for c in range(side)}
    down = {(r, c): Wire("y", "n", r * side + c) for r in range(side) for c in range(side)}
    places = [(r, c) for r in range(side) for c in range(side)]
    return _equation([_tensor("T", across[r, c], across[r, (c + 1) % side], down[r, c], down[(r + 1) % side, c])
                      for r, c in places], [])  # fmt: skip


def two_rings(count: int) -> Equation:
    """One ring against two of half its length: alike around every place, and not equal."""
    half, w = count // 2, _wires(count)
    one = [_tensor("A", w[k], w[(k + 1) % count]) for k in range(count)]
    rings = [_tensor("A", w[s + k], w[s + (k + 1) % half]) for s in (0, half) for k in range(half)]
    return _equation(one, [], rings)


def expansion(terms: int) -> Equation:
    """(A₀ + B₀) (A₁ + B₁) … against all its terms."""
    count = terms.bit_length() - 1
    w = _wires(count + 1)
    legs = [(w[k], w[k + 1]) for k in range(count)]
    names = ", ".join(f"{letter}{k}[p: n, q: n]" for k in range(count) for letter in "AB")
    groups = tuple(Sum(tuple(Product((_tensor(f"{x}{k}", *legs[k]),)) for x in "AB")) for k in range(count))
    free = ((w[0],), (w[-1],))
    written = []
    for choice in range(2**count):
        chosen = (_tensor(f"{'AB'[choice >> k & 1]}{k}", *legs[k]) for k in range(count))
        written.append(_renamed(Product(tuple(chosen), summed=tuple(w[1:-1])), choice + 1))
    left = Graph(free, Sum((Product(groups, summed=tuple(w[1:-1])),)))
    return Equation(network(f"dim n\ntensor {names}"), left, Graph(free, Sum(tuple(written))))


def nested(terms: int) -> Equation:
    """The same in parentheses from the left against from the right: both sides have to be multiplied out."""
    whole = expansion(terms)
    groups = whole.left.body.terms[0].factors
    summed = whole.left.body.terms[0].summed
    body = Sum((Product((groups[0],)),))
    for group, wire in zip(groups[1:], summed, strict=True):
        body = Sum((Product((body, group), summed=(wire,)),))
    reversed_terms = Sum(tuple(reversed(whole.right.body.terms)))
    return Equation(whole.network, replace(whole.left, body=body), replace(whole.left, body=reversed_terms))


def _renamed(term: Product, number: int) -> Product:
    from tensorgraph.graph.rename import map_sum

    new = {wire: replace(wire, serial=wire.serial + 100 * number) for wire in term.summed}
    return map_sum(Sum((term,)), lambda wire: (new.get(wire, wire),)).terms[0]


FAMILIES: Mapping[str, tuple[Callable[[int], Equation], Sequence[int]]] = {
    "chain": (chain, FACTORS),
    "power": (power, FACTORS),
    "ring": (ring, FACTORS),
    "tree": (tree, FACTORS),
    "components": (components, FACTORS),
    "hadamard web": (hadamard, FACTORS),
    "torus": (lattice, FACTORS),
    "ring, two rings": (two_rings, FACTORS),
    "expansion": (expansion, TERMS),
    "nested": (nested, TERMS),
}
"""By name: what is proved, and the sizes."""


@dataclass(frozen=True)
class Timed:
    """The seconds of a proof, whether there is one, its steps, and what it says when it gave up."""

    seconds: float
    proved: bool
    steps: int
    limit: str


def timed(equation: Equation) -> Timed:
    """One proof."""
    start = time.perf_counter()
    attempt = prove(equation.network, equation.left, equation.right)
    seconds = time.perf_counter() - start
    steps = len(attempt.proof.left) + len(attempt.proof.right) if attempt.proof else 0
    return Timed(seconds, attempt.proof is not None, steps, attempt.limit)


def rows(enough: float) -> Iterator[str]:
    """The table, a line at a time."""
    yield f"{'family':17}{'size':>6}{'seconds':>10}{'times':>8}  verdict"
    for name, (family, sizes) in FAMILIES.items():
        before = None
        for size in sizes:
            found = timed(family(size))
            ratio = f"{found.seconds / before:8.1f}" if before else " " * 8
            word = (
                f"proved in {found.steps} steps"
                if found.proved
                else f"not proved{': ' * bool(found.limit)}{found.limit}"
            )
            yield f"{name:17}{size:6}{found.seconds:10.3f}{ratio}  {word}"
            before = found.seconds
            if before > enough:
                break


if __name__ == "__main__":
    for line in rows(float(sys.argv[1]) if len(sys.argv) > 1 else ENOUGH):
        print(line, flush=True)
