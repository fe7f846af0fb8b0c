"""Values for tests, drawn by a generator with a seed."""

from __future__ import annotations

import random

from tensorgraph.diagram.heatmap import heatmap
from tensorgraph.diagram.scene import Scene

TOKENS = (
    "<|endoftext|>", " the", "\n", " ", "", "a\tb", "antidisestablishmentarianism", "e\u0301", "\u0301", "שלום", "漢字",
    "😀", "\u202eabc", "\0", "\x1b[2J", "<b>&amp;</b>", "]]>", "$x", "$5 and $6", "$x$", "\\", "%", "{", "\ud800",
    "x" * 500, "''", "--", "␣", "\\input{x}", "\u2028",
)  # fmt: skip
"""What models have for words."""


def drawn(rows: int, columns: int, low: float = 0.0, high: float = 1.0, seed: int = 1) -> list[list[float]]:
    """Evenly distributed values."""
    source = random.Random(seed)
    return [[source.uniform(low, high) for _ in range(columns)] for _ in range(rows)]


def numbered(count: int) -> list[str]:
    """0, 1, 2 …"""
    return [str(number) for number in range(count)]


def plain(values: list[list[float | None]] | list[list[float]], **wishes: object) -> Scene:
    """A heat map with numbers for labels."""
    return heatmap(values, numbered(len(values)), numbered(len(values[0])), **wishes)  # type: ignore[arg-type]
