"""A bundle: chains beside each other whose wires come together at their ends, in a dot or as a thick wire."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.diagram.layout.box import Strand
from tensorgraph.graph.nodes import Leg, Sum


@dataclass(frozen=True)
class Joint:
    """Where the branches of a bundle come together: in a dot, or in a ``thick`` wire that they are the parts of.

    ``strand`` leads on from there, None where nothing does. ``of`` has the wires of each branch that end here.
    """

    strand: Strand | None
    of: tuple[Leg, ...]
    thick: bool = False


@dataclass(frozen=True)
class Bundle(Sum):
    """Products beside each other, multiplied and not added. ``loose`` are legs that leave without a joint."""

    joints: tuple[Joint, ...] = ()
    loose: tuple[Leg, ...] = ()

    @property
    def ends(self) -> tuple[Strand, ...]:
        """The strands that leave, in order."""
        return tuple(j.strand for j in self.joints if j.strand) + self.loose
