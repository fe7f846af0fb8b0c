"""A plan as frames: one for each row, all equal on values, tensors where the author wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.einsum.operations import Load, Operation, Scale
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.network import Definition, Network, Row
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.walk import factors
from tensorgraph.passes import compiled_plan
from tensorgraph.rewrite import resolve
from tensorgraph.steps.checked import checked
from tensorgraph.steps.contraction.frames import contraction
from tensorgraph.steps.frame import Frame, Steps
from tensorgraph.steps.notation.operations import WRITTEN
from tensorgraph.steps.notation.reading import is_same
from tests.random_networks import SIZES, random_case

HEAD = {"context": 5, "vocab": 11, "model": 7, "head": 3}
RANDOM = (4, 6, 12, 14, 15, 16, 21, 26, 28, 29, 47, 49, 59)
"""Seeds of random networks with short plans; `python -m tests.steps.random_frames` looks at any."""


def loaded(name: str) -> Network:
    return tg.load(tg.example(name)).network


def steps_of(text: str, name: str = "y") -> Steps:
    document = tg.loads(text)
    return contraction(document.network, name, document.sizes({}))


def graph(frame: Frame) -> Graph:
    return frame.picture.rows[0].sides[0]


def names(frame: Frame) -> list[str]:
    return [factor.name for factor in factors(graph(frame).body) if isinstance(factor, Tensor)]


def rows(plan: Plan) -> int:
    return sum(not isinstance(step.operation, Load) for step in plan.steps)


@pytest.fixture(scope="module")
def head() -> Steps:
    return contraction(loaded("head"), "h", HEAD)


def test_each_row_of_the_plan_is_a_frame(head: Steps) -> None:
    assert [frame.title for frame in head.frames] == [
        "$h$ as it is written",
        "look up $t$ in $W_E$",
        "contract $x$ and $W_Q$",
        "contract $x$ and $W_K$",
        "contract $x$ and $W_V$",
        "attention of $S_1$, $S_2$ and $h_1$",
        "contract $h_2$ and $W_O$",
    ]


def test_tensors_stand_in_the_order_of_the_author(head: Steps) -> None:
    assert [names(frame) for frame in head.frames] == [
        ["t", "W_E", "W_Q", "W_K", "W_E", "t", "t", "W_E", "W_V", "W_O"],
        ["x", "W_Q", "W_K", "x", "x", "W_V", "W_O"],
        ["S.1", "W_K", "x", "x", "W_V", "W_O"],
        ["S.1", "S.2", "x", "W_V", "W_O"],
        ["S.1", "S.2", "h.1", "W_O"],
        ["h.2", "W_O"],
        ["h"],
    ]


def test_what_a_tensor_is_made_of(head: Steps) -> None:
    before, after = head.frames[:2]
    first, third = after.ids[0], after.ids[3]
    assert after.came[first] == before.ids[:2]
    assert after.came[third] == before.ids[4:6]
    assert [after.came[one] for one in after.ids[1:3]] == [(one,) for one in before.ids[2:4]]
    assert before.came == {}


def test_words_say_cost_and_size(head: Steps) -> None:
    assert head.frames[2].words == (
        "im,md->id",
        "2 context head model = 210 FLOPs",
        "context × head = 5 × 3, 15 entries",
    )
    total = 8 * 5 * 3 * 7 + 4 * 25 * 3 + 25
    text = f"in all 8 context head model + 4 context² head + context² = {total / 1000:.2f} k FLOPs"
    assert head.frames[-1].words[3].startswith(text)


def test_frames_are_equal_on_values(head: Steps) -> None:
    assert checked(head, HEAD) == (True,) * 6


def with_frame(steps: Steps, number: int, changed: Graph) -> Steps:
    frames = list(steps.frames)
    frames[number] = replace(frames[number], picture=replace(frames[number].picture, rows=(Row((changed,)),)))
    return replace(steps, frames=tuple(frames))


def test_a_dropped_factor_is_caught(head: Steps) -> None:
    whole = graph(head.frames[5])
    (term,) = whole.body.terms
    less = replace(whole, body=replace(whole.body, terms=(replace(term, factors=term.factors[:1], summed=()),)))
    less = replace(less, body=map_tensors(less.body, lambda tensor: replace(tensor, name="x")))
    less = replace(less, body=map_tensors(less.body, lambda tensor: replace(tensor, legs=whole.legs)))
    assert checked(with_frame(head, 5, less), HEAD) == (True, True, True, True, False, False)


def test_a_wrong_wire_is_caught(head: Steps) -> None:
    """The values are read at the query instead of the key."""
    whole = graph(head.frames[4])
    (i,) = whole.legs[0]

    def moved(tensor: Tensor) -> Tensor:
        return replace(tensor, legs=((i,), tensor.legs[1])) if tensor.name == "h.1" else tensor

    wrong = replace(whole, body=map_tensors(whole.body, moved))
    assert checked(with_frame(head, 4, wrong), HEAD) == (True, True, True, False, False, True)


def definitions() -> Iterator[tuple[str, str]]:
    """A definition of each kind in the examples."""
    yield from (("multihead", name) for name in ("H", "H_sum", "H_cat", "W_cat"))
    yield from (("mlp", "z"), ("one_layer", "logits"), ("basics", "trace"))
    yield from (("decompositions", name) for name in ("E", "M_2", "moduli", "K"))
    yield from (("gpt2_block", "y"), ("gpt2_block", "A"), ("llama_block", "A"))


@pytest.mark.parametrize(("example", "name"), list(definitions()))
def test_examples(example: str, name: str) -> None:
    document = tg.load(tg.example(example))
    if name not in document.network.definitions:
        name = document.names[-1]
    plan = document.plan(name)
    steps = contraction(document.network, name, plan.sizes)
    assert len(steps.frames) == rows(plan) + 1
    assert all(checked(steps, plan.sizes))


@pytest.mark.parametrize(
    ("example", "unfolded"),
    [
        ("head", "h[i, n], A, S, x"),
        ("multihead", "H[i, n], A, S"),
        ("mlp", "z[b, o], mid_x"),
        ("one_layer", "logits[i, v], x1, A, attn, y, add_pos, x0, embed, W_OV, ov"),
    ],
)
def test_the_first_frame_is_what_was_written(example: str, unfolded: str) -> None:
    """Just the author's expression, unfolded by the rules of `unfold`, in its order and with its superscripts."""
    network = loaded(example)
    name = unfolded.partition("[")[0]
    text = network.source.text + f"\nshow all: unfold({unfolded})\n"
    other = tg.loads(text, str(tg.example(example))).network
    wanted = resolve(other, next(one for one in other.pictures if one.name == "all").rows[0].sides[0])
    found = contraction(network, name, {dim: size or 5 for dim, size in network.dims.items()}).frames[0]
    assert is_same(network, graph(found), wanted)
    written = [factor for factor in factors(wanted.body) if isinstance(factor, Tensor)]
    drawn = [factor for factor in factors(graph(found).body) if isinstance(factor, Tensor)]
    assert [(one.name, one.superscripts) for one in drawn] == [(one.name, one.superscripts) for one in written]


