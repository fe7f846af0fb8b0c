"""`tensorgraph einsum` and `examples`."""

from __future__ import annotations

import argparse

from tensorgraph import shipped
from tensorgraph.cli.draw import format_options, picture_target
from tensorgraph.cli.output import write_result
from tensorgraph.document import loads
from tensorgraph.syntax.einsum_string import einsum_to_text


def einsum(options: argparse.Namespace) -> int:
    """Draw an einsum string, or print it in the language."""
    text = einsum_to_text(options.string)
    if options.output is None:
        print(text, end="")
        return 0
    target, format = picture_target(options.output, options.format)
    wanted = format_options(options, format)
    write_result(target, loads(text, "einsum")["einsum"].render(format, **wanted))
    return 0


def examples(options: argparse.Namespace) -> int:
    """Print an example or a file of the library, or list them with their first line."""
    if options.name is not None:
        print(shipped.example(options.name).read_text("utf-8"), end="")
        return 0
    for path in shipped.examples():
        first = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        print(first if first.startswith(path.name) else path.name)
    for path in shipped.library():
        print(path.read_text("utf-8").splitlines()[0].removeprefix("# "))
    return 0
