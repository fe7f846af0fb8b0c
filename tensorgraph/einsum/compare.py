"""The searches for a path side by side: what each finds, and how long it takes.

Every one is counted by the same rule (`Einsum.flops`), whatever it minimises itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from tensorgraph.einsum import searches
from tensorgraph.einsum.exact import GaveUp, exact
from tensorgraph.einsum.paths import EXACT_OPERANDS, SECONDS, einsum_of, found
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.searches import opt_einsum_search, positions_of
from tensorgraph.einsum.table import amount
from tensorgraph.einsum.walk import Einsum, Path, Searched

Fit: TypeAlias = Callable[[Einsum], bool]

OPTIMAL_OPERANDS = 7
"""More would take opt_einsum's `optimal` seconds."""
BRANCH_OPERANDS = 12
"""More would take opt_einsum's `branch` seconds."""
TRIALS = 32
"""Of random searches, opt_einsum's own default."""
HYPER_TRIALS = 8
"""Of cotengra's search over searches: some tenths of a second."""
LARGE_OPERANDS = 60
"""Above, searches of many trials are left out: they would take seconds."""


@dataclass(frozen=True)
class Row:
    """A search: its path's FLOPs, entries of its largest intermediate, the seconds it took; or why it was left out."""

    method: str
    flops: int | None = None
    largest: int | None = None
    seconds: float | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Comparison:
    """A product and a row for each search, the one that is used last."""

    product: Searched
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """As data, for ``--json``."""
        product = self.product
        methods = [asdict(row) for row in self.rows]
        return {"name": product.name, "factors": list(product.factors), "einsum": product.text, "methods": methods}


def compare(plan: Plan) -> list[Comparison]:
    """Every product of a plan with three or more factors, equal ones once."""
    if plan.searched:
        rows(WARM_UP)
    return [Comparison(product, tuple(rows(product.einsum))) for product in plan.searched]


def rows(one: Einsum) -> list[Row]:
    """A row for each search; opt_einsum's dynamic program only where ours, which is bounded, came to an end."""
    return [_row(name, search, one) if fits(one) else Row(name, why_not=why) for name, fits, search, why in METHODS]


def _row(name: str, search: Callable[[Einsum], Path], one: Einsum) -> Row:
    start = time.perf_counter()
    path = search(one)
    seconds = time.perf_counter() - start
    return Row(name, one.flops(path), one.largest(path), seconds)


def _naive(one: Einsum) -> Path:
    return [tuple(range(len(one.inputs)))]


def _used(one: Einsum) -> Path:
    """What is used, searched anew."""
    return list(found.__wrapped__(one, SECONDS))


def _ends(one: Einsum) -> bool:
    if len(one.inputs) > EXACT_OPERANDS:
        return False
    try:
        exact(one)
    except GaveUp:
        return False
    return True


def _hyper(one: Einsum) -> Path:
    from cotengra import HyperOptimizer

    search = HyperOptimizer(
        methods=["random-greedy"], max_repeats=HYPER_TRIALS, parallel=False, optlib="random", progbar=False,
        optlib_opts={"seed": 0}, reconf_opts={}, on_trial_error="raise",
    )  # fmt: skip
    return positions_of(search(one.inputs, one.output, dict(enumerate(one.sizes))))


def _up_to(count: int) -> Fit:
    return lambda one: len(one.inputs) <= count


HYPER_AXES = 120
"""Axes of all factors together beyond which cotengra's tuned search takes ten seconds and more."""


def _up_to_axes(count: int) -> Fit:
    return lambda one: sum(map(len, one.inputs)) <= count


def _with_cotengra(fits: Fit) -> Fit:
    return lambda one: searches.has_cotengra() and fits(one)


def _trials(search: searches.Search) -> Callable[[Einsum], Path]:
    return lambda one: search(one, TRIALS)


ALWAYS = _up_to(10**9)
LARGE, DENSE, ABSENT = "too many factors", "would take too long", "not installed"
ABSENT_OR_LARGE = "not installed, or would take too long"

METHODS: Sequence[tuple[str, Fit, Callable[[Einsum], Path], str]] = (
    ("in one go", ALWAYS, _naive, ""),
    ("opt_einsum greedy", ALWAYS, opt_einsum_search("greedy"), ""),
    ("opt_einsum branch", _up_to(BRANCH_OPERANDS), opt_einsum_search("branch-2"), LARGE),
    ("opt_einsum dp", _ends, opt_einsum_search("dp"), DENSE),
    ("opt_einsum optimal", _up_to(OPTIMAL_OPERANDS), opt_einsum_search("optimal"), LARGE),
    ("opt_einsum auto", ALWAYS, opt_einsum_search("auto"), ""),
    ("opt_einsum auto-hq", lambda one: _ends(one) or _hq(one), opt_einsum_search("auto-hq"), DENSE),
    ("opt_einsum random-greedy", _up_to(LARGE_OPERANDS), _trials(searches.random_greedy), LARGE),
    ("cotengra greedy", _with_cotengra(ALWAYS), _trials(searches.cotengra_greedy), ABSENT),
    ("cotengra hyper", _with_cotengra(_up_to_axes(HYPER_AXES)), _hyper, ABSENT_OR_LARGE),
    ("used here", ALWAYS, _used, ""),
)
"""Each search: its name, which products it is for, itself, and why it is left out of others."""

HQ_DYNAMIC = 16
"""Up to here opt_einsum's auto-hq is its dynamic program."""


def _hq(one: Einsum) -> bool:
    return HQ_DYNAMIC < len(one.inputs) <= LARGE_OPERANDS


WARM_UP = einsum_of([(0, 1), (1, 2), (2, 3)], (0, 3), dict.fromkeys(range(4), 2))
"""Searched first, so that no search's time is that of its import."""

HEADINGS = ("method", "FLOPs", "of the least", "largest intermediate", "search")


def text(comparisons: Sequence[Comparison]) -> str:
    """The comparisons for reading."""
    if not comparisons:
        return "no product has three or more factors: there is no order to choose"
    return "\n\n".join(_block(one) for one in comparisons)


def _block(one: Comparison) -> str:
    product = one.product
    title = f"{product.name}: {len(product.factors)} factors, {' · '.join(product.factors)}    {product.text}"
    least = min(row.flops for row in one.rows if row.flops is not None)
    cells = [HEADINGS, *(_cells(row, least) for row in one.rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [_line(line, widths) for line in cells]
    return "\n".join([title, "", lines[0], "─" * max(map(len, lines)), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def _cells(row: Row, least: int) -> tuple[str, ...]:
    if row.flops is None or row.largest is None or row.seconds is None:
        return (row.method, "–", "–", "–", row.why_not)
    times = f"{row.flops / least:.2f}" if row.flops < 100 * least else amount(row.flops // least)
    return (row.method, amount(row.flops), f"{times} ×", amount(row.largest), f"{row.seconds * 1e3:.2f} ms")
