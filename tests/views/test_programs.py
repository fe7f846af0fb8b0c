"""Views that are programs: their whole lines, and that what is printed computes what the slow reference does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.graph.network import Decomposition, Network, Repetition
from tensorgraph.graph.nodes import Graph
from tensorgraph.views import VIEWS
from tensorgraph.views.line import text_of
from tensorgraph.views.statement import Statement
from tests.random_networks import SIZES, random_case
from tests.views.running import (
    Given,
    SizeUnknownError,
    agree,
    emulated_einsum,
    executed,
    given_for,
    looped,
    text_in,
)

FILE = """
dim n = 4, m = 5, k = 6, head = 8, heads = 3, context = 7, model = 9, lambda = 3
tensor s, a[n], b[m], v[heads], A[n, m], H[n, m], B[m, k], D[n, n], T[n, m, k], K[(n m), k], x'[lambda]
param W_Q[model, head], W_V[heads, model, head], W_O[heads, head, model]
input x[context, model]
scalar c, eps = 1e-5
fn f
fn g[j]
def dist(P[p, q])[i, j] = softmax[j](P[i, j])
"""

MASK = ".masked_fill(torch.ones(context, context).triu(1) > 0, -torch.inf)"
CASES = [
    # what, loops, pattern, einsum, einops, torch
    ("y = a[i] a[i]", "y = sum_i(a[i]*a[i])", "einsum('i,i->')", "y = torch.einsum('i,i->', a, a)",
     "y = einsum(a, a, 'i, i ->')", "y = a @ a"),
    ("y[i, j] = a[i] b[j]", "y[i,j] = a[i]*b[j]", "einsum('i,j->i j')", "y = torch.einsum('i,j->ij', a, b)",
     "y = einsum(a, b, 'i, j -> i j')", "y = torch.outer(a, b)"),
    ("y[i, k] = A[i, j] B[j, k]", "y[i,k] = sum_j(A[i,j]*B[j,k])", "einsum('i j,j k->i k')",
     "y = torch.einsum('ij,jk->ik', A, B)", "y = einsum(A, B, 'i j, j k -> i k')", "y = A @ B"),
    ("y = A[i, j] H[i, j]", "y = sum_ij(A[i,j]*H[i,j])", "einsum('i j,i j->')", "y = torch.einsum('ij,ij->', A, H)",
     "y = einsum(A, H, 'i j, i j ->')", "y = torch.trace(A @ H.T)"),
    ("y[j, i] = A[i, j]", "y[j,i] = A[i,j]", "einsum('i j->j i')", "y = torch.einsum('ij->ji', A)",
     "y = einsum(A, 'i j -> j i')", "y = A.T"),
    ("y[i, j] = A[i, j] + b[j]", "y[i,j] = A[i,j] + b[j]", "A + b", "y = A + b", "y = A + b", "y = A + b"),
    ("y[i, j] = A[i, j] - a[i]", "y[i,j] = A[i,j] - a[i]", "A - a[:, None]", "y = A - a[:, None]",
     "y = A - a[:, None]", "y = A - a[:, None]"),
    ("y[i, j] = A[i, j] H[i, j] b[j]", "y[i,j] = A[i,j]*H[i,j]*b[j]", "einsum('i j,i j,j->i j')",
     "y = torch.einsum('ij,ij,j->ij', A, H, b)", "y = einsum(A, H, b, 'i j, i j, j -> i j')", "y = A * H * b"),
    ("y[i, k] = (A[i, j] B[j, k]) (H[i, p] B[p, k])", "y[i,k] = (sum_j(A[i,j]*B[j,k]))*(sum_p(H[i,p]*B[p,k]))",
     None, None, None, "y = (A @ B) * (H @ B)"),
    ("y[i] = A[i, j] ones[j]", "y[i] = sum_j(A[i,j])", "einsum('i j->i')", "y = torch.einsum('ij->i', A)",
     "y = einsum(A, 'i j -> i')", "y = A.sum(1)"),
    ("y[i] = D[i, i]", "y[i] = D[i,i]", "einsum('i i->i')", "y = torch.einsum('ii->i', D)",
     "y = einsum(D, 'i i -> i')", "y = torch.einsum('ii->i', D)"),
    ("y[i, j] = a[i] ones[j: m]", "y[i,j] = a[i]", "einsum('i,j->i j', a, torch.ones(m))",
     "y = torch.einsum('i,j->ij', a, torch.ones(m))", "y = einsum(a, torch.ones(m), 'i, j -> i j')",
     "y = torch.outer(a, torch.ones(m))"),
    ("y[j] = A[0, j] A[-1, j]", "y[j] = A[0,j]*A[-1,j]", "einsum('j,j->j', A[0], A[-1])",
     "y = torch.einsum('j,j->j', A[0], A[-1])", "y = einsum(A[0], A[-1], 'j, j -> j')", "y = A[0] * A[-1]"),
    ("y[i] = shift[i, j] a[j]", "y[i] = sum_j((j==i-1)*a[j])",
     "einsum('i j,j->i', torch.diag(torch.ones(n - 1), -1), a)",
     "y = torch.einsum('ij,j->i', torch.diag(torch.ones(n - 1), -1), a)",
     "y = einsum(torch.diag(torch.ones(n - 1), -1), a, 'i j, j -> i')", "y = torch.diag(torch.ones(n - 1), -1) @ a"),
    ("y[i] = c a[i] / 2 - 1", "y[i] = c/2*a[i] - 1", "c * a / 2 - 1", "y = c * a / 2 - 1", "y = c * a / 2 - 1",
     "y = c * a / 2 - 1"),
    ("y[i] = a[i] / (a[j] a[j])", "y[i] = a[i]/(sum_j(a[j]*a[j]))",
     "einsum('i,->i', a, reciprocal(einsum('j,j->')))",
     "t_1 = torch.einsum('j,j->', a, a)\ny = torch.einsum('i,->i', a, torch.reciprocal(t_1))",
     "t_1 = einsum(a, a, 'j, j ->')\ny = einsum(a, torch.reciprocal(t_1), 'i, -> i')",
     "y = torch.reciprocal(a @ a) * a"),
    # thick wires
    ("y[(i j), k] = A[i, p] K[(i j), k] b[p]", "y[i*m+j,k] = sum_p(A[i,p]*K[i*m+j,k]*b[p])",
     "einsum('i p,i j k,p->i j k', A, K.unflatten(0, (n, m)), b).flatten(0, 1)",
     "y = torch.einsum('ip,ijk,p->ijk', A, K.unflatten(0, (n, m)), b).flatten(0, 1)",
     "y = einsum(A, K.unflatten(0, (n, m)), b, 'i p, i j k, p -> i j k').flatten(0, 1)",
     "y = torch.einsum('ip,ijk,p->ijk', A, K.unflatten(0, (n, m)), b).flatten(0, 1)"),
    ("y[k, l] = K[p, k] K[p, l]", "y[k,l] = sum_p(K[p,k]*K[p,l])", "einsum('p k,p l->k l')",
     "y = torch.einsum('pk,pl->kl', K, K)", "y = einsum(K, K, 'p k, p l -> k l')", "y = K.T @ K"),
    # names that are long, or those of Python
    ("y[query, key] = x[query, e] x[key, e]", "y[query,key] = sum_e(x[query,e]*x[key,e])",
     "einsum('query e,key e->query key')", "y = torch.einsum('qe,ke->qk', x, x)",
     "y = einsum(x, x, 'query e, key e -> query key')", "y = x @ x.T"),
    ("y[i, (j e)] = id[i: n, j] x'[e]", "y[i,j*lambda_+e] = (i==j)*x_[e]", None, None, None, None),
    # functions
    ("y[i, k] = relu(A[i, j] B[j, k])", "y[i,k] = relu(sum_j(A[i,j]*B[j,k]))", "relu(einsum('i j,j k->i k'))",
     "t_1 = torch.einsum('ij,jk->ik', A, B)\ny = torch.relu(t_1)",
     "t_1 = einsum(A, B, 'i j, j k -> i k')\ny = torch.relu(t_1)", "y = torch.relu(A @ B)"),
    ("y[i, j] = softmax[j](causal[i, j](x[i, p] x[j, p] / sqrt(head)))",
     "y[i,j] = softmax_j(causal_ij(1/sqrt(head)*sum_p(x[i,p]*x[j,p])))",
     "softmax_j(causal_ij(einsum('i p,j p->i j') / head**0.5))",
     f"t_1 = torch.einsum('ip,jp->ij', x, x) / head**0.5\ny = torch.softmax(t_1{MASK}, dim=-1)",
     f"t_1 = einsum(x, x, 'i p, j p -> i j') / head**0.5\ny = torch.softmax(t_1{MASK}, dim=-1)",
     f"t_1 = x @ x.T / head**0.5\ny = torch.softmax(t_1{MASK}, dim=-1)"),
    ("y[i] = sqrt(mean[j](square(A[i, j])) + eps)", "y[i] = sqrt(mean_j(square(A[i,j])) + eps)",
     "sqrt(mean_j(square(A)) + eps)", *["y = torch.sqrt(torch.square(A).mean(-1) + eps)"] * 3),
    ("y[i, j] = layernorm[j](A[i, j]) + rmsnorm[j](A[i, j])", "y[i,j] = layernorm_j(A[i,j]) + rmsnorm_j(A[i,j])",
     "layernorm_j(A) + rmsnorm_j(A)", *["y = F.layer_norm(A, (m,)) + F.rms_norm(A, (m,), eps=1e-05)"] * 3),
    ("y[i, j] = softmax[i](A[i, j])", "y[i,j] = softmax_i(A[i,j])", "einsum('j i->i j', softmax_i(einsum('i j->j i')))",
     "t_1 = torch.einsum('ij->ji', A)\ny = torch.einsum('ji->ij', torch.softmax(t_1, dim=-1))",
     "t_1 = einsum(A, 'i j -> j i')\ny = einsum(torch.softmax(t_1, dim=-1), 'j i -> i j')",
     "y = torch.softmax(A.T, dim=-1).T"),
    ("y[i, j] = softmax[i, j](A[i, j])", "y[i,j] = softmax_ij(A[i,j])", "softmax_ij(A)",
     *["y = torch.softmax(A.flatten(-2), dim=-1).unflatten(-1, (n, m))"] * 3),
    ("y[i, j] = f(A[i, j]) g[j](A[i, j])", "y[i,j] = f(A[i,j])*g_j(A[i,j])", "einsum('i j,i j->i j', f(A), g_j(A))",
     "y = torch.einsum('ij,ij->ij', f(A), g(A, -1))", "y = einsum(f(A), g(A, -1), 'i j, i j -> i j')",
     "y = f(A) * g(A, -1)"),
    # groups, calls
    ("y[i, k] = (A[i, j] + H[i, j]) B[j, k]", "y[i,k] = sum_j((A[i,j] + H[i,j])*B[j,k])",
     "einsum('i j,j k->i k', A + H, B)", "y = torch.einsum('ij,jk->ik', A + H, B)",
     "y = einsum(A + H, B, 'i j, j k -> i k')", "y = (A + H) @ B"),
    ("y[p, d] = dist(W_V^h)[p, d] v^h", "y[p,d] = sum_h(dist[p,d,h]*v[h])", "einsum('p d h,h->p d')",
     "# dist is dist(W_V^h), its last axis h\ny = torch.einsum('pdh,h->pd', dist, v)",
     "# dist is dist(W_V^h), its last axis h\ny = einsum(dist, v, 'p d h, h -> p d')",
     "# dist is dist(W_V^h), its last axis h\ny = torch.einsum('pdh,h->pd', dist, v)"),
]  # fmt: skip
PROGRAMS = ("einsum", "einops", "torch", "loops")


def statement(network: Network, name: str = "y") -> Statement:
    return Statement(name, network.definitions[name].graph)


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_whole_lines(case: tuple[str, ...]) -> None:
    text, *expected = case
    network = tg.loads(f"{FILE}{text}\n").network
    for view, wanted in zip(("loops", "pattern", "einsum", "einops", "torch"), expected, strict=True):
        lines = VIEWS[view].lines(network, statement(network))
        assert wanted is None or "\n".join(map(text_of, lines)) == wanted, view


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_each_runs(case: tuple[str, ...]) -> None:
    network = tg.loads(f"{FILE}{case[0]}\n").network
    sizes = {dim: size for dim, size in network.dims.items() if size is not None}
    assert wrong(given_for(network, statement(network), sizes)) == {}


def wrong(case: Given) -> dict[str, str]:
    """The programs that do not give what is wanted; loops whose ranges nothing says are left out."""
    found = {}
    for view in PROGRAMS:
        text = text_in(view, case)
        try:
            made = looped(text, case) if view == "loops" else executed(text, case)
        except SizeUnknownError:
            continue
        if not agree(made, case.wanted):
            found[view] = text
    return found


@pytest.mark.parametrize("seed", range(40))
def test_random_networks(seed: int) -> None:
    random = random_case(seed)
    with np.errstate(all="ignore"):
        assert wrong(given_for(random.network, Statement("", random.graph), SIZES, seed)) == {}


@pytest.mark.parametrize("name", ["basics", "head", "multihead", "mlp", "one_layer", "deep"])
def test_examples(name: str) -> None:
    network = tg.load(tg.example(name)).network
    sizes = {dim: 2 + place % 5 for place, dim in enumerate(network.dims)}
    for entry in network.definitions.values():
        if not isinstance(entry.kept, (Decomposition, Repetition)):
            assert wrong(given_for(network, Statement(entry.name, entry.graph), sizes)) == {}, entry.name


# ---- what a test of this kind must catch ------------------------------------------------------------------------


@cache
def planted() -> Given:
    """A product of two square matrices and a softmax that no transposition leaves as it is."""
    network = tg.loads(
        "dim n = 3\ntensor A[n, n], B[n, n]\ny[i, k] = A[i, j] softmax[k](causal[j, k](B[j, k]))"
    ).network
    return given_for(network, statement(network), {"n": 3})


MISTAKES = [
    ("einsum", "ij,jk->ik", "ij,jk->ki"),
    ("einsum", "'ij,jk", "'ji,jk"),
    ("einsum", "dim=-1", "dim=0"),
    ("einops", "j k ->", "k j ->"),
    ("torch", ".triu(1)", ".triu(0)"),
    ("torch", "A @", "A.T @"),
    ("loops", "A[i,j]", "A[j,i]"),
    ("loops", "softmax_k", "softmax_j"),
    ("loops", "causal_jk", "causal_kj"),
    ("loops", "sum_j(A[i,j]*", "sum_j(A[i,j]+"),
]


@pytest.mark.parametrize(("view", "right", "mistaken"), MISTAKES)
def test_a_mistake_is_caught(view: str, right: str, mistaken: str) -> None:
    case = planted()
    text = text_in(view, case)
    assert right in text
    run = looped if view == "loops" else executed
    with np.errstate(all="ignore"):
        assert agree(run(text, case), case.wanted)
        assert not agree(run(text.replace(right, mistaken), case), case.wanted)


def test_the_emulation_of_einops() -> None:
    network = tg.loads("dim n = 2, p = 3\ntensor A[n, p], B[p, n]\ny = A[row, col] B[col, row]").network
    case = given_for(network, statement(network), {"n": 2, "p": 3})
    assert text_in("einops", case) == "y = einsum(A, B, 'row col, col row ->')"
    import torch

    found = emulated_einsum(*(torch.tensor(case.tensors[name]) for name in "AB"), "row col, col row ->")
    assert agree(found.numpy(), case.wanted)


# ---- what is not one line ---------------------------------------------------------------------------------------


def test_decompositions_run() -> None:
    network = tg.loads("""
        dim a = 3, b = 2, c = 4
        tensor T[a, b, c], S[a, a] { symmetric }, M[a, c]
        U[j, i, r] s[r] V[r, k] = svd(T[i, j, k])
        P[i, q] t[q] Q[q, k] = svd(M[i, k], rank: 2)
        O[i, p] R[p, k] = qr(M[i, k])
        E[i, u] e[u] = eigh(S[i, j])
    """).network
    sizes = {"a": 3, "b": 2, "c": 4}

    def made(name: str) -> dict[str, np.ndarray]:
        case = given_for(network, Statement(name, network.definitions[name].graph), sizes)
        space: dict[str, np.ndarray] = {}
        tensors = given_for(network, operand_of(network, name), sizes)
        executed(text_in("einsum", case), replace(case, tensors=tensors.tensors), space)
        return {one: np.asarray(value) for one, value in space.items()} | dict(tensors.tensors)

    svd = made("U")
    assert np.allclose(np.einsum("jir,r,rk->ijk", svd["U"], svd["s"], svd["V"]), svd["T"])
    cut = made("P")
    assert (cut["P"].shape, cut["t"].shape, cut["Q"].shape) == ((3, 2), (2,), (2, 4))
    assert np.linalg.matrix_rank(cut["P"] * cut["t"] @ cut["Q"]) == 2
    qr = made("O")
    assert np.allclose(qr["O"] @ qr["R"], qr["M"])
    eigen = made("E")
    assert np.allclose(eigen["E"] * eigen["e"] @ eigen["E"].T, eigen["S"])


def operand_of(network: Network, name: str) -> Statement:
    kept = network.definitions[name].kept
    assert isinstance(kept, Decomposition)
    return Statement("", kept.operand)


def test_a_repetition_is_a_loop() -> None:
    network = tg.loads("""
        dim n, layer
        tensor W[layer, n, n], z[n]
        def step(x[p], l)[i] = W^l[i, j] x[j]
        out[i] = step(z, l)[i] for l in layer
    """).network
    for view in ("einsum", "einops", "torch"):
        text = "\n".join(map(text_of, VIEWS[view].lines(network, statement(network, "out"))))
        assert text == "out = z\nfor l in range(layer):\n    out = step(out, l)"


def test_a_tensor_by_itself_is_how_it_would_be_made() -> None:
    network = tg.loads(
        "dim n = 5, m\ntensor s, v[n], A[n, m], K[(n m), n]\nw = s\nx[i] = v[i]\nz[i, j] = A[j, i]"
    ).network
    graphs: dict[str, Graph] = {name: entry.graph for name, entry in network.definitions.items()}
    found = {name: [text_of(line) for line in VIEWS["torch"].lines(network, Statement("", graph))]
             for name, graph in graphs.items()}  # fmt: skip
    assert found == {"w": ["torch.rand(())"], "x": ["torch.rand(5)"], "z": ["Y = A.T"]}


def test_more_wires_than_letters() -> None:
    """A ring of 60 matrices, each wire of its own: torch can tell 52 apart, so that it is done in steps."""
    count = 60
    names = [f"w{k}" for k in range(count)]
    factors = " ".join(f"A[{names[k]}, {names[(k + 1) % count]}]" for k in range(count))
    network = tg.loads(f"dim n = 2\ntensor A[n, n]\ny = {factors}").network
    case = given_for_ring(network, count)
    assert agree(executed(text_in("einsum", case), case), case.wanted)
    assert text_in("einsum", case).count("torch.einsum") > 1


def given_for_ring(network: Network, count: int) -> Given:
    matrix = np.array([[0.6, 0.3], [-0.2, 0.9]])
    wanted = np.asarray(np.trace(np.linalg.matrix_power(matrix, count)))
    return Given(network, statement(network), {"n": 2}, {"A": matrix}, {"n": 2.0}, {}, wanted)
