"""Rows of circuits made of weights: composition scores, norms and spectra of OV circuits between tokens."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor

from tensorgraph.cuts import composition, factored
from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, OURS, Case, Goal, Program, Row, Setting, Values, doubled, nbytes
from tests.einsum.networks import network

FACTORS = "factor by factor"
CUTS = "by the cut"
EACH_TIME = "by hand, Gram matrices made each time"

COMPOSITION = """
dim one, two, model, head
param V1[one, model, head], O1[one, head, model], Q2[two, model, head], K2[two, model, head]
by_Q[a, b, m, n] = (V1[a, m, d] O1[a, d, p]) (Q2[b, p, e] K2[b, n, e])
ov[a] = V1[a, m, d] O1[a, d, n] O1[a, e, n] V1[a, m, e]
qk[b] = Q2[b, m, d] K2[b, n, d] K2[b, n, e] Q2[b, m, e]
both[a, b] = V1[a, m, d] O1[a, d, p] Q2[b, p, e] K2[b, n, e] K2[b, n, f] Q2[b, q, f] O1[a, g, q] V1[a, m, g]
score[a, b] = sqrt(both[a, b] / (ov[a] qk[b]))
"""
CIRCUIT = """
dim heads, vocab, model, head
param W_E[vocab, model], W_U[model, vocab]
input W_V[heads, model, head], W_O[heads, head, model]
circuit[h, u, v] = W_E[u, m] W_V[h, m, d] W_O[h, d, n] W_U[n, v]
reads[h, d, e] = W_V[h, m, d] W_E[u, m] W_E[u, n] W_V[h, n, e]
writes[h, d, e] = W_O[h, d, m] W_U[m, v] W_U[n, v] W_O[h, e, n]
P[h, d, p] a[h, p] = eigh(reads[h, d, e])
Q[h, d, q] b[h, q] = eigh(writes[h, d, e])
core[h, p, q] = sqrt(a[h, p]) P[h, d, p] Q[h, d, q] sqrt(b[h, q])
X[h, p, r] values[h, r] Y[h, r, q] = svd(core[h, p, q])
norm[h] = sqrt(W_E[u, m] W_V[h, m, d] W_O[h, d, n] W_U[n, v] W_U[p, v] W_O[h, e, p] W_V[h, q, e] W_E[u, q])
"""
"""The heads are inputs, so that what the embeddings need is prepared once, as in a study of many heads.

Where L Lᵀ and R Rᵀ are the Gram matrices of what a head reads and writes, the singular values are those of Lᵀ R.
"""


def pairs(setting: Setting) -> Case:
    """Q-composition scores of all pairs of heads of two layers, from the weights."""
    fan = setting["model"] ** -0.5
    legs = {"V1": ("one", "model", "head"), "O1": ("one", "head", "model"), "Q2": ("two", "model", "head")}
    legs["K2"] = ("two", "model", "head")
    values = {name: setting.draw(*leg, scale=fan, seed=place) for place, (name, leg) in enumerate(legs.items())}
    circuits = network(COMPOSITION)
    weights = list(values.values())
    return Case(
        expected=lambda: pairs_by_factors(*doubled(values).values()),
        programs={OURS: Program(COMPOSITION, "score", values, calls=1)},
        rivals={
            BY_HAND: partial(by_hand.composition, *weights),
            FACTORS: partial(pairs_by_factors, *weights),
            CUTS: lambda: composition(circuits, "by_Q", values).values,
        },
        flops=pair_flops(setting),
        bytes=nbytes(*weights),
        factors=nbytes(*weights),
        memory=(BY_HAND, OURS, FACTORS, CUTS),
    )


def pair_flops(setting: Setting) -> float:
    """Gram matrices and their factors times the other weight for each head, then one product for all pairs."""
    one, two, model, head = (setting[name] for name in ("one", "two", "model", "head"))
    return (one + two) * 2 * 2 * model * head**2 + 2 * one * two * head**2 * model


def pairs_by_factors(v1: Tensor, o1: Tensor, q2: Tensor, k2: Tensor) -> Tensor:
    """As the formula reads: W_OV and W_QK of each head, model × model, once; for each pair their product, its norm."""
    first, second = v1 @ o1, q2 @ k2.mT
    left, right = (torch.linalg.matrix_norm(each) for each in (first, second))
    norms = [[torch.linalg.matrix_norm(a @ b) for b in second] for a in first]
    return torch.stack([torch.stack(row) for row in norms]) / torch.outer(left, right)


def heads(setting: Setting) -> dict[str, Tensor]:
    """Untied embeddings, and the weights of the heads."""
    fan = setting["model"] ** -0.5
    return {
        "W_E": setting.draw("vocab", "model"),
        "W_U": setting.draw("model", "vocab", seed=1),
        "W_V": setting.draw("heads", "model", "head", scale=fan),
        "W_O": setting.draw("heads", "head", "model", scale=fan, seed=1),
    }


def norms(setting: Setting) -> Case:
    """‖W_E W_V W_O W_U‖ of all heads."""
    values = heads(setting)
    table = [values["W_E"], values["W_U"]]
    own = [values["W_V"], values["W_O"]]
    circuits = network(CIRCUIT)
    return Case(
        expected=lambda: norms_by_factors(doubled(values)),
        programs={OURS: Program(CIRCUIT, "norm", values)},
        rivals={BY_HAND: partial(by_hand.ov_norms(*table), *own)},
        flops=gram_flops(setting),
        bytes=nbytes(*own) + 2 * setting["model"] ** 2 * values["W_E"].element_size(),
        factors=nbytes(*values.values()),
        memory=(EACH_TIME, OURS, FACTORS, CUTS),
        once={
            FACTORS: partial(norms_by_factors, values),
            CUTS: lambda: factored(circuits, "circuit", values).norms().to(setting.dtype),
            EACH_TIME: lambda: by_hand.ov_norms(*table)(*own),
        },
    )


def gram_flops(setting: Setting) -> float:
    """Each head's two weights times a Gram matrix, and the small products."""
    heads, model, head = (setting[name] for name in ("heads", "model", "head"))
    return heads * 2 * 2 * (model**2 * head + model * head**2)


