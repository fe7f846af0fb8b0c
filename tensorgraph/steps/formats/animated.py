"""One SVG in which the frames follow each other: what stays stays, what merges moves; without any script.

The frames lie over each other, all but the first transparent, and a style lets them take turns. Programs that know no
animation show the first, and so does a browser whose reader wants no motion.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.diagram.formats.carried import source_element
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.formats.pptx.things import leaves
from tensorgraph.diagram.formats.svg import CRISP, identifier, number, shape, stretches
from tensorgraph.diagram.scene import Group, Item, Scene, Text
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats.motion import Motion, Part, motions

STEP = 4.0
"""Seconds for a frame: to see what is marked, and to read two lines."""
MOVE = 1.0
"""Of these, at its end, for the way to the next: slow enough to be followed."""
REST = 2.0
"""Seconds more for the last frame, before all begins again."""
LONGEST = 90.0
"""Seconds for all of it; of many steps each is shorter."""
SHORTEST = 1.5
"""Seconds of a frame, however many there are: less would flicker, and be followed by nobody."""
GONE, ARRIVED, COMING = 0.3, 0.3, 0.7
"""Shares of a move before its end: until then what leaves is gone, what moves has arrived, and what comes is unseen."""


@dataclass(frozen=True)
class _Clock:
    """When each frame begins and ends, and how long a move takes."""

    count: int

    @property
    def step(self) -> float:
        """Seconds of a frame."""
        return max(SHORTEST, min(STEP, (LONGEST - REST) / self.count))

    @property
    def move(self) -> float:
        """Seconds of a move."""
        return min(MOVE, self.step / 2)

    @property
    def whole(self) -> float:
        """Seconds until all begins again."""
        return self.count * self.step + REST

    def end(self, frame: int) -> float:
        """When a frame ends."""
        return (frame + 1) * self.step + (REST if frame + 1 == self.count else 0.0)

    def percent(self, seconds: float) -> str:
        """A moment as a share of the whole."""
        return f"{100 * min(max(seconds, 0.0), self.whole) / self.whole:.3f}".rstrip("0").rstrip(".") + "%"


def animated(drawn: Drawn, transparent: bool = False, source: bool = True) -> bytes:
    """The frames as one animated SVG in UTF-8, the same bytes every time."""
    scenes = [prepared(scene, transparent, source) for scene in drawn.scenes]
    first, clock, moving = scenes[0], _Clock(len(scenes)), motions(drawn)
    paths = {path: f"{OWN}-t{n}" for n, path in enumerate(dict.fromkeys(_paths(scenes)))}
    bodies = [_Body(n, moving[n] if n < len(moving) else {}, paths) for n in range(len(scenes))]
    pairs = zip(bodies, scenes, strict=True)
    drawings = ["\n".join(line for part in scene.parts for line in body.lines(part)) for body, scene in pairs]
    prefix = identifier(first.name.rpartition("-")[0] or "steps")
    own = f"{prefix}-{zlib.crc32(chr(10).join(drawings).encode()):08x}"
    rules = [*_rules(clock, own), *(rule for body in bodies for rule in body.rules(clock, own))]
    lines = [*_head(scenes, prefix, own), f"<style>{_style(rules, clock, own)}</style>"]
    lines += ["<defs>", *(f'<path id="{n}" d="{path}"/>'.replace(OWN, own) for path, n in paths.items()), "</defs>"]
    if first.background:
        lines.append(f'<rect width="{number(first.width)}" height="{number(first.height)}" fill="{first.background}"/>')
    for k, drawing in enumerate(drawings):
        unseen = ' opacity="0"' if k else ""
        lines += [f'<g id="{prefix}-{k + 1}" class="{own} {own}-{k}"{unseen}>', drawing.replace(OWN, own), "</g>"]
    return "\n".join([*lines, "</svg>"]).encode() + b"\n"


OWN = "\N{SYMBOL FOR SUBSTITUTE}"
"""Stands for the prefix of classes until it is known: it has a sum over the drawings, so that two on a page differ."""


def _head(scenes: Sequence[Scene], prefix: str, own: str) -> Iterator[str]:
    from html import escape

    first = scenes[0]
    width, height = number(first.width), number(first.height)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
    )
    name = scenes[0].name.rpartition("-")[0]
    yield f'<title id="{prefix}-title">{escape(name)}, {len(scenes)} frames</title>'
    yield f'<desc id="{prefix}-desc">{escape(" ".join(scene.description for scene in scenes), quote=False)}</desc>'
    if first.source:
        yield f"<metadata>{source_element(first)}</metadata>"


def _style(rules: Sequence[str], clock: _Clock, own: str) -> str:
    """Everything that moves, for those who want motion; it waits under the pointer."""
    pace = "animation-iteration-count:infinite;animation-timing-function:ease-in-out"
    timing = f".{own}{{animation-duration:{clock.whole:g}s;{pace}}}"
    waits = f"svg:hover .{own}{{animation-play-state:paused}}"
    return "\n".join(["", "@media (prefers-reduced-motion: no-preference) {", timing, *rules, waits, "}", ""])


def _rules(clock: _Clock, own: str) -> Iterator[str]:
    """For each frame when it is seen."""
    last = clock.count - 1
    for frame in range(clock.count if last else 0):
        begin, end = clock.end(frame - 1) if frame else 0.0, clock.end(frame)
        coming = begin - COMING * clock.move
        stops = [
            (0.0, float(frame == 0)),
            (coming, 0.0),
            (begin, 1.0),
            (end, 1.0),
            (end + TICK, 0.0),
            (clock.whole, 0.0),
        ]
        if frame == 0:
            stops = [
                (0.0, 1.0),
                (end, 1.0),
                (end + TICK, 0.0),
                (clock.whole - COMING * clock.move, 0.0),
                (clock.whole, 1.0),
            ]
        if frame == last:
            stops = [
                (0.0, 0.0),
                (coming, 0.0),
                (begin, 1.0),
                (end - clock.move, 1.0),
                (end - GONE * clock.move, 0.0),
                (end, 0.0),
            ]
        yield from _keyframes(f"{own}-{frame}", [(at, f"opacity:{seen:g}") for at, seen in stops], clock)


TICK = 0.001
"""Seconds in which a frame vanishes under the next."""


def _keyframes(name: str, stops: Sequence[tuple[float, str]], clock: _Clock) -> Iterator[str]:
    yield f".{name}{{animation-name:{name}}}"
    yield f"@keyframes {name}{{{''.join(f'{clock.percent(at)}{{{what}}}' for at, what in stops)}}}"


def _paths(scenes: Sequence[Scene]) -> Iterator[str]:
    return (leaf.outline.path for scene in scenes for leaf in leaves(scene.parts) if isinstance(leaf, Text))


def _set(text: Text, name: str) -> str:
    """A text, whose letters the file has once for all frames."""
    (x, y), scale = text.origin, f"{text.scale:.6g}"
    return (
        f'<use xlink:href="#{name}" transform="translate({number(x)} {number(y)}) scale({scale})" fill="{text.fill}"/>'
    )


@dataclass(frozen=True)
class _Body:
    """The drawing of a frame: ``moving`` says by the key of a group what becomes of it; all else leaves."""

    frame: int
    moving: Mapping[Part, Motion]
    paths: Mapping[str, str]

    def lines(self, item: Item) -> Iterator[str]:
        """An item, what leaves or moves in a class of its own."""
        if isinstance(item, Text):
            yield _set(item, self.paths[item.outline.path])
            return
        if not isinstance(item, Group):
            yield shape(item)
            return
        yield f"<g{self._class(item)}>"
        for rectangles, stretch in stretches(item):
            yield from [CRISP] if rectangles else []
            for part in stretch:
                yield from self.lines(part)
            yield from ["</g>"] if rectangles else []
        yield "</g>"

    def _class(self, group: Group) -> str:
        motion = self.moving.get((group.role, group.key))
        if group.role == "term" or not self.moving or (motion and motion.still):
            return ""
        return f' class="{OWN} {OWN}-{self._name(motion)}"'

    def _name(self, motion: Motion | None) -> str:
        """Of what moves alike."""
        ways = list(dict.fromkeys(motion for motion in self.moving.values() if not motion.still))
        return f"{self.frame}m{ways.index(motion)}" if motion else f"{self.frame}x"

    def rules(self, clock: _Clock, own: str) -> Iterator[str]:
        """How what leaves and what moves does so."""
        if not self.moving:
            return
        end, move = clock.end(self.frame), clock.move
        yield from self._leaving(f"{own}-{self.frame}x", end, move, clock)
        for motion in dict.fromkeys(motion for motion in self.moving.values() if not motion.still):
            yield from _travel(f"{own}-{self._name(motion)}", motion, end, move, clock)

    def _leaving(self, name: str, end: float, move: float, clock: _Clock) -> Iterator[str]:
        stops = [
            (0.0, 1),
            (end - move, 1),
            (end - GONE * move, 0),
            (end + TICK, 0),
            (end + 2 * TICK, 1),
            (clock.whole, 1),
        ]
        yield from _keyframes(name, [(at, f"opacity:{seen}") for at, seen in stops], clock)


def _travel(name: str, motion: Motion, end: float, move: float, clock: _Clock) -> Iterator[str]:
    start, there = (
        "transform:translate(0px,0px)",
        f"transform:translate({number(motion.by[0])}px,{number(motion.by[1])}px)",
    )
    seen = f";opacity:{int(not motion.merges)}"
    stops = [
        (0.0, f"{start};opacity:1"),
        (end - move, f"{start};opacity:1"),
        (end - ARRIVED * move, f"{there};opacity:1"),
        (end, f"{there}{seen}"),
        (end + TICK, f"{there}{seen}"),
        (end + 2 * TICK, f"{start};opacity:1"),
        (clock.whole, f"{start};opacity:1"),
    ]
    yield from _keyframes(name, stops, clock)
