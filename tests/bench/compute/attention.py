"""Rows of attention: blocks of three sizes, the softmax written out, grouped heads."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, CALLED, OURS, Case, Entry, Goal, Program, Row, Setting, doubled, nbytes
from tests.bench.compute.einsums import Apply, Steps, evaluated, product, rivals

PARAMS = """
param W_Q[heads, model, head], W_K[heads, model, head], W_V[heads, model, head], W_O[heads, head, model]
"""
BLOCK = f"""
dim context, model, heads, head
input x[context, model]{PARAMS}
A[h, i, j] = softmax[j](causal[i, j](x[i, m] W_Q[h, m, d] W_K[h, n, d] x[j, n] / sqrt(head)))
y[i, n] = A[h, i, j] x[j, m] W_V[h, m, d] W_O[h, d, n]
"""
BATCHED = f"""
dim batch, context, model, heads, head
input x[batch, context, model]{PARAMS}
A[b, h, i, j] = softmax[j](causal[i, j](x[b, i, m] W_Q[h, m, d] W_K[h, n, d] x[b, j, n] / sqrt(head)))
y[b, i, n] = A[b, h, i, j] x[b, j, m] W_V[h, m, d] W_O[h, d, n]
"""
WRITTEN_OUT = f"""
dim context, model, heads, head
input x[context, model]{PARAMS}
E[h, i, j] = exp(causal[i, j](x[i, m] W_Q[h, m, d] W_K[h, n, d] x[j, n] / sqrt(head)))
y[i, n] = E[h, i, j] / sum[k](E[h, i, k]) x[j, m] W_V[h, m, d] W_O[h, d, n]
"""
GROUPED = """
dim context, model, groups, queries, head
input x[context, model]
param W_Q[groups, queries, model, head], W_K[groups, model, head], W_V[groups, model, head]
param W_O[groups, queries, head, model]
A[g, q, i, j] = softmax[j](causal[i, j](x[i, m] W_Q[g, q, m, d] W_K[g, n, d] x[j, n] / sqrt(head)))
y[i, n] = A[g, q, i, j] x[j, m] W_V[g, m, d] W_O[g, q, d, n]
"""
WIDE = 768
"""The width of a model from which three products are faster than one for queries, keys and values."""
NAMES = ("W_Q", "W_K", "W_V", "W_O")


def pattern(head: int) -> Apply:
    """Softmax over the last axis of what is not later, as a library of einsums leaves it to be written."""

    def causal_softmax(scores: Tensor) -> Tensor:
        context = scores.shape[-1]
        later = torch.ones(context, context, dtype=torch.bool, device=scores.device).triu_(1)
        return torch.softmax((scores * float(head) ** -0.5).masked_fill_(later, -math.inf), -1)

    return Apply("A", causal_softmax, ("S",))


def pairwise(head: int, batch: str = "") -> Steps:
    """The block, two tensors at a time, in the best order."""
    return [
        product("q", f"{batch}im,hmd->{batch}hid", "x W_Q"),
        product("k", f"{batch}jm,hmd->{batch}hjd", "x W_K"),
        product("v", f"{batch}jm,hmd->{batch}hjd", "x W_V"),
        product("S", f"{batch}hid,{batch}hjd->{batch}hij", "q k"),
        pattern(head),
        product("moved", f"{batch}hij,{batch}hjd->{batch}hid", "A v"),
        product("y", f"{batch}hid,hdn->{batch}in", "moved W_O"),
    ]


def whole(head: int, batch: str = "") -> Steps:
    """The block as its two products, for libraries that find the order."""
    return [
        product("S", f"{batch}im,hmd,hnd,{batch}jn->{batch}hij", "x W_Q W_K x"),
        pattern(head),
        product("y", f"{batch}hij,{batch}jm,hmd,hdn->{batch}in", "A x W_V W_O"),
    ]


GROUPED_STEPS = (
    ("q", "im,gqmd->gqid", "x W_Q"),
    ("k", "jm,gmd->gjd", "x W_K"),
    ("v", "jm,gmd->gjd", "x W_V"),
    ("S", "gqid,gjd->gqij", "q k"),
)


def grouped_pairwise(head: int) -> Steps:
    """Grouped heads, two tensors at a time."""
    first = [product(*step) for step in GROUPED_STEPS]
    last = [product("moved", "gqij,gjd->gqid", "A v"), product("y", "gqid,gqdn->in", "moved W_O")]
    return [*first, pattern(head), *last]


def grouped_whole(head: int) -> Steps:
    """Grouped heads as two products."""
    scores = product("S", "im,gqmd,gnd,jn->gqij", "x W_Q W_K x")
    return [scores, pattern(head), product("y", "gqij,jm,gmd,gqdn->in", "A x W_V W_O")]


def drawn(setting: Setting) -> dict[str, Tensor]:
    """A stream and the weights of all heads."""
    fan = setting["model"] ** -0.5
    x = setting.draw(*(("batch",) if "batch" in setting.sizes else ()), "context", "model")
    reads = {name: setting.draw("heads", "model", "head", scale=fan, seed=k) for k, name in enumerate(NAMES[:3])}
    return {"x": x, **reads, "W_O": setting.draw("heads", "head", "model", scale=fan, seed=3)}


def block(setting: Setting, text: str = "") -> Case:
    """An attention block, with a batch where there is a size for one."""
    values = drawn(setting)
    batch = "b" if "batch" in setting.sizes else ""
    program = Program(text or (BATCHED if batch else BLOCK), "y", values)
    weights, head = [values[name] for name in NAMES], setting["head"]
    kept = by_hand.attention_kept(values["x"].shape, *weights)
    best = by_hand.attention_large if setting["model"] >= WIDE else by_hand.attention
    hand: dict[str, Entry] = {
        BY_HAND: partial(best(values["x"].shape, *weights), values["x"]),
        "by hand, kept buffers": partial(kept, values["x"]),
    }
    others, missing = rivals(pairwise(head, batch), whole(head, batch), values, setting)
    return Case(
        expected=lambda: evaluated(pairwise(head, batch), doubled(values)),
        programs={OURS: program},
        rivals={**hand, **others},
        flops=flops(setting, setting["heads"]),
        bytes=nbytes(*values.values(), values["x"]),
        missing=missing,
    )


def written_out(setting: Setting) -> Case:
    """The block from another text; what the libraries take is in the block's row."""
    return block(replace(setting, others=False), WRITTEN_OUT)


