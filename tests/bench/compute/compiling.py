"""How long compiling takes in a warm process: a two-layer circuit from its text to a function, and its parts."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import tensorgraph as tg
from tensorgraph.code.generate import generate
from tensorgraph.einsum.lower import graphs_of, make_plan
from tensorgraph.passes import GRAPH_PASSES, PLAN_PASSES, compiled_plan
from tensorgraph.passes.task import Task
from tests.bench.compute.timing import ROUNDS, Clock, quiet

GOAL = 0.05
"""Seconds."""
FIRST = 100
"""The context of the first text."""
PARAMS = ", ".join(
    f"W_{name}{layer}[heads, model, head]" if name != "O" else f"W_O{layer}[heads, head, model]"
    for layer in (1, 2)
    for name in "QKVO"
)
STREAM = "\n".join(
    f"""A{layer}[h, i, j] = softmax[j](causal[i, j](x{layer - 1}[i, m] W_Q{layer}[h, m, d] W_K{layer}[h, n, d] \
x{layer - 1}[j, n] / sqrt(head)))
x{layer}[i, m] = x{layer - 1}[i, m] + A{layer}[h, i, j] x{layer - 1}[j, n] W_V{layer}[h, n, d] W_O{layer}[h, d, m]"""
    for layer in (1, 2)
)
MODEL = f"""
dim context = {{size}}, vocab = 50257, model = 768, heads = 12, head = 64
input t[context, vocab] {{{{ onehot: vocab }}}}
param W_E[vocab, model], W_U[model, vocab], {PARAMS}
x0[i, m] = t[i, v] W_E[v, m]
{STREAM}
y[i, v] = x2[i, m] W_U[m, v]
"""
CIRCUIT = f"""
dim context = {{size}}, vocab = 50257, model = 768, heads = 12, head = 64
param W_E[vocab, model], W_U[model, vocab], {PARAMS}
y[a, b, u, v] = W_E[u, m] W_V1[a, m, d] W_O1[a, d, n] W_V2[b, n, e] W_O2[b, e, p] W_U[p, v]
"""
STD = """
use "std/attention_only.tg"
dim context = {size}, vocab = 50257, model = 768, heads = 12, head = 64
input t[context, vocab] {{ onehot: vocab }}, W_pos[context, model]
param W_E[vocab, model], W_U[model, vocab]
param W_Q1[heads, model, head], W_K1[heads, model, head], W_V1[heads, model, head], W_O1[heads, head, model]
param W_Q2[heads, model, head], W_K2[heads, model, head], W_V2[heads, model, head], W_O2[heads, head, model]
y[i, v] = two_layer(t, W_E, W_pos, W_Q1, W_K1, W_V1, W_O1, W_Q2, W_K2, W_V2, W_O2, W_U)[i, v]
"""
TEXTS = {
    "two layers of attention, tokens to logits": MODEL,
    "the same, by std/attention_only.tg": STD,
    "virtual heads between tokens, six factors": CIRCUIT,
}


Made = TypeVar("Made")


@dataclass(frozen=True)
class Part:
    """Seconds of a part of compiling."""

    name: str
    seconds: float


def parts(text: str, clock: Clock) -> Iterator[Part]:
    """Each part once, one after the other."""
    document, spent = _timed(lambda: tg.loads(text), clock)
    yield Part("text to checked document", spent)
    sizes = document.sizes({})
    task = Task(document.network, graphs_of(document.network, ["y"]), sizes, frozenset(), 1000)
    for name, graph_pass in GRAPH_PASSES.items():
        task, spent = _timed(partial(graph_pass, task), clock)
        yield Part(f"pass {name}", spent)
    plan, spent = _timed(lambda: replace(make_plan(task.network, task.targets, sizes, task.given), calls=1000), clock)
    yield Part("plan, with paths", spent)
    for name, plan_pass in PLAN_PASSES.items():
        plan, spent = _timed(partial(plan_pass, plan), clock)
        yield Part(f"pass {name}", spent)
    code, spent = _timed(lambda: generate(plan), clock)
    yield Part("code", spent)
    _, spent = _timed(lambda: code.function, clock)
    yield Part("function", spent)


def _timed(call: Callable[[], Made], clock: Clock) -> tuple[Made, float]:
    start = clock()
    made = call()
    return made, clock() - start


def whole(text: str) -> object:
    """Everything at once."""
    document = tg.loads(text)
    return generate(compiled_plan(document.network, ["y"], document.sizes({}), (), 1000)).function


def compiling(clock: Clock, rounds: int = ROUNDS, as_page: bool = False) -> None:
    """A row for each text. Every round has a size of its own, so that nothing is remembered from the last."""
    print(
        f"\n| compiling; goal: under {GOAL * 1e3:.0f} ms | all | {' | '.join(STAGES)} |\n|{'---|' * (2 + len(STAGES))}"
    )
    for title, text in TEXTS.items():
        texts = [text.format(size=FIRST + place) for place in range(2 * rounds + 1)]
        whole(texts[0])
        with quiet():
            totals = [_timed(partial(whole, some), clock)[1] for some in texts[1 : rounds + 1]]
            found = [list(parts(some, clock)) for some in texts[rounds + 1 :]]
        upper = statistics.quantiles(totals, n=4, method="inclusive")[2]
        word = "met" if upper < GOAL else "missed"
        stages = [statistics.median(each) * 1e3 for each in zip(*map(_stages, found), strict=True)]
        cells = [title, f"{statistics.median(totals) * 1e3:.1f} ms ({upper * 1e3:.1f}): {word}"]
        print(f"| {' | '.join([*cells, *(f'{stage:.1f}' for stage in stages)])} |", flush=True)
        for column in zip(*found, strict=True) if not as_page else ():
            print(f"    {column[0].name:28s} {statistics.median(part.seconds for part in column) * 1e3:7.2f} ms")


STAGES = ("reading, checking", "passes over graphs", "paths", "passes over plans", "code")
"""The parts of compiling, summed up."""


def _stages(found: Sequence[Part]) -> list[float]:
    """Seconds of each."""
    stage_of = {"text to checked document": 0, "plan, with paths": 2, "code": 4, "function": 4}
    stage_of |= {f"pass {name}": 1 for name in GRAPH_PASSES} | {f"pass {name}": 3 for name in PLAN_PASSES}
    return [sum(part.seconds for part in found if stage_of[part.name] == place) for place in range(len(STAGES))]
