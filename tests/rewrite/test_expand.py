"""Expansion: one term for each choice, each knowing where it came from, with wires of its own and the same value."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor, Unfold
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify_graph
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import expand, resolve, resolve_picture
from tensorgraph.rewrite.choices import Opened
from tests.graph.language import checked, value
from tests.rewrite.random_definitions import random_file

D = """dim a, b, h = 2
param A[a, a], B[a, a], W[h, a, a], v[a], g[a], T[h, a], r[h]
scalar s
x[i, j] = A[i, j] "plain" - 2 B[i, j] "twice"
y[i, j] = x[i, k] x[k, j] / 3
c[i] = v[i] + s g[i]
hs[i, j] = A[i, j] + r^h W^h[i, j]
flip[i, j] = A[i, k] B[k, j]
both[i, j] = v[i] + g[j]
"""
TEXTS = {
    # one term per choice, the last fastest; coefficients exact
    "x[i, j]": "(A[i, j]) + (-2 B[i, j])",
    "x[i, k] v[k]": "(A[i, k] v[k] sum k) + (-2 B[i, k] v[k] sum k)",
    "x[i, k] x[k, j]": "(A[i, k] A[k, j] sum k) + (-2 A[i, k] B[k, j] sum k)"
    " + (-2 B[i, k] A[k, j] sum k) + (4 B[i, k] B[k, j] sum k)",
    "-y[i, j]; x": "(-1/3 A[i, k] A[k, j] sum k) + (2/3 A[i, k] B[k, j] sum k)"
    " + (2/3 B[i, k] A[k, j] sum k) + (-4/3 B[i, k] B[k, j] sum k)",
    "y[i, j]": "(1/3 x[i, k] x[k, j] sum k)",
    # groups that the author wrote stay, and what is in them is expanded
    "(A[i, k] + B[i, k]) x[k, j]": "(((A[i, k]) + (B[i, k])) A[k, j] sum k)"
    " + (-2 ((A[i, k]) + (B[i, k])) B[k, j] sum k)",
    "(x[i, k] x[k, l] + B[i, l]) A[l, j]": "(((A[i, k] A[k, l] sum k) + (-2 A[i, k] B[k, l] sum k)"
    " + (-2 B[i, k] A[k, l] sum k) + (4 B[i, k] B[k, l] sum k) + (B[i, l])) A[l, j] sum l)",
    # not through a bubble, but inside it
    "relu(x[i, k] A[k, j])": "(relu[]((A[i, k] A[k, j] sum k) + (-2 B[i, k] A[k, j] sum k)))",
    "relu(x[i, k]) x[k, j]": "(relu[]((A[i, k]) + (-2 B[i, k])) A[k, j] sum k)"
    " + (-2 relu[]((A[i, k]) + (-2 B[i, k])) B[k, j] sum k)",
    # a term without a wire that is summed
    "both[i, j] v[i]": "(v[i] v[i] sum i) + (g[j] v[i] sum i)",
    "both[i, j] both[i, j]": "(v[i] v[i] dot[j] sum i j) + (v[i] g[j] sum i j)"
    " + (g[j] v[i] sum j i) + (g[j] g[j] dot[i] sum j i)",
    # a superscript keeps its letter in all terms, a second h is h'
    "hs[i, k] hs[k, j]": "(A[i, k] A[k, j] sum k) + (A[i, k] r^h'[] W^h'[k, j] sum k h')"
    " + (r^h[] W^h[i, k] A[k, j] sum h k) + (r^h[] W^h[i, k] r^h'[] W^h'[k, j] sum h k h')",
    # what stands the other way round is written the other way round
    "A[l, k] flip[i, k]": "(A[l, k] B[k', k] A[i, k'] sum k k')",
    # a Σ written out, the index slower than what follows it
    "r^h W^h[i, k] c[k]; h": "(R0 W0[i, k] v[k] sum 0 0 k) + (s R0 W0[i, k] g[k] sum 0 0 k)"
    " + (R1 W1[i, k] v[k] sum 1 1 k) + (s R1 W1[i, k] g[k] sum 1 1 k)",
    "hs[i, k] c[k]; h": "(A[i, k] v[k] sum k) + (s A[i, k] g[k] sum k)"
    " + (R0 W0[i, k] v[k] sum 0 0 k) + (s R0 W0[i, k] g[k] sum 0 0 k)"
    " + (R1 W1[i, k] v[k] sum 1 1 k) + (s R1 W1[i, k] g[k] sum 1 1 k)",
    "relu(W^h[i, k] c[k]) T^h[j]; h": None,
    "softmax[h](T[h, i]) T[h, j]; h": None,
    "W^0[i, k] x[k, j] hs[i, j]; h": None,
    # one in the other
    "unfold(x[i, k]) c[k]": "(((A[i, k]) + (-2 B[i, k])) v[k] sum k) + (s ((A[i, k]) + (-2 B[i, k])) g[k] sum k)",
    "expand(x[i, k] c[k]) c[l]; x": "(((A[i, k] v[k] sum k) + (s A[i, k] g[k] sum k) + (-2 B[i, k] v[k] sum k)"
    " + (-2 s B[i, k] g[k] sum k)) v[l]) + (s ((A[i, k] v[k] sum k) + (s A[i, k] g[k] sum k)"
    " + (-2 B[i, k] v[k] sum k) + (-2 s B[i, k] g[k] sum k)) g[l])",
}


def expanded(expression: str, prelude: str = D) -> tuple[Network, Graph, Graph]:
    """An expression before and after; names after a semicolon are those given to `expand`."""
    before = expression.partition(";")[0]
    network = checked(f"{prelude}show p: {before} == expand({expression.replace(';', ',')})")
    folded, result = resolve_picture(network, network.pictures[0]).rows[0].sides
    return network, folded, result


def plain(graph: Graph) -> str:
    """The terms without serials and texts: wires of one name are apart, which `verify_graph` sees to."""
    text = graph_text(graph).partition(" = ")[2]
    return re.sub(r'\.\d+| "(plain|twice|, )+"', "", text)


def by_hand(text: str) -> str:
    """What `R0 W0[i, k]` stands for: two legs on one Σ have a cap each, called like those of `r^0 W^0[i, k]`."""
    return re.sub(r"R(\d) W\d\[i, k\]", r"r^\1[] cap \1[\1] W^\1[i, k] cap \1[\1]", text)


def problems(network: Network, folded: Graph, result: Graph) -> list[str]:
    """What is wrong with an expansion: invariants, what is left to resolve, its value."""
    found = verify_graph(network, result)
    found += ["left over" for factor in factors(result.body) if isinstance(factor, (Unfold, Opened))]
    try:
        one, other = value(network, folded), value(network, result)
        same = np.allclose(one, other, rtol=0, atol=1e-10 * max(1, np.abs(one).max()))
    except Exception as error:
        return [*found, repr(error)]
    return found + ([] if same else ["another value"])


@pytest.mark.parametrize("expression", [text for text, expected in TEXTS.items() if expected])
def test_text(expression: str) -> None:
    _, _, result = expanded(expression)
    assert plain(result) == by_hand(TEXTS[expression] or "")


@pytest.mark.parametrize("expression", TEXTS)
def test_value_and_invariants(expression: str) -> None:
    assert problems(*expanded(expression)) == []


def test_a_bubble_that_acts_along_a_wire_has_its_index_outside() -> None:
    _, _, result = expanded("softmax[h](T[h, i]) T[h, j]; h")
    assert [graph_text(replace(result, body=Sum((term,)))).count("cap") for term in result.body.terms] == [2, 2]
    assert plain(result).startswith("(softmax[h]((T[h, i])) cap 0[h] ")


def test_each_term_knows_where_it_came_from() -> None:
    _, _, result = expanded("hs[i, k] x[k, l] y[l, j]; h, x")
    said = [", ".join(map(str, term.origin)) for term in result.body.terms]
    first = ("hs: term 1", "hs: term 2, h = 0", "hs: term 2, h = 1")
    others = [", ".join(f"x: term {n}" for n in choice) for choice in itertools.product((1, 2), repeat=3)]
    assert said == [f"{one}, {other}" for one in first for other in others]


def test_texts_of_the_choices_are_joined() -> None:
    _, _, result = expanded('x[i, k] x[k, l] A[l, j] "all"')
    assert [term.brace for term in result.body.terms] == [
        "all, plain, plain",
        "all, plain, twice",
        "all, twice, plain",
        "all, twice, twice",
    ]


def test_the_text_of_a_single_part_stays_under_it() -> None:
    prelude = D + 'ov[i, j] = A[i, k] B[k, j] "OV"\n'
    _, _, result = expanded("v[i] ov[i, j]", prelude)
    assert plain(result) == '(v[i] ((A[i, k] B[k, j] sum k "OV")) sum i)'
    assert result.body.terms[0].brace == ""


def test_a_call_goes_by_its_def() -> None:
    prelude = D + "def add(p[m, n], q[m, n])[i, j] = p[i, j] - q[i, j]\ntwo[i, j] = add(A, B)[i, k] add(B, A)[k, j]\n"
    network, folded, result = expanded("two[i, j]; add", prelude)
    assert plain(result) == (
        "(A[i, k] B[k, j] sum k) + (-1 A[i, k] A[k, j] sum k) + (-1 B[i, k] B[k, j] sum k) + (B[i, k] A[k, j] sum k)"
    )
    assert [str(choice) for choice in result.body.terms[1].origin] == ["add: term 1", "add: term 2"]
    assert problems(network, folded, result) == []


def test_a_sum_written_out_is_what_would_be_written() -> None:
    """Byte for byte as `r^0 W^0[i, j] + r^1 W^1[i, j]`."""
    document = tg.loads(D + "show p: expand(r^h W^h[i, j], h)\nshow q: r^0 W^0[i, j] + r^1 W^1[i, j]")
    one, other = (document[name].render("svg", source=False).decode() for name in "pq")
    assert one.replace("p-", "q-").replace(">p<", ">q<") == other


def test_letters_of_the_two_layer_model() -> None:
    """Each Σ has a letter of its own where two stand together, and the same letter where they do not."""
    prelude = D + "x1[i, j] = A[i, j] + r^p W^p[i, k] A[k, j]\nx2[i, j] = x1[i, j] + r^q W^q[i, k] x1[k, j]\n"
    _, _, result = expanded("x2[i, j]; x1", prelude)
    assert plain(result) == (
        "(A[i, j]) + (r^p[] W^p[i, k] A[k, j] sum p k) + (r^q[] W^q[i, k] A[k, j] sum q k)"
        " + (r^q[] W^q[i, k] r^p[] W^p[k, l] A[l, j] sum q k p l)"
    )


# ---- random files -------------------------------------------------------------------------------------------


def random_problems(seed: int) -> Iterator[tuple[int, str]]:
    """What is wrong with the expansions of a random file, and a term count that is not the product of choices."""
    file = random_file(seed)
    network = checked(file.with_show(f"d3[i, j] == expand(d3[i, j], {_reachable(file.text)})"))
    folded, result = resolve_picture(network, network.pictures[0]).rows[0].sides
    yield from ((seed, problem) for problem in problems(network, folded, result))
    if len(result.body.terms) != file.terms[3]:
        yield seed, f"{len(result.body.terms)} terms, not {file.terms[3]}"


def _reachable(text: str) -> str:
    """The definitions that d3 is made from."""
    bodies = {line[:2]: line for line in text.splitlines() if line.startswith("d") and line[1].isdigit()}
    found, waiting = set[str](), ["d3"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in bodies if other + "[" in bodies[name] and other != name]
    return ", ".join(sorted(found))


SEEDS = range(120)


def _small(seed: int) -> bool:
    return random_file(seed).terms[3] <= 60


def test_random_files() -> None:
    seeds = [seed for seed in SEEDS if _small(seed)]
    assert len(seeds) > 80
    assert max(random_file(seed).terms[3] for seed in seeds) > 20
    assert [problem for seed in seeds for problem in random_problems(seed)] == []


def _lost_sign(term: Product, choice: Any) -> Product:
    made = _JOINED(term, choice)
    return replace(made, coefficient=term.coefficient)


def _lost_ones(term: Product, choice: Any) -> Product:
    made = _JOINED(term, choice)
    return replace(made, factors=tuple(f for f in made.factors if isinstance(f, (Tensor, Sum)) or hasattr(f, "body")))


_JOINED = expand._joined


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        ("_joined", _lost_sign),
        ("_joined", _lost_ones),
        ("lettered", lambda before, after, fresh: after),
        ("product", lambda *options: list(itertools.product(*options))[:-1]),
    ],
    ids=["a lost coefficient", "a lost ones", "shared wires", "a lost term"],
)
def test_a_planted_mistake_is_seen(monkeypatch: pytest.MonkeyPatch, place: str, mistake: Any) -> None:
    monkeypatch.setattr(expand, place, mistake)
    texts = [problem for expression in TEXTS for problem in problems(*expanded(expression))]
    files = [problem for seed in SEEDS[:40] if _small(seed) for problem in random_problems(seed)]
    assert texts and files


def test_a_planted_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_fastest(*options: Any) -> list[Any]:
        return [choice[::-1] for choice in itertools.product(*options[::-1])]

    monkeypatch.setattr(expand, "product", first_fastest)
    assert plain(expanded("hs[i, k] x[k, j]")[2]) != plain_expected("hs[i, k] x[k, j]")


def plain_expected(expression: str) -> str:
    """By hand, for the planted order."""
    assert expression == "hs[i, k] x[k, j]"
    return (
        "(A[i, k] A[k, j] sum k) + (-2 A[i, k] B[k, j] sum k)"
        " + (r^h[] W^h[i, k] A[k, j] sum h k) + (-2 r^h[] W^h[i, k] B[k, j] sum h k)"
    )


def test_the_order_by_hand() -> None:
    assert plain(expanded("hs[i, k] x[k, j]")[2]) == plain_expected("hs[i, k] x[k, j]")


# ---- limits -------------------------------------------------------------------------------------------------


HANG = 60
"""Seconds; making what is counted would take years."""


def product_of(count: int) -> str:
    """A product of so many sums of two terms."""
    return " ".join("c[i]" for _ in range(count))


BILLION = " ".join(f"r^p{k} r^p{k}" for k in range(20))
"""Twenty Σ over the wires p0, p1, …"""


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (product_of(10), "this expansion has 1024 terms, at most 512"),
        (product_of(12), "this expansion has 4096 terms, at most 512"),
        (product_of(333), "this expansion has about 10^100 terms, at most 512"),
        (f"relu({product_of(11)})", "this expansion has 2048 terms, at most 512"),
        ("r^p r^p; h", "this expansion has 1000000000000 terms, at most 512"),
        (f"{BILLION}; h", "this expansion has about 10^240 terms, at most 512"),
    ],
)
def test_too_many_terms_are_counted_and_not_made(expression: str, words: str) -> None:
    network = checked(f"{D.replace('h = 2', 'h = 1000000000000')}show p: expand({expression.replace(';', ',')})")
    start = time.monotonic()
    with pytest.raises(TensorgraphError) as caught:
        resolve(network, network.pictures[0].rows[0].sides[0])
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("too-many-terms", words)
    assert time.monotonic() - start < HANG


def test_the_largest_expansion_is_made() -> None:
    network, _, result = expanded(product_of(9))
    assert len(result.body.terms) == 512
    assert verify_graph(network, result) == []


def test_too_many_factors() -> None:
    long = " ".join(f"A[i{k}, i{k + 1}]" for k in range(60))
    network = checked(f"{D}show p: expand({product_of(9)} {long})")
    with pytest.raises(TensorgraphError) as caught:
        resolve(network, network.pictures[0].rows[0].sides[0])
    assert caught.value.diagnostics[0].message == "this expansion has 35328 factors in its 512 terms, at most 20000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show p: expand(x[i, j], h)", ("nothing-to-unfold", "no term of this expansion has a Σ over `h`")),
        ("show p: expand(W^0[i, j], h)", ("nothing-to-unfold", "no term of this expansion has a Σ over `h`")),
        (
            "show p: expand(x[i, j] v[j], a)",
            ("unknown-size", "dimension `a` has no size, so its Σ cannot be written out"),
        ),
    ],
)
def test_refused_when_it_is_expanded(text: str, expected: tuple[str, str]) -> None:
    network = checked(D + text)
    with pytest.raises(TensorgraphError) as caught:
        resolve_picture(network, network.pictures[0])
    assert (caught.value.diagnostics[0].code, caught.value.diagnostics[0].message) == expected
