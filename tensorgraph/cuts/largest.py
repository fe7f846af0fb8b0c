"""The largest entry of each row: both sides of the cut are made once, and multiplied in blocks of rows."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from tensorgraph.cuts.matrices import Matrices
from tensorgraph.cuts.pieces import Box, Contraction, Piece, boxes, count_of
from tensorgraph.diagnostics import mistake

ROWS_BLOCK = 2**26
"""Bytes of the rows that are looked at together: more are no faster."""
STRETCH = 256
"""Columns whose largest entry is found first."""


TIED = -1
"""What stands for the column of the largest entry of a row that has several."""


def best(matrices: Matrices, memory: int | None, lone: bool = False) -> Tensor:
    """The column of the largest entry in each row, an axis for each wire of batch and rows: of equal ones the first,
    or, with ``lone``, `TIED`.

    A block takes at most ``memory`` bytes, else `ROWS_BLOCK`. Raises `memory` where a row does not fit.
    """
    limit = min(ROWS_BLOCK, matrices.limit) if memory is None else memory
    row = count_of(matrices.columns, matrices.sizes) * matrices.dtype.itemsize
    if row > limit:
        message = f"a row of `{matrices.name}` takes {row} bytes and {limit} may be used"
        raise mistake("memory", message, None, "allow more memory, or fewer columns")
    found = torch.empty([matrices.sizes[wire] for wire in (*matrices.batch, *matrices.rows)], dtype=torch.int64)
    halves = _halves(matrices)
    for box in boxes(matrices.batch, matrices.sizes, limit // row // count_of(matrices.rows, matrices.sizes)):
        _fill(matrices, halves, box, limit // row, lone, found)
    return found


def _halves(matrices: Matrices) -> tuple[Contraction, Contraction]:
    """The part on the rows' side of the near cut, and all the rest."""
    near, left = matrices.cut.wires, matrices.left
    rest = (*matrices.middle, *matrices.right)
    rows, columns = ([wire for wire in wires if wire not in near] for wires in (matrices.rows, matrices.columns))
    return (
        matrices.contraction(left, (*matrices.batch_of(left), *rows, *near)),
        matrices.contraction(rest, (*matrices.batch_of(rest), *near, *columns), matrices.loose),
    )


def _fill(
    matrices: Matrices, halves: tuple[Contraction, Contraction], box: Box, most: int, lone: bool, found: Tensor
) -> None:
    """The rows of a box of the batch, at most so many at once."""
    sides = [_side(matrices, half, box) for half in halves]
    whole = matrices.contraction(sides, (*matrices.batch, *matrices.rows, *matrices.columns))
    whole = replace(whole, caps=(), sizes={**matrices.sizes, **{w: box[w].stop - box[w].start for w in box}})
    for rows in boxes(matrices.rows, matrices.sizes, most // count_of(matrices.batch, whole.sizes)):
        made = whole.run(rows, matrices.dtype, matrices.limit)
        kept = _largest(made.flatten(len(matrices.batch) + len(matrices.rows)), lone)
        found[tuple({**box, **rows}[wire] for wire in (*matrices.batch, *matrices.rows))] = kept.cpu()


def _side(matrices: Matrices, half: Contraction, box: Box) -> Piece:
    mine = {wire: part for wire, part in box.items() if wire in half.output}
    return Piece(half.name, half.run(mine, matrices.dtype, matrices.limit), half.output)


def _largest(made: Tensor, lone: bool) -> Tensor:
    """The place of the first largest entry along the last axis, with ``lone`` `TIED` where there is another: of that in
    each stretch of it, then within one, because torch finds a largest entry several times faster than its place."""
    columns = made.shape[-1]
    whole = columns // STRETCH * STRETCH
    tops = made[..., :whole].reshape([*made.shape[:-1], whole // STRETCH, STRETCH]).amax(-1)
    if whole < columns:
        tops = torch.cat([tops, made[..., whole:].amax(-1, keepdim=True)], -1)
    start = tops.argmax(-1, keepdim=True) * STRETCH
    places = (start + torch.arange(STRETCH, device=made.device)).clamp(max=columns - 1)
    inside = made.gather(-1, places)
    place: Tensor = (start + inside.argmax(-1, keepdim=True)).squeeze(-1)
    if not lone:
        return place
    largest = inside.amax(-1, keepdim=True)
    there = (inside == largest) & (start + torch.arange(STRETCH, device=made.device) < columns)  # the last is repeated
    return place.masked_fill((there.sum(-1) != 1) | ((tops == largest).sum(-1) != 1), TIED)
