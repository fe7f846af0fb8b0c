"""For every rule: an equation that is true by it and cannot be proved without it, and one beside it that is false."""

# Equations are whole, and some lines of them long.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Law:
    """Declarations, an equation that needs the rule, and one that looks like it and is false."""

    rule: str
    head: str
    true: str
    false: str


_MATRICES = "dim n = 5, m = 7\nparam A[n, m], B[n, m], C[m, n], M[n, n], N[n, n]\ninput x[n], y[n], v[m]"

LAWS: tuple[Law, ...] = (
    Law("unfold", _MATRICES + "\nz[i] = M[i, j] x[j]", "z[i] y[k] == M[i, j] x[j] y[k]", "z[i] y[k] == M[j, i] x[j] y[k]"),
    Law("remove groups", _MATRICES, "(M[i, j] N[j, k]) x[k] == M[i, j] (N[j, k] x[k])", "(M[i, j] N[j, k]) x[k] == N[i, j] (M[j, k] x[k])"),
    Law("split thick dots", _MATRICES, "id[(i j), (k l)] A[k, l] == A[i, j]", "id[(i j), (k l)] M[k, l] == M[j, i]"),
    Law("fuse dots", _MATRICES, "copy[i, j, k] copy[k, l, p] x[l] y[p] == copy[i, j, l] x[l] y[l]", "copy[i, j, k] x[j] y[k] == x[i] ones[j] y[j]"),
    Law("remove ones", _MATRICES, "ones[i: n] ones[i] x[j] == n x[j]", "ones[i: n] ones[i] x[j] == m x[j]"),
    Law("contract", _MATRICES, "mean[j](A[i, j]) == A[i, j] ones[j] / m", "mean[j](A[i, j]) == A[i, j] ones[j]"),
    Law("square", _MATRICES, "square(x[i]) == x[i] x[i]", "square(x[i] + y[i]) == square(x[i]) + square(y[i])"),
    Law("join diagonals", "dim n\nparam D[n, n] { diagonal }, M[n, n]", "D[i, j] M[i, j] == D[i, j] M[j, j]", "D[i, j] M[i, k] == D[i, j] M[k, j]"),
    Law("join one-hot", "dim c, v\ninput t[c, v] { onehot: v }\nparam W[v], Z[v]", "t[i, v] W[v] Z[v] == (t[i, v] W[v]) (t[i, w] Z[w])", "t[i, v] W[v] Z[v] == (t[i, v] W[v]) (t[i, w] W[w])"),
    Law("follow shifts", "dim n = 6\ninput x[n]", "shift[3, j] x[j] == x[2]", "shift[3, j] x[j] == x[4]"),
    Law("collapse isometries", "dim n = 9, r = 3\nparam U[n, r] { isometry: r }", "U[i, a] U[i, b] == id[a, b]", "U[i, a] U[j, a] == id[i, j]"),
    Law("sum rows", "dim c\ninput A[c, c] { pattern }", "A[i, j] ones[j] == 1", "A[i, j] ones[i] == 1"),
    Law("read first rows", "dim c = 4\ninput A[c, c] { pattern }, x[c]", "A[0, j] x[j] == x[0]", "A[1, j] x[j] == x[1]"),
    Law("multiply factors", "dim n = 5, m = 7\nparam M[n, m]\nU[i, r] s[r] V[r, j] = svd(M[i, j])\nQ[i, r] R[r, j] = qr(M[i, j])", "U[i, r] s[r] V[r, j] == Q[i, r] R[r, j]", "U[i, r] V[r, j] == M[i, j]"),
    Law("drop projections", "dim n = 5, m = 7\nparam M[n, m]\nU[i, r] s[r] V[r, j] = svd(M[i, j])\nQ[i, r] R[r, j] = qr(M[i, j])", "U[i, r] U[k, r] Q[k, a] Q[l, a] M[l, j] == M[i, j]", "V[r, j] V[r, k] == id[j, k]"),
    Law("put in factors", "dim n = 5, m = 7\nparam M[n, m]\nU[i, r] s[r] V[r, j] = svd(M[i, j])", "M[i, j] M[i, j] == s[r] s[r]", "M[i, j] M[i, j] == s[r] ones[r]"),
    Law("pull out selections", "dim n\nparam P[n, n] { permutation }\ninput x[n]\nfn f", "f(P[i, j] x[j]) == P[i, j] f(x[j])", "f(P[i, j] x[j]) == P[j, i] f(x[j])"),
    Law("drop constants", _MATRICES, "softmax[j](M[i, j] + x[i]) == softmax[j](M[i, j])", "softmax[j](M[i, j] + x[j]) == softmax[j](M[i, j])"),
    Law("take out scales", _MATRICES, "relu(3 x[i]) == 3 relu(x[i])", "relu(-3 x[i]) == -3 relu(x[i])"),
    Law("multiply exponentials", _MATRICES, "exp(x[i] + y[i]) == exp(x[i]) exp(y[i])", "exp(x[i] + y[i]) == exp(x[i]) + exp(y[i])"),
    Law("merge bubbles", _MATRICES, "abs(x[i]) abs(y[j]) == abs(x[i] y[j])", "relu(x[i]) relu(y[j]) == relu(x[i] y[j])"),
    Law("distribute", _MATRICES, "(A[i, j] + B[i, j]) v[j] == A[i, j] v[j] + B[i, j] v[j]", "(A[i, j] + B[i, j]) v[j] == A[i, j] v[j] + B[i, j]"),
    Law("functions of zero", _MATRICES, "tanh(0 x[i]) y[i] == 0", "cos(0 x[i]) y[i] == 0"),
    Law("collect", _MATRICES, "M[i, j] x[j] + M[i, k] x[k] == 2 M[i, j] x[j]", "M[i, j] x[j] + M[i, k] x[k] == M[i, j] x[j]"),
    Law("write out sums", "dim n, h = 2\nparam A[h, n]\ny[i] = A[k, i] ones[k]", "y[i] == expand(y[i], h)", "y[i] == expand(2 y[i], h)"),
    Law("put in values", _MATRICES + "\nscalar c = 2", "c x[i] == 2 x[i]", "c x[i] == 3 x[i]"),
    Law("write out functions", _MATRICES, "silu(x[i]) == x[i] sigmoid(x[i])", "silu(x[i]) == sigmoid(x[i])"),
)  # fmt: skip
