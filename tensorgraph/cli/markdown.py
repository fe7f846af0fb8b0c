"""`tensorgraph markdown`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tensorgraph.cli.output import read_input, write_result
from tensorgraph.documents.markdown import filled
from tensorgraph.documents.media import Media


def markdown(options: argparse.Namespace) -> int:
    """A document with pictures in place of its blocks; the pictures lie in a folder beside the result."""
    source = read_input(options.file)
    folder = Path() if options.file == "-" else Path(options.file).parent
    beside = Path() if options.output == "-" else Path(options.output).parent
    text = filled(source.text, source.name, folder, Media(options.media, beside))
    write_result(options.output, text.encode())
    return 0
