"""Paths: the exact search against every order, the others against what they found, constants first where it pays."""

import json
import random
import re
from collections.abc import Sequence
from itertools import combinations
from math import prod
from pathlib import Path as File

import opt_einsum.paths
import pytest

from tensorgraph.cli import main
from tensorgraph.einsum import exact, paths, searches
from tensorgraph.einsum.compare import rows
from tensorgraph.einsum.grouped import constant_groups, grouped
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.paths import Einsum, einsum_of, find_path, path_flops
from tests.einsum.networks import network

SIZES = (1, 2, 2, 3, 5, 7, 16, 64)


def least(one: Einsum) -> int:
    """The fewest FLOPs of all orders, by trying each: pairs, with or without their lone indices summed first."""
    sizes, wanted = one.sizes, set(one.output)

    def flops(indices: frozenset[int], times: int, fixed: bool) -> int:
        return prod(sizes[i] for i in indices) * times * (1 if fixed else one.calls)

    def tried(left: list[tuple[frozenset[int], bool]], spent: int, best: int) -> int:
        if spent >= best:
            return best
        if len(left) == 1:
            ((indices, fixed),) = left
            return min(best, spent + (flops(indices, 2, fixed) if indices != wanted else 0))
        for pair in combinations(range(len(left)), 2):
            rest = [value for place, value in enumerate(left) if place not in pair]
            outside = wanted.union(*(indices for indices, _ in rest))
            (a, a_fixed), (b, b_fixed) = (left[place] for place in pair)
            for sum_a in {False, bool(a - b - outside)}:
                for sum_b in {False, bool(b - a - outside)}:
                    cost = flops(a, 2, a_fixed) * sum_a + flops(b, 2, b_fixed) * sum_b
                    first = a & (b | outside) if sum_a else a
                    second = b & (a | outside) if sum_b else b
                    both, kept = first | second, (first | second) & outside
                    fixed = a_fixed and b_fixed
                    cost += flops(both, 2 if both != kept else 1, fixed)
                    best = tried([*rest, (kept, fixed)], spent + cost, best)
        return best

    constant = one.constant or (False,) * len(one.inputs)
    start = [(frozenset(indices), fixed) for indices, fixed in zip(one.inputs, constant, strict=True)]
    return tried(start, 0, 10**30)


def drawn(seed: int, most: int) -> tuple[list[tuple[int, ...]], tuple[int, ...], dict[int, int]]:
    """A random network: wires of one to four ends, some of them free, a diagonal now and then."""
    chance = random.Random(seed)
    count = chance.randint(3, most)
    operands: list[list[int]] = [[] for _ in range(count)]
    for index in range(chance.randint(1, 2 * count)):
        for place in chance.sample(range(count), min(count, chance.choice([1, 2, 2, 2, 2, 3, 4]))):
            operands[place].append(index)
    if operands[0] and chance.random() < 0.2:
        operands[0].append(operands[0][0])
    used = sorted({index for indices in operands for index in indices})
    free = tuple(index for index in used if chance.random() < 0.3)
    return [tuple(indices) for indices in operands], free, {index: chance.choice(SIZES) for index in used}


def chained(seed: int, most: int) -> tuple[list[tuple[int, ...]], tuple[int, ...], dict[int, int]]:
    """A chain or a ring of matrices in some order, where outer products are left out."""
    chance = random.Random(seed)
    count = chance.randint(4, most)
    ring = chance.random() < 0.4
    operands = [(k, (k + 1) % count if ring else k + 1) for k in range(count)]
    chance.shuffle(operands)
    sizes = {index: chance.choice(SIZES[1:]) for index in range(count + 1 - ring)}
    return operands, () if ring else (0, count), sizes


def of_opt_einsum(
    search: str, inputs: Sequence[tuple[int, ...]], output: tuple[int, ...], sizes: dict[int, int]
) -> int:
    sets, wanted = [frozenset(indices) for indices in inputs], frozenset(output)
    return path_flops(opt_einsum.paths.get_path_fn(search)(sets, wanted, sizes), sets, wanted, sizes)


