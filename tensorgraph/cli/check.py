"""`tensorgraph check`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tensorgraph.cli.notes import note_left_out, notes_printed
from tensorgraph.cli.output import GREEN, RED, YELLOW, coloured, progress, read_input, report_mistakes
from tensorgraph.cli.weights import require_source
from tensorgraph.cli.why import why_json, why_lines
from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.document import Document
from tensorgraph.progress import Progress

if TYPE_CHECKING:
    from tensorgraph.verdict.judge import Verdict

COLOURS = {"proved": GREEN, "holds": GREEN, "differs": GREEN, "false": RED, "not tested": YELLOW, "open": YELLOW}
WORD_WIDTH = max(map(len, COLOURS))
INDENT = " " * (WORD_WIDTH + 4)
"""Where the equation begins."""


def check(options: argparse.Namespace) -> int:
    """A line for every equation of every file; 1 when one is false or a file is wrong."""
    require_source(options)
    found: dict[str, list[Verdict]] = {}
    plain: dict[str, list[dict[str, Any]]] = {}
    broken = False
    files = _files(options.files)
    for place, name in enumerate(files, 1):
        which = f" (file {place} of {len(files)})" if len(files) > 1 else ""
        try:
            with progress(f"checking {name}{which}") as told:
                document = Document.of(read_input(name))
                found[name] = _verdicts(document, options, told)
        except TensorgraphError as error:
            broken = True
            report_mistakes(error)
            continue
        if options.json:
            plain[name] = [_plain(verdict, document, options) for verdict in found[name]]
        else:
            _print_file(name, found[name], document, options)
    if options.json:
        print(json.dumps(plain, indent=2, ensure_ascii=False))
    elif found:
        _print_total(found)
    false = any(verdict.word == "false" for verdicts in found.values() for verdict in verdicts)
    return 1 if broken or false else 0


def _verdicts(document: Document, options: argparse.Namespace, told: Progress) -> list[Verdict]:
    """On what `--weights` holds, else on what `from:` names, or, with `--random`, on neither."""
    sizes = dict(options.size)
    if options.random:
        return document.check({}, options.seed, sizes, told)
    weights = None if options.weights is None else document.weights(options.weights, options.map, sizes)
    with notes_printed():
        found = document.check(weights, options.seed, sizes, told)
    note_left_out(document, options.weights, options.map, sizes)
    return found


def _files(names: list[str]) -> list[str]:
    """The files named, and every `.tg` file of the folders named, at any depth."""
    files: list[str] = []
    for name in names:
        if name == "-" or not Path(name).is_dir():
            files.append(name)
            continue
        inside = sorted(str(path) for path in Path(name).rglob("*.tg"))
        if not inside:
            raise mistake("file", f"the folder `{name}` holds no .tg file")
        files += inside
    return files


def _plain(verdict: Verdict, document: Document, options: argparse.Namespace) -> dict[str, Any]:
    """A verdict as data; with its proof where that is asked for."""
    if verdict.proof is None or not options.why:
        return verdict.to_json()
    return {**verdict.to_json(), "proof": why_json(verdict.proof, document.network, options.seed, dict(options.size))}


def _print_file(name: str, verdicts: list[Verdict], document: Document, options: argparse.Namespace) -> None:
    print(name)
    if not verdicts:
        print("  nothing to check")
    for verdict in verdicts:
        why = why_lines(verdict, document.network, options.seed, dict(options.size)) if options.why else []
        for line in [*verdict_lines(verdict, sys.stdout), *(f"{INDENT}  {step}" for step in why)]:
            print(line)


def verdict_lines(verdict: Verdict, stream: TextIO) -> list[str]:
    """A verdict for people: word, name, equation, then why."""
    word = coloured(verdict.word.ljust(WORD_WIDTH), COLOURS[verdict.word], stream)
    first = f"  {word}  {verdict.name}: {verdict.text}"
    details = verdict.detail.splitlines()
    if verdict.word == "holds" and verdict.error is not None and not verdict.approximate:
        return [first, f"{INDENT}{verdict.scope}; {details[0]}, error {_error(verdict.error)}"]
    details += [f"hint: {hint}" for hint in verdict.hints]
    return [first, f"{INDENT}{verdict.scope}; {details[0]}", *(INDENT + line for line in details[1:])]


def _error(value: float) -> str:
    return f"{value:.1e}" if value else "0"


def _print_total(found: dict[str, list[Verdict]]) -> None:
    counts = Counter(verdict.word for verdicts in found.values() for verdict in verdicts)
    words = [f"{counts[word]} {_plural(word, counts[word])}" for word in COLOURS if counts[word]]
    print(", ".join(words) or "no equations")


def _plural(word: str, count: int) -> str:
    return {"holds": "hold", "differs": "differ"}.get(word, word) if count != 1 else word
