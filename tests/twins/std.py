"""The definitions of the library, by name, written from the mathematics: arguments in the order of the ``def``."""

from collections.abc import Callable

import torch
from torch import Tensor


def gelu(x: Tensor) -> Tensor:
    """x Phi(x), Phi the distribution function of a standard normal"""
    return x * (1.0 + torch.erf(x / 2.0**0.5)) / 2.0


def gelu_new(x: Tensor) -> Tensor:
    """x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2"""
    return x * (1.0 + torch.tanh((2.0 / torch.pi) ** 0.5 * (x + 0.044715 * x**3))) / 2.0


def causal_softmax(S: Tensor) -> Tensor:
    """row by row: A_ij = exp S_ij / sum_{k <= i} exp S_ik for j <= i, else 0"""
    A = torch.zeros_like(S)
    for i in range(S.shape[0]):
        weights = torch.exp(S[i, : i + 1])
        A[i, : i + 1] = weights / weights.sum()
    return A


def attn_scores(x: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """(x W_Q)(x W_K)^T / sqrt(head)"""
    return (x @ W_Q) @ (x @ W_K).T / W_Q.shape[1] ** 0.5


def attn(x: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """the causal softmax of the scores"""
    return causal_softmax(attn_scores(x, W_Q, W_K))


def attend(A: Tensor, x: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """A x W_V W_O"""
    return A @ (x @ W_V) @ W_O


def attn_head(x: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """a head with its own pattern"""
    return attend(attn(x, W_Q, W_K), x, W_V, W_O)


def multi_attn(x: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """the patterns, head after head"""
    return torch.stack([attn(x, q, k) for q, k in zip(W_Q, W_K, strict=True)])


def multi_attend(A: Tensor, x: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """concat_h(A^h x W_V^h) W_O"""
    each = torch.cat([a @ x @ v for a, v in zip(A, W_V, strict=True)], dim=1)
    return each @ torch.cat(list(W_O), dim=0)


def multi_head(x: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """the heads with their own patterns"""
    return multi_attend(multi_attn(x, W_Q, W_K), x, W_V, W_O)


def project(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """x W^h + b^h, axes [position, head, within]"""
    return torch.stack([x @ W[h] + b[h] for h in range(len(W))], dim=1)


def multi_attn_bias(x: Tensor, W_Q: Tensor, b_Q: Tensor, W_K: Tensor, b_K: Tensor) -> Tensor:
    """the patterns from queries and keys with biases"""
    q, k = project(x, W_Q, b_Q), project(x, W_K, b_K)
    return torch.stack([causal_softmax(q[:, h] @ k[:, h].T / W_Q.shape[2] ** 0.5) for h in range(len(W_Q))])


def multi_head_bias(
    x: Tensor, W_Q: Tensor, b_Q: Tensor, W_K: Tensor, b_K: Tensor,
    W_V: Tensor, b_V: Tensor, W_O: Tensor, b_O: Tensor,
) -> Tensor:  # fmt: skip
    """sum_h A^h (x W_V^h + b_V^h) W_O^h + b_O"""
    A, values = multi_attn_bias(x, W_Q, b_Q, W_K, b_K), project(x, W_V, b_V)
    total = b_O.repeat(x.shape[0], 1)
    for h in range(len(A)):
        total = total + A[h] @ values[:, h] @ W_O[h]
    return total


def centred(x: Tensor) -> Tensor:
    """x minus its mean over the model axis"""
    return x - x.mean(dim=1, keepdim=True)


def ln_scale(x: Tensor) -> Tensor:
    """sqrt(biased variance + 1e-5)"""
    return torch.sqrt(x.var(dim=1, unbiased=False) + 1e-5)


def ln(x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    """(x - mean) / sqrt(variance + 1e-5) * g + b"""
    return centred(x) / ln_scale(x)[:, None] * g + b


def rms(x: Tensor, g: Tensor) -> Tensor:
    """x / sqrt(mean x^2 + 1e-5) * g"""
    return x / torch.sqrt((x * x).mean(dim=1, keepdim=True) + 1e-5) * g


def mlp_relu(x: Tensor, W_in: Tensor, b_in: Tensor, W_out: Tensor, b_out: Tensor) -> Tensor:
    """max(0, x W_in + b_in) W_out + b_out"""
    return torch.clamp(x @ W_in + b_in, min=0.0) @ W_out + b_out


def mlp_gelu(x: Tensor, W_in: Tensor, b_in: Tensor, W_out: Tensor, b_out: Tensor) -> Tensor:
    """gelu(x W_in + b_in) W_out + b_out"""
    return gelu(x @ W_in + b_in) @ W_out + b_out


def mlp_gelu_new(x: Tensor, W_in: Tensor, b_in: Tensor, W_out: Tensor, b_out: Tensor) -> Tensor:
    """gelu by tanh of (x W_in + b_in), times W_out, plus b_out"""
    return gelu_new(x @ W_in + b_in) @ W_out + b_out


def mlp_gated(x: Tensor, W_gate: Tensor, W_in: Tensor, W_out: Tensor) -> Tensor:
    """(swish(x W_gate) * x W_in) W_out, swish(z) = z / (1 + e^-z)"""
    z = x @ W_gate
    return (z / (1.0 + torch.exp(-z)) * (x @ W_in)) @ W_out


def block_attn(x: Tensor, g: Tensor, b: Tensor, *weights: Tensor) -> Tensor:
    """x + attention(ln(x))"""
    return x + multi_head_bias(ln(x, g, b), *weights)


def block_mlp(x: Tensor, g: Tensor, b: Tensor, *weights: Tensor) -> Tensor:
    """x + mlp(ln(x))"""
    return x + mlp_gelu_new(ln(x, g, b), *weights)


def block(x: Tensor, g_1: Tensor, b_1: Tensor, *weights: Tensor) -> Tensor:
    """attention with the first eight weights and biases, then the MLP with its gain, bias and the last four"""
    return block_mlp(block_attn(x, g_1, b_1, *weights[:8]), *weights[8:])


def embed(t: Tensor, W_E: Tensor) -> Tensor:
    """row t_i of W_E"""
    return torch.stack([W_E[int(token.argmax())] for token in t])


def add_pos(x: Tensor, W_pos: Tensor) -> Tensor:
    """x + W_pos"""
    return torch.add(x, W_pos)


def unembed(x: Tensor, W_U: Tensor) -> Tensor:
    """x W_U"""
    return x @ W_U


def qk(W_Q: Tensor, W_K: Tensor) -> Tensor:
    """W_Q W_K^T"""
    return W_Q @ W_K.T


def ov(W_V: Tensor, W_O: Tensor) -> Tensor:
    """W_V W_O"""
    return W_V @ W_O


def qk_full(W_E: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """W_E W_QK W_E^T"""
    return W_E @ qk(W_Q, W_K) @ W_E.T


def ov_full(W_E: Tensor, W_V: Tensor, W_O: Tensor, W_U: Tensor) -> Tensor:
    """W_E W_OV W_U"""
    return W_E @ ov(W_V, W_O) @ W_U


def bigrams(W_E: Tensor, W_U: Tensor) -> Tensor:
    """W_E W_U"""
    return W_E @ W_U


def ov_core(W_E: Tensor, W_V: Tensor, W_O: Tensor, W_U: Tensor) -> Tensor:
    """W_O W_U W_E W_V"""
    return W_O @ W_U @ W_E @ W_V


def attn_virtual(A1: Tensor, A2: Tensor) -> Tensor:
    """A^2 A^1"""
    return A2 @ A1


def comp_v(W_V1: Tensor, W_O1: Tensor, W_V2: Tensor, W_O2: Tensor) -> Tensor:
    """W_OV^1 W_OV^2"""
    return ov(W_V1, W_O1) @ ov(W_V2, W_O2)


def comp_q(W_V1: Tensor, W_O1: Tensor, W_Q2: Tensor, W_K2: Tensor) -> Tensor:
    """W_OV^1 W_QK^2"""
    return ov(W_V1, W_O1) @ qk(W_Q2, W_K2)


def comp_k(W_V1: Tensor, W_O1: Tensor, W_Q2: Tensor, W_K2: Tensor) -> Tensor:
    """(W_OV^1 W_QK^2^T)^T"""
    return (ov(W_V1, W_O1) @ qk(W_Q2, W_K2).T).T


def frobenius(M: Tensor) -> Tensor:
    """the root of the sum of the squares of the singular values"""
    return torch.linalg.svdvals(M).square().sum().sqrt()


def ov_norm(W_V: Tensor, W_O: Tensor) -> Tensor:
    """|W_OV|"""
    return frobenius(ov(W_V, W_O))


def qk_norm(W_Q: Tensor, W_K: Tensor) -> Tensor:
    """|W_QK|"""
    return frobenius(qk(W_Q, W_K))


def score_v(W_V1: Tensor, W_O1: Tensor, W_V2: Tensor, W_O2: Tensor) -> Tensor:
    """|W_OV^1 W_OV^2| / (|W_OV^1| |W_OV^2|)"""
    first, second = ov(W_V1, W_O1), ov(W_V2, W_O2)
    return frobenius(first @ second) / (frobenius(first) * frobenius(second))


def score_q(W_V1: Tensor, W_O1: Tensor, W_Q2: Tensor, W_K2: Tensor) -> Tensor:
    """|W_OV^1 W_QK^2| / (|W_OV^1| |W_QK^2|)"""
    first, second = ov(W_V1, W_O1), qk(W_Q2, W_K2)
    return frobenius(first @ second) / (frobenius(first) * frobenius(second))


def score_k(W_V1: Tensor, W_O1: Tensor, W_Q2: Tensor, W_K2: Tensor) -> Tensor:
    """|W_OV^1 W_QK^2^T| / (|W_OV^1| |W_QK^2|)"""
    first, second = ov(W_V1, W_O1), qk(W_Q2, W_K2)
    return frobenius(first @ second.T) / (frobenius(first) * frobenius(second))


def zero_layer(t: Tensor, W_E: Tensor, W_U: Tensor) -> Tensor:
    """W_E[t] W_U"""
    return embed(t, W_E) @ W_U


def frozen_layer(x: Tensor, A: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """x + sum_h A^h x W_OV^h"""
    total = x
    for h in range(len(A)):
        total = total + A[h] @ (x @ ov(W_V[h], W_O[h]))
    return total


def attn_layer(x: Tensor, W_pos: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """the patterns from x + W_pos, what they move from x"""
    return frozen_layer(x, multi_attn(x + W_pos, W_Q, W_K), W_V, W_O)


def one_layer_frozen(t: Tensor, W_E: Tensor, A: Tensor, W_V: Tensor, W_O: Tensor, W_U: Tensor) -> Tensor:
    """the path expansion: direct, and sum_h A^h t W_E W_OV^h W_U"""
    return zero_layer(t, W_E, W_U) + sum(A[h] @ embed(t, W_E) @ ov(W_V[h], W_O[h]) @ W_U for h in range(len(A)))


def one_layer(t: Tensor, W_E: Tensor, W_pos: Tensor, *weights: Tensor) -> Tensor:
    """a layer between embedding and unembedding"""
    return attn_layer(embed(t, W_E), W_pos, *weights[:4]) @ weights[4]


def two_layer_frozen(
    t: Tensor, W_E: Tensor, A1: Tensor, W_V1: Tensor, W_O1: Tensor, A2: Tensor, W_V2: Tensor, W_O2: Tensor, W_U: Tensor
) -> Tensor:
    """the path expansion: direct, both layers' heads, and sum_gh A2^h A1^g t W_E W_OV1^g W_OV2^h W_U"""
    x = embed(t, W_E)
    stream = x.clone()
    for g in range(len(A1)):
        stream += A1[g] @ x @ ov(W_V1[g], W_O1[g])
    for h in range(len(A2)):
        stream += A2[h] @ x @ ov(W_V2[h], W_O2[h])
        for g in range(len(A1)):
            stream += attn_virtual(A1[g], A2[h]) @ x @ comp_v(W_V1[g], W_O1[g], W_V2[h], W_O2[h])
    return stream @ W_U


def two_layer(t: Tensor, W_E: Tensor, W_pos: Tensor, *weights: Tensor) -> Tensor:
    """two layers, one after the other, each with its four weights"""
    stream = attn_layer(embed(t, W_E), W_pos, *weights[:4])
    return attn_layer(stream, W_pos, *weights[4:8]) @ weights[8]


def prev_score(A: Tensor) -> Tensor:
    """the mean of the subdiagonal"""
    return A.diagonal(-1).mean()


def token_match(W_E: Tensor, W_V1: Tensor, W_O1: Tensor, W_Q2: Tensor, W_K2: Tensor) -> Tensor:
    """(W_E W_Q) (W_E W_V W_O W_K)^T: queries of tokens against keys of tokens that were moved"""
    return (W_E @ W_Q2) @ (W_E @ ov(W_V1, W_O1) @ W_K2).T


def attn_induction(t: Tensor, W_E: Tensor, A1: Tensor, *weights: Tensor) -> Tensor:
    """queries from the tokens, keys from what the earlier head moved there"""
    W_V1, W_O1, W_Q2, W_K2 = weights
    x = embed(t, W_E)
    return causal_softmax((x @ W_Q2) @ (attend(A1, x, W_V1, W_O1) @ W_K2).T / W_Q2.shape[1] ** 0.5)


def induction_head(t: Tensor, W_E: Tensor, A1: Tensor, *weights: Tensor) -> Tensor:
    """that pattern moves the tokens' values, which become logits"""
    W_V2, W_O2, W_U = weights[4:]
    return attend(attn_induction(t, W_E, A1, *weights[:4]), embed(t, W_E), W_V2, W_O2) @ W_U


def repeated(t: Tensor) -> Tensor:
    """whether the token is among those before"""
    ids = t.argmax(dim=1).tolist()
    return torch.tensor([float(token in ids[:i]) for i, token in enumerate(ids)], dtype=t.dtype)


def prefix_score(A: Tensor, t: Tensor) -> Tensor:
    """over the repeated tokens, the mean of what goes to the positions after earlier occurrences"""
    ids = t.argmax(dim=1).tolist()
    found = []
    for i, token in enumerate(ids):
        after = [j + 1 for j in range(i) if ids[j] == token]
        if after:
            found.append(sum((A[i, j] for j in after), torch.zeros((), dtype=A.dtype)))
    return torch.stack(found).mean()


TWINS: dict[str, Callable[..., Tensor]] = {
    twin.__name__: twin
    for twin in (
        attn_scores, attn, attend, attn_head,
        multi_attn, multi_attend, multi_head, project, multi_attn_bias, multi_head_bias,
        ln, rms, centred, ln_scale,
        mlp_relu, mlp_gelu, mlp_gelu_new, mlp_gated,
        block_attn, block_mlp, block,
        embed, add_pos, unembed,
        qk, ov, qk_full, ov_full, bigrams, ov_core, attn_virtual, comp_v, comp_q, comp_k,
        ov_norm, qk_norm, score_v, score_q, score_k,
        zero_layer, frozen_layer, attn_layer, one_layer_frozen, one_layer, two_layer_frozen, two_layer,
        prev_score, token_match, attn_induction, induction_head, repeated, prefix_score,
    )
}  # fmt: skip
"""The twins by the names of the library."""
