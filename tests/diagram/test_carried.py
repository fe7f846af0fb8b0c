"""Wires that calls carry: a Σ and a superscript where nothing else ends them, a line where something does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.diagram.scene import Group, Item, Scene, Text
from tests.diagram.looking import nodes

FILE = """
dim n, m, l
input x[n]
param W[l, n, m], V[l, m]
def call(x[n], W[n, m], V[m])[j] { label: "C" } = x[i] W[i, j] V[j]
def text(x[n], W[n, m], V[m])[j] = x[i] W[i, j] V[j]
def pick(W[l, n, m], k)[i, j] { label: "P" } = W[k, i, j]
all[j] = call(x, W^h, V^h)[j]
each[h, j] = call(x, W^h, V^h)[j]
above^h[j] = call(x, W^h, V^h)[j]
show a: SIDES
"""
SIGMA = r"\sum_h"


def scene(sides: str) -> Scene:
    return tg.loads(FILE.replace("SIDES", sides))["a"].scene


def texts(items: Iterable[Item]) -> Iterator[str]:
    """Everything that is set."""
    for item in items:
        if isinstance(item, Group):
            yield from texts(item.parts)
        elif isinstance(item, Text):
            yield item.outline.text


def lines_of_last(drawn: Scene) -> int:
    """How many lines leave the node furthest to the right."""
    return len(nodes(drawn)[-1].anchors)


@pytest.mark.parametrize(
    ("sides", "label", "lines"),
    [
        ("all[j] == unfold(all[j])", "C^{h}", 1),
        ("all[j] == relu(call(x, W^h, V^h)[j])", "C^{h}", 1),
        ("all[j] == (V[0, j] + call(x, W^h, V^h)[j])", "C^{h}", 1),
    ],
)
def test_a_wire_that_only_calls_carry_is_summed_above_them(sides: str, label: str, lines: int) -> None:
    drawn = scene(sides)
    found = list(texts(drawn.parts))
    assert label in found and any(SIGMA in text for text in found)
    assert {len(node.anchors) for node in nodes(drawn) if label in list(texts(node.parts))} == {lines}
    assert report(drawn) == []


def test_a_call_that_is_drawn_by_its_text_says_it_there() -> None:
    drawn = scene("all[j] == text(x, W^h, V^h)[j]")
    found = list(texts(drawn.parts))
    assert any(SIGMA in text for text in found)
    assert r"\mathrm{text}(x,W^h,V^h)" in found
    assert lines_of_last(drawn) == 1
    assert report(drawn) == []


def test_a_free_wire_is_a_line_where_it_is_one_on_the_other_side() -> None:
    drawn = scene("each[h, j] == unfold(each[h, j])")
    assert not any(SIGMA in text for text in texts(drawn.parts))
    assert "C" in list(texts(drawn.parts))
    assert [len(node.anchors) for node in nodes(drawn)] == [2, 2]


def test_a_free_wire_is_no_line_where_it_stands_above_on_the_other_side() -> None:
    drawn = scene("above^h[j] == unfold(above^h[j])")
    assert "C^{h}" in list(texts(drawn.parts))
    assert [len(node.anchors) for node in nodes(drawn)] == [1, 1]


def test_a_wire_that_ends_at_something_else_is_a_line() -> None:
    drawn = scene("pick(W, k)[i, j] V[k, j]")
    assert sorted(len(node.anchors) for node in nodes(drawn)) == [2, 3]
    assert report(drawn) == []


def test_a_number_above_a_name_takes_no_room_before_the_term() -> None:
    assert scene("V[0, j] == x[i] W^0[i, j]").width < scene("V[0, j] == 2 x[i] W^0[i, j]").width
    text = "dim n = 3, l = 2\ntensor T[n, n], A[l, n, n], B[n, n]\nshow a: T[i, j] == {}[i, k] B[k, j]\n"
    raised, plain = (tg.loads(text.format(name))["a"].scene for name in ("A^0", "T"))
    assert raised.width == plain.width
