"""How long drawing takes, beside what else makes such pictures, in turns and in one run.

    python -m tests.bench.drawing [ROUNDS]

Prints medians, and the ratios that the goals are about. What is not installed (matplotlib, pdflatex, dot) is left out
and named. Other work on the machine moves seconds far more than ratios.
"""

from __future__ import annotations

import gc
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tensorgraph as tg
from tensorgraph.diagram import draw, render
from tests.bench.startup import commands, seconds
from tests.diagram.pictures import network_of
from tests.diagram.test_robust import BOX, chain

ROUNDS = 7
SHORT, LONG = 100, 1000
"""Nodes of the two chains."""
GALLERY = Path(__file__).parents[2] / "examples" / "gallery"


@dataclass(frozen=True)
class Goal:
    """At most ``most`` of the time of another row."""

    row: str
    other: str
    most: float


GOALS = (
    Goal("process: draw head.tg", "process: matplotlib figure", 0.5),
    Goal("process: draw head.tg", "process: import torch", 0.2),
    Goal("redraw head.tg, warm", "pdflatex of its TikZ", 0.1),
    Goal(f"layout, chain of {LONG}", f"layout, chain of {SHORT}", 15.0),
)


def processes(folder: Path) -> dict[str, Callable[[], None]]:
    """Whole processes, as `tests.bench.startup` has them."""

    def run(command: Sequence[str]) -> Callable[[], None]:
        return lambda: void(seconds(list(command)))

    return {f"process: {name}": run(command) for name, command in commands(folder).items()}


def redraws(folder: Path) -> dict[str, Callable[[], None]]:
    """The text of head.tg to its picture within a process, and other programs from the picture's text."""
    text = tg.example("head").read_text("utf-8")
    figure = tg.loads(text)["head"]
    found: dict[str, Callable[[], None]] = {
        "redraw head.tg, warm": lambda: void(tg.loads(text)["head"].render("svg")),
    }
    (folder / "head.tex").write_bytes(figure.render("tex", standalone=True))
    (folder / "head.dot").write_bytes(figure.render("dot"))
    latex = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "head.tex"]
    for name, command in {
        "pdflatex of its TikZ": latex,
        "dot -Tsvg of its network": ["dot", "-Tsvg", "head.dot"],
    }.items():
        if shutil.which(command[0]):
            found[name] = in_folder(command, folder)
    return found


def layouts() -> dict[str, Callable[[], None]]:
    """Chains of matrices, laid out; what is kept between pictures is made by the first round, which does not count."""
    made = {length: network_of(BOX + f"show p {{ dims: none }}: {chain(length)}") for length in (SHORT, LONG)}

    def layout(length: int) -> Callable[[], None]:
        return lambda: void(draw(*made[length]))

    return {f"layout, chain of {length}": layout(length) for length in made}


def galleries() -> dict[str, Callable[[], None]]:
    """Every picture of the gallery, or of the examples where there is none: read and laid out, then written."""
    files = sorted(GALLERY.glob("*.tg")) or list(tg.examples())
    scenes = [figure.scene for path in files for figure in figures(path)]

    def laid_out() -> None:
        for path in files:
            for figure in figures(path):
                void(figure.scene)

    def written(format: str) -> Callable[[], None]:
        return lambda: [render(format, [scene]) for scene in scenes].clear()

    name = f"gallery ({len(scenes)} pictures)"
    formats = {f"{name}: {format}": written(format) for format in ("svg", "png", "pdf", "pptx")}
    return {f"{name}: read, check, lay out": laid_out, **formats}


def figures(path: Path) -> Iterator[tg.Figure]:
    """The pictures of a file."""
    doc = tg.load(path)
    yield from (doc[name] for name in doc.pictures)


def in_folder(command: Sequence[str], folder: Path) -> Callable[[], None]:
    """A program run there."""
    return lambda: void(subprocess.run(command, cwd=folder, capture_output=True, check=True))


def void(_: object) -> None:
    """What was computed is not needed."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the collector, which would strike one of them or the other."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(work: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """The median of each, all in turns, after a round that does not count."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, task in work.items():
            with no_collection():
                start = time.perf_counter()
                task()
                taken = time.perf_counter() - start
            if number:
                found[name].append(taken)
    return {name: statistics.median(values) for name, values in found.items()}


def main(rounds: int) -> None:
    """Time all and print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        groups = [processes(folder), redraws(folder), layouts(), galleries()]
        medians = {row: median for group in groups for row, median in timed(group, rounds).items()}
    print_times(medians)
    print_goals(medians)


def print_times(medians: Mapping[str, float]) -> None:
    """A row for each."""
    width = max(map(len, medians))
    print(f"{'':{width}}  median s\n" + "─" * (width + 10))
    for row, median in medians.items():
        print(f"{row:{width}}  {median:8.4f}")


def print_goals(medians: Mapping[str, float]) -> None:
    """A row for each goal, met or missed."""
    pairs = {f"{goal.row} / {goal.other}": goal for goal in GOALS}
    width = max(map(len, pairs))
    print(f"\n{'':{width}}   ratio  goal\n" + "─" * (width + 30))
    for pair, goal in pairs.items():
        if goal.other not in medians:
            print(f"{pair:{width}}  not timed, because it is not installed")
            continue
        ratio = medians[goal.row] / medians[goal.other]
        word = "met" if ratio <= goal.most else "missed"
        print(f"{pair:{width}}  {ratio:6.3f}  at most {goal.most:g}: {word}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
