"""The parts of a term other than its factors: ones caps, coefficient, Σ, brace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Box, Side, Strand
from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.cables import leaving
from tensorgraph.diagram.layout.legs import superscript_wires
from tensorgraph.diagram.layout.pieces import brace, formula_box
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.names import group, name_latex, scalar_latex
from tensorgraph.graph.nodes import Dot, Factor, Product, Sum, Wire
from tensorgraph.graph.scalar import ONE, Scalar


def with_ones(
    term: Product, factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting
) -> tuple[Factor, ...]:
    """The factors and a ones cap for each outer strand that the term lacks: it is the same for all of its index."""
    known = {setting.strand(wire) for wire in leaving(term)}
    lacking = [strand for strand in outside if strand not in known]
    before = tuple(Dot((strand,)) for strand in lacking if outside[strand] is not Side.RIGHT)
    return (*before, *factors, *(Dot((strand,)) for strand in lacking if outside[strand] is Side.RIGHT))


def flattened(term: Product) -> tuple[tuple[Factor, ...], Scalar, tuple[Wire, ...]]:
    """Factors, coefficient and superscripts summed, those of inner groups of one term drawn to the front."""
    coefficient, above = term.coefficient, superscript_wires(term)
    summed = [wire for wire in term.summed if wire in above]
    factors: list[Factor] = []
    for factor in term.factors:
        match factor:
            case Bundle():
                factors.append(factor)
            case Sum(terms=(Product() as only,)):
                inside, scale, more = flattened(only)
                coefficient, summed = coefficient * scale, summed + list(more)
                kept = Product(inside, ONE, tuple(w for w in only.summed if w not in more), only.brace, only.span)
                factors += [Sum((kept,), factor.span)] if only.brace else inside
            case _:
                factors.append(factor)
    return tuple(factors), coefficient, tuple(summed)


def prefix_box(
    coefficient: Scalar, summed: Sequence[Wire], setting: Setting, bare: bool, signed: bool = True
) -> Box | None:
    """Sign, coefficient and Σ as one formula on the axis; None for nothing. ``bare`` shows a one as well."""
    minus = "{-}" if signed and coefficient.rational < 0 else ""
    size = abs(coefficient.rational) != 1 or bool(coefficient.powers)
    number = scalar_latex(coefficient) if size or bare else ""
    shown = [wire for wire in summed if wire not in setting.fixed]
    sigma = r"\sum_" + group(",".join(name_latex(wire.name) for wire in shown)) if shown else ""
    latex = f"{minus}{number}{sigma}"
    theme = setting.theme
    height = theme.fraction_size if r"\frac" in latex else theme.coefficient_size
    return formula_box(latex, height, theme) if latex else None


def braced(box: Box, left: float, right: float, text: str, setting: Setting) -> Box:
    """A box with an underbrace from ``left`` to ``right``."""
    if not text:
        return box
    theme = setting.theme
    under = brace(left, right, box.depth + theme.brace_lift, text, theme)
    start = min([0.0, *(item.bounds.left for item in under.items)])
    width = max(box.width, under.width) - start
    ports = tuple(
        p if p.side.vertical else p.to((start if p.side is Side.LEFT else start + width, p.at[1])) for p in box.ports
    )
    return Box(width, box.height, under.depth, (*box.items, *under.items), ports).moved(-start)
