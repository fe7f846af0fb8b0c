"""The arguments of what prints and lays out texts."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.shared import command_parser

FOLDER = "tensorgraph-media"
"""Where pictures of a document go; as in `tensorgraph.documents.media`, which help does not load."""


def fmt(commands: Any) -> None:
    """`tensorgraph fmt`."""
    parser = command_parser(
        commands, "fmt", "lay files out in the usual way", ["fmt head.tg", "fmt --check examples/*.tg"]
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help=".tg files, or - for standard input to output")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")


def markdown(commands: Any) -> None:
    """`tensorgraph markdown`."""
    parser = command_parser(
        commands,
        "markdown",
        "put pictures in place of the `tensorgraph` blocks of a Markdown file",
        ["markdown paper.md -o README.md", "markdown - -o - --media figures < paper.md"],
    )
    parser.add_argument("file", metavar="IN.md", help="a Markdown file, or - for standard input")
    parser.add_argument("-o", "--output", metavar="OUT.md", required=True, help="a file, or - for standard output")
    words = f"the folder for the pictures, beside the result (default {FOLDER})"
    parser.add_argument("--media", metavar="FOLDER", default=FOLDER, help=words)


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
