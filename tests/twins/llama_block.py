"""One Llama block: RMSNorm, grouped heads with turned queries and keys, a gated MLP, loops over groups and repeats."""

import torch
from torch import Tensor


def rms_norm(x: Tensor, g: Tensor) -> Tensor:
    """g x / sqrt(mean x^2 + 1e-5) over the last axis"""
    return g * x * torch.rsqrt((x * x).mean(dim=1, keepdim=True) + 1e-5)


def turned(x: Tensor, R: Tensor) -> Tensor:
    """Row i of x times R[i]"""
    return torch.stack([row @ R[i] for i, row in enumerate(x)])


def pattern(q: Tensor, k: Tensor) -> Tensor:
    """Row i: the softmax of q_i . k_j / sqrt(head) over j <= i, then zeros"""
    A = torch.zeros(len(q), len(k), dtype=q.dtype)
    for i in range(len(q)):
        A[i, : i + 1] = torch.softmax(k[: i + 1] @ q[i] / q.shape[1] ** 0.5, dim=0)
    return A


def silu(x: Tensor) -> Tensor:
    """x / (1 + exp(-x))"""
    return x / (1 + torch.exp(-x))


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """n_1, the heads' Q, K, V and A, mid = x + sum_gr A^gr V^g W_O^gr, n_2, y = mid + gated MLP; W_OV of every head"""
    groups, repeats = v["W_Q"].shape[:2]
    n_1 = rms_norm(v["x"], v["g_1"])
    K = torch.stack([turned(n_1 @ v["W_K"][g], v["R"]) for g in range(groups)])
    V = torch.stack([n_1 @ v["W_V"][g] for g in range(groups)])
    Q, A, W_OV, mid = [], [], [], v["x"]
    for g in range(groups):
        for r in range(repeats):
            Q.append(turned(n_1 @ v["W_Q"][g, r], v["R"]))
            A.append(pattern(Q[-1], K[g]))
            W_OV.append(v["W_V"][g] @ v["W_O"][g, r])
            mid = mid + A[-1] @ V[g] @ v["W_O"][g, r]
    n_2 = rms_norm(mid, v["g_2"])
    y = mid + (silu(n_2 @ v["W_gate"]) * (n_2 @ v["W_in"])) @ v["W_out"]
    heads = {"Q": Q, "A": A, "W_OV": W_OV}
    stacked = {name: torch.stack(one).unflatten(0, (groups, repeats)) for name, one in heads.items()}
    return {"n_1": n_1, "K": K, "V": V, **stacked, "mid": mid, "n_2": n_2, "y": y}
