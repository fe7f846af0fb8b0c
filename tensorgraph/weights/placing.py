"""Where declared tensors lie and how large they are: keys and headers are read, and no number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from math import prod
from typing import TypeVar

import torch

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.einsum.arrays import FLOATS, INTEGERS
from tensorgraph.graph.network import Network
from tensorgraph.source import Span
from tensorgraph.weights.address import Amount
from tensorgraph.weights.fit import Entry, Fit, fit, shape_words, times
from tensorgraph.weights.form import entry_words, shown
from tensorgraph.weights.lost import without_lost
from tensorgraph.weights.missing import missing
from tensorgraph.weights.sizes import Sizes
from tensorgraph.weights.stores import Unopened
from tensorgraph.weights.wanted import Wanted

Found = TypeVar("Found")


@dataclass(frozen=True)
class Piece:
    """An entry and the index it has on the stacked legs."""

    index: tuple[int, ...]
    key: str


@dataclass(frozen=True)
class Placed:
    """A tensor whose size is known: its pieces, how each is read, its shape and dtype."""

    wanted: Wanted
    pieces: tuple[Piece, ...]
    fit: Fit
    shape: tuple[int, ...]
    dtype: torch.dtype
    entry_shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return prod(self.shape) * self.dtype.itemsize


def place_all(
    network: Network, wanted: Sequence[Wanted], given: Mapping[str, int], said: Mapping[str, str] | None = None
) -> tuple[list[Placed], Sizes]:
    """Where each is and how large, without reading a number.

    Sizes are the given ones, which ``said`` may name the source of, else the declared, else those of the entries.
    Raises `missing-key`, `cut`, `wrong-shape`,
    `wrong-dtype`, `unknown-size`, and what opening a file raises.
    """
    placed, sizes, problems = place_some(network, wanted, given, said)
    if problems:
        raise TensorgraphError(_each_file_once(sorted(problems, key=_source_order)))
    return placed, sizes


def place_some(
    network: Network, wanted: Sequence[Wanted], given: Mapping[str, int], said: Mapping[str, str] | None = None
) -> tuple[list[Placed], Sizes, list[Diagnostic]]:
    """The same of those that have a place, and what is wrong with the others."""
    sizes = Sizes.of(network, given, said or {})
    problems = _unopened(wanted)
    placed: dict[str, Placed] = {}
    waiting, summary = without_lost([one for one in wanted if not isinstance(one.store, Unopened)])
    problems += summary
    while waiting:
        known = len(sizes.known)
        blocked = _round(waiting, sizes, placed, problems)
        waiting = [one for one, _ in blocked]
        if len(sizes.known) == known and not any(_take_whole(one, sizes) for one in waiting):
            problems = problems or [_unsized(one, dims) for one, dims in blocked]
            break
    return [placed[one.name] for one in wanted if one.name in placed], sizes, problems


def _round(
    waiting: Sequence[Wanted], sizes: Sizes, placed: dict[str, Placed], problems: list[Diagnostic]
) -> list[tuple[Wanted, tuple[str, ...]]]:
    """Place what can be placed now; the others, and which dimensions they wait for."""
    blocked = []
    for one in waiting:
        found = collected(problems, one.span, partial(_place, one, sizes))
        if isinstance(found, Placed):
            placed[one.name] = found
        elif found is not None:
            blocked.append((one, found))
    return blocked


def _source_order(problem: Diagnostic) -> tuple[str, int]:
    return (problem.span.source.name, problem.span.start) if problem.span else ("", 0)


def _each_file_once(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with a file, such as a shard that is not there, is said where the first tensor needs it."""
    first: dict[object, Diagnostic] = {}
    for place, one in enumerate(problems):
        first.setdefault(one.message if one.code in OF_FILES else place, one)
    return list(first.values())


OF_FILES = ("file", "bad-file")
"""Mistakes that are a file's own, whichever tensor needs it."""


def _take_whole(one: Wanted, sizes: Sizes) -> bool:
    """Whether nothing but the entry says how long `[:context]` is: then it is all of that axis."""
    shape, _ = one.store.look(_pieces(one, sizes)[0].key)
    for size, cut in zip(shape, one.address.cuts, strict=False):
        dims = cut.dims if cut.start is None and cut.stop == Amount(1, cut.dims[:1]) else ()
        if dims and dims[0] not in sizes.known:
            sizes.learn(dims[0], size, f"by `{one.name}`")
            return True
    return False