def flops(setting: Setting, readers: int) -> float:
    """Projections, and the scores and sums of what is not later; ``readers`` is how many heads keys and values have."""
    batch = setting.sizes.get("batch", 1)
    heads = setting.sizes.get("heads", readers * setting.sizes.get("queries", 1))
    positions = batch * setting["context"]
    projections = 2 * positions * setting["model"] * setting["head"] * (2 * heads + 2 * readers)
    return projections + 2 * heads * positions * (setting["context"] + 1) * setting["head"]


def gqa(setting: Setting) -> Case:
    """Attention whose queries share keys and values in groups."""
    fan = setting["model"] ** -0.5
    values = {
        "x": setting.draw("context", "model"),
        "W_Q": setting.draw("groups", "queries", "model", "head", scale=fan),
        "W_K": setting.draw("groups", "model", "head", scale=fan, seed=1),
        "W_V": setting.draw("groups", "model", "head", scale=fan, seed=2),
        "W_O": setting.draw("groups", "queries", "head", "model", scale=fan, seed=3),
    }
    head = setting["head"]
    others, missing = rivals(grouped_pairwise(head), grouped_whole(head), values, setting)
    return Case(
        expected=lambda: evaluated(grouped_pairwise(head), doubled(values)),
        programs={OURS: Program(GROUPED, "y", values)},
        rivals={BY_HAND: partial(by_hand.grouped(*(values[name] for name in NAMES)), values["x"]), **others},
        flops=flops(setting, setting["groups"]),
        bytes=nbytes(*values.values(), values["x"]),
        missing=missing,
    )


LIKE_HAND = 1.05
SMALL = {"context": 32, "model": 64, "heads": 4, "head": 16}
MIDDLE = {"batch": 4, "context": 256, "model": 256, "heads": 8, "head": 32}
GPT2 = {"context": 1024, "model": 768, "heads": 12, "head": 64}
GQA = {"context": 1024, "model": 768, "groups": 4, "queries": 3, "head": 64}
TINY = {"context": 5, "model": 6, "heads": 3, "head": 2}
TINY_GQA = {"context": 5, "model": 6, "groups": 2, "queries": 3, "head": 2}
LIKE = (Goal(LIKE_HAND),)
EINSUMS = ("torch.einsum", "opt_einsum", "cotengra", "einops")
FASTER = tuple(Goal(1 / 2.4, OURS, library) for library in EINSUMS)

ROWS = (
    Row("attention-small", "attention block, 32 × 64, 4 heads", (*LIKE, Goal(LIKE_HAND, CALLED)), block, SMALL, TINY),
    Row("attention-middle", "… 4 × 256 × 256, 8 heads", LIKE, block, MIDDLE, {"batch": 2, **TINY}),
    Row("attention-gpt2", "… 1,024 × 768, 12 heads", (*LIKE, *FASTER), block, GPT2, TINY),
    Row(
        "attention-written-out",
        "… with its softmax written as exp / sum",
        LIKE,
        written_out,
        GPT2,
        TINY,
    ),
    Row("attention-grouped", "… with 4 groups of 3 queries", LIKE, gqa, GQA, TINY_GQA),
)
