"""Positions from distances, breaks from widths, columns from names: each against all that could be."""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest

from tensorgraph.diagram.layout.breaking import Cost, Piece, line_starts
from tensorgraph.diagram.layout.columns import Item, columns
from tensorgraph.diagram.layout.solve import Constraint, Contradiction, positions

# ---- positions ---------------------------------------------------------------------------------------------------


def relaxed(count: int, constraints: Sequence[Constraint]) -> list[float] | None:
    """Bellman and Ford as in the book; None for a contradiction."""
    found = [0.0] * count
    for _ in range(count + 1):
        pushed = [(b, found[a] + gap) for a, b, gap in constraints if found[b] < found[a] + gap]
        if not pushed:
            return found
        for b, x in pushed:
            found[b] = max(found[b], x)
    return None


def any_constraints(seed: int) -> tuple[int, list[Constraint]]:
    chance = random.Random(seed)
    count = chance.randint(1, 8)
    ends = [(chance.randrange(count), chance.randrange(count)) for _ in range(chance.randint(0, 14))]
    return count, [(a, b, float(chance.randint(-4, 4))) for a, b in ends]


def test_positions_are_the_least_that_there_are_or_a_cycle_shows_why_not() -> None:
    refused = 0
    for seed in range(3000):
        count, constraints = any_constraints(seed)
        try:
            assert positions(count, constraints) == relaxed(count, constraints), seed
        except Contradiction as error:
            refused += 1
            assert relaxed(count, constraints) is None, seed
            cycle = [constraints[index] for index in error.cycle]
            assert sum(gap for _, _, gap in cycle) > 0
            assert all(a[1] == b[0] for a, b in pairwise([*cycle, cycle[0]]))
    assert 300 < refused < 2700  # both happen


class Counted(list[Constraint]):
    """Constraints that count how often one is looked at."""

    looks = 0

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        self.looks += 1
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[Constraint]:
        self.looks += len(self)
        return super().__iter__()


def looks(length: int, aligned: bool) -> int:
    """At a chain with farther distances too, its constraints in no order; ``aligned`` with a second chain."""
    near = [(k, k + 1, 1.0) for k in range(length - 1)]
    far = [(k, k + 3, 3.5) for k in range(length - 3)]
    second = [(a + length, b + length, gap) for a, b, gap in near] if aligned else []
    equal = [pair for k in range(0, length, 7) for pair in ((k, length + k, 0.0), (length + k, k, 0.0))]
    constraints = Counted([*near, *far, *second, *(equal if aligned else [])])
    random.Random(1).shuffle(constraints)
    positions(2 * length, constraints)
    return constraints.looks


@pytest.mark.parametrize("aligned", [False, True])
def test_the_work_is_in_proportion(aligned: bool) -> None:
    assert looks(1000, aligned) < 15 * looks(100, aligned)


# ---- breaks ------------------------------------------------------------------------------------------------------


def cost_of(pieces: Sequence[Piece], starts: Sequence[int], first: float, rest: float) -> Cost:
    """By the words of `Cost`."""
    lines = [pieces[a:b] for a, b in pairwise([*starts, len(pieces)])]
    widths = [sum(piece.width for piece in line) for line in lines]
    rooms = [first, *([rest] * (len(lines) - 1))]
    plus = [not line[0].relation for line in lines[1:]]
    return Cost(
        sum(max(0.0, width - room) for width, room in zip(widths, rooms, strict=True)),
        len(lines),
        sum(plus),
        int(bool(plus) and plus[-1] and len(lines[-1]) == 1),
        sum(max(0.0, room - width) ** 2 for width, room in list(zip(widths, rooms, strict=True))[:-1]),
    )


