"""Random networks at the level of graphs, with everything the notation has, and a count of what each one has."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from tensorgraph.graph.network import (
    Declaration,
    Definition,
    Kind,
    Network,
    OpaqueFunction,
    Property,
    ScalarDeclaration,
)
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Leg,
    Product,
    Shift,
    Sum,
    Tensor,
    Wire,
    free_wires,
    legs_of,
)
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.source import Source

SIZES = {"a": 2, "b": 3, "c": 4, "d": 5}
"""All different, so that no two legs can be swapped unseen."""

FEATURES = (
    "trace",
    "three ends",
    "broadcast term",
    "nested bubble sharing a wire",
    "superscript",
    "thick leg",
    "ids",
    "two ids on one wire",
    "thick ids",
    "dot",
    "ones",
    "fixed index",
    "fixed index from the end",
    "shift",
    "thick dot",
    "thick fixed index",
    "thick shift",
    "causal",
    "softmax",
    "reduction",
    "opaque function",
    "opaque function along an axis",
    "group",
    "loop without tensor",
    "root of a dimension",
    "scalar",
    "definition",
    "carried wire",
)
"""What a sample of networks must have."""

MOST_FACTORS = 4
DEPTH = 3
"""How deep bubbles and groups are nested."""


@dataclass(frozen=True)
class Case:
    """A network and a graph to evaluate, with the features it has."""

    network: Network
    graph: Graph
    features: Counter[str]


def random_case(seed: int) -> Case:
    """The case of a seed, always the same."""
    return _Writer(random.Random(seed)).case()


@dataclass
class _Writer:
    random: random.Random
    declarations: dict[str, Declaration] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    features: Counter[str] = field(default_factory=Counter)
    serial: int = 0

    def case(self) -> Case:
        for number in range(self.random.randint(0, 2)):
            self._definition(f"E{number}")
        graph = self._graph(self.random.randint(0, 3), 0)
        scalars = {"k": ScalarDeclaration("k"), "half": ScalarDeclaration("half", Fraction(1, 2))}
        functions = {"f": OpaqueFunction("f"), "g": OpaqueFunction("g", along_axis=True)}
        network = Network(
            Source("random.tg", ""), dict(SIZES), self.declarations, scalars, functions, self.definitions, ()
        )
        return Case(network, graph, self.features)

    def wire(self, dim: str = "") -> Wire:
        self.serial += 1
        return Wire(self.random.choice("ijkl"), dim or self.random.choice(list(SIZES)), self.serial)

    def _definition(self, name: str) -> None:
        graph = self._graph(self.random.randint(0, 3), self.random.choice((0, 0, 1)))
        self.definitions[name] = Definition(name, graph)

    def _graph(self, wires: int, through: int) -> Graph:
        free = [self.wire() for _ in range(wires)]
        carried = [self.wire() for _ in range(through)]
        return Graph(self._legs(free), self._sum(free + carried, DEPTH), tuple(carried))

    def _legs(self, wires: list[Wire]) -> tuple[Leg, ...]:
        """Wires as legs, sometimes two as a thick one."""
        if len(wires) >= 2 and self.random.random() < 0.3:
            self.features["thick leg"] += 1
            return (*((wire,) for wire in wires[:-2]), (wires[-2], wires[-1]))
        return tuple((wire,) for wire in wires)

    def _sum(self, free: list[Wire], depth: int) -> Sum:
        node = Sum(tuple(self._term(free, depth) for _ in range(self.random.choice((1, 1, 1, 2, 3)))))
        if any(set(free_wires(term)) != set(free_wires(node)) for term in node.terms):
            self.features["broadcast term"] += 1
        return node

    def _term(self, free: list[Wire], depth: int) -> Product:
        pool = [wire for wire in free if self.random.random() < 0.85]
        summed = [self.wire() for _ in range(self.random.choice((0, 1, 1, 2, 2)))]
        pool += summed
        extra: list[Wire] = []
        factors = [self._factor(pool, extra, depth) for _ in range(self.random.randint(1, MOST_FACTORS))]
        for wire in [wire for wire in summed if self.random.random() < 0.5]:
            factors.append(self._tensor([wire]))
        self._count_ends(factors, summed + extra)
        return Product(tuple(factors), self._coefficient(), tuple(summed + extra))

    def _count_ends(self, factors: list[Factor], summed: list[Wire]) -> None:
        ends = Counter(wire for factor in factors for leg in legs_of(factor) for wire in leg)
        self.features["three ends"] += any(count > 2 for count in ends.values())
        touched = {wire for factor in factors if not isinstance(factor, Dot) for wire in free_wires(factor)}
        self.features["loop without tensor"] += any(wire not in touched for wire in summed)

    def _coefficient(self) -> Scalar:
        kind = self.random.randint(0, 6)
        if kind == 0:
            self.features["root of a dimension"] += 1
            root = Scalar.name(self.random.choice(list(SIZES))).sqrt(set(SIZES))
            assert root is not None
            return Scalar.number(2) / root
        if kind == 1:
            self.features["scalar"] += 1
            return Scalar.number(-1) * Scalar.name(self.random.choice(("k", "half")))
        return Scalar.number(-1) if kind == 2 else ONE

    def _factor(self, pool: list[Wire], extra: list[Wire], depth: int) -> Factor:
        kinds: list[Callable[[list[Wire], list[Wire], int], Factor]] = [
            lambda p, e, d: self._tensor(self._some(p, 3)),
            lambda p, e, d: self._tensor(self._some(p, 3)),
            self._onehot,
            self._dot,
            self._cap,
            self._shift,
        ]
        if self.definitions:
            kinds += [self._use]
        if depth:
            kinds += [self._bubble, self._bubble, self._axes, self._causal, self._reduction, self._group]
        return self.random.choice(kinds)(pool, extra, depth)

    def _some(self, pool: list[Wire], most: int) -> list[Wire]:
        """Wires to put on legs, one maybe twice."""
        return [self.random.choice(pool) for _ in range(self.random.randint(0, most))] if pool else []

    def _tensor(self, wires: list[Wire]) -> Tensor:
        self.features["trace"] += len(set(wires)) < len(wires)
        legs = self._legs(wires)
        superscripts = self.random.choice((0, 0, 1)) if len(legs) > 1 else 0
        self.features["superscript"] += superscripts
        return Tensor(self._declared(legs), legs, superscripts)

    def _declared(self, legs: tuple[Leg, ...], *properties: Property) -> str:
        dims = tuple(tuple(wire.dim for wire in leg) for leg in legs)
        known = [d.name for d in self.declarations.values() if d.dims == dims and d.properties == properties]
        if known and self.random.random() < 0.4:
            return self.random.choice(known)
        name = f"T{len(self.declarations)}"
        names = tuple(leg[0] if len(leg) == 1 else f"({' '.join(leg)})" for leg in dims)
        self.declarations[name] = Declaration(name, Kind.TENSOR, dims, names, properties)
        return name

    def _onehot(self, pool: list[Wire], extra: list[Wire], depth: int) -> Tensor:
        self.features["ids"] += 1
        legs = self._legs(self._some(pool, 2))
        hot = self.random.choice(pool) if pool and self.random.random() < 0.7 else self._fresh(pool, extra)
        leg: Leg = (hot,)
        if self.random.random() < 0.2:
            self.features["thick ids"] += 1
            leg = (hot, self._fresh(pool, extra))
        place = self.random.randint(0, len(legs))
        legs = (*legs[:place], leg, *legs[place:])
        node = Tensor(self._declared(legs, Property("onehot", place)), legs)
        if self.random.random() < 0.3:
            self.features["two ids on one wire"] += 1
            body = Sum((Product((node, self._second_onehot(leg, pool)), ONE, leg),))
            return self._as_definition(body)
        return node

    def _second_onehot(self, leg: Leg, pool: list[Wire]) -> Tensor:
        legs = (*((wire,) for wire in self._some(pool, 1)), leg)
        return Tensor(self._declared(legs, Property("onehot", len(legs) - 1)), legs)

    def _as_definition(self, body: Sum) -> Tensor:
        """The body as a definition with all its wires, used on the same wires."""
        wires = free_wires(body)
        name = f"D{len(self.definitions)}"
        self.definitions[name] = Definition(name, Graph(tuple((wire,) for wire in wires), body))
        return Tensor(name, tuple((wire,) for wire in wires))

    def _fresh(self, pool: list[Wire], extra: list[Wire], dim: str = "") -> Wire:
        wire = self.wire(dim)
        pool.append(wire)
        extra.append(wire)
        return wire

    def _twin(self, wire: Wire, pool: list[Wire], extra: list[Wire]) -> Wire:
        """Another wire of the same dimension, from the pool if there is one."""
        others = [other for other in pool if other.dim == wire.dim and other != wire]
        return self.random.choice(others) if others else self._fresh(pool, extra, wire.dim)

    def _any(self, pool: list[Wire], extra: list[Wire]) -> Wire:
        return self.random.choice(pool) if pool else self._fresh(pool, extra)

    def _dot(self, pool: list[Wire], extra: list[Wire], depth: int) -> Dot:
        order = self.random.randint(1, 3)
        first = self._any(pool, extra)
        wires = [first] + [self._twin(first, pool, extra) for _ in range(order - 1)]
        self.features["dot" if order > 1 else "ones"] += 1
        if self.random.random() < 0.2:
            self.features["thick dot"] += 1
            second = self._any(pool, extra)
            others = [second] + [self._twin(second, pool, extra) for _ in wires[1:]]
            return Dot(tuple(zip(wires, others, strict=True)))
        return Dot(tuple((wire,) for wire in wires))

    def _cap(self, pool: list[Wire], extra: list[Wire], depth: int) -> Cap:
        leg: Leg = (self._any(pool, extra),)
        if self.random.random() < 0.3:
            self.features["thick fixed index"] += 1
            leg = (*leg, self._any(pool, extra))
        size = prod(SIZES[wire.dim] for wire in leg)
        index = self.random.randint(-size, size - 1)
        self.features["fixed index" if index >= 0 else "fixed index from the end"] += 1
        return Cap(index, leg)

    def _shift(self, pool: list[Wire], extra: list[Wire], depth: int) -> Shift:
        self.features["shift"] += 1
        row: Leg = (self._any(pool, extra),)
        if self.random.random() < 0.2:
            self.features["thick shift"] += 1
            row = (*row, self._any(pool, extra))
        return Shift(row, tuple(self._twin(wire, pool, extra) for wire in row))

    def _use(self, pool: list[Wire], extra: list[Wire], depth: int) -> Tensor:
        """A definition on wires of its dimensions."""
        definition = self.random.choice(list(self.definitions.values()))
        self.features["definition"] += 1
        self.features["carried wire"] += bool(definition.graph.through)
        wire_of = {wire: self._like(wire, pool, extra) for wire in definition.graph.wires}
        legs = tuple(tuple(wire_of[wire] for wire in leg) for leg in definition.graph.legs)
        return Tensor(definition.name, legs, through=tuple(wire_of[wire] for wire in definition.graph.through))

    def _like(self, wire: Wire, pool: list[Wire], extra: list[Wire]) -> Wire:
        others = [other for other in pool if other.dim == wire.dim]
        return self.random.choice(others) if others else self._fresh(pool, extra, wire.dim)

    def _body(self, pool: list[Wire], depth: int) -> Sum:
        return self._sum(list(dict.fromkeys(self._some(pool, 3))), depth - 1)

    def _bubble(self, pool: list[Wire], extra: list[Wire], depth: int) -> Apply:
        function = self.random.choice(("tanh", "relu", "sin", "gelu", "f"))
        self.features["opaque function"] += function == "f"
        return self._sharing(Apply(function, function, self._body(pool, depth)))

    def _axes(self, pool: list[Wire], extra: list[Wire], depth: int) -> Apply:
        function = self.random.choice(("softmax", "layernorm", "rmsnorm", "log_softmax", "g"))
        body = self._body(pool, depth)
        wires = list(free_wires(body)) or [self._any(pool, extra)]
        axes = self.random.sample(wires, self.random.choice((1, min(2, len(wires)))))
        self.features["softmax"] += function == "softmax"
        self.features["opaque function along an axis"] += function == "g"
        legs: tuple[Leg, ...] = (tuple(axes),) if self.random.random() < 0.5 else tuple((wire,) for wire in axes)
        options = (("eps", Scalar.number(Fraction(1, 2))),) if function == "layernorm" else ()
        node = Apply(function, function, self._on(body, axes), legs, options)
        return self._sharing(node)

    def _causal(self, pool: list[Wire], extra: list[Wire], depth: int) -> Apply:
        self.features["causal"] += 1
        query = self._any(pool, extra)
        key = self._twin(query, pool, extra)
        body = self._on(self._body(pool, depth), [query, key])
        # Bounded, because a row of large scores is one-hot whatever else is in it.
        bounded = Sum((Product((Apply("tanh", "tanh", body),)),))
        masked = Sum((Product((Apply("causal", "causal", bounded, ((query,), (key,))),)),))
        return Apply("softmax", "softmax", masked, ((key,),))

    def _on(self, body: Sum, wires: list[Wire]) -> Sum:
        """The body with a term that has these wires, so that the function's brackets name wires that are there."""
        return Sum((*body.terms, Product((self._tensor(wires),))))

    def _reduction(self, pool: list[Wire], extra: list[Wire], depth: int) -> Apply:
        self.features["reduction"] += 1
        axis = self.wire()
        body = self._sum([*dict.fromkeys(self._some(pool, 2)), axis], depth - 1)
        return Apply(self.random.choice(("mean", "max", "sum")), "mean", self._on(body, [axis]), ((axis,),))

    def _group(self, pool: list[Wire], extra: list[Wire], depth: int) -> Sum:
        self.features["group"] += 1
        return self._body(pool, depth)

    def _sharing(self, node: Apply) -> Apply:
        """Counts a bubble inside that has a wire which leaves the outer one too."""
        inner = [f for term in node.body.terms for f in term.factors if isinstance(f, Apply)]
        outside = set(free_wires(node))
        self.features["nested bubble sharing a wire"] += any(outside & set(free_wires(bubble)) for bubble in inner)
        return node
