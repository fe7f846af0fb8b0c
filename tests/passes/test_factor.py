"""ac + bc = (a + b) c: what is found again in a sum, what it costs, and that the values stay the same."""

import sys
from collections.abc import Callable, Mapping
from types import ModuleType

import pytest

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.nodes import Graph, Product, Wire
from tensorgraph.graph.walk import factors
from tensorgraph.passes.distribute import Atom, distributed
from tensorgraph.passes.factor import factor
from tensorgraph.passes.inline import inline
from tensorgraph.passes.price import weighted
from tensorgraph.passes.rolled import rolled
from tensorgraph.passes.task import Task
from tests.passes.comparing import network_of
from tests.passes.rewriting import changed_by, flops, plan_of, rewritten, task_of
from tests.rewrite.random_definitions import random_file

SAME = 1e-12
"""What two orders of adding a few numbers differ by, of the largest."""
LOOSE = 1e-9
"""The same for random sums, where large terms cancel."""
MANY = 1_000_000
"""More than a graph has factors."""
MOST_TERMS = 16
"""Of a random expansion."""

HEAD = """
dim c = 6, m = 5, n = 4
input x[c, m], z[c, m]
param T[c, m, m], M[m, n], N[m, n], K[n, n], W[m, m], u[m], v[n], b[n]
scalar s
fn f
"""

FACTORED = {
    "on the left": ("x[i, a] M[a, j] + x[i, a] N[a, j]", 1),
    "on the right": ("x[i, a] M[a, j] + z[i, a] M[a, j]", 1),
    "a direct path": ("x[i, a] M[a, j] + f(z[i, a] W[a, b]) M[b, j]", 1),
    "in another order": ("x[i, a] M[a, j] + M[b, j] z[i, b]", 1),
    "on both sides": (" + ".join(f"{a}[i, a] {m}[a, k] K[k, j]" for a in "xz" for m in "MN"), 1),
    "with numbers": ("2 x[i, a] M[a, j] - 6 x[i, a] N[a, j]", 1),
    "with a scalar": ("s x[i, a] M[a, j] + x[i, a] N[a, j]", 1),
    "equal terms": ("x[i, a] M[a, k] K[k, j] + 3 x[i, b] M[b, l] K[l, j]", 1),
    "terms that cancel": ("x[i, a] M[a, k] K[k, j] - x[i, b] M[b, l] K[l, j]", 1),
    "a bubble": ("f(x[i, a]) M[a, j] + f(x[i, a]) N[a, j]", 1),
    "what some terms lack": ("x[i, a] M[a, j] + x[i, a] u[a]", 1),
    "inside a bubble": ("f(x[i, a] M[a, j] + x[i, a] N[a, j]) v[j]", 1),
    "beside a term": ("x[i, a] M[a, j] + x[i, a] N[a, j] + b[j]", 2),
    "the same tensor on other wires": ("x[i, a] M[a, j] + v[j] x[k, a] u[a] x[k, b] u[b] ones[i]", 2),
    "another leg": ("x[i, a] K[k, j] M[a, k] + x[i, a] K[j, k] N[a, k] - K[j, k] b[k] ones[i]", 2),
    "a factor in a bubble and one outside": ("f(x[i, a] M[a, j]) + x[i, a] M[a, j]", 2),
    "a narrow product": ("x[i, a] u[a] v[j] + z[i, a] u[a] b[j]", 2),
}
"""Sums, and how many terms are left: a common factor stays where taking it out costs more."""


def terms(task: Task, name: str = "y") -> int:
    return len(task.network.definitions[name].graph.body.terms)


@pytest.mark.parametrize("case", FACTORED)
def test_terms_and_values(case: str) -> None:
    text, left = FACTORED[case]
    task = task_of(f"{HEAD}y[i: c, j: n] = {text}")
    after = factor(task)
    assert terms(after) == left
    assert flops(after) <= flops(task)
    assert changed_by(task, after) < SAME


def test_what_it_costs() -> None:
    task = task_of(f"{HEAD}y[i: c, j: n] = {FACTORED['on both sides'][0]}")
    # x + z and M + N, their product, times K
    assert flops(factor(task)) == 6 * 5 + 5 * 4 + min(6 * 5 * 4 + 6 * 4 * 4, 5 * 4 * 4 + 6 * 5 * 4) * 2


def circuit(heads: int, context: int = 16, model: int = 24, head: int = 4) -> str:
    """The scores of a second layer, and the same multiplied out."""
    return f"""
        dim context = {context}, model = {model}, head = {head}, heads = {heads}
        input x0[context, model], A[heads, context, context]
        param W_Q[model, head], W_K[model, head], W_V[heads, model, head], W_O[heads, head, model]
        W_OV^h[m, n] = W_V^h[m, d] W_O^h[d, n]
        x1[i, m] = x0[i, m] + A^h[i, j] x0[j, n] W_OV^h[n, m]
        S[i, j] = x1[i, m] W_Q[m, d] W_K[n, d] x1[j, n] / sqrt(head)
        four[i, j] = expand(S[i, j], x1)
        """


@pytest.mark.parametrize("calls", [1, 10_000])
def test_the_four_terms_of_scores_cost_no_more_than_the_scores(calls: int) -> None:
    passes = (rolled, factor, inline)
    scores, four = (task_of(circuit(3), [name], calls) for name in ("S", "four"))
    after = rewritten(four, passes)
    assert terms(four, "four") == 4
    assert terms(after, "four") == 1
    if calls == 1:
        assert flops(after) <= flops(rewritten(scores, passes)) < flops(rewritten(four, (rolled, inline)))
    assert changed_by(four, after) < SAME


