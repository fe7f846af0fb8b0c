"""`tensorgraph draw`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tensorgraph.cli.notes import notes_printed
from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import FORMATS, Scene, render, report
from tensorgraph.diagram.formats import holders, takers
from tensorgraph.diagram.formats.options import OPTIONS
from tensorgraph.diagram.report import Finding
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.figure import format_of
from tensorgraph.graph.lengths import UNITS


@dataclass(frozen=True)
class Target:
    """A file to write, or ``-``, and the pictures that go into it."""

    file: str
    format: str
    names: tuple[str, ...]


def draw(options: argparse.Namespace) -> int:
    """Draw pictures to a file, a folder or standard output."""
    document = Document.of(read_input(options.file))
    names = options.names or list(document.pictures or document.names)
    if not names:
        hint = "write `show name: …`"
        raise mistake("unknown-picture", f"`{options.file}` has no picture and no definition", hint=hint)
    targets = _targets(names, options.output, options.format)
    wanted = format_options(options, targets[0].format)
    if options.check and _refused(document, names):
        return 1
    theme = theme_named(options.theme, Path()) if options.theme else None
    scenes = {name: document[name].at(width=options.width, theme=theme).scene for name in names}
    drawn = [render(target.format, [scenes[name] for name in target.names], **wanted) for target in targets]
    for target, data in zip(targets, drawn, strict=True):
        write_result(target.file, data)
    return _told(scenes, options.report)


def _told(scenes: Mapping[str, Scene], reported: bool) -> int:
    """The notes on each picture, and, where it is ``reported``, its size and what collides in it; 1 where that is."""
    found = 0
    for name, scene in scenes.items():
        for note in scene.notes:
            print(f"note: {name}: {note}", file=sys.stderr)
        if reported:
            collisions = report(scene)
            print(*_report_lines(name, scene, collisions), sep="\n", file=sys.stderr)
            found |= bool(collisions)
    return found


def _report_lines(name: str, scene: Scene, collisions: Sequence[Finding]) -> list[str]:
    """The size of a picture, and a line for each collision."""
    mm = UNITS["mm"]
    size = f"{scene.width:g} × {scene.height:g} pt ({scene.width / mm:.0f} × {scene.height / mm:.0f} mm)"
    count = {0: "no collision", 1: "1 collision"}.get(len(collisions), f"{len(collisions)} collisions")
    return [f"{name}: {size}, {count}", *(f"  {collision}" for collision in collisions)]


def _targets(names: Sequence[str], output: str, format: str | None) -> list[Target]:
    """The files to write, all of one format; Usage where several pictures would go into one that holds one."""
    _known(format)
    folder = output.endswith(("/", "\\")) or (output != "-" and Path(output).is_dir())
    if folder:
        make_folder(Path(output))
        chosen = format or "svg"
        return [Target(str(Path(output) / f"{_file_name(name)}.{chosen}"), chosen, (name,)) for name in names]
    file, chosen = picture_target(output, format)
    if len(names) > 1 and not FORMATS[chosen].pages:
        words = ", ".join(names)
        raise Usage(
            f"error: {len(names)} pictures ({words}) cannot go into one {chosen} file\n"
            f"  = name one of them, or a folder: `-o pictures/ --format {chosen}`; several go into one {holders()}"
        )
    return [Target(file, chosen, tuple(names))]


def picture_target(output: str, format: str | None) -> tuple[str, str]:
    """File and format of a single file of pictures."""
    _known(format)
    ending = Path(output).suffix.removeprefix(".").lower()
    if format and ending in FORMATS and ending != format:
        raise Usage(f"error: `{output}` ends in .{ending}, and --format says {format}\n  = leave one of them out")
    return output, format or ("svg" if output == "-" else format_of(Path(output)))


def format_options(options: argparse.Namespace, format: str) -> dict[str, object]:
    """The options of the format that were given; Usage for one that it does not take."""
    given = {name: getattr(options, name) for name in OPTIONS if getattr(options, name) is not None}
    for name in given:
        if name not in FORMATS[format].options:
            raise Usage(f"error: {OPTIONS[name].flag} belongs to {takers(name)}, and this is {format}")
    return given


def _known(format: str | None) -> None:
    if format is not None and format not in FORMATS:
        raise Usage(f"error: there is no format `{format}`\n  = the formats are: {', '.join(FORMATS)}")


def _file_name(name: str) -> str:
    return name.replace("/", "_")


def make_folder(folder: Path) -> None:
    """A folder, where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise mistake("file", f"cannot make the folder `{folder}`: {error.strerror or error}") from None


def _refused(document: Document, names: Sequence[str]) -> bool:
    """Whether an equation that would be drawn is false; its verdict is printed."""
    from tensorgraph.cli.check import verdict_lines
    from tensorgraph.verdict.judge import FALSE

    with notes_printed():
        verdicts = document.check()
    wrong = [verdict for verdict in verdicts if verdict.word == FALSE and verdict.name in names]
    for verdict in wrong:
        for line in verdict_lines(verdict, sys.stderr):
            print(line, file=sys.stderr)
    if wrong:
        print("not drawn, because an equation is false", file=sys.stderr)
    return bool(wrong)