def _unopened(wanted: Sequence[Wanted]) -> list[Diagnostic]:
    """What is wrong with files, said once for each, where the first tensor names it."""
    first = {id(one.store): one for one in wanted[::-1] if isinstance(one.store, Unopened)}
    stores = [(one.store, one.span) for one in first.values() if isinstance(one.store, Unopened)]
    return [replace(found, span=span) for store, span in stores[::-1] for found in store.error.diagnostics]


def _unsized(one: Wanted, dims: tuple[str, ...]) -> Diagnostic:
    names = list(dict.fromkeys(dims))
    have = "has a size" if len(names) == 1 else "have sizes"
    message = f"`{one.name}` cannot be read before {' and '.join(f'`{dim}`' for dim in names)} {have}"
    declared = ", ".join(f"{dim} = …" for dim in names)
    given = " ".join(f"--size {dim}=…" for dim in names)
    return Diagnostic("unknown-size", message, one.span, (), f"write `dim {declared}`, or give it: {given}")


def _place(one: Wanted, sizes: Sizes) -> Placed | tuple[str, ...] | None:
    pieces = _pieces(one, sizes)
    looks = [one.store.look(piece.key) for piece in pieces]
    shape, _ = looks[0]
    other = next((place for place, (found, _) in enumerate(looks) if found != shape), None)
    entry = _entry(one, pieces[0].key)
    if other is not None:
        message = f"{entry.words} {shape_words(shape)}, and `{pieces[other].key}` {times(looks[other][0])}"
        raise mistake("wrong-shape", message, one.span, "entries that are stacked have one shape")
    dtype = _dtype(one, pieces, [name for _, name in looks])
    found = fit(entry, shape, sizes)
    if isinstance(found, tuple):
        return found
    return Placed(one, pieces, found, _full_shape(entry, found, sizes), dtype, shape)


def _dtype(one: Wanted, pieces: Sequence[Piece], names: Sequence[str]) -> torch.dtype:
    """The widest of the entries; `wrong-dtype` for what is no real numbers."""
    wrong = next((place for place, name in enumerate(names) if name not in (*FLOATS, *INTEGERS)), None)
    if wrong is not None:
        words = _entry(one, pieces[wrong].key).words
        raise mistake("wrong-dtype", f"{words} has dtype {shown(names[wrong])}, expected real numbers")
    found: torch.dtype = reduce(torch.promote_types, (getattr(torch, name) for name in names))
    return found


def _entry(one: Wanted, key: str) -> Entry:
    return Entry(
        entry_words(key, one.store.name), one.declaration, one.address, one.pattern, one.span, one.pattern_span
    )


def _full_shape(entry: Entry, found: Fit, sizes: Sizes) -> tuple[int, ...]:
    known = dict(zip(found.legs, found.shape, strict=True))
    known |= {leg: sizes.known[dim] for leg, dim in zip(entry.stacked, entry.address.stacked, strict=True)}
    return tuple(known[leg] for leg in sorted(known))


def _pieces(one: Wanted, sizes: Sizes) -> tuple[Piece, ...]:
    """Every entry that is stacked, or the first one that is missing as a mistake."""
    address = one.address
    present = set(one.store.keys)
    unknown = [(place, dim) for place, dim in enumerate(address.stacked) if dim not in sizes.known]
    matches = list(one.matches) if unknown else []
    if unknown and not matches:
        raise missing(one, address.key, (), sizes)
    for place, dim in unknown:
        sizes.learn(dim, 1 + max(int(found[place + 1]) for found in matches), f"by `{one.name}`")
    pieces = []
    for index in _indices([sizes.known[dim] for dim in address.stacked]):
        key = address.key_at(dict(zip(address.stacked, index, strict=True)))
        if key not in present:
            raise missing(one, key, index, sizes)
        pieces.append(Piece(index, key))
    return tuple(pieces)


def _indices(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every index, the last fastest, and none before it is asked for: a size may be any number."""
    if not counts:
        yield ()
        return
    for first in range(counts[0]):
        for rest in _indices(counts[1:]):
            yield (first, *rest)


def collected(problems: list[Diagnostic], span: Span | None, make: Callable[[], Found]) -> Found | None:
    """What a function makes, or None with its mistakes noted, in the place where the tensor is declared."""
    try:
        return make()
    except TensorgraphError as error:
        problems += [replace(one, span=one.span or span) for one in error.diagnostics]
        return None
