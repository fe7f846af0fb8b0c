"""A picture as frames: rule by rule from one side to the other, each step equal on values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Network, Picture
from tensorgraph.graph.nodes import Graph, Sum, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import resolve
from tensorgraph.rewrite.isomorphism import same_graph
from tensorgraph.rewrite.rules import RULES, Rule
from tensorgraph.rewrite.stages import stages
from tensorgraph.rewrite.terms import Setting
from tensorgraph.steps.choose import frame_of, steps_of, which
from tensorgraph.steps.derivation.frames import derivation
from tensorgraph.steps.frame import Frame, Steps

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
EQUAL = "tried on random values: equal"
TEXT = """
dim a = 4
param A[a, a], B[a, a], C[a, a]
input x[a]
y[i] = A[i, j] B[j, k] x[k]
z[i] = x[i] + y[i]
M[i, k] = A[i, j] z[j] B[i, k]
"""


def network(more: str) -> Network:
    return tg.loads(TEXT + more).network


def steps(more: str) -> Steps:
    found = network(more)
    return derivation(found, found.pictures[-1], {})


def graph(frame: Frame) -> Graph:
    return frame.picture.rows[0].sides[0]


def names(frame: Frame) -> str:
    return " ".join(factor.name for factor in factors(graph(frame).body) if isinstance(factor, Tensor))


def message(more: str) -> str:
    with pytest.raises(TensorgraphError) as caught:
        steps(more)
    (found,) = caught.value.diagnostics
    return f"{found.message} | {found.hint}"


def test_an_unfold_name_by_name() -> None:
    made = steps("show p: unfold(C[l, i] M[i, k], z, y)")
    assert [(frame.title, names(frame)) for frame in made.frames] == [
        ("as it is written", "C M"),
        ("unfold $M$", "C A z B"),
        ("unfold $z$", "C A x y B"),
        ("unfold $y$", "C A x A B x B"),
    ]
    assert all(frame.words == (RULES["unfold"].law, EQUAL) for frame in made.frames[1:])


def test_each_outermost_name_is_a_step_of_its_own() -> None:
    made = steps("show p: unfold(z[i] y[i])")
    assert [names(frame) for frame in made.frames] == ["z y", "x y y", "x y A B x"]


def test_an_expand_ends_with_its_terms() -> None:
    made = steps("show p: expand(C[l, i] z[i], z)")
    assert [frame.title for frame in made.frames] == ["as it is written", "unfold $z$", "distribute"]
    assert [len(graph(frame).body.terms) for frame in made.frames] == [1, 1, 2]
    assert made.frames[2].words[0] == "(a + b) c = a c + b c"


def test_a_sum_that_is_written_out_has_a_rule_too() -> None:
    made = steps("show p: expand(A[i, j] x[j], a)")
    assert made.frames[-1].title == "distribute, then write out sums a"
    assert len(graph(made.frames[-1]).body.terms) == 4


def test_an_equation_of_what_is_unfolded_needs_no_proof() -> None:
    made = steps("show p: z[i] == unfold(z[i], y)")
    assert [names(frame) for frame in made.frames] == ["z", "x y", "x A B x"]


def test_a_proof_goes_on_backwards_on_its_right_side() -> None:
    """The left side is opened and distributed, the right side's group too, and that is read backwards."""
    made = steps("check p: C[l, i] z[i] == C[l, i] (x[i] + A[i, j] B[j, k] x[k])")
    assert names(made.frames[0]) == "C z"
    assert names(made.frames[-1]) == "C x A B x"
    assert len(graph(made.frames[-1]).body.terms) == 1
    assert all(frame.words[-1] == EQUAL for frame in made.frames[1:])


def test_rules_that_are_not_seen_are_named_with_the_next() -> None:
    made = steps("check p: y[i] == A[i, j] (B[j, k] x[k])")
    assert [(frame.title, names(frame)) for frame in made.frames] == [
        ("as it is written", "y"),
        ("unfold $y$, then put parentheses", "A B x"),
    ]


def test_a_chain_of_three_sides_is_one_chain() -> None:
    made = steps("check p: y[i] == A[i, j] (B[j, k] x[k]) == (A[i, j] B[j, k]) x[k]")
    assert names(made.frames[0]) == "y"
    (term,) = graph(made.frames[-1]).body.terms
    assert [type(factor) for factor in term.factors] == [Sum, Tensor]


