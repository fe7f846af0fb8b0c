"""A name equals its definition: where it is put in, where it stays, and that the values stay the same."""

import sys

import pytest

from tensorgraph.einsum.operations import Call
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Sum, Tensor
from tensorgraph.graph.rename import map_sum
from tensorgraph.passes.inline import inline
from tensorgraph.rewrite.inline import Fresh
from tests.passes.rewriting import changed_by, flops, names_left, plan_of, task_of

SAME = 1e-12
"""What two orders of adding a few numbers differ by, of the largest."""

CHAIN = """
dim n = 12
param A[n, n], B[n, n], C[n, n], v[n]
D[i, k] = A[i, j] B[j, k]
E[i, l] = D[i, k] C[k, l]
y[i] = E[i, l] v[l]
"""

CIRCUIT = """
dim context = 4, model = 24, head = 3
input x[context, model]
param V[model, head], O[head, model], W[model, model]
OV[m, n] = V[m, d] O[d, n]
y[i, n] = x[i, m] OV[m, n]
z[i, n] = x[i, m] W[m, p] OV[p, n]
"""

STAYS = {
    "a path that is the same": """
        dim c = 8, m = 16, d = 4
        input x[c, m]
        param Q[m, d], K[m, d]
        q[i, d] = x[i, m] Q[m, d]
        y[i, j] = q[i, d] K[m, d] x[j, m]
        """,
    "a name alone in a bubble": """
        dim n = 8
        param A[n, n], B[n, n]
        S[i, k] = A[i, j] B[j, k]
        y[i, k] = softmax[k](S[i, k])
        """,
    "what is made from an input and used twice": """
        dim n = 8
        input x[n, n]
        param A[n, n], v[n]
        D[i, k] = x[i, j] A[j, k]
        y[i] = D[i, k] v[k] + D[k, i] v[k]
        """,
    "what is decomposed": """
        dim n = 6, r
        param A[n, n], B[n, n]
        D[i, k] = A[i, j] B[j, k]
        U[i, r] s[r] W[r, k] = svd(D[i, k])
        y[i] = U[i, r] s[r]
        """,
    "a sum": """
        dim n = 8
        param A[n, n], B[n, n], v[n]
        D[i, k] = A[i, k] + B[i, k]
        y[i] = D[i, k] v[k]
        """,
}

VALUES = {
    "superscripts": """
        dim h = 3, n = 9, d = 2
        param V[h, n, d], O[h, d, n], x[n], u[h]
        OV^a[m, n] = V^a[m, d] O^a[d, n]
        y[n] = OV^a[m, n] x[m] u^a
        """,
    "a carried wire": """
        dim h = 3, n = 9, d = 2
        param V[h, n, d], O[h, d, n], x[n]
        def circuit(V[n, d], O[d, n])[i, j] = V[i, e] O[e, j]
        y[a, n] = circuit(V^a, O^a)[m, n] x[m]
        """,
    "a trace": """
        dim n = 9, d = 2
        param V[n, d], O[d, n]
        OV[m, n] = V[m, d] O[d, n]
        y = OV[m, m]
        """,
    "a diagonal": """
        dim n = 9, d = 2
        param V[n, d], O[d, n], x[n]
        OV[m, n] = V[m, d] O[d, n]
        y[m] = OV[m, m] x[m]
        """,
    "a fixed index": """
        dim n = 9, d = 4
        param V[n, d], O[d, n]
        OV[m, n] = V[m, d] O[d, n]
        y[n] = OV[-1, n]
        """,
    "a wire it sums that the user has too": """
        dim n = 9
        param A[n, n], B[n, n], C[n, n], v[n]
        D[i, k] = A[i, j] B[j, k]
        y[i] = C[i, j] D[j, k] v[k]
        """,
    "a wire it does not depend on": """
        dim n = 9
        param A[n, n], B[n, n], u[n], v[n]
        D[i, l, k: n] = A[i, j] B[j, l] ones[k]
        y[i] = D[i, l, k] u[l] v[k]
        """,
    "layers": """
        dim layer = 3, n = 9, d = 2
        input x[n]
        param V[layer, n, d], O[layer, d, n]
        def circuit(l)[m, n] = V^l[m, d] O^l[d, n]
        def step(x[n], l)[j] = x[j] + circuit(l)[i, j] x[i]
        y[i] = step(x, l)[i] for l in layer
        """,
}


