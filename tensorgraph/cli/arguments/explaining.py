"""The arguments of what explains."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.shared import command_parser, size_options


def explain(commands: Any) -> None:
    """`tensorgraph explain`."""
    parser = command_parser(
        commands,
        "explain",
        "the same object side by side: picture, formula, einsum, loops, PyTorch, shapes, cost",
        [
            "explain head.tg h                          to the terminal",
            "explain head.tg h S -o head.html           a page that needs nothing else; also .md, .tex, .txt",
            "explain head.tg h --only formula,einsum    these views, in this order",
            "explain head.tg h --size context=16        with the cost at this size",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument("names", metavar="NAME", nargs="+", help="definitions, pictures or tensors")
    parser.add_argument("-o", "--output", metavar="OUT", help="a file: .html, .md, .tex or .txt (default: print it)")
    parser.add_argument("--format", metavar="FORMAT", help="html, md, tex or txt (default: by the ending of OUT)")
    parser.add_argument("--only", metavar="VIEW,…", action="append", default=[],
                        help="these views, in this order; `picture` is one")  # fmt: skip
    parser.add_argument("--given", metavar="NAME", action="append", default=[], help="a definition given as a tensor")
    size_options(parser)
    parser.add_argument("--standalone", action="store_true", help="a whole document: tex")
    parser.add_argument("--theme", metavar="NAME", help="taylor, mono, dark, or a file of your own that ends in .toml")
