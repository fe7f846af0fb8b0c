"""`tensorgraph measure`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tensorgraph.cli.compute import FLAGS
from tensorgraph.cli.notes import note_left_out, notes_printed
from tensorgraph.cli.output import progress, read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import Document
from tensorgraph.measures.asking import Choice, Values, asked, given_for
from tensorgraph.measures.measuring import Question
from tensorgraph.measures.table import Table
from tensorgraph.weights.files import load_array

if TYPE_CHECKING:
    from tensorgraph.diagram import Scene

MOST_ROWS = 200
"""Rows that are printed unless more are asked for: the 144 heads of a model of twelve layers of twelve fit."""

PICTURES = ("svg", "png", "pdf")
"""The endings of a heat map."""

WRITTEN: Mapping[str, Callable[[Sequence[Table]], str]] = {
    "csv": lambda tables: tables[0].csv(),
    "json": lambda tables: json.dumps([table.to_json() for table in tables], indent=2, ensure_ascii=False) + "\n",
}
"""What tables are written as, by format and ending."""


def measure(options: argparse.Namespace) -> int:
    """Measure names; print a table, write it, or draw it."""
    format = _format(options)
    document = Document.of(read_input(options.file))
    try:
        note_left_out(document, options.weights, options.map, dict(options.size))
        with progress(f"measuring {', '.join(options.names)}"), notes_printed():
            if format in PICTURES:
                return _draw(document, options, format)
            tables = _tables(document, options)
    except TensorgraphError as error:
        raise _in_flags(error) from None
    _note(note for table in tables for note in table.notes)
    _write(options, format, tables)
    return 0


def _note(notes: Iterable[str]) -> None:
    for note in dict.fromkeys(notes):
        print(f"note: {note}", file=sys.stderr)


def _in_flags(error: TensorgraphError) -> TensorgraphError:
    """The mistakes, and at the last how to give on the command line what is missing."""
    *others, last = error.diagnostics
    hint = FLAGS.get(last.code)
    return TensorgraphError([*others, replace(last, hint=f"{last.hint}\n{hint}".strip())]) if hint else error


def _format(options: argparse.Namespace) -> str:
    """How the tables are written: as OUT ends, as --format says, or as text. Usage where these cannot be."""
    ending = Path(options.output).suffix.removeprefix(".").lower() if options.output not in (None, "-") else ""
    known = (*WRITTEN, *PICTURES)
    if ending and ending not in known:
        raise Usage(f"error: tables are written to .{', .'.join(known)}, not to `{options.output}`")
    if ending and options.format and ending != options.format:
        raise Usage(f"error: `{options.output}` ends in .{ending}, and --format says {options.format}")
    format = str(ending or options.format or "text")
    if options.plot and format not in PICTURES:
        raise Usage("error: --plot draws a map, and needs a file for it\n  = write `-o map.svg` (or .png, .pdf)")
    return format


def _tables(document: Document, options: argparse.Namespace) -> tuple[Table, ...]:
    printed = options.format is None and options.output is None
    top = options.top if options.top is not None or not printed else MOST_ROWS
    choice = Choice(tuple(options.where), tuple(options.mean), options.sort, top)
    question, values = _question(options), _values(document, options)
    return asked(document.network, question, values, _labelled(options.beside), choice)


def _labelled(beside: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Sources of other weights by their labels. Usage where one label stands for two."""
    found: dict[str, str] = {}
    for label, source in beside:
        if label in found:
            raise Usage(f"error: --beside has two weights called `{label}`\n  = give each a label of its own")
        found[label] = source
    return found


def _question(options: argparse.Namespace) -> Question:
    only = tuple(name.strip() for names in options.only for name in names.split(","))
    composition, memory = options.composition, options.memory
    return Question(tuple(options.names), only, tuple(options.each), composition, options.seed, memory)


def _values(document: Document, options: argparse.Namespace) -> Values:
    sizes = dict(options.size)
    document.sizes(sizes)  # refuses a name that is no dimension
    given = {name: load_array(Path(path)) for name, path in options.input}
    return Values(given, sizes, options.weights, options.map, options.random)


def _write(options: argparse.Namespace, format: str, tables: Sequence[Table]) -> None:
    if format == "text":
        wide = options.columns or (shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
        print("\n\n".join(table.text(wide) for table in tables))
        return
    if format == "csv" and len(tables) > 1:
        raise Usage(_several(options.names, "a .csv file holds one table"))
    write_result(options.output or "-", WRITTEN[format](tables).encode())


def _several(names: Sequence[str], words: str) -> str:
    return f"error: {words}, and {', '.join(names)} make several\n  = name one sum at a time"


# ---- maps -----------------------------------------------------------------------------------------------------


def _draw(document: Document, options: argparse.Namespace, format: str) -> int:
    from tensorgraph.diagram import render
    from tensorgraph.measures.plots import ATTENTION, score_map

    if options.plot == ATTENTION:
        scene = _attention(document, options)
    else:
        tables = _tables(document, options)
        if len(tables) > 1:
            raise Usage(_several(options.names, f"a .{format} file holds one map"))
        scene = score_map(tables[0], options.plot)
        _note([*tables[0].notes, *(_drawn(tables[0]) if options.plot is None else ())])
    write_result(options.output or "-", render(format, [scene]))
    return 0


def _drawn(table: Table) -> list[str]:
    """Which of several columns a map shows that was asked for without a name, and how to have one of another name."""
    first, *rest = table.columns
    others = [column for column in rest if (column.label, column.of) != (first.label, first.of)] or rest
    return [f'drawn: {first.header}; --plot "{others[0].header}" draws another'] if others else []


def _attention(document: Document, options: argparse.Namespace) -> Scene:
    from tensorgraph.measures.plots import attention_map

    if len(options.names) > 1:
        raise Usage("error: --plot attention draws one pattern\n  = name one of them")
    labels = _labels(options.tokens)
    given = given_for(document.network, _question(options), _values(document, options))
    return attention_map(given, options.names[0], labels, options.where, options.memory)


def _labels(path: str | None) -> list[str] | None:
    """A label for each position, one on each line of a file."""
    return None if path is None else read_input(path).text.splitlines()
