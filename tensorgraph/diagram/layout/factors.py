"""From the graph to boxes: the recursion that ties rows, bubbles and sums together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.algebra import algebra
from tensorgraph.diagram.layout.bias import biased
from tensorgraph.diagram.layout.box import Box, Side, Strand
from tensorgraph.diagram.layout.bubble import framed
from tensorgraph.diagram.layout.components import components
from tensorgraph.diagram.layout.dots import dot_box, stop_box
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.hang import behind, hung_under
from tensorgraph.diagram.layout.lanes import with_lanes
from tensorgraph.diagram.layout.nodes import cap_box, shift_box, tensor_box
from tensorgraph.diagram.layout.parallel import parallel, pointwise, stacked
from tensorgraph.diagram.layout.row import strung
from tensorgraph.diagram.layout.setting import Setting, is_pointwise, superscript_wires
from tensorgraph.diagram.layout.stop import Stop
from tensorgraph.diagram.layout.terms import braced, flattened, prefix_box, with_ones
from tensorgraph.diagram.layout.wiring import wiring
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Product, Shift, Sum, Tensor, Unfold, free_wires


def product_box(
    factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting, rails: Side | None = None
) -> Box:
    """Factors in a row. Rails of outer wires end here and open towards the side ``rails``; without one each of their
    ends is led out."""
    shown = [factor for factor in factors if not _is_fixing(factor, setting)]
    if not shown:
        return Box(0.0, 0.0, 0.0)
    shown = _led_in(shown, setting)
    special = _over_each_other(shown, outside, setting, rails)
    if special:
        return special
    small = tuple(isinstance(factor, Tensor | Cap | Dot) for factor in shown)
    plan = wiring(Ends(tuple(setting.strands(factor) for factor in shown), outside, small))
    boxes = {index: factor_box(factor, plan.sides(index), setting) for index, factor in enumerate(shown)}
    for carrier, hanging in plan.under.items():
        boxes[carrier] = hung_under(boxes[carrier], [boxes[index] for index in hanging], setting)
    return with_lanes(strung(plan, boxes, setting), plan, setting, rails)


def _led_in(factors: list[Factor], setting: Setting) -> list[Factor]:
    """With a slice or a stop on the first leg of the first tensor before it, where that leg points."""
    first = setting.strands(factors[0])
    ends = [f for f in factors[1:] if isinstance(f, Cap | Stop) and setting.strands(f) == first[:1]]
    if len(first) < 2 or len(ends) != 1:
        return factors
    return [*ends, *(factor for factor in factors if factor is not ends[0])]


def _over_each_other(
    factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting, rails: Side | None
) -> Box | None:
    """Matrices multiplied entry by entry, and chains whose ends are parts of thick wires; None for others."""
    axis = {side: [s for s, way in outside.items() if way is side] for side in (Side.LEFT, Side.RIGHT)}
    left, right = axis[Side.LEFT], axis[Side.RIGHT]
    if is_pointwise(factors, setting) and {*left[:1], *right[:1]} == set(setting.strands(factors[0])):
        boxes = [factor_box(f, tuple(outside[s] for s in setting.strands(f)), setting) for f in factors]
        return pointwise(boxes, left[0], right[0], setting)
    parts = components(factors, setting)
    if len(parts) < 2 or max(len(left), len(right)) < 2:
        return None
    return stacked([product_box(part, _among(part, outside, setting), setting, rails) for part in parts], setting)


def _among(factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting) -> dict[Strand, Side]:
    """The outer strands that end at some factors."""
    known = {strand for factor in factors for strand in setting.strands(factor)}
    return {strand: side for strand, side in outside.items() if strand in known}


def factor_box(factor: Factor, sides: Sequence[Side], setting: Setting) -> Box:
    """A factor with its ends leaving on the sides asked for, where it can."""
    match factor:
        case Tensor():
            return tensor_box(factor, sides, setting)
        case Stop():
            return stop_box(factor, sides, setting)
        case Dot():
            return dot_box(factor, sides, setting)
        case Cap():
            return cap_box(factor, sides, setting)
        case Shift():
            return shift_box(factor, sides, setting)
        case Apply():
            return framed(factor, _bubble_inside(factor, sides, setting), setting)
        case Sum():
            return sum_box(factor, dict(zip(setting.strands(factor), sides, strict=True)), setting)
        case Unfold():
            raise AssertionError("unfold is replaced before drawing")


def sum_box(group: Sum, outside: Mapping[Strand, Side], setting: Setting, enclosed: bool = False) -> Box:
    """A group: one term as its chain, several as branches that meet in a ⊕, or as algebra where no wire is on the axis.

    ``enclosed`` says that a frame is around it.
    """
    if len(group.terms) == 1:
        return term_box(group.terms[0], outside, setting)
    if all(side.vertical for side in outside.values()):
        return _algebra(group, outside, setting, enclosed)
    return _biased(group, outside, setting) or _branches(group, outside, setting)


def _algebra(group: Sum, outside: Mapping[Strand, Side], setting: Setting, enclosed: bool) -> Box:
    """Terms with signs between them; the first shows its own."""
    upwards = dict.fromkeys(outside, Side.UP)
    boxes = [term_box(term, upwards, setting, True, signed=not index) for index, term in enumerate(group.terms)]
    return algebra(boxes, [term.coefficient.rational < 0 for term in group.terms], setting, enclosed)


def term_box(
    term: Product, outside: Mapping[Strand, Side], setting: Setting, broadcast: bool = False, signed: bool = True
) -> Box:
    """A term inside something else, with its coefficient and Σ on the axis before it and its brace below.

    ``broadcast`` makes it a branch: it has each outer strand once, with a ones cap for what it lacks. ``signed`` shows
    a minus.
    """
    factors, coefficient, summed = flattened(term)
    if broadcast:
        factors = with_ones(term, factors, outside, setting)
    known = outside if broadcast else _present(term, outside, setting)
    box = product_box(factors, known, setting, Side.RIGHT if broadcast else None)
    empty = not box.items and not box.ports
    dashed = coefficient.rational < 0 and any(port.side is Side.LEFT for port in box.ports)
    prefix = prefix_box(coefficient, summed, setting, empty or dashed, signed)  # a minus alone would look like the wire
    if prefix:
        box = prefix if empty else behind(prefix, box, setting)
    return braced(box, 0.0, box.width, term.brace, setting)


def _bubble_inside(apply: Apply, sides: Sequence[Side], setting: Setting) -> Box:
    """The body, its wires leaving as the bubble's do; those it keeps to itself end inside."""
    outside = dict(zip(setting.strands(apply), sides, strict=True))
    inside = dict.fromkeys(setting.strand(wire) for wire in free_wires(apply.body))
    above = superscript_wires(apply)
    kept = [strand for strand in inside if strand not in outside and strand[0] not in above]
    if kept:
        ended = Product((apply.body, *(Stop((strand,)) for strand in kept)), summed=tuple(w for s in kept for w in s))
        return sum_box(Sum((ended,)), outside, setting)
    return sum_box(apply.body, outside, setting, enclosed=True)


