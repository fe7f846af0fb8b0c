"""`tensorgraph latex`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from tensorgraph.cli.draw import make_folder
from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagram.layout.extent import extent_of, length
from tensorgraph.diagram.theme import Theme
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.figure import Figure
from tensorgraph.latex import latex_files
from tensorgraph.steps.stepped import Stepped

LINE = "140mm"
"""The text of a 16 : 9 slide of Beamer. TeX makes what is wider smaller, so it is better broken before."""
SHEET = "200mm"
"""Of steps: with their captions they are then as high as such a slide for their width, and all letters are read."""

READABLE = 8.0
"""Points: the smallest letters on a slide of Beamer that need no word, those of its footnotes."""


def latex(options: argparse.Namespace) -> int:
    """Write pictures and steps into a folder, for `tensorgraph.sty`."""
    _refuse(options)
    document = Document.of(read_input(options.file))
    theme = theme_named(options.theme, Path()) if options.theme else None
    figures = {name: _figure(document[name], options.width, theme) for name in _names(document, options)}
    steps = {
        name: document.steps(name, dict(options.size), options.given).at(options.width or SHEET, theme)
        for name in options.steps
    }
    scenes = {name: figure.scene for name, figure in figures.items()}
    files = latex_files(scenes, {name: made.scenes for name, made in steps.items()})
    make_folder(Path(options.output))
    for name, data in files.items():
        write_result(str(Path(options.output) / name.replace("/", "_")), data)
    _note(figures, steps, options.width or LINE)
    print(f"{len(files)} files in {options.output}", file=sys.stderr)
    return 0


def _refuse(options: argparse.Namespace) -> None:
    """Usage where a file is named in place of a folder, or what is about steps where there are none."""
    folder = Path(options.output)
    if folder.suffix and not folder.is_dir():
        raise Usage(
            f"error: `{options.output}` is no folder\n  = write `-o figures/`; for one file take `draw` or `steps`"
        )
    for flag, given in (("--given", options.given), ("--size", options.size)):
        if given and not options.steps:
            raise Usage(f"error: {flag} is about steps, and there are none\n  = write `--steps NAME` beside it")


def _names(document: Document, options: argparse.Namespace) -> list[str]:
    """The pictures that are asked for, else all; of a file without any the definitions, unless there are steps."""
    return options.names or list(document.pictures) or ([] if options.steps else list(document.names))


def _figure(figure: Figure, width: str | None, theme: Theme | None) -> Figure:
    """Within ``width``, else within what the file says, else within a line."""
    own = {**dict(figure.network.style), **dict(figure.picture.attributes)}
    return figure.at(width or (None if {"width", "fit"} & own.keys() else LINE), theme)


def _note(figures: Mapping[str, Figure], steps: Mapping[str, Stepped], width: str) -> None:
    """How small the letters will be of what is wider than its line."""
    notes = [(name, _smaller(figure, width)) for name, figure in figures.items()]
    notes += [(name, note) for name, made in steps.items() for note in made.scenes[0].notes]
    for name, note in notes:
        if note:
            print(f"note: {name}: {note}", file=sys.stderr)


def _smaller(figure: Figure, width: str) -> str:
    """What TeX will do to a picture; nothing where its letters are still read well."""
    factor = min(1.0, length(width) / figure.scene.width)
    size = factor * extent_of(figure.network, figure.picture, width, figure.theme).theme.name_size
    if size >= READABLE:
        return ""
    return f"to fit {width} LaTeX scales it to {100 * factor:.0f} %: the names of tensors are {size:.1f} pt"
