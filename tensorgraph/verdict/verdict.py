"""What was found of an equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorgraph.rewrite.proof import Proof
    from tensorgraph.verdict.top import TopOne

PROVED, HOLDS, DIFFERS, FALSE, NOT_TESTED = "proved", "holds", "differs", "false", "not tested"


@dataclass(frozen=True)
class Verdict:
    """What was found of one equation, or of one property of a definition.

    ``word`` is proved, holds, differs, false or not tested; ``text`` the equation as written; ``wires`` its free wires;
    ``detail`` says why, for people; ``error`` the largest error relative to the largest entry of any term, where values
    were compared in float64; of a ``~=`` their relative distance; ``proof`` the derivation of what was proved; ``top1``
    in how many rows the largest entries agree, where that was claimed; ``approximate`` that it is on a ``~=``, whose
    detail has the distance.
    """

    name: str
    word: str
    text: str
    wires: tuple[str, ...] = ()
    detail: str = ""
    error: float | None = None
    fits: tuple[tuple[str, float], ...] = ()
    proof: Proof | None = None
    top1: TopOne | None = None
    approximate: bool = False

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
            **({"top1": _plain(self.top1)} if self.top1 else {}),
        }


def _plain(top: TopOne) -> dict[str, Any]:
    return {"share": None if top.share is None else float(top.share), "hits": top.hits, "rows": top.rows}
