"""The table of `docs/performance.md`, "Computation".

    python -m tests.bench.compute [ROW …] [--rounds N] [--markdown] [--passes] [--compile] [--clock cpu]

Rows by the beginning of their names; all without any. Rivals run in turns in one process, values are compared first,
ratios are of one round, and the upper quartile of them decides. ``--passes`` compiles each row with each pass off.
``--compile`` adds `torch.compile` of the einsums. ``--clock cpu`` takes processor time, for a machine with other work;
set OMP_NUM_THREADS=1 then.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.bench.compute.attention import ROWS as ATTENTION
from tests.bench.compute.case import Row
from tests.bench.compute.gpt2 import ROWS as GPT2
from tests.bench.compute.lookups import ROWS as LOOKUPS
from tests.bench.compute.machine import Machine, machine
from tests.bench.compute.overhead import ROWS as OVERHEAD
from tests.bench.compute.scores import ROWS as SCORES
from tests.bench.compute.table import HEAD, lines, markdown, result, setting_of
from tests.bench.compute.timing import CLOCKS, ROUNDS, Clock
from tests.bench.compute.weights import ROWS as WEIGHTS

ROWS: tuple[Row, ...] = (*ATTENTION, *GPT2, *OVERHEAD, *SCORES, *LOOKUPS, *WEIGHTS)


def chosen(names: Sequence[str]) -> list[Row]:
    """The rows whose names begin so."""
    return [row for row in ROWS if not names or any(row.name.startswith(name) for name in names)]


def show(rows: Sequence[Row], clock: Clock, rounds: int, as_markdown: bool, compiled: bool) -> None:
    """Every row, as soon as it is measured."""
    rates: dict[tuple[object, str], Machine] = {}
    print(HEAD if as_markdown else f"{rounds} rounds; ratios to by hand: median (upper quartile)")
    for row in rows:
        key = (row.dtype, row.device)
        if key not in rates:
            rates[key] = machine(clock, row.dtype, row.device)
            words = f"{rates[key].flops / 1e9:.0f} GFLOP/s, {rates[key].bytes / 1e9:.1f} GB/s; {rates[key].words}"
            if not as_markdown:
                print(words, flush=True)
        found = result(row, row.make(setting_of(row, compiled)), clock, rounds)
        print(markdown(found, rates[key]) if as_markdown else "\n".join(lines(found, rates[key])), flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.compute", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("rows", nargs="*", help="beginnings of names")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    asked = parser.parse_args()
    show(chosen(asked.rows), CLOCKS[asked.clock], asked.rounds, asked.markdown, asked.compile)


if __name__ == "__main__":
    main()
