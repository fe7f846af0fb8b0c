"""What lines are made of: terms, each with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.layout.marks import Path
from tensorgraph.diagram.scene import groups
from tensorgraph.diagram.theme import Theme
from tensorgraph.source import Span


@dataclass(frozen=True)
class Chunk:
    """A term that may begin a line, with the ``sign`` before it and the ``prefix``, its coefficient and Σ.

    ``relation`` says that the sign is =, ≠ or ≈. ``side`` is the number of its side, ``path`` leads to the term.
    ``brace`` is the text of an underbrace from ``chain[0]`` to ``chain[1]`` of the box. Terms of one ``block`` are
    stacked: their signs end in one column, and what would be under a brace stands beside them. ``name`` says which
    choices of an expansion made the term.
    """

    box: Box
    sign: Box | None = None
    relation: bool = False
    prefix: Box | None = None
    brace: str = ""
    chain: tuple[float, float] = (0.0, 0.0)
    side: int = 0
    path: Path = ()
    block: Path = ()
    span: Span | None = None
    name: str = ""

    def lead(self, theme: Theme) -> float:
        """From where the chunk before ends to the box: sign, prefix and the air around them."""
        sign = self.sign.width + 2 * theme.sign_gap if self.sign else 0.0
        return sign + (self.prefix.width + theme.sign_gap if self.prefix else 0.0)

    def width(self, theme: Theme) -> float:
        """With sign and prefix."""
        return self.lead(theme) + self.box.width

    @property
    def parts(self) -> tuple[Box, ...]:
        """All that stands on the axis."""
        return tuple(part for part in (self.sign, self.prefix, self.box) if part)

    @property
    def height(self) -> float:
        """Over the axis."""
        return max(part.height for part in self.parts)

    @property
    def depth(self) -> float:
        """Under the axis."""
        return max(part.depth for part in self.parts)

    @property
    def first_node(self) -> float:
        """Where the middle of the leftmost node of the box is; the middle of the box where there is none."""
        middles = [group.bounds.centre[0] for group in groups(self.box.items, "tensor")]
        return min(middles, default=self.box.width / 2)

    def boxed(self, box: Box) -> Chunk:
        """With another box."""
        return replace(self, box=box)


def width_of(chunks: Sequence[Chunk], theme: Theme) -> float:
    """Of chunks in a line, one after the other."""
    return sum(chunk.width(theme) for chunk in chunks)
