"""The order of nodes and bends within layers, so that few wires cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from tensorgraph.diagram.layout.free.crossed import Block, Layers, Order, crossings

SWEEPS = 12
"""Passes over all layers, forwards and backwards; the best order found is kept. More changed no drawing."""
ROUNDS = 8
"""Of exchanges; they end when none helps."""


def ordered(layers: Layers) -> tuple[list[list[int]], int]:
    """The points of each layer in the best order of a fixed number of barycentre sweeps, each improved by exchanging
    neighbours; and how many wires cross in it."""
    current = [sorted(blocks, key=layers.rim) for blocks in layers.blocks]
    best, fewest = _improved(layers, current)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = _swept(layers, current, sweep % 2 == 0)
        found, crossed = _improved(layers, current)
        if crossed < fewest:
            best, fewest = found, crossed
    return [[point for block in blocks for point in block] for blocks in best], fewest


def _improved(layers: Layers, order: Order) -> tuple[list[list[Block]], int]:
    """The order with neighbours exchanged, and blocks turned round, as long as that saves crossings."""
    found = [list(blocks) for blocks in order]
    for _ in range(ROUNDS):
        if not sum(_saved(layers, found, k) for k in range(len(found))):
            break
    return found, crossings(layers, found)


def _saved(layers: Layers, found: list[list[Block]], k: int) -> int:
    """Turn each block of a layer round and exchange it with the next, each only if that saves crossings; how many."""
    places = [_places(found[other]) if 0 <= other < len(found) else {} for other in (k - 1, k + 1)]
    ends = {point: _ends(layers, point, places) for block in found[k] for point in block}
    blocks, saved = found[k], 0
    for place, block in enumerate(blocks):
        gain = _crossed(block, ends) - _crossed(block[::-1], ends) if len(block) > 1 else 0
        if gain > 0:
            blocks[place], saved = block[::-1], saved + gain
        if place and layers.rim(blocks[place - 1]) == layers.rim(blocks[place]):
            one, other = blocks[place - 1], blocks[place]
            gain = _between(one, other, ends) - _between(other, one, ends)
            if gain > 0:
                blocks[place - 1 : place + 1], saved = [other, one], saved + gain
    return saved


_Ends: TypeAlias = Mapping[int, tuple[list[float], list[float]]]
"""Where the wires of each point end in the layer before and in the layer after."""


def _ends(layers: Layers, point: int, places: Sequence[Mapping[int, float]]) -> tuple[list[float], list[float]]:
    before, after = places
    return (
        [before[other] + leg for other, leg in layers.before.get(point, ())],
        [after[other] + leg for other, leg in layers.after.get(point, ())],
    )


def _crossed(block: Block, ends: _Ends) -> int:
    """How many wires of the points of a block cross."""
    return sum(_between((one,), (other,), ends) for one, other in combinations(block, 2))


def _between(one: Block, other: Block, ends: _Ends) -> int:
    """How many wires of a block cross wires of another after it."""
    return sum(x > y for p in one for q in other for side in (0, 1) for x in ends[p][side] for y in ends[q][side])


def _swept(layers: Layers, order: Order, forwards: bool) -> list[list[Block]]:
    """Each layer sorted by the middles of its neighbours in the layer before."""
    found = [list(blocks) for blocks in order]
    beside = layers.before if forwards else layers.after
    for k in range(1, len(found)) if forwards else range(len(found) - 2, -1, -1):
        fixed = _places(found[k - 1 if forwards else k + 1])
        own = _places(found[k])
        middles = {p: _middle(beside.get(p, ()), fixed, (place + 0.5) / len(own)) for p, place in own.items()}
        turned = [_turned(block, middles) for block in found[k]]
        found[k] = sorted(turned, key=lambda block: (layers.rim(block), _mean(block, middles)))
    return found


def _places(blocks: Sequence[Block]) -> dict[int, float]:
    """The place of each point of a layer, from 0."""
    return {point: float(place) for place, point in enumerate(p for block in blocks for p in block)}


def _middle(near: Sequence[tuple[int, float]], fixed: Mapping[int, float], own: float) -> float:
    """The mean place of the legs that a point is joined to, from 0 to 1 so that layers of different lengths compare."""
    ends = [(fixed[point] + leg) / len(fixed) for point, leg in near]
    return sum(ends) / len(ends) if ends else own


def _mean(block: Block, middles: Mapping[int, float]) -> float:
    return sum(middles[point] for point in block) / len(block)


def _turned(block: Block, middles: Mapping[int, float]) -> Block:
    """The block the way round in which its middles grow."""
    half = len(block) // 2
    before, after = block[:half], block[len(block) - half :]
    return block[::-1] if half and _mean(before, middles) > _mean(after, middles) + 1e-9 else block
