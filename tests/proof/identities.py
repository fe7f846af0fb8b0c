"""True equations: every `==` of the examples and of the files beside this module, and what they are tried on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import load
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.uses import dims_in, needed, tensor_names
from tensorgraph.graph.network import Definition, Network
from tensorgraph.graph.nodes import Graph, Product, Sum, Unfold, free_wires
from tensorgraph.graph.walk import products
from tensorgraph.rewrite import resolve, resolve_picture
from tensorgraph.verdict.sizes import random_sizes

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
MOST_ENTRIES = 300_000
"""Most entries of an array that the reference evaluator may make for an identity: a mutant costs milliseconds."""
SETS = 2
"""Size sets at which a mutant must be false to count."""
FALSE = 1e-6
"""Least relative error of what is false: rounding stays below 1e-12."""


@dataclass(frozen=True)
class Identity:
    """An equation between two resolved sides, the definitions that it freezes, and where it stands."""

    name: str
    network: Network
    left: Graph
    right: Graph
    given: tuple[str, ...] = ()

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """Values of other sizes in each; made once."""
        return tuple(Trial(self.network, k, random_sizes(self.network, k, {}), self.given) for k in range(SETS))

    @cached_property
    def sides(self) -> tuple[tuple[Graph, Graph], ...]:
        """Each side with the other one, first as written, then with its names unfolded to the ground."""
        pairs = [(self.left, self.right), (self.right, self.left)]
        opened = [(unfolded(self.network, side, self.given), other) for side, other in pairs]
        return tuple(dict.fromkeys(pairs + opened))


@dataclass(frozen=True)
class Trial:
    """Sizes and random values for a network."""

    network: Network
    number: int
    sizes: Mapping[str, int]
    given: tuple[str, ...]

    def value(self, graph: Graph) -> np.ndarray[Any, Any]:
        """What a graph is, by the reference evaluator."""
        outside, _ = needed(self.network, [graph], self.given)
        values = {name: self.known[name] for name in (*tensor_names(graph), *outside) if name in self.known}
        return evaluate(self.network, graph, values, self.sizes, self._scalars, self._functions)

    @cached_property
    def known(self) -> dict[str, np.ndarray[Any, Any]]:
        """A value for every tensor that can be had, definitions computed once."""
        names = [*self.network.declarations, *self.given]
        dims = {dim for name in names for leg in self.network[name].dims for dim in leg}
        values = random_values(self.network, names if dims <= set(self.sizes) else [], self.sizes, 100 + self.number)
        for name, definition in self.network.definitions.items():
            if name not in values and self._affordable(definition, values):
                values[name] = evaluate(
                    self.network, definition.graph, values, self.sizes, self._scalars, self._functions
                )
        return values

    def _affordable(self, definition: Definition, values: Mapping[str, Any]) -> bool:
        """Whether a definition is computed beforehand: small, and made of what there is. Carried wires come last."""
        made = all(name in values for name in tensor_names(definition.graph))
        return made and definition.kept is None and entries(definition.graph, self.sizes) <= MOST_ENTRIES

    @cached_property
    def _scalars(self) -> dict[str, float]:
        return random_scalars(self.network, 100 + self.number)

    @cached_property
    def _functions(self) -> dict[str, Any]:
        return random_functions(self.network, 100 + self.number)


def entries(graph: Graph, sizes: Mapping[str, int]) -> int:
    """Entries of the largest array that the reference evaluator makes of a graph: a term, before its sums."""

    def of(term: Product) -> int:
        wires = dict.fromkeys([wire for f in term.factors for wire in free_wires(f)] + list(term.summed))
        return prod(sizes[wire.dim] for wire in wires)

    return max(of(term) for term in products(graph.body))


def unfolded(network: Network, graph: Graph, given: tuple[str, ...]) -> Graph:
    """A side with every definition written out, but those that are frozen or have no expression."""
    _, inside = needed(network, [graph], given)
    names = tuple(name for name in inside if network.definitions[name].kept is None)
    if not names or any(name in given for name in tensor_names(graph)):
        return graph
    whole = Unfold(graph.body, names)
    return resolve(network, Graph(graph.legs, Sum((Product((whole,)),)), graph.through))


def apart(left: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float:
    """The largest difference relative to the largest entry. Equal infinities are equal; not-a-number is not false."""
    with np.errstate(invalid="ignore"):
        distance = np.where(left == right, 0.0, np.abs(left - right))
    if np.isnan(distance).any():
        return 0.0
    finite = [np.abs(side[np.isfinite(side)]).max(initial=0.0) for side in (left, right)]
    return float(distance.max(initial=0.0)) / (max(finite) or 1.0)


def false_everywhere(identity: Identity, left: Graph, right: Graph) -> bool:
    """Whether the sides differ in every size set."""
    return all(apart(trial.value(left), trial.value(right)) > FALSE for trial in identity.trials)


def identities(examples: bool = True) -> Iterator[Identity]:
    """Every affordable equation, in the order of the files; those of the examples take half a minute."""
    for path in [*sorted((HERE / "identities").glob("*.tg")), *(sorted(EXAMPLES.rglob("*.tg")) if examples else ())]:
        yield from identities_of(path)


def identities_of(path: Path) -> Iterator[Identity]:
    """The equations of a file that the reference evaluator can try: nothing decomposed, no `for`, small arrays."""
    network = load(path).network
    for picture in network.pictures:
        for row in resolve_picture(network, picture).rows:
            for place, relation in enumerate(row.relations):
                name = f"{path.stem}: {picture.name}" + (f" {place + 1}" if place else "")
                found = Identity(name, network, row.sides[place], row.sides[place + 1], picture.given)
                if relation.sign == "==" and _can_be_tried(found):
                    yield found


def _can_be_tried(identity: Identity) -> bool:
    network, graphs = identity.network, (identity.left, identity.right)
    _, inside = needed(network, graphs, identity.given)
    sizes = random_sizes(network, SETS - 1, {})
    if any(network.definitions[name].kept is not None for name in inside):
        return False
    every = [*(side for side, _ in identity.sides), *(network.definitions[name].graph for name in inside)]
    if any(dim not in sizes for graph in every for dim in dims_in(network, graph)):
        return False
    try:
        return all(entries(graph, sizes) <= MOST_ENTRIES for graph in every) and not _false(identity)
    except TensorgraphError:
        return False


def _false(identity: Identity) -> bool:
    return any(apart(trial.value(identity.left), trial.value(identity.right)) > FALSE for trial in identity.trials)
