"""Frames beside the picture that they lead to: stacks, grounds, free ends, and bounds."""

from __future__ import annotations

import re

import pytest

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.diagram.scene import Curve, Group, Scene, groups
from tensorgraph.steps.formats import write
from tensorgraph.steps.stepped import Stepped
from tests.steps.by_hand import MADE_SCORES, SCORES, by_hand

NEAR = 0.01
"""Points within which two places are one."""
TEXT = """
dim context = 3, model = 2, head = 2
input x[context, model]
param A[context, context], W[model, model], Q[model, head], K[model, head]
y[i, m] = x[i, m] + A[i, k] x[k, o] W[o, m]
z[i, j] = x[i, m] Q[m, d] K[n, d] x[j, n]
u[i, m] = x[i, m] + A[i, k] x[k, m]
S[i, d] = 1/sqrt(head) x[i, m] Q[m, d]
show terms[i, j] { stack }:
    y[i, m] Q[m, d] K[n, d] y[j, n] == expand(y[i, m] Q[m, d] K[n, d] y[j, n])
show opened: unfold(z[i, j])
"""


@pytest.fixture(scope="module")
def document() -> tg.Document:
    return tg.loads(TEXT)


@pytest.fixture(scope="module")
def terms(document: tg.Document) -> Stepped:
    return document.steps("terms")


@pytest.fixture(scope="module")
def chain(document: tg.Document) -> Stepped:
    return document.steps("z")


def middles(tensors: list[Group]) -> list[tuple[str, float, float]]:
    """Names, and places from the first tensor on."""
    (x, y), *_ = [group.bounds.centre for group in tensors]
    places = [(group.name, group.bounds.centre) for group in tensors]
    return [(name, round(at[0] - x, 2), round(at[1] - y, 2)) for name, at in places]


def grounds(scene: Scene) -> list[str]:
    return [group.name for group in groups(scene.parts, "tint")]


def ends(scene: Scene) -> tuple[float, float]:
    """How far lines reach to the left and to the right."""
    lines = [part for group in groups(scene.parts, "wire") for part in group.parts if isinstance(part, Curve)]
    xs = [x for line in lines for x, _ in line.points]
    return round(min(xs), 2), round(max(xs), 2)


def test_a_stack_is_drawn_as_its_picture(document: tg.Document, terms: Stepped) -> None:
    """All 16 factors of the four terms, their common factors in columns."""
    alone = list(groups(document["terms"].scene.parts, "tensor"))
    last = list(groups(terms.scenes[-1].parts, "tensor"))
    assert len(last) == 4 + 6 + 6 + 8
    assert middles(last) == middles(alone[-len(last) :])
    assert len({round(group.bounds.centre[0], 2) for group in last if group.name == "Q"}) == 1


def test_a_derivation_marks_what_is_opened_wherever_it_is(terms: Stepped) -> None:
    assert [frame.title for frame in terms.steps.frames] == ["as it is written", "unfold $y$", "distribute"]
    assert [grounds(scene) for scene in terms.scenes] == [["y", "y"], [], []]


def test_a_contraction_marks_what_it_takes_in_every_term(document: tg.Document) -> None:
    """`u` is added in one step with the product: its two terms have a ground each."""
    steps = document.steps("u")
    assert [frame.title for frame in steps.steps.frames] == ["$u$ as it is written", "contract $x$ and $A$, add $x$"]
    assert grounds(steps.scenes[0]) == ["x", "A, x"]


def test_a_chain_shrinks_in_place(chain: Stepped) -> None:
    assert len({ends(scene) for scene in chain.scenes}) == 1
    assert [report(scene) for scene in chain.scenes] == [[]] * len(chain)
    (last,) = groups(chain.scenes[-1].parts, "tensor")
    left, right = ends(chain.scenes[-1])
    assert left < last.bounds.left and last.bounds.right < right
    labels = [[group.bounds.left for group in groups(scene.parts, "label")] for scene in chain.scenes]
    assert {round(min(lefts), 2) for lefts in labels} == {round(min(labels[0]), 2)}


def test_a_leg_is_not_longer_than_in_the_picture_at_the_end(document: tg.Document) -> None:
    alone, last = document["opened"].scene, document.steps("opened").scenes[-1]
    assert ends(last)[1] - ends(last)[0] == pytest.approx(ends(alone)[1] - ends(alone)[0], abs=NEAR)


def test_a_high_formula_in_a_caption_touches_nothing(document: tg.Document) -> None:
    steps = document.steps("S")
    assert any("frac" in frame.title for frame in steps.steps.frames)
    assert [report(scene) for scene in steps.scenes] == [[]] * len(steps)


def test_a_square_matrix_on_its_own_has_a_leg_on_each_side() -> None:
    text = "dim a = 3\nparam A[a, a]\nU[i, k] s[k] V[k, j] = svd(A[i, j])"
    scene = tg.loads(text).steps("U").scenes[0]
    (matrix,) = groups(scene.parts, "tensor")
    left, right = ends(scene)
    assert left < matrix.bounds.left and right > matrix.bounds.right


def test_a_single_entry_is_one(document: tg.Document) -> None:
    words = tg.loads("dim a = 3\ninput x[a]\ns = x[i] x[i]").steps("s").steps.frames[-1].words
    assert "largest intermediate 1 = 1 entry" in words


def test_too_many_steps_say_what_to_do() -> None:
    lines = [f"x{k + 1}[i] = relu(x{k}[i])" for k in range(101)]
    with pytest.raises(tg.TensorgraphError) as found:
        tg.loads("\n".join(["dim a = 3", "input x0[a]", *lines])).steps("x101")
    assert str(found.value) == (
        "error[too-many-steps]: `x101` takes 101 steps, and at most 100 are drawn\n"
        "  = take what is known as it is, `--given x1`, show the steps of a smaller definition, "
        "or of fewer layers by `--size`"
    )


def test_two_slides_of_a_deck_share_no_name(document: tg.Document) -> None:
    other = tg.loads(TEXT.replace("A[i, k] x[k, m]", "A[k, i] x[k, m]"))
    one, two = (set(re.findall(rb' id="([^"]*)"', write("reveal", d.steps("u").drawn))) for d in (document, other))
    assert one and two and not one & two


def test_a_title_is_the_name_as_it_is_written() -> None:
    steps = tg.loads("dim a = 3\ninput x[a]\nα'[i] = 2 x[i]").steps("α'")
    assert '<title id="x3b1_x27_-title">α&#x27;, 2 frames</title>' in steps.render("svg").decode()


def test_scripts_of_a_caption_stand_below_the_line_on_a_slide() -> None:
    from tensorgraph.steps.drawing.draw import drawn
    from tensorgraph.steps.formats.morph import _caption

    made = drawn(by_hand(SCORES, MADE_SCORES, ["a $W_Q^h$"]))
    runs = re.findall(r"<a:rPr ([^>]*)>.*?<a:t>([^<]*)</a:t>", _caption(made.scenes[1]))
    assert [(text, re.sub(r'lang="en" sz="\d+" ?', "", look)) for look, text in runs] == [
        ("step 1", ""),
        ("a ", ""),
        ("W", 'i="1"'),
        ("Q", 'baseline="-25000"'),
        ("h", 'baseline="30000"'),
    ]
