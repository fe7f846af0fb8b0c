"""Costs known before anything runs: FLOPs as opt_einsum counts them, memory by hand."""

import json

import opt_einsum
import pytest
from opt_einsum.parser import parse_einsum_input

from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.paths import find_path
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.table import amount
from tests.einsum.networks import einsum_network, network

STRINGS = sorted(set(pytest.importorskip("opt_einsum.tests.test_contract").tests))
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)

HEAD = """
dim context = 10, vocab = 100, model = 20, head = 5
input t[context, vocab] { onehot: vocab }
param W_E[vocab, model], W_Q[model, head], W_K[model, head]
x[i, m] = t[i, v] W_E[v, m]
S[i, j] = x[i, m] W_Q[m, d] W_K[n, d] x[j, n] / sqrt(head)
A[i, j] = softmax[j](causal[i, j](S[i, j]))
"""


def explicit(equation: str) -> str:
    shapes = [(2,) * len(term) for term in equation.split("->")[0].split(",")]
    inputs, output, _ = parse_einsum_input((equation, *shapes), shapes=True)
    return f"{inputs}->{output}"


def sizes_of(equation: str) -> dict[str, int]:
    return dict(zip(sorted(set(equation) - set(",->")), PRIMES, strict=False))


def plan_of(equation: str) -> Plan:
    sizes = sizes_of(equation)
    return make_plan(einsum_network(equation, sizes), ["out"], {f"n_{letter}": size for letter, size in sizes.items()})


def by_opt_einsum(equation: str, optimize: object) -> int:
    sizes = sizes_of(equation)
    shapes = [tuple(sizes[letter] for letter in term) for term in equation.split("->")[0].split(",")]
    return int(opt_einsum.contract_path(equation, *shapes, shapes=True, optimize=optimize)[1].opt_cost)


def test_opt_einsum_brings_enough_strings() -> None:
    assert len(STRINGS) >= 60


@pytest.mark.parametrize("string", STRINGS)
def test_flops_are_counted_as_by_opt_einsum(string: str) -> None:
    equation, plan = explicit(string), plan_of(explicit(string))
    inputs, output = equation.split("->")
    letters = {letter: place for place, letter in enumerate(sizes_of(equation))}
    numbered = [tuple(letters[letter] for letter in term) for term in inputs.split(",")]
    sizes = dict(enumerate(sizes_of(equation).values()))
    path = find_path(numbered, tuple(letters[letter] for letter in output), sizes)
    assert plan.flops.value(plan.sizes) == by_opt_einsum(equation, path)


@pytest.mark.parametrize("string", STRINGS)
def test_no_path_of_opt_einsum_is_cheaper(string: str) -> None:
    equation, plan = explicit(string), plan_of(explicit(string))
    assert plan.flops.value(plan.sizes) <= by_opt_einsum(equation, "optimal")


def test_where_no_index_is_lone_the_cost_is_opt_einsums_optimum() -> None:
    for equation in ("ea,fb,abcd,gc,hd->efgh", "ab,bcd,cd->abd", "dba,ead,cad->bce", "bca,cdb,dbf,afc->"):
        plan = plan_of(equation)
        assert plan.flops.value(plan.sizes) == by_opt_einsum(equation, "optimal")


def test_a_long_chain_is_planned_exactly() -> None:
    # Twenty matrices, n_k by n_{k+1}: the textbook recursion gives the fewest multiplications.
    widths = [PRIMES[k % len(PRIMES)] + k for k in range(21)]
    best = {(k, k): 0 for k in range(20)}
    for length in range(2, 21):
        for first in range(21 - length):
            last = first + length - 1
            best[first, last] = min(
                best[first, cut] + best[cut + 1, last] + widths[first] * widths[cut + 1] * widths[last + 1]
                for cut in range(first, last)
            )
    path = find_path([(k, k + 1) for k in range(20)], (0, 20), dict(enumerate(widths)))
    letters = [chr(ord("a") + k) for k in range(21)]
    equation = ",".join(letters[k] + letters[k + 1] for k in range(20)) + "->" + letters[0] + letters[20]
    shapes = [(widths[k], widths[k + 1]) for k in range(20)]
    found = opt_einsum.contract_path(equation, *shapes, shapes=True, optimize=path)[1].opt_cost
    assert found == 2 * best[0, 19]


