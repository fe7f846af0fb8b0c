"""The arguments of what goes step by step."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.kinds import whole, width
from tensorgraph.cli.arguments.shared import command_parser, picture_options, size_options


def steps(commands: Any) -> None:
    """`tensorgraph steps`."""
    parser = command_parser(
        commands,
        "steps",
        "how a definition is computed, or a picture derived, step by step on its diagram",
        [
            "steps head.tg h -o head.svg              animated; html has buttons, pdf and pptx a page each step",
            "steps head.tg h -o head.html --reveal    a slide to paste into a deck of reveal.js",
            "steps head.tg h -o h.png --step 2        one step: any format of a picture",
            "steps head.tg h -o steps/ --format svg   a file for each",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument("name", metavar="NAME", help="a definition, a picture or a check")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="a file, - or a folder/ for a file each")
    parser.add_argument("--step", metavar="K", type=whole, help="only step K; 0 is what there is before the first")
    parser.add_argument("--given", metavar="NAME", action="append", default=[], help="a definition given as a tensor")
    parser.add_argument(
        "--reveal", action="store_true", help="a slide of reveal.js, whose fragments are the steps: html"
    )
    parser.add_argument("--check", action="store_true", help="try each step on random values before it is drawn")
    size_options(parser)
    picture_options(parser)
    parser.add_argument(
        "--width", metavar="160mm", type=width, help="of the page (default: at most the text of a slide)"
    )
    parser.add_argument("--theme", metavar="NAME", help="taylor, mono, dark, or a file of your own that ends in .toml")
