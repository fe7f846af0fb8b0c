"""The arguments of what computes."""

from __future__ import annotations

from typing import Any

from tensorgraph.cli.arguments.kinds import amount, binding, count, whole
from tensorgraph.cli.arguments.shared import command_parser, size_options, weights_options


def check(commands: Any) -> None:
    """`tensorgraph check`."""
    parser = command_parser(
        commands,
        "check",
        "a verdict on every equation",
        [
            "check head.tg",
            "check head.tg --why                           every proof, step by step",
            "check examples/ --json",
            "check head.tg --weights gpt2.safetensors --seed 3",
        ],
    )
    parser.add_argument("files", metavar="FILE|FOLDER", nargs="+", help=".tg files, folders of them, or -")
    weights_options(parser)
    parser.add_argument("--random", action="store_true", help="random values only: read no file that `from:` names")
    parser.add_argument("--seed", type=whole, default=0, help="of the random values (default 0)")
    size_options(parser)
    parser.add_argument("--why", action="store_true", help="print each proof step by step")
    parser.add_argument("--json", action="store_true", help="verdicts as JSON")


def run(commands: Any) -> None:
    """`tensorgraph run`."""
    parser = command_parser(
        commands,
        "run",
        "compute definitions with torch",
        [
            "run head.tg h --random 0                              random values, a summary",
            "run head.tg h A --weights w.safetensors --input t=t.npy -o out.safetensors",
            "run head.tg h --input A=pattern.npy --random 0        with the pattern frozen",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument("names", metavar="NAME", nargs="+", help="definitions")
    weights_options(parser)
    parser.add_argument(
        "--input",
        metavar="NAME=X.npy",
        action="append",
        default=[],
        type=binding,
        help="a tensor, which may be a definition",
    )
    size_options(parser)
    parser.add_argument("--random", metavar="SEED", type=whole, help="random values for what is not given")
    parser.add_argument("--dtype", choices=["float64", "float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--memory", type=amount, metavar="4GiB", help="most memory to use (default: of what is free)")
    parser.add_argument("-o", "--output", metavar="OUT", help="out.safetensors, or out.npy for one result")


def plan(commands: Any) -> None:
    """`tensorgraph plan`."""
    parser = command_parser(
        commands,
        "plan",
        "how a definition is computed, and what it costs",
        [
            "plan head.tg h",
            "plan head.tg h --json",
            "plan head.tg h --memory 4MiB      in blocks of a wire where it takes more",
            "plan multihead.tg S --compare      the order of contractions as other searches choose it",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument("name", metavar="NAME", help="a definition")
    parser.add_argument("--given", metavar="NAME", action="append", default=[], help="a definition given as a tensor")
    size_options(parser)
    parser.add_argument("--memory", type=amount, metavar="4GiB", help="as it runs where no more may be used")
    parser.add_argument("--json", action="store_true", help="the plan as JSON")
    parser.add_argument(
        "--compare", action="store_true", help="instead, for each product the paths that different searches find"
    )


def code(commands: Any) -> None:
    """`tensorgraph code`."""
    parser = command_parser(
        commands,
        "code",
        "a definition as Python that needs torch only",
        [
            "code head.tg h",
            "code head.tg h A --size context=64 -o head.py      two results of one function",
            "code head.tg h --calls 1                           parameters may change at every call",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    parser.add_argument("names", metavar="NAME", nargs="+", help="definitions")
    parser.add_argument("--given", metavar="NAME", action="append", default=[], help="a definition given as a tensor")
    size_options(parser)
    parser.add_argument("--dtype", choices=["float64", "float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--calls", metavar="N", type=count, default=1000,
                        help="how often it runs before a parameter changes (default 1000)")  # fmt: skip
    parser.add_argument("--memory", type=amount, metavar="4GiB", help="as it runs where no more may be used")
    parser.add_argument("-o", "--output", metavar="OUT.py", help="a file (default: print it)")
