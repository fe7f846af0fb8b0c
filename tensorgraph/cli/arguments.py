"""The arguments of each command, and its help with examples."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeAlias

from tensorgraph.cli.commands import command
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import near
from tensorgraph.diagram import FORMATS
from tensorgraph.diagram.formats import carriers, holders, takers
from tensorgraph.diagram.formats.options import OPTIONS
from tensorgraph.graph.lengths import points

Command: TypeAlias = Callable[[argparse.Namespace], int]

LAST_PORT = 65535
"""The highest number of a TCP port."""


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises instead of exiting."""

    def error(self, message: str) -> NoReturn:
        """Wrong usage."""
        raise Usage(f"{self.format_usage().rstrip()}\nerror: {message}\n  = `{self.prog} --help` has examples")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """A text that was asked for, or wrong usage."""
        raise Usage((message or "").rstrip(), status)

    def print_help(self, file: Any = None) -> None:
        """The help that was asked for."""
        raise Usage(self.format_help().rstrip(), 0)


class _Version(argparse.Action):
    def __call__(self, *ignored: Any) -> None:
        from tensorgraph import __version__

        raise Usage(f"tensorgraph {__version__}", 0)


def read_arguments(arguments: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """The command that was asked for and its options; Usage where they are wrong."""
    options, unknown = _parser().parse_known_args(list(arguments))
    if unknown and options.command is not None:
        raise Usage(_unknown_option(options.command, unknown[0]))
    if options.command is None:
        raise Usage(_parser().format_help().rstrip(), 2)
    return command(options.command), options


def _unknown_option(command: str, word: str) -> str:
    """What to say of a word that a command does not take, with its options that are most like it."""
    (parsers,) = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    parser = parsers.choices[command]
    known = [option for action in parser._actions for option in action.option_strings if option.startswith("--")]
    found = near(word.split("=")[0], known) if word.startswith("-") else []
    hint = f"write `{found[0]}`" if found else f"`tensorgraph {command} --help` has its options"
    return f"{parser.format_usage().rstrip()}\nerror: `{command}` does not take `{word}`\n  = {hint}"


def _parser() -> _Parser:
    parser = _Parser(
        prog="tensorgraph",
        description="Tensor networks from one text: the picture, the computation, the verdict.",
        epilog="\n".join(
            [
                "examples:",
                "  tensorgraph examples head > head.tg          a file to start from",
                "  tensorgraph draw head.tg -o head.svg          draw it",
                "  tensorgraph watch head.tg --open              draw it again on every save",
                "  tensorgraph check head.tg                     check every equation",
                "  tensorgraph run head.tg h --random 0          compute h on random values",
                "  tensorgraph plan head.tg h                    how, and what it costs",
                "  tensorgraph code head.tg h                    the same as a Python function",
                "  tensorgraph measure head.tg A --random 0      scores of its attention pattern",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for add in (_draw, _watch, _check, _run, _plan, _code, _measure, _weights, _fmt, _einsum, _source, _examples):
        add(commands)
    return parser


def _command(commands: Any, name: str, words: str, examples: Sequence[str]) -> Any:
    epilog = "\n".join(["examples:", *(f"  tensorgraph {example}" for example in examples)])
    return commands.add_parser(
        name, help=words, description=words, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def _draw(commands: Any) -> None:
    parser = _command(
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
    _picture(parser)
    parser.add_argument("--width", metavar="160mm", type=_width, help="break lines so that no picture is wider")
    parser.add_argument("--theme", metavar="NAME", help="taylor, mono, dark, or a file of your own that ends in .toml")
    parser.add_argument("--report", action="store_true", help="print each size and what collides; exit 1 if any does")
    parser.add_argument("--check", action="store_true", help="refuse to draw a false equation")


def _watch(commands: Any) -> None:
    parser = _command(
        commands,
        "watch",
        "a live page of a file's pictures, drawn anew on every save",
        ["watch head.tg --open", "watch head.tg --port 8000        only this machine can open it; Ctrl-C ends"],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file; the files it uses are watched too")
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="where to serve (default: a free port)")
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def _check(commands: Any) -> None:
    parser = _command(
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
    _from_weights(parser)
    parser.add_argument("--random", action="store_true", help="random values only: read no file that `from:` names")
    parser.add_argument("--seed", type=_whole, default=0, help="of the random values (default 0)")
    _sizes(parser)
    parser.add_argument("--why", action="store_true", help="print each proof step by step")
    parser.add_argument("--json", action="store_true", help="verdicts as JSON")


def _run(commands: Any) -> None:
    parser = _command(
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
    _from_weights(parser)
    parser.add_argument(
        "--input",
        metavar="NAME=X.npy",
        action="append",
        default=[],
        type=_binding,
        help="a tensor, which may be a definition",
    )
    _sizes(parser)
    parser.add_argument("--random", metavar="SEED", type=_whole, help="random values for what is not given")
    parser.add_argument("--dtype", choices=["float64", "float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--memory", type=_bytes, metavar="4GiB", help="most memory to use (default: of what is free)")
    parser.add_argument("-o", "--output", metavar="OUT", help="out.safetensors, or out.npy for one result")


def _plan(commands: Any) -> None:
    parser = _command(
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
    _sizes(parser)
    parser.add_argument("--memory", type=_bytes, metavar="4GiB", help="as it runs where no more may be used")
    parser.add_argument("--json", action="store_true", help="the plan as JSON")
    parser.add_argument(
        "--compare", action="store_true", help="instead, for each product the paths that different searches find"
    )


def _code(commands: Any) -> None:
    parser = _command(
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
    _sizes(parser)
    parser.add_argument("--dtype", choices=["float64", "float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--calls", metavar="N", type=_count, default=1000,
                        help="how often it runs before a parameter changes (default 1000)")  # fmt: skip
    parser.add_argument("--memory", type=_bytes, metavar="4GiB", help="as it runs where no more may be used")
    parser.add_argument("-o", "--output", metavar="OUT.py", help="a file (default: print it)")


def _weights(commands: Any) -> None:
    parser = _command(
        commands,
        "weights",
        "where the values of a file's tensors are, and what is left out",
        [
            "weights gpt2.tg",
            "weights gpt2.tg --weights model.safetensors --map gpt2      by the names of Hugging Face",
        ],
    )
    parser.add_argument("file", metavar="FILE", help="a .tg file, or - for standard input")
    _from_weights(parser)
    _sizes(parser)


def _measure(commands: Any) -> None:
    parser = _command(
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
    parser.add_argument("--beside", metavar="LABEL=FILE|random", action="append", default=[], type=_beside,
                        help="the same on other weights, or on random ones of the same size")  # fmt: skip
    parser.add_argument("--composition", action="store_true", help="composition scores of products of two operators")
    parser.add_argument("--each", metavar="WIRE", action="append", default=[], help="terms for each index of a wire")
    parser.add_argument("--where", metavar="h=3|l<k", action="append", default=[], help="rows with these indices")
    parser.add_argument("--mean", metavar="WIRE", action="append", default=[], help="the mean over a wire")
    parser.add_argument("--sort", metavar="COLUMN", help="the largest first")
    parser.add_argument("--top", metavar="N", type=_whole, help="the first N rows (printed: 200)")
    parser.add_argument("--plot", metavar="MEASURE", help="what a map shows: a measure, or attention")
    parser.add_argument("--tokens", metavar="FILE", help="the tokens of an attention map, one a line")
    _from_weights(parser)
    parser.add_argument("--input", metavar="NAME=X.npy", action="append", default=[], type=_binding,
                        help="a tensor, which may be a definition")  # fmt: skip
    _sizes(parser)
    parser.add_argument("--random", metavar="SEED", type=_whole, help="random values for what is not given")
    parser.add_argument("--seed", metavar="N", type=_whole, default=0, help="of random weights beside (default 0)")
    parser.add_argument("--memory", type=_bytes, metavar="4GiB", help="most memory to use (default: of what is free)")
    parser.add_argument("--format", choices=["csv", "json"], help="write instead of a table for reading")
    parser.add_argument("--columns", metavar="N", type=_whole, help="characters of a line (default: the terminal's)")
    parser.add_argument("-o", "--output", metavar="OUT", help="table.csv, table.json, or a map: .svg, .png, .pdf")


def _fmt(commands: Any) -> None:
    parser = _command(commands, "fmt", "lay files out in the usual way", ["fmt head.tg", "fmt --check examples/*.tg"])
    parser.add_argument("files", metavar="FILE", nargs="+", help=".tg files, or - for standard input to output")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")


def _einsum(commands: Any) -> None:
    parser = _command(
        commands,
        "einsum",
        "draw an einsum string, or print it as a .tg text",
        ["einsum 'ij,jk->ik'", "einsum 'b q d, b k d -> b q k' -o scores.svg"],
    )
    parser.add_argument("string", metavar="EINSUM", help="letters, or words parted by spaces")
    parser.add_argument("-o", "--output", metavar="OUT", help="a picture (default: print the .tg text)")
    _picture(parser)


def _source(commands: Any) -> None:
    parser = _command(
        commands,
        "source",
        "print the .tg text that a picture was drawn from",
        ["source head.svg > head.tg", "source talk.pdf"],
    )
    parser.add_argument("picture", metavar="PICTURE", help=f"a file written by `draw`: {carriers()}")


def _examples(commands: Any) -> None:
    parser = _command(
        commands,
        "examples",
        "print the shipped examples and the library",
        ["examples", "examples head > head.tg", 'examples std/attention        what `use "std/attention.tg"` brings'],
    )
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="an example or a file of the library (default: list them)"
    )


def _picture(parser: Any) -> None:
    """The format of a picture, and the options that formats take."""
    names = ", ".join(FORMATS)
    parser.add_argument("--format", metavar="FORMAT", help=f"{names} (default: by the ending of OUT, else svg)")
    for name, option in OPTIONS.items():
        words = f"{option.words}: {takers(name)}"
        if option.kind is bool:
            parser.add_argument(option.flag, dest=name, action="store_const", const=not option.usual, help=words)
        else:
            parser.add_argument(option.flag, dest=name, type=option.kind, metavar=option.metavar, help=words)


def _from_weights(parser: Any) -> None:
    """Where values are read that `from:` does not say, or says of another file."""
    words = "a file or folder of values: by the keys of `from:`, by `--map`, else by declared name"
    parser.add_argument("--weights", metavar="W.safetensors", help=words)
    parser.add_argument("--map", metavar="MAP", help="whose names its entries have: gpt2 or transformer-lens")


def _sizes(parser: Any) -> None:
    parser.add_argument(
        "--size", metavar="DIM=N", action="append", default=[], type=_size, help="the size of a dimension"
    )


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number")
    return int(text)


def _count(text: str) -> int:
    if _whole(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a positive whole number")
    return int(text)


def _width(text: str) -> str:
    if points(text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is not a width: write 160mm (or cm, in, pt)")
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"`{text}` is not a port, a number from 1 to {LAST_PORT}")
    return int(text)


def _size(text: str) -> tuple[str, int]:
    name, equals, size = text.partition("=")
    if not name or not equals or not re.fullmatch(r"\d{1,18}", size) or int(size) < 1:
        example = f"{name or 'context'}=128"
        raise argparse.ArgumentTypeError(f"`{text}` gives no size, a positive whole number: write {example}")
    return name, int(size)


def _binding(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not name or not equals or not path:
        raise argparse.ArgumentTypeError(f"`{text}` is not an input: write x=x.npy")
    return name, path


def _beside(text: str) -> tuple[str, str]:
    label, equals, path = text.partition("=")
    if text == "random":
        return text, text
    if not label or not equals or not path:
        raise argparse.ArgumentTypeError(f"`{text}` names no weights: write untrained=init.safetensors, or random")
    return label, path


_UNITS = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z]*)", text)
    if not match or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"`{text}` is not an amount of memory: write 4GiB")
    return int(float(match[1]) * _UNITS[match[2]])
