"""Writes what the lessons are made into: `python -m tests.write_lessons`.

A lesson is a page in `docs/lessons/`. Its blocks of `tg`, joined, are the file beside it; each picture of that file is
a figure; a table writes definitions as formulas and code; what a command prints stands under it; the exercise is shown
as its file has it. `answers.md` has what is right and what is usually wrong, from `tests/lessons/answers.py`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.cli.check import verdict_lines
from tensorgraph.figure import Figure
from tensorgraph.source import Source
from tensorgraph.verdict.verdict import Verdict
from tensorgraph.views import VIEWS
from tensorgraph.views.line import text_of
from tensorgraph.views.statement import Statement
from tests.lessons.answers import ANSWERS, Wrong

HEAD = """# Answers

What is right in each [exercise](README.md#exercises), and three things that are usually written instead. Other answers
are right as well: whatever `check` calls *proved* or *holds*, and is made of what the exercise asks for.
"""

ROOT = Path(__file__).parent.parent
LESSONS = ROOT / "docs" / "lessons"
FIGURES = LESSONS / "figures"
EXERCISES = LESSONS / "exercises"
INDEX = LESSONS / "README.md"
PAGES = sorted(LESSONS.glob("[0-9][0-9]-*.md"))

BLOCK = re.compile(r"^```tg\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^```tg exercise\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\| name \| (.*) \|\n\|[-|]+\|\n((?:\| `\w+` \|.*\n)+)", re.MULTILINE)
COLUMNS = {"formula": "formula", "einsum": "einsum", "PyTorch": "torch"}
"""Views of a definition by the heading of their column; what stands under any other heading is written by hand."""
FIRST_MISTAKE = re.compile(r"^```text (\d\d)\n.*?^```$", re.MULTILINE | re.DOTALL)
"""What is said of the first wrong answer to an exercise."""
HOLE = re.compile(r"\?(?=[^?]*\Z)")
"""The question mark of an exercise: the last one of the file, as its comments may ask, too."""
FIGURE = re.compile(r"\]\(figures/(\S+)\)")


@contextlib.contextmanager
def at_root() -> Iterator[None]:
    """The repository as the current folder, where the commands of the pages are typed."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        yield
    finally:
        os.chdir(before)


def number(page: Path) -> str:
    """`02` of `02-joining.md`."""
    return page.stem.split("-")[0]


def title(page: Path) -> str:
    """The first line of a lesson."""
    return page.read_text("utf-8").splitlines()[0].removeprefix("# ")


def exercise(page: Path) -> Path:
    """The file with the hole."""
    return EXERCISES / f"{number(page)}.tg"


def filled(number: str, answer: str) -> str:
    """An exercise with an answer in place of the question mark."""
    return HOLE.sub(lambda _: answer, (EXERCISES / f"{number}.tg").read_text("utf-8"))


def judged(number: str, answer: str) -> list[Verdict]:
    """The verdict on an exercise with an answer."""
    return tg.Document.of(Source(str(EXERCISES / f"{number}.tg"), filled(number, answer))).check()


def source(page: Path) -> str:
    """The blocks of a lesson as one file."""
    blocks = [block.strip() for block in BLOCK.findall(page.read_text("utf-8"))]
    return "\n\n".join([f"# Lesson {title(page)}", *blocks]) + "\n"


def figures(page: Path) -> dict[str, Figure]:
    """The pictures of a lesson, and of its exercise, by the name of their file."""
    document = tg.load(page.with_suffix(".tg"))
    shown = {name: document[name] for name in document.pictures} | {"exercise": tg.load(exercise(page))["exercise"]}
    return {f"{number(page)}-{name}.svg": figure for name, figure in shown.items()}


def printed(command: str) -> tuple[int, str]:
    """What a command answers: its exit status, and what it prints; it has nothing else to say."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        status = main(shlex.split(command)[1:])
    assert not said.getvalue(), said.getvalue()
    return status, out.getvalue()


def console(block: str) -> str:
    """A block of commands with what each prints, an empty line before the next."""
    commands = re.findall(r"^\$ .*$", block, re.MULTILINE)
    return "\n".join(f"{command}\n{printed(command.removeprefix('$ '))[1]}" for command in commands)


def rows(table: re.Match[str]) -> list[dict[str, str]]:
    """The cells of a table by their headings."""
    headings = ["name", *table[1].split(" | ")]
    cells = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2].splitlines())
    return [dict(zip(headings, line, strict=True)) for line in cells]


def written(document: tg.Document, name: str, heading: str) -> str:
    """A definition as a view writes it, without `name =` where that is a column of its own."""
    graph = document.network.definitions[name].graph
    lines = VIEWS[COLUMNS[heading]].lines(document.network, Statement(name, graph))
    text = "; ".join(text_of(line) for line in lines)
    return f"${text}$" if heading == "formula" else f"`{text.removeprefix(f'{name} = ')}`"


def with_views(document: tg.Document, table: re.Match[str]) -> str:
    """A table, each of its definitions written in the ways that its headings say."""
    lines = [
        [cell if at not in COLUMNS else written(document, row["name"].strip("`"), at) for at, cell in row.items()]
        for row in rows(table)
    ]
    return "\n".join([*table[0].splitlines()[:2], *(f"| {' | '.join(line)} |" for line in lines)]) + "\n"


def page_text(page: Path) -> str:
    """A lesson with its formulas, its exercise and what its commands print, run in the current folder."""
    document = tg.load(page.with_suffix(".tg"))
    text = SHOWN.sub(lambda _: f"```tg exercise\n{exercise(page).read_text('utf-8')}```", page.read_text("utf-8"))
    text = TABLE.sub(lambda table: with_views(document, table), text)
    return CONSOLE.sub(lambda found: f"```console\n{console(found[1])}```", text)


def index() -> str:
    """The page of lessons with what its command prints, and what is said of a wrong answer."""
    text = CONSOLE.sub(lambda found: f"```console\n{console(found[1])}```", INDEX.read_text("utf-8"))
    return FIRST_MISTAKE.sub(lambda found: f"```text {found[1]}\n{_refused(found[1])}\n```", text)


def _refused(number: str) -> str:
    (verdict,) = judged(number, ANSWERS[number].wrong[0].text)
    return "\n".join(verdict_lines(verdict, io.StringIO()))


def answers() -> str:
    """The page of answers."""
    return "\n".join([HEAD, *map(_answer, PAGES)])


def _answer(page: Path) -> str:
    answer = ANSWERS[number(page)]
    rows = [f"| `{wrong.text}` | {wrong.mistake} | {_said(wrong)} |" for wrong in answer.wrong]
    table = ["| not so | because | `check` says |", "|---|---|---|", *rows]
    right = f"```tg answer\n{answer.text}\n```"
    return "\n".join([f"## Lesson {int(number(page))}\n", f"[{title(page)}]({page.name})\n", right, "", *table]) + "\n"


def _said(wrong: Wrong) -> str:
    return wrong.said.replace("|", "\\|").replace("\n", "; ")


def write(page: Path) -> None:
    """The file of a lesson, its pictures, and the page itself."""
    page.with_suffix(".tg").write_text(source(page), "utf-8")
    for name, figure in figures(page).items():
        FIGURES.mkdir(exist_ok=True)
        (FIGURES / name).write_bytes(figure.render("svg"))
    page.write_text(page_text(page), "utf-8")


if __name__ == "__main__":
    with at_root():
        for old in FIGURES.glob("*.svg"):
            old.unlink()
        for lesson in PAGES:
            write(lesson)
        INDEX.write_text(index(), "utf-8")
        (LESSONS / "answers.md").write_text(answers(), "utf-8")
