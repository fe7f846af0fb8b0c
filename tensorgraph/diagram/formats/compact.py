"""A scene as a small ``<svg>`` that stands among others on a page: no prolog, no source, no id that another could have.

A letter that is set several times is written once, and its outline as steps from point to point in whole tenths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from itertools import pairwise

from tensorgraph.diagram.formats.carried import words
from tensorgraph.diagram.formats.svg import CRISP, number, shape, stretches
from tensorgraph.diagram.scene import Group, Item, Scene, Text, groups

FLUID = "max-width: 100%; height: auto"
"""A narrow page makes it smaller; what is no page does not read it."""
TENTHS = 10
"""Steps of an outline in a unit of its own: a letter has some 50 units, so a step is a fiftieth of a point or less."""
DIGITS = 8
"""Of the hash that ids begin with: that two pictures of a page share it has a chance of one in 4,000 million."""
_COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?")


def compact(scene: Scene, background: bool = True) -> str:
    """The scene as an element without anything but what is seen and read out.

    Its ids begin with a hash of what it shows, so that two outputs of a page clash only where they are the same.

    >>> import tensorgraph as tg
    >>> figure = tg.load(tg.example("head"))["head"]
    >>> len(compact(figure.scene)) < len(figure.render("svg")) / 3
    True
    """
    ids = {path: f"{number}" for number, path in enumerate(_often(scene))}
    body = [f"<title>{_plain(scene.title)}</title>", f"<desc>{_plain(scene.description)}</desc>"]
    body += [f'<path id="#-{name}" d="{steps(path)}"/>' for path, name in ids.items()]
    body = [*body[:2], "<defs>", *body[2:], "</defs>"] if ids else body
    if background and scene.background:
        body.append(f'<rect width="{number(scene.width)}" height="{number(scene.height)}" fill="{scene.background}"/>')
    for part in scene.parts:
        body += _item(part, ids)
    text = "".join(body)
    prefix = f"tg{sha256(text.encode()).hexdigest()[:DIGITS]}"
    return f"{_opening(scene, bool(ids))}{_named(text, prefix)}</svg>"


def _opening(scene: Scene, linked: bool) -> str:
    width, height = number(scene.width), number(scene.height)
    links = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if linked else ""
    size = f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" style="{FLUID}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg"{links} {size} role="img" aria-label="{_plain(scene.title)}">'


def _named(text: str, prefix: str) -> str:
    """The ids and what refers to them, with a prefix."""
    return text.replace('<path id="#-', f'<path id="{prefix}-').replace('xlink:href="#-', f'xlink:href="#{prefix}-')


def _often(scene: Scene) -> Iterator[str]:
    """The outlines that are set more than once, in the order of the picture."""
    counts = Counter(text.outline.path for text in _texts(scene.parts))
    yield from (path for path, count in counts.items() if count > 1 and path)


def _texts(parts: tuple[Item, ...]) -> Iterator[Text]:
    inside = (part for group in groups(parts) for part in group.parts)
    yield from (part for part in (*parts, *inside) if isinstance(part, Text))


def _item(item: Item, ids: Mapping[str, str]) -> Iterator[str]:
    if isinstance(item, Text):
        yield _text(item, ids)
    elif not isinstance(item, Group):
        yield shape(item)
    else:
        yield from _group(item, ids)


def _group(group: Group, ids: Mapping[str, str]) -> Iterator[str]:
    yield f"<g><title>{_plain(group.about)}</title>" if group.about else ""
    for rectangles, stretch in stretches(group):
        yield CRISP if rectangles else ""
        for part in stretch:
            yield from _item(part, ids)
        yield "</g>" if rectangles else ""
    yield "</g>" if group.about else ""


def _text(item: Text, ids: Mapping[str, str]) -> str:
    (x, y), path = item.origin, item.outline.path
    place = f'transform="translate({number(x)} {number(y)}) scale({item.scale / TENTHS:.6g})" fill="{item.fill}"'
    if path in ids:
        return f'<use xlink:href="#-{ids[path]}" {place}/>'
    return f'<path {place} d="{steps(path)}"/>'


def steps(path: str) -> str:
    """An outline by steps from point to point, in whole tenths of its units: no place is off by more than half of one.

    >>> steps("M1 2L1.5 2Q2 2 2 -3.04Z")
    'm10 20l5 0q5 0 5-50z'
    """
    made, at, start = "", (0, 0), (0, 0)
    for found in _COMMAND.finditer(path):
        points = list(pairwise(_tenths(found[2])))[::2]
        if found[1] == "Z":
            made, at = f"{made}z", start
            continue
        places = [f"{x - at[0]} {y - at[1]}" for x, y in points]
        made += found[1].lower() + " ".join(places).replace(" -", "-")
        at = points[-1]
        start = at if found[1] == "M" else start
    return made


def _tenths(numbers: str) -> list[int]:
    return [round(float(value) * TENTHS) for value in _NUMBER.findall(numbers)]


def _plain(text: str) -> str:
    return escape(words(text))
