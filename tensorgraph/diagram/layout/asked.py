"""The ends of a product's factors, with what the author wants of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.legs import drawn_legs, inner
from tensorgraph.diagram.layout.plan import Wiring
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.wished import OVER, leg_sides, standing
from tensorgraph.graph.nodes import Cap, Dot, Factor, Tensor


def ends_of(factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting) -> Ends:
    """The ends of each factor, its wishes, and which factors may hang."""
    small = tuple(isinstance(factor, Tensor | Cap | Dot) for factor in factors)
    wishes = tuple(_wishes(factor, setting) for factor in factors) if setting.hints else ()
    stands = tuple(standing(f, setting) if isinstance(f, Tensor) else None for f in factors) if setting.hints else ()
    return Ends(tuple(setting.strands(factor) for factor in factors), outside, small, wishes, stands)


def obeyed(plan: Wiring, factors: Sequence[Factor], setting: Setting) -> Wiring:
    """The plan itself, when every tensor that should stand above or below does; else a TensorgraphError with the code
    ``hints``."""
    for factor in plan.row if len(factors) > 1 else ():
        tensor = factors[factor]
        if isinstance(tensor, Tensor) and standing(tensor, setting):
            hint = next(hint for wish, hint in setting.wishes(tensor).items() if wish in OVER)
            message = f"`{hint.name}` cannot stand {hint.wish} its chain: there is a wire to each side of it"
            raise mistake("hints", message, hint.span, "what ends a wire can: a vector, a bias, the last of a chain")
    return plan


def _wishes(factor: Factor, setting: Setting) -> tuple[Side | None, ...]:
    """For each end the wish of the tensor it belongs to, of a bubble that of the first inside."""
    strands = setting.strands(factor)
    if isinstance(factor, Tensor):
        legs = zip(drawn_legs(factor), leg_sides(factor, setting), strict=True)
        return tuple(side for leg, side in legs for _ in setting.leg_strands(leg))
    found: dict[Strand, Side | None] = {}
    for node in inner(factor):
        for leg, side in (
            zip(drawn_legs(node), leg_sides(node, setting), strict=True) if isinstance(node, Tensor) else ()
        ):
            for strand in setting.leg_strands(leg):
                found[strand] = found.get(strand) or side
    return tuple(found.get(strand) for strand in strands)