def random_steps(seed: int) -> tuple[Steps, Plan]:
    case = random_case(seed)
    network = replace(case.network, definitions={**case.network.definitions, "it": Definition("it", case.graph)})
    return contraction(network, "it", SIZES), compiled_plan(network, ["it"], SIZES)


@pytest.mark.parametrize("seed", RANDOM)
def test_random_networks(seed: int) -> None:
    steps, plan = random_steps(seed)
    assert len(steps.frames) == rows(plan) + 1
    assert all(checked(steps, SIZES))


def test_a_planted_mistake_in_an_operation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WRITTEN, Scale, lambda w, op, wires, path, hot: w.register(op.operand, wires, (*path, 0)))
    steps = steps_of("dim a = 3, b = 4\ninput x[a, b]\nparam W[b]\ny[i] = relu(2 x[i, j] W[j])")
    assert not all(checked(steps, {"a": 3, "b": 4}))


def test_every_operation_can_be_written() -> None:
    tensors = {"Load", "Decompose"}
    assert {kind.__name__ for kind in WRITTEN} | tensors == {kind.__name__ for kind in Operation.__args__}


def test_numbers_that_a_pass_moved_are_no_definition() -> None:
    """`fold` puts 1/sqrt(head) on the keys, which are then no longer what `K` is defined as."""
    steps = contraction(loaded("llama_block"), "A", tg.load(tg.example("llama_block")).sizes({}))
    used = {name for frame in steps.frames for name in names(frame)}
    assert "Q" in used and "K" not in used


