"""Rows of one-hot tensors: an embedding."""

from __future__ import annotations

from functools import partial

import torch
from torch.nn import functional

from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, OURS, Case, Goal, Program, Row, Setting, nbytes

TEXT = """
dim context, vocab, model
input t[context, vocab] { onehot: vocab }
param W_E[vocab, model]
x[i, m] = t[i, v] W_E[v, m]
"""


def embedding(setting: Setting) -> Case:
    """Rows of a table by ids."""
    table = setting.draw("vocab", "model")
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(setting["vocab"], (setting["context"],), generator=generator).to(setting.device)
    dense = partial(one_hot, ids, table)
    rows = nbytes(table[:1]) * setting["context"]
    return Case(
        expected=lambda: dense().cpu().double(),
        programs={OURS: Program(TEXT, "x", {"t": ids, "W_E": table})},
        rivals={
            BY_HAND: partial(by_hand.embedding(table), ids),
            "F.embedding": partial(functional.embedding, ids, table),
        },
        flops=0.0,
        bytes=2 * rows + nbytes(ids),
        once={"product with a one-hot matrix": dense},
    )


def one_hot(ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """The product as it is written; the one-hot matrix is made, too."""
    return functional.one_hot(ids, len(table)).to(table.dtype) @ table


SIZES = {"context": 1024, "vocab": 50257, "model": 768}
TINY = {"context": 5, "vocab": 7, "model": 3}
ROWS = (Row("embedding", "embedding of 1,024 tokens, vocab 50,257", (Goal(1.1),), embedding, SIZES, TINY),)
