"""`tensorgraph run` and `tensorgraph plan`."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tensorgraph.cli.notes import note_left_out, notes_printed
from tensorgraph.cli.output import progress, read_input
from tensorgraph.cli.usage import Usage
from tensorgraph.cli.weights import require_source
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import Document
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.plan import Plan
from tensorgraph.weights.files import load_array, save
from tensorgraph.weights.load import names_needed

FLAGS = {
    "missing-tensor": "give it with `--input NAME=X.npy` or `--weights`, or take `--random 0`",
    "missing-scalar": "write its value in the file, or take `--random 0`",
    "missing-function": "give it from Python, or take `--random 0`",
}
"""What the command line has for what is missing, by the code of the mistake."""

ABSENT = "give what it holds with `--input NAME=X.npy` or `--weights`, or take `--random 0`"
"""The same for a file that a `from:` names."""


def run(options: argparse.Namespace) -> int:
    """Compute definitions; write them, or print a summary of each."""
    _output_fits(options)
    require_source(options)
    document = Document.of(read_input(options.file))
    try:
        given = _given(document, options)
        _note_sizes(document, given, dict(options.size))
        with progress(f"computing {', '.join(options.names)}"), notes_printed():
            results = document.run(
                options.names,
                given,
                sizes=dict(options.size),
                random=options.random,
                dtype=options.dtype,
                device=options.device,
                memory=options.memory,
            )
    except TensorgraphError as error:
        raise _in_flags(error) from None
    note_left_out(document, options.weights, options.map, dict(options.size))
    if options.output is None:
        for name, value in results.items():
            print(_summary(name, value))
    else:
        save(Path(options.output), {name: results[name] for name in options.names})
    return 0


def _in_flags(error: TensorgraphError) -> TensorgraphError:
    """The mistakes, and at the last how to give on the command line what is missing."""
    *others, last = error.diagnostics
    is_absent = last.code == "file" and last.span is not None and last.message.endswith(os.strerror(errno.ENOENT))
    hint = ABSENT if is_absent else FLAGS.get(last.code)
    return TensorgraphError([*others, replace(last, hint=f"{last.hint}\n{hint}".strip())]) if hint else error


def plan(options: argparse.Namespace) -> int:
    """Print how a definition is computed."""
    document = Document.of(read_input(options.file))
    made = document.plan(options.name, dict(options.size), options.given, options.memory)
    if options.compare:
        return _compared(made, options.json)
    print(json.dumps(made.to_json(), indent=2, ensure_ascii=False) if options.json else made)
    return 0


def _compared(made: Plan, as_json: bool) -> int:
    from tensorgraph.einsum.compare import compare, text

    comparisons = compare(made)
    print(json.dumps([one.to_json() for one in comparisons], indent=2) if as_json else text(comparisons))
    return 0


def _note_sizes(document: Document, given: dict[str, Any], sizes: dict[str, int]) -> None:
    """Say on standard error where tensors have other sizes than the file declares: they may be transposed."""
    document.sizes(sizes)  # refuses a name that is no dimension
    names = {entry.name for entry in document.network.tensors()}
    known = {name: value for name, value in given.items() if name in names}
    for name, size in bind_sizes(document.network, known, sizes).items():
        declared = document.network.dims[name]
        if declared is not None and declared != size and name not in sizes:
            print(f"note: {name} = {size} by the tensors given, and the file says {declared}", file=sys.stderr)


def _output_fits(options: argparse.Namespace) -> None:
    if options.output is None:
        return
    ending = Path(options.output).suffix
    if ending not in (".safetensors", ".npy"):
        raise Usage(f"error: results are written to .safetensors or .npy, not to `{options.output}`")
    if ending == ".npy" and len(options.names) > 1:
        names = ", ".join(options.names)
        raise Usage(f"error: {len(options.names)} results ({names}) cannot go into one .npy\n  = write .safetensors")


def _given(document: Document, options: argparse.Namespace) -> dict[str, Any]:
    """The tensors of `--input`, and of `--weights` those that are needed beside them."""
    given: dict[str, Any] = {name: load_array(Path(path)) for name, path in options.input}
    if options.weights is None:
        return given
    names = {entry.name for entry in document.network.tensors()}
    known = {name: value for name, value in given.items() if name in names}
    sizes = bind_sizes(document.network, known, dict(options.size))
    found = document.weights(options.weights, options.map, sizes, _needed(document, options.names, given))
    return {**found, **given}


def _needed(document: Document, names: list[str], given: Mapping[str, Any]) -> set[str]:
    frozen = [name for name in given if name in document.network.definitions]
    return names_needed(document.network, names, frozen) - {*given}


def _summary(name: str, value: Any) -> str:
    shape = " × ".join(map(str, value.shape)) or "a number"
    if value.numel() == 1:
        return f"{name}  {shape}  {value.dtype}  {float(value):.6g}".replace("torch.", "")
    exact = value.double()
    words = f"mean {float(exact.mean()):.4g}, std {float(exact.std()):.4g}"
    ends = f"min {float(exact.min()):.4g}, max {float(exact.max()):.4g}"
    return f"{name}  {shape}  {value.dtype}  {words}, {ends}".replace("torch.", "")
