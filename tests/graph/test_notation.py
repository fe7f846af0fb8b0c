"""A graph as text: what is read from it is the graph, up to names of wires; or, where scope forbids that, is equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.check import check_program
from tensorgraph.graph.coefficients import above_and_below, literal, whole
from tensorgraph.graph.legible import carried_in, with_carried
from tensorgraph.graph.network import Decomposition, Network, Repetition
from tensorgraph.graph.nodes import Apply, Dot, Graph, Leg, Product, Sum, Tensor, Wire
from tensorgraph.graph.notation import notation, written_notation
from tensorgraph.graph.rename import map_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import resolve_picture
from tensorgraph.rewrite.proof import Step
from tensorgraph.rewrite.prove import prove
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse
from tensorgraph.verdict.trial import random_trials
from tests.graph.language import checked
from tests.random_networks import SIZES, random_case

ROOT = Path(__file__).parent.parent.parent
FILES = sorted([*(ROOT / "examples").rglob("*.tg"), *(ROOT / "tests" / "false").glob("*.tg")])

HEAD = """dim a = 2, b = 3, heads = 2, n = 4
tensor M[a, b], N[b, a], Q[a, a], v[a], w[a], u[b], s, K[(a b), n], W[heads, a, b], x[a, b]
scalar c
fn f, act = relu, g[j]
def two(X[p, q], Y[q, p])[i, j] = X[i, k] Y[k, j]
def pick(X[p, q], l)[j] = X[l, j]
"""


def written(text: str) -> str:
    """The notation of the definition ``y``."""
    network = checked(HEAD + text)
    return notation(network.definitions["y"].graph, network)


SAME = [
    "y[i, k] = M[i, j] N[j, k]",
    "y = s",
    "y = 2",
    "y = 0",
    "y[i] = -v[i] + 2 w[i] - w[i] / 3",
    "y[i] = 3 a v[i] / 2 / sqrt(b)",
    "y[i] = sqrt(b) c v[i]",
    "y[i] = v[0] v[i] + v[-1] w[i]",
    "y[i] = v[j] id[j, 0] w[i] + v[i]",
    "y[i, j] = Q[i, j] v[i] w[j]",
    "y[i] = copy[i, j, k] v[j] w[k]",
    "y[i] = v[i] ones[j] w[j]",
    "y[i, j] = shift[i, j] v[j]",
    "y = Q[i, i]",
    "y[i, j] = K[(i j), 0]",
    "y[k, l] = K[p, k] K[p, l]",
    "y[p: (a b)] = K[p, 0]",
    "y[(i j)] = v[i] u[j]",
    "y[i, j] = W^h[i, j] W^h[k, l] x[k, l]",
    "y[i, j] = W^1[i, j] s",
    "y[i, j] = W[h, i, j] ones[h]",
    "y[i] = relu(M[i, j] u[j])",
    "y[i] = act(v[i])",
    "y[i] = f(v[i]) g[i](w[i])",
    "y[i] = relu[| i](v[i] w[i]) v[i]",
    "y[i] = v[i] relu[| j](w[j] v[j]) w[j]",
    "y[i] = softmax[i](v[i])",
    "y[i, j] = softmax[j](causal[i, j](Q[i, j] / sqrt(a)))",
    "y[i] = mean[j](x[i, j]) + sum[k](Q[i, k])",
    "y[i, j] = softmax[i, j](x[i, j])",
    "y[i, j] = softmax[(i j)](x[i, j])",
    "y[i] = layernorm[i](v[i], eps: 1e-6)",
    "y[i] = layernorm[i](v[i])",
    "y[i] = layernorm[i](v[i], eps: 0.5)",
    "y[i] = v[i] / (w[i] + 1)",
    "y[i] = v[i] / w[i]",
    "y[i] = v[i] / w[0]",
    "y[i] = reciprocal(v[i])",
    "y[i] = (v[i] + w[i]) (u[j] - u[j]) u[j]",
    "y[i] = v[i] (v[j] w[j])",
    "y[i] = M[i, j] (u[j] + 1)",
    'y[i] = v[i] "one" + (M[i, j] u[j] "two") s',
    "y[i, j] = two(x, N)[i, k] x[k, j]",
    "y[h, j] = pick(x, h)[j]",
    "y[j] = pick(x, 0)[j]",
    "y[h, i, j] = two(W^h, N)[i, j]",
]


@pytest.mark.parametrize("text", SAME)
def test_the_usual_way_of_writing_comes_back(text: str) -> None:
    assert f"{text.split(' = ')[0]} = {written(text)}" == text


OTHERWISE = {
    "y[i, j] = 2 * W[0, i, j]": "2 W[0, i, j]",
    "y[i] = v[i] * 2 / 4": "v[i] / 2",
    "y[i] = 1e-5 v[i]": "1e-5 v[i]",
    "y[i] = v[i] 0.75": "3 v[i] / 4",
    "y = copy[i: a]": "",
    "y[i] = v[i] copy[j: b] copy[j]": "v[i] ones[j: b] ones[j: b]",
    "y[i] = v[i] + M[i, j] u[j] + x[i, j] u[j]": "v[i] + M[i, j] u[j] + x[i, j] u[j]",
    "y[j] = M[i, k] x[i, k] v[j] ones[j]": "M[i, k] x[i, k] v[j] ones[j]",
}


@pytest.mark.parametrize("text", [text for text, wanted in OTHERWISE.items() if wanted])
def test_other_ways_of_writing_are_made_usual(text: str) -> None:
    assert written(text) == OTHERWISE[text]


def test_wires_of_one_name_are_told_apart() -> None:
    i, j, other = Wire("i", "a"), Wire("j", "a"), Wire("j", "a", 1)
    body = Sum((Product((Tensor("Q", ((i,), (j,))), Tensor("Q", ((j,), (other,))), Tensor("v", ((other,),))),
                        summed=(j, other)),))  # fmt: skip
    assert notation(Graph(((i,),), body), checked(HEAD)) == "Q[i, j] Q[j, j'] v[j']"


def test_terms_may_use_one_name_for_two_wires() -> None:
    wires = [Wire("j", "a", k) for k in range(2)]
    terms = tuple(Product((Tensor("v", ((j,),)), Tensor("w", ((j,),))), summed=(j,)) for j in wires)
    assert notation(Graph((), Sum(terms)), checked(HEAD)) == "v[j] w[j] + v[j] w[j]"


def test_a_wire_that_ends_once_gets_ones() -> None:
    j = Wire("j", "a")
    assert notation(Graph((), Sum((Product((Tensor("v", ((j,),)),), summed=(j,)),))), checked(HEAD)) == "v[j] ones[j]"


def test_a_wire_that_a_group_uses_twice_enters_it_once() -> None:
    i, j = Wire("i", "a"), Wire("j", "a")
    group = Sum((Product((Tensor("v", ((j,),)), Tensor("w", ((j,),)))), Product((Tensor("v", ((i,),)),))))
    body = Sum((Product((group, Tensor("Q", ((i,), (j,)))), summed=(j,)),))
    assert notation(Graph(((i,),), body), checked(HEAD)) == "(v[j'] w[j'] id[j, j'] + v[i]) Q[i, j]"


def test_a_group_of_one_product_is_opened_instead() -> None:
    network = checked(HEAD)
    i, j = Wire("i", "a"), Wire("j", "a")
    group = Sum((Product((Tensor("v", ((j,),)), Tensor("w", ((j,),))), Scalar.number(2)),))
    body = Sum((Product((group, Tensor("Q", ((i,), (j,)))), Scalar.number(-3), summed=(j,)),))
    assert notation(Graph(((i,),), body), network) == "-6 v[j] w[j] Q[i, j]"


def test_a_wire_that_is_a_superscript_in_one_place_only_is_none() -> None:
    network = checked(HEAD + "y[i, j] = W^h[i, j] W^h[k, l] x[k, l]")
    (term,) = network.definitions["y"].graph.body.terms
    (h,) = term.factors[0].legs[0]  # type: ignore[union-attr]
    both = replace(term, factors=(*term.factors, Dot(((h,),))))
    graph = replace(network.definitions["y"].graph, body=Sum((both,)))
    assert notation(graph, network) == "W[h, i, j] W[h, k, l] x[k, l] ones[h]"


def test_calls_carry_the_wires_they_have_here() -> None:
    network = checked(HEAD + "y[h, i, j] = two(W^h, N)[i, j]")
    graph = network.definitions["y"].graph
    renamed = map_wires(graph, lambda wire: (replace(wire, name="k") if wire.name == "h" else wire,))
    assert written_notation(renamed, network).legs == ("k", "i", "j")
    assert notation(renamed, network) == "two(W^k, N)[i, j]"


def test_a_wire_is_not_called_like_an_argument() -> None:
    network = checked(HEAD + "y[i, j] = two(x, N)[i, j]")
    graph = map_wires(network.definitions["y"].graph, lambda w: (replace(w, name="x") if w.name == "i" else w,))
    assert notation(graph, network) == "two(x, N)[x', j]"


def test_dimensions_are_stated_where_nothing_gives_them() -> None:
    network = checked(HEAD + "y[i: a, j: b] = u[j]\nz[p: (a b), q: (a b)] = id[p, q]")
    assert written_notation(network.definitions["y"].graph, network).legs == ("i: a", "j")
    found = written_notation(network.definitions["z"].graph, network)
    assert found.legs == ("p: (a b)", "q: (a b)") and found.text == "id[p: (a b), q: (a b)]"


@pytest.mark.parametrize(
    ("name", "wire", "count"), [("attn(x, W^h, V^h^l)", "h", 2), ("pick(h, h)", "h", 2), ("two(hh, h2, f^h)", "h", 1)]
)
def test_wires_in_the_text_of_a_call(name: str, wire: str, count: int) -> None:
    assert carried_in(name)(wire) == count
    assert with_carried(name, {wire: "k"}).count("k") >= count


# ---- numbers


def test_numbers_of_every_form() -> None:
    assert literal(Fraction(5)) == "5" and literal(Fraction(1, 8)) == "0.125" and literal(Fraction(3, 10**9)) == "3e-9"
    assert whole(10**39) == "1" + "0" * 39
    head = Scalar(Fraction(-2, 3), (("c", Fraction(-1)), ("n", Fraction(3, 2))))
    assert above_and_below(head) == (["2", "n", "sqrt(n)"], ["3", "c"])
    assert above_and_below(Scalar(Fraction(1), (("n", Fraction(-3, 4)),)))[1] == ["sqrt(sqrt(n))"] * 3


@given(
    st.fractions().filter(lambda x: x.numerator.bit_length() < 900 and x.denominator.bit_length() < 900),
    st.integers(-3, 3),
    st.integers(-7, 7),
)
def test_every_coefficient_reads_as_itself(rational: Fraction, c: int, a: int) -> None:
    coefficient = Scalar(rational, ()) * Scalar(Fraction(1), (("c", Fraction(c)),) if c else ())
    coefficient = coefficient * Scalar(Fraction(1), (("a", Fraction(a, 4)),) if a else ())
    i = Wire("i", "a")
    graph = Graph(((i,),), Sum((Product((Tensor("v", ((i,),)),), coefficient),)))
    assert again(HEAD, "head.tg", [written_line(graph, checked(HEAD), 0)])[0] == graph


def test_long_numbers_read_as_themselves() -> None:
    value = 7**300
    i = Wire("i", "a")
    graph = Graph(((i,),), Sum((Product((Tensor("v", ((i,),)),), Scalar(Fraction(value, 3**200))),)))
    assert again(HEAD, "head.tg", [written_line(graph, checked(HEAD), 0)])[0] == graph


# ---- there and back


def written_line(graph: Graph, network: Network, number: int) -> str:
    found = written_notation(graph, network)
    return f"zz{number}" + (f"[{', '.join(found.legs)}]" if found.legs else "") + f" = {found.text}"


def again(text: str, name: str, lines: list[str]) -> list[Graph]:
    """The graphs of definitions added to a file."""
    network = check_program(parse(Source(name, "\n".join([text, *lines, ""]))))
    return [network.definitions[line.partition(" ")[0].partition("[")[0]].graph for line in lines]


def canonical(graph: Graph) -> Graph:
    """Wires numbered in the order in which they occur; spans and the order of a sum's wires are no matter."""
    order: dict[Wire, Wire] = {}

    def numbered(wire: Wire) -> Leg:
        return (order.setdefault(wire, Wire(f"w{len(order)}", wire.dim)),)

    flat = Graph((*graph.legs, *((wire,) for wire in graph.through)), graph.body)
    return _sorted(map_wires(flat, numbered))


