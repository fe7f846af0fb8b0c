"""Measures as heat maps: one measure over the batch wires, or attention patterns with their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.heatmap import Panel, grid, heatmap, visible
from tensorgraph.measures.calls import with_calls
from tensorgraph.measures.catalogue import PATTERN
from tensorgraph.measures.given import Given, pattern_of
from tensorgraph.measures.measuring import TERM
from tensorgraph.measures.rows import allowed
from tensorgraph.measures.subjects import subject, tokens_of
from tensorgraph.measures.table import Entry, Key, Table

if TYPE_CHECKING:
    from tensorgraph.diagram import Scene

ATTENTION = "attention"
"""What is asked for where a pattern itself is wanted, and no measure of it."""

MOST_PANELS = 64
"""Patterns in one picture: more would be too small to read."""


def score_map(table: Table, name: str | None = None) -> Scene:
    """A column (the first, where none is named) with one batch wire as rows and the other as columns.

    A wire with one index is no axis. Raises `unknown-column`, and `no-map` where there are more than two wires, or the
    rows are terms.
    """
    column = table.columns[0] if name is None else table.column(name)
    axes = [place for place in range(len(table.wires)) if len({index[place] for index in table.index}) > 1]
    _require_flat(table, axes)
    down, across = ([None, None, *axes])[-2:]
    rows, columns = _indices(table, down), _indices(table, across)
    known = {(_at(i, down), _at(i, across)): entry for i, entry in zip(table.index, column.entries, strict=True)}
    values: list[list[Entry]] = [[known.get((row, other)) for other in columns] for row in rows]
    labels = [str(row) for row in rows], [str(other) for other in columns]
    title = f"{column.of}: {column.name}{f', {column.label}' if column.label else ''}"
    return heatmap(values, *labels, title, _axis(table, down), _axis(table, across))


def _require_flat(table: Table, axes: Sequence[int]) -> None:
    wires = [table.wires[place] for place in axes]
    if TERM in wires:
        raise mistake("no-map", "terms have no map", hint="a map is drawn of what has one or two batch wires")
    if len(wires) > 2:
        message = f"a map has two wires, and this table has {len(wires)}: {', '.join(wires)}"
        raise mistake("no-map", message, hint=f"fix one, `--where {wires[0]}=0`, or take its mean, `--mean {wires[0]}`")


def _indices(table: Table, place: int | None) -> list[Key]:
    """The indices of a wire, in the order of the rows; a single one without a name where there is no wire."""
    return [""] if place is None else list(dict.fromkeys(sorted((index[place] for index in table.index), key=_number)))


def _number(key: Key) -> int:
    return key if isinstance(key, int) else 0


def _at(index: Sequence[Key], place: int | None) -> Key:
    return "" if place is None else index[place]


def _axis(table: Table, place: int | None) -> str:
    """The title of an axis: the dimension, or, where two wires have it, the wire."""
    if place is None:
        return ""
    return table.dims[place] if table.dims.count(table.dims[place]) == 1 else table.wires[place]


def attention_map(
    given: Given,
    name: str,
    labels: Sequence[str] | None = None,
    conditions: Sequence[str] = (),
    memory: int | None = None,
) -> Scene:
    """A pattern, queries down and keys across, with a panel for each batch index that the conditions allow.

    ``labels`` are the tokens as texts; without them their ids, or the numbers of the positions. Raises
    `nothing-to-measure` for what is no pattern, `no-map` for more panels than can be read, and `wrong-shape` where
    there is not a label for each position.
    """
    given, name = _one(given, name, memory)
    if subject(given.network, name, given.values, given.sizes).kind != PATTERN:
        hint = f"say so where it is defined: `{name}[…] {{ kind: pattern }} = …`"
        raise mistake("nothing-to-measure", f"`{name}` is no attention pattern", hint=hint)
    pattern = pattern_of(given, name, memory)
    panels = _panels(given, name, tuple(pattern.shape[:-2]), conditions)
    texts = _texts(given, name, tuple(pattern.shape[:-1]), labels)
    shown = [Panel(pattern[index].tolist(), texts[index], texts[index], title) for index, title in panels]
    return grid(shown, None, f"attention {name}", "query", "key", scale=(0.0, 1.0), numbers=False)


def _one(given: Given, name: str, memory: int | None) -> tuple[Given, str]:
    """What a name stands for, with its values where it is a `def` that is called once."""
    found = with_calls(given, name, memory)
    if len(found) > 1:
        message = f"a map of attention shows one pattern, and `{name}` is called {len(found)} times"
        raise mistake("no-map", message, hint=f"name one call: {', '.join(f'`{text}`' for _, text in found)}")
    return found[0]


def _panels(
    given: Given, name: str, shape: tuple[int, ...], conditions: Sequence[str]
) -> list[tuple[tuple[int, ...], str]]:
    """The batch indices that are shown, with a title each."""
    entry = given.network[name]
    wires = entry.leg_names[:-2]
    table = Table(wires, tuple(product(*map(range, shape))), (), tuple(" ".join(leg) for leg in entry.dims[:-2]))
    table = allowed(table, conditions)
    if len(table) > MOST_PANELS:
        message = f"`{name}` has {len(table)} patterns, and a picture has {MOST_PANELS} at most"
        raise mistake("no-map", message, hint=f"fix a wire: --where {wires[0]}=0")
    titles = (", ".join(f"{wire} = {k}" for wire, k in zip(wires, index, strict=True)) for index in table.index)
    return [(tuple(map(int, index)), title) for index, title in zip(table.index, titles, strict=True)]


def _texts(
    given: Given, name: str, shape: tuple[int, ...], labels: Sequence[str] | None
) -> dict[tuple[int, ...], list[str]]:
    """The labels of the positions, for each batch index."""
    batches, positions = list(product(*map(range, shape[:-1]))), shape[-1]
    if labels is not None:
        if len(labels) != positions:
            message = f"there are {len(labels)} labels, and `{name}` has {positions} positions"
            raise mistake("wrong-shape", message, hint="write a label for each position, one a line")
        shown = [visible(label) for label in labels]
        return dict.fromkeys(batches, shown)
    tokens = tokens_of(given.network, name, given.values, given.sizes)
    if tokens is None:
        return {index: list(map(str, range(positions))) for index in batches}
    every = tokens.expand(shape)
    return {index: [str(token) for token in every[index].tolist()] for index in batches}
