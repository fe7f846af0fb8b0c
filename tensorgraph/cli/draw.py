"""`tensorgraph draw`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import FORMATS
from tensorgraph.document import Document, format_of


def draw(options: argparse.Namespace) -> int:
    """Draw pictures to a file, a folder or standard output."""
    document = Document.of(read_input(options.file))
    names = options.names or list(document.pictures or document.names)
    if not names:
        hint = "write `show name: …`"
        raise mistake("unknown-picture", f"`{options.file}` has no picture and no definition", hint=hint)
    targets = _targets(names, options.output, options.format)
    if options.check and _refused(document, names):
        return 1
    drawn = [(target, document[name].render(format)) for name, target, format in targets]
    for target, data in drawn:
        write_result(target, data)
    return 0


def _targets(names: list[str], output: str, format: str | None) -> list[tuple[str, str, str]]:
    """Name, file and format of each picture; Usage where several would go into one file."""
    _known(format)
    folder = output.endswith(("/", "\\")) or (output != "-" and Path(output).is_dir())
    if folder:
        _make(Path(output))
        chosen = format or "svg"
        return [(name, str(Path(output) / f"{_file_name(name)}.{chosen}"), chosen) for name in names]
    if len(names) > 1:
        words = ", ".join(names)
        raise Usage(
            f"error: {len(names)} pictures ({words}) cannot go into one file\n"
            f"  = name one of them, or a folder: `-o pictures/ --format svg`"
        )
    return [(names[0], *picture_target(output, format))]


def picture_target(output: str, format: str | None) -> tuple[str, str]:
    """File and format of a single picture."""
    _known(format)
    ending = Path(output).suffix.removeprefix(".").lower()
    if format and ending in FORMATS and ending != format:
        raise Usage(f"error: `{output}` ends in .{ending}, and --format says {format}\n  = leave one of them out")
    return output, format or ("svg" if output == "-" else format_of(Path(output)))


def _known(format: str | None) -> None:
    if format is not None and format not in FORMATS:
        raise Usage(f"error: there is no format `{format}`\n  = the formats are: {', '.join(FORMATS)}")


def _file_name(name: str) -> str:
    return name.replace("/", "_")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise mistake("file", f"cannot make the folder `{folder}`: {error.strerror or error}") from None


def _refused(document: Document, names: list[str]) -> bool:
    """Whether an equation that would be drawn is false; its verdict is printed."""
    from tensorgraph.cli.check import verdict_lines
    from tensorgraph.verdict.judge import FALSE

    wrong = [verdict for verdict in document.check() if verdict.word == FALSE and verdict.name in names]
    for verdict in wrong:
        for line in verdict_lines(verdict, sys.stderr):
            print(line, file=sys.stderr)
    if wrong:
        print("not drawn, because an equation is false", file=sys.stderr)
    return bool(wrong)
