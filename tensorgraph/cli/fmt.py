"""`tensorgraph fmt`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tensorgraph.cli.output import read_input
from tensorgraph.files import write_whole
from tensorgraph.syntax.format import format_source


def fmt(options: argparse.Namespace) -> int:
    """Lay files out; with --check only say which would change."""
    changed = 0
    for name in options.files:
        source = read_input(name)
        text = format_source(source)
        if options.check and text != source.text:
            changed += 1
            print(f"would change {name}", file=sys.stderr)
        elif not options.check and name == "-":
            print(text, end="")
        elif not options.check and text != source.text:
            write_whole(Path(name), text.encode())
    return 1 if changed else 0
