"""Paths: FLOPs and time of the search beside opt_einsum's and cotengra's.

    python -m tests.bench.paths [ROUNDS]

Up to 20 factors every product of the examples, and networks of some shapes, beside opt_einsum's dynamic program: the
two run in turns, nothing remembered; the ratio is that of each turn's times, its median and its upper quartile. Above
20 factors what each search finds, of the FLOPs of the best, and how long it takes.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from opt_einsum.paths import DynamicProgramming

import tensorgraph
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum import paths
from tensorgraph.einsum.compare import rows
from tensorgraph.einsum.paths import Einsum, einsum_of, find_path
from tensorgraph.einsum.searches import has_cotengra

ROUNDS = 21
"""At least 20, so that an upper quartile means something."""
SIZE = 48
"""Of a dimension that an example leaves open."""
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def of_examples() -> dict[str, list[Einsum]]:
    """All products of three factors or more in the plans of the examples, equal ones once, by the number of factors."""
    found: dict[Einsum, None] = {}
    for file in sorted(EXAMPLES.glob("**/*.tg")):
        document = tensorgraph.load(file)
        sizes = {dim: SIZE for dim, size in document.network.dims.items() if size is None}
        for name in document.network.definitions:
            try:
                plan = document.plan(name, sizes)
            except TensorgraphError:
                continue  # a size that follows from others, or what is not computed
            found.update(dict.fromkeys(product.einsum for product in plan.searched))
    groups: dict[str, list[Einsum]] = {}
    for one in sorted(found, key=lambda one: len(one.inputs)):
        groups.setdefault(f"examples, {len(one.inputs)} factors", []).append(one)
    return groups


def chain(count: int, size: int = 64) -> Einsum:
    """Matrices one after another."""
    return einsum_of([(k, k + 1) for k in range(count)], (0, count), dict.fromkeys(range(count + 1), size))


def ring(count: int, size: int = 16) -> Einsum:
    """A trace."""
    return einsum_of([(k, (k + 1) % count) for k in range(count)], (), dict.fromkeys(range(count), size))


def tree(count: int, size: int = 3) -> Einsum:
    """A binary tree whose leaves' legs are summed."""
    legs = [(k, 2 * k + 1, 2 * k + 2) for k in range(count)]
    return einsum_of(legs, (0,), dict.fromkeys(range(2 * count + 2), size))


def ladder(count: int, size: int = 8) -> Einsum:
    """The overlap of two matrix product states."""
    sites = count // 2
    upper = [(3 * k, 3 * k + 1, 3 * k + 3) for k in range(sites)]
    lower = [(3 * k + 2, 3 * k + 1, 3 * k + 5) for k in range(sites)]
    ends = (0, 2, 3 * sites, 3 * sites + 2)
    return einsum_of(upper + lower, ends, dict.fromkeys(range(3 * sites + 3), size))


def star(count: int, size: int = 8) -> Einsum:
    """Matrices on a copy dot: one wire with an end in each."""
    legs = [(0, k + 1) for k in range(count)]
    return einsum_of(legs, tuple(range(1, count + 1)), dict.fromkeys(range(count + 1), size))


def scores(layers: int) -> Einsum:
    """An attention score between two sequences, each through some layers' W_V W_O before W_Q and W_K."""
    through = 2 * layers + 2
    queries = [(k, k + 1) for k in range(through)]
    keys = [(k, k + 1) for k in range(through, 2 * through)]
    sizes = {k: 768 if k % 2 else 64 for k in range(2 * through + 1)}
    return einsum_of(queries + keys, (0, 2 * through), {**sizes, 0: 1024, 2 * through: 1024})


def web(count: int, seed: int = 0) -> Einsum:
    """A random tree with half as many further wires, closed."""
    chance = random.Random(seed)
    operands: list[list[int]] = [[] for _ in range(count)]
    pairs = [[place, chance.randrange(place)] for place in range(1, count)]
    pairs += [chance.sample(range(count), 2) for _ in range(count // 2)]
    for index, pair in enumerate(pairs):
        for place in pair:
            operands[place].append(index)
    return einsum_of([tuple(i) for i in operands], (), {index: chance.randint(2, 9) for index in range(len(pairs))})


def built() -> dict[str, list[Einsum]]:
    """Networks of up to 20 factors, by their shape."""
    return {
        "chain of 5": [chain(5)],
        "chain of 20": [chain(20)],
        "ring of 20": [ring(20)],
        "tree of 7": [tree(7)],
        "tree of 15": [tree(15)],
        "ladder of 12": [ladder(12)],
        "star of 5 on a copy dot": [star(5)],
        "score through 3 layers, 16": [scores(3)],
        "random webs of 10": [web(10, seed) for seed in range(4)],
        "random webs of 16": [web(16, seed) for seed in range(4)],
    }


LARGE: dict[str, Callable[[], Einsum]] = {
    "ladder of 30": lambda: ladder(30),
    "web of 25": lambda: web(25),
    "web of 40": lambda: web(40),
    "web of 60": lambda: web(60),
}
"""Networks of more than 20 factors."""


def ours(one: Einsum) -> paths.Path:
    """The path, with nothing remembered."""
    paths.found.cache_clear()
    return find_path(one.inputs, one.output, dict(enumerate(one.sizes)))


def dynamic(one: Einsum) -> paths.Path:
    """opt_einsum's dynamic program, as it is called there."""
    sets = [frozenset(indices) for indices in one.inputs]
    return [tuple(s) for s in DynamicProgramming()(sets, frozenset(one.output), dict(enumerate(one.sizes)))]


def seconds(search: Callable[[Einsum], paths.Path], group: Sequence[Einsum]) -> float:
    """The time of a search for each of a group, of this thread alone: others may be at work beside it."""
    start = time.thread_time()
    for one in group:
        search(one)
    return time.thread_time() - start


def small(rounds: int) -> Iterator[str]:
    """A line for each group of products."""
    yield f"{'products':28}{'count':>6}{'FLOPs / dp':>12}{'dp':>12}{'time / dp':>11}{'upper quartile':>16}"
    for name, group in {**of_examples(), **built()}.items():
        flops = [one.flops(ours(one)) / one.flops(dynamic(one)) for one in group]
        turns = [(seconds(ours, group), seconds(dynamic, group)) for _ in range(rounds)]
        ratios = [mine / theirs for mine, theirs in turns]
        each = statistics.median(theirs for _, theirs in turns) / len(group)
        worst = f"{max(flops):.4f}" if len(group) == 1 else f"≤ {max(flops):.4f}"
        yield (
            f"{name:28}{len(group):6}{worst:>12}{each * 1e3:9.3f} ms{statistics.median(ratios):11.2f}"
            f"{statistics.quantiles(ratios, n=4)[2]:16.2f}"
        )


def large() -> Iterator[str]:
    """A block for each network of more than 20 factors."""
    for name, build in LARGE.items():
        paths.found.cache_clear()
        found = [row for row in rows(build()) if row.flops is not None and row.method != "in one go"]
        least = min(row.flops or 0 for row in found)
        yield f"\n{name}"
        for row in found:
            yield f"  {row.method:26}{(row.flops or 0) / least:10.3f} ×{(row.seconds or 0) * 1e3:12.1f} ms"


if __name__ == "__main__":
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for line in small(turns):
        print(line, flush=True)
    print(f"\nabove 20 factors, cotengra {'' if has_cotengra() else 'not '}installed: FLOPs of the least, and time")
    for line in large():
        print(line, flush=True)
