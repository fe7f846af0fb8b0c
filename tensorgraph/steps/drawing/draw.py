"""From frames to scenes of one size, in which what stays keeps its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice

from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.layout.extent import extent_of
from tensorgraph.diagram.layout.marks import untagged_name
from tensorgraph.diagram.layout.series import Page, begun, in_series
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Picture
from tensorgraph.graph.nodes import Sum, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.steps.drawing.ends import with_shared_ends
from tensorgraph.steps.drawing.sheet import on_sheets
from tensorgraph.steps.drawing.tagged import Tagged, highlighted, network_of, places_of, tagged, untagged
from tensorgraph.steps.drawing.together import together
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.frame import Frame, Steps

NEXT = "yellow"
"""The ground behind what the next step makes one."""


def drawn(steps: Steps, width: float | str | None = None, theme: Theme | str | None = None) -> Drawn:
    """The frames as scenes of one size, no wider than ``width``, by default than the text of a slide.

    Tensors that stay do not move where that can be; a ground lies behind what the next step makes one. A
    TensorgraphError says which label cannot be set, or that a width or theme is none.
    """
    frames = [tagged(frame) for frame in steps.frames]
    network = network_of(steps.network, frames)
    asked = [replace(extent_of(network, frame.picture, width, theme), width=None, height=None) for frame in frames]
    shown = [_with_grounds(steps.frames, frames, number) for number in range(len(frames))]
    pages = [
        Page(begun(network, picture, extent), tags.numbers, frame.came, _is_fixed(steps, number))
        for number, (picture, extent, tags, frame) in enumerate(zip(shown, asked, frames, steps.frames, strict=True))
    ]
    scenes = _with_ends(steps, together(in_series(pages), pages))
    moves = _moves(scenes, pages)
    scenes = [replace(scene, parts=tuple(map(untagged, scene.parts))) for scene in scenes]
    made = on_sheets(scenes, steps, width, asked[0].theme)
    return Drawn(tuple(made), moves, tuple(plain_text(frame.title, "words") for frame in steps.frames))


def _with_ends(steps: Steps, scenes: Sequence[Scene]) -> list[Scene]:
    """The scenes of each drawing with legs that end in the same places."""
    starts = accumulate(int(not frame.came) for frame in steps.frames)
    drawings = [f"{start} {frame.picture.name}" for start, frame in zip(starts, steps.frames, strict=True)]
    return with_shared_ends(scenes, drawings, [n for n in range(len(scenes)) if _is_fixed(steps, n)])


def _is_fixed(steps: Steps, number: int) -> bool:
    """Whether a frame is drawn as if it were alone: a stack, whose columns say something, and what a derivation leads
    to."""
    picture = steps.frames[number].picture
    several = len(picture.rows[0].sides[0].body.terms) > 1
    stacked = several and dict(picture.attributes).get("stack") is True
    is_end = number + 1 == len(steps.frames) or not steps.frames[number + 1].came
    return stacked or (steps.kind == "derivation" and is_end)


def _with_grounds(frames: Sequence[Frame], tags: Sequence[Tagged], number: int) -> Picture:
    """A frame with a ground behind each set of tensors that the next step makes something of."""
    here = tags[number]
    if number + 1 == len(frames):
        return here.picture
    following = frames[number + 1]
    parts = _made_one(frames[number], following) if following.opens is None else _opened(here, following.opens)
    return highlighted(here.picture, here.numbers, parts, NEXT)


def _made_one(frame: Frame, following: Frame) -> list[frozenset[int]]:
    """Of what each new tensor of the frame that follows is made, apart in each term, as no ground reaches over a +."""
    made = dict.fromkeys(frozenset(following.came.get(one, ())) for one in following.ids if one not in frame.ids)
    terms = list(_ids_by_term(frame))
    return [part & term for part in made for term in terms if part & term]


def _ids_by_term(frame: Frame) -> Iterator[frozenset[int]]:
    """The numbers of the tensors of each term."""
    ids = iter(frame.ids)
    for side in frame.picture.rows[0].sides:
        for term in side.body.terms:
            count = sum(isinstance(factor, Tensor) for factor in factors(Sum((term,))))
            yield frozenset(islice(ids, count))


def _opened(tags: Tagged, names: Sequence[str]) -> list[frozenset[int]]:
    """Each tensor of one of these names."""
    return [frozenset({number}) for name, number in tags.numbers.items() if untagged_name(name) in names]


def _moves(scenes: Sequence[Scene], pages: Sequence[Page]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """For each scene but the last, which group becomes which of the next."""
    keys = [{n: g.key for n, g in places_of(s, p.names).items()} for s, p in zip(scenes, pages, strict=True)]
    return tuple(
        tuple(
            (before[source], after[tensor])
            for tensor in after
            for source in ((tensor,) if tensor in before else page.came.get(tensor, ()))
            if source in before
        )
        for before, after, page in zip(keys[:-1], keys[1:], pages[1:], strict=True)
    )
