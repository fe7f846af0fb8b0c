"""The two ways an exact evaluation ends early."""

from __future__ import annotations


class Undecided(Exception):
    """The equation is not rational, or too large to evaluate."""


class Unlucky(Exception):
    """A denominator is zero at the point drawn: another point may do."""