def test_narrow_heads_are_read_without_the_stream() -> None:
    """W_Q and W_K go into the groups: A x V is read by O W_Q and O W_K, which are narrow, and x1 is never written."""
    scores, four = (task_of(circuit(1, context=64, model=48, head=2), [name]) for name in ("S", "four"))
    after = rewritten(four, (factor, inline))
    assert terms(after, "four") == 1
    assert weighted(plan_of(after), 1) < weighted(plan_of(inline(scores)), 1)
    assert changed_by(four, after) < SAME


def test_a_narrow_detour_is_not_widened() -> None:
    task = task_of("""
        dim c = 20, m = 12, r = 2
        input x[c, m], A[c, c]
        param V[m, r], O[r, m], W[m, r]
        y[i, n] = x[i, m] W[m, n] + A[i, j] x[j, p] V[p, r] O[r, m] W[m, n]
        """)
    assert factor(task).network.definitions["y"] == task.network.definitions["y"]


def written_out(heads: int) -> str:
    """The same with a tensor for each head, which no Σ can be made of: (1 + heads)² terms."""
    numbers = range(heads)
    patterns = ", ".join(f"A{h}[context, context]" for h in numbers)
    weights = ", ".join(f"W{h}[model, model]" for h in numbers)
    heads_sum = "".join(f" + A{h}[i, j] x0[j, n] W{h}[n, m]" for h in numbers)
    return f"""
        dim context = 7, model = 5
        input x0[context, model], {patterns}
        param W[model, model], {weights}
        x1[i, m] = x0[i, m]{heads_sum}
        S[i, j] = x1[i, m] W[m, n] x1[j, n]
        y[i, j] = expand(S[i, j], x1)
        """


def test_many_terms_become_one() -> None:
    scores, task = (task_of(written_out(5), [name]) for name in ("S", "y"))
    after = factor(task)
    assert (terms(task), terms(after)) == (36, 1)
    assert flops(after) <= flops(scores)
    assert changed_by(task, after) < SAME


def test_a_deep_expansion_is_found_again() -> None:
    """Five residual layers of which each doubles the terms."""
    layers = range(5)
    lines = ["dim c = 5, m = 4", "input x0[c, m], " + ", ".join(f"A{k}[c, c]" for k in layers)]
    lines += ["param " + ", ".join(f"W{k}[m, m]" for k in layers)]
    lines += [f"x{k + 1}[i, m] = x{k}[i, m] + A{k}[i, j] x{k}[j, n] W{k}[n, m]" for k in layers]
    lines += ["y[i, m] = expand(x5[i, m], x1, x2, x3, x4)"]
    plain, task = (task_of("\n".join(lines), [name]) for name in ("x5", "y"))
    after = factor(task)
    assert terms(task) == 32
    assert flops(after) <= 1.5 * flops(plain) < flops(task)
    assert changed_by(task, after) < SAME


def by_terms(task: Task, graphs: Mapping[str, Graph]) -> float:
    """A price by which every factor is taken out, and put back wherever it can be."""
    (graph,) = graphs.values()
    return len(graph.body.terms) * MANY - sum(1 for _ in factors(graph.body))


@pytest.fixture
def taken_out_always(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the pass, with that price."""
    for each in (factor, distributed):
        monkeypatch.setattr(sys.modules[each.__module__], "price", by_terms)
    return sys.modules[factor.__module__]


def test_random_expansions(taken_out_always: ModuleType) -> None:
    fewer = 0
    for seed in range(24):
        file = random_file(seed)
        if file.terms[-1] > MOST_TERMS:
            continue
        network = network_of(file.text)
        _, made_of = needed(network, [network.definitions[file.names[-1]].graph])
        expansion = f"expand({', '.join([f'{file.names[-1]}[i, j]', *made_of])})"
        task = task_of(f"{file.text}y[i, j] = {expansion}")
        after = factor(task)
        fewer += terms(after) < terms(task)
        assert changed_by(task, after, seed) < LOOSE, seed
    assert fewer > 5


def test_a_wire_that_leaves_is_told_by_its_name(taken_out_always: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """x[i, a] and x[j, a] are not the same factor."""
    task = task_of(f"{HEAD}y[i: c, j: c] = x[i, a] u[a] z[j, b] u[b] + x[j, a] W[a, b] z[i, b]")
    assert changed_by(task, factor(task)) < SAME
    look = taken_out_always._look
    monkeypatch.setattr(taken_out_always, "_look", lambda parts, named, numbers: look(parts, {}, numbers))
    assert changed_by(task, factor(task)) > SAME


def test_wires_of_a_common_factor_are_followed(taken_out_always: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a term is on the wires that the factor has in the first one."""
    task = task_of(f"{HEAD}y[i: c] = T[i, a, b] W[a, b] + T[i, b, a] M[b, k] N[a, k]")
    after = factor(task)
    assert terms(after) == 1
    assert changed_by(task, after) < SAME
    rest: Callable[[Product, Atom, Mapping[Wire, Wire]], Product] = taken_out_always._rest

    def crossed(term: Product, atom: Atom, names: Mapping[Wire, Wire]) -> Product:
        return rest(term, atom, dict(zip(names, [*names.values()][::-1], strict=True)))

    monkeypatch.setattr(taken_out_always, "_rest", crossed)
    assert changed_by(task, factor(task)) > SAME
