"""`use`: the files a file takes names from."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.syntax import tree as t
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.read import read_source

STD = Path(__file__).parent.parent.parent / "std"
"""The package's own files, `use "std/…"`."""
MAX_FILES = 200
"""Most files that one file may use, directly or not."""
MAX_LISTED = 12
"""Most files that a hint lists."""


def used_statements(reports: Reports, program: t.Program) -> list[t.Statement]:
    """The declarations and definitions of the files a program uses, each file once, those used first before."""
    found: list[t.Statement] = []
    path = Path(program.source.name)
    is_file = path.suffix == ".tg" and path.is_file()
    folder = path.parent if path.is_file() else Path()  # a document too, whose blocks use files beside it
    _visit(reports, program, folder, (path.resolve(),) if is_file else (), set(), found)
    return found


def _visit(
    reports: Reports,
    program: t.Program,
    folder: Path,
    above: tuple[Path, ...],
    seen: set[Path],
    found: list[t.Statement],
) -> None:
    for statement in program.statements:
        if not isinstance(statement, t.UseStatement):
            continue
        path = _resolve(reports, statement, folder)
        if path is None:
            reports.incomplete = True
        if path is None or _is_circle(reports, statement, path, above) or path in seen:
            continue
        seen.add(path)
        if len(seen) > MAX_FILES:
            reports.add(Diagnostic("use", f"more than {MAX_FILES} files are used", statement.span, hint="use fewer"))
            return
        shown = _root(statement, folder) / statement.path.removeprefix("std/")
        used = _parse(reports, shown)
        if used is not None:
            _visit(reports, used, shown.parent, (*above, path), seen, found)
            found += [other for other in used.statements if not isinstance(other, _PRIVATE)]


_PRIVATE = (t.UseStatement, t.PictureStatement, t.StyleStatement)
"""What a file keeps to itself."""


def _resolve(reports: Reports, statement: t.UseStatement, folder: Path) -> Path | None:
    text, span = statement.path, statement.span
    root = _root(statement, folder)
    name = text.removeprefix("std/")
    if not name or name.startswith("/") or "\\" in name or ":" in name or "\0" in name:
        reports.add(Diagnostic("use", f"`{text}` is not a file beside this one", span, hint='write `use "common.tg"`'))
        return None
    try:
        path, top = (root / name).resolve(), root.resolve()
        inside, there = path.is_relative_to(top), path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside, there = True, False
    if not inside:
        hint = "a file uses files beside it or in folders below it"
        reports.add(Diagnostic("use", f"`{text}` leaves the folder of this file", span, hint=hint))
        return None
    if not there:
        reports.add(Diagnostic("use", f"there is no file `{text}`", span, hint=_similar(folder, text)))
        return None
    return path


def _similar(folder: Path, text: str) -> str:
    """The files whose names are most like what is written, as they are written in a `use`."""
    below = "" if text.startswith("std/") else Path(text).parent.as_posix()
    try:
        local = sorted(path.relative_to(folder).as_posix() for path in (folder / below).glob("*.tg"))
    except (OSError, ValueError):
        local = []
    known = [*local, *(f"std/{path.name}" for path in sorted(STD.glob("*.tg")))]
    stems = near(Path(text).stem, [Path(path).stem for path in known])
    found = [path for path in known if Path(path).stem in stems]
    if found:
        return "write " + " or ".join(f"`{path}`" for path in found)
    return f"the files there are: {', '.join(known[:MAX_LISTED])}"


@cache
def standard_names() -> dict[str, str]:
    """What the files that come with the program define, and where: `ln` is in `std/norm.tg`."""
    texts = {f"std/{path.name}": path.read_text("utf-8") for path in sorted(STD.glob("*.tg"))}
    return {name: path for path, text in texts.items() for name in re.findall(r"^def (\w+)", text, re.MULTILINE)}


def _is_circle(reports: Reports, statement: t.UseStatement, path: Path, above: tuple[Path, ...]) -> bool:
    if path not in above:
        return False
    chain = " uses ".join(f"`{other.name}`" for other in (*above[above.index(path) :], path))
    hint = "put what both need into a third file"
    reports.add(Diagnostic("use-circle", f"{chain}: a circle", statement.span, hint=hint))
    return True


def _root(statement: t.UseStatement, folder: Path) -> Path:
    return STD if statement.path.startswith("std/") else folder


def _parse(reports: Reports, path: Path) -> t.Program | None:
    try:
        return parse(read_source(path))
    except TensorgraphError as error:
        reports.incomplete = True
        for diagnostic in error.diagnostics:
            reports.add(diagnostic)
        return None
