"""Composition scores against model × model matrices, and against the formula of TransformerLens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.cuts import composition, matrices
from tensorgraph.einsum.uses import needed
from tests.cuts.nets import Array
from tests.cuts.oracle import compare

TEXT = """
dim l = 2, h = 3, k = 4, model = 12, head = 3
param W_V[l, h, model, head], W_O[l, h, head, model], W_Q[l, k, model, head], W_K[l, k, model, head]
param V2[k, model, head], O2[k, head, model]
scalar s = 3
OV[l, h, m, n] = 2 W_V[l, h, m, d] W_O[l, h, d, n]
QK[l, h, m, n] = W_Q[l, h, m, d] W_K[l, h, n, d] / sqrt(head)
def qk(Q[m, d], K[m, d])[m, n] = Q[m, e] K[n, e]
Q[a, b, c, e, m, n] = OV[a, b, m, p] QK[c, e, p, n]
K[a, b, c, e, m, n] = OV[a, b, m, p] QK[c, e, n, p]
V[a, b, e, m, n] = OV[a, b, m, p] (V2[e, p, d] O2[e, d, n])
layer[a, b, c, e, m, n] = -s OV[a, b, m, p] QK[c, e, p, n]
called[a, b, c, e, m, n] = OV^a^b[m, p] qk(W_Q^c^e, W_K^c^e)[p, n]
same[a, e, m, n] = (V2[e, m, d] W_O[a, 0, d, p]) QK[a, e, p, n]
mixed[m, n] = OV[0, 1, m, p] QK[1, 2, p, n]
turned[a, b, c, e, m, n] = QK[c, e, p, n] OV[a, b, m, p]
"""


@pytest.fixture(scope="module")
def doc() -> tg.Document:
    return tg.loads(TEXT)


@pytest.fixture(scope="module")
def values(doc: tg.Document) -> dict[str, Array]:
    chance = np.random.default_rng(0)
    sizes = doc.network.dims
    return {
        name: chance.standard_normal([sizes[dim] or 0 for leg in entry.dims for dim in leg])
        for name, entry in doc.network.declarations.items()
    }


def of(doc: tg.Document, name: str, values: dict[str, Array]) -> Any:
    outside, _ = needed(doc.network, [doc.network.definitions[name].graph])
    return composition(doc.network, name, {tensor: values[tensor] for tensor in outside})


def norm(dense: Array) -> Array:
    return np.asarray(np.linalg.norm(dense, axis=(-2, -1)))


def scores(left: Array, right: Array) -> Array:
    """‖A B‖ / (‖A‖ ‖B‖) as it is said, from dense matrices."""
    return norm(left @ right) / (norm(left) * norm(right))


def circuits(values: dict[str, Array]) -> tuple[Array, Array, Array]:
    qk = values["W_Q"] @ values["W_K"].swapaxes(-1, -2)
    return values["W_V"] @ values["W_O"], qk, values["V2"] @ values["O2"]


def test_row_form(doc: tg.Document, values: dict[str, Array]) -> None:
    ov, qk, ov2 = circuits(values)
    pairs = ov[:, :, None, None]
    wanted = {
        "Q": scores(pairs, qk[None, None]),
        "K": scores(pairs, qk[None, None].swapaxes(-1, -2)),
        "V": scores(ov[:, :, None], ov2[None, None]),
    }
    for name, dense in wanted.items():
        found = of(doc, name, values)
        np.testing.assert_allclose(found.values.numpy(), dense, rtol=1e-10)
        assert ((found.values >= 0) & (found.values <= 1)).all()
    assert of(doc, "Q", values).batch == ("a", "b", "c", "e")
    assert abs(wanted["Q"] - wanted["K"]).max() > 0.01  # so that one cannot pass for the other


def test_written_otherwise(doc: tg.Document, values: dict[str, Array]) -> None:
    """With a number before it, with a call, in the other order: the same scores; and the norms of the two, without the
    numbers in them."""
    ov, qk, _ = circuits(values)
    first = of(doc, "Q", values)
    for name in ("layer", "called", "turned"):
        np.testing.assert_allclose(of(doc, name, values).values, first.values, rtol=1e-10)
    turned = of(doc, "turned", values)
    np.testing.assert_allclose(
        turned.left / turned.left[0, 0, 0, 0], norm(qk)[None, None].repeat(2, 0).repeat(3, 1) / norm(qk)[0, 0]
    )
    np.testing.assert_allclose(turned.right[:, :, 0, 0] / turned.right[0, 0, 0, 0], norm(ov) / norm(ov)[0, 0])


def test_a_shared_batch_and_fixed_indices(doc: tg.Document, values: dict[str, Array]) -> None:
    ov, qk, _ = circuits(values)
    crossed = values["V2"] @ values["W_O"][:, :1]
    np.testing.assert_allclose(of(doc, "same", values).values, scores(crossed, qk), rtol=1e-10)
    np.testing.assert_allclose(of(doc, "mixed", values).values, scores(ov[0, 1], qk[1, 2]), rtol=1e-10)


def test_transformer_lens_formula(doc: tg.Document, values: dict[str, Array]) -> None:
    """`composition_scores` of its `FactoredMatrix`: U S Vᵀ of the left collapsed to S Vᵀ, of the right to U S; norms
    of these and of their product."""

    def collapsed(one: Array, two: Array) -> tuple[torch.Tensor, torch.Tensor]:
        a, b = torch.as_tensor(one), torch.as_tensor(two)
        (ua, sa, va), (ub, sb, vb) = torch.linalg.svd(a, full_matrices=False), torch.linalg.svd(b, full_matrices=False)
        u, s, v = torch.linalg.svd(sa[..., None] * va @ ub * sb[..., None, :], full_matrices=False)
        return (ua @ u) * s[..., None, :], s[..., None] * (v @ vb)

    left = collapsed(values["W_V"], values["W_O"])[1][:, :, None, None]
    right = collapsed(values["W_Q"], values["W_K"].swapaxes(-1, -2))[0][None, None]
    wanted = (left @ right).norm(dim=(-2, -1)) / left.norm(dim=(-2, -1)) / right.norm(dim=(-2, -1))
    torch.testing.assert_close(of(doc, "Q", values).values, wanted, rtol=1e-10, atol=0)


def test_both_ends_of_the_scale() -> None:
    """One where what is written is what is read; zero where they share nothing; undefined where a head is zero."""
    doc = tg.loads("dim h, k, m\nparam A[h, m, m], B[k, m, m]\nM[h, k, i, j] = A[h, i, p] B[k, p, j]")
    one = torch.zeros(3, 4, 4)
    one[0, :, 0], one[1, :, 1] = torch.arange(4.0), 2.0
    found = composition(doc.network, "M", {"A": one, "B": one.mT.contiguous()}).values
    torch.testing.assert_close(found[:2, :2], torch.eye(2).double(), rtol=1e-6, atol=1e-6)
    assert found[2].isnan().all() and found[:, 2].isnan().all()


def test_the_product_is_there_too(doc: tg.Document, values: dict[str, Array]) -> None:
    ov, qk, _ = circuits(values)
    found = of(doc, "Q", values)
    compare(found.product, ov[:, :, None, None] @ qk[None, None])
    assert found.product.rank_bound == 3


def test_in_parts(doc: tg.Document, values: dict[str, Array], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = of(doc, "Q", values).values
    monkeypatch.setattr(matrices, "LARGEST_BLOCK", 2000)
    torch.testing.assert_close(of(doc, "Q", values).values, whole)


def test_ends_are_made_once(doc: tg.Document, values: dict[str, Array]) -> None:
    """Two R-factors serve all three norms: one of W_V for its own heads, one of W_K for its own."""
    found = of(doc, "Q", values)
    assert sorted(tuple(end.value.shape) for end in found.product.ends.values()) == [(2, 3, 3, 3), (2, 4, 3, 3)]