def disagreements(count: int, most: int) -> list[int]:
    """The seeds of networks whose path costs more or less than the least of all orders."""
    found = []
    for seed in range(count):
        inputs, output, sizes = (chained if seed % 4 == 0 else drawn)(seed, most)
        one = einsum_of(inputs, output, sizes)
        if one.flops(find_path(inputs, output, sizes)) != least(one):
            found.append(seed)
    return found


def test_up_to_six_operands_no_order_is_cheaper() -> None:
    assert disagreements(160, 5) == []
    assert disagreements(16, 6) == []


def test_opt_einsums_exact_searches_are_never_cheaper() -> None:
    for seed in range(150):
        inputs, output, sizes = (chained if seed % 4 == 0 else drawn)(seed, 6)
        one = einsum_of(inputs, output, sizes)
        mine = one.flops(find_path(inputs, output, sizes))
        assert mine <= of_opt_einsum("optimal", inputs, output, sizes), seed
        assert mine <= of_opt_einsum("dp", inputs, output, sizes), seed


def test_up_to_twenty_operands_dynamic_programming_is_never_cheaper() -> None:
    for seed in range(12):
        inputs, output, sizes = chained(seed, 20)
        mine = einsum_of(inputs, output, sizes).flops(find_path(inputs, output, sizes))
        assert mine <= of_opt_einsum("dp", inputs, output, sizes), seed


def test_weighted_by_calls_no_order_is_cheaper() -> None:
    weighted = 0
    for seed in range(120):
        inputs, output, sizes = drawn(seed, 5)
        constant = [random.Random(seed + place).random() < 0.6 for place in range(len(inputs))]
        one = einsum_of(inputs, output, sizes, constant, calls=20)
        weighted += bool(one.constant)
        assert one.flops(find_path(inputs, output, sizes, constant, calls=20)) == least(one), seed
    assert weighted > 30


@pytest.mark.parametrize("mistake", ["no output", "no additions", "no lone sums", "no outer products"])
def test_planted_mistakes_are_seen(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = exact._cost

    def wrong(one: Einsum, places: list[int], lone: exact.Entries, bound: int) -> object:
        if mistake == "no output":
            return right(Einsum(one.inputs, (), one.sizes), places, lone, bound)
        if mistake == "no lone sums":
            return right(one, places, {bit: entries[:1] for bit, entries in lone.items()}, bound)  # type: ignore[misc]
        return opt_einsum.paths._dp_compare_flops

    paths.found.cache_clear()
    if mistake == "no outer products":
        monkeypatch.setattr(exact, "_may_need_outer", lambda one, places: False)
    else:
        monkeypatch.setattr(exact, "_cost", wrong)
    assert disagreements(60, 5)
    paths.found.cache_clear()


def test_parameters_go_first_where_the_calls_pay_for_it() -> None:
    # x[i, m] W_V[m, d] W_O[d, n], as wide as the head: once W_V W_O is made, a call costs half.
    inputs, sizes, constant = [(0, 1), (1, 2), (2, 3)], dict.fromkeys(range(4), 8), (False, True, True)
    assert find_path(inputs, (0, 3), sizes, constant, calls=100) == [(1, 2), (0, 1)]
    sizes = {0: 8, 1: 64, 2: 8, 3: 64}
    # Through a head of 8 it is cheaper to go each time, however often.
    assert find_path(inputs, (0, 3), sizes, constant, calls=10**6) == [(0, 1), (0, 1)]


def test_a_plan_knows_what_is_constant() -> None:
    text = "dim n = 8\nparam V[n, n], W[n, n]\ninput x[n]\ny[i] = x[k] V[k, j] W[j, i]"
    steps = [make_plan(network(text), ["y"], {"n": 8}, calls=calls).steps[-2].note for calls in (1, 1000)]
    assert steps == ["k,kj->j", "kj,ji->ki"]


def test_constants_that_are_not_joined_change_nothing() -> None:
    one = einsum_of([(0, 1), (1, 2), (2, 3)], (0, 3), dict.fromkeys(range(4), 8), (True, False, True), calls=9)
    assert (one.constant, one.calls) == ((), 1)


def test_groups_of_constants_are_contracted_first() -> None:
    inputs, constant = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)], (True, True, False, True, True, True)
    one = einsum_of(inputs, (0, 6), dict.fromkeys(range(7), 4), constant, calls=10)
    assert constant_groups(one) == [[0, 1], [3, 4, 5]]
    steps = list(one.steps(grouped(one, exact.exact)))
    made = [sorted(kept) for _, _, kept in steps]
    assert made[0] == [0, 2] and made[2] == [3, 6] and made[4] == [0, 6]
    # Three steps of constants, once; two steps of 2·4³ FLOPs in each of ten calls.
    assert one.flops(grouped(one, exact.exact)) == 3 * 128 + 10 * 2 * 128


