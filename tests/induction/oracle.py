"""The model of `examples/induction/` and its table written anew: torch for the model, loops for the numbers.

Nothing here is taken from the training script or from tensorgraph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

FOLDER = Path(__file__).parent.parent.parent / "examples" / "induction"
PREVIOUS, INDUCTION = 3, 0
"""The head of the first layer and the head of the second that the seed made."""

Array = np.ndarray[Any, np.dtype[np.float64]]


def weights(name: str = "induction") -> dict[str, Tensor]:
    """A file, in float64."""
    found = load_file(FOLDER / f"{name}.safetensors")
    return {key: value.double() if value.is_floating_point() else value for key, value in found.items()}


def layer(x: Tensor, given: dict[str, Tensor], number: int) -> tuple[Tensor, Tensor]:
    """The patterns of a layer, and what each of its heads writes, head by head and query by query."""
    patterns, writes = [], []
    for head in range(given[f"W_Q{number}"].shape[0]):
        q, k, v = (x @ given[f"W_{letter}{number}"][head] for letter in "QKV")
        rows = []
        for query in range(len(x)):
            scores = torch.stack([q[query] @ k[key] for key in range(query + 1)]) / q.shape[1] ** 0.5
            rows.append(torch.cat([scores.softmax(0), scores.new_zeros(len(x) - query - 1)]))
        patterns.append(torch.stack(rows))
        writes.append(patterns[-1] @ v @ given[f"W_O{number}"][head])
    return torch.stack(patterns), torch.stack(writes)


def forward(tokens: Tensor, given: dict[str, Tensor]) -> dict[str, Tensor]:
    """Streams, patterns and logits of a text."""
    x0 = given["W_E"][tokens] + given["W_pos"][: len(tokens)]
    first, written = layer(x0, given, 1)
    x1 = x0 + written.sum(0)
    second, read = layer(x1, given, 2)
    return {"x0": x0, "A1": first, "x1": x1, "A2": second, "logits": (x1 + read.sum(0)) @ given["W_U"]}


def match(given: dict[str, Tensor], p: int, h: int, keys: int | None = None) -> Array:
    """Row u: how much a query of token u wants a key that head p told of token w. ``keys``: whose key matrix."""
    heard = given["W_E"] @ given["W_V1"][p] @ given["W_O1"][p]
    wanted = (given["W_E"] @ given["W_Q2"][h]) @ (heard @ given["W_K2"][h if keys is None else keys]).T
    return wanted.numpy()


def copies(given: dict[str, Tensor], h: int, output: int | None = None) -> Array:
    """Row u: what a head that attends to token u adds to each logit. ``output``: another head's output matrix."""
    read = given["W_E"] @ given["W_V2"][h] @ given["W_O2"][h if output is None else output]
    return (read @ given["W_U"]).numpy()


def previous_token(pattern: Array) -> float:
    return sum(float(pattern[i, i - 1]) for i in range(1, len(pattern))) / (len(pattern) - 1)


def prefix_matching(pattern: Array, tokens: list[int]) -> float:
    scores = []
    for i, token in enumerate(tokens):
        places = [j + 1 for j in range(i) if tokens[j] == token]
        if places:
            scores.append(sum(float(pattern[i, j]) for j in places))
    return sum(scores) / len(scores)


def top1(matrix: Array) -> float:
    hits = [all(row[u] > row[w] for w in range(len(row)) if w != u) for u, row in enumerate(matrix)]
    return sum(hits) / len(hits)


def copying_score(matrix: Array) -> float:
    values = np.linalg.eigvals(matrix)
    return float(values.sum().real / np.abs(values).sum())


def norm_error(matrix: Array) -> float:
    """By least squares, not by a formula."""
    one = np.eye(len(matrix))
    c = np.linalg.lstsq(one.reshape(-1, 1), matrix.reshape(-1), rcond=None)[0][0]
    return float(np.linalg.norm(matrix - c * one) / np.linalg.norm(matrix))


def score_terms(given: dict[str, Tensor], tokens: Tensor, head: int) -> dict[str, Array]:
    """The scores of a head of the second layer by what its query and its key read, each row less its mean over the keys
    that it may attend to."""
    found = forward(tokens, given)
    x0, written = found["x0"], found["x1"] - found["x0"]
    queries, keys = given["W_Q2"][head], given["W_K2"][head]

    def centred(query: Tensor, key: Tensor) -> Array:
        scores = ((query @ queries) @ (key @ keys).T / keys.shape[1] ** 0.5).numpy()
        rows = np.zeros_like(scores)
        for i, row in enumerate(scores):
            rows[i, : i + 1] = row[: i + 1] - row[: i + 1].mean()
        return rows

    return {
        "no composition": centred(x0, x0),
        "K-composition": centred(x0, written),
        "Q-composition": centred(written, x0),
        "K&Q-composition": centred(written, written),
    }


def share(term: Array, total: Array) -> float:
    return float((term * total).sum() / (total * total).sum())


def found_in_second_half(given: dict[str, Tensor], texts: list[list[int]]) -> float:
    """The share of the next tokens that have the largest logit, from the first repeated token on."""
    hits = []
    for text in texts:
        logits, known = forward(torch.tensor(text), given)["logits"], len(text) // 2 + 1
        hits += [int(logits[i].argmax()) == text[i + 1] for i in range(known, len(text) - 1)]
    return sum(hits) / len(hits)
