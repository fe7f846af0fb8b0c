"""Decompositions of a matrix and a 4-tensor, each by the eigenvectors of a Gram matrix or by Gram-Schmidt."""

import torch
from torch import Tensor

einsum = torch.einsum


def signed(vectors: Tensor) -> Tensor:
    """Every column with its entry of largest size positive."""
    largest = vectors.abs().argmax(dim=0)
    return vectors * vectors[largest, range(vectors.shape[1])].sign()


def spectral(S: Tensor) -> tuple[Tensor, Tensor]:
    """Q and e ascending with S = Q diag(e) Q^T, for a symmetric S with different eigenvalues."""
    e, Q = torch.linalg.eigh(S)
    order = torch.argsort(e)
    return signed(Q[:, order]), e[order]


def singular(M: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """U, s descending and V with M = U diag(s) V, from whichever of M M^T and M^T M is smaller; M of full rank."""
    rows, columns = M.shape
    if rows <= columns:
        Q, e = spectral(M @ M.T)
        U, s = Q.flip(1), e.flip(0).sqrt()
        return U, s, (U.T @ M) / s[:, None]
    Q, e = spectral(M.T @ M)
    W, s = Q.flip(1), e.flip(0).sqrt()
    U = M @ W / s
    sign = (signed(U) * U).sum(dim=0).sign()
    return U * sign, s, (W * sign).T


def gram_schmidt(M: Tensor) -> tuple[Tensor, Tensor]:
    """O with orthonormal columns and R upper triangular, its diagonal positive, M = O R; rows >= columns."""
    O = torch.zeros_like(M)
    R = torch.zeros(M.shape[1], M.shape[1], dtype=M.dtype)
    for j in range(M.shape[1]):
        rest = M[:, j]
        for i in range(j):
            R[i, j] = O[:, i] @ M[:, j]
            rest = rest - R[i, j] * O[:, i]
        R[j, j] = rest.norm()
        O[:, j] = rest / R[j, j]
    return O, R


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """SVD of M, its truncation to rank 2, QR, the spectrum of M^T M, sum |eigenvalues of A|, and T taken apart as
    (ij)(uv), as a tensor train, and as a Tucker core with a factor on each leg; X = sum_r f_r g_r h_r"""
    M, A, T = v["M"], v["A"], v["T"]
    a, b, c, d = T.shape
    U, s, V = singular(M)
    U_2, s_2, V_2 = U[:, :2], s[:2], V[:2]
    P, p, Q = singular(T.reshape(a * b, c * d))
    O, R = gram_schmidt(M)
    C = M.T @ M
    E, e = spectral(C)

    G_1, t_1, L_1 = singular(T.reshape(a, b * c * d))
    x = len(t_1)
    G_2, t_2, L_2 = singular((t_1[:, None] * L_1).reshape(x * b, c * d))
    y = len(t_2)
    G_3, t_3, L_3 = singular((t_2[:, None] * L_2).reshape(y * c, d))
    factors = [singular(T.movedim(leg, 0).reshape(T.shape[leg], -1))[0] for leg in range(4)]
    K = T
    for leg in range(4):
        K = torch.tensordot(factors[leg].T, K.movedim(leg, 0), dims=1).movedim(0, leg)
    return {
        "U": U, "s": s, "V": V, "U_2": U_2, "s_2": s_2, "V_2": V_2, "M_2": U_2 @ torch.diag(s_2) @ V_2,
        "P": P.reshape(a, b, -1), "π": p, "Q": Q.reshape(-1, c, d), "O": O, "R": R, "C": C, "E": E, "e": e,
        "moduli": torch.linalg.eigvals(A).abs().sum(),
        "G_1": G_1, "G_2": G_2.reshape(x, b, y), "G_3": G_3.reshape(y, c, -1), "G_4": torch.diag(t_3) @ L_3,
        "F_1": factors[0], "F_2": factors[1], "F_3": factors[2], "F_4": factors[3], "K": K,
        "X": einsum("ir,jr,ur->iju", v["f"], v["g"], v["h"]),
    }  # fmt: skip
