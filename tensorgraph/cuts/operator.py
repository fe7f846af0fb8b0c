"""An operator: a definition as a matrix (one for every batch index), and as a product of tensors joined by wires."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tensorgraph.cuts.unfolding import Flat, flattened, loose_caps
from tensorgraph.diagnostics import TensorgraphError, mistake, near
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Dot, Factor, Graph, Leg, Product, Sum, Tensor, Wire, free_wires, leg_name
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite import resolve

Wires = tuple[Wire, ...]
UNNAMED = "it"
"""What messages call a graph without a name."""


@dataclass(frozen=True)
class Node:
    """One tensor of the product: what it is, the wires of its axes, which written factor it comes from, and, for ids,
    the axis along which it is one-hot."""

    factor: Factor
    wires: Wires
    part: int = 0
    hot: int | None = None


@dataclass(frozen=True)
class Operator:
    """A batch of matrices, as a product of ``nodes`` joined by wires.

    ``batch``, ``rows`` and ``columns`` are the wires that leave it, no wire twice; ``caps`` fix wires that do not.
    ``loose`` are summed wires that no node has. ``batch_names`` are the batch legs', ``batch_legs`` says how many wires
    each has.
    """

    network: Network
    name: str
    graph: Graph
    nodes: tuple[Node, ...]
    caps: tuple[Cap, ...]
    loose: Wires
    coefficient: Scalar
    batch: Wires
    rows: Wires
    columns: Wires
    batch_legs: tuple[int, ...]
    batch_names: tuple[str, ...]

    @property
    def fixed(self) -> frozenset[Wire]:
        """The wires that caps fix."""
        return frozenset(wire for cap in self.caps for wire in cap.leg)


def operator(
    network: Network,
    target: str | Graph,
    rows: str | Sequence[str] | None = None,
    columns: str | Sequence[str] | None = None,
    given: Collection[str] = (),
) -> Operator:
    """A definition, or a graph, as a matrix.

    ``rows`` and ``columns`` name legs (``"i"``, ``"(i j)"`` for a thick one); unless told, the last leg is the columns
    and the one before it the rows. All other legs are a batch. Definitions in ``given`` are values of their own.
    Raises `unknown-definition`, `not-a-definition`, `too-few-legs`, `unknown-leg`.

    >>> import tensorgraph as tg
    >>> network = tg.loads('''
    ...     dim h, m, d
    ...     param V[h, m, d], O[h, d, m]
    ...     OV[h, i, j] = V[h, i, e] O[h, e, j]
    ... ''').network
    >>> found = operator(network, "OV")
    >>> [wire.name for wire in found.batch + found.rows + found.columns], len(found.nodes)
    (['h', 'i', 'j'], 2)
    """
    name, graph = (target, _named(network, target, given)) if isinstance(target, str) else (UNNAMED, target)
    graph = resolve(network, graph)
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    row_legs, column_legs = _sides(name, graph, rows, columns)
    batch = [leg for leg in range(len(legs)) if leg not in (*row_legs, *column_legs)]
    flat = flattened(network, graph, given)
    nodes, caps, free = _separate(flat, graph)
    ends = iter(free)
    of_leg = [tuple(next(ends) for _ in leg) for leg in legs]
    placed = tuple(_node(flat, network, part, factor, free) for part, factor in nodes)
    touched = {wire for node in placed for wire in node.wires} | set(free)
    loose = tuple(dict.fromkeys(w for w in map(flat.root, flat.summed) if w not in touched))
    sides = (batch, row_legs, column_legs)
    ends_of = [tuple(wire for leg in group for wire in of_leg[leg]) for group in sides]
    counts, names = tuple(len(legs[leg]) for leg in batch), tuple(leg_name(legs[leg]) for leg in batch)
    number = flat.coefficient
    return Operator(
        network, name, graph, placed, tuple(caps), loose, number, ends_of[0], ends_of[1], ends_of[2], counts, names
    )


def _named(network: Network, name: str, given: Collection[str]) -> Graph:
    found = network.definitions.get(name)
    if found is None:
        raise _no_definition(network, name)
    graph = found.graph
    if found.kept is None and name not in given:
        return graph
    return Graph(graph.legs, Sum((Product((Tensor(name, graph.legs, through=graph.through),)),)), graph.through)


def _no_definition(network: Network, name: str) -> TensorgraphError:
    known = [other for other, entry in network.definitions.items() if not entry.callee]
    close = near(name, known)
    hint = f"write `{close[0]}`" if close else f"the definitions are: {', '.join(known) or 'none'}"
    if name in network.declarations:
        legs = ", ".join(network[name].leg_names)
        hint = f"define it: `M[{legs}] = {name}[{legs}]`"
        return mistake("not-a-definition", f"`{name}` is declared, and an operator is a definition", None, hint)
    if any(picture.name == name for picture in network.pictures):
        message = f"`{name}` is a picture or a check, and an operator is a definition"
        return mistake("not-a-definition", message, None, hint)
    return mistake("unknown-definition", f"no definition is called `{name}`", None, hint)


def _sides(
    name: str, graph: Graph, rows: str | Sequence[str] | None, columns: str | Sequence[str] | None
) -> tuple[list[int], list[int]]:
    """The places of the legs that are rows and columns."""
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    if len(legs) < 2:
        count = "1 leg" if legs else "no legs"
        raise mistake("too-few-legs", f"`{name}` has {count}, and an operator has rows and columns", None,
                      "its last two legs are the rows and the columns, all before them a batch")  # fmt: skip
    plain = range(len(graph.legs)) if len(graph.legs) > 1 else range(len(legs))
    right = _places(name, legs, columns) if columns is not None else []
    left = _places(name, legs, rows) if rows is not None else []
    right = right or [next(leg for leg in reversed(plain) if leg not in left)]
    left = left or [next(leg for leg in reversed(plain) if leg not in right)]
    if set(left) & set(right):
        both = leg_name(legs[min(set(left) & set(right))])
        raise mistake("unknown-leg", f"leg `{both}` of `{name}` is said to be rows and columns", None, "name others")
    return left, right


def _places(name: str, legs: Sequence[Leg], wanted: str | Sequence[str]) -> list[int]:
    known = [leg_name(leg) for leg in legs]
    found = []
    for leg in (wanted,) if isinstance(wanted, str) else wanted:
        if leg not in known:
            hint = "".join(f"write `{other}`" for other in near(leg, known)) or f"its legs are: {', '.join(known)}"
            raise mistake("unknown-leg", f"`{name}` has no leg `{leg}`", None, hint)
        found.append(known.index(leg))
    return found


def _separate(flat: Flat, graph: Graph) -> tuple[list[tuple[int, Factor]], list[Cap], Wires]:
    """The nodes, the caps, and the wires that leave, each by itself: where two are one wire inside, the second leaves
    through an identity of its own, a node like any other."""
    owners: list[Wire] = []
    identities: list[Factor] = []
    for wire in graph.wires:
        root = flat.root(wire)
        if root in owners:
            own = flat.own(wire)
            identities.append(Dot(((root,), (own,))))
            root = own
        owners.append(root)
    nodes, caps = loose_caps(flat, set(owners))
    return nodes + [(-1, node) for node in identities], caps, tuple(owners)


def _node(flat: Flat, network: Network, part: int, factor: Factor, free: Wires) -> Node:
    """A node; a declared one-hot tensor on one wire that is no batch stays ids."""
    entry = network.declarations.get(factor.name) if isinstance(factor, Tensor) else None
    hot = next((law.leg for law in entry.properties if law.name == "onehot"), None) if entry else None
    if isinstance(factor, Tensor) and hot is not None and hot < len(factor.legs) and len(factor.legs[hot]) == 1:
        wires = [wire for leg in factor.legs for wire in leg]
        place = sum(len(leg) for leg in factor.legs[:hot])
        roots = tuple(map(flat.root, wires))
        if roots[place] not in free:
            return Node(factor, roots, part, place)
    return Node(factor, tuple(map(flat.root, free_wires(factor))), part)
