"""Sums inside something else: one term as its chain, several as branches, as a chain with biases, or as algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from tensorgraph.diagram.layout.algebra import algebra
from tensorgraph.diagram.layout.bias import biased
from tensorgraph.diagram.layout.box import Box, Side, Strand
from tensorgraph.diagram.layout.cables import leaving
from tensorgraph.diagram.layout.hang import behind
from tensorgraph.diagram.layout.parallel import parallel
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.terms import braced, flattened, prefix_box, with_ones
from tensorgraph.diagram.layout.wished import standing
from tensorgraph.graph.nodes import Factor, Product, Sum, Tensor

Drawing: TypeAlias = Callable[[Sequence[Factor], Mapping[Strand, Side], Setting, Side | None], Box]
"""Draws factors whose outer strands leave on the sides given; rails of these open towards the last side."""


def sum_box(
    group: Sum, outside: Mapping[Strand, Side], setting: Setting, product: Drawing, enclosed: bool = False
) -> Box:
    """A group: one term as its chain, several as branches that meet in a ⊕, or as algebra where no wire is on the axis.

    ``product`` draws the factors of a term; ``enclosed`` says that a frame is around it.
    """
    if len(group.terms) == 1:
        return term_box(group.terms[0], outside, setting, product)
    if all(side.vertical for side in outside.values()):
        return _algebra(group, outside, setting.rigid(), product, enclosed)
    return _biased(group, outside, setting, product) or _branches(group, outside, setting.rigid(), product)


def _algebra(group: Sum, outside: Mapping[Strand, Side], setting: Setting, product: Drawing, enclosed: bool) -> Box:
    """Terms with signs between them; the first shows its own."""
    upwards = dict.fromkeys(outside, Side.UP)
    boxes = [term_box(term, upwards, setting, product, True, not index) for index, term in enumerate(group.terms)]
    return algebra(boxes, [term.coefficient.rational < 0 for term in group.terms], setting, enclosed)


def term_box(
    term: Product,
    outside: Mapping[Strand, Side],
    setting: Setting,
    product: Drawing,
    broadcast: bool = False,
    signed: bool = True,
) -> Box:
    """A term inside something else, with its coefficient and Σ on the axis before it and its brace below.

    ``broadcast`` makes it a branch: it has each outer strand once, with a ones cap for what it lacks. ``signed`` shows
    a minus.
    """
    factors, coefficient, summed = flattened(term)
    if broadcast:
        factors = with_ones(term, factors, outside, setting)
    known = outside if broadcast else _present(term, outside, setting)
    box = product(factors, known, setting, Side.RIGHT if broadcast else None)
    empty = not box.items and not box.ports
    dashed = coefficient.rational < 0 and any(port.side is Side.LEFT for port in box.ports)
    prefix = prefix_box(coefficient, summed, setting, empty or dashed, signed)  # a minus alone would look like the wire
    if prefix:
        box = prefix if empty else behind(prefix, box, setting)
    return braced(box, 0.0, box.width, term.brace, setting)


def _present(term: Product, outside: Mapping[Strand, Side], setting: Setting) -> dict[Strand, Side]:
    """The outer strands that a term has; it is broadcast along the others."""
    wires = {setting.strand(wire) for wire in leaving(term)}
    return {strand: side for strand, side in outside.items() if strand in wires}


def _biased(group: Sum, outside: Mapping[Strand, Side], setting: Setting, product: Drawing) -> Box | None:
    """A chain, or branches, with vectors added on a wire that leaves on the axis; None where the terms are not that."""
    vectors = [term for term in group.terms if _vector(term, setting)]
    mains = [term for term in group.terms if term not in vectors] or vectors[:1]
    vectors = [term for term in vectors if term not in mains]
    strands = {setting.strands(term.factors[0])[0] for term in vectors}
    if len(strands) != 1:
        return None
    strand = strands.pop()
    side = outside.get(strand, Side.UP)
    known = {strand for term in mains for strand in _present(term, outside, setting)}
    if side.vertical or set(outside) - known:
        return None
    main = sum_box(replace(group, terms=tuple(mains)), outside, setting, product)
    beside = setting.rigid(after=main if side is Side.RIGHT else None)
    hung = [product(term.factors, {strand: _stem(term.factors[0], setting)}, beside, None) for term in vectors]
    return biased(main, hung, side, setting)


def _stem(vector: Factor, setting: Setting) -> Side:
    """Where the wire of a vector leads to its ⊕: up, but down from one that the author wants above."""
    return Side.DOWN if isinstance(vector, Tensor) and standing(vector, setting) is Side.UP else Side.UP


def _vector(term: Product, setting: Setting) -> bool:
    """Whether a term is a single tensor with a single leg, and no Σ."""
    alone = len(term.factors) == 1 and isinstance(term.factors[0], Tensor) and not term.summed
    return alone and term.coefficient.is_one and not term.brace and len(setting.strands(term.factors[0])) == 1


def _branches(group: Sum, outside: Mapping[Strand, Side], setting: Setting, product: Drawing) -> Box:
    raised = {strand: Side.UP if side is Side.DOWN else side for strand, side in outside.items()}
    boxes = [term_box(term, raised, setting, product, broadcast=True) for term in group.terms]
    ends = {side: next((s for s, way in outside.items() if way is side), None) for side in Side}
    return parallel(boxes, ends[Side.LEFT], ends[Side.RIGHT], setting)
