"""`tensorgraph steps`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tensorgraph.cli.draw import format_options, make_folder, picture_target
from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.steps.stepped import Stepped

REVEAL = "reveal"
"""The slide of reveal.js among the formats of steps."""


def steps(options: argparse.Namespace) -> int:
    """Write the steps of a definition to a file, or a file each to a folder."""
    document = Document.of(read_input(options.file))
    theme = theme_named(options.theme, Path()) if options.theme else None
    made = document.steps(options.name, dict(options.size), options.given).at(options.width, theme)
    if options.check:
        print(f"tried on random values: {made.check()} steps, all equal", file=sys.stderr)
    folder = options.output.endswith(("/", "\\")) or (options.output != "-" and Path(options.output).is_dir())
    if folder:
        return _one_each(made, options)
    file, format = _target(options)
    wanted = format_options(options, format)
    if options.step is not None:
        data = made[options.step].render(format, **wanted)
    else:
        data = made.render(REVEAL if options.reveal else format, **wanted)
    write_result(file, data)
    _note(made)
    return 0


def _note(made: Stepped) -> None:
    """What an author may want to know of the drawing."""
    for note in made.scenes[0].notes:
        print(f"note: {made.steps.name}: {note}", file=sys.stderr)


def _target(options: argparse.Namespace) -> tuple[str, str]:
    """The file and its format; Usage for a slide of reveal.js that is none of HTML, or has one step only."""
    file, format = picture_target(
        options.output, "html" if options.reveal and options.output == "-" else options.format
    )
    if options.reveal and (format != "html" or options.step is not None):
        raise Usage("error: --reveal writes all steps as one piece of HTML\n  = write `-o slide.html`, without --step")
    return file, format


def _one_each(made: Stepped, options: argparse.Namespace) -> int:
    """A file for each step, called by the name and the number."""
    if options.reveal:
        raise Usage(
            "error: --reveal writes all steps as one piece of HTML\n  = write `-o slide.html`, without a folder"
        )
    format = options.format or "svg"
    picture_target("-", format)
    wanted = format_options(options, format)
    numbers = range(len(made)) if options.step is None else [options.step]
    files = {
        f"{options.name.replace('/', '_')}-{number}.{format}": made[number].render(format, **wanted)
        for number in numbers
    }
    make_folder(Path(options.output))
    for name, data in files.items():
        write_result(str(Path(options.output) / name), data)
    _note(made)
    print(f"{len(files)} files in {options.output}", file=sys.stderr)
    return 0
