"""Networks that are no chains, as texts: lattices, stars, trees, and graphs without a shape."""

import random
from collections.abc import Iterable, Sequence

Legs = dict[str, list[str]]


def text_of(factors: Legs, picture: str = "", kinds: str = "", after: str = "") -> str:
    """A file with one picture: the product of the factors, each with the wires on its legs.

    A wire's dimension is its name without digits. ``picture`` are attributes of the `show`, ``kinds`` is put after a
    declaration where it is not empty, ``after`` below the picture.
    """
    dims = sorted({_dim(wire) for wires in factors.values() for wire in wires})
    declared = "\n".join(
        f"tensor {name}[{', '.join(f'p{k}: {_dim(wire)}' for k, wire in enumerate(wires))}] {_label(name)}"
        for name, wires in factors.items()
    )
    product = " ".join(f"{name}[{', '.join(wires)}]" for name, wires in factors.items())
    return f"dim {', '.join(dims)}\n{declared}\n{kinds}\nshow p {{ {picture} }}: {product}\n{after}\n"


def _dim(wire: str) -> str:
    return wire.rstrip("0123456789_") or "n"


def _label(name: str) -> str:
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    return f'{{ label: "{letters}_{{{digits}}}" }}' if digits else ""


def ladder(length: int, rows: str = "AB", ends: Sequence[str] = ()) -> Legs:
    """Rows of tensors joined along and across; ``ends`` has up, down, left or right for legs that leave there."""
    found: Legs = {}
    for k, row in enumerate(rows):
        for place in range(length):
            legs = []
            if place or "left" in ends:
                legs.append(f"{row.lower()}{place}")
            if k or "up" in ends:
                legs.append(f"n{k}_{place}")
            if k < len(rows) - 1 or "down" in ends:
                legs.append(f"n{k + 1}_{place}")
            if place < length - 1 or "right" in ends:
                legs.append(f"{row.lower()}{place + 1}")
            found[f"{row}{place + 1}"] = legs
    return found


def lattice(rows: int, columns: int, physical: bool, letter: str = "A", bond: str = "bond") -> Legs:
    """A projected entangled pair state."""
    found: Legs = {}
    for row in range(rows):
        for column in range(columns):
            legs = [
                f"{bond}{a}_{b}_{c}"
                for a, b, c, inside in (
                    (1, row, column, column > 0),
                    (2, row, column, row > 0),
                    (2, row + 1, column, row < rows - 1),
                    (1, row, column + 1, column < columns - 1),
                )
                if inside
            ]
            found[f"{letter}{row + 1}{'_' * (columns > 9)}{column + 1}"] = legs + [f"phys{row}_{column}"] * physical
    return found


def graph(edges: Iterable[tuple[int, int]], names: str = "", outer: Iterable[int] = ()) -> Legs:
    """A tensor for each node, a wire for each edge, an outer wire for each of ``outer``."""
    found: dict[int, list[str]] = {}
    for k, (a, b) in enumerate(edges):
        found.setdefault(a, []).append(f"n{k}")
        found.setdefault(b, []).append(f"n{k}")
    for k, node in enumerate(outer):
        found.setdefault(node, []).append(f"x{k}")
    return {names[node] if names else f"T{node}": found[node] for node in sorted(found)}


def binary_tree(leaves: int) -> Legs:
    """A tree tensor network: the root first, two physical legs at each of the lowest tensors."""
    found: Legs = {}
    level, width = 0, 1
    while width < leaves:
        for place in range(width):
            below = "phys" if 2 * width == leaves else f"{'bcdef'[level]}"
            above = [f"{'abcdef'[level]}{place}"] if level else []
            found[f"{'RSTUV'[level]}{place + 1 if level else ''}"] = [
                *above, f"{below}{2 * place}", f"{below}{2 * place + 1}"
            ]  # fmt: skip
        level, width = level + 1, 2 * width
    return found