def _sorted(graph: Graph) -> Graph:
    return replace(graph, body=_sorted_sum(graph.body))


def _sorted_sum(node: Sum) -> Sum:
    terms = []
    for term in node.terms:
        parts = tuple(
            replace(f, body=_sorted_sum(f.body), name=f.function)
            if isinstance(f, Apply)
            else _sorted_sum(f)
            if isinstance(f, Sum)
            else f
            for f in term.factors
        )
        terms.append(replace(term, factors=parts, summed=tuple(sorted(term.summed, key=str))))
    return replace(node, terms=tuple(terms))


def graphs_of(network: Network) -> Iterator[Graph]:
    """Every definition that has an expression, and every side of every picture."""
    yield from (found.graph for found in network.definitions.values() if found.kept is None)
    for picture in network.pictures:
        try:
            rows = resolve_picture(network, picture).rows
        except TensorgraphError:
            continue
        yield from (side for row in rows for side in row.sides)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_graph_of_a_file_reads_as_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    network = tg.load(path).network
    graphs = [graph for graph in graphs_of(network) if readable(graph, network)]
    graphs = [graph for graph in graphs if not states(written_line(graph, network, 0), unnamed_dims(network))]
    lines = [written_line(graph, network, number) for number, graph in enumerate(graphs)]
    found = again(text, str(path), lines)
    other = [k for k, (old, new) in enumerate(zip(graphs, found, strict=True)) if canonical(old) != canonical(new)]
    assert len(other) <= len(graphs) // 5
    if other:
        equal_in_value(path, text, lines, [(graphs[k], k) for k in other])


