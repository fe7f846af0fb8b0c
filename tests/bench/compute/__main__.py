"""The tables of `docs/performance.md`, "Computation"; ``--markdown`` prints them as they stand there.

    python -m tests.bench.compute [ROW …] [--rounds N] [--markdown] [--passes] [--compile] [--clock cpu]

Rows by the beginning of their names, all without any; `compiling` is a table of its own, `paths` too, if it is named.
Rivals run in turns in one process, values are compared first, ratios are of one round, and their upper quartile
decides.
``--passes`` compiles each row with each pass off. ``--compile`` adds `torch.compile` of the einsums. ``--clock cpu``
takes processor time, for a machine with other work; set OMP_NUM_THREADS=1 then.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tests.bench.compute import gpu, page, passes
from tests.bench.compute.attention import ROWS as ATTENTION
from tests.bench.compute.blocks import ROWS as BLOCKS
from tests.bench.compute.case import Row
from tests.bench.compute.compiling import compiling
from tests.bench.compute.gpt2 import ROWS as GPT2
from tests.bench.compute.lookups import ROWS as LOOKUPS
from tests.bench.compute.machine import Machine, machine
from tests.bench.compute.overhead import ROWS as OVERHEAD
from tests.bench.compute.scores import ROWS as SCORES
from tests.bench.compute.table import lines, result, setting_of
from tests.bench.compute.timing import CLOCKS, ROUNDS, Clock, cuda_clock
from tests.bench.compute.weights import ROWS as WEIGHTS

ROWS: tuple[Row, ...] = (*ATTENTION, *BLOCKS, *GPT2, *OVERHEAD, *SCORES, *WEIGHTS, *LOOKUPS)
PATHS = "tests.bench.paths"


def chosen(names: Sequence[str], rows: Sequence[Row] = ROWS) -> list[Row]:
    """The rows whose names begin so."""
    return [row for row in rows if wanted(names, row.name)]


def wanted(names: Sequence[str], name: str) -> bool:
    """Whether a row or table is asked for."""
    return not names or any(name.startswith(beginning) for beginning in names)


def show(rows: Sequence[Row], clock: Clock, rounds: int, as_page: bool, compiled: bool) -> None:
    """Every row, as soon as it is measured."""
    rates: dict[tuple[object, str], Machine] = {}
    later: list[page.Lines] = []
    for row in rows:
        timer = clock if row.device == "cpu" else cuda_clock
        key = (row.dtype, row.device)
        if key not in rates:
            rates[key] = machine(timer, row.dtype, row.device)
            print(f"{rates[key]}; {rounds} rounds; ratios: median (upper quartile)\n")
            print(page.heading(page.GOALS) if as_page else "", flush=True)
        found = result(row, row.make(setting_of(row, compiled=compiled)), timer, rounds)
        print(page.row(found, rates[key]) if as_page else "\n".join(lines(found, rates[key])), flush=True)
        later.append(page.later(found))
    print(page.tables(later) if as_page else "", flush=True)


def others(names: Sequence[str], clock: Clock, rounds: int, as_page: bool) -> None:
    """The tables that have no rival by hand; that of paths only if asked for, because it takes minutes."""
    if wanted(names, "compiling"):
        compiling(clock, rounds, as_page)
    if names and wanted(names, "paths"):
        subprocess.run([sys.executable, "-m", PATHS], check=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compute", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("rows", nargs="*", help="beginnings of names")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--markdown", action="store_true", help="tables to paste")
    parser.add_argument("--passes", action="store_true", help="each row with each pass off")
    parser.add_argument("--compile", action="store_true", help="torch.compile of the einsums, too")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    asked = parser.parse_args()
    rows, clock = chosen(asked.rows), CLOCKS[asked.clock]
    if asked.passes:
        passes.show(rows, clock, asked.rounds)
        return
    show([*rows, *chosen(asked.rows, gpu.rows())], clock, asked.rounds, asked.markdown, asked.compile)
    if wanted(asked.rows, "gpu") and not gpu.rows():
        print(gpu.ABSENT)
    others(asked.rows, clock, asked.rounds, asked.markdown)


if __name__ == "__main__":
    main()
