"""What every stage of the layout needs to know: the network, the theme, which labels, which legs stay together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tensorgraph.diagram import measure
from tensorgraph.diagram.layout.box import Box, Strand
from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.cables import leaving
from tensorgraph.diagram.layout.legs import drawn_legs, superscript_wires
from tensorgraph.diagram.layout.marks import Place
from tensorgraph.diagram.names import dimension_words, name_latex, plain
from tensorgraph.diagram.scene import Outline
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Hint, Network, Picture, Tint
from tensorgraph.graph.nodes import Apply, Factor, Leg, Sum, Tensor, Unfold, Wire, leg_name
from tensorgraph.graph.written import written

if TYPE_CHECKING:
    from tensorgraph.diagram.table import Entries


@dataclass(frozen=True)
class Setting:
    """Read-only companions of a drawing. ``labels`` is names, sizes, wires or none.

    ``cables`` maps a part of a thick wire to the whole, where it stays together; ``fixed`` a superscript wire to its
    number. ``hints`` is what the author wants of each tensor, by name; ``tints`` are the picture's groups.
    """

    network: Network
    theme: Theme
    labels: str = "names"
    cables: Mapping[Wire, Strand] = field(default_factory=dict)
    fixed: Mapping[Wire, int] = field(default_factory=dict)
    hints: Mapping[str, tuple[Hint, ...]] = field(default_factory=dict)
    tints: tuple[Tint, ...] = ()
    free: frozenset[Wire] = frozenset()
    """Outer wires with a single end."""
    layout: str = "auto"
    """What the picture asks for: auto, chain, grid, free or dot."""
    frames: str = "nested"
    """Or joined: a bubble that holds nothing but a bubble is one frame with it, `softmax ∘ mask`."""
    table: Entries | None = None
    """The texts beside the rows, where the picture is a table."""
    place: Place = field(default_factory=Place)
    """Where in the picture this is."""

    def within(self, index: int) -> Setting:
        """For a part."""
        return self if self.place.rigid else replace(self, place=self.place.within(index))

    def rigid(self, after: Box | None = None) -> Setting:
        """For parts that move as one with what is around them, or with the last factor of a box that is before them."""
        return replace(self, place=self.place.fixed(after.items if after else ()))

    def room(self, index: int) -> float:
        """Points more than needed before a part."""
        return self.place.room(index)

    def names(self, tensor: Tensor) -> tuple[str, ...]:
        """What the author may call a tensor in `place` and `group`, the most exact first: `A^2`, `A`."""
        return written(tensor, self.fixed, self.network.definitions)

    def wishes(self, tensor: Tensor) -> dict[str, Hint]:
        """The hints for a tensor by their wish; directions only where there is one for each leg that is a line."""
        hints = [hint for name in self.names(tensor) for hint in self.hints.get(name, ())]
        lines = len(drawn_legs(tensor))
        return {hint.wish: hint for hint in reversed(hints) if hint.wish != "legs" or len(hint.legs) == lines}

    def strand(self, wire: Wire) -> Strand:
        """The line a wire is part of."""
        return self.cables.get(wire, (wire,))

    def strands(self, factor: Factor) -> tuple[Strand, ...]:
        """The ends of a factor in order, a repeated wire once for each leg; superscripts are not wires."""
        if isinstance(factor, Bundle):
            return tuple(strand for leg in factor.ends for strand in self.leg_strands(leg))
        if isinstance(factor, Apply | Sum | Unfold):
            above = superscript_wires(factor)
            return tuple(dict.fromkeys(self.strand(w) for w in leaving(factor) if w not in above))
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


def author_hints(network: Network, picture: Picture) -> dict[str, tuple[Hint, ...]]:
    """The hints for each tensor, the picture's own first; they replace what its declaration wishes of the kind."""
    own = {(hint.name, hint.wish) for hint in picture.hints}
    kept = [hint for hint in network.hints if (hint.name, hint.wish) not in own]
    found: dict[str, tuple[Hint, ...]] = {}
    for hint in (*picture.hints, *kept):
        found[hint.name] = (*found.get(hint.name, ()), hint)
    return found
