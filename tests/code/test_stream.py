"""What does not fit the memory runs in blocks of a wire, to the same values, within the limit that is counted."""

from dataclasses import replace

import pytest
import torch

import tensorgraph as tg
from tensorgraph.code import functions
from tensorgraph.code.generate import Code, generate
from tensorgraph.code.memory import peak_of
from tensorgraph.code.region import with_stream
from tensorgraph.code.stream import regions, streamed
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import Document
from tensorgraph.einsum.memory import within_memory
from tensorgraph.einsum.plan import Plan
from tensorgraph.passes import compiled_plan
from tests.code.allocations import counted
from tests.code.cases_of_memory import runs, values_of
from tests.random_networks import random_case

CIRCUITS = """
dim vocab = 101, model = 12, head = 5, context = 103, hidden = 96, batch = 40, width = 4
param W_E[vocab, model], W_OV[model, head], W_U[head, vocab], p[vocab], W[model, hidden], V[hidden, model], b[model]
param W_Q[model, width], W_K[model, width]
input x[context, model], xs[batch, context, model]

M[u, v] = W_E[u, m] W_OV[m, n] W_U[n, v]
top[u] = max[v](M[u, v])
bottom[v] = max[u](-M[u, v])
sum_u[u] = sum[v](relu(M[u, v]))
sum_v[v] = sum[u](relu(M[u, v]))
mean_v[v] = mean[u](exp(M[u, v]))
norm = exp(M[u, v]) exp(M[u, v])
all = max[u, v](tanh(M[u, v]))
both[u] = top[u] + 2 sum_u[u]
spread[u] = softmax[v](sin(M[u, v])) p[v]
late[u] = p[v] softmax[v](causal[u, v](exp(M[u, v])))
early[v] = p[u] softmax[u](causal[v, u](exp(M[u, v])))
seen[v] = sum[u](exp(causal[u, v](M[u, v])))
mlp[c, m] = relu(x[c, k] W[k, e]) V[e, m] + b[m]
ln[c, m] = layernorm[m](exp(x[c, k] W[k, e]) V[e, m])
S[a, i, j] = xs[a, i, m] W_Q[m, d] W_K[n, d] xs[a, j, n]
A[a, i, j] = softmax[j](causal[i, j](tanh(S[a, i, j])))
heads[a, i, m] = A[a, i, j] xs[a, j, m]
peaked[a] = max[i, j](A[a, i, j])
"""

NAMES = (
    "top", "bottom", "sum_u", "sum_v", "mean_v", "norm", "all", "both", "spread", "late", "early", "seen", "mlp", "ln",
    "heads", "peaked",
)  # fmt: skip

EXACT = 1e-12
"""How far values in float64 may be apart, of the largest."""


@pytest.fixture(scope="module")
def document() -> Document:
    return tg.loads(CIRCUITS)


def need(plan: Plan) -> int:
    return peak_of(plan, "float64", "cpu").bytes


def plan_of(document: Document, name: str, calls: int = 1) -> Plan:
    return compiled_plan(document.network, [name], document.sizes({}), (), calls)


def value(code: Code, plan: Plan) -> torch.Tensor:
    values = values_of(plan, "float64")
    constants = code.prepare(*(values[name] for name in code.parameters)) if code.preparing else ()
    found: torch.Tensor = runs(code, values, constants)()
    return found


def resized(plan: Plan, block: int) -> Plan:
    return replace(plan, streams=tuple(replace(stream, block=block) for stream in plan.streams))


