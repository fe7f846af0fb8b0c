"""`tensorgraph weights`: where values are, and what is left out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tensorgraph.cli.output import read_input
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import mistake
from tensorgraph.document import Document
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.table import amount
from tensorgraph.weights.fit import times
from tensorgraph.weights.left_out import LeftOut
from tensorgraph.weights.load import Origin, wanted
from tensorgraph.weights.placing import Placed, place_all

HEADINGS = ("tensor", "legs", "dtype", "memory", "in the file", "entry", "as")
RIGHT = (3,)
"""Columns set flush right: numbers."""
LEFT_HEADINGS = ("left out", "shape", "dtype", "how far from doing nothing")


def weights(options: argparse.Namespace) -> int:
    """A table of the tensors and their entries, and below it what nothing reads; only headers and vectors are read."""
    require_source(options)
    document = Document.of(read_input(options.file))
    network, sizes = document.network, document.sizes(dict(options.size))
    found = wanted(network, set(network.declarations), Origin(options.weights, options.map))
    if not found:
        hint = 'write `{ from: "weights.safetensors:key" }`, or give `--weights` and `--map`'
        raise mistake("no-weights", f"`{options.file}` says of no tensor where its values are", None, hint)
    placed, _ = place_all(network, found, sizes)
    for store in dict.fromkeys(one.wanted.store.name for one in placed):
        rows = [_row(one) for one in placed if one.wanted.store.name == store]
        print("\n".join([store.strip("`"), *_table(HEADINGS, rows, RIGHT)]))
    print(f"{_many(len(placed), 'tensor')}, {amount(sum(one.bytes for one in placed), 'B')}")
    print("\n".join(["", *_left_out(document.left_out(options.weights, options.map, dict(options.size)))]))
    return 0


def require_source(options: argparse.Namespace) -> None:
    """Refuse `--map` without `--weights`, and both where random values are asked for in their place."""
    if options.map is not None and options.weights is None:
        hint = "write `--weights FILE --map gpt2`"
        raise Usage(f"error: `--map` says what the entries of `--weights` are called, and there is none\n  = {hint}")
    if options.weights is not None and getattr(options, "random", None) is True:
        raise Usage("error: `--random` reads nothing, and `--weights` names a file\n  = leave one of them out")


def _row(one: Placed) -> tuple[str, ...]:
    declaration = one.wanted.declaration
    ids = len(one.shape) < len(declaration.dims)
    legs = [name for place, name in enumerate(declaration.leg_names) if not ids or place != hot_leg(declaration)]
    shape = " × ".join(f"{name} {size}" for name, size in zip(legs, one.shape, strict=True)) or "a number"
    dtype = str(one.dtype).removeprefix("torch.")
    stacked = len(one.pieces) if one.wanted.address.stacked else 0
    entry = (
        _shapes(stacked, one.entry_shape),
        str(replace(one.wanted.address, file="")),
        str(one.wanted.pattern or ""),
    )
    return (declaration.name, shape, dtype, amount(one.bytes, "B"), *entry)


def _shapes(count: int, shape: Sequence[int]) -> str:
    """The shape of one entry, with their number where it is not zero.

    >>> _shapes(2, (4, 5)), _shapes(2, ()), _shapes(0, ())
    ('2 of 4 × 5', '2 numbers', 'a number')
    """
    if count and not shape:
        return _many(count, "number")
    return f"{count} of {times(shape)}" if count else times(shape)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


def _left_out(lines: Sequence[LeftOut]) -> Iterable[str]:
    if not lines:
        return ["nothing is left out"]
    return _table(LEFT_HEADINGS, [_left_row(line) for line in lines], ())


def _left_row(line: LeftOut) -> tuple[str, ...]:
    count = line.count if line.count > 1 else 0
    several = f"{count} of them, " if count else ""
    shape = f"{several}in a file that is not there" if line.shape is None else _shapes(count, line.shape)
    return (line.key, shape, line.dtype or "", line.why or _distance(line))


def _distance(line: LeftOut) -> str:
    if line.largest is None:
        return ""
    return f"largest |entry{' − 1' if line.is_gain else ''}| {line.largest:.3g}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """Rows under their headings, columns of even width; a column without entries is left out."""
    shown = [column for column in range(len(headings)) if any(row[column] for row in rows)]
    every = [headings, *rows]
    widths = {column: max(len(row[column]) for row in every) for column in shown}
    cells = [[row[c].rjust(widths[c]) if c in right else row[c].ljust(widths[c]) for c in shown] for row in every]
    lines = ["  ".join(line).rstrip() for line in cells]
    return [lines[0], "─" * max(map(len, lines)), *lines[1:]]
