"""Tables: joined as sets of pairs are, chosen, written and printed."""

from __future__ import annotations

import csv
import io
import json
import math
from itertools import product

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures.rows import over, sort, top, where, with_means
from tensorgraph.measures.table import Column, Table, beside, column, join


def table(name: str, **sizes: int) -> Table:
    """A measure whose entry says the index: 12 at p = 1, h = 2."""
    index = tuple(product(*map(range, sizes.values())))
    values = [float("".join(map(str, row)) or 0) for row in index]
    return Table(tuple(sizes), index, (column("norm", name, values),), tuple(f"d_{wire}" for wire in sizes))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"p": 2}, {"h": 3}),
        ({"p": 2, "h": 3}, {"h": 3}),
        ({"h": 3}, {"p": 2, "h": 3}),
        ({"p": 2, "h": 3}, {"h": 3, "k": 2}),
        ({"p": 2, "h": 3}, {"h": 3, "p": 2}),
        ({}, {"h": 3}),
        ({"h": 3}, {}),
        ({}, {}),
    ],
)
def test_join_is_natural(one: dict[str, int], other: dict[str, int]) -> None:
    """By brute force: every index of all wires, read off by each of the two."""
    joined = join([table("A", **one), table("B", **other)])
    sizes = {**one, **other}
    expected = set()
    for index in product(*map(range, sizes.values())):
        at = dict(zip(sizes, index, strict=True))
        entries = (float("".join(str(at[wire]) for wire in wires) or 0) for wires in (one, other))
        expected.add((tuple(sorted(at.items())), *entries))
    found = {(tuple(sorted((wire, row[wire]) for wire in sizes)), row["A norm"], row["B norm"]) for row in joined.rows}
    assert found == expected
    assert len(joined) == math.prod(sizes.values())


def test_one_name_for_two_dimensions_is_refused() -> None:
    a, b = table("A", h=2), table("B", h=2)
    with pytest.raises(TensorgraphError) as caught:
        join([a, Table(b.wires, b.index, b.columns, ("layer",))])
    assert str(caught.value) == (
        "error[wires]: the wire `h` is `d_h` in `A` and `layer` in `B`\n"
        "  = rename one of the two, or measure them apart"
    )


