"""What a row of the tables of mistakes says."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """A code, the smallest wrong file `a.tg`, the whole text said of it, a file that is right, and files beside it."""

    code: str
    wrong: str
    message: str
    right: str
    beside: dict[str, str] = field(default_factory=dict)
