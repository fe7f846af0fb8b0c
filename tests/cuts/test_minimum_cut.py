"""Minimum cuts against all sets of wires, and rank bounds against ranks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tensorgraph.cuts import minimum, minimum_cut, operator
from tests.cuts.nets import NETS, Net, random_net
from tests.einsum.networks import network

SEEDS = 120
RANKS = {
    "chain": 2,
    "two wires against one": 4,
    "rows are the cut": 2,
    "columns are the cut": 3,
    "dense": 4,
    "outer product": 1,
    "Hadamard": 6,
    "copy dot": 3,
    "copy dot on the rows": 3,
    "batch": 2,
    "batch on the rows' side": 2,
    "pairs": 2,
    "loop": 3,
    "tree": 6,
    "many outer wires": 6,
    "an outer wire in the cut": 2,
    "a batch wire joins": 1,
    "apart from both": 2,
    "middle between two cuts": 2,
}
"""By hand: the least product of sizes on the way from rows to columns."""


def check_cut(net: Net) -> None:
    """The least of all products; the near cut has least on the rows' side, the far one least on the columns'."""
    every = list(net.cuts())
    least = min(size for size, _ in every)
    cut = net.cut
    assert cut.rank == least
    closed = set(net.batch)
    for side, wires in ((net.rows, cut.wires), (net.columns, cut.far)):
        chosen = {wire.name for wire in wires}
        assert (least, frozenset(chosen)) in every
        mine = net.reached(closed | chosen, side)
        assert all(mine <= net.reached(closed | other, side) for size, other in every if size == least)


@pytest.mark.parametrize("name", NETS)
def test_rank_by_hand(name: str) -> None:
    assert NETS[name].cut.rank == RANKS[name]
    check_cut(NETS[name])


def test_random_cuts_are_the_least_of_all() -> None:
    for seed in range(SEEDS):
        check_cut(random_net(seed))


def test_random_nets_have_every_kind() -> None:
    nets = [random_net(seed) for seed in range(SEEDS)]
    assert any(net.batch for net in nets) and any(len(net.rows + net.columns) > 2 for net in nets)
    assert any(len(set(t)) < len(t) for net in nets for t in net.inputs.split(","))  # a diagonal
    assert any(sum(letter in t for t in net.inputs.split(",")) > 2 for net in nets for letter in net.sizes)
    assert sum(net.cut.wires != net.cut.far for net in nets) > 10
    assert {net.cut.rank for net in nets} >= {1, 2, 3, 5, 9, 10} and sum(len(net.cut.wires) > 1 for net in nets) >= 3


@pytest.mark.parametrize("name", RANKS)
def test_generic_values_have_that_rank(name: str) -> None:
    """It is so for all of these, and must be for chains of matrices; see below for where it is not."""
    net = NETS[name]
    ranks = np.linalg.matrix_rank(net.dense)
    assert (ranks == net.cut.rank).all()


def test_the_bound_need_not_be_tight() -> None:
    """A shift loses a place, which no size says."""
    found = network("dim a = 4\ntensor A[a, a], B[a, a]\nM[i, l] = A[i, j] shift[j, k] B[k, l]")
    assert minimum_cut(operator(found, "M")).rank == 4
    values = np.random.default_rng(0).standard_normal((2, 4, 4))
    assert np.linalg.matrix_rank(values[0] @ np.eye(4, k=-1) @ values[1]) == 3


def test_sizes_override_the_declared_ones() -> None:
    text = "dim a = 9, b = 4, c = 5\ntensor A[a, b], B[b, c], C[c, a]\nM[i, l] = A[i, j] B[j, k] C[k, l]"
    found = operator(network(text), "M")
    assert [wire.name for wire in minimum_cut(found).wires] == ["j"]
    assert [wire.name for wire in minimum_cut(found, {"b": 8}).wires] == ["k"]


def test_a_mistaken_cut_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outer wires forgotten; the batch counted; a product taken for a sum."""
    right, sides = minimum._flow_network, minimum.cut_between

    def endless(nodes, number, rows, columns, sizes):  # type: ignore[no-untyped-def]
        flow = right(nodes, number, rows, columns, sizes)
        for wire in (*rows, *columns):
            del flow.edges[2 * number[wire], 2 * number[wire] + 1]["capacity"]
        return flow

    monkeypatch.setattr(minimum, "_flow_network", endless)
    with pytest.raises(AssertionError):
        check_cut(replace(NETS["rows are the cut"]))
    monkeypatch.setattr(minimum, "_flow_network", right)
    monkeypatch.setattr(minimum, "cut_between", lambda nodes, free, *rest: sides(nodes, (), *rest))
    with pytest.raises(AssertionError):
        check_cut(replace(NETS["a batch wire joins"]))
    monkeypatch.setattr(minimum, "cut_between", sides)
    monkeypatch.setattr(minimum, "log2", lambda size: size)
    with pytest.raises(AssertionError):
        check_cut(Net("iab,abk,kj", "", "i", "j", {"i": 99, "a": 4, "b": 5, "k": 10, "j": 99}))
