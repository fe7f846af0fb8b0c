"""A batch of matrices of which only those are computed that conditions on rows will leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from tensorgraph.cuts.factored import Factored
from tensorgraph.diagnostics import mistake
from tensorgraph.graph.nodes import Wire
from tensorgraph.measures.rows import runs


def restricted(found: Factored, fixed: Mapping[str, int]) -> tuple[Factored, tuple[tuple[int, ...], ...]]:
    """The matrices where batch wires have a fixed index, and the indices of all of these.

    Raises `condition` for an index that a wire does not have.
    """
    box = _box(found, fixed)
    ranges = [range(size) for size in found.shape[:-2]]
    for place, name in enumerate(found.batch):
        if name in fixed and fixed[name] not in ranges[place]:
            message = f"no row is left by {name}={fixed[name]}"
            raise mistake("condition", message, hint=runs(name, 0, len(ranges[place]) - 1))
        if name in box:
            ranges[place] = range(fixed[name], fixed[name] + 1)
    if not box:
        return found, tuple(product(*ranges))
    whole = found.matrices
    within = {wire: slice(fixed[name], fixed[name] + 1) for name, wire in box.items()}
    pieces = tuple(piece.within(within) for piece in whole.pieces)
    matrices = replace(whole, pieces=pieces, sizes={**whole.sizes, **dict.fromkeys(within, 1)})
    return replace(found, matrices=matrices, ends={}), tuple(product(*ranges))


def _box(found: Factored, fixed: Mapping[str, int]) -> dict[str, Wire]:
    """The wires that are fixed, by their names; not those whose parts are no slices: thick legs, and one-hot or capped
    ones."""
    whole, ends = found.matrices, iter(found.matrices.batch)
    legs = {name: [next(ends) for _ in range(wires)] for name, wires in zip(found.batch, found.legs, strict=True)}
    barred = {piece.hot for piece in whole.pieces} | {wire for cap in whole.caps for wire in cap.leg}
    return {name: leg[0] for name, leg in legs.items() if name in fixed and len(leg) == 1 and leg[0] not in barred}


def indices(shape: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Of all of a batch, in order."""
    return tuple(product(*map(range, shape)))
