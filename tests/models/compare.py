"""How far two results are apart."""

from __future__ import annotations

from torch import Tensor

TOLERANCE = 1e-10
"""Most relative error in float64."""


def apart(ours: Tensor, theirs: Tensor) -> float:
    """The largest difference, relative to their largest entry."""
    return float((ours - theirs).abs().max() / theirs.abs().max())


def apart_by_norm(ours: Tensor, theirs: Tensor) -> float:
    """The Frobenius norm of the difference, relative to theirs."""
    return float((ours - theirs).norm() / theirs.norm())
