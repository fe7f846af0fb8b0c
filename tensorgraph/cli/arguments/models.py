"""The arguments of what looks into a model."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.kinds import amount, beside, binding, whole
from tensorgraph.cli.arguments.shared import command_parser, size_options, weights_options


def weights(commands: Any) -> None:
    """`tensorgraph weights`."""
    parser = command_parser(
        commands,
        "weights",
        "where the values of a file's tensors are, and what is left out",
        [
            "weights gpt2.tg",
            "weights gpt2.tg --weights model.safetensors --map gpt2      by the names of Hugging Face",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    weights_options(parser)
    size_options(parser)


def measure(commands: Any) -> None:
    """`tensorgraph measure`."""
    parser = command_parser(
        commands,
        "measure",
        "tables of what circuits do: scores of patterns, matrices and sums",
        [
            "measure model.tg A W_OV                        a row for each head, a column for each measure",
            "measure model.tg A W_OV --sort prefix --top 5 --beside random",
            "measure model.tg S                             the terms of a sum, and the share of each",
            "measure model.tg V_pairs --composition         composition scores beside those of random weights",
            "measure model.tg A -o heads.svg --plot prefix  a map, layer by head",
            "measure model.tg A -o A.svg --plot attention --tokens tokens.txt",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument(
        "names", metavar="NAME", nargs="+", help="patterns (also by a `def`), matrices, sums, pictures of sums"
    )
    parser.add_argument("--only", metavar="MEASURE,…", action="append", default=[],
                        help="these measures alone: `prefix`, or `A2 prefix` for one name")  # fmt: skip
    parser.add_argument("--beside", metavar="LABEL=FILE|random", action="append", default=[], type=beside,
                        help="the same on other weights, or on random ones of the same size")  # fmt: skip
    parser.add_argument("--composition", action="store_true", help="composition scores of products of two operators")
    parser.add_argument("--each", metavar="WIRE", action="append", default=[], help="terms for each index of a wire")
    parser.add_argument("--where", metavar="h=3|l<k", action="append", default=[], help="rows with these indices")
    parser.add_argument("--mean", metavar="WIRE", action="append", default=[], help="the mean over a wire")
    parser.add_argument("--sort", metavar="COLUMN", help="the largest first")
    parser.add_argument("--top", metavar="N", type=whole, help="the first N rows (printed: 200)")
    parser.add_argument("--plot", metavar="MEASURE", help="what a map shows: a measure, or attention")
    parser.add_argument("--tokens", metavar="FILE", help="the tokens of an attention map, one a line")
    weights_options(parser)
    parser.add_argument("--input", metavar="NAME=X.npy", action="append", default=[], type=binding,
                        help="a tensor, which may be a definition")  # fmt: skip
    size_options(parser)
    parser.add_argument("--random", metavar="SEED", type=whole, help="random values for what is not given")
    parser.add_argument("--seed", metavar="N", type=whole, default=0, help="of random weights beside (default 0)")
    parser.add_argument("--memory", type=amount, metavar="4GiB", help="most memory to use (default: of what is free)")
    parser.add_argument("--format", choices=["csv", "json"], help="write instead of a table for reading")
    parser.add_argument("--columns", metavar="N", type=whole, help="characters of a line (default: the terminal's)")
    parser.add_argument("-o", "--output", metavar="OUT", help="table.csv, table.json, or a map: .svg, .png, .pdf")
