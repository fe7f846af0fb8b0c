"""Trains a two-layer attention-only transformer until it has an induction head: `python examples/induction/train.py`.

A text is a start token, some tokens in random order, and the same again. In the second half the next token is the one
that came after this token before; nothing else helps, because periods and places vary. Only what can be known is asked.

Four heads a layer are more than are needed, and left alone they share the work. So in the middle of the training every
head has a price, the norm of its weights; those that are not needed fade, and what is left then sharpens without it.

Writes `untrained.safetensors`, the weights before, and `induction.safetensors`, after, both with a held-out text and
with another head for each head, drawn at random. `unpriced.safetensors` is `--price 0 --name unpriced`.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import cross_entropy

SEED = 5
VOCAB, MODEL, HEADS, HEAD = 96, 64, 4, 16
START = 0
"""Begins every text and is nowhere else, so that the first row, which attends to itself, fakes no match."""
PERIODS = (8, 24)
"""Shortest and longest part that is repeated."""
LATEST = 32
"""A text begins at one of this many places and is as hard everywhere, so that no position has a task of its own."""
PLACES = LATEST + 2 * PERIODS[1] + 1
STEPS, BATCH, RATE, DECAY = 4000, 32, 3e-3, 0.01
PRICE = 0.05
"""Of a head, per unit of the norm of its weights."""
PRICED = (0.35, 0.7)
"""The part of the training in which heads have a price."""
HELD_OUT = 16
"""Period of the text in the files."""

Weights = dict[str, Tensor]


def untrained(draw: torch.Generator) -> Weights:
    """Random weights; those of a head have one axis more, the head."""
    heads = {f"W_{name}{layer}": (HEADS, MODEL, HEAD) for layer in (1, 2) for name in "QKV"}
    outs = {f"W_O{layer}": (HEADS, HEAD, MODEL) for layer in (1, 2)}
    shapes = {"W_E": (VOCAB, MODEL), "W_pos": (PLACES, MODEL), **heads, **outs, "W_U": (MODEL, VOCAB)}
    scales = {"W_E": 2.0, "W_pos": 4.0}  # louder than what heads write, so that attention has something to hold on to
    return {
        name: scales.get(name, 1.0) * MODEL**-0.5 * torch.randn(shape, generator=draw) for name, shape in shapes.items()
    }


def texts(count: int, period: int, draw: torch.Generator) -> Tensor:
    """Start token, ``period`` different tokens in random order, the same again."""
    once = 1 + torch.rand(count, VOCAB - 1, generator=draw).argsort(-1)[:, :period]
    return torch.cat([torch.full((count, 1), START), once, once], -1)


def attention(x: Tensor, weights: Weights, layer: int) -> Tensor:
    """What the heads of a layer add to the stream x[batch, position, model]."""
    q, k, v = (torch.einsum("bim,hmd->bhid", x, weights[f"W_{name}{layer}"]) for name in "QKV")
    later = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
    scores = (q @ k.mT / HEAD**0.5).masked_fill(later, -torch.inf)
    return torch.einsum("bhid,hdm->bim", scores.softmax(-1) @ v, weights[f"W_O{layer}"])


def logits(tokens: Tensor, weights: Weights, first: int = 0) -> Tensor:
    """For tokens[batch, position], of which the first stands at place ``first``."""
    x = weights["W_E"][tokens] + weights["W_pos"][first : first + tokens.shape[1]]
    x = x + attention(x, weights, 1)
    x = x + attention(x, weights, 2)
    return x @ weights["W_U"]


def second_half(tokens: Tensor, weights: Weights, first: int = 0) -> tuple[Tensor, Tensor]:
    """Logits and next tokens where the next token can be known: from the first repeated token on."""
    known = tokens.shape[1] // 2 + 1
    return logits(tokens, weights, first)[:, known:-1], tokens[:, known + 1 :]


def price(weights: Weights) -> Tensor:
    """The sum over all heads of the norm of their weights."""
    start = torch.tensor(1e-8)  # so that the root has a slope where a head is zero
    heads = [sum((weights[f"W_{n}{layer}"].square().sum((1, 2)) for n in "QKVO"), start) for layer in (1, 2)]
    return torch.cat(heads).sqrt().sum()


def rate(step: int) -> float:
    """Of learning: up in 100 steps, level, and down to zero in the last two fifths."""
    return min(1, (step + 1) / 100, (STEPS - step) / (0.4 * STEPS))


def train(weights: Weights, draw: torch.Generator, priced: float = PRICE) -> None:
    """Changes the weights in place."""
    optimiser = torch.optim.AdamW(weights.values(), RATE, betas=(0.9, 0.98), weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    for step in range(STEPS):
        period = int(torch.randint(PERIODS[0], PERIODS[1] + 1, (), generator=draw))
        first = max(0, int(torch.randint(-LATEST // 4, LATEST + 1, (), generator=draw)))
        found, wanted = second_half(texts(BATCH, period, draw), weights, first)
        loss = cross_entropy(found.flatten(0, 1), wanted.flatten())
        if PRICED[0] < step / STEPS < PRICED[1]:
            loss = loss + priced * price(weights)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()


def accuracy(weights: Weights, draw: torch.Generator, period: int = HELD_OUT) -> float:
    """The share of the next tokens in the second half that have the largest logit."""
    found, wanted = second_half(texts(200, period, draw), weights)
    return float((found.argmax(-1) == wanted).double().mean())


def beside(draw: torch.Generator) -> Weights:
    """What the files hold beside weights: a text, and a permutation that leaves no head where it is."""
    text, order = texts(1, HELD_OUT, draw)[0], torch.arange(HEADS)
    while (order == torch.arange(HEADS)).any():
        order = torch.randperm(HEADS, generator=draw)
    return {"tokens": text, "other": torch.eye(HEADS)[order]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--price", type=float, default=PRICE)
    parser.add_argument("--name", default="induction")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    torch.set_num_threads(1)  # one order of adding up: the same weights again, on the same machine
    draw = torch.Generator().manual_seed(given.seed)
    weights = untrained(draw)
    kept = beside(torch.Generator().manual_seed(given.seed + 1))
    about = {"seed": str(given.seed), "price": str(given.price), "made by": "examples/induction/train.py"}
    save_file({**weights, **kept}, given.folder / "untrained.safetensors", {**about, "price": "untrained"})
    learnt = {name: value.clone().requires_grad_() for name, value in weights.items()}
    begun, spent = time.perf_counter(), time.process_time()
    train(learnt, draw, given.price)
    took = f"{time.perf_counter() - begun:.0f} s, {time.process_time() - spent:.0f} s of one core"
    learnt = {name: value.detach() for name, value in learnt.items()}
    save_file({**learnt, **kept}, given.folder / f"{given.name}.safetensors", about)
    print(f"seed {given.seed}: {took}; second half {accuracy(learnt, draw):.3f}")


if __name__ == "__main__":
    main()
