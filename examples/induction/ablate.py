"""What happens without each head: `python examples/induction/ablate.py [weights.safetensors]`.

A head is taken out by giving its output matrix as zero. What is counted is how often the largest logit of
`induction.tg` is the next token, in the second half of new texts, where it can be known.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor

import tensorgraph as tg
from tensorgraph.compiled import Compiled

MODEL = Path(__file__).parent / "induction.tg"
WEIGHTS = ("W_E", "W_pos", *(f"W_{name}{layer}" for layer in (1, 2) for name in "QKVO"), "W_U")
PERIODS = (8, 16, 24)
TEXTS = 10
"""Of each period."""
SEED = 2026


def new_text(period: int, vocab: int, draw: torch.Generator) -> Tensor:
    """A start token, different tokens in random order, the same again."""
    once = 1 + torch.randperm(vocab - 1, generator=draw)[:period]
    return torch.cat([torch.zeros(1, dtype=torch.long), once, once])


def ablations(weights: dict[str, Tensor]) -> Iterator[tuple[str, dict[str, Tensor]]]:
    """The weights whole, and without each head of each layer."""
    yield "all heads", weights
    for layer in (1, 2):
        whole = weights[f"W_O{layer}"]
        for head in range(len(whole)):
            without = whole.index_fill(0, torch.tensor([head]), 0)
            yield f"layer {layer}, without head {head}", {**weights, f"W_O{layer}": without}


def found(logits: Compiled, weights: dict[str, Tensor], texts: Sequence[Tensor]) -> float:
    """The share of the next tokens that have the largest logit, of those that can be known."""
    hits = []
    for text in texts:
        known = len(text) // 2 + 1
        hits.append(logits({**weights, "t": text})[known:-1].argmax(-1) == text[known + 1 :])
    return float(torch.cat(hits).double().mean())


def table(source: str | None = None, texts: int = TEXTS) -> dict[str, list[float]]:
    """For the model as it is, and without each head, the share found for each period."""
    model = tg.load(MODEL)
    logits, rows = model.compile("logits"), dict[str, list[float]]()
    for period in PERIODS:
        weights = model.weights(source, sizes={"context": 2 * period + 1}, names=WEIGHTS)
        draw = torch.Generator().manual_seed(SEED + period)
        drawn = [new_text(period, len(weights["W_E"]), draw) for _ in range(texts)]
        for label, without in ablations(weights):
            rows.setdefault(label, []).append(found(logits, without, drawn))
    return rows


def main() -> None:
    print(f"{'period':25}" + "".join(f"{period:>7}" for period in PERIODS))
    for label, shares in table(sys.argv[1] if sys.argv[1:] else None).items():
        print(f"{label:25}" + "".join(f"{share:7.3f}" for share in shares))


if __name__ == "__main__":
    main()
