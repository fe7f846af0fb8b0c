"""What a cut saves: W_E W_OV W_U at vocab 50,257, and composition scores of all pairs of heads.

    OMP_NUM_THREADS=1 python -m tests.bench.cuts [ROUNDS]

Rivals run in turns in one process, each in its best form, their values compared first; medians and ratios are of that
run, of processor time on one thread, so that other work on the machine does not count. Memory is measured in child
processes: the most that was resident, less what was before the weights were made.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch

from tensorgraph.cuts import Factored, composition, factored
from tests.einsum.networks import network

VOCAB, MODEL, HEAD, HEADS = 50_257, 768, 64, 144
"""The sizes of GPT-2 small; 144 heads are its 12 layers of 12."""
ROUNDS = 7
SOME_PAIRS = 6
"""Pairs for which model × model matrices are made; all would take hours."""
NEAR = 1e-3
"""Relative difference allowed between rivals, all in float32."""

CIRCUIT = network("""
dim vocab, model, head
param E[vocab, model], V[model, head], O[head, model], U[model, vocab]
circuit[u, v] = E[u, m] V[m, d] O[d, n] U[n, v]
""")
PAIRS = network("""
dim one, two, model, head
param V1[one, model, head], O1[one, head, model], Q2[two, model, head], K2[two, model, head]
param V2[two, model, head], O2[two, head, model]
by_Q[a, b, m, n] = (V1[a, m, d] O1[a, d, p]) (Q2[b, p, e] K2[b, n, e])
by_K[a, b, m, n] = (V1[a, m, d] O1[a, d, p]) (K2[b, p, e] Q2[b, n, e])
by_V[a, b, m, n] = (V1[a, m, d] O1[a, d, p]) (V2[b, p, e] O2[b, e, n])
""")

Values = Mapping[str, torch.Tensor]


def weights() -> dict[str, torch.Tensor]:
    """Embedding, head and unembedding in float32, untied."""
    generator = torch.Generator().manual_seed(0)
    shapes = {"E": (VOCAB, MODEL), "V": (MODEL, HEAD), "O": (HEAD, MODEL), "U": (MODEL, VOCAB)}
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def heads() -> dict[str, torch.Tensor]:
    """All heads of twelve layers, twice: as those that write and those that read."""
    generator = torch.Generator().manual_seed(1)
    flat = (HEADS, MODEL, HEAD)
    made = {name: torch.randn(flat, generator=generator) for name in ("V1", "Q2", "K2", "V2")}
    return {**made, **{name: torch.randn(HEADS, HEAD, MODEL, generator=generator) for name in ("O1", "O2")}}


def two_grams(given: Values) -> torch.Tensor:
    """The norm from two Gram matrices, in plain torch."""
    left, right = given["E"] @ given["V"], given["O"] @ given["U"]
    return ((left.T @ left) * (right @ right.T)).sum().sqrt()


def circuit(given: Values) -> Factored:
    """The same circuit by its cut, from the text on."""
    return factored(CIRCUIT, "circuit", given)


def factored_scores(given: Values, read: str, out: str) -> torch.Tensor:
    """All scores by hand: R-factors of the outer ends once for each head, one product for all pairs."""
    reads, outs = given[read], given[out] if out != "O2" else given[out].mT
    left = torch.linalg.qr(given["V1"], mode="r")[1] @ given["O1"]
    right = torch.linalg.qr(outs, mode="r")[1] @ reads.mT
    both = left.reshape(-1, MODEL) @ right.reshape(-1, MODEL).T
    norms = torch.linalg.vector_norm(both.view(-1, HEADS, HEAD), dim=-1).view(HEADS, HEAD, HEADS).square().sum(1).sqrt()
    return norms / torch.outer(left.flatten(1).norm(dim=1), right.flatten(1).norm(dim=1))


def dense_scores(given: Values, read: str, out: str) -> torch.Tensor:
    """A few scores from model × model matrices."""
    outs = given[out] if out == "O2" else given[out].mT
    scores = []
    for pair in range(SOME_PAIRS):
        first, second = given["V1"][pair] @ given["O1"][pair], given[read][-1 - pair] @ outs[-1 - pair]
        scores.append((first @ second).norm() / (first.norm() * second.norm()))
    return torch.stack(scores)


def medians(rivals: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of processor time for each, in turns."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for place in range(rounds + 1):
        for name, rival in rivals.items():
            gc.collect()
            start = time.process_time()
            rival()
            if place:  # the first round warms up
                times[name].append(time.process_time() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def row(name: str, seconds: float, ratio: float | None = None) -> None:
    """A line of a table."""
    print(f"  {name:58s} {seconds:8.3f} s" + ("" if ratio is None else f"   {ratio:6.2f}"))


def circuits(rounds: int) -> None:
    """Norm and the rest at vocab 50,257."""
    given = weights()
    torch.testing.assert_close(circuit(given).norms().float(), two_grams(given), rtol=NEAR, atol=0)
    bound = circuit(given)
    rivals: dict[str, Callable[[], object]] = {
        "two Gram products, plain torch": lambda: two_grams(given),
        "norm by the cut, from text and weights": lambda: circuit(given).norms(),
        "of which reading, and looking for what is not finite": lambda: circuit(given),
        "64 singular values, once it is read": lambda: replace(bound, ends={}).singular_values(),
        "64 eigenvalues": lambda: replace(bound, ends={}).eigenvalues(),
        "trace": lambda: replace(bound, ends={}).traces(),
        "norm and singular values": lambda: _both(replace(bound, ends={})),
    }
    found = medians(rivals, rounds)
    print(f"W_E W_OV W_U, vocab {VOCAB}, model {MODEL}, head {HEAD}, float32; median of {rounds}, ratio to the first")
    for name, seconds in found.items():
        row(name, seconds, seconds / found["two Gram products, plain torch"])
    row("largest entry of each of 50,257 rows, once", medians({"": bound.best}, 1)[""])


def _both(made: Factored) -> None:
    made.singular_values()
    made.norms()


def pairs(rounds: int) -> None:
    """Composition scores of all pairs."""
    given = heads()
    print(f"composition scores, {HEADS} × {HEADS} heads, model {MODEL}, head {HEAD}; median of {rounds}")
    for name, read, out in (("Q", "Q2", "K2"), ("K", "K2", "Q2"), ("V", "V2", "O2")):
        mine = {tensor: given[tensor] for tensor in ("V1", "O1", read, out)}
        ours = composition(PAIRS, f"by_{name}", mine).values
        hand = factored_scores(given, read, out)
        torch.testing.assert_close(ours.float(), hand, rtol=NEAR, atol=0)
        some = ours[range(SOME_PAIRS), range(HEADS - 1, HEADS - 1 - SOME_PAIRS, -1)]
        torch.testing.assert_close(some.float(), dense_scores(given, read, out), rtol=NEAR, atol=0)
        rivals: dict[str, Callable[[], object]] = {
            f"{name}: factored, by hand in plain torch": lambda r=read, o=out: factored_scores(given, r, o),
            f"{name}: composition()": lambda n=name, m=mine: composition(PAIRS, f"by_{n}", m),
            f"{name}: model × model matrices, {SOME_PAIRS} pairs": lambda r=read, o=out: dense_scores(given, r, o),
        }
        found = medians(rivals, rounds)
        first = found[next(iter(found))]
        for label, seconds in found.items():
            row(label, seconds, seconds / first)


def peak() -> int:
    """The most bytes that were resident so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