def norms_by_factors(given: Values) -> Tensor:
    """Head by head, the factors in their order: (W_E W_V) and (W_O W_U), the Gram matrix of each, tr of their product.

    The matrix itself, 10 GB, is not made.
    """
    found = []
    for reads, writes in zip(given["W_V"], given["W_O"], strict=True):
        left, right = given["W_E"] @ reads, writes @ given["W_U"]
        found.append(((left.mT @ left) * (right @ right.mT)).sum().sqrt())
    return torch.stack(found)


def spectra(setting: Setting) -> Case:
    """All singular values of W_E W_V W_O W_U for all heads."""
    values = heads(setting)
    table, own = [values["W_E"], values["W_U"]], [values["W_V"], values["W_O"]]
    circuits = network(CIRCUIT)
    return Case(
        expected=lambda: spectra_by_factors(doubled(values)),
        programs={OURS: Program(CIRCUIT, "values", values)},
        rivals={BY_HAND: partial(by_hand.ov_spectra(*table), *own)},
        flops=gram_flops(setting),
        bytes=nbytes(*own) + 2 * setting["model"] ** 2 * values["W_E"].element_size(),
        factors=nbytes(*values.values()),
        memory=(EACH_TIME, OURS, FACTORS, CUTS),
        once={
            FACTORS: partial(spectra_by_factors, values),
            CUTS: lambda: factored(circuits, "circuit", values).singular_values().to(setting.dtype),
            EACH_TIME: lambda: by_hand.ov_spectra(*table)(*own),
        },
    )


def spectra_by_factors(given: Values) -> Tensor:
    """Head by head: QR of W_E W_V and of (W_O W_U)ᵀ, singular values of the product of the two triangles."""
    found = []
    for reads, writes in zip(given["W_V"], given["W_O"], strict=True):
        left = torch.linalg.qr(given["W_E"] @ reads, mode="r")[1]
        right = torch.linalg.qr((writes @ given["W_U"]).mT, mode="r")[1]
        found.append(torch.linalg.svdvals(left @ right.mT))
    return torch.stack(found)


FASTER = 1 / 20
PAIRS = {"one": 12, "two": 12, "model": 768, "head": 64}
SIZES = {"heads": 12, "vocab": 50257, "model": 768, "head": 64}
TINY_PAIRS = {"one": 2, "two": 3, "model": 6, "head": 2}
TINY = {"heads": 2, "vocab": 9, "model": 5, "head": 2}
NEAR = 1e-3
"""Norms from Gram matrices in float32."""
ROWS = (
    Row(
        "composition",
        "composition scores, 12 × 12 heads, model 768",
        (Goal(FASTER, OURS, FACTORS), Goal(FASTER, CUTS, FACTORS)),
        pairs,
        PAIRS,
        TINY_PAIRS,
        near=NEAR,
    ),
    Row(
        "ov-norms",
        "OV norms, 12 heads, vocab 50,257, embeddings prepared",
        (Goal(FASTER, OURS, FACTORS), Goal(FASTER, CUTS, FACTORS)),
        norms,
        SIZES,
        TINY,
        near=NEAR,
    ),
    Row(
        "ov-spectra",
        "OV spectra, 12 heads, vocab 50,257",
        (Goal(FASTER, OURS, FACTORS), Goal(FASTER, CUTS, FACTORS)),
        spectra,
        SIZES,
        TINY,
        near=NEAR,
    ),
)
