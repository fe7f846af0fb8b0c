"""The arguments of what prints and lays out texts."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.shared import command_parser


def fmt(commands: Any) -> None:
    """`tensorgraph fmt`."""
    parser = command_parser(
        commands, "fmt", "lay files out in the usual way", ["fmt head.tg", "fmt --check examples/*.tg"]
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help=".tg files, or - for standard input to output")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")


def examples(commands: Any) -> None:
    """`tensorgraph examples`."""
    parser = command_parser(
        commands,
        "examples",
        "print the shipped examples and the library",
        ["examples", "examples head > head.tg", 'examples std/attention        what `use "std/attention.tg"` brings'],
    )
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="an example or a file of the library (default: list them)"
    )