def test_totals_by_hand() -> None:
    plan = make_plan(network(HEAD), ["A"], {"context": 10, "vocab": 100, "model": 20, "head": 5})
    # q and k: 2·10·20·5 each; their product 2·10·5·10; 1/√head on W_Q's or q's 10·5 entries; softmax 10·10.
    assert plan.flops.value(plan.sizes) == 2 * 2 * 10 * 20 * 5 + 2 * 10 * 5 * 10 + 10 * 5 + 10 * 10
    assert str(plan.flops) == "4 context head model + 2 context² head + context head + context²"
    # The largest are x, of context × model; then S and its like.
    assert (plan.largest.value(plan.sizes), str(plan.largest)) == (200, "context model")
    # Most is alive while the second of q and k is made: x, q before and after scaling or k.
    assert plan.peak.value(plan.sizes) == 10 * 20 + 2 * 10 * 5
    assert plan.input_entries.value(plan.sizes) == 10 + 100 * 20 + 2 * 20 * 5
    assert plan.naive.value(plan.sizes) == 10 * 10 * 20 * 20 * 5 * 4


def test_a_plan_prints_itself() -> None:
    plan = make_plan(network(HEAD), ["A"], {"context": 10, "vocab": 100, "model": 20, "head": 5})
    lines = str(plan).splitlines()
    assert lines[0] == "A[i, j]    (context = 10, vocab = 100, model = 20, head = 5)"
    assert " ".join(lines[2].split()) == "step result shape operation of einsum FLOPs in dimensions"
    assert " ".join(lines[4].split()) == "1 x[i, m] 10 × 20 look up vocab W_E, t 0"
    assert any("im,md->id" in line and "2 context head model" in line for line in lines)
    memory = "peak memory 1.20 kB in float32, and 8.88 kB of inputs context model + 2 context head entries"
    assert " ".join(lines[-1].split()) == memory


def test_json_holds_the_same_totals() -> None:
    plan = make_plan(network(HEAD), ["A"], {"context": 10, "vocab": 100, "model": 20, "head": 5})
    data = json.loads(json.dumps(plan.to_json()))
    assert data["flops"] == {"value": plan.flops.value(plan.sizes), "in_dimensions": str(plan.flops)}
    assert sum(step["flops"]["value"] for step in data["steps"]) == data["flops"]["value"]
    assert data["peak_bytes_float32"] == 4 * data["peak_entries"]["value"]
    assert [load["name"] for load in data["inputs"]] == ["t", "W_E", "W_Q", "W_K"]


def test_equal_work_is_done_once() -> None:
    text = "dim n = 3, m = 4\ntensor A[n, m], B[m, n]\ny[i, k] = relu(A[i, j] B[j, k]) + relu(A[i, p] B[p, k])"
    found = network(text)
    plan = make_plan(found, ["y"], {"n": 3, "m": 4})
    assert [type(step.operation).__name__ for step in plan.steps] == ["Load", "Load", "Contract", "Call", "Add"]


def test_sums_and_functions_are_counted_by_entries() -> None:
    found = network("dim n = 3, m = 4\ntensor A[n, m], v[n]\ny[i, j] = relu(A[i, j] - 2 v[i] + A[i, j] / 3)")
    plan = make_plan(found, ["y"], {"n": 3, "m": 4})
    # Two additions and relu over all entries, 2 v over n, A / 3 over all; a sign costs nothing.
    assert plan.flops.value(plan.sizes) == 2 * 12 + 12 + 3 + 12


def test_what_costs_nothing_is_not_counted() -> None:
    text = "dim n = 3, m = 4\ntensor A[n, m]\ny[j, i] = A[i, j]\nz[j] = A[0, j]\nw[i, j, k] = A[i, j] ones[k: n]"
    plan = make_plan(network(text), ["y", "z", "w"], {"n": 3, "m": 4})
    assert plan.flops.value(plan.sizes) == 0 and plan.peak.value(plan.sizes) == 0


def test_a_one_hot_squared_is_itself() -> None:
    text = "dim n = 3, m = 4\ninput t[n, m] { onehot: m }\ntensor W[m]\ny[i] = t[i, v] t[i, v] W[v]"
    plan = make_plan(network(text), ["y"], {"n": 3, "m": 4})
    assert [type(step.operation).__name__ for step in plan.steps] == ["Load", "Load", "Gather"]


def test_polynomials() -> None:
    a, b = Polynomial.of(["a"]), Polynomial.of(["a", "b", "a"], 3)
    assert str(a + b + a) == "3 a² b + 2 a"
    assert (a + b).value({"a": 2, "b": 5}) == 62
    assert str(Polynomial()) == "0"
    assert (0 * b) == Polynomial()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.00 k"),
        (9994, "9.99 k"),
        (9996, "10.0 k"),
        (999_499, "999 k"),
        (999_500, "1.00 M"),
        (10**15, "1.00 P"),
        (10**18, "1.00e+18"),
    ],
)
def test_amounts_have_three_digits(number: int, text: str) -> None:
    assert amount(number) == text