def test_a_chain_is_searched_as_one_product() -> None:
    after = inline(task_of(CHAIN))
    assert names_left(after) == ["y"]
    assert flops(after) == 3 * 2 * 12**2  # three times a matrix times a vector
    assert changed_by(task_of(CHAIN), after) < SAME


def test_a_product_grows_as_long_as_its_path_is_exact() -> None:
    """A chain of 24 matrices, one more in each definition: no product has more than 20 factors."""
    names = [f"M{k}" for k in range(24)]
    lines = ["dim n = 6", f"param {', '.join(f'{name}[n, n]' for name in names)}, v[n]", "D0[i, j] = M0[i, j]"]
    lines += [f"D{k}[i, k] = D{k - 1}[i, j] M{k}[j, k]" for k in range(1, 24)]
    task = task_of("\n".join([*lines, "y[i] = D23[i, j] v[j]"]))
    after = inline(task)
    assert names_left(after) == [*(f"D{k}" for k in range(6)), "y"]
    assert changed_by(task, after) < SAME


def test_a_given_definition_stays() -> None:
    after = inline(task_of(CHAIN, given=["D"]))
    assert names_left(after) == ["y"]
    assert [load.name for load in plan_of(after).inputs] == ["C", "v", "D"]


def test_parameters_are_multiplied_where_that_pays() -> None:
    once, often = inline(task_of(CIRCUIT, ["y", "z"])), inline(task_of(CIRCUIT, ["y", "z"], calls=10_000))
    assert names_left(once) == ["y", "z"]
    # W V, then x V and x (W V), each times O
    assert flops(once) == 2 * 24 * 24 * 3 + 2 * (2 * 2 * 4 * 24 * 3)
    assert changed_by(task_of(CIRCUIT, ["y", "z"]), once) < SAME
    assert changed_by(task_of(CIRCUIT, ["y", "z"]), often) < SAME


def test_a_wide_product_of_parameters_is_kept_for_many_calls() -> None:
    wide = CIRCUIT.replace("head = 3", "head = 24")
    assert names_left(inline(task_of(wide, ["y", "z"]))) == ["y", "z"]
    assert names_left(inline(task_of(wide, ["y", "z"], calls=10_000))) == ["OV", "y", "z"]


def test_a_target_stays_and_is_still_cheaper_by_its_parts() -> None:
    after = inline(task_of(CIRCUIT, ["y", "OV"]))
    assert names_left(after) == ["OV", "y"]
    assert flops(after) == 2 * 2 * 4 * 24 * 3 + 2 * 24 * 3 * 24
    assert changed_by(task_of(CIRCUIT, ["y", "OV"]), after) < SAME


@pytest.mark.parametrize("case", STAYS)
def test_a_name_stays(case: str) -> None:
    task = task_of(STAYS[case])
    assert names_left(inline(task)) == names_left(task)


def test_a_pattern_is_computed_once() -> None:
    text = """
        dim c = 6, m = 8
        input x[c, m]
        param V[m, m], O[m, m]
        A[i, j] = softmax[j](x[i, m] x[j, m])
        y[i, n] = A[i, j] x[j, m] V[m, d] O[d, n]
        """
    plan = plan_of(inline(task_of(text)))
    assert sum(isinstance(step.operation, Call) for step in plan.steps) == 1


@pytest.mark.parametrize("case", VALUES)
def test_values(case: str) -> None:
    task = task_of(VALUES[case])
    after = inline(task)
    assert flops(after) < flops(task)
    assert changed_by(task, after) < SAME


def captured(definition: Definition, tensor: Tensor, fresh: Fresh) -> Sum:
    """What inlining would be without new wires."""
    outside = [*(wire for leg in tensor.legs for wire in leg), *tensor.through]
    names = dict(zip(definition.graph.wires, outside, strict=True))
    body = map_sum(definition.graph.body, lambda wire: (names.get(wire, wire),))
    (term,) = body.terms
    return Sum((type(term)(term.factors, term.coefficient, ()),))


def test_a_captured_wire_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[inline.__module__], "inlined", captured)
    text = """
        dim n = 9
        param A[n, n], B[n, n], C[n, n], v[n]
        D[i, k] = A[i, j] B[j, k]
        y[i] = C[i, j] D[j, k] v[k]
        """
    task = task_of(text)
    assert changed_by(task, inline(task)) > SAME
