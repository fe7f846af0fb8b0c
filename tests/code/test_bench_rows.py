"""The benchmark's rows at tiny sizes: what is compared is equal, and mistakes and slow functions are seen."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.bench.compute import by_hand, page
from tests.bench.compute.__main__ import ROWS, chosen
from tests.bench.compute.case import BY_HAND, CALLED, OURS, Case, Entry, Goal, Row, Setting
from tests.bench.compute.einsums import rivals
from tests.bench.compute.machine import Machine
from tests.bench.compute.overhead import train_steps
from tests.bench.compute.table import Result, lines, makers_of, result, working
from tests.bench.compute.timing import Times, difference, quiet

NEAR = 1e-9
"""Rounding in float64; norms from Gram matrices are within it, too."""
MACHINE = Machine(1e9, 1e9, "a machine")


def tiny(row: Row, others: bool = False) -> Case:
    return row.make(Setting(row.tiny, torch.float64, others=others))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_all_that_is_compared_is_equal(row: Row) -> None:
    case = tiny(row)
    entries, failed = working(makers_of(case))
    assert not failed
    expected = case.expected()
    with quiet():
        apart = {name: difference(entry(), expected) for name, entry in {**entries, **case.once}.items()}
    assert {BY_HAND, OURS, CALLED} <= apart.keys()
    assert max(apart.values()) < NEAR, apart


def test_attention_of_wide_models_is_equal() -> None:
    case = tiny(chosen(["attention-gpt2"])[0])
    values = dict(case.programs[OURS].values)
    x = values.pop("x")
    assert difference(by_hand.attention_large(x.shape, *values.values())(x), case.expected()) < NEAR


def test_libraries_agree() -> None:
    steps = train_steps(4)
    setting = Setting({"site": 2, "bond": 3}, torch.float64)
    legs = [("site", "bond"), ("bond", "site", "bond"), ("bond", "site", "bond"), ("bond", "site")]
    values = {f"{t}{k}": setting.draw(*leg, seed=k) for t in "AB" for k, leg in enumerate(legs)}
    found, missing = rivals(*steps, values, setting)
    assert {"torch.einsum", "opt_einsum"} <= found.keys() and not found.keys() & set(missing)
    assert max(difference(entry(), found["torch.einsum"]()) for entry in found.values()) < NEAR


def slow(value: Tensor) -> Tensor:
    time.sleep(3e-3)
    return value


def broken() -> Tensor:
    raise RuntimeError("no such kernel\nand more")


@pytest.fixture(scope="module")
def planted() -> list[str]:
    """What is printed of a tiny block with three entries more, each with a goal."""
    case = tiny(ROWS[0])
    right = case.expected()
    wrong = partial(torch.add, right, 1e-3 * right.abs().max())
    rivals: dict[str, Entry] = {
        BY_HAND: case.rivals[BY_HAND],
        "wrong": wrong,
        "slow": partial(slow, right),
        "broken": broken,
    }
    row = replace(ROWS[0], goals=tuple(Goal(1.0, name, BY_HAND) for name in ("wrong", "slow", "broken")))
    found = result(row, replace(case, programs={}, rivals=rivals), time.perf_counter, rounds=2)
    return [*lines(found, MACHINE), page.tables([page.later(found)]), page.row(found, MACHINE)]


def test_a_wrong_value_is_seen(planted: list[str]) -> None:
    assert any(line.startswith("  wrong ") and "WRONG VALUE, off by 1.0e-03" in line for line in planted)
    (line,) = [line for line in planted if line.startswith("  wrong: ≤ 1 × by hand: ")]
    assert line.endswith(": WRONG VALUE") and "wrong at most 1: WRONG VALUE" in planted[-1]


def test_a_slow_function_is_seen(planted: list[str]) -> None:
    (line,) = [line for line in planted if line.startswith("  slow: ≤ 1 × by hand: ")]
    assert line.endswith(": missed") and "slow at most 1: missed" in planted[-1]


def test_an_entry_that_fails_is_a_line(planted: list[str]) -> None:
    assert "  broken: FAILED, RuntimeError: no such kernel" in planted
    assert "  broken: ≤ 1 × by hand: –: not measured" in planted
    assert "broken at most 1: not measured" in planted[-1]


def test_the_upper_quartile_decides() -> None:
    times = Times({"a": (1.0, 1.0, 1.0, 3.0, 3.0), "b": (1.0,) * 5})
    assert times.ratio("a", "b") == 1.0 and times.upper("a", "b") == 3.0
    assert not times.met(Goal(2.9, "a", "b")) and times.met(Goal(3.0, "a", "b"))


def test_goals_that_differ_in_the_library_are_one() -> None:
    seconds = {BY_HAND: 1.0, OURS: 1.0, "torch.einsum": 3.0, "einops": 2.0}
    times = Times({name: (value,) * 5 for name, value in seconds.items()})
    found = Result(ROWS[0], tiny(ROWS[0]), times, Times({}), {}, {}, {})
    goals = [Goal(1 / 2.4, OURS, library) for library in ("torch.einsum", "einops")]
    assert page.goal(found, goals[:1]) == "2.4 × faster than torch.einsum (3.00): met"
    assert page.goal(found, goals) == "2.4 × faster than torch.einsum (3.00), einops (2.00): missed"


def test_the_page_has_the_tables_that_are_printed() -> None:
    text = (Path(__file__).parents[2] / "docs" / "performance.md").read_text("utf-8")
    assert all(page.heading(cells) in text for cells in (page.GOALS, page.OTHERS, page.MEMORY))
    assert all(f"\n| {row.title} | " in text for row in ROWS)


def test_values_that_are_no_numbers_differ() -> None:
    one = torch.ones(2, dtype=torch.float64)
    assert difference(one * torch.nan, one) == difference(one[:1], one) == float("inf")


def test_rows_are_chosen_by_the_beginning_of_their_names() -> None:
    assert [row.name for row in chosen(["attention-s", "chain"])] == ["attention-small", "chain"]
    assert chosen([]) == list(ROWS)
