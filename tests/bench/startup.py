"""Whole processes beside each other, in turns: drawing a file, importing torch, matplotlib drawing one figure.

    python -m tests.bench.startup [ROUNDS]

Prints the median of each in seconds and the ratios from the same run. matplotlib is timed where it is installed.
"""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tensorgraph as tg

ROUNDS = 15


def commands(folder: Path) -> dict[str, list[str]]:
    """What is timed, by name."""
    target = str(folder / "figure.svg")
    plot = (
        "import matplotlib; matplotlib.use('svg'); import matplotlib.pyplot as plot\n"
        f"plot.plot([1, 2]); plot.savefig({target!r})"
    )
    found = {
        "draw head.tg": [sys.executable, "-m", "tensorgraph", "draw", str(tg.example("head")), "-o", target],
        "import torch": [sys.executable, "-c", "import torch"],
        "bare Python": [sys.executable, "-c", "pass"],
    }
    if importlib.util.find_spec("matplotlib"):
        found["matplotlib figure"] = [sys.executable, "-c", plot]
    return found


def seconds(command: list[str]) -> float:
    """The wall-clock time of a process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Time every command in turns and print the table."""
    with tempfile.TemporaryDirectory() as name:
        timed = commands(Path(name))
        for command in timed.values():
            seconds(command)
        found: dict[str, list[float]] = {key: [] for key in timed}
        for _ in range(rounds):
            for key, command in timed.items():
                found[key].append(seconds(command))
    medians = {key: statistics.median(values) for key, values in found.items()}
    print(f"{'process':20} {'median s':>9}  draw head.tg is this share of it")
    for key, value in medians.items():
        print(f"{key:20} {value:9.3f}  {medians['draw head.tg'] / value:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
