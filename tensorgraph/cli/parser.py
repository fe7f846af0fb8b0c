"""Which command was asked for, with its options; wrong usage is said with what to write instead."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeAlias

from tensorgraph.cli.arguments import ARGUMENTS
from tensorgraph.cli.commands import command
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import near

Command: TypeAlias = Callable[[argparse.Namespace], int]


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
                "  tensorgraph explain head.tg h                 formula, einsum, PyTorch, cost beside it",
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
    for add in ARGUMENTS:
        add(commands)
    return parser
