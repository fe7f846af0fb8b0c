"""From names and values to tables: each name gets the measures that apply to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake, near
from tensorgraph.measures.calls import with_calls
from tensorgraph.measures.catalogue import (
    MEASURES,
    PAIRS,
    PATTERN,
    SUM,
    Attention,
    Measure,
    Summands,
    begins,
    measures_of,
)
from tensorgraph.measures.composing import composed
from tensorgraph.measures.given import Given, computed, matrix_of, pattern_of
from tensorgraph.measures.restricted import indices, restricted
from tensorgraph.measures.stochastic import later
from tensorgraph.measures.subjects import Subject, no_tokens, subject, tokens_of
from tensorgraph.measures.table import Column, Key, Table, column, join
from tensorgraph.measures.terms import Terms, measured_network, require_finite

TERM = "term"
"""The key of a row that is a term of a sum."""

TEXT = "text"
"""The key that has its text."""


@dataclass(frozen=True)
class Question:
    """What is measured: definitions, declared tensors or pictures by name; of each the usual measures, or ``only``
    these, of all names or, as in ``A1 previous``, of one. Terms are measured for ``each`` index of these wires;
    products of two operators are pairs with ``composition``, compared with random weights by ``seed``. ``memory`` is in
    bytes. Matrices are measured only where wires are ``fixed``, as rows will be.
    """

    names: tuple[str, ...]
    only: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    composition: bool = False
    seed: int = 0
    memory: int | None = None
    fixed: tuple[tuple[str, int], ...] = ()


def measured(given: Given, question: Question) -> tuple[Table, ...]:
    """A table of all that has rows by the index of wires, and one for each sum, whose rows are its terms.

    Raises `unknown-name`, `unknown-measure`, `nothing-to-measure`, `no-tokens`, `not-finite`, `nan`, and what computing
    the names raises.
    """
    _known_measures(question.only, question.names)
    named = (with_calls(given, name, question.memory) for name in dict.fromkeys(question.names))
    found = [(one, _subject(one, name, question)) for each in named for one, name in each]
    subjects = [each for _, each in found]
    _known_wires(subjects, question.each)
    asked = [(one, each) for one, each in found if measures_of(each.kind, question.only, each.name)]
    if not asked:
        raise _none_apply(subjects, question.only)
    indexed = [_indexed(one, each, question) for one, each in asked if each.kind != SUM]
    sums = [_sum(one, each, question) for one, each in asked if each.kind == SUM]
    return (*([join(indexed)] if indexed else []), *sums)


def _none_apply(subjects: Sequence[Subject], only: Sequence[str]) -> Exception:
    kinds = " or ".join(dict.fromkeys(each.kind for each in subjects))
    known = ", ".join(dict.fromkeys(m.name for each in subjects for m in MEASURES if each.kind in m.of))
    message = f"no measure of a {kinds} is called {' or '.join(f'`{name}`' for name in only)}"
    return mistake("nothing-to-measure", message, hint=f"its measures are: {known}")


def _known_measures(only: Sequence[str], of: Sequence[str]) -> None:
    """What is asked for is the beginning of a measure, or of one of a name."""
    names = list(dict.fromkeys(measure.name for measure in MEASURES))
    longer = [f"{name} {measure}" for name in of for measure in names]
    for words in only:
        if not any(begins(known, words) for known in (*names, *longer)):
            found = near(words, [*names, *longer])
            hint = f"write `{found[0]}`" if found else f"the measures are: {', '.join(names)}"
            raise mistake("unknown-measure", f"no measure is called `{words}`", hint=hint)


def _known_wires(subjects: Sequence[Subject], each: Sequence[str]) -> None:
    """The wires that terms are measured apart for are free in some sum."""
    legs = list(dict.fromkeys(leg for subject in subjects if subject.terms for leg in subject.terms.legs))
    for wire in each:
        if wire not in legs:
            found = near(wire, legs)
            hint = f"write `{found[0]}`" if found else f"the wires are: {', '.join(legs) or 'none'}"
            raise mistake("unknown-wire", f"no sum that is measured has a free wire `{wire}`", hint=hint)


def _subject(given: Given, name: str, question: Question) -> Subject:
    found = subject(given.network, name, given.values, given.sizes)
    pairs = question.composition and found.kind not in (PATTERN, SUM)
    return replace(found, kind=PAIRS) if pairs else found


def _indexed(given: Given, subject: Subject, question: Question) -> Table:
    """The measures of what has a row for each index of its batch wires."""
    entry = given.network[subject.name]
    if subject.kind == PATTERN:
        thing, notes = _attention(given, subject.name, question)
        index = indices(thing.pattern.shape[:-2])
        found = [
            m for m in measures_of(PATTERN, question.only, subject.name) if thing.tokens is not None or not m.tokens
        ]
        table = _table(subject.name, entry.leg_names[:-2], entry.dims[:-2], index, found, thing)
        return replace(table, notes=(*later(entry, thing.pattern), *(notes or _undefined(table))))
    if subject.kind == PAIRS:
        pairs = composed(given.network, subject.name, given.values, given.sizes, question.seed, question.memory)
        dims = dict(zip(entry.leg_names, entry.dims, strict=True))
        found = measures_of(PAIRS, question.only, subject.name)
        legs = [dims[wire] for wire in pairs.batch]
        return _table(subject.name, pairs.batch, legs, indices(pairs.scores.shape), found, pairs)
    matrix, index = restricted(matrix_of(given, subject.name, question.memory), dict(question.fixed))
    found = measures_of(subject.kind, question.only, subject.name)
    return _table(subject.name, entry.leg_names[:-2], entry.dims[:-2], index, found, matrix)


def _table(
    name: str,
    wires: Sequence[str],
    dims: Sequence[tuple[str, ...]],
    index: tuple[tuple[int, ...], ...],
    measures: Sequence[Measure],
    thing: Any,
) -> Table:
    columns = tuple(_column(m, name, _found(m, thing)) for m in measures)
    return Table(tuple(wires), index, columns, tuple(" ".join(leg) for leg in dims))


def _found(measure: Measure, thing: Any) -> Tensor:
    """A measure of all that there is of a thing; of patterns one by one, so that no more than one is in float64."""
    if isinstance(thing, Attention) and thing.pattern.ndim > 2:
        return torch.stack([_found(measure, thing.at(k)) for k in range(len(thing.pattern))])
    return measure.function(thing)


def _column(measure: Measure, name: str, values: Tensor) -> Column:
    more = {"range": measure.range, "words": measure.words, "decimals": measure.decimals}
    return column(measure.name, name, values.reshape(-1).tolist(), **more)


def _attention(given: Given, name: str, question: Question) -> tuple[Attention, tuple[str, ...]]:
    """A pattern with its tokens, and a note where these are not known."""
    tokens = tokens_of(given.network, name, given.values, given.sizes)
    wanted = [m for m in measures_of(PATTERN, question.only, name) if m.tokens]
    thing = Attention(pattern_of(given, name, question.memory), tokens)
    if tokens is not None or not wanted:
        return thing, ()
    why, how = no_tokens(given.network, name, given.values)
    if question.only:
        raise mistake("no-tokens", why, hint=how)
    return thing, (f"{why}, so there is no prefix-matching score; {how}",)


def _undefined(table: Table) -> tuple[str, ...]:
    """A note where no token is repeated."""
    for each in table.columns:
        if each.name == "prefix" and all(entry is None for entry in each.entries):
            return (f"no token occurs twice, so the prefix-matching score of `{each.of}` is undefined",)
    return ()


def _sum(given: Given, subject: Subject, question: Question) -> Table:
    """The terms of a sum: a row each, for each index of the wires asked for; below them the total."""
    terms = subject.terms
    assert terms is not None
    kept = [terms.legs.index(wire) for wire in question.each if wire in terms.legs]
    values = _term_values(given, terms, kept, question.memory)
    shape = tuple(values[0].shape[: len(kept)])
    total = Summands([sum(values[1:], values[0])], len(kept))
    columns = tuple(
        _term_column(measure, terms.name, Summands(values, len(kept)), total)
        for measure in measures_of(SUM, question.only, terms.name)
    )
    numbered = list(enumerate(terms.texts, 1))
    index: list[tuple[Key, ...]] = [(*place, *term) for place in product(*map(range, shape)) for term in numbered]
    wires = (*(terms.legs[axis] for axis in kept), TERM, TEXT)
    dims = (*(terms.dims[axis] for axis in kept), TERM, TEXT)
    notes = (f"the terms of `{terms.name}` are those inside `{terms.inside}`",) if terms.inside else ()
    return Table(wires, tuple(index), columns, dims, last="" if kept else "total", notes=notes)


def _term_values(given: Given, terms: Terms, kept: Sequence[int], memory: int | None) -> list[Tensor]:
    """The value of each term, the axes kept before the others."""
    network, names = measured_network(given.network, terms)
    values = computed(given, network, names, memory)
    require_finite(terms, values)
    return [value.movedim(tuple(kept), tuple(range(len(kept)))) for value in values]


def _term_column(measure: Measure, name: str, terms: Summands, total: Summands) -> Column:
    """A measure of each term; below it that of the total, where nothing is kept apart."""
    found = _column(measure, name, measure.function(terms).movedim(0, -1))
    (last,) = (None,) if terms.batch else _column(measure, name, measure.function(total)).entries
    return replace(found, mean=last)
