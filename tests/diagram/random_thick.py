"""Random products with thick legs, dots and bubbles, for what must hold of every drawing of them."""

import random
from collections import Counter

from tensorgraph.graph.network import Declaration, Kind, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Leg, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.source import Source


def random_thick(seed: int) -> tuple[Network, Picture]:
    """A network and its one picture, the same for a seed."""
    chance = random.Random(seed)
    wires = [Wire(name, name.upper()) for name in "abcdefghij"[: chance.randint(3, 9)]]
    ends: list[list[Wire]] = [[] for _ in range(chance.randint(2, 6))]
    for wire in wires:
        for index in chance.sample(range(len(ends)), min(chance.choice([1, 2, 2, 2, 2, 2, 3]), len(ends))):
            ends[index].append(wire)
    declared: dict[str, Declaration] = {}
    factors = tuple(_factor(f"T_{k}", _legs(ends_, chance), declared, chance) for k, ends_ in enumerate(ends) if ends_)
    count = Counter(wire for factor in factors for wire in free_wires(factor))
    outer = [wire for wire in wires if count[wire] == 1 or (count[wire] and chance.random() < 0.15)]
    body = Sum((Product(factors, summed=tuple(wire for wire in wires if count[wire] and wire not in outer)),))
    chance.shuffle(outer)
    picture = Picture("random", (Row((Graph(_legs(outer, chance), body),)),))
    dims = {wire.dim: None for wire in wires}
    return Network(Source("random", ""), dims, declared, {}, {}, {}, (picture,)), picture


def _legs(wires: list[Wire], chance: random.Random) -> tuple[Leg, ...]:
    """The wires as legs, some two by two."""
    legs: list[Leg] = []
    left = list(wires)
    while left:
        size = 2 if len(left) > 1 and chance.random() < 0.4 else 1
        legs.append(tuple(left[:size]))
        left = left[size:]
    return tuple(legs)


def _factor(name: str, legs: tuple[Leg, ...], declared: dict[str, Declaration], chance: random.Random) -> Factor:
    if len(legs) > 2 and all(len(leg) == 1 for leg in legs) and chance.random() < 0.3:
        return Dot(legs)
    dims = tuple(tuple(wire.dim for wire in leg) for leg in legs)
    declared[name] = Declaration(name, chance.choice(list(Kind)), dims, tuple(" ".join(dim) for dim in dims))
    tensor = Tensor(name, legs)
    return Apply("relu", "relu", Sum((Product((tensor,)),))) if chance.random() < 0.12 else tensor
