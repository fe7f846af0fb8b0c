"""Sums of products of numbers, vectors, matrices and tensors, written out plainly."""

import torch
from torch import Tensor


def dot(u: Tensor, w: Tensor) -> Tensor:
    """sum_i u_i w_i"""
    return (u * w).sum()


def outer(u: Tensor, c: Tensor) -> Tensor:
    """outer_ij = u_i c_j"""
    return u[:, None] * c[None, :]


def trace_of_product(A: Tensor, B: Tensor) -> Tensor:
    """sum_ij A_ij B_ji"""
    return (A * B.transpose(0, 1)).sum()


def relu(x: Tensor) -> Tensor:
    """relu(x) = x where x > 0, else 0"""
    return x.masked_fill(x < 0, 0.0)


def three(T: Tensor, c: Tensor, C: Tensor, u: Tensor) -> Tensor:
    """three_i = sum_jk T_ijk c_j (sum_p C_pk u_p)"""
    d = C.transpose(0, 1) @ u
    rows = [c @ T[i] @ d for i in range(T.shape[0])]
    return torch.stack(rows)


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """dot, outer, matvec = A c, matmat = A B, trace, added, composed = relu(A B) C, hadamard, total = s sum R, three"""
    s, u, w, c = v["s"], v["u"], v["w"], v["c"]
    A, A1, B, C = v["A"], v["A1"], v["B"], v["C"]
    T, R = v["T"], v["R"]
    return {
        "dot": dot(u, w),
        "outer": outer(u, c),
        "matvec": A @ c,
        "matmat": A @ B,
        "trace": trace_of_product(A, B),
        "added": A + A1,
        "composed": relu(A @ B) @ C,
        "hadamard": A * A1,
        "total": s * R.sum(),
        "three": three(T, c, C, u),
    }
