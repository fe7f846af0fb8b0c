"""Formulas as a mathematician writes them, in LaTeX and in plain letters; and that the LaTeX can be set."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram.latex import checked
from tensorgraph.graph.network import Network
from tensorgraph.rewrite import resolve_picture
from tensorgraph.views import VIEWS, plain_row, row_lines
from tensorgraph.views.line import Line, text_of
from tensorgraph.views.statement import Statement

FILE = r"""
dim n = 4, m = 5, k = 6, head = 8, heads = 3, context = 7, model = 9
tensor s, v[heads], a[n], b[m], A[n, m], H[n, m], B[m, k], D[n, n], T[n, m, k], K[(n m), k], x'[context, model]
param W_Q[model, head], W_V[heads, model, head], W_O[heads, head, model], W_up[n, m] { label: "W_\uparrow" }
input x[context, model]
scalar c, eps = 1e-5
fn f
fn σ = relu
fn φ[j] { label: "\varphi" }
def dist(P[p, q])[i, j] = softmax[j](P[i, j])
"""

CASES = [
    # what, LaTeX, plain letters
    ("y = a[i] a[i]", r"y = \sum_i a_i a_i", "y = Σ_i a[i] a[i]"),
    ("y[i, j] = a[i] b[j]", "y_{ij} = a_i b_j", "y[i, j] = a[i] b[j]"),
    ("y[i] = A[i, j] b[j]", r"y_i = \sum_j A_{ij} b_j", "y[i] = Σ_j A[i, j] b[j]"),
    ("y = A[i, j] H[i, j]", r"y = \sum_{ij} A_{ij} H_{ij}", "y = Σ_ij A[i, j] H[i, j]"),
    ("y[i, j] = A[i, j] H[i, j]", "y_{ij} = A_{ij} H_{ij}", "y[i, j] = A[i, j] H[i, j]"),
    ("y = s", "y = s", "y = s"),
    # coefficients, signs, broadcast terms
    ("y[i, j] = A[i, j] - H[i, j] + b[j]", "y_{ij} = A_{ij} - H_{ij} + b_j", "y[i, j] = A[i, j] - H[i, j] + b[j]"),
    ("y[i] = -a[i]", "y_i = -a_i", "y[i] = -a[i]"),
    ("y[i] = 2 a[i] / 3", r"y_i = \frac{2}{3} a_i", "y[i] = 2/3 a[i]"),
    ("y[i] = c a[i] - 1", "y_i = c a_i - 1", "y[i] = c a[i] - 1"),
    (
        "y[i, j] = x[i, p] x[j, p] / sqrt(head)",
        r"y_{ij} = \frac{1}{\sqrt{\mathit{head}}} \sum_p x_{ip} x_{jp}",
        "y[i, j] = 1/√head Σ_p x[i, p] x[j, p]",
    ),
    # inside parentheses fractions are in the line
    (
        "y[i] = a[i] (a[j] a[j] / sqrt(n))",
        r"y_i = a_i (\sum_j a_j a_j / \sqrt{n})",
        "y[i] = a[i] (1/√n Σ_j a[j] a[j])",
    ),
    ("y[i] = a[i] / (a[j] a[j])", r"y_i = \frac{a_i}{\sum_j a_j a_j}", "y[i] = a[i] / (Σ_j a[j] a[j])"),
    ("y[i] = f(1 / a[i])", "y_i = f(1 / a_i)", "y[i] = f(1 / a[i])"),
    ("y[i] = f(a[i] / (3 n))", "y_i = f(a_i / (3 n))", "y[i] = f(1/3/n a[i])"),
    # names with an index of their own, labels, superscripts
    ("y[i, d] = x[i, p] W_Q[p, d]", r"y_{id} = \sum_p x_{ip} (W_Q)_{pd}", "y[i, d] = Σ_p x[i, p] W_Q[p, d]"),
    ("y[i, j] = W_up[i, j]", r"y_{ij} = (W_\uparrow)_{ij}", "y[i, j] = W_up[i, j]"),
    (
        "y[m, n] = W_V^h[m, d] W_O^h[d, n]",
        r"y_{mn} = \sum_{hd} (W_V)^h_{md} (W_O)^h_{dn}",
        "y[m, n] = Σ_hd W_V^h[m, d] W_O^h[d, n]",
    ),
    ("y[i, p] = x'[i, p]", "y_{ip} = x'_{ip}", "y[i, p] = x'[i, p]"),
    # groups
    (
        "y[i, k] = (A[i, j] + H[i, j]) B[j, k]",
        r"y_{ik} = \sum_j (A_{ij} + H_{ij}) B_{jk}",
        "y[i, k] = Σ_j (A[i, j] + H[i, j]) B[j, k]",
    ),
    # bubbles
    ("y[i] = relu(A[i, j] b[j])", r"y_i = \operatorname{relu}(\sum_j A_{ij} b_j)", "y[i] = relu(Σ_j A[i, j] b[j])"),
    ("y[i] = σ(a[i]) f(a[i])", r"y_i = \sigma(a_i) f(a_i)", "y[i] = σ(a[i]) f(a[i])"),
    (
        "y[i, j] = softmax[j](causal[i, j](D[i, j]))",
        r"y_{ij} = \operatorname{softmax}_j(\operatorname{causal}_{ij}(D_{ij}))",
        "y[i, j] = softmax_j(causal_ij(D[i, j]))",
    ),
    ("y[i] = max[j](A[i, j])", r"y_i = \max_j(A_{ij})", "y[i] = max_j(A[i, j])"),
    ("y[i] = sqrt(mean[j](square(A[i, j])) + eps)", r"y_i = \sqrt{\operatorname{mean}_j((A_{ij})^2) + \mathit{eps}}",
     "y[i] = sqrt(mean_j(square(A[i, j])) + eps)"),
    ("y[i] = abs(a[i]) exp(a[i])", r"y_i = |a_i| \exp(a_i)", "y[i] = abs(a[i]) exp(a[i])"),
    ("y[i, j] = φ[j](A[i, j])", r"y_{ij} = \varphi_j(A_{ij})", "y[i, j] = φ_j(A[i, j])"),
    ("y[i, j] = log_softmax[j](A[i, j])", r"y_{ij} = \log\operatorname{softmax}_j(A_{ij})",
     "y[i, j] = log_softmax_j(A[i, j])"),
    ("y[i, j] = layernorm[j](A[i, j], eps: 1e-3)", r"y_{ij} = \operatorname{layernorm}_j(A_{ij};\,\mathrm{eps}=0.001)",
     "y[i, j] = layernorm_j(A[i, j], eps=0.001)"),
    # fixed indices, dots, the shift
    ("y[j] = A[0, j]", "y_j = A_{0j}", "y[j] = A[0, j]"),
    ("y[i] = A[i, -1]", "y_i = A_{i,-1}", "y[i] = A[i, -1]"),
    ("y[i, j] = A[i, j] id[2, i]", r"y_{ij} = A_{ij} \delta_{i2}", "y[i, j] = A[i, j] δ[i, 2]"),
    ("y[i] = A[i, j] ones[j]", r"y_i = \sum_j A_{ij}", "y[i] = Σ_j A[i, j]"),
    ("y[i: n] = ones[i]", "y_i = 1", "y[i] = 1"),
    ("y = ones[i: n] ones[i]", "y = n", "y = n"),
    ("y[i: n, j] = id[i, j]", r"y_{ij} = \delta_{ij}", "y[i, j] = δ[i, j]"),
    ("y[i] = a[j] id[i, j]", "y_i = a_i", "y[i] = a[i]"),
    ("y[i, j] = copy[i, j, k] a[k]", r"y_{ij} = \delta_{ij} a_i", "y[i, j] = δ[i, j] a[i]"),
    ("y = copy[i, j, k] a[i] a[j] a[k]", r"y = \sum_i a_i a_i a_i", "y = Σ_i a[i] a[i] a[i]"),
    ("y[i] = D[i, j] shift[j, k] a[k]", r"y_i = \sum_{jk} D_{ij} \delta_{k,j-1} a_k",
     "y[i] = Σ_jk D[i, j] δ[k, j-1] a[k]"),
    # what acts along an axis is no diagonal
    ("y[i] = softmax[j](D[i, j]) id[i, j]", r"y_i = \sum_j \operatorname{softmax}_j(D_{ij}) \delta_{ij}",
     "y[i] = Σ_j softmax_j(D[i, j]) δ[i, j]"),
    # thick wires, long names
    ("y[(i j), k] = A[i, p] K[(i j), k] b[p]", r"y_{(ij),k} = \sum_p A_{ip} K_{(ij),k} b_p",
     "y[(i j), k] = Σ_p A[i, p] K[(i j), k] b[p]"),
    ("y[l] = K[p, k] K[p, l] ones[k]", r"y_l = \sum_{pk} K_{pk} K_{pl}", "y[l] = Σ_pk K[p, k] K[p, l]"),
    ("y[query, key] = x[query, e] x[key, e]",
     r"y_{\mathrm{query},\mathrm{key}} = \sum_e x_{\mathrm{query},e} x_{\mathrm{key},e}",
     "y[query, key] = Σ_e x[query, e] x[key, e]"),
    # calls, with the wires that they carry
    ("y[i, j] = dist(A)[i, j]", r"y_{ij} = \mathrm{dist}(A)_{ij}", "y[i, j] = dist(A)[i, j]"),
    ("y[p, d] = dist(W_V^h)[p, d] v^h", r"y_{pd} = \sum_h \mathrm{dist}(W_V^h)_{pd} v^h",
     "y[p, d] = Σ_h dist(W_V^h)[p, d] v^h"),
    # two wires of one name
    ("y[i] = a[i] sum[i](a[i])", r"y_i = a_i \sum_{i'}(a_{i'})", "y[i] = a[i] sum_{i'}(a[i'])"),
]  # fmt: skip


def lines_of(view: str, network: Network, name: str) -> list[str]:
    return [text_of(line) for line in VIEWS[view].lines(network, Statement(name, network.definitions[name].graph))]


@pytest.mark.parametrize(("text", "latex", "plain"), CASES, ids=[case[0] for case in CASES])
def test_whole_lines(text: str, latex: str, plain: str) -> None:
    network = tg.loads(f"{FILE}{text}\n").network
    assert lines_of("formula", network, "y") == [latex]
    assert lines_of("plain", network, "y") == [plain]


def test_a_label_of_several_symbols_stands_in_parentheses() -> None:
    """Without them the indices would be those of the last, and a sum would lose its second term to what follows."""
    network = tg.loads(r"""
        dim n
        tensor A[n, n] { label: "A+B" }, G[n, n] { label: "UU^T" }, s[n] { label: "1/\sigma" }, t { label: "a-b" }
        tensor x[n] { label: "\mathbf{x}" }, h[n] { label: "h(x)" }, V[n, n] { label: "V^\dagger" }
        y[i] = t A[i, j] G[j, k] V[k, l] s[l] x[l] h[l]
    """).network
    (line,) = VIEWS["formula"].lines(network, Statement("y", network.definitions["y"].graph))
    assert text_of(line) == (
        r"y_i = \sum_{jkl} (a-b) (A+B)_{ij} (UU^T)_{jk} V^\dagger_{kl} (1/\sigma)_l \mathbf{x}_l h(x)_l"
    )


def test_decompositions_and_repetitions() -> None:
    network = tg.loads("""
        dim n, m, layer
        tensor M[n, m], W[layer, n, n], z[n]
        U[i, r] s[r] V[r, j] = svd(M[i, j])
        P[i, q] t[q] Q[q, j] = svd(M[i, j], rank: 2)
        def step(x[p], l)[i] = W^l[i, j] x[j]
        out[i] = step(z, l)[i] for l in layer
    """).network
    assert lines_of("formula", network, "s") == [r"U_{ir},\, s_r,\, V_{rj} = \operatorname{svd}(M_{ij})"]
    assert lines_of("plain", network, "V") == ["U[i, r], s[r], V[r, j] = svd(M[i, j])"]
    assert lines_of("formula", network, "P") == [r"P_{iq},\, t_q,\, Q_{qj} = \operatorname{svd}_{2}(M_{ij})"]
    assert lines_of("formula", network, "out") == [
        r"\mathrm{out}^{l+1}_i = \mathrm{step}(\mathrm{out}^l,l)_i,\quad "
        r"\mathrm{out}^0 = z,\quad \mathrm{out} = \mathrm{out}^{\mathit{layer}}"
    ]
    assert lines_of("plain", network, "out") == ["out[i] = step(out^l, l)[i] for l in layer, out^0 = z"]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("", "Y_{ij} = A_{ij}"), ("scalar Y", "Y'_{ij} = A_{ij}"), ("scalar Y, Y'", "Y''_{ij} = A_{ij}")],
)
def test_an_expression_without_a_name(declared: str, expected: str) -> None:
    document = tg.loads(f"dim n\ntensor A[n, n]\n{declared}\nz[i, j] = A[i, j]")
    (line,) = VIEWS["formula"].lines(document.network, Statement("", document.network.definitions["z"].graph))
    assert text_of(line) == expected


def test_a_row_has_its_sides_with_relations() -> None:
    network = tg.loads("""
        dim n
        tensor A[n, n], B[n, n]
        M[i, j] = A[i, k] B[k, j]
        show e: M[i, j] == unfold(M[i, j]) != B[i, k] A[k, j] ~= A[i, j] within 0.5
    """).network
    (equation,) = resolve_picture(network, network.pictures[0]).rows
    (latex,), (plain,) = row_lines(network, equation), plain_row(network, equation)
    assert text_of(latex) == r"M_{ij} = \sum_k A_{ik} B_{kj} \ne \sum_k B_{ik} A_{kj} \approx A_{ij}"
    assert text_of(plain) == "M[i, j] = Σ_k A[i, k] B[k, j] ≠ Σ_k B[i, k] A[k, j] ≈ A[i, j]"


def test_pieces_spell_tensors() -> None:
    network = tg.loads("dim n\nparam W_Q[n, n], b[n]\ny[i] = W_Q[i, j] b[j]").network
    found = {
        view: _spelled(VIEWS[view].lines(network, Statement("y", network.definitions["y"].graph))) for view in VIEWS
    }
    assert found["formula"] == [("y", "y"), ("W_Q", "W_Q"), ("b", "b")]
    assert found["loops"] == found["plain"] == found["formula"]
    assert found["torch"] == found["einsum"] == found["formula"]
    assert found["pattern"] == found["cost"] == found["code"] == []
    assert found["shape"] == [("W_Q", "W_Q"), ("b", "b"), ("y", "y")]


def _spelled(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(piece.text, piece.of) for line in lines for piece in line if piece.of]


@cache
def every_formula() -> tuple[str, ...]:
    """All formulas of the cases above and of a few examples."""
    documents = [tg.loads(f"{FILE}{text}\n") for text, _, _ in CASES]
    documents += [tg.load(tg.example(name)) for name in ("head", "multihead", "mlp", "decompositions", "deep")]
    found = [
        text_of(line)
        for document in documents
        for name, entry in document.network.definitions.items()
        for line in VIEWS["formula"].lines(document.network, Statement(name, entry.graph))
    ]
    return tuple(dict.fromkeys(found))


def test_every_formula_passes_the_check_of_labels() -> None:
    longest = max(map(len, every_formula()))
    assert [checked(latex, longest=longest) for latex in every_formula()] == list(every_formula())


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_every_formula_is_set_by_latex(tmp_path: Path) -> None:
    body = "\n\n".join(f"${latex}$" for latex in every_formula())
    text = rf"\documentclass{{article}}\usepackage{{amsmath}}\begin{{document}}{body}\end{{document}}"
    (tmp_path / "f.tex").write_text(text)
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "f.tex"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-600:]