def test_breaks_are_the_best_of_all() -> None:
    chance = random.Random(2)
    for _ in range(500):
        count = chance.randint(1, 8)
        pieces = [
            Piece(float(chance.randint(5, 60)), chance.random() < 0.2, chance.random() < 0.85) for _ in range(count)
        ]
        rest = float(chance.randint(20, 150))
        first = rest + chance.choice([0, 30])
        may = [k for k in range(1, count) if pieces[k].may_lead]
        choices = [[0, *some] for n in range(count) for some in combinations(may, n)]
        best = min(cost_of(pieces, starts, first, rest) for starts in choices)
        starts, cost = line_starts(pieces, first, rest)
        assert cost_of(pieces, starts, first, rest) == cost == best


def terms(*signs: str) -> list[Piece]:
    return [Piece(10.0, sign == "=") for sign in signs]


BREAKS = {
    "all in one": (("", "+", "+"), 30, [0]),
    "fewest lines before anything": (("", "+", "=", "+", "+", "+"), 50, [0, 2]),
    "at = rather than at +": (("", "+", "+", "=", "+"), 40, [0, 3]),
    "two at the end rather than one": (("", "+", "+", "+", "+"), 40, [0, 3]),
    "a side may be alone": (("", "+", "+", "+", "="), 40, [0, 4]),
    "full lines first": (("", "+", "+", "+", "+", "+"), 40, [0, 4]),
    "each by itself": (("", "+", "+"), 5, [0, 1, 2]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_breaks_as_a_typesetter_would(name: str) -> None:
    signs, width, starts = BREAKS[name]
    assert line_starts(terms(*signs), width, width)[0] == starts


# ---- columns -----------------------------------------------------------------------------------------------------


def items(text: str) -> list[Item]:
    return [Item(word.partition("^")[0], word) for word in text.split()]


COLUMNS = {
    "induction scores": (
        ["x Q K x", "x Q K OV^q x A^q", "A^p x OV^p Q K x", "A^p x OV^p Q K OV^q x A^q"],
        [[1, 3, 4, 6], [1, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 6], [0, 1, 2, 3, 4, 5, 6, 7]],
    ),
    "paths of two layers": (
        ["t E U", "A^1 t E", "A^2 A^1 t E U"],
        [[2, 3, 4], [1, 2, 3], [0, 1, 2, 3, 4]],
    ),
    "close to what is before": (["E O^1 U", "E O^2 U", "E O^1 O^2 U"], [[0, 1, 3], [0, 1, 3], [0, 1, 2, 3]]),
    "superscripts that differ meet": (["A^1 x", "A^2 x"], [[0, 1], [0, 1]]),
    "the same superscript before another": (["A^1 A^2 x", "A^2 x"], [[0, 1, 2], [1, 2]]),
    "beside what meets before apart": (["B A A x", "A x"], [[0, 1, 2, 3], [2, 3]]),
    "order is kept": (["a b", "b a"], [[1, 2], [0, 1]]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    written, expected = COLUMNS[name]
    found = columns([items(term) for term in written])
    assert found == expected


def test_every_term_meets_the_columns_in_as_many_factors_as_can_be() -> None:
    chance = random.Random(3)
    for _ in range(300):
        first, second = ("".join(chance.choices("abc", k=chance.randint(0, 6))) for _ in range(2))
        found = columns([[Item(name, name) for name in term] for term in (first, second)])
        assert all(a < b for row in found for a, b in pairwise(row))
        met = len(set(found[0]) & set(found[1]))
        subsequences = {"".join(some) for n in range(7) for some in combinations(first, n)}
        common = [some for n in range(7) for some in combinations(second, n) if "".join(some) in subsequences]
        assert met == max(map(len, common))


def test_long_terms_meet_at_their_ends() -> None:
    long = [Item(f"a{k}", "") for k in range(300)]
    found = columns([long, [*long[:10], *(Item("b", "") for _ in range(300)), *long[-5:]]])
    assert found[0][:10] == found[1][:10]
    assert found[0][-5:] == found[1][-5:]
    assert not set(found[0][10:-5]) & set(found[1])