def test_a_large_definition_has_several_diagrams() -> None:
    document = tg.load(tg.example("deep"))
    sizes = document.sizes({"layer": 2})
    steps = contraction(document.network, "logits", sizes)
    assert len(steps.frames) == rows(compiled_plan(document.network, ["logits"], sizes)) + 1
    assert len({frame.picture.name for frame in steps.frames}) > 1
    assert max(len(frame.ids) for frame in steps.frames) <= 50
    assert names(steps.frames[-1]) == ["logits"]


def test_superscripts_stay() -> None:
    steps = contraction(loaded("one_layer"), "logits", tg.load(tg.example("one_layer")).sizes({}))
    texts = [graph_text(graph(frame)) for frame in steps.frames]
    assert "W_Q^h[" in texts[0] and "A.1^h[" in texts[4]


def test_a_trace_is_the_sum_of_a_diagonal() -> None:
    steps = steps_of("dim a = 3\nparam A[a, a]\ny = A[i, i]")
    assert [frame.title for frame in steps.frames] == ["$y$ as it is written", "sum the diagonal of $A$"]


def test_a_view_is_a_row() -> None:
    steps = steps_of("dim a = 3, b = 4\ninput x[a, b]\ny[j, i] = x[i, j]")
    assert [frame.title for frame in steps.frames] == ["$y$ as it is written", "lay out $x$ anew"]


def test_a_long_chain_of_bubbles_is_cut() -> None:
    lines = [f"x{k + 1}[i] = relu(x{k}[i])" for k in range(100)]
    text = "\n".join(["dim a = 3", "input x0[a]", *lines])
    steps = contraction(tg.loads(text).network, "x100", {"a": 3})
    assert len(steps.frames) == 101
    assert names(steps.frames[-1]) == ["x100"]


def test_given_definitions_are_tensors() -> None:
    steps = contraction(loaded("head"), "h", HEAD, ("A", "x"))
    assert names(steps.frames[0]) == ["A", "x", "W_V", "W_O"]
    assert checked(steps, HEAD, ("A", "x")) == (True,) * (len(steps.frames) - 1)


def test_a_frame_that_differs_is_said_and_not_drawn(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, out = tg.example("head"), tmp_path / "h.pdf"
    assert main(["steps", str(file), "h", "-o", str(out), "--check"]) == 0
    assert capsys.readouterr().err == "tried on random values: 6 steps, all equal\n"
    made = tg.load(file).steps("h")
    whole = graph(made.steps.frames[5])
    twice = replace(whole, body=replace(whole.body, terms=whole.body.terms * 2))
    wrong = replace(made, steps=with_frame(made.steps, 5, twice))
    with pytest.raises(tg.TensorgraphError) as caught:
        wrong.check()
    assert str(caught.value).strip() == (
        "error[steps-differ]: step 5 of `h` changes the result on random values\n"
        "  = a mistake in tensorgraph: please report it, with this file"
    )
