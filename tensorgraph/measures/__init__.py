"""Measures of circuits on weights: one function each, one table of them all, and tables of what they found.

`patterns`, `operators` and `terms` have the functions, `catalogue` the table of all; `subjects` says which apply to a
name, `calls` finds the patterns of all layers, `stochastic` refuses what is no pattern, `restricted` takes a part of a
batch, `measuring` makes tables; `asking` finds values and sets tables side by side; `rows` chooses rows; `shown`,
`written` and `plots` are what becomes of a table.
"""

from tensorgraph.measures.catalogue import MEASURES, Measure
from tensorgraph.measures.operators import (
    copying_score,
    effective_rank,
    identity_error,
    largest_singular_value,
    norm,
    rank,
    top1,
)
from tensorgraph.measures.patterns import (
    duplicate_token,
    first_token,
    prefix_matching,
    previous_token,
    self_attention,
    shift_eigenvalues,
    shift_norm,
    shift_top1,
)
from tensorgraph.measures.table import Column, Table, join
from tensorgraph.measures.terms import shares

__all__ = [
    "MEASURES",
    "Column",
    "Measure",
    "Table",
    "copying_score",
    "duplicate_token",
    "effective_rank",
    "first_token",
    "identity_error",
    "join",
    "largest_singular_value",
    "norm",
    "prefix_matching",
    "previous_token",
    "rank",
    "self_attention",
    "shares",
    "shift_eigenvalues",
    "shift_norm",
    "shift_top1",
    "top1",
]
