"""One statement, written in many ways: a formula, einsum, loops, PyTorch; all from the same graph."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.views.view import View

VIEWS: Mapping[str, View] = {}
"""By the name that `also:` and `explain` know them by."""
