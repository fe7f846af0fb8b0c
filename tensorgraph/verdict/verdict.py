"""What was found of an equation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorgraph.rewrite.proof import Proof
    from tensorgraph.verdict.top import TopOne

PROVED, HOLDS, DIFFERS, FALSE, NOT_TESTED, OPEN = "proved", "holds", "differs", "false", "not tested", "open"


@dataclass(frozen=True)
class Verdict:
    """What was found of one equation, or of one property of a definition.

    ``word`` is proved, holds, differs, false, not tested or open; ``text`` the equation, as written; ``wires`` its own;
    ``detail`` says why, for people; ``error`` the largest error relative to the largest entry of any term, where values
    were compared in float64; of a ``~=`` their relative distance; ``proof`` the derivation of what was proved; ``top1``
    in how many rows the largest entries agree, where that was claimed; ``approximate`` that it is on a ``~=``, whose
    detail has the distance; ``holes`` what each `?` is joined to, the name and dimension of each wire; ``hints`` what
    would make a false equation true.
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
    holes: tuple[tuple[tuple[str, str], ...], ...] = ()
    hints: tuple[str, ...] = ()

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
            **({"holes": [dict(hole) for hole in self.holes]} if self.holes else {}),
            **({"hints": list(self.hints)} if self.hints else {}),
        }


def _plain(top: TopOne) -> dict[str, Any]:
    return {"share": None if top.share is None else float(top.share), "hits": top.hits, "rows": top.rows}