def mera() -> Legs:
    """Two layers of disentanglers and isometries over eight sites, open at the ends."""
    return {
        "C": ["a0", "a1"],
        "W1": ["a0", "b0", "b1"],
        "W2": ["a1", "b2", "b3"],
        "U1": ["b1", "b2", "c1", "c2"],
        "V1": ["b0", "d0", "d1"],
        "V2": ["c1", "d2", "d3"],
        "V3": ["c2", "d4", "d5"],
        "V4": ["b3", "d6", "d7"],
        "X1": ["d1", "d2", "phys1", "phys2"],
        "X2": ["d3", "d4", "phys3", "phys4"],
        "X3": ["d5", "d6", "phys5", "phys6"],
    }


def ring(length: int, physical: bool = True) -> Legs:
    """A tensor ring."""
    return {f"G{k + 1}": [f"a{k}", *[f"n{k}"] * physical, f"a{(k + 1) % length}"] for k in range(length)}


def tucker(order: int) -> Legs:
    """A Tucker decomposition: the core first."""
    letters = "abcdefgh"[:order]
    return {"G": [f"{c}" for c in letters]} | {f"U{k + 1}": [f"i{k}", c] for k, c in enumerate(letters)}


def cp(order: int, weights: bool = True) -> Legs:
    """A canonical polyadic decomposition: factor matrices, and weights, on one wire."""
    matrices = {"ABCDEF"[k]: [f"i{k}", "r"] for k in range(order)}
    return ({"λ": ["r"]} if weights else {}) | matrices


def regular(size: int, seed: int, degree: int = 3) -> list[tuple[int, int]]:
    """The edges of a random connected simple graph in which every node has as many neighbours."""
    import networkx

    chance = random.Random(seed)
    while True:
        found = networkx.random_regular_graph(degree, size, seed=chance.randrange(10**6))
        if networkx.is_connected(found):
            return sorted(tuple(sorted(edge)) for edge in found.edges)


K33 = [(a, b) for a in range(3) for b in range(3, 6)]
PETERSEN = [
    *((k, (k + 1) % 5) for k in range(5)), *((k, k + 5) for k in range(5)),
    *((k + 5, (k + 2) % 5 + 5) for k in range(5)),
]  # fmt: skip

NETWORKS: dict[str, Legs] = {
    "ladder 3": ladder(3),
    "ladder 4": ladder(4),
    "ladder 5": ladder(5),
    "operator on state": ladder(4, "AW", ["down"]),
    "transfer": ladder(2, "AB", ["left", "right"]),
    "sandwich 3": ladder(3, "AWB"),
    "sandwich 4": ladder(4, "AWB"),
    "peps 3 3": lattice(3, 3, False),
    "peps 3 3 physical": lattice(3, 3, True),
    "peps 2 3 physical": lattice(2, 3, True),
    "peps 4 5 physical": lattice(4, 5, True),
    "peps inner product": lattice(3, 3, True) | lattice(3, 3, True, "B", "link"),
    "tucker 3": tucker(3),
    "tucker 4": tucker(4),
    "tucker 5": tucker(5),
    "cp 3": cp(3),
    "cp 4": cp(4),
    "cp 3 plain": cp(3, weights=False),
    "ring 4": ring(4),
    "ring 6": ring(6),
    "tree 4": binary_tree(4),
    "tree 8": binary_tree(8),
    "mera": mera(),
    "K33": graph(K33, "ABCDEF"),
    "K33 outer": graph(K33, "ABCDEF", [0, 5]),
    "K4": graph([(a, b) for a in range(4) for b in range(a)], "ABCD"),
    "K5": graph([(a, b) for a in range(5) for b in range(a)], "ABCDE"),
    "petersen": graph(PETERSEN),
    "environment": {
        "L": ["a0", "w0", "b0"], "A": ["a0", "n0", "a1"], "W": ["w0", "n0", "m0", "w1"], "B": ["b0", "m0", "b1"],
        "R": ["a1", "w1", "b1"],
    },
    "spider": {
        "G": ["a", "b", "c"], "A": ["a", "d"], "D": ["d", "i"], "B": ["b", "e"], "E": ["e", "j"], "C": ["c", "f"],
        "F": ["f", "k"],
    },
    "cube": graph([(0, 1), (0, 2), (0, 4), (1, 3), (1, 5), (2, 3), (2, 6), (3, 7), (4, 5), (4, 6), (5, 7), (6, 7)]),
    "prism": graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (0, 3), (1, 4), (2, 5)], "ABCDEF"),
}  # fmt: skip
