"""Ends of an operator made small: what is outside of a cut, as the R-factor of its QR decomposition.

Law: with left = Q R and Q an isometry, ‖left · rest‖ = ‖R · rest‖, and the singular values agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from tensorgraph.cuts.matrices import COPIES, Matrices
from tensorgraph.cuts.pieces import Box, Contraction, Piece, Wires, count_of
from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.memory import FLOAT64_BYTES
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.table import amount
from tensorgraph.graph.nodes import Wire

Ends = dict[tuple[object, ...], Piece]
"""R-factors made so far, by their pieces and wires."""

GRAM_ROWS, GRAM_ENTRIES = 1024, 2**22
"""Rows, and entries of a batch, that are converted to float64 at once: few enough for a cache."""


@dataclass(frozen=True, eq=False)
class End:
    """One end of a batch of matrices: its pieces, those of its cut's wires that are outer wires too, its other outer
    wires, and the rest of its cut."""

    pieces: tuple[Piece, ...]
    batch: Wires
    through: Wires
    outer: Wires
    inner: Wires
    new: Wire

    @property
    def empty(self) -> bool:
        """Whether the cut is the outer wires themselves, so that there is nothing to reduce."""
        return not self.pieces and not self.outer

    @property
    def key(self) -> tuple[object, ...]:
        """What its R-factor depends on."""
        return (*map(id, self.pieces), self.batch, self.through, self.outer, self.inner)


def left_end(matrices: Matrices) -> End:
    """What is on the rows' side of the near cut."""
    return _end(matrices, matrices.left, matrices.rows, matrices.cut.wires, Wire("left", "left", -1))


def right_end(matrices: Matrices) -> End:
    """What is beyond the far cut."""
    return _end(matrices, matrices.right, matrices.columns, matrices.cut.far, Wire("right", "right", -1))


def _end(matrices: Matrices, pieces: tuple[Piece, ...], ends: Wires, cut: Wires, new: Wire) -> End:
    through = tuple(wire for wire in ends if wire in cut)
    outer = tuple(wire for wire in ends if wire not in cut)
    inner = tuple(wire for wire in cut if wire not in ends)
    return End(pieces, matrices.batch_of(pieces), through, outer, inner, new)


def reduced(matrices: Matrices, end: End, ends: Ends) -> Piece:
    """The R-factor of an end, for its own batch only: wires batch, through, new, inner."""
    if end.key not in ends:
        whole = matrices.contraction(end.pieces, (*end.batch, *end.through, *end.outer, *end.inner))
        batch = len(end.batch) + len(end.through)
        _require_room(matrices, count_of(end.inner, matrices.sizes))

        def factor(box: Box) -> Tensor:
            made = whole.run(box, matrices.dtype, matrices.limit)
            return _r_factor(made, batch, len(end.outer))

        value = collected(matrices, whole, end.batch, factor)
        ends[end.key] = Piece(f"{matrices.name}.R", value, (*end.batch, *end.through, end.new, *end.inner))
    found = ends[end.key]
    return replace(found, wires=(*end.batch, *end.through, end.new, *end.inner))


def _require_room(matrices: Matrices, inner: int) -> None:
    wanted = COPIES * FLOAT64_BYTES * inner**2
    if wanted > matrices.limit:
        message = f"a cut of {inner} in `{matrices.name}` needs {amount(wanted, 'B')} of memory"
        raise mistake("memory", message, None, f"{amount(matrices.limit, 'B')} may be used beside the values")


def _r_factor(made: Tensor, batch: int, outer: int) -> Tensor:
    """Axes batch, outer, inner to batch, new, inner."""
    first, inner = made.shape[:batch], made.shape[batch + outer :]
    matrix = made.reshape([*first, -1, product_of(inner)])
    factor: Tensor = torch.linalg.qr(matrix, mode="r")[1] if made.dtype is torch.float64 else _from_gram(matrix)
    return factor.reshape([*first, -1, *inner])


