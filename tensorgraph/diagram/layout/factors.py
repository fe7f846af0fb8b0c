"""From the graph to boxes: the recursion that ties rows, bubbles and sums together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.abreast import Tie, abreast, bare, free_side, lensed, ties
from tensorgraph.diagram.layout.asked import ends_of, obeyed
from tensorgraph.diagram.layout.box import Box, Side, Strand
from tensorgraph.diagram.layout.bubble import framed
from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.cables import cables, leaving
from tensorgraph.diagram.layout.components import components
from tensorgraph.diagram.layout.dots import dot_box, stop_box
from tensorgraph.diagram.layout.free.whole import free_box
from tensorgraph.diagram.layout.hang import hung_from
from tensorgraph.diagram.layout.lanes import with_lanes
from tensorgraph.diagram.layout.legs import superscript_wires
from tensorgraph.diagram.layout.marks import marked
from tensorgraph.diagram.layout.nodes import cap_box, shift_box, tensor_box
from tensorgraph.diagram.layout.parallel import stacked
from tensorgraph.diagram.layout.row import strung
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.stop import Stop
from tensorgraph.diagram.layout.sums import sum_box
from tensorgraph.diagram.layout.wiring import Wiring, wiring
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Product, Shift, Sum, Tensor, Unfold


def product_box(
    factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting, rails: Side | None = None
) -> Box:
    """Factors in a row. Rails of outer wires end here and open towards the side ``rails``; without one each of their
    ends is led out."""
    shown = [factor for factor in factors if not _is_fixing(factor, setting)]
    if not shown:
        return Box(0.0, 0.0, 0.0)
    shown = _led_in(shown, setting)
    special = _over_each_other(shown, outside, setting.rigid(), rails)
    if special:
        return special
    ends = ends_of(shown, outside, setting)
    if free := free_box(shown, ends, _standing_box, _standing_product, setting, rails):
        return free
    plan = obeyed(wiring(ends), shown, setting)
    boxes = {index: _placed_box(factor, index, plan, setting) for index, factor in enumerate(shown)}
    for carrier, hanging in plan.under.items():
        for way in (Side.DOWN, Side.UP):
            here = [boxes[index] for index in hanging if ends.hung(index) is way]
            boxes[carrier] = hung_from(boxes[carrier], here, way, setting) if here else boxes[carrier]
    return with_lanes(strung(plan, boxes, setting), plan, setting, rails)


def _placed_box(factor: Factor, index: int, plan: Wiring, setting: Setting) -> Box:
    inner = setting.within(plan.moves_with(index))
    names = setting.names(factor) if isinstance(factor, Tensor) else ()
    return marked(factor_box(factor, plan.sides(index), inner), factor, names, inner.place)


def _standing_box(factor: Factor, sides: Sequence[Side], setting: Setting) -> Box:
    """A factor that moves as one with its product."""
    inner = setting.rigid()
    names = setting.names(factor) if isinstance(factor, Tensor) else ()
    return marked(factor_box(factor, sides, inner), factor, names, inner.place)


def _standing_product(
    factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting, rails: Side | None = None
) -> Box:
    """A product that moves as one with what is around it."""
    return product_box(factors, outside, setting.rigid(), rails)


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
    """Chains whose ends are parts of thick wires; None for others."""
    ways = list(outside.values())
    parts = components(factors, setting)
    if len(parts) < 2 or max(ways.count(Side.LEFT), ways.count(Side.RIGHT)) < 2:
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
            bubbles = _nested(factor) if setting.frames == "joined" else [factor]
            return framed(bubbles, _bubble_inside(bubbles[-1], sides, setting), setting)
        case Bundle():
            return bundle_box(factor, dict(zip(setting.strands(factor), sides, strict=True)), setting.rigid())
        case Sum():
            return sum_box(factor, dict(zip(setting.strands(factor), sides, strict=True)), setting, product_box)
        case Unfold():
            raise AssertionError("unfold is replaced before drawing")


def bundle_box(bundle: Bundle, ways: Mapping[Strand, Side], setting: Setting) -> Box:
    """The branches of a bundle between its joints."""
    joints = ties(bundle.joints, ways)
    if not any(term.factors for term in bundle.terms):
        return lensed(joints, setting)
    boxes = [_branch_box(bundle, index, joints, ways, setting) for index in range(len(bundle.terms))]
    return abreast(boxes, joints, setting)


def _branch_box(
    bundle: Bundle, index: int, joints: Sequence[Tie], ways: Mapping[Strand, Side], setting: Setting
) -> Box:
    branch, loose = bundle.terms[index], bundle.loose
    if not branch.factors:
        return bare(joints, index, loose, setting)
    ends = {(wire,): tie.side for tie in joints for wire in tie.joint.of[index]}
    own = replace(setting, cables=cables(branch, [*ends, *ways]))
    known = {strand for factor in branch.factors for strand in own.strands(factor)}
    others = {strand: free_side(way, joints, index) for strand, way in ways.items() if strand in known}
    return product_box(branch.factors, others | ends, own)


def _nested(apply: Apply) -> list[Apply]:
    """A bubble and those that are in it one inside the other, with nothing else between their frames."""
    match apply.body:
        case Sum(terms=(Product(factors=(Apply() as inside,), coefficient=scale, brace=""),)) if scale.is_one:
            return [apply, *_nested(inside)] if leaving(apply) == leaving(inside) else [apply]
    return [apply]


def _bubble_inside(apply: Apply, sides: Sequence[Side], setting: Setting) -> Box:
    """The body, its wires leaving as the bubble's do; those it keeps to itself end inside."""
    outside = dict(zip(setting.strands(apply), sides, strict=True))
    inside = dict.fromkeys(setting.strand(wire) for wire in leaving(apply.body))
    above = superscript_wires(apply)
    kept = [strand for strand in inside if strand not in outside and strand[0] not in above]
    if kept:
        ended = Product((apply.body, *(Stop((strand,)) for strand in kept)), summed=tuple(w for s in kept for w in s))
        return sum_box(Sum((ended,)), outside, setting, product_box)
    return sum_box(apply.body, outside, setting, product_box, enclosed=True)


def _is_fixing(factor: Factor, setting: Setting) -> bool:
    """Whether it is the cap of a superscript, which shows as its number."""
    return isinstance(factor, Cap) and factor.leg[0] in setting.fixed
