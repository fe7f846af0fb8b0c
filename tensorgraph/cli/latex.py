"""`tensorgraph latex`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tensorgraph.cli.draw import make_folder
from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.latex import latex_files


def latex(options: argparse.Namespace) -> int:
    """Write pictures and steps into a folder, for `tensorgraph.sty`."""
    document = Document.of(read_input(options.file))
    folder = Path(options.output)
    if folder.suffix and not folder.is_dir():
        raise Usage(
            f"error: `{options.output}` is no folder\n  = write `-o figures/`; for one file take `draw` or `steps`"
        )
    theme = theme_named(options.theme, Path()) if options.theme else None
    names = options.names or ([] if options.steps else list(document.pictures or document.names))
    pictures = {name: document[name].at(theme=theme).scene for name in names}
    steps = {name: document.steps(name, sizes=dict(options.size), theme=theme).scenes for name in options.steps}
    files = latex_files(pictures, steps)
    make_folder(folder)
    for name, data in files.items():
        write_result(str(folder / name.replace("/", "_")), data)
    return 0
