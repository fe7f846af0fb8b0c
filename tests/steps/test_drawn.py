"""Frames as scenes: one size, what stays keeps its place, what merges is known, the caption is always in one place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.diagram.scene import Group, Scene, groups, union
from tensorgraph.steps.drawing.caption import ROLE
from tensorgraph.steps.drawing.draw import drawn
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats.motion import motions
from tensorgraph.steps.frame import Steps
from tests.steps.by_hand import (
    BUBBLE,
    MADE_BUBBLE,
    MADE_SCORES,
    MADE_SWAPPED,
    SCORES,
    SWAPPED,
    by_hand,
)

NEAR = 0.01
"""Points within which two places are one."""


@pytest.fixture(scope="module")
def scores() -> Drawn:
    return drawn(by_hand(SCORES, MADE_SCORES, ["a $W_Q$", "b"]))


def by_key(scene: Scene) -> dict[str, Group]:
    return {group.key: group for group in groups(scene.parts, "tensor")}


def named(made: Drawn) -> list[list[tuple[str, str]]]:
    """The moves by what the tensors are called."""
    return [
        [(by_key(a)[one].name, by_key(b)[other].name) for one, other in pairs]
        for (a, b), pairs in zip(pairwise(made.scenes), made.moves, strict=True)
    ]


def steady(made: Drawn) -> tuple[int, int]:
    """How many tensors stay from one frame to the next, and how many of these do not move."""
    ways = [way for moving in motions(made) for (role, _), way in moving.items() if role == "tensor" and not way.merges]
    return len(ways), sum(max(map(abs, way.by)) < NEAR for way in ways)


def test_scenes_have_one_size_and_nothing_collides(scores: Drawn) -> None:
    assert len({(scene.width, scene.height) for scene in scores.scenes}) == 1
    assert [report(scene) for scene in scores.scenes] == [[]] * 4
    for scene in scores.scenes:
        for group in groups(scene.parts):
            assert group.bounds.left >= 0 and group.bounds.right <= scene.width + NEAR
            assert group.bounds.top >= 0 and group.bounds.bottom <= scene.height + NEAR


def captions(scene: Scene) -> list[Group]:
    return [group for group in groups(scene.parts, "words") if group.kind == ROLE]


def test_what_becomes_what(scores: Drawn) -> None:
    assert named(scores) == [
        [("x", "q"), ("W_Q", "q"), ("W_K", "W_K"), ("x", "x")],
        [("q", "q"), ("W_K", "k"), ("x", "k")],
        [("q", "S"), ("k", "S")],
    ]


def test_two_tensors_of_one_name_are_told_apart(scores: Drawn) -> None:
    first, second = (by_key(scene) for scene in scores.scenes[:2])
    pairs = scores.moves[0]
    assert {second[b].name: first[a].bounds.centre for a, b in pairs}["x"] == max(
        group.bounds.centre for group in first.values() if group.name == "x"
    )


def test_what_stays_does_not_move_and_what_merges_is_in_the_middle(scores: Drawn) -> None:
    assert steady(scores) == (3, 3)
    first, second = (by_key(scene) for scene in scores.scenes[:2])
    x, w = (next(g for g in first.values() if g.name == name).bounds.centre for name in ("x", "W_Q"))
    q = next(group for group in second.values() if group.name == "q").bounds.centre
    assert q == pytest.approx(((x[0] + w[0]) / 2, x[1]))


def test_what_follows_a_bubble_that_collapses_does_not_move() -> None:
    made = drawn(by_hand(BUBBLE, MADE_BUBBLE))
    assert steady(made) == (4, 4)
    assert len(list(groups(made.scenes[0].parts, "bubble"))) == 1
    assert not list(groups(made.scenes[2].parts, "bubble"))


def test_tensors_that_change_their_order_are_drawn_all_the_same() -> None:
    made = drawn(by_hand(SWAPPED, MADE_SWAPPED))
    assert steady(made) == (3, 2)  # one of A and B has to give way, and only one


def test_the_share_that_stays_on_real_plans() -> None:
    shares = {}
    for file, name in (
        ("head", "h"),
        ("multihead", "H"),
        ("deep", "virtual"),
        ("std/circuits", "x1"),
        ("one_layer", "logits"),
    ):
        path = tg.example(file) if "/" not in file else tg.example("head").parent / f"{file}.tg"
        shares[file] = steady(tg.load(path).steps(name).drawn)
    sums = shares.pop("one_layer")
    assert all(stays == still for stays, still in shares.values()), shares  # chains: all of them
    assert sums[1] >= 0.4 * sums[0]  # where a sum collapses its branches are laid out afresh


def test_a_ground_lies_behind_what_the_next_step_makes_one(scores: Drawn) -> None:
    assert [[group.name for group in groups(scene.parts, "tint")] for scene in scores.scenes] == [
        ["x, W_Q"],
        ["W_K, x"],
        ["q, k"],
        [],
    ]
    ground = next(groups(scores.scenes[0].parts, "tint")).bounds
    inside = [g.name for g in by_key(scores.scenes[0]).values() if ground.meets(g.bounds)]
    assert sorted(inside) == ["W_Q", "x"]


def test_captions_are_in_one_place_and_said(scores: Drawn) -> None:
    places = set()
    for scene in scores.scenes:
        words = captions(scene)
        assert [group.name.split()[0] for group in words] == ["step", "a"]
        places.add(tuple((part.origin) for group in words for part in group.parts))
    assert len(places) == 1
    assert scores.titles == ("step 0", "step 1", "step 2", "step 3")
    assert scores.scenes[1].title == "y, 2 of 4: step 1"
    assert scores.scenes[1].description.startswith("Frame 2 of 4. step 1. a W_Q. b. Tensor diagram: q (context × head)")


def test_nothing_of_the_tags_is_left(scores: Drawn) -> None:
    texts = [
        text for scene in scores.scenes for g in groups(scene.parts) for text in (g.name, g.about, scene.description)
    ]
    assert not any("#" in text for text in texts)


def test_a_first_frame_is_drawn_as_its_picture_is(scores: Drawn) -> None:
    steps = by_hand(SCORES, MADE_SCORES)
    alone = tg.loads(SCORES)["f0"].scene
    shift = {
        (round(a.bounds.left - b.bounds.left, 2), round(a.bounds.top - b.bounds.top, 2))
        for a, b in zip(groups(alone.parts, "tensor"), groups(drawn(steps).scenes[0].parts, "tensor"), strict=True)
    }
    assert len(shift) == 1


def test_a_width_is_kept_and_letters_of_captions_stay() -> None:
    steps = by_hand(SCORES, MADE_SCORES)
    narrow = drawn(steps, width="80mm")
    assert narrow.scenes[0].width <= 80 / 25.4 * 72
    assert steady(narrow) == (3, 3)
    wide = union(part.bounds for part in tg.loads(SCORES)["f0"].scene.parts).width
    factor = (226 - 2 * 8) / wide  # 80 mm in whole points, without the margins
    assert narrow.scenes[0].notes == (
        f"to fit 226 pt its diagrams are scaled to {100 * factor:.0f} %: the names of tensors are {13 * factor:.1f} pt",
    )
    size = {text.size for scene in narrow.scenes for group in captions(scene) for text in group.parts}
    assert size == {text.size for text in captions(drawn(steps).scenes[0])[0].parts}
    with pytest.raises(tg.TensorgraphError, match="'wide' is no width"):
        drawn(steps, width="wide")


def test_a_theme_is_that_of_every_frame() -> None:
    dark = drawn(by_hand(SCORES, MADE_SCORES), theme="dark")
    assert {scene.background for scene in dark.scenes} != {"#ffffff"} and len({s.background for s in dark.scenes}) == 1


def test_one_frame_alone(scores: Drawn) -> None:
    steps = by_hand(SCORES, MADE_SCORES)
    alone = drawn(Steps(steps.name, steps.kind, steps.network, steps.frames[:1]))
    assert len(alone.scenes) == 1 and alone.moves == ()
    assert not list(groups(alone.scenes[0].parts, "tint"))


def test_the_same_steps_are_the_same_scenes(scores: Drawn) -> None:
    again = drawn(by_hand(SCORES, MADE_SCORES, ["a $W_Q$", "b"]))
    assert again == scores


def test_a_formula_that_cannot_be_set_says_so() -> None:
    steps = by_hand(SCORES, MADE_SCORES)
    wrong = replace(steps, frames=(replace(steps.frames[0], title="a $W_{Q$"), *steps.frames[1:]))
    with pytest.raises(tg.TensorgraphError, match=r"^error.latex.: a brace is not closed\n  = put } after it$"):
        drawn(wrong)
