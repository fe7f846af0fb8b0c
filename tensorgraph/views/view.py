"""What a view is: a way to write a statement down, a module each, in one table (`tensorgraph.views.VIEWS`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tensorgraph.graph.network import Network, Row
from tensorgraph.views.line import Line
from tensorgraph.views.statement import Statement

Style: TypeAlias = Literal["math", "code", "words"]
"""How its lines are set: as LaTeX mathematics (without dollars), in letters of one width, or as plain text."""


@dataclass(frozen=True)
class View:
    """``heading`` stands over its column; ``lines`` are a statement, written so; ``row`` is several sides with their
    relations between them, where the view has a form for it."""

    heading: str
    style: Style
    lines: Callable[[Network, Statement], tuple[Line, ...]]
    row: Callable[[Network, Row], tuple[Line, ...]] | None = None
