"""M = left · middle · right at the size of its cut: nothing of the size rows × columns is ever made.

Norms and singular values do not change under isometries outside, so the part on the rows' side of the cut is replaced
by the R-factor of its QR decomposition, and so is the part beyond (`reduced`). The eigenvalues that are not zero are
those of the network closed through the outer wires and opened at the cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from tensorgraph.cuts.largest import best
from tensorgraph.cuts.matrices import Matrices
from tensorgraph.cuts.minimum import Cut
from tensorgraph.cuts.operator import Operator, operator
from tensorgraph.cuts.pieces import Box, Contraction, Piece, Wires, count_of
from tensorgraph.cuts.reduced import Ends, closed, collected, for_norms, left_end, right_end, small
from tensorgraph.cuts.values import pieces_of, require_finite
from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.sizes import require_sizes
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, Wire

LARGEST_CUT = 8_192
"""The largest cut whose matrix is decomposed: a minute or two, growing with the cube."""


@dataclass(frozen=True, eq=False)
class Factored:
    """A batch of matrices that are never made; see `factored`.

    ``batch`` are the names of the batch legs, ``legs`` the number of wires of each.
    """

    matrices: Matrices
    batch: tuple[str, ...]
    legs: tuple[int, ...]
    ends: Ends = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, dense: Tensor, batch: Sequence[str] = ()) -> Factored:
        """A matrix, or with names for the axes before the last two a batch of them, with the same methods.

        Raises `wrong-shape` and `not-finite`.

        >>> Factored.of(torch.tensor([[3.0, 0.0], [0.0, 4.0]])).norms()
        tensor(5., dtype=torch.float64)
        """
        value = torch.as_tensor(dense)
        if value.dim() != len(batch) + 2:
            found = f"the matrix has shape {tuple(value.shape)}, expected {len(batch) + 2} axes"
            raise mistake("wrong-shape", found, None, "name each axis before the last two: batch=")
        value = value if value.is_floating_point() else value.to(torch.float32)
        require_finite("matrix", value)
        dims = ("n", "n") if value.shape[-1] == value.shape[-2] else ("rows", "columns")
        wires = (*(Wire(name, name) for name in batch), Wire("row", dims[0]), Wire("column", dims[1]))
        sizes = dict(zip(wires, map(int, value.shape), strict=True))
        piece = Piece("matrix", value.detach(), wires)
        matrices = Matrices("matrix", (piece,), wires[:-2], wires[-2:-1], wires[-1:], sizes)
        return cls(matrices, tuple(batch), (1,) * len(batch))

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the batch legs, the rows and the columns."""
        matrices = self.matrices
        rows, columns = (count_of(wires, matrices.sizes) for wires in (matrices.rows, matrices.columns))
        return (*self._batch_shape, rows, columns)

    @property
    def cut(self) -> Cut:
        """The minimum cut."""
        return self.matrices.cut

    @property
    def rank_bound(self) -> int:
        """The largest rank that a matrix of this network can have."""
        return self.cut.rank

    def norms(self) -> Tensor:
        """The Frobenius norm of each matrix, in float64, of the shape of the batch."""
        made = small(self.matrices, self.ends, for_norms(self.matrices, self.ends))
        last = len(made.rows) + len(made.columns)
        return self._of_batch(made.contraction, lambda box: _norm(made.run(box, self.matrices), last))

    def singular_values(self) -> Tensor:
        """The ``rank_bound`` largest singular values of each, in float64, descending; all others are zero.

        Raises `too-large` above a cut of `LARGEST_CUT`.
        """
        self._require_small()
        made = small(self.matrices, self.ends, (left_end(self.matrices), right_end(self.matrices)))

        def values(box: Box) -> Tensor:
            found = self._finite(made.run(box, self.matrices).to(torch.float64))
            singular: Tensor = torch.linalg.svdvals(found.reshape([*found.shape[: self._axes], *made.shape]))
            return singular

        return self._of_batch(made.contraction, values)

    def eigenvalues(self) -> Tensor:
        """``rank_bound`` eigenvalues of each, complex128, the largest in modulus first; all others are zero.

        Raises `not-square` unless rows and columns are of the same dimensions, and `too-large` above a cut of
        `LARGEST_CUT`.
        """
        self._require_square()
        self._require_small()
        made, many = closed(self.matrices)

        def values(box: Box) -> Tensor:
            found = made.run(box, self.matrices.dtype, self.matrices.limit).to(torch.float64)
            self._finite(found)
            return _sorted(torch.linalg.eigvals(found.reshape([*found.shape[: self._axes], many, many])))

        return self._of_batch(made, values)

    def traces(self) -> Tensor:
        """The trace of each, in float64. Raises `not-square` unless rows and columns are of the same dimensions."""
        self._require_square()
        mine = self.matrices
        around = dict(zip(mine.columns, mine.rows, strict=True))
        made = mine.contraction([p.renamed(around) for p in mine.pieces], mine.batch, (*mine.loose, *mine.rows))
        return self._of_batch(made, lambda box: made.run(box, mine.dtype, mine.limit).to(torch.float64))

    def best(self, memory: int | None = None, lone: bool = False) -> Tensor:
        """The column of the largest entry in each row, from blocks of rows: of equal ones the first, or, with ``lone``,
        −1 where the largest is not the only one.

        ``memory`` are the bytes that a block may take, 64 MB unless told. Raises `memory` where a row does
        not fit.
        """
        return best(self.matrices, memory, lone).reshape(self.shape[:-1])

    def _finite(self, made: Tensor) -> Tensor:
        require_finite(self.matrices.name, made)
        return made

    def _of_batch(self, made: Contraction, values: Callable[[Box], Tensor]) -> Tensor:
        found = collected(self.matrices, made, self.matrices.batch, values)
        return found.reshape([*self._batch_shape, *found.shape[self._axes :]])

    @property
    def _axes(self) -> int:
        return len(self.matrices.batch)

    @property
    def _batch_shape(self) -> tuple[int, ...]:
        ends = iter(self.matrices.batch)
        return tuple(count_of([next(ends) for _ in range(wires)], self.matrices.sizes) for wires in self.legs)

    def _require_square(self) -> None:
        rows, columns = self.matrices.rows, self.matrices.columns
        if [wire.dim for wire in rows] != [wire.dim for wire in columns]:
            found = " and its columns ".join(self._dims(wires) for wires in (rows, columns))
            raise mistake("not-square", f"`{self.matrices.name}` is not square: its rows are {found}", None,
                          "eigenvalues and traces need rows and columns of one dimension")  # fmt: skip

    def _require_small(self) -> None:
        if self.rank_bound > LARGEST_CUT:
            message = f"`{self.matrices.name}` has a cut of {self.rank_bound}, and it is decomposed up to {LARGEST_CUT}"
            raise mistake("too-large", message, None, "its norm, its trace and its largest entries can be had")

    def _dims(self, wires: Wires) -> str:
        return " × ".join(f"`{wire.dim}` ({self.matrices.sizes[wire]})" for wire in wires)