def web(count: int, seed: int) -> tuple[list[tuple[int, ...]], tuple[int, ...], dict[int, int]]:
    """A random tree with as many further wires, closed."""
    chance = random.Random(seed)
    operands: list[list[int]] = [[] for _ in range(count)]
    pairs = [(place, chance.randrange(place)) for place in range(1, count)]
    pairs += [tuple(chance.sample(range(count), 2)) for _ in range(count // 2)]  # type: ignore[misc]
    for index, pair in enumerate(pairs):
        for place in pair:
            operands[place].append(index)
    return [tuple(indices) for indices in operands], (), {index: chance.randint(2, 9) for index in range(len(pairs))}


@pytest.mark.parametrize("seed", [0, 1])
def test_above_twenty_the_best_of_all_searches_is_taken(seed: int) -> None:
    inputs, output, sizes = web(28, seed)
    one = einsum_of(inputs, output, sizes)
    trials = searches.trials_in(one, paths.SECONDS)
    each = {name: one.flops(search(one, trials)) for name, (fits, search) in searches.SEARCHES.items() if fits(one)}
    assert one.flops(find_path(inputs, output, sizes)) == min(each.values())
    assert {"greedy", "random-greedy"} <= set(each)


def test_the_same_product_has_the_same_path_and_the_callers_random_numbers_are_left_alone() -> None:
    inputs, output, sizes = web(24, 5)
    random.seed(3)
    first = random.random()
    found = []
    for _ in range(2):
        paths.found.cache_clear()
        random.seed(3)
        found.append(find_path(inputs, output, sizes))
        assert random.random() == first
    assert found[0] == found[1]


def test_time_is_turned_into_trials() -> None:
    inputs, output, sizes = web(24, 5)
    one = einsum_of(inputs, output, sizes)
    axes = sum(map(len, inputs))
    assert searches.trials_in(one, 10 * axes * searches.TRIAL_SECONDS + 1e-9) == 10
    assert searches.trials_in(one, 0.0) == 1 and searches.trials_in(one, 1e9) == searches.MOST_TRIALS


def test_a_dense_network_is_given_up_and_searched_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_LOOKS", 2_000)
    pairs = list(combinations(range(10), 2))
    inputs = [tuple(index for index, pair in enumerate(pairs) if place in pair) for place in range(10)]
    sizes = dict.fromkeys(range(len(pairs)), 2)
    one = einsum_of(inputs, (), sizes)
    with pytest.raises(exact.GaveUp):
        exact.exact(one)
    paths.found.cache_clear()
    assert one.flops(find_path(inputs, (), sizes, seconds=0.0)) <= of_opt_einsum("greedy", inputs, (), sizes)
    paths.found.cache_clear()


def test_a_memory_is_kept_where_it_can_be() -> None:
    # (u A)(v B): cheapest is A B first, which is 6 × 6; through the vectors nothing is larger than 6.
    inputs, output = [(0, 1), (1, 2), (2, 3), (3, 4)], (0, 4)
    sizes = {0: 4, 1: 40, 2: 2, 3: 40, 4: 4}
    for memory in (10, 16, 1000):
        one = einsum_of(inputs, output, sizes, memory=memory)
        assert paths.fits(one, paths.path_of(one)), memory
    # Every first step makes more than one entry: the limit cannot be kept, and the cheapest is taken.
    assert find_path(inputs, output, sizes, memory=1) == find_path(inputs, output, sizes)


def test_the_memory_turns_down_a_cheaper_path() -> None:
    # v T makes 30 × 30 entries for 2·3·30² FLOPs; A T makes 2 × 30 × 3 for twice that.
    inputs, sizes = [(0, 1), (0, 2), (1, 2, 3), (3,)], {0: 2, 1: 30, 2: 30, 3: 3}
    free, tight = (einsum_of(inputs, (), sizes, memory=memory) for memory in (None, 200))
    cheap, small = paths.path_of(free), paths.path_of(tight)
    assert (free.largest(cheap), free.largest(small)) == (30 * 30, 2 * 30 * 3)
    assert free.flops(cheap) < free.flops(small)


HEAD = """
dim context = 20, model = 10, head = 5
input A[query: context, key: context], x[context, model]
param W_V[model, head], W_O[head, model]
h[i, n] = A[i, j] x[j, m] W_V[m, d] W_O[d, n]
pair[i, n] = A[i, j] x[j, n]
"""

# In one go 20·20·10·5·10 combinations of three products and a sum. By the head 2·20·10·5 + 2·20·20·5 + 2·20·5·10.
# Greedy begins with A x, as that leaves the fewest entries: 2·20·20·10, and then 2·20·10·5 and 2·20·5·10.
COMPARED = """h: 4 factors, A · x · W_V · W_O    ij,jm,md,dn->in

method                     FLOPs  of the least  largest intermediate  search
────────────────────────────────────────────────────────────────────────────
in one go                  800 k         100 ×                   200 TIME
opt_einsum greedy         12.0 k        1.50 ×                   200 TIME
opt_einsum branch         8.00 k        1.00 ×                   200 TIME
opt_einsum dp             8.00 k        1.00 ×                   200 TIME
opt_einsum optimal        8.00 k        1.00 ×                   200 TIME
opt_einsum auto           8.00 k        1.00 ×                   200 TIME
opt_einsum auto-hq        8.00 k        1.00 ×                   200 TIME
opt_einsum random-greedy  8.00 k        1.00 ×                   200 TIME
cotengra greedy                –             –                     –  not installed
cotengra hyper                 –             –                     –  not installed, or would take too long
used here                 8.00 k        1.00 ×                   200 TIME
"""


@pytest.fixture
def head(tmp_path: File, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(searches, "has_cotengra", lambda: False)
    (tmp_path / "head.tg").write_text(HEAD)
    return str(tmp_path / "head.tg")


def test_methods_are_compared_side_by_side(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", head, "h", "--compare"]) == 0
    lines = re.sub(r" +[0-9.]+ ms$", " TIME", capsys.readouterr().out, flags=re.MULTILINE).splitlines()
    assert [squeezed(line) for line in lines] == [squeezed(line) for line in COMPARED.splitlines()]
    assert main(["plan", head, "pair", "--compare"]) == 0
    assert capsys.readouterr().out == "no product has three or more factors: there is no order to choose\n"


def squeezed(line: str) -> str:
    """Without the widths of columns, which are those of the times."""
    return re.sub("─+", "─", re.sub(" {2,}", "  ", line))


def test_the_comparison_as_json(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", head, "h", "--compare", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)
    methods = made.pop("methods")
    assert made == {"name": "h", "factors": ["A", "x", "W_V", "W_O"], "einsum": "ij,jm,md,dn->in"}
    assert all(row.pop("seconds") > 0 for row in methods if row["flops"])
    assert methods[1] == {"method": "opt_einsum greedy", "flops": 12000, "largest": 200, "why_not": ""}
    none = {"flops": None, "largest": None, "seconds": None}
    assert methods[8] == {"method": "cotengra greedy", **none, "why_not": "not installed"}


def test_cotengra_is_compared_where_it_is_installed() -> None:
    pytest.importorskip("cotengra")
    found = {
        row.method: row.flops for row in rows(einsum_of([(0, 1), (1, 2), (2, 3)], (0, 3), {0: 9, 1: 9, 2: 9, 3: 2}))
    }
    assert found["cotengra greedy"] == found["cotengra hyper"] == found["used here"] == 2 * 2 * 9 * 9 * 2
