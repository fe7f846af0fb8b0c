"""Decompositions as matrices: which wires are rows, which columns, and the size of the dimension they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from tensorgraph.graph.network import Decomposition, Network
from tensorgraph.graph.nodes import Wire


@dataclass(frozen=True)
class Matrix:
    """The wires of what is decomposed, each group in the order of its tensor, and the wire that is made."""

    batch: tuple[Wire, ...]
    rows: tuple[Wire, ...]
    columns: tuple[Wire, ...]
    new: Wire

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The axes of the matrix: batch, rows, columns."""
        return self.batch + self.rows + self.columns


def matrix(kept: Decomposition) -> Matrix:
    """What a decomposition decomposes, as a matrix.

    Wires that all outputs share are a batch, the others of the first are rows. The columns are those of the last, or
    of `eigh` and `eigvals` the wires that no output has.
    """
    outputs = [_flat(legs) for _, legs in kept.outputs]
    operand = kept.operand.wires
    new = next(wire for wire in outputs[0] if wire not in operand)
    batch = tuple(wire for wire in operand if all(wire in output for output in outputs))
    sides = [tuple(wire for wire in output if wire not in (*batch, new)) for output in outputs]
    if kept.kind in ("svd", "qr"):
        return Matrix(batch, sides[0], sides[-1], new)
    apart = [leg for leg in kept.operand.legs if not set(leg) & {*batch, *sides[0]}]
    return Matrix(batch, sides[0] or apart[0], apart[-1], new)


def derived_dims(network: Network) -> dict[str, Decomposition]:
    """The dimensions that decompositions make, in an order in which their sizes follow."""
    kept = [entry.kept for entry in network.definitions.values() if isinstance(entry.kept, Decomposition)]
    return {matrix(item).new.dim: item for item in kept}


def derived_size(kept: Decomposition, sizes: Mapping[str, int]) -> int | None:
    """The smaller of the numbers of rows and columns, and no more than the rank; None where a size is unknown.

    >>> import tensorgraph as tg
    >>> svd = tg.loads("dim a, b\\ntensor M[a, b]\\nU[i, r] s[r] V[r, j] = svd(M[i, j], rank: 8)").network["U"].kept
    >>> derived_size(svd, {"a": 9, "b": 12}), derived_size(svd, {"a": 5, "b": 12}), derived_size(svd, {"a": 9})
    (8, 5, None)
    """
    shape = matrix(kept)
    if any(wire.dim not in sizes for wire in shape.wires):
        return None
    smaller = min(_size(shape.rows, sizes), _size(shape.columns, sizes))
    return smaller if kept.rank is None else min(smaller, kept.rank)


def with_derived(network: Network, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes, and those that follow from them; a size that is there already is kept."""
    found = dict(sizes)
    for dim, kept in derived_dims(network).items():
        size = derived_size(kept, found)
        if size is not None:
            found.setdefault(dim, size)
    return found


def underived(network: Network, dims: Iterable[str], sizes: Mapping[str, int]) -> Iterator[str]:
    """The dimensions, and in place of one whose size does not follow yet those that it follows from."""
    derived = derived_dims(network)
    waiting = list(dims)[::-1]
    while waiting:
        dim = waiting.pop()
        if dim in derived and dim not in sizes:
            waiting += [wire.dim for wire in derived[dim].operand.wires][::-1]
        else:
            yield dim


def _size(wires: Iterable[Wire], sizes: Mapping[str, int]) -> int:
    return prod(sizes[wire.dim] for wire in wires)


def _flat(legs: Iterable[tuple[Wire, ...]]) -> tuple[Wire, ...]:
    return tuple(wire for leg in legs for wire in leg)