@pytest.mark.parametrize("name", NAMES)
def test_blocks_of_any_size_give_the_same_values(document: Document, name: str) -> None:
    plan = plan_of(document, name)
    wanted = value(generate(plan, "float64"), plan)
    within = streamed(plan, need, need(plan) // 2)
    assert within.streams and need(within) <= need(plan) // 2
    for block in {within.streams[0].block, 1, 7, 32, within.streams[0].size - 1}:
        found = value(generate(resized(within, block), "float64"), within)
        assert found.shape == wanted.shape
        assert float((found - wanted).abs().max()) <= EXACT * float(wanted.abs().max()), block


def test_every_region_of_random_networks() -> None:
    """Blocks of two, whatever limit would ask for them."""
    found = 0
    for seed in range(0, 80, 8):
        case = random_case(seed)
        plan = compiled_plan(case.network, {"it": case.graph}, {"a": 3, "b": 4, "c": 5, "d": 7}, (), 1 + seed % 16)
        wanted = value(generate(plan, "float64"), plan).nan_to_num(0, 0, 0)
        largest = max(1, float(wanted.abs().max())) if wanted.numel() else 1
        for region in [*regions(plan)][:4]:
            within = with_stream(plan, region, 2)
            assert within is not None
            off = value(generate(within, "float64"), within).nan_to_num(0, 0, 0) - wanted
            assert float(off.abs().max()) <= 1e-9 * largest, (seed, region)
            found += 1
    assert found > 15


def test_a_result_and_a_view_of_it_both_leave_a_loop() -> None:
    document = tg.loads("dim n = 5\nparam A[n, n]\nE[i, j] = exp(A[i, j])\nedge[i] = E[i, 3]")
    plan = compiled_plan(document.network, ["E", "edge"], document.sizes({}))
    (found,) = [region for region in regions(plan) if len(region.indices) == 2]
    within = with_stream(plan, found, 2)
    assert within is not None
    code, matrix = generate(within, "float64"), torch.randn(5, 5, dtype=torch.float64)
    assert "for start" in code.text
    assert [
        torch.equal(*pair) for pair in zip(code.function(matrix), (matrix.exp(), matrix.exp()[:, 3]), strict=True)
    ] == [True, True]


@pytest.mark.parametrize("name", ["norm", "late", "heads", "mlp"])
@pytest.mark.parametrize("share", [2, 3])
def test_the_limit_is_kept_as_counted(document: Document, name: str, share: int) -> None:
    plan = plan_of(document, name)
    values, limit = values_of(plan, "float64"), need(plan) // share
    within = streamed(plan, need, limit)
    assert counted(runs(generate(plan, "float64"), values)) > limit
    assert counted(runs(generate(within, "float64"), values)) <= limit + SLACK


SLACK = 1024
"""Bytes that a prediction may be off: numbers that torch makes tensors of."""


def test_blocks_are_as_large_as_the_limit_allows(document: Document) -> None:
    plan = plan_of(document, "norm")
    (stream,) = streamed(plan, need, need(plan) // 2).streams
    assert need(streamed(plan, need, need(plan) // 2)) <= need(plan) // 2 < need(resized_to(plan, stream.block + 1))


def resized_to(plan: Plan, block: int) -> Plan:
    return resized(streamed(plan, need, need(plan) // 2), block)


def test_what_is_made_of_parameters_runs_once(document: Document) -> None:
    """The whole loop goes to `prepare`, or none of it."""
    plan = compiled_plan(document.network, ["mlp", "sum_v"], document.sizes({}), (), 100)
    within = streamed(plan, need, need(plan) // 2)
    code = generate(within, "float64")
    assert code.text.index("for start") < code.text.index("def mlp")
    for found, wanted in zip(value(code, within), value(generate(plan, "float64"), plan), strict=True):
        assert torch.allclose(found, wanted, rtol=EXACT)
    plan = plan_of(document, "mlp", calls=100)
    code = generate(streamed(plan, need, need(plan) // 2), "float64")
    assert code.text.index("for start") > code.text.index("def mlp")


def test_a_loop_reads_well(document: Document) -> None:
    plan = plan_of(document, "both")
    within = resized(streamed(plan, need, need(plan) // 3), 32)
    body = generate(within, "float64").text.partition("):\n")[2]
    assert body.splitlines() == [
        "    M_1 = mm(W_E, W_OV)  # [u, n] 101 × 5",
        "    top = torch.empty((101,), dtype=torch.float64)",
        "    sum_u = torch.empty((101,), dtype=torch.float64)",
        "    for start in range(0, 101, 32):  # blocks of u",
        "        M = mm(M_1[start:start + 32], W_U)  # [u, v] count × 101",
        "        top[start:start + 32] = torch.amax(M, dim=1)  # [u] count",
        "        sum_u_1 = torch.relu(M)  # [u, v] count × 101",
        "        sum_u[start:start + 32] = torch.sum(sum_u_1, dim=1)  # [u] count",
        "    both = torch.add(top, sum_u, alpha=2.0)  # [u] 101",
        "    return both",
    ]


def test_a_mask_in_blocks_that_forgets_where_it_is_is_seen(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(document, "late")
    within = resized(streamed(plan, need, need(plan) // 2), 32)
    wanted = value(generate(plan, "float64"), plan)
    monkeypatch.setattr(functions, "_triangle", lambda shape, query, key: ".triu(1)" if query < key else ".tril(-1)")
    assert float((value(generate(within, "float64"), within) - wanted).abs().max()) > EXACT


@pytest.mark.parametrize("name", ["norm", "early", "mean_v"])
def test_gradients_pass_through_blocks(name: str) -> None:
    sizes = {"vocab": 7, "model": 3, "head": 2}
    document = tg.loads(CIRCUITS)
    plan = compiled_plan(document.network, [name], document.sizes(sizes))
    within = resized(streamed(plan, need, need(plan) * 2 // 3), 3)
    assert within.streams
    code = generate(within, "float64")
    inputs = [tensor.requires_grad_() for tensor in values_of(within, "float64").values()]
    assert torch.autograd.gradcheck(code.function, inputs)


def test_what_fits_is_left_as_it_is(document: Document) -> None:
    plan = plan_of(document, "norm")
    assert within_memory(plan, "float64", "cpu", None) is plan
    inputs = 8 * (101 * 12 + 12 * 5 + 5 * 101)
    assert within_memory(plan, "float64", "cpu", need(plan) + inputs) is plan
    assert within_memory(plan, "float64", "cpu", need(plan) + inputs - 1).streams


def test_a_call_and_a_plan_with_a_limit(document: Document) -> None:
    given = document.run(["top"], random=0, dtype="float64")["top"]
    found = document.run(["top"], random=0, dtype="float64", memory=80_000)["top"]
    assert torch.allclose(found, given, rtol=EXACT)
    # The product of 101 × 5 and the largest entries are there all the time. A small block is freed when the next one
    # takes its name: so two of 18 rows of 404 bytes fit beside, and two of 19 do not.
    inputs, whole = 4 * (101 * 12 + 12 * 5 + 5 * 101), 4 * (101 * 5 + 101)
    limit = inputs + whole + 2 * 18 * 404
    for allowed, rows in ((limit, 18), (limit - 1, 17), (limit + 2 * 404, 19)):
        found = str(document.plan("top", memory=allowed)).splitlines()[-2:]
        assert found[0] == f"in blocks             steps 2 to 3, {rows} of 101 u at once"
    assert str(document.plan("top", memory=limit)).splitlines()[-1] == (
        "peak memory           17.0 kB in float32, and 7.11 kB of inputs"
    )


def test_what_fits_in_no_blocks_is_refused(document: Document) -> None:
    # A product of 101 × 5, then the result: with inputs 49,932 bytes, whatever is in blocks.
    assert 49_932 == 4 * (101 * 5 + 101 * 101) + 4 * (101 * 12 + 12 * 5 + 5 * 101)
    with pytest.raises(TensorgraphError) as error:
        within_memory(plan_of(document, "M"), "float32", "cpu", 20_000)
    assert str(error.value) == (
        "error[memory]: this needs 49.9 kB of memory and 20.0 kB may be used\n"
        "  = the largest tensor is `M`, vocab × vocab: 40.8 kB (40804 bytes)\n"
        "  = most is there at once: `M` 40.8 kB, `M_1` 2.02 kB, inputs 7.11 kB\n"
        "  = blocks of a wire do not help: give `--memory 50kB`, in Python `memory=49932`, or a smaller size"
    )


def test_what_blocks_do_not_make_small_enough_is_refused(document: Document) -> None:
    plan = plan_of(document, "top")
    with pytest.raises(TensorgraphError) as error:
        within_memory(plan, "float32", "cpu", 8_000)
    assert str(error.value).splitlines()[-1].startswith("  = in blocks it needs 8.")
    at_least = int(str(error.value).partition("memory=")[2].partition("`")[0])
    assert within_memory(plan, "float32", "cpu", at_least).streams
    with pytest.raises(TensorgraphError):
        within_memory(plan, "float32", "cpu", at_least - 1)
