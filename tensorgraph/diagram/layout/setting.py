"""What every stage of the layout needs to know: the network, the theme, which labels, which legs stay together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tensorgraph.diagram import measure
from tensorgraph.diagram.layout.box import Strand
from tensorgraph.diagram.names import dimension_words, name_latex, plain
from tensorgraph.diagram.scene import Outline
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Leg,
    Product,
    Shift,
    Sum,
    Tensor,
    Unfold,
    Wire,
    free_wires,
    leg_name,
)


@dataclass(frozen=True)
class Setting:
    """Read-only companions of a drawing. ``labels`` is names, sizes, wires or none.

    ``cables`` maps a part of a thick wire to the whole, where it stays together; ``fixed`` a superscript wire to its
    number.
    """

    network: Network
    theme: Theme
    labels: str = "names"
    cables: Mapping[Wire, Strand] = field(default_factory=dict)
    fixed: Mapping[Wire, int] = field(default_factory=dict)

    def strand(self, wire: Wire) -> Strand:
        """The line a wire is part of."""
        return self.cables.get(wire, (wire,))

    def strands(self, factor: Factor) -> tuple[Strand, ...]:
        """The ends of a factor in order, a repeated wire once for each leg; superscripts are not wires."""
        if isinstance(factor, Apply | Sum | Unfold):
            above = superscript_wires(factor)
            return tuple(dict.fromkeys(self.strand(w) for w in free_wires(factor) if w not in above))
        return tuple(strand for leg in drawn_legs(factor) for strand in self.leg_strands(leg))

    def leg_strands(self, leg: Leg) -> tuple[Strand, ...]:
        """A leg as one strand where it stays together, else as its parts."""
        whole = self.cables.get(leg[0], leg[:1])
        return (leg,) if whole == leg else tuple((wire,) for wire in leg)

    def label(self, strand: Strand) -> Outline | None:
        """The text on a wire, None for no text."""
        if self.labels == "none":
            return None
        if len(strand) == 1:
            return self._wire_label(strand[0])
        if self.labels == "wires" and not (name := leg_name(strand)).startswith("("):
            return measure.math(name_latex(name))
        texts = (self._part(wire) for wire in strand)
        return measure.math("(" + r"\,".join(texts) + ")")

    def _wire_label(self, wire: Wire) -> Outline:
        if self.labels == "wires":
            return measure.math(name_latex(wire.name))
        size = self.network.dims.get(wire.dim)
        if self.labels == "sizes" and size is not None:
            return measure.words(str(size))
        return measure.words(dimension_words(wire.dim), italic=True)

    def _part(self, wire: Wire) -> str:
        if self.labels == "wires":
            return name_latex(wire.name)
        size = self.network.dims.get(wire.dim)
        if self.labels == "sizes" and size is not None:
            return str(size)
        return name_latex(wire.dim) if len(wire.dim) == 1 else rf"\mathit{{{plain(wire.dim)}}}"


def drawn_legs(factor: Factor) -> tuple[Leg, ...]:
    """The legs of a single node that are lines: not its superscripts."""
    match factor:
        case Tensor():
            return factor.legs[factor.superscripts :] + tuple((wire,) for wire in factor.through)
        case Dot():
            return factor.legs
        case Cap():
            return (factor.leg,)
        case Shift():
            return (factor.row, factor.column)
        case _:
            return ()


def inner(node: Factor | Product) -> Iterator[Factor]:
    """Every single node inside, in reading order."""
    match node:
        case Product():
            for factor in node.factors:
                yield from inner(factor)
        case Sum():
            for term in node.terms:
                yield from inner(term)
        case Apply() | Unfold():
            yield from inner(node.body)
        case _:
            yield node


def superscript_wires(node: Factor | Product) -> frozenset[Wire]:
    """The wires that stand above names somewhere inside."""
    tensors = (factor for factor in inner(node) if isinstance(factor, Tensor))
    return frozenset(wire for tensor in tensors for leg in tensor.legs[: tensor.superscripts] for wire in leg)


def fixed_superscripts(node: Factor | Product) -> dict[Wire, int]:
    """The superscript wires that a cap fixes, with their number."""
    above = superscript_wires(node)
    caps = (factor for factor in inner(node) if isinstance(factor, Cap))
    return {cap.leg[0]: cap.index for cap in caps if len(cap.leg) == 1 and cap.leg[0] in above}


def cables(node: Factor | Product, outside: tuple[Leg, ...]) -> dict[Wire, Strand]:
    """The thick wires whose parts are never apart, inside or outside."""
    legs = [leg for factor in inner(node) for leg in drawn_legs(factor)] + list(outside)
    thick = dict.fromkeys(leg for leg in legs if len(leg) > 1)
    whole = [leg for leg in thick if all(other == leg or not set(other) & set(leg) for other in legs)]
    return {wire: leg for leg in whole for wire in leg}


def is_pointwise(factors: Sequence[Factor], setting: Setting) -> bool:
    """Whether factors are matrices on the same two wires, multiplied entry by entry."""
    if len(factors) < 2 or not all(isinstance(factor, Tensor) for factor in factors):
        return False
    ends = [setting.strands(factor) for factor in factors]
    return len(set(ends[0])) == 2 and all(len(each) == 2 and set(each) == set(ends[0]) for each in ends)