def readable(graph: Graph, network: Network) -> bool:
    """Not those with a call whose text was cut or numbered, or with what a layer begins with, which has no name."""
    repeated = {found.kept.state for found in network.definitions.values() if isinstance(found.kept, Repetition)}
    repeated |= {found.name for found in network.definitions.values() if isinstance(found.kept, Repetition)}
    unnamed = {name for name in repeated if network[name].graph.legs}  # type: ignore[union-attr]
    return not any(isinstance(f, Tensor) and unreadable(f.name, unnamed) for f in factors(graph.body))


def unnamed_dims(network: Network) -> set[str]:
    """The dimensions that decompositions bring, which no text can name."""
    kept = [found.kept for found in network.definitions.values() if isinstance(found.kept, Decomposition)]
    brought = {wire.dim for each in kept for _, legs in each.outputs for leg in legs for wire in leg}
    return brought - {wire.dim for each in kept for wire in each.operand.wires}


def states(line: str, dims: set[str]) -> bool:
    return any(re.search(rf": \(?[\w ]*\b{re.escape(dim)}\b", line) for dim in dims)


def unreadable(name: str, unnamed: set[str]) -> bool:
    return "…" in name or "#" in name or any(re.search(rf"\b{re.escape(other)}\b", name) for other in unnamed)


