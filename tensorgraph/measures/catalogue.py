"""Every measure, one entry each: what it is called, what it is of, between what it lies, what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from tensorgraph.measures import operators, patterns, terms

PATTERN = "pattern"
"""An attention pattern: `kind: pattern` or the property, whose last two legs are query and key."""
SQUARE = "square"
"""A matrix whose last two legs have one dimension."""
MATRIX = "matrix"
"""Any other matrix."""
SUM = "sum"
"""A sum of two terms or more, or an expansion."""
PAIRS = "pairs"
"""A product of two operators, with `--composition`."""


SCORE_DECIMALS = 3
"""Of a score that is printed: more would be noise of the text and the weights it was measured on."""


@dataclass(frozen=True)
class Attention:
    """A pattern A[…, query, key], and the id of the token at each position, where they are known."""

    pattern: Tensor
    tokens: Tensor | None = None

    def at(self, index: int) -> Attention:
        """The patterns at an index of the first leg."""
        tokens = self.tokens
        return Attention(self.pattern[index], None if tokens is None else tokens[index if len(tokens) > 1 else 0])


@dataclass(frozen=True)
class Summands:
    """The values of the terms of a sum, whose first ``batch`` axes are measured apart."""

    values: Sequence[Tensor]
    batch: int = 0


@dataclass(frozen=True)
class Composed:
    """Composition scores with an axis for each wire of ``batch``, and those of random weights of the same shapes: their
    mean and standard deviation."""

    batch: tuple[str, ...]
    scores: Tensor
    mean: Tensor
    deviation: Tensor


@dataclass(frozen=True)
class Measure:
    """A measure: the name of its column, what it is of, its range, its function of that, what it means.

    Only a ``usual`` one is in a table that was not asked for it by name; one that needs ``tokens`` only where they are
    known. Printed are so many ``decimals``, None: as many as its size wants.
    """

    name: str
    of: tuple[str, ...]
    range: str
    function: Callable[[Any], Tensor]
    words: str
    usual: bool = True
    tokens: bool = False
    decimals: int | None = SCORE_DECIMALS


MEASURES: tuple[Measure, ...] = (
    Measure(
        "previous", (PATTERN,), "[0, 1]", lambda a: patterns.previous_token(a.pattern),
        "previous-token score: mean attention to the position before",
    ),
    Measure(
        "shift top-1", (PATTERN,), "[0, 1]", lambda a: patterns.shift_top1(a.pattern),
        "share of queries that attend most to the position before",
    ),
    Measure(
        "shift norm error", (PATTERN,), "[0, 1]", lambda a: patterns.shift_norm(a.pattern),
        "distance from the nearest multiple of the shift, relative to the pattern",
    ),
    Measure(
        "shift eigenvalues", (PATTERN,), "[-1, 1]", lambda a: patterns.shift_eigenvalues(a.pattern),
        "eigenvalue score of the pattern with the shift undone",
    ),
    Measure(
        "prefix", (PATTERN,), "[0, 1]", lambda a: patterns.prefix_matching(a.pattern, a.tokens),
        "prefix-matching score: mean attention to what came after the token before", tokens=True,
    ),
    Measure(
        "duplicate", (PATTERN,), "[0, 1]", lambda a: patterns.duplicate_token(a.pattern, a.tokens),
        "mean attention to earlier occurrences of the token itself", usual=False, tokens=True,
    ),
    Measure(
        "self", (PATTERN,), "[0, 1]", lambda a: patterns.self_attention(a.pattern),
        "mean attention of a position to itself", usual=False,
    ),
    Measure(
        "first", (PATTERN,), "[0, 1]", lambda a: patterns.first_token(a.pattern),
        "mean attention to the first position", usual=False,
    ),
    Measure(
        "rank", (SQUARE, MATRIX), "whole numbers", operators.rank,
        "the most the rank can be: the smallest cut between rows and columns", decimals=0,
    ),
    Measure(
        "effective rank", (SQUARE, MATRIX), "≥ 1", operators.effective_rank,
        "exponential of the entropy of the singular values", usual=False, decimals=1,
    ),
    Measure("norm", (SQUARE, MATRIX), "≥ 0", operators.norm, "Frobenius norm", decimals=None),
    Measure(
        "largest singular value", (SQUARE, MATRIX), "≥ 0", operators.largest_singular_value,
        "the most it makes a vector longer", usual=False, decimals=None,
    ),
    Measure(
        "top-1", (SQUARE,), "[0, 1]", operators.top1,
        "share of rows whose largest entry is the diagonal one",
    ),
    Measure(
        "eigenvalues", (SQUARE,), "[-1, 1]", operators.copying_score,
        "copying score: real part of the sum of the eigenvalues over the sum of their sizes",
    ),
    Measure(
        "identity error", (SQUARE,), "[0, 1]", operators.identity_error,
        "distance from the nearest multiple of the identity, relative to the matrix",
    ),
    Measure("norm", (SUM,), "≥ 0", lambda s: terms.norms(s.values, s.batch), "Frobenius norm of the term",
            decimals=None),
    Measure(
        "share", (SUM,), "any, in all 1", lambda s: terms.shares(s.values, s.batch),
        "inner product of the term and the total, over that of the total with itself",
    ),
    Measure(
        "score", (PAIRS,), "[0, 1]", lambda c: c.scores,
        "composition score: norm of the product over the product of the norms",
    ),
    Measure("random", (PAIRS,), "[0, 1]", lambda c: c.mean, "its mean on random weights of the same shapes"),
    Measure("excess", (PAIRS,), "any", lambda c: (c.scores - c.mean) / c.deviation,
            "the score less that mean, in standard deviations of the score on random weights", decimals=1),
)  # fmt: skip
"""In the order of the columns."""


def measures_of(kind: str, only: Sequence[str] = (), of: str = "") -> list[Measure]:
    """The measures of a kind of thing: the usual ones, or those asked for by name or by its first words, for all names
    or for one (``of``).

    >>> [measure.name for measure in measures_of(MATRIX)]
    ['rank', 'norm']
    >>> [measure.name for measure in measures_of(PATTERN, ["A1 previous", "shift", "A2 prefix"], "A1")]
    ['previous', 'shift top-1', 'shift norm error', 'shift eigenvalues']
    """
    known = [measure for measure in MEASURES if kind in measure.of]
    if not only:
        return [measure for measure in known if measure.usual]
    return [m for m in known if any(begins(m.name, words) or begins(f"{of} {m.name}", words) for words in only)]


def begins(name: str, words: str) -> bool:
    """Whether a name is these words, or begins with them.

    >>> begins("shift top-1", "shift"), begins("norm", "no")
    (True, False)
    """
    return f"{name} ".startswith(f"{words} ")
