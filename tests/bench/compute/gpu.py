"""Rows on a GPU in bfloat16: the attention block, spectra of OV circuits."""

from __future__ import annotations

from dataclasses import replace

import torch

from tests.bench.compute.attention import ROWS as ATTENTION
from tests.bench.compute.case import Goal, Row
from tests.bench.compute.weights import ROWS as WEIGHTS
from tests.bench.compute.weights import spectra

LIKE_HAND = 1 / 0.95
NEAR = 3e-2
"""bfloat16 has eight bits."""
TITLE = "H200, bfloat16"
LARGE = {"batch": 16, "context": 2048, "model": 2048, "heads": 16, "head": 128}


def rows() -> tuple[Row, ...]:
    """The rows, where CUDA is there."""
    if not torch.cuda.is_available():
        return ()
    block = next(row for row in ATTENTION if row.name == "attention-middle")
    of_ov = next(row for row in WEIGHTS if row.make is spectra)
    like = (Goal(LIKE_HAND),)
    large = replace(block, name="gpu-attention", title=f"{TITLE}: attention block, 16 × 2,048 × 2,048", sizes=LARGE)
    ov = replace(of_ov, name="gpu-ov-spectra", title=f"{TITLE}: OV spectra, 12 heads, vocab 50,257")
    return tuple(replace(row, goals=like, dtype=torch.bfloat16, device="cuda", near=NEAR) for row in (large, ov))


ABSENT = "gpu: not measured: no CUDA device"
