"""What several commands take: their help, the format of a picture, weights, sizes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from tensorgraph.cli.arguments.kinds import size
from tensorgraph.diagram import FORMATS
from tensorgraph.diagram.formats import takers
from tensorgraph.diagram.formats.options import OPTIONS


def command_parser(commands: Any, name: str, words: str, examples: Sequence[str]) -> Any:
    """The parser of a command, its help with examples."""
    epilog = "\n".join(["examples:", *(f"  tensorgraph {example}" for example in examples)])
    return commands.add_parser(
        name, help=words, description=words, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def picture_options(parser: Any) -> None:
    """The format of a picture, and the options that formats take."""
    names = ", ".join(FORMATS)
    parser.add_argument("--format", metavar="FORMAT", help=f"{names} (default: by the ending of OUT, else svg)")
    for name, option in OPTIONS.items():
        words = f"{option.words}: {takers(name)}"
        if option.kind is bool:
            parser.add_argument(option.flag, dest=name, action="store_const", const=not option.usual, help=words)
        else:
            parser.add_argument(option.flag, dest=name, type=option.kind, metavar=option.metavar, help=words)


def weights_options(parser: Any) -> None:
    """Where values are read that `from:` does not say, or says of another file."""
    words = "a file or folder of values: by the keys of `from:`, by `--map`, else by declared name"
    parser.add_argument("--weights", metavar="W.safetensors", help=words)
    parser.add_argument("--map", metavar="MAP", help="whose names its entries have: gpt2 or transformer-lens")


def size_options(parser: Any) -> None:
    """`tensorgraph size_options`."""
    parser.add_argument(
        "--size", metavar="DIM=N", action="append", default=[], type=size, help="the size of a dimension"
    )