def _from_gram(matrix: Tensor) -> Tensor:
    """The R-factor in float64 of a float32 matrix, from its Gram matrix in float64, a few rows at a time.

    Squaring costs half of the digits, and float64 has twice those of float32: so it is as exact as a decomposition in
    float32, and several times faster. Where the Gram matrix is singular, its square root is another such factor.
    """
    size = matrix.shape[-1]
    rows = max(1, min(GRAM_ROWS, GRAM_ENTRIES * matrix.shape[-2] // max(1, matrix.numel())))
    gram = matrix.new_zeros([*matrix.shape[:-2], size, size], dtype=torch.float64)
    for block in torch.split(matrix, rows, dim=-2):
        wide = block.to(torch.float64)
        gram += wide.mT @ wide
    factor: Tensor
    factor, failed = torch.linalg.cholesky_ex(gram, upper=True)
    if bool(failed.any()):
        values, vectors = torch.linalg.eigh(gram)
        factor = values.clamp(min=0).sqrt().unsqueeze(-1) * vectors.mT
    return factor


def collected(matrices: Matrices, whole: Contraction, wires: Wires, make: Callable[[Box], Tensor]) -> Tensor:
    """What is made of each box of some wires, put together; the axes of these wires come first."""
    made: Tensor | None = None
    for box in matrices.streamed(whole, wires):
        value = make(box)
        if made is None:
            made = value.new_empty([*(matrices.sizes[wire] for wire in wires), *value.shape[len(wires) :]])
        made[tuple(box[wire] for wire in wires)] = value
    assert made is not None
    return made


@dataclass(frozen=True, eq=False)
class Small:
    """A contraction with the norm and the singular values of the operator: its batch, then ``rows`` and ``columns``."""

    contraction: Contraction
    rows: Wires
    columns: Wires
    exact: bool
    """Whether all its pieces are small, so that it can be made in float64 at no cost."""

    @property
    def shape(self) -> tuple[int, int]:
        """The number of its rows and columns."""
        sizes = self.contraction.sizes
        return count_of(self.rows, sizes), count_of(self.columns, sizes)

    def run(self, box: Box, matrices: Matrices) -> Tensor:
        """Its value in a box of the batch, an axis for each wire."""
        return self.contraction.run(box, torch.float64 if self.exact else matrices.dtype, matrices.limit)


def small(matrices: Matrices, ends: Ends, which: Sequence[End]) -> Small:
    """The operator with some of its two ends reduced."""
    left, right = left_end(matrices), right_end(matrices)
    wanted = {end.new for end in which if not end.empty}
    made = {end.new: reduced(matrices, end, ends) for end in (left, right) if end.new in wanted}
    sizes = {**matrices.sizes, **{wire: _size(made[wire], wire) for wire in made}}
    pieces: list[Piece] = [*matrices.middle]
    for end in (left, right):
        pieces += [made[end.new]] if end.new in made else end.pieces
    rows = (*left.through, left.new) if left.new in made else matrices.rows
    columns = (*right.through, right.new) if right.new in made else matrices.columns
    contraction = matrices.contraction(pieces, (*matrices.batch, *rows, *columns), matrices.loose)
    exact = all(not piece.every or piece in made.values() for piece in pieces)
    return Small(replace(contraction, sizes=sizes), rows, columns, exact)


def _size(piece: Piece, wire: Wire) -> int:
    return int(piece.value.shape[piece.wires.index(wire)])


def for_norms(matrices: Matrices, ends: Ends) -> list[End]:
    """The ends to reduce for a norm: those known already; else one is enough where the other has the whole batch, and
    so would not be shared by several matrices, and rather the shorter one."""
    left, right = left_end(matrices), right_end(matrices)
    whole = len(matrices.batch)
    known = [end for end in (left, right) if end.key in ends]
    single = [one for one, other in ((left, right), (right, left)) if len(other.batch) == whole]
    if not single or len(known) == 2:
        return [left, right]
    return [min(single, key=lambda end: (end not in known, count_of(end.outer, matrices.sizes)))]


def closed(matrices: Matrices) -> tuple[Contraction, int]:
    """The network closed through the outer wires and opened at the near cut: its batch, then the cut twice; and the
    size of the cut. The left part is taken on wires of its own, its rows on the columns."""
    near = matrices.cut.wires
    rows: Mapping[Wire, Wire] = dict(zip(matrices.rows, matrices.columns, strict=True))
    met = {wire for piece in matrices.left for wire in piece.every} | set(near)
    own = {wire: Wire(wire.name + "'", wire.dim, wire.serial) for wire in met if wire not in matrices.free} | dict(rows)
    left = [piece.renamed(own) for piece in matrices.left]
    after = tuple(own[wire] for wire in near)
    sizes = {**matrices.sizes, **{new: matrices.sizes[old] for old, new in own.items()}}
    loose = (*matrices.loose, *(wire for wire in matrices.columns if wire not in (*near, *after)))
    pieces = [*matrices.middle, *matrices.right, *left]
    made = matrices.contraction(pieces, (*matrices.batch, *near, *after), loose)
    return replace(made, sizes=sizes), count_of(near, sizes)
