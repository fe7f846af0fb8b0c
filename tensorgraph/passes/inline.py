"""Inlining. Law: a name is equal to its definition, the wires renamed apart.

A definition that is one product, put where its name stands, is searched for a path together with what is around it:
`H = W_OV x` as `W_O (W_V x)`. It is done where that costs less; a name that would save nothing stays, because it is
read in the plan and in the code. Of definitions that are used more than once only those of parameters are tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tensorgraph.einsum.paths import EXACT_OPERANDS
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Cap, Dot, Factor, Graph, Product, Sum, Tensor
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.walk import products
from tensorgraph.passes.price import WORTH, prepared, price
from tensorgraph.passes.task import Task
from tensorgraph.rewrite.inline import Fresh, inlined

MOST_USES = 1_000
"""Most places that a definition of parameters is put in: an expansion of 512 terms may name it twice in each."""

Place: TypeAlias = tuple[bool, str]
"""A definition (False) or a target (True) by name."""


def inline(task: Task) -> Task:
    """The task with definitions put where they are used, wherever a plan gets cheaper.

    Users come before what they use: where one has taken a definition in, what that was made of is tried there too.
    """
    task = prepared(task)
    program = _program(task)
    for name in list(program.users):
        program.move(name)
    for name in reversed(program.users):
        program.settle(task.network.definitions[name])
    return program.task()


def _program(task: Task) -> _Program:
    _, inside = needed(task.network, task.targets.values(), task.given)
    graphs: dict[Place, Graph] = {(False, name): task.network.definitions[name].origin for name in inside}
    graphs |= {(True, key): graph for key, graph in task.targets.items()}
    program = _Program(task, graphs, {name: {} for name in inside})
    for place in graphs:
        program.count(place)
    return program


@dataclass
class _Program:
    """The expressions of a task so far, which places use a name how often, and what places cost."""

    old: Task
    graphs: dict[Place, Graph]
    users: dict[str, dict[Place, int]]
    prices: dict[Place, float] = field(default_factory=dict)

    def count(self, place: Place) -> None:
        """Note what a place uses."""
        for name, count in Counter(_names(self.graphs[place])).items():
            if name in self.users:
                self.users[name][place] = count

    def move(self, name: str) -> None:
        """A call of a `def` that only another name stands for is that name's own expression."""
        uses, definition = self.users[name], self.old.network.definitions[name]
        if len(uses) == 1 and definition.callee and definition.kept is None:
            ((place, count),) = uses.items()
            is_target, user = place
            named = not is_target and self.old.network.definitions[user].kept is None
            if named and count == 1 and not any(_names_beside(self.graphs[place], name)):
                self._put(place, self._with(place, name), name)
                self._forget((False, name))

    def settle(self, definition: Definition) -> None:
        """Put a definition where it costs less, if there is such a place."""
        name, users = definition.name, self.users[definition.name]
        most = MOST_USES if definition.constant else 1
        if definition.kept is None and _is_product(self.graphs[False, name]) and sum(users.values()) <= most:
            new = {place: self._with(place, name) for place in users if self._is_open(place, name)}
            new = {place: graph for place, graph in new.items() if _widest(graph) <= EXACT_OPERANDS}
            for place in self._cheaper(name, new):
                self._put(place, new[place], name)
            if not users:
                self._forget((False, name))

    def _is_open(self, place: Place, name: str) -> bool:
        """Whether a use could gain: the name stands beside other factors, and not in what is decomposed."""
        is_target, user = place
        if not is_target and self.old.network.definitions[user].kept is not None:
            return False
        return any(_names_beside(self.graphs[place], name))

    def _with(self, place: Place, name: str) -> Graph:
        """A user with the definition in it."""
        fresh = Fresh()
        fresh.seen(self.graphs[place])
        entry = replace(self.old.network.definitions[name], graph=self.graphs[False, name])

        def opened(tensor: Tensor) -> Factor:
            return inlined(entry, tensor, fresh) if tensor.name == name else tensor

        return replace(self.graphs[place], body=map_tensors(self.graphs[place].body, opened))

    def _cheaper(self, name: str, new: Mapping[Place, Graph]) -> list[Place]:
        """Where to put a definition: everywhere, so that it need not be made by itself, or, where that is impossible or
        costs more, wherever it costs less although the definition is made anyway."""
        if not new:
            return []
        with_name = {place: self._price(place) for place in new}
        without = {place: price(self.old, {"": graph}) for place, graph in new.items()}
        alone = self._price((False, name))
        before = alone + sum(with_name.values())
        some = [place for place in new if without[place] < WORTH * with_name[place]]
        mixed = alone + sum(min(with_name[place], without[place]) for place in new)
        if len(new) == len(self.users[name]) and sum(without.values()) < min(WORTH * before, mixed):
            return list(new)
        return some

    def _price(self, place: Place) -> float:
        if place not in self.prices:
            self.prices[place] = price(self.old, {"": self.graphs[place]})
        return self.prices[place]

    def _put(self, place: Place, graph: Graph, name: str) -> None:
        """From now on the user has what the definition was made of."""
        self.graphs[place] = graph
        self.prices.pop(place, None)
        del self.users[name][place]
        self.count(place)

    def _forget(self, place: Place) -> None:
        """A definition that nothing names any more uses nothing."""
        for users in self.users.values():
            users.pop(place, None)

    def task(self) -> Task:
        """The task with the expressions as they are now."""
        definitions = {
            name: replace(entry, graph=self.graphs[False, name])
            if (False, name) in self.graphs and entry.kept is None
            else entry
            for name, entry in self.old.network.definitions.items()
        }
        network = replace(self.old.network, definitions=definitions)
        return replace(self.old, network=network, targets={key: self.graphs[True, key] for key in self.old.targets})


def _names(graph: Graph) -> Iterator[str]:
    """The tensors of a graph, each as often as it stands there."""
    return (factor.name for term in products(graph.body) for factor in term.factors if isinstance(factor, Tensor))


def _names_beside(graph: Graph, name: str) -> Iterator[bool]:
    """For each term with the name whether it has anything else."""
    for term in products(graph.body):
        if any(isinstance(factor, Tensor) and factor.name == name for factor in term.factors):
            yield len(term.factors) > 1 or bool(term.summed)


def _widest(graph: Graph) -> int:
    """The most factors that one path is searched for: a long search costs more than it finds."""
    return max(sum(1 for _ in _flat(term)) for term in products(graph.body))


def _is_product(graph: Graph) -> bool:
    """Whether an expression is one product, of more than one array or with a sum over a wire."""
    if len(graph.body.terms) != 1:
        return False
    (term,) = graph.body.terms
    return bool(term.summed) or sum(not isinstance(factor, Cap | Dot) for factor in _flat(term)) > 1


def _flat(term: Product) -> Iterator[Factor]:
    """The factors of a term, those of groups of one term among them."""
    for factor in term.factors:
        if isinstance(factor, Sum) and len(factor.terms) == 1:
            yield from _flat(factor.terms[0])
        else:
            yield factor
