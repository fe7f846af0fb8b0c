"""A small model with its weights in files, for the tests of tables and of the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from tests.measures import loops

LAYERS, HEADS, CONTEXT, VOCAB, MODEL, HEAD = 2, 3, 7, 5, 8, 2
TOKENS = [1, 2, 0, 1, 2, 4, 1]

TEXT = r"""
dim layer = 2, heads = 3, context = 7, vocab = 5, model = 8, head = 2
input t[context, vocab] { onehot: vocab, from: "tokens.npy" }
param W_E[vocab, model] { from: "w.safetensors:embed" }
param W_Q[layer, heads, model, head] { from: "w.safetensors:q.{layer}", as: "h m d -> h m d" }
param W_K[layer, heads, model, head] { from: "w.safetensors:k.{layer}", as: "h m d -> h m d" }
param W_V[layer, heads, model, head] { from: "w.safetensors:v.{layer}", as: "h m d -> h m d" }
param W_O[layer, heads, head, model] { from: "w.safetensors:o.{layer}", as: "h d m -> h d m" }

x[i, m] = t[i, v] W_E[v, m]
S[l, h, i, j] = x[i, m] W_Q[l, h, m, d] W_K[l, h, n, d] x[j, n]
A[l, h, i, j] { kind: pattern } = softmax[j](causal[i, j](S[l, h, i, j]))
OV[l, h, m, n] = W_V[l, h, m, d] W_O[l, h, d, n]
copies[l, h, u, v] = W_E[u, m] OV[l, h, m, n] W_E[v, n]
wrote[i, n] = A[0, h, i, j] x[j, m] OV[0, h, m, n]
first[h, m, n] = OV[0, h, m, n]
second[k, m, n] = OV[1, k, m, n]
pairs[h, k, m, n] = first[h, m, p] second[k, p, n]
y[i, m] = x[i, m] + wrote[i, m] - 2 x[i, n] ones[n] ones[m]
masked[i, j] = causal[i, j](S[0, 0, i, j]) + S[0, 1, i, j]
crossed[h, m, n] = W_O[l, h, d, m] W_V[l, h, n, d]
onewire[m] = x[0, m]
show stream: y[i, m] == x[i, m] "tokens" + wrote[i, m] "heads" - 2 x[i, n] ones[n] ones[m]
show lone: x[i, m]
show inside[l, h, i, j]: softmax[j](x[i, m] W_Q[l, h, m, d] W_K[l, h, n, d] x[j, n] "scores" + S[l, h, i, j] "again")
"""

ELSEWHERE = 100
"""Added to the seed of the other weights."""


def weights(seed: int) -> dict[str, loops.Array]:
    """The entries of a file, by its keys."""
    draw = np.random.default_rng(seed).standard_normal
    found = {"embed": draw((VOCAB, MODEL))}
    for layer in range(LAYERS):
        found |= {f"{key}.{layer}": draw((HEADS, MODEL, HEAD)) for key in "qkv"}
        found[f"o.{layer}"] = draw((HEADS, HEAD, MODEL))
    return found


def write(folder: Path) -> Path:
    """The text, its weights, others beside them, and the tokens."""
    (folder / "model.tg").write_text(TEXT, "utf-8")
    save_file(weights(0), folder / "w.safetensors")
    save_file(weights(ELSEWHERE), folder / "init.safetensors")
    np.save(folder / "tokens.npy", np.array(TOKENS))
    return folder / "model.tg"


def pattern(found: dict[str, loops.Array], layer: int, head: int) -> loops.Array:
    """The attention of a head, by hand."""
    x = found["embed"][TOKENS]
    scores = x @ found[f"q.{layer}"][head] @ found[f"k.{layer}"][head].T @ x.T
    scores[np.triu_indices(CONTEXT, 1)] = -np.inf
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def circuit(found: dict[str, loops.Array], layer: int, head: int) -> loops.Array:
    """W_V W_O of a head."""
    return np.asarray(found[f"v.{layer}"][head] @ found[f"o.{layer}"][head])
