"""What stands after `%%tensorgraph`: names of pictures and options; wrong ones are told what to write."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any, NoReturn

from tensorgraph.cli.arguments.kinds import size, whole, width
from tensorgraph.diagnostics import mistake, near
from tensorgraph.notebook.bundle import KINDS

HINT = "%%tensorgraph [NAMES…] [--check] [--run NAME] [--as NAME] [--theme dark] [--width 160mm] [--format svg,pdf]"


@dataclass(frozen=True)
class Asked:
    """What is asked of a cell, or of the ``file`` that a line names.

    ``names`` are pictures, ``run`` definitions whose values go into the notebook; ``store`` is the name that the
    document gets there; ``random`` the seed of what is given nowhere.
    """

    names: tuple[str, ...] = ()
    file: str | None = None
    theme: str | None = None
    width: str | None = None
    formats: tuple[str, ...] = ()
    check: bool = False
    run: tuple[str, ...] = ()
    random: int | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    store: str | None = None


def asked(line: str, is_cell: bool) -> Asked:
    """The line of a magic, read; the first word of one without a cell is its file. Raises `wrong-call`.

    >>> asked("head --width 100mm --run h", is_cell=True).run
    ('h',)
    """
    options = vars(_parser().parse_args(_words(line)))
    names, sizes = options.pop("names"), dict(options.pop("sizes"))
    if not is_cell and not names:
        raise mistake(
            "wrong-call", "`%tensorgraph` names no file", hint="write `%tensorgraph head.tg`, or %% and a cell"
        )
    file = None if is_cell else names.pop(0)
    made = Asked(tuple(names), file, sizes=sizes, **{**options, "run": tuple(options["run"])})
    if made.store is not None and (not made.store.isidentifier() or iskeyword(made.store)):
        raise mistake("wrong-call", f"`{made.store}` is no name in Python", hint="write `--as doc`")
    return made


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise mistake("wrong-call", f"this line cannot be read: {str(error).lower()}", hint=HINT) from None


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises our own error instead of leaving Python."""

    def error(self, message: str) -> NoReturn:
        """Wrong options."""
        known = [word for action in self._actions for word in action.option_strings]
        wrong = message.rpartition(" ")[2]
        found = near(wrong, known) if message.startswith("unrecognized") else []
        hint = f"write `{found[0]}`" if found else HINT
        raise mistake("wrong-call", message.replace("unrecognized arguments:", "there is no option"), hint=hint)


def _formats(text: str) -> tuple[str, ...]:
    words = tuple(text.split(","))
    for word in words:
        if word not in KINDS:
            raise argparse.ArgumentTypeError(f"there is no format `{word}` here: {', '.join(KINDS)}")
    return words


def _parser() -> Any:
    parser = _Parser(prog="%%tensorgraph", add_help=False, allow_abbrev=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--theme")
    parser.add_argument("--width", type=width)
    parser.add_argument("--format", dest="formats", type=_formats, default=())
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--run", action="append", default=[])
    parser.add_argument("--random", type=whole)
    parser.add_argument("--size", dest="sizes", type=size, action="append", default=[])
    parser.add_argument("--as", dest="store")
    return parser
