"""What many small variants of a side are, in numpy: each is a few products of small arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import combinations
from math import prod

import numpy as np

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.reference_arrays import Array, Labelled, Run, applied, constant, labelled
from tensorgraph.einsum.sizes import leg_size, numbers_of
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.ops import reduces
from tensorgraph.verdict.trial import Trial

MOST_ENTRIES = 200_000
"""Of any array on the way: what is larger is not looked at."""
MOST_PRODUCTS = 500_000
"""Multiplications of a product of two arrays: a millisecond or two."""
MOST_ORDERED = 16
"""Factors of a term for which a better order than that of reading is looked for."""


class _Found(dict[str, Array]):
    """Arrays by name, each computed when it is first asked for."""

    def __init__(self, compute: Callable[[list[str]], list[Array]], names: list[str]) -> None:
        super().__init__(zip(names, compute(names), strict=True))
        self._compute = compute

    def __missing__(self, name: str) -> Array:
        (self[name],) = self._compute([name])
        return self[name]


class Values:
    """The tensors that variants are made of, in one trial; definitions are computed once."""

    def __init__(self, network: Network, trial: Trial, names: Iterable[str], frozen: Collection[str]) -> None:
        def compute(names: list[str]) -> list[Array]:
            return trial.evaluate(network, [_alone(network, name) for name in names], frozen) if names else []

        sizes = with_derived(network, trial.sizes)
        numbers = numbers_of(network, sizes, trial.scalars)
        self._run = Run(network, {}, sizes, numbers, trial.functions, _Found(compute, list(names)))

    def of(self, graph: Graph) -> Array | None:
        """The value of a side, None where it has none or is too large."""
        try:
            with np.errstate(all="ignore"):
                array = _align(self._run, _sum(self._run, graph.body), graph.wires)
        except (ValueError, IndexError, RuntimeError, TensorgraphError):  # RuntimeError: torch cannot decompose a nan
            return None
        legs = graph.legs + tuple((wire,) for wire in graph.through)
        return array.reshape([leg_size(leg, self._run.sizes) for leg in legs])


def _alone(network: Network, name: str) -> Graph:
    """A name with a wire of its own for each part of each leg."""
    legs: tuple[Leg, ...] = tuple(
        tuple(Wire(f"{leg}:{part}", dim) for part, dim in enumerate(dims))
        for leg, dims in enumerate(network[name].dims)
    )
    definition = network.definitions.get(name)
    through = len(definition.graph.through) if definition else 0
    split = len(legs) - through
    tensor = Tensor(name, legs[:split], through=tuple(wire for leg in legs[split:] for wire in leg))
    return Graph(legs, Sum((Product((tensor,)),)))


def _align(run: Run, value: Labelled, wires: tuple[Wire, ...]) -> Array:
    have, array = value
    _bounded(run, wires)
    array = array.transpose([have.index(wire) for wire in wires if wire in have])
    return np.broadcast_to(array[tuple(slice(None) if w in have else None for w in wires)], run.shape(wires))


def _sum(run: Run, node: Sum) -> Labelled:
    wires = free_wires(node)
    return wires, np.sum([_align(run, _product(run, term), wires) for term in node.terms], axis=0)


def _product(run: Run, term: Product) -> Labelled:
    """Factor by factor, each wire summed as soon as no later factor has it; by pairs where that is too large."""
    parts = [_factor(run, factor, term) for factor in term.factors]
    number: Labelled = ((), np.array(term.coefficient.value(run.numbers)))
    try:
        return _in_order(run, term, number, parts)
    except ValueError:
        if len(parts) > MOST_ORDERED:
            raise
        return _by_pairs(run, term, [number, *parts])


def _by_pairs(run: Run, term: Product, parts: list[Labelled]) -> Labelled:
    """Always the two next whose product is the smallest."""
    while len(parts) > 1:
        one, two = min(combinations(range(len(parts)), 2), key=lambda pair: _entries(run, _wires(parts, pair)))
        rest = [part for at, part in enumerate(parts) if at not in (one, two)]
        later = {wire for wires, _ in rest for wire in wires}
        gone = {wire for wire in term.summed if wire not in later}
        parts = [_times(run, parts[one], parts[two], gone), *rest]
    return parts[0]


def _wires(parts: list[Labelled], places: tuple[int, ...]) -> set[Wire]:
    return {wire for place in places for wire in parts[place][0]}


def _in_order(run: Run, term: Product, total: Labelled, parts: list[Labelled]) -> Labelled:
    for at, part in enumerate(parts):
        later = {wire for wires, _ in parts[at + 1 :] for wire in wires}
        total = _times(run, total, part, {wire for wire in term.summed if wire not in later})
    return total


def _times(run: Run, left: Labelled, right: Labelled, gone: set[Wire]) -> Labelled:
    wires = tuple(dict.fromkeys((*left[0], *right[0])))
    kept = tuple(wire for wire in wires if wire not in gone)
    _bounded(run, kept)
    _bounded(run, wires, MOST_PRODUCTS)
    number = {wire: at for at, wire in enumerate(wires)}
    ours, theirs = ([number[wire] for wire in side[0]] for side in (left, right))
    return kept, np.einsum(left[1], ours, right[1], theirs, [number[wire] for wire in kept])


def _factor(run: Run, node: Factor, term: Product) -> Labelled:
    if isinstance(node, Tensor):
        return labelled(run, tuple(wire for leg in node.legs for wire in leg) + node.through, run.found[node.name])
    if isinstance(node, Apply):
        return _apply(run, node)
    assert not isinstance(node, Unfold)
    return _sum(run, node) if isinstance(node, Sum) else constant(run, node, term)


def _apply(run: Run, node: Apply) -> Labelled:
    axes = tuple(wire for leg in node.axes for wire in leg)
    inside = _sum(run, node.body)
    kept = tuple(wire for wire in inside[0] if wire not in axes)
    wires = kept if reduces(node.function) else kept + axes
    return wires, applied(run, node, _align(run, inside, kept + axes), kept).reshape(run.shape(wires))


def _bounded(run: Run, wires: tuple[Wire, ...], most: int = MOST_ENTRIES) -> None:
    if _entries(run, wires) > most:
        raise ValueError("too large")


def _entries(run: Run, wires: Iterable[Wire]) -> float:
    return prod(float(run.sizes[wire.dim]) for wire in wires)
