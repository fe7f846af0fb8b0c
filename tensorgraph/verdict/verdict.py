"""What was found of an equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorgraph.rewrite.proof import Proof

PROVED, HOLDS, DIFFERS, FALSE, NOT_TESTED = "proved", "holds", "differs", "false", "not tested"


@dataclass(frozen=True)
class Verdict:
    """What was found of one equation, or of one property of a definition.

    ``word`` is proved, holds, differs, false or not tested; ``text`` the equation as written; ``wires`` its free wires;
    ``detail`` says why, for people; ``error`` the largest error relative to the largest entry of any term, where values
    were compared in float64; ``proof`` the derivation of what was proved.
    """

    name: str
    word: str
    text: str
    wires: tuple[str, ...] = ()
    detail: str = ""
    error: float | None = None
    fits: tuple[tuple[str, float], ...] = ()
    proof: Proof | None = None

    @property
    def scope(self) -> str:
        """``for all i, j``, or ``as numbers``."""
        return f"for all {', '.join(self.wires)}" if self.wires else "as numbers"

    def __str__(self) -> str:
        return f"{self.word}: {self.text} ({self.scope}; {self.detail})"

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "name": self.name,
            "verdict": self.word,
            "text": self.text,
            "scope": self.scope,
            "detail": self.detail,
            "error": self.error,
            **({"fits": dict(self.fits)} if self.fits else {}),
        }
