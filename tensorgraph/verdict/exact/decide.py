"""Whether two rational graphs are equal: three sizes, at each as many random points as the chance of error asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tensorgraph.einsum.sizes import product_of, shape_of
from tensorgraph.einsum.uses import needed, scalars_in
from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.nodes import Graph, Product, Sum
from tensorgraph.graph.scalar import Scalar
from tensorgraph.verdict.exact.bound import Bound, sureness
from tensorgraph.verdict.exact.contract import MOST_ENTRIES, MOST_WORK, Work
from tensorgraph.verdict.exact.draws import Form, Way, way_of
from tensorgraph.verdict.exact.evaluate import Point, evaluated
from tensorgraph.verdict.exact.field import Field
from tensorgraph.verdict.exact.numbers import Names, drawn_numbers, names_in, scalar_bound
from tensorgraph.verdict.exact.primes import random_prime
from tensorgraph.verdict.exact.rational import Bounds, require_rational
from tensorgraph.verdict.exact.stop import Undecided, Unlucky
from tensorgraph.verdict.sizes import random_sizes
from tensorgraph.verdict.trial import TRIALS

SURE = 50
"""The chance of error stays below two to the power of minus this."""
MOST_POINTS = 16
"""At one size; more are wanted only where polynomials are huge, or the signs of several isometries are to be tried."""
MOST_SIGNS = 3
"""Isometries that are square have a determinant of either sign; up to this many, every choice of signs is tried."""
REDRAWS = 5
"""Times that a point where something below is zero is drawn again; a random one hardly ever is."""


@dataclass(frozen=True)
class Decision:
    """Whether two sides are equal, and how that is known.

    Where they are not, they differ without doubt, at ``sizes`` and ``entry`` (an index for each wire, parts of thick
    legs apart). Where they are, each of ``trials`` sizes had as many random points as keep the chance below 2^-50 that
    sides which differ at these sizes were found equal; no such chance is known for other sizes. ``partial`` says that
    some tensors were drawn from finitely many values (one-hot, permutations), or from a part of those they may have,
    and that the chance is one for the values drawn.
    """

    equal: bool
    trials: int
    partial: bool = False
    seed: int | None = None
    sizes: Mapping[str, int] | None = None
    entry: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """The ground of the verdict, for people."""
        if not self.equal:
            sizes = ", ".join(f"{name} = {size}" for name, size in (self.sizes or {}).items())
            place = ", ".join(map(str, self.entry))
            return f"exact, with {', '.join(filter(None, [f'seed {self.seed}', sizes]))}, at entry [{place}]"
        drawn = " for each tensor of finitely many values that was drawn" if self.partial else ""
        return f"exact, chance of error < 2⁻⁵⁰{drawn}"


def decide(
    network: Network, left: Graph, right: Graph, given: Collection[str], seed: int, sizes: Mapping[str, int]
) -> Decision | None:
    """Whether two resolved graphs with the same legs are equal; ``given`` definitions have values of their own,
    ``sizes`` are kept. None where that is not rational, or too large to evaluate exactly."""
    try:
        wide = _decide(_Equation(network, left, right, given, True), seed, sizes)
        return wide if wide.equal else _decide(_Equation(network, left, right, given, False), seed, sizes)
    except Undecided:
        return None


@dataclass(frozen=True)
class _Equation:
    """Two sides; ``wide`` says that tensors are drawn from more values than their properties allow, where all of those
    come from finitely many: if the sides are equal even so, no choice of them matters."""

    network: Network
    left: Graph
    right: Graph
    given: Collection[str]
    wide: bool

    @property
    def difference(self) -> Sum:
        """Its numerator is the polynomial that may vanish by accident."""
        return Sum((Product((self.left.body,)), Product((self.right.body,))))


@dataclass(frozen=True)
class _Trial:
    """What is known of an equation at some sizes: the tensors to draw and how, the definitions in order, the names in
    coefficients, and how many points are wanted for each choice of signs."""

    equation: _Equation
    sizes: Mapping[str, int]
    drawn: tuple[tuple[Form, Way], ...]
    definitions: tuple[str, ...]
    names: Names
    points: int

    @property
    def signed(self) -> list[str]:
        """The square isometries."""
        return [form.name for form, way in self.drawn if way.signed(form)]

    @property
    def everywhere(self) -> int:
        """The number of points: ``points`` for each choice of signs."""
        return self.points << min(len(self.signed), MOST_SIGNS)

    @property
    def partial(self) -> bool:
        """Whether the points leave out values that may be."""
        return len(self.signed) > MOST_SIGNS or any(way.partial for _, way in self.drawn)


def _decide(equation: _Equation, seed: int, sizes: Mapping[str, int]) -> Decision:
    trials = [_trial(equation, random_sizes(equation.network, k, sizes)) for k in range(TRIALS)]
    for k, trial in enumerate(trials):
        for place in range(trial.everywhere):
            entry = _difference(trial, [seed + k, place], place)
            if entry is not None:
                return Decision(False, k + 1, trial.partial, seed + k, trial.sizes, entry)
    return Decision(True, TRIALS, any(trial.partial for trial in trials))


def _trial(equation: _Equation, sizes: Mapping[str, int]) -> _Trial:
    network = equation.network
    outside, inside = needed(network, [equation.left, equation.right], equation.given)
    require_rational(network, inside, equation.left, equation.right)
    names = names_in(network, _scalars(equation, inside), sizes)
    forms = [_form(network[name], sizes) for name in outside]
    drawn = tuple((form, way_of(_laws(network[form.name]), form, equation.wide)) for form in forms)
    bounds = Bounds(sizes, lambda scalar: scalar_bound(names, scalar), {f.name: way.bound(f) for f, way in drawn})
    for name in inside:
        bounds.found[name] = bounds.of(network.definitions[name].graph.body)
    return _Trial(equation, sizes, drawn, tuple(inside), names, _points(bounds.of(equation.difference), names))


def _scalars(equation: _Equation, inside: list[str]) -> Iterator[Scalar]:
    yield from scalars_in(equation.left)
    yield from scalars_in(equation.right)
    for name in inside:
        yield from scalars_in(equation.network.definitions[name].graph)


def _laws(entry: Declaration | Definition) -> frozenset[str]:
    return frozenset(law.name for law in entry.properties)


def _form(entry: Declaration | Definition, sizes: Mapping[str, int]) -> Form:
    shape = shape_of(entry.dims, sizes)
    if product_of(shape) > MOST_ENTRIES:
        raise Undecided(f"`{entry.name}` is too large")
    legs = [law.leg for law in entry.properties if law.leg is not None]
    return Form(entry.name, shape, legs[0] if legs else 0)


def _points(bound: Bound, names: Names) -> int:
    """How many independent points make the chance of error small enough."""
    sure = sureness(bound, len(names.squares))
    if sure * MOST_POINTS <= SURE:
        raise Undecided("polynomials too large for the field")
    return int(SURE / sure) + 1


def _difference(trial: _Trial, seed: list[int], signs: int) -> tuple[int, ...] | None:
    """The entry where the sides differ at one random point; None where they agree everywhere."""
    for redraw in range(REDRAWS):
        try:
            point = _point(trial, np.random.default_rng([*seed, redraw]), signs)
            left, right = (evaluated(point, graph) for graph in (trial.equation.left, trial.equation.right))
        except Unlucky:
            continue
        places = np.argwhere(left != right)
        return tuple(int(index) for index in places[0]) if len(places) else None
    raise Undecided("something below is always zero")


def _point(trial: _Trial, generator: np.random.Generator, signs: int) -> Point:
    field = Field(random_prime(generator, trial.names.squares))
    point = Point(
        Work(field, trial.sizes, MOST_WORK // (TRIALS * trial.everywhere)),
        drawn_numbers(trial.names, field.prime, generator),
    )
    for form, way in trial.drawn:
        negative = form.name in trial.signed and bool(signs >> trial.signed.index(form.name) & 1)
        point.work.spend(way.work(form))
        point.found[form.name] = way.draw(field, generator, form.with_sign(negative))
    for name in trial.definitions:
        point.found[name] = evaluated(point, trial.equation.network.definitions[name].graph)
    return point
