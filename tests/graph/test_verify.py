"""`verify` catches each planted mistake, and `view` shows a graph to networkx."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tensorgraph.graph.nodes import Apply, Dot, Graph, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.verify import verify, verify_graph
from tensorgraph.graph.view import view
from tests.graph.language import checked

NETWORK = checked("dim a, b\nparam A[a, b], v[a], w[b]\nfn f\ny[i] = A[i, j] w[j]\ncheck c: y[i] == v[i]")
II, J, K = Wire("i", "a"), Wire("j", "b"), Wire("k", "c")
AIJ, VI, WJ = Tensor("A", ((II,), (J,))), Tensor("v", ((II,),)), Tensor("w", ((J,),))


def graph(*factors: object, summed: tuple[Wire, ...] = (), legs: tuple[Wire, ...] = (II,)) -> Graph:
    return Graph(tuple((wire,) for wire in legs), Sum((Product(factors, summed=summed),)))  # type: ignore[arg-type]


def test_a_checked_network_has_no_faults() -> None:
    assert verify(NETWORK) == []


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        (graph(AIJ, WJ), "j is neither free nor summed"),
        (graph(AIJ, WJ, summed=(J, II)), "i is summed, and is a wire of the outside as well"),
        (graph(VI, summed=(J,)), "j is summed, and no factor has it"),
        (graph(AIJ, Sum((Product((WJ,), summed=(J,)),)), summed=(J,)),
         "j is summed, and is a wire of the outside as well"),
        (graph(Tensor("v", ((J,),)), summed=(J,)), "v has legs (('a',),), and is joined to (('b',),)"),
        (graph(Tensor("q", ((II,),))), "q is not in the network"),
        (graph(Dot(((II,), (J,))), summed=(J,)), "the legs of a dot differ in dimension"),
        (graph(Shift((II,), (J,)), summed=(J,)), "the legs of a shift differ in dimension"),
        (graph(Apply("relu", "relu", Sum((Product((VI,)),)), ((J,),))), "an axis of relu is no wire of its inside"),
        (graph(Apply("softmax", "softmax", Sum((Product((VI,)),)), ((II,), (II,)))),
         "an axis of softmax stands twice"),
        (graph(Apply("q", "q", Sum((Product((VI,)),)))), "q is no function of the network"),
        (graph(Apply("causal", "causal", Sum((Product((AIJ,)),)), ((II,), (J,))), legs=(II, J)),
         "the legs of causal differ in dimension"),
        (graph(Apply("mean", "mean", Sum((Product((VI,)),)), ((II,),))),
         "an axis of mean is a wire of the outside as well"),
        (graph(VI, Dot(((K,),)), summed=(K,)), "k has no dimension of the network"),
        (graph(VI, Dot(((K,),)), legs=(II, K)), "k has no dimension of the network"),
        (graph(VI, legs=(II, II)), "i is free twice"),
    ],
)  # fmt: skip
def test_planted(planted: Graph, expected: str) -> None:
    found = verify_graph(NETWORK, planted)
    assert f"graph: {expected}" in found


def test_the_whole_network_is_looked_at() -> None:
    wrong = graph(AIJ, WJ)
    definition = replace(NETWORK.definitions["y"], graph=wrong)
    assert verify(replace(NETWORK, definitions={"y": definition})) == ["y: j is neither free nor summed"]
    picture = NETWORK.pictures[0]
    row = replace(picture.rows[0], sides=(wrong, picture.rows[0].sides[1]))
    assert verify(replace(NETWORK, pictures=(replace(picture, rows=(row,)),))) == ["c: j is neither free nor summed"]


def test_view() -> None:
    seen = view(NETWORK.definitions["y"].graph)
    wires = {wire.name: data["free"] for (kind, wire), data in seen.nodes(data=True) if kind == "wire"}
    names = [data["name"] for (kind, _), data in seen.nodes(data=True) if kind == "factor"]
    assert (wires, names) == ({"i": True, "j": False}, ["A", "w"])
    assert sorted(dict(seen.degree()).values()) == [1, 1, 2, 2], "A has two legs, j two ends, i and w one each"


def test_what_is_kept_as_written_has_invariants_too() -> None:
    found = checked("""dim a, b, layer
param M[a, b], v[a]
U[i, r] s[r] V[r, j] = svd(M[i, j])
def f(x[n])[i] = x[i]
y[i] = f(v)[i] for l in layer
""")
    assert verify(found) == []
    stranger = replace(found.definitions["s"], graph=Graph(((Wire("j", "b", 9),),), Sum(())))
    planted = replace(found, definitions={**found.definitions, "s": stranger})
    assert verify(planted) == ["s: j.9 is no wire of what is decomposed"]
    kept = replace(found.definitions["y"].kept, state="gone")  # type: ignore[type-var]
    planted = replace(found, definitions={**found.definitions, "y": replace(found.definitions["y"], kept=kept)})
    assert verify(planted) == ["y: gone is not in the network"]