def equal_in_value(path: Path, text: str, lines: list[str], graphs: list[tuple[Graph, int]]) -> None:
    network = check_program(parse(Source(str(path), "\n".join([text, *lines, ""]))))
    trial = random_trials(network, 0, {})[0]
    for graph, number in graphs:
        one, other = trial.evaluate(network, [graph, network.definitions[f"zz{number}"].graph], ())
        assert np.allclose(one, other, equal_nan=True), lines[number]


@pytest.mark.parametrize("name", ["basics", "one_layer", "multihead"])
def test_what_a_proof_makes_of_a_graph_reads_as_an_equal_one(name: str) -> None:
    """Rewritten graphs have groups, identities and wires of one name where an author would not write them."""
    path = ROOT / "examples" / f"{name}.tg"
    text, network = path.read_text("utf-8"), tg.load(path).network
    graphs = [step.after for step in steps_of(network)]
    lines = [written_line(graph, network, number) for number, graph in enumerate(graphs)]
    assert len(graphs) >= 8
    equal_in_value(path, text, lines, [(graph, number) for number, graph in enumerate(graphs)])


def steps_of(network: Network) -> Iterator[Step]:
    """The steps of the proofs of a network's equations."""
    for picture in network.pictures:
        for row in resolve_picture(network, picture).rows:
            for left, right in pairwise(row.sides):
                found = prove(network, left, right, picture.given).proof
                yield from (*found.left, *found.right) if found else ()