def _present(term: Product, outside: Mapping[Strand, Side], setting: Setting) -> dict[Strand, Side]:
    """The outer strands that a term has; it is broadcast along the others."""
    wires = {setting.strand(wire) for wire in free_wires(term)}
    return {strand: side for strand, side in outside.items() if strand in wires}


def _is_fixing(factor: Factor, setting: Setting) -> bool:
    """Whether it is the cap of a superscript, which shows as its number."""
    return isinstance(factor, Cap) and factor.leg[0] in setting.fixed


def _biased(group: Sum, outside: Mapping[Strand, Side], setting: Setting) -> Box | None:
    """A chain with vectors added on one of its wires at the axis; None where the terms are not that."""
    vectors = [term for term in group.terms if _vector(term, setting)]
    mains = [term for term in group.terms if term not in vectors] or vectors[:1]
    vectors = [term for term in vectors if term not in mains]
    strands = {setting.strands(term.factors[0])[0] for term in vectors}
    if len(mains) != 1 or len(strands) != 1 or len(vectors) + 1 != len(group.terms):
        return None
    strand = strands.pop()
    side = outside.get(strand, Side.UP)
    if side.vertical or set(outside) - set(_present(mains[0], outside, setting)):
        return None
    biases = [product_box(term.factors, {strand: Side.UP}, setting) for term in vectors]
    return biased(term_box(mains[0], outside, setting), biases, side, setting)


def _vector(term: Product, setting: Setting) -> bool:
    """Whether a term is a single tensor with a single leg."""
    alone = len(term.factors) == 1 and isinstance(term.factors[0], Tensor)
    return alone and term.coefficient.is_one and not term.brace and len(setting.strands(term.factors[0])) == 1


def _branches(group: Sum, outside: Mapping[Strand, Side], setting: Setting) -> Box:
    raised = {strand: Side.UP if side is Side.DOWN else side for strand, side in outside.items()}
    boxes = [term_box(term, raised, setting, broadcast=True) for term in group.terms]
    ends = {side: next((s for s, way in outside.items() if way is side), None) for side in Side}
    return parallel(boxes, ends[Side.LEFT], ends[Side.RIGHT], setting)
