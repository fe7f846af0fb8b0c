"""`tensorgraph run` and `tensorgraph plan`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tensorgraph.cli.output import progress, read_input
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import Document
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.weights import load_array, load_tensors, save

FLAGS = {
    "missing-tensor": "give it with `--input NAME=X.npy` or `--weights`, or take `--random 0`",
    "missing-scalar": "write its value in the file, or take `--random 0`",
    "missing-function": "give it from Python, or take `--random 0`",
}
"""What the command line has for what is missing, by the code of the mistake."""


def run(options: argparse.Namespace) -> int:
    """Compute definitions; write them, or print a summary of each."""
    _output_fits(options)
    document = Document.of(read_input(options.file))
    given = _given(options)
    _note_sizes(document, given, dict(options.size))
    try:
        with progress(f"computing {', '.join(options.names)}"):
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
    if options.output is None:
        for name, value in results.items():
            print(_summary(name, value))
    else:
        save(Path(options.output), {name: results[name] for name in options.names})
    return 0


def _in_flags(error: TensorgraphError) -> TensorgraphError:
    """The mistakes, and at the last how to give on the command line what is missing."""
    *others, last = error.diagnostics
    hint = FLAGS.get(last.code)
    return TensorgraphError([*others, replace(last, hint=f"{last.hint}\n{hint}".strip())]) if hint else error


def plan(options: argparse.Namespace) -> int:
    """Print how a definition is computed."""
    document = Document.of(read_input(options.file))
    made = document.plan(options.name, dict(options.size), options.given)
    print(json.dumps(made.to_json(), indent=2, ensure_ascii=False) if options.json else made)
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


def _given(options: argparse.Namespace) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if options.weights is not None:
        given |= load_tensors(Path(options.weights))
    for name, path in options.input:
        given[name] = load_array(Path(path))
    return given


def _summary(name: str, value: Any) -> str:
    shape = " × ".join(map(str, value.shape)) or "a number"
    if value.numel() == 1:
        return f"{name}  {shape}  {value.dtype}  {float(value):.6g}".replace("torch.", "")
    exact = value.double()
    words = f"mean {float(exact.mean()):.4g}, std {float(exact.std()):.4g}"
    ends = f"min {float(exact.min()):.4g}, max {float(exact.max()):.4g}"
    return f"{name}  {shape}  {value.dtype}  {words}, {ends}".replace("torch.", "")
