"""Shapes, costs and the code that runs; what loading the views costs."""

from __future__ import annotations

import subprocess
import sys

import tensorgraph as tg
from tensorgraph.views import VIEWS
from tensorgraph.views.line import text_of
from tensorgraph.views.statement import Statement

FILE = """
dim n = 4, m = 5, k = 3, unknown
tensor s, A[n, m], b[m], K[(n m), k], z[unknown]
y[i] = A[i, j] b[j]
whole[(i j), l] = s K[(i j), l]
open[i] = z[i]
"""


def lines_of(view: str, name: str, text: str = FILE) -> list[str]:
    network = tg.loads(text).network
    return [text_of(line) for line in VIEWS[view].lines(network, Statement(name, network.definitions[name].graph))]


def test_shapes() -> None:
    assert lines_of("shape", "y") == ["A  n × m  (4 × 5)", "b  m  (5)", "y  n  (4)"]
    assert lines_of("shape", "whole") == ["s      number", "K      (n m) × k  (20 × 3)", "whole  (n m) × k  (20 × 3)"]
    assert lines_of("shape", "open") == ["z     unknown", "open  unknown"]


def test_the_size_of_a_new_dimension_follows() -> None:
    text = "dim a = 4, b = 3\ntensor M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j])\nX[i, j] = U[i, r] V[r, j]"
    assert lines_of("shape", "X", text) == ["U  a × r  (4 × 3)", "V  r × b  (3 × 3)", "X  a × b  (4 × 3)"]


def test_costs() -> None:
    """A matrix of 4 × 5 and a vector: 20 products, and as many sums by the convention of opt_einsum."""
    assert lines_of("cost", "y") == ["FLOPs  40  2 m n", "largest intermediate  4 entries  n"]
    text = "dim n = 1000\ntensor A[n, n], B[n, n]\ny = A[i, j] B[j, i]"
    assert lines_of("cost", "y", text) == ["FLOPs  2.00 M  2 n²", "largest intermediate  1 entry"]


def test_a_size_that_is_missing() -> None:
    assert lines_of("cost", "open") == ["not known: dimension `unknown` has no size"]
    assert lines_of("code", "open") == ["# not known: dimension `unknown` has no size"]


def test_the_code_is_what_compile_runs() -> None:
    assert lines_of("code", "y") == [
        "def y(",
        "    A,  # [n, m] 4 × 5",
        "    b,  # [m] 5",
        "):",
        "    y = mv(A, b)  # [i] 4",
        "    return y",
    ]


def test_an_expression_without_a_name_is_computed_too() -> None:
    network = tg.loads(FILE).network
    statement = Statement("", network.definitions["whole"].graph)
    assert text_of(VIEWS["cost"].lines(network, statement)[0]) == "FLOPs  60  k m n"
    assert text_of(VIEWS["code"].lines(network, statement)[0]) == "def Y("


def test_an_equation_with_a_hole() -> None:
    network = tg.loads("dim n = 2\ntensor A[n, n], B[n, n]\ncheck e: A[i, j] ? == B[i, k]").network
    side, _ = network.pictures[0].rows[0].sides
    lines = {name: "\n".join(map(text_of, view.lines(network, Statement("", side)))) for name, view in VIEWS.items()}
    assert lines == {
        "formula": r"Y_{ik} = \sum_j A_{ij} ?_{jk}",
        "plain": "Y[i, k] = Σ_j A[i, j] ?[j, k]",
        "loops": "Y[i,k] = sum_j(A[i,j]*hole[j,k])",
        "einsum": "Y = torch.einsum('ij,jk->ik', A, hole)",
        "einops": "Y = einsum(A, hole, 'i j, j k -> i k')",
        "pattern": "einsum('i j,j k->i k')",
        "torch": "Y = A @ hole",
        "code": "# not known: there is a hole",
        "shape": "A  n × n  (2 × 2)\n?  n × n  (2 × 2)\nY  n × n  (2 × 2)",
        "cost": "not known: there is a hole",
    }


def test_views_import_nothing_heavy() -> None:
    """Those that tables of drawings have: a cost needs a plan, and code is made by torch."""
    program = (
        "import sys, tensorgraph as tg\n"
        "from tensorgraph.views import VIEWS\n"
        "from tensorgraph.views.statement import Statement\n"
        "for example in ('decompositions', 'head', 'deep'):\n"
        "    network = tg.load(tg.example(example)).network\n"
        "    for entry in network.definitions.values():\n"
        "        for name in VIEWS.keys() - {'cost', 'code'}:\n"
        "            VIEWS[name].lines(network, Statement(entry.name, entry.graph))\n"
        "heavy = {'numpy', 'torch', 'sympy', 'networkx', 'opt_einsum', 'PIL', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")