def test_the_comparison_of_this_test_can_fail() -> None:
    network = checked(HEAD + "y[i, j] = Q[i, j]\nz[i, j] = Q[j, i]\nt[i, j] = 2 Q[i, j]\np[k, l] = Q[k, l]")
    y, z, t, p = (canonical(network.definitions[name].graph) for name in "yztp")
    assert y == p and y != z and y != t


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_random_graphs_read_as_equal_ones(start: int) -> None:
    compared = 0
    for seed in range(start, start + 40):
        compared += reads_as_equal(seed)
    assert compared > 30


def reads_as_equal(seed: int) -> bool:
    """False where the language has no such function: one of its own along two axes."""
    case = random_case(seed)
    definitions = {
        name: replace(found, graph=flat_graph(found.graph)) for name, found in case.network.definitions.items()
    }
    network, graph = replace(case.network, definitions=definitions), flat_graph(case.graph)
    if any(several_axes(found) for found in [graph, *(d.graph for d in definitions.values())]):
        return False
    lines = [definition_line(name, found.graph, network) for name, found in definitions.items()]
    lines.append(written_line(graph, network, 0))
    other = check_program(parse(Source("a.tg", "\n".join([declared(network), *lines, ""]))))
    values = random_values(network, network.declarations, SIZES, seed)
    scalars, functions = random_scalars(network, seed), random_functions(network, seed)
    one = evaluate(network, graph, values, SIZES, scalars, functions)
    two = evaluate(other, other.definitions["zz0"].graph, values, SIZES, scalars, functions)
    assert np.allclose(one, two, rtol=1e-7, atol=1e-7 * max(1.0, float(np.abs(one[np.isfinite(one)]).max(initial=0))),
                       equal_nan=True), lines  # fmt: skip
    return True


def flat_graph(graph: Graph) -> Graph:
    """Wires carried through as further legs, because only calls carry any."""
    return Graph((*graph.legs, *((wire,) for wire in graph.through)), flat_sum(graph.body))


def flat_sum(node: Sum) -> Sum:
    return replace(node, terms=tuple(replace(t, factors=tuple(map(flat_factor, t.factors))) for t in node.terms))


def flat_factor(node: object) -> object:
    match node:
        case Tensor():
            return replace(node, legs=(*node.legs, *((wire,) for wire in node.through)), through=())
        case Apply():
            return replace(node, body=flat_sum(node.body))
        case Sum():
            return flat_sum(node)
    return node


def several_axes(graph: Graph) -> bool:
    return any(isinstance(f, Apply) and f.function == "g" and len(f.axes) > 1 for f in factors(graph.body))


def definition_line(name: str, graph: Graph, network: Network) -> str:
    found = written_notation(graph, network)
    return name + (f"[{', '.join(found.legs)}]" if found.legs else "") + f" = {found.text}"


def declared(network: Network) -> str:
    lines = ["dim " + ", ".join(f"{name} = {size}" for name, size in network.dims.items()), "fn f, g[j]"]
    lines.append("scalar k, half = 0.5")
    for entry in network.declarations.values():
        legs = [f"l{k}: " + (dims[0] if len(dims) == 1 else f"({' '.join(dims)})") for k, dims in enumerate(entry.dims)]
        laws = "".join(f" {{ {law.name}: l{law.leg} }}" for law in entry.properties)
        lines.append(f"tensor {entry.name}" + (f"[{', '.join(legs)}]" if legs else "") + laws)
    return "\n".join(lines)
