"""The mistakes of a file, collected."""

from __future__ import annotations

from dataclasses import dataclass, field

from tensorgraph.diagnostics import Diagnostic


@dataclass
class Reports:
    """The mistakes found so far, one for each cause.

    ``unknown`` holds names that nothing stands for, or whose definition is wrong; they are reported once.
    ``incomplete`` says that a used file could not be read, so that a name may well be in it. ``own_colors`` says that
    pictures have a theme of the author's own, which may know more words for colours.
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    unknown_dims: set[str] = field(default_factory=set)
    incomplete: bool = False
    own_colors: bool = False
    said: set[tuple[str, str, int]] = field(default_factory=set)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a mistake, unless the same was said of the same place."""
        span = diagnostic.span
        place = (diagnostic.code, span.source.name if span else "", span.start if span else -1)
        if place not in self.said:
            self.said.add(place)
            self.diagnostics.append(diagnostic)
