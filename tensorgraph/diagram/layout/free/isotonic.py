"""The centring pass: points in fixed order with least distances, each as near as can be to where it wishes to be."""

from __future__ import annotations

from collections.abc import Sequence


def isotonic(wishes: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Positions with ``gaps`` between neighbours at least, that deviate least from ``wishes`` (in weighted squares).

    With the gaps taken off, this is isotonic regression: neighbours in falling order are pooled at their mean.

    >>> isotonic([0.0, 0.0, 9.0], [1.0, 1.0, 1.0], [2.0, 2.0])
    [-1.0, 1.0, 9.0]
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        pools.append((wish - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, one, count), (b, other, more) = pools[-2:]
            pools[-2:] = [((a * one + b * other) / (one + other), one + other, count + more)]
    flat = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]