def _norm(made: Tensor, axes: int) -> Tensor:
    """The norm over the last axes: the last one by itself, because torch is fast along one."""
    norm: Tensor = torch.linalg.vector_norm(made, dim=-1).to(torch.float64)
    return norm if axes == 1 else norm.square().sum(tuple(range(1 - axes, 0))).sqrt()


def _sorted(values: Tensor) -> Tensor:
    """The largest in modulus first."""
    order = values.abs().argsort(dim=-1, descending=True, stable=True)
    return values.gather(-1, order)


def factored(
    network: Network,
    name: str | Graph,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    rows: str | Sequence[str] | None = None,
    columns: str | Sequence[str] | None = None,
    memory: int | None = None,
) -> Factored:
    """A definition as a batch of matrices on given values, with all that its cut makes cheap.

    ``rows`` and ``columns`` are those of `tensorgraph.cuts.operator.operator`. Definitions among ``values`` stand for
    themselves. ``memory`` are the bytes that may be used beside the values, most of what is free unless told; a batch
    that does not fit is taken in parts. Raises what `operator` and `tensorgraph.einsum.binding.bind` raise, and
    `memory`.

    >>> import torch, tensorgraph as tg
    >>> doc = tg.loads('''
    ...     dim vocab, model, head
    ...     param E[vocab, model], OV[model, head], U[head, vocab]
    ...     circuit[u, v] = E[u, m] OV[m, d] U[d, v]
    ... ''')
    >>> values = {"E": torch.ones(5, 3), "OV": torch.ones(3, 2), "U": torch.ones(2, 5)}
    >>> circuit = factored(doc.network, "circuit", values)
    >>> circuit.shape, circuit.rank_bound, float(circuit.norms()), float(circuit.traces())
    ((5, 5), 2, 30.0, 30.0)
    """
    given = [other for other in values if other in network.definitions]
    return factored_operator(operator(network, name, rows, columns, given), values, sizes, memory)


def factored_operator(
    found: Operator, values: Mapping[str, Any], sizes: Mapping[str, int] | None = None, memory: int | None = None
) -> Factored:
    """The same for an operator."""
    pieces, known = pieces_of(found, values, sizes, memory)
    ends = (found.batch, found.rows, found.columns)
    met = [wire for node in found.nodes for wire in node.wires] + [wire for cap in found.caps for wire in cap.leg]
    every = [*found.batch, *found.rows, *found.columns, *met, *found.loose]
    require_sizes([wire.dim for wire in every], known)
    of_wires = {wire: known[wire.dim] for wire in every}
    matrices = Matrices(found.name, pieces, *ends, of_wires, found.caps, found.loose, memory)
    return Factored(matrices, found.batch_names, found.batch_legs)
