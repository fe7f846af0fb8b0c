"""One statement, written in many ways: a formula, einsum, loops, PyTorch; all from the same graph."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.views.code import CODE
from tensorgraph.views.cost import COST
from tensorgraph.views.einsum import EINOPS_VIEW, EINSUM, PATTERN_VIEW
from tensorgraph.views.formula import FORMULA, row_lines
from tensorgraph.views.loops import LOOPS
from tensorgraph.views.plain import PLAIN, plain_row
from tensorgraph.views.shape import SHAPE
from tensorgraph.views.torch import TORCH_VIEW
from tensorgraph.views.view import View

__all__ = ["VIEWS", "plain_row", "row_lines"]

VIEWS: Mapping[str, View] = {
    "formula": FORMULA,
    "plain": PLAIN,
    "loops": LOOPS,
    "einsum": EINSUM,
    "einops": EINOPS_VIEW,
    "pattern": PATTERN_VIEW,
    "torch": TORCH_VIEW,
    "code": CODE,
    "shape": SHAPE,
    "cost": COST,
}
"""By the name that `also:` and `explain` know them by."""
