"""How far a proof is looked for, the same on every machine: counts, and no times."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TERMS = 512
"""Most terms, on both sides together and at every depth, that distributing may make: a 9-fold choice between two."""
MOST_FACTORS = 8_000
"""Most factors of a side: 512 terms of fifteen."""
MOST_WORK = 60_000
"""Most factors written by all steps together: some twenty seconds of one core."""
QUICK_WORK = 3_000
"""The same before values were compared: about a second. A false equation is then found false soon."""
MOST_VISITS = 2_000_000
"""Most nodes looked at for one comparison: some seconds."""
MOST_STAGES = 100
"""Most definitions opened one after the other."""


class GaveUp(Exception):
    """A limit was reached; the text says which."""


@dataclass
class Work:
    """The factors written so far, and the most that may be."""

    most: int = MOST_WORK
    done: int = 0

    def add(self, factors: int) -> None:
        """Count a step that wrote so many; `GaveUp` beyond the limits."""
        self.done += factors
        if factors > MOST_FACTORS:
            raise GaveUp(f"a side has {factors} factors, and at most {MOST_FACTORS} are tried")
        if self.done > self.most:
            raise GaveUp(f"the search ended after {self.most} factors")
