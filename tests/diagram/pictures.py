"""Pictures for the tests: each a name and a text with one `show`."""

from tensorgraph.diagram import Scene, draw
from tensorgraph.graph.check import check_program
from tensorgraph.graph.network import Network, Picture
from tensorgraph.rewrite.unfold import resolve_picture
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse

HEAD = """
dim context, model, head
input x[context, model]
param W_Q[model, head], W_K[model, head], W_V[model, head], W_O[head, model]
S[i, j] = x[i, m] W_Q[m, d] W_K[n, d] x[j, n] / sqrt(head)
A[i, j] { kind: pattern } = softmax[j](causal[i, j](S[i, j]))
h[i, n] = A[i, j] x[j, m] W_V[m, d] W_O[d, n]
"""

MATRICES = """
dim i, j, k, l
tensor A[i, j], B[i, j], C[j, k], D[k, l], F[j, i], M[j, j]
tensor a[i], b[i], c[i], v[j], w[k], s
tensor T[i, j, k], Q[i, j, k, l]
fn σ
"""

HEADS = """
dim batch, heads, context, model, head
input x[context, model], q[heads, context, head], k[heads, context, head], u[batch, heads, context, head]
param A[heads, context, context], W_V[heads, model, head], W_O[heads, head, model], g[model], c[model], e[model]
param W[model, model], b[model]
"""

THICK = """
dim i, j, k, l, n
tensor T[i, j, k], G[i, (j k)], K[(i j), (k l)], A[i, k], B[j, l], W[j, k, n]
"""

PICTURES = {
    "head": HEAD + "show p: h[i, n] == unfold(h[i, n]); A[i, j] == unfold(A[i, j], S)",
    "whole head": HEAD + "show p: unfold(h[i, n], A, S)",
    "numbers": MATRICES + "show p: s; a[i]; A[i, j]; T[i, j, k]; Q[i, j, k, l]",
    "operations": MATRICES
    + "show p { dims: wires }: a[i] b[i]; a[i] v[j]; A[i, j] v[j]; A[i, j] C[j, k]; A[i, j] F[j, i]",
    "trace": MATRICES + "show p: M[j, j]",
    "frobenius": MATRICES + "show p: A[i, j] B[i, j] s",
    "hadamard": MATRICES + "show p[i, j]: A[i, j] B[i, j]",
    "copied vectors": MATRICES + "show p[i]: a[i] b[i] c[i]",
    "diagonal": MATRICES + "show p[i, k]: A[i, j] v[j] C[j, k]",
    "hanging": MATRICES + "show p: T[i, j, k] a[i] v[j] w[k]",
    "between": MATRICES + "show p: a[i] T[i, j, k] v[j] D[k, l]",
    "slices": MATRICES + "show p: A[i, 0]; A[-1, j]; T[i, 3, k]",
    "dots": MATRICES + "show p: copy[i: i, j, k]; A[i, j] ones[j]; id[a: i, b]; shift[a: i, b]",
    "bubble": MATRICES + "show p { dims: none }: σ(A[i, j] C[j, k]) D[k, l]",
    "branches": MATRICES + "show p: (A[i, j] + B[i, j]) C[j, k]",
    "three branches": MATRICES + "show p: (A[i, j] - T[i, j, l] w[l] + 2 a[i] + v[j]) C[j, k]",
    "algebra": MATRICES + "show p: A[i, j] - 2 B[i, j] + a[i]",
    "scales": MATRICES + "show p: 1/2 A[i, j] / sqrt(k); σ(A[i, j] / sqrt(k)); σ(-A[i, j])",
    "rail": HEADS + "show p: A[h, i, j] x[j, m] W_V[h, m, d] W_O[h, d, n]",
    "free rail": HEADS + "show p[h, i, j]: q[h, i, d] k[h, j, d]",
    "rail and bubble": HEADS + "show p[h, i, m]: softmax[j | h](q[h, i, d] k[h, j, d]) x[j, m]",
    "two rails": HEADS + "show p[b, h, i, j]: u[b, h, i, d] u[b, h, j, d]",
    "summed heads": HEADS + 'show p: A^h[i, j] x[j, m] W_V^h[m, d] W_O^h[d, n] "heads" + x[i, n]',
    "one head": HEADS + "show p: A^3[i, j] x[j, m]",
    "sum inside": HEADS + "show p: relu(A^h[i, j] x[j, m])",
    "norm": HEADS + "show p: g[m] layernorm[m](x[i, m]); mean[m](x[i, m])",
    "bias": HEADS + "show p: relu(x[i, m] W[m, n] + b[n]); relu(W[m, n] g[n] + b[m]); W[m, n] (g[n] + b[n])",
    "two biases": HEADS + "show p: relu(relu(x[i, m] W[m, n] + b[n]) W[n, o] + c[o] + e[o])",
    "brace": HEADS + 'show p: x[i, m] (W[m, n] W[n, o] "twice") W[o, p] == x[i, p]',
    "residual": HEADS + "show p: (x[i, m] + A^h[i, j] x[j, n] W[n, m]) W[m, o]",
    "thick": THICK + "show p: G[i, (j k)] W[j, k, n]; K[(i j), (k l)]",
}


def network_of(text: str) -> tuple[Network, Picture]:
    """A checked text and its first picture, ready to draw."""
    network = check_program(parse(Source("test.tg", text)))
    return network, resolve_picture(network, network.pictures[0])


def scene_of(text: str) -> Scene:
    """The drawing of a text's first picture."""
    return draw(*network_of(text))