def test_conditions() -> None:
    pairs = table("A", l=3, k=3)
    assert where(pairs, "l<k").index == ((0, 1), (0, 2), (1, 2))
    assert where(pairs, "l = 2")["norm"] == (20, 21, 22)
    assert where(where(pairs, "k>=l"), "k<=1").index == ((0, 0), (0, 1), (1, 1))
    assert where(pairs, "2>l").index == where(pairs, "l<2").index == where(pairs, "l<=1").index


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("l", "`l` is no condition on rows\n  = write h=3, l<2 or l1<l2"),
        ("l<<2", "`l<<2` is no condition on rows\n  = write h=3, l<2 or l1<l2"),
        ("x=1", "no wire of this table is called `x`\n  = the wires are: l, k"),
        ("l=-1", "no wire of this table is called `-1`\n  = the wires are: l, k"),
    ],
)
def test_what_is_no_condition(condition: str, message: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        where(table("A", l=3, k=3), condition)
    assert str(caught.value) == f"error[condition]: {message}"


def test_means_are_of_what_is_defined_and_of_rows_that_are_cut() -> None:
    given = Table(("h",), ((0,), (1,), (2,)), (column("prefix", "A", [1.0, math.nan, 4.0]),))
    found = top(sort(with_means(given), "prefix"), 1)
    assert (found.index, found["prefix"], found.columns[0].mean) == (((2,),), (4.0,), 2.5)
    assert (found.last, found.left_out) == ("mean", 2)
    assert with_means(top(given, 1)).last == ""


def test_sort_puts_the_undefined_last() -> None:
    given = Table(("h",), ((0,), (1,), (2,), (3,)), (column("prefix", "A", [-1.0, math.nan, 4.0, 4.0]),))
    assert sort(given, "prefix").index == ((2,), (3,), (0,), (1,))


def test_mean_over_a_wire() -> None:
    found = over(table("A", b=2, h=3), "b")
    assert (found.wires, found.dims, found.index) == (("h",), ("d_h",), ((0,), (1,), (2,)))
    assert found["norm"] == (5, 6, 7)
    with pytest.raises(TensorgraphError) as caught:
        over(found, "b")
    assert str(caught.value) == "error[unknown-wire]: no wire of this table is called `b`\n  = the wires are: h"


def test_columns_by_measure_and_by_header() -> None:
    both = beside({"": join([table("A", h=2), table("B", h=2)]), "random": join([table("A", h=2), table("B", h=2)])})
    assert both.headers == ("A norm", "B norm", "random: A norm", "random: B norm")
    assert both["B norm"] == both["random: B norm"] == (0, 1)
    with pytest.raises(TensorgraphError) as caught:
        both["norm"]
    assert str(caught.value) == (
        "error[unknown-column]: `norm` is a measure of several columns\n"
        "  = write one of: A norm, B norm, random: A norm, random: B norm"
    )
    with pytest.raises(TensorgraphError) as caught:
        both["A nrom"]
    assert str(caught.value) == "error[unknown-column]: no column is called `A nrom`\n  = write `A norm`"
    three = Table((), ((),), (Column("identity error", "M", (0.5,)),))
    assert three["identity"] == three["identity error"] == three["M identity error"] == (0.5,)


def awkward() -> Table:
    texts = ('a "quoted", comma', "two\nlines", "plain")
    columns = (column("share", "S", [1 / 3, math.nan, -1e-17]), column("rank", "S", [64, 64, 64]))
    return Table(("term", "text"), tuple(enumerate(texts, 1)), columns, ("term", "text"))


def test_csv_is_read_back_by_another_reader() -> None:
    rows = list(csv.reader(io.StringIO(awkward().csv(), newline="")))
    assert rows[0] == ["term", "text", "S share", "S rank"]
    assert [row[1] for row in rows[1:]] == ['a "quoted", comma', "two\nlines", "plain"]
    assert float(rows[1][2]) == 1 / 3 and rows[2][2] == "" and float(rows[3][2]) == -1e-17
    assert awkward().csv().startswith('term,text,S share,S rank\r\n1,"a ""quoted"", comma",0.3333333333333333,64\r\n2,')


def test_json() -> None:
    data = json.loads(json.dumps(awkward().to_json(), allow_nan=False))
    assert data["rows"][1] == {"index": {"term": 2, "text": "two\nlines"}, "values": [None, 64]}
    assert [c["header"] for c in data["columns"]] == ["S share", "S rank"]
    assert data["last"] is None and data["wires"] == ["term", "text"]


def test_printed() -> None:
    """By hand: numbers under each other, an undefined one as a dash, nothing that steers the terminal."""
    columns = (
        Column("previous", "A", (0.5, None, -1.0), mean=-0.25, decimals=3),
        Column("norm", "W_OV", (1234.5, 0.25, 12.0), mean=415.58),
        Column("shift top-1", "A", (1.0, -0.0001, 0.0), mean=0.3, decimals=3),
    )
    found = Table(("h",), ((0,), (1,), (10,)), columns, last="mean", left_out=2)
    assert found.text().splitlines() == [
        "        A           W_OV       A",
        "                               shift",
        "   h    previous       norm    top-1",
        "────────────────────────────────────",
        "   0       0.500    1234.50    1.000",
        "   1           –       0.25    0.000",
        "  10      -1.000      12.00    0.000",
        "────────────────────────────────────",
        "mean      -0.250     415.58    0.300",
        "",
        "2 more rows; the mean is over all 5",
    ]
    steering = Table(("text",), (("\x1b[2J",),), (Column("norm", "A", (1.0,)),))
    assert "\x1b" not in steering.text()


def test_a_wide_table_is_printed_in_parts() -> None:
    found = join([table("first_name", h=2), table("second_name", h=2)])
    assert found.text(29).splitlines() == [
        *("     first_name", "h          norm", "───────────────", "0         0.000", "1         1.000"),
        "",
        *("     second_name", "h           norm", "────────────────", "0          0.000", "1          1.000"),
    ]
    assert max(map(len, found.text(1).splitlines())) == 16
    assert found.text(30) == found.text()


def test_a_table_is_parted_by_weights_before_names() -> None:
    """Both names of each weights fit 40 characters, and three do not."""
    one = join([table("first_name", h=2), table("second_name", h=2)])
    printed = beside({"": one, "init": one}).text(40)
    parts = [part.splitlines() for part in printed.split("\n\n")]
    assert [part[0].split() for part in parts] == [["as", "given"], ["init"]]
    assert [part[1].split() for part in parts] == [["first_name", "second_name"]] * 2


def test_numbers_far_apart_have_digits_of_their_own() -> None:
    found = Table(("h",), ((0,), (1,), (2,)), (column("norm", "A", [1.0, 1e-9, 0.0]),))
    assert [line.split()[-1] for line in found.text().splitlines()[-3:]] == ["1.000e+00", "1.000e-09", "0"]


def test_long_texts_keep_both_ends() -> None:
    texts = [f"{'first ' * 20}h = {h}" for h in (1, 2)]
    found = Table(("text",), tuple((text,) for text in texts), (Column("norm", "A", (1.0, 2.0)),))
    lines = found.text().splitlines()[-2:]
    assert [line.split("h = ")[1].split()[0] for line in lines] == ["1", "2"]
    assert all(line.startswith("first first") and len(line.split("  ")[0]) == 60 for line in lines)
