"""The definitions of the gallery, by file stem, written from the mathematics."""

from collections.abc import Callable

import torch
from torch import Tensor

Values = dict[str, Tensor]


def gelu(x: Tensor) -> Tensor:
    """x Phi(x), Phi the distribution function of a standard normal"""
    return x * (1.0 + torch.erf(x / 2.0**0.5)) / 2.0


def gelu_new(x: Tensor) -> Tensor:
    """x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2"""
    return x * (1.0 + torch.tanh((2.0 / torch.pi) ** 0.5 * (x + 0.044715 * x**3))) / 2.0


def silu(x: Tensor) -> Tensor:
    """x / (1 + e^-x)"""
    return x / (1.0 + torch.exp(-x))


def layer_norm(x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    """(x - mean) / sqrt(mean (x - mean)^2 + 1e-5) * g + b, over the model axis"""
    centred = x - x.mean(dim=1, keepdim=True)
    variance = (centred * centred).mean(dim=1, keepdim=True)
    return centred / torch.sqrt(variance + 1e-5) * g + b


def causal_softmax(S: Tensor) -> Tensor:
    """A_qk = exp S_qk / sum_{k' <= q} exp S_qk' for k <= q, else 0"""
    position = torch.arange(S.shape[0], device=S.device)
    future = position[None, :] > position[:, None]
    return S.masked_fill(future, float("-inf")).softmax(dim=1)


def pattern(x: Tensor, y: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """causal softmax of (x W_Q)(y W_K)^T / sqrt(head): queries from x, keys from y"""
    q = x @ W_Q
    k = y @ W_K
    return causal_softmax(q @ k.transpose(0, 1) / W_Q.shape[1] ** 0.5)


def plus_heads(x: Tensor, A: Tensor, W_OV: Tensor) -> Tensor:
    """x + sum_h A^h x W_OV^h: what one attention layer makes of the residual stream"""
    stream = x.clone()
    for h in range(A.shape[0]):
        stream += A[h] @ (x @ W_OV[h])
    return stream


def operations(v: Values) -> Values:
    """a . b, a c^T, A c, A B, tr A C"""
    return {
        "dot": (v["a"] * v["b"]).sum(),
        "outer": v["a"][:, None] * v["c"][None, :],
        "matvec": v["A"] @ v["c"],
        "matmat": v["A"] @ v["B"],
        "trace": (v["A"] @ v["C"]).diagonal().sum(),
    }


def copy(v: Values) -> Values:
    """diag(v), a * b"""
    return {"diag": torch.diag(v["v"]), "pointwise": v["a"] * v["b"]}


def svd(v: Values) -> Values:
    """D = diag(lambda), M = sum_r lambda_r u_r v_r^T"""
    M = torch.zeros(v["U"].shape[0], v["V"].shape[0], dtype=v["U"].dtype)
    for r in range(len(v["λ"])):
        M += v["λ"][r] * torch.outer(v["U"][:, r], v["V"][:, r])
    return {"D": torch.diag(v["λ"]), "M": M}


def canonical_polyadic(weights: Tensor, A: Tensor, B: Tensor, C: Tensor) -> Tensor:
    """sum_r lambda_r a_r (x) b_r (x) c_r"""
    T = torch.zeros(len(A), len(B), len(C), dtype=A.dtype)
    for r in range(len(weights)):
        T += weights[r] * A[:, r, None, None] * B[None, :, r, None] * C[None, None, :, r]
    return T


def tucker(G: Tensor, U: Tensor, V: Tensor, W: Tensor) -> Tensor:
    """The core times a matrix along each axis, by its first unfolding: T_(1) = U G_(1) (V kron W)^T"""
    unfolded = U @ G.reshape(len(G), -1) @ torch.kron(V, W).transpose(0, 1)
    return unfolded.reshape(len(U), len(V), len(W))


def tensor_train(G1: Tensor, G2: Tensor, G3: Tensor, G4: Tensor) -> Tensor:
    """T_ijkl = (row i of G1) (slice j of G2) (slice k of G3) (column l of G4)"""
    rows = [[G1 @ G2[:, j] @ G3[:, k] @ G4 for k in range(G3.shape[1])] for j in range(G2.shape[1])]
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)


def decompositions(v: Values) -> Values:
    """CP, Tucker, tensor train"""
    return {
        "cp": canonical_polyadic(v["λ"], v["A"], v["B"], v["C"]),
        "tucker": tucker(v["G"], v["U"], v["V"], v["W"]),
        "train": tensor_train(v["G1"], v["G2"], v["G3"], v["G4"]),
    }


def sum_bubble(v: Values) -> Values:
    """A + B, relu(A C) D"""
    return {"added": v["A"] + v["B"], "composed": (v["A"] @ v["C"]).clamp(min=0) @ v["D"]}


def mlp(v: Values) -> Values:
    """gelu(gelu(x W_up + b_up) W_down + b_down)"""
    hidden = gelu(v["x"] @ v["W_up"] + v["b_up"])
    return {"z": gelu(hidden @ v["W_down"] + v["b_down"])}


def head(v: Values) -> Values:
    """A = causal softmax of the scaled scores, h = A x W_V W_O"""
    A = pattern(v["x"], v["x"], v["W_Q"], v["W_K"])
    return {"A": A, "h": A @ (v["x"] @ v["W_V"]) @ v["W_O"]}


def multihead(v: Values) -> Values:
    """A^h and y^h = A^h x W_V^h W_O^h of every head, H = sum_h y^h"""
    x = v["x"]
    heads = range(v["W_Q"].shape[0])
    A = [pattern(x, x, v["W_Q"][h], v["W_K"][h]) for h in heads]
    y = torch.stack([A[h] @ (x @ v["W_V"][h]) @ v["W_O"][h] for h in heads])
    return {"A": torch.stack(A), "y": y, "H": y.sum(dim=0)}


def one_layer(v: Values) -> Values:
    """x = W_E[t], W_OV^h = W_V^h W_O^h, x1 = x + sum_h A^h x W_OV^h, logits = x1 W_U"""
    x = v["W_E"][v["t"]]
    W_OV = v["W_V"] @ v["W_O"]
    x1 = plus_heads(x, v["A"], W_OV)
    return {"x": x, "W_OV": W_OV, "x1": x1, "logits": x1 @ v["W_U"]}


def two_layer(v: Values) -> Values:
    """x0 = W_E[t], x1 and x2 after each layer's heads, logits = x2 W_U"""
    x0 = v["W_E"][v["t"]]
    x1 = plus_heads(x0, v["A1"], v["W_OV1"])
    x2 = plus_heads(x1, v["A2"], v["W_OV2"])
    return {"x0": x0, "x1": x1, "x2": x2, "logits": x2 @ v["W_U"]}


def scores(v: Values) -> Values:
    """x1 = x0 + sum_p A^p x0 W_OV^p"""
    return {"x1": plus_heads(v["x0"], v["A"], v["W_OV"])}


def induction(v: Values) -> Values:
    """Queries are tokens, keys what the previous-token head moved: A_p x V_p O_p; values are tokens, unembedded"""
    x = v["W_E"][v["t"]]
    moved = v["A_p"] @ x @ v["V_p"] @ v["O_p"]
    A = pattern(x, moved, v["W_Q"], v["W_K"])
    return {"A": A, "logits": A @ x @ v["W_V"] @ v["W_O"] @ v["W_U"]}


def lattice_row(left: Tensor, middle: Tensor, right: Tensor) -> Tensor:
    """A row of three sites as a matrix [physical, up and down], its two horizontal bonds summed.

    Sites are [left, up-and-down, right, physical], with left of size one at the left end, right at the right end.
    """
    configurations = []
    for a in range(left.shape[3]):
        for b in range(middle.shape[3]):
            for c in range(right.shape[3]):
                configurations.append(three_sites(left[..., a], middle[..., b], right[..., c]))
    return torch.stack(configurations)


def three_sites(left: Tensor, middle: Tensor, right: Tensor) -> Tensor:
    """[s, u, v]: for each choice of the vertical bonds a product of three matrices, of one entry"""
    rows = left[:, :, None, None].permute(1, 2, 3, 0, 4)  # s 1 1 (1 right)
    mids = middle.permute(1, 0, 2)[None, :, None]  # 1 u 1 (left right)
    ends = right.permute(1, 0, 2)[None, None]  # 1 1 v (left 1)
    return (rows @ mids @ ends)[..., 0, 0]


def peps(v: Values) -> Values:
    """psi = top . middle . bottom, each row a matrix between the vertical bonds above and below it"""
    k, n = v["A"].shape[0], v["A"].shape[2]
    # sites as [left, vertical, right, physical]; vertical is (up down) where there are both
    A = v["A"].permute(1, 0, 2)[None]
    B = v["B"].permute(0, 2, 1, 3)
    C = v["C"][:, :, None]
    D = v["D"].permute(0, 2, 1, 3).reshape(1, k * k, k, n)
    E = v["E"].permute(1, 0, 3, 2, 4).reshape(k, k * k, k, n)
    F = v["F"].permute(1, 0, 2, 3).reshape(k, k * k, 1, n)
    G = v["G"][None]
    H = v["H"].permute(1, 0, 2, 3)
    I = v["I"].permute(1, 0, 2)[:, :, None]
    top = lattice_row(A, B, C).reshape(n**3, k**3)
    middle = lattice_row(D, E, F).reshape(n**3, k, k, k, k, k, k)  # [def, s, x, u, z, v, o]
    middle = middle.permute(0, 1, 3, 5, 2, 4, 6).reshape(n**3, k**3, k**3)
    bottom = lattice_row(G, H, I).reshape(n**3, k**3)
    psi = top @ middle @ bottom.transpose(0, 1)  # [def, abc, ghi]
    return {"psi": psi.transpose(0, 1).reshape([n] * 9)}


def mps(v: Values) -> Values:
    """<A|B> column by column: E <- sum_i A_i^T E B_i, from the first sites to the last"""
    E = v["A1"].transpose(0, 1) @ v["B1"]
    for site in ("2", "3"):
        A, B = v["A" + site], v["B" + site]
        E = torch.stack([A[:, i].transpose(0, 1) @ E @ B[:, i] for i in range(A.shape[1])]).sum(dim=0)
    return {"overlap": (v["A4"] * (E @ v["B4"])).sum()}


def bilinear(v: Values) -> Values:
    """g = (x W) * (x V), y = g D, B_o = W diag(D_o) V^T"""
    g = (v["x"] @ v["W"]) * (v["x"] @ v["V"])
    slices = [v["W"] @ torch.diag(column) @ v["V"].transpose(0, 1) for column in v["D"].unbind(dim=1)]
    return {"g": g, "y": g @ v["D"], "B": torch.stack(slices, dim=2)}


def gated_mlp(v: Values) -> Values:
    """(silu(x W_gate) * (x W_up)) W_down"""
    return {"y": (silu(v["x"] @ v["W_gate"]) * (v["x"] @ v["W_up"])) @ v["W_down"]}


def batched_attention(v: Values) -> Values:
    """For each element of the batch: A^h, y = sum_h A^h x W_V^h W_O^h"""
    found = [multihead({**v, "x": x}) for x in v["x"]]
    return {"A": torch.stack([f["A"] for f in found]), "y": torch.stack([f["H"] for f in found])}


def grouped_query(v: Values) -> Values:
    """Multi-head attention in which each group's keys and values are repeated for all its queries"""
    queries = v["W_Q"].shape[1]
    flat = {name: v[name].flatten(0, 1) for name in ("W_Q", "W_O")}
    repeated = {name: v[name].repeat_interleave(queries, dim=0) for name in ("W_K", "W_V")}
    found = multihead({"x": v["x"], **flat, **repeated})
    return {"A": found["A"].unflatten(0, v["W_Q"].shape[:2]), "y": found["H"]}


def lora(v: Values) -> Values:
    """x W + 2 (x A) B"""
    return {"y": v["x"] @ v["W"] + 2.0 * (v["x"] @ v["A"]) @ v["B"]}


def residual_stream(v: Values) -> Values:
    """x0 = W_E[t], x1 = x0 + heads of layer 1, logits = (x1 + heads of layer 2) W_U"""
    found = two_layer(v)
    return {name: found[name] for name in ("x0", "x1", "logits")}


def gpt2_block(v: Values) -> Values:
    """x1 = x + sum_h A^h ln1(x) W_V^h W_O^h + b_O, y = x1 + gelu_new(ln2(x1) W_in + b_in) W_out + b_out"""
    n1 = layer_norm(v["x"], v["g_1"], v["b_1"])
    attn = v["b_O"].expand_as(v["x"]).clone()
    for h in range(v["A"].shape[0]):
        attn += v["A"][h] @ (n1 @ v["W_V"][h]) @ v["W_O"][h]
    x1 = v["x"] + attn
    n2 = layer_norm(x1, v["g_2"], v["b_2"])
    mlp_out = gelu_new(n2 @ v["W_in"] + v["b_in"]) @ v["W_out"] + v["b_out"]
    return {"n1": n1, "attn": attn, "x1": x1, "n2": n2, "mlp_out": mlp_out, "y": x1 + mlp_out}


TWINS: dict[str, Callable[[Values], Values]] = {
    "02-operations": operations,
    "03-copy": copy,
    "04-svd": svd,
    "05-decompositions": decompositions,
    "06-sum-bubble": sum_bubble,
    "07-mlp": mlp,
    "08-head": head,
    "09-multihead": multihead,
    "10-one-layer": one_layer,
    "11-two-layer": two_layer,
    "12-scores": scores,
    "14-induction": induction,
    "15-peps": peps,
    "16-mps": mps,
    "17-bilinear": bilinear,
    "18-gated-mlp": gated_mlp,
    "19-batched-attention": batched_attention,
    "20-grouped-query": grouped_query,
    "21-lora": lora,
    "22-residual-stream": residual_stream,
    "23-gpt2-block": gpt2_block,
}
"""The twin of each file that has definitions: every definition by its name, from the declared tensors by theirs."""
