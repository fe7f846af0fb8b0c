"""The table of `docs/performance.md`, "Computation".

    python -m tests.bench.compute [ROW …] [--rounds N] [--markdown] [--passes] [--compile] [--clock cpu]

Rows by the beginning of their names, all without any; `compiling` and `paths` are tables of their own. Rivals run in
turns in one process, values are compared first, ratios are of one round, and the upper quartile of them decides.
``--passes`` compiles each row with each pass off. ``--compile`` adds `torch.compile` of the einsums. ``--clock cpu``
takes processor time, for a machine with other work; set OMP_NUM_THREADS=1 then.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence

from tests.bench.compute import gpu, passes
from tests.bench.compute.attention import ROWS as ATTENTION
from tests.bench.compute.case import Row
from tests.bench.compute.compiling import compiling
from tests.bench.compute.gpt2 import ROWS as GPT2
from tests.bench.compute.lookups import ROWS as LOOKUPS
from tests.bench.compute.machine import Machine, machine
from tests.bench.compute.overhead import ROWS as OVERHEAD
from tests.bench.compute.scores import ROWS as SCORES
from tests.bench.compute.table import HEAD, lines, markdown, result, setting_of
from tests.bench.compute.timing import CLOCKS, ROUNDS, Clock, cuda_clock
from tests.bench.compute.weights import ROWS as WEIGHTS

ROWS: tuple[Row, ...] = (*ATTENTION, *GPT2, *OVERHEAD, *SCORES, *WEIGHTS, *LOOKUPS)
PATHS = "tests.bench.paths"


def chosen(names: Sequence[str], rows: Sequence[Row] = ROWS) -> list[Row]:
    """The rows whose names begin so."""
    return [row for row in rows if wanted(names, row.name)]


def wanted(names: Sequence[str], name: str) -> bool:
    """Whether a row or table is asked for."""
    return not names or any(name.startswith(beginning) for beginning in names)


def show(rows: Sequence[Row], clock: Clock, rounds: int, as_markdown: bool, compiled: bool) -> None:
    """Every row, as soon as it is measured."""
    rates: dict[tuple[object, str], Machine] = {}
    print(HEAD if as_markdown else f"{rounds} rounds; ratios to by hand: median (upper quartile)")
    for row in rows:
        timer = clock if row.device == "cpu" else cuda_clock
        key = (row.dtype, row.device)
        if key not in rates:
            rates[key] = machine(timer, row.dtype, row.device)
            print(rates[key], file=sys.stderr if as_markdown else sys.stdout, flush=True)
        found = result(row, row.make(setting_of(row, compiled=compiled)), timer, rounds)
        print(markdown(found, rates[key]) if as_markdown else "\n".join(lines(found, rates[key])), flush=True)


def others(names: Sequence[str], clock: Clock, rounds: int) -> None:
    """The tables that have no rival by hand."""
    if wanted(names, "compiling"):
        compiling(clock, rounds)
    if wanted(names, "paths") and importlib.util.find_spec(PATHS):
        subprocess.run([sys.executable, "-m", PATHS], check=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compute", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("rows", nargs="*", help="beginnings of names")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--markdown", action="store_true", help="rows to paste")
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
    others(asked.rows, clock, asked.rounds)


if __name__ == "__main__":
    main()
