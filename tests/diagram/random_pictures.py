"""Random expressions, far wilder than anybody writes, for what must hold of every drawing."""

import random
from dataclasses import dataclass, field

from tensorgraph.graph.network import Declaration, Kind, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.source import Source


@dataclass
class Maker:
    """Makes factors and keeps what it declared. ``plain`` leaves out sums and coefficients."""

    chance: random.Random
    wires: list[Wire]
    plain: bool
    declared: dict[str, Declaration] = field(default_factory=dict)
    serial: int = 0

    def tensor(self) -> Tensor:
        count = min(self.chance.choice([1, 1, 2, 2, 2, 2, 3, 3, 4]), len(self.wires))
        wires = self.chance.sample(self.wires, count)
        name = f"T_{len(self.declared)}"
        dims = tuple((wire.dim,) for wire in wires)
        kind = self.chance.choice(list(Kind))
        self.declared[name] = Declaration(name, kind, dims, tuple(wire.dim for wire in wires))
        return Tensor(name, tuple((wire,) for wire in wires))

    def factor(self, depth: int) -> Factor:
        draw = self.chance.random()
        if depth == 0 or draw < 0.65:
            return self.tensor()
        if draw < 0.8 or self.plain:
            return Apply("relu", "relu", Sum((self.product(depth - 1),)))
        return Sum(tuple(self.product(depth - 1) for _ in range(self.chance.randint(1, 3))))

    def product(self, depth: int) -> Product:
        factors = tuple(self.factor(depth) for _ in range(self.chance.randint(1, 4)))
        coefficient = ONE if self.plain else self.chance.choice([ONE, ONE, Scalar.number(-1), Scalar.number(2)])
        known = [wire for factor in factors for wire in free_wires(factor)]
        shared = [wire for wire in dict.fromkeys(known) if known.count(wire) > 1 and self.chance.random() < 0.8]
        return self._renamed(Product(factors, coefficient, tuple(shared)))

    def _renamed(self, term: Product) -> Product:
        """With summed wires that no other term has."""
        self.serial += 1
        fresh = {wire: (Wire(wire.name, wire.dim, self.serial),) for wire in term.summed}
        return map_sum(Sum((term,)), lambda wire: fresh.get(wire, (wire,))).terms[0]


def random_picture(seed: int, plain: bool) -> tuple[Network, Picture]:
    """A network and its one picture, the same for a seed."""
    chance = random.Random(seed)
    wires = [Wire(name, name.upper()) for name in "ijklmnpqr"[: chance.randint(3, 7)]]
    maker = Maker(chance, wires, plain)
    term = maker.product(1 if plain else 2)
    body = Sum((term,))
    picture = Picture("random", (Row((Graph(tuple((wire,) for wire in free_wires(body)), body),)),))
    dims = {wire.dim: None for wire in wires}
    return Network(Source("random", ""), dims, maker.declared, {}, {}, {}, (picture,)), picture
