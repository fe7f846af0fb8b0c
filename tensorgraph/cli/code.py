"""`tensorgraph code`."""

from __future__ import annotations

import argparse
import sys

from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.source import harmless
from tensorgraph.document import Document


def code(options: argparse.Namespace) -> int:
    """Print the Python module that computes definitions."""
    document = Document.of(read_input(options.file))
    first, *others = options.names
    function = document.compile(first, options.given, options.calls)
    for name in others:
        document.compile(name)  # refuses what is no definition
    made = function.code(dict(options.size), options.dtype, options.device, others, options.memory)
    if options.output is None and sys.stdout.isatty():
        print(harmless(made.text), end="")
    else:
        write_result(options.output or "-", made.text.encode())
    return 0