def test_identities_say_what_stays() -> None:
    made = steps("show p: unfold(C[l, i] M[i, k])")
    before, after = made.frames
    assert after.ids[0] == before.ids[0] and after.came[after.ids[0]] == (before.ids[0],)
    assert {after.came[one] for one in after.ids[1:]} == {(before.ids[1],)}


def test_the_last_stage_is_what_is_drawn() -> None:
    found = tg.load(EXAMPLES / "gallery/12-scores.tg").network
    side = found.pictures[0].rows[0].sides[0]
    assert stages(found, side)[-1].graph == resolve(found, side)


def test_a_wrong_rule_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that forgets a term: no frame may say that it is equal."""

    def lost(setting: Setting, one: Graph, names: object) -> Graph:
        made = right.apply(setting, one, ())
        return made if made is one else replace(made, body=replace(made.body, terms=made.body.terms[:1]))

    right = RULES["distribute"]
    found = network("check p: C[l, i] (x[i] + y[i]) == C[l, i] x[i] + C[l, i] y[i]")
    good = derivation(found, found.pictures[-1], {})
    assert good.frames[1].words[-1] == EQUAL
    monkeypatch.setitem(RULES, "distribute", Rule(right.law, lost))
    found = network("check p: C[l, i] (x[i] + y[i]) == C[l, i] x[i]")
    bad = derivation(found, found.pictures[-1], {})
    assert bad.frames[1].words[-1] == "on random values they differ: a mistake in tensorgraph, please report it"


def test_what_has_no_steps() -> None:
    assert message("check p: A[i, j] != B[i, j]") == (
        "`p` has a `!=`, so there are no steps | steps lead from one side of `==` to the other"
    )
    assert message("check p: A[i, j] == B[i, j]") == (
        "`p` is false, so there are no steps | `tensorgraph check FILE` says more of `p`"
    )
    assert message("check p: relu(x[i]) - relu(-x[i]) == x[i]") == (
        "`p` holds on random values but has no proof, so there are no steps | `tensorgraph check FILE` says more of `p`"
    )
    assert message("show p: A[i, j] x[j]") == (
        "`p` has nothing to unfold, so there are no steps | write `unfold(…)`, `expand(…)` or `==`"
    )


def test_a_hole_has_no_steps() -> None:
    assert message("check p: A[i, j] B[j, k] == ?") == "`p` has a `?`, so there are no steps | write what stands there"


def test_sides_in_another_order() -> None:
    made = steps("check p: x[i] + y[i] == y[i] + x[i]")
    assert [(frame.title, names(frame)) for frame in made.frames] == [
        ("as it is written", "x y"),
        ("the same in another order", "y x"),
    ]


def test_which_steps_a_name_has() -> None:
    found = network("show p: unfold(y[i])")
    assert [which(found, name) for name in ("y", "p")] == ["contraction", "derivation"]
    for name, wanted in {
        "A": "`A` is declared, so there is nothing to compute",
        "zz": "no definition, picture or check is called `zz`",
    }.items():
        with pytest.raises(TensorgraphError, match=wanted):
            which(found, name)
    assert steps_of(found, "p", {}).kind == "derivation"
    assert steps_of(found, "y", {"a": 4}).kind == "contraction"


def test_a_step_that_does_not_exist() -> None:
    made = steps("show p: unfold(y[i])")
    assert frame_of(made, 1) is made.frames[1]
    with pytest.raises(TensorgraphError) as caught:
        frame_of(made, 9)
    assert str(caught.value) == (
        "error[unknown-step]: there is no step 9: `p` has 1 (0 to 1)\n  = write a number from 0 to 1"
    )


def picture(found: Network, name: str) -> Picture:
    return next(one for one in found.pictures if one.name == name)


@pytest.mark.parametrize(
    ("example", "name"),
    [
        ("head", "head"),
        ("head", "ov"),
        ("multihead", "heads"),
        ("mlp", "mlp"),
        ("std/norm", "linear"),
        ("std/norm", "parts"),
    ],
)
def test_examples(example: str, name: str) -> None:
    found = tg.load(EXAMPLES / f"{example}.tg").network
    shown = picture(found, name)
    made = derivation(found, shown, {})
    last = resolve(found, shown.rows[-1].sides[-1])
    assert same_graph(Setting(found), graph(made.frames[-1]), last)
    assert len(made.frames) > 1
    assert all(frame.words[-1] == EQUAL for frame in made.frames[1:])