MEASURES: dict[str, Callable[[Factored], object]] = {
    "weights": lambda made: None,
    "norms": Factored.norms,
    "singular_values": Factored.singular_values,
    "eigenvalues": Factored.eigenvalues,
    "best": Factored.best,
}


def child(measure: str) -> None:
    """Prints the bytes before the weights, those of the weights, and the most in all."""
    small = {name: torch.ones([3] * 2) for name in "EVOU"}
    MEASURES[measure](circuit(small))  # what is loaded on the way does not grow with the weights
    before = peak()
    given = weights()
    MEASURES[measure](circuit(given))
    print(before, sum(value.nbytes for value in given.values()), peak())


def memory() -> None:
    """Memory of each measure in a process of its own."""
    print("memory in a process of its own: resident at most, less what was before the weights, and by their bytes")
    for measure in MEASURES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.cuts", "child", measure], capture_output=True, text=True, check=True
        )
        before, factors, most = map(int, done.stdout.split())
        extra = (
            f"{(most - before) / 1e6:8.0f} MB   {(most - before) / factors:5.2f} × the weights ({factors / 1e6:.0f} MB)"
        )
        print(f"  {measure:20s} {extra}   {most / 1e6:.0f} MB in all")


def main(arguments: list[str]) -> None:
    """All tables."""
    if arguments[:1] == ["child"]:
        child(arguments[1])
        return
    rounds = int(arguments[0]) if arguments else ROUNDS
    memory()
    circuits(rounds)
    pairs(rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
