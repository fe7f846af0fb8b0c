"""What a dense matrix says, compared with what the cut says."""

from __future__ import annotations

import numpy as np

from tensorgraph.cuts import Factored
from tests.cuts.nets import Array

CLOSE = 1e-9
"""Rounding of float64, relative to the largest singular value."""
POWERS = (1, 2, 3)
"""Traces of powers, which tell eigenvalues without their order."""


def compare(found: Factored, dense: Array, close: float = CLOSE) -> None:
    """Shape, rank, norm, singular values, traces, eigenvalues, largest entries."""
    assert found.shape == dense.shape
    wanted = np.linalg.svd(dense, compute_uv=False)
    scale = max(1.0, float(wanted.max(initial=0)))
    rank = found.rank_bound
    assert wanted[..., rank:].max(initial=0) <= close * scale, "the rank bound is no bound"
    values = found.singular_values().numpy()
    assert values.shape == (*dense.shape[:-2], rank)
    assert abs(values - wanted[..., :rank]).max() <= close * scale
    assert abs(found.norms().numpy() - np.sqrt((dense**2).sum((-1, -2)))).max() <= close * scale
    compare_best(found, dense, close * scale)
    if [wire.dim for wire in found.matrices.rows] == [wire.dim for wire in found.matrices.columns]:
        compare_square(found, dense, close, scale)


def compare_best(found: Factored, dense: Array, close: float) -> None:
    """Largest entries, in one block and row by row."""
    row = dense.shape[-1] * found.matrices.dtype.itemsize
    for memory in (None, row):
        best = found.best(memory).numpy()
        assert best.shape == dense.shape[:-1]
        entries = np.take_along_axis(dense, best[..., None], -1)[..., 0]
        assert (entries >= dense.max(-1) - close).all()


def compare_square(found: Factored, dense: Array, close: float, scale: float) -> None:
    """Traces, and all power sums of the eigenvalues."""
    traces = np.trace(dense, axis1=-2, axis2=-1)
    assert abs(found.traces().numpy() - traces).max() <= close * scale
    values = found.eigenvalues().numpy()
    assert values.shape == (*dense.shape[:-2], found.rank_bound)
    assert (np.diff(abs(values), axis=-1) <= close * scale).all()
    for power in POWERS:
        wanted = np.trace(np.linalg.matrix_power(dense, power), axis1=-2, axis2=-1)
        assert abs((values**power).sum(-1) - wanted).max() <= close * scale**power
