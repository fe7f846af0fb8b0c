"""The arguments of what draws."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.kinds import port, width
from tensorgraph.cli.arguments.shared import command_parser, picture_options, size_options
from tensorgraph.diagram.formats import carriers, holders


def draw(commands: Any) -> None:
    """`tensorgraph draw`."""
    parser = command_parser(
        commands,
        "draw",
        "draw pictures and definitions",
        [
            "draw head.tg -o head.svg           its picture, or the one named: the ending says the format",
            "draw head.tg A h -o pictures/ --format png --scale 2",
            f"draw head.tg A h -o talk.pdf       a page each, as in {holders()}",
            "draw head.tg head --check -o -     to standard output, unless an equation is false",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", default=[], help="pictures or definitions (default: every `show`)"
    )
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="a file, - or, for several, a folder/")
    picture_options(parser)
    parser.add_argument("--width", metavar="160mm", type=width, help="break lines so that no picture is wider")
    parser.add_argument("--theme", metavar="NAME", help="taylor, mono, dark, or a file of your own that ends in .toml")
    parser.add_argument("--report", action="store_true", help="print each size and what collides; exit 1 if any does")
    parser.add_argument("--check", action="store_true", help="refuse to draw a false equation")


def watch(commands: Any) -> None:
    """`tensorgraph watch`."""
    parser = command_parser(
        commands,
        "watch",
        "a live page of a file's pictures, drawn anew on every save",
        ["watch head.tg --open", "watch head.tg --port 8000        only this machine can open it; Ctrl-C ends"],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file; the files it uses are watched too")
    parser.add_argument("--port", metavar="N", type=port, default=0, help="where to serve (default: a free port)")
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def latex(commands: Any) -> None:
    """`tensorgraph latex`."""
    parser = command_parser(
        commands,
        "latex",
        "pictures and steps for LaTeX, with the package that shows them",
        [
            "latex head.tg -o figures/                      \\tensorgraph{figures/head}, for each `show`",
            "latex head.tg head --steps h -o figures/       and \\tensorgraph[steps]{figures/h}, an overlay a step",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", default=[], help="pictures or definitions (default: every `show`)"
    )
    parser.add_argument("--steps", metavar="NAME", action="append", default=[], help="what is shown step by step")
    parser.add_argument("--given", metavar="NAME", action="append", default=[], help="in steps, given as a tensor")
    parser.add_argument("-o", "--output", metavar="FOLDER/", required=True, help="where the files go")
    parser.add_argument(
        "--width", metavar="140mm", type=width, help="of a line (default: 140mm, a slide of Beamer; of steps 200mm)"
    )
    parser.add_argument("--theme", metavar="NAME", help="taylor, mono, dark, or a file of your own that ends in .toml")
    size_options(parser)


def einsum(commands: Any) -> None:
    """`tensorgraph einsum`."""
    parser = command_parser(
        commands,
        "einsum",
        "draw an einsum string, or print it as a .tg text",
        ["einsum 'ij,jk->ik'", "einsum 'b q d, b k d -> b q k' -o scores.svg"],
    )
    parser.add_argument("string", metavar="EINSUM", help="letters, or words parted by spaces")
    parser.add_argument("-o", "--output", metavar="OUT", help="a picture (default: print the .tg text)")
    picture_options(parser)


def source(commands: Any) -> None:
    """`tensorgraph source`."""
    parser = command_parser(
        commands,
        "source",
        "print the .tg text that a picture was drawn from",
        ["source head.svg > head.tg", "source talk.pdf"],
    )
    parser.add_argument("picture", metavar="PICTURE", help=f"a file written by `draw`: {carriers()}")
