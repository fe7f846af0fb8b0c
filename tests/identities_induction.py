"""An induction head built by hand: orthogonal blocks for tokens, previous tokens and positions, in a turned basis.

The first layer's head attends to the position before (positions are one-hot in their block) and copies the token block
into the previous-token block. The second layer's head joins the token block of a query with the previous-token block of
a key, and copies the token that it attends to. The names are those of `examples/identities/induction_head.tg`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

VOCAB = 50
"""Tokens; the first is the start token."""
PERIOD = 64
"""Length of the random text that is repeated once."""
SHARPNESS = 40.0
"""Score of what a head looks for; all others are zero. exp(−40) times the context is far below every tolerance."""
COPY = 5.0
"""What a copied token adds to its logit."""


@dataclass(frozen=True)
class Blocks:
    """Rows of one orthogonal matrix: a direction for each token, each previous token and each position."""

    token: Array
    previous: Array
    position: Array

    @property
    def model(self) -> int:
        return int(self.token.shape[1])


def text(seed: int, start: bool = True) -> list[int]:
    """Random tokens, repeated once; before them a start token, or not."""
    once = np.random.default_rng(seed).integers(1, VOCAB, size=PERIOD).tolist()
    return [0, *once, *once] if start else [*once, *once]


def blocks(context: int, seed: int) -> Blocks:
    """The three blocks for a context, none of them along the axes of the stream."""
    model = 2 * VOCAB + context
    turned = np.linalg.qr(np.random.default_rng(seed).standard_normal((model, model)))[0]
    return Blocks(turned[:VOCAB], turned[VOCAB : 2 * VOCAB], turned[2 * VOCAB :])


def first_head(found: Blocks, head: int) -> dict[str, Array]:
    """Position i asks for position i − 1; the token block is written into the previous-token block."""
    context = len(found.position)
    ask, answer = np.eye(context, head), np.eye(context, head, k=1)  # position j answers to number j + 1
    return {
        "W_Q1": SHARPNESS * np.sqrt(head) * found.position.T @ ask,
        "W_K1": found.position.T @ answer,
        "W_V1": found.token.T @ np.eye(VOCAB, head),
        "W_O1": np.eye(head, VOCAB) @ found.previous,
    }


def second_head(found: Blocks, head: int) -> dict[str, Array]:
    """A token asks for itself as the previous one; the token block is copied."""
    return {
        "W_Q2": SHARPNESS * np.sqrt(head) * found.token.T @ np.eye(VOCAB, head),
        "W_K2": found.previous.T @ np.eye(VOCAB, head),
        "W_V2": found.token.T @ np.eye(VOCAB, head),
        "W_O2": COPY * np.eye(head, VOCAB) @ found.token,
    }


def weights(tokens: list[int], seed: int = 0) -> dict[str, Array]:
    """Every tensor of the model for a text, ``t`` one-hot."""
    context = len(tokens)
    found, head = blocks(context, seed), max(context, VOCAB)
    tables = {"t": np.eye(VOCAB)[tokens], "W_E": found.token, "W_pos": found.position, "W_U": found.token.T}
    return {**tables, **first_head(found, head), **second_head(found, head)}


def without_previous_token_head(given: dict[str, Array]) -> dict[str, Array]:
    """The same model, its first head writing nothing."""
    return {**given, "W_O1": np.zeros_like(given["W_O1"])}


def chain(given: dict[str, Array]) -> dict[str, Array]:
    """The names of `examples/gallery/13-conditions.tg` for the same heads; ``A_p`` is their previous-token pattern."""
    names = {"W_Q": "W_Q2", "W_K": "W_K2", "W_V": "W_V2", "W_O": "W_O2", "V_p": "W_V1", "O_p": "W_O1"}
    return {"W_E": given["W_E"], "W_U": given["W_U"], **{ours: given[theirs] for ours, theirs in names.items()}}
