"""TikZ statements and their styles: what most statements of a style share stands once, in the style.

A style ends with a hook, `every tg param/.try`, so that an author restyles all pictures of a talk in one place; colours
have names, which an author may define first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

PARENTS: Mapping[str, str] = {
    **dict.fromkeys(("tensor", "activation", "param", "pattern", "isometry", "cap", "hole", "plus"), "node"),
    **dict.fromkeys(
        ("label", "title", "sign", "coefficient", "sigma", "words", "heading", "tick", "number", "entry"), "text"
    ),
    "thick wire": "wire",
}
"""A style's parent, whose looks it has but for its own."""

SHARED = frozenset(("draw", "line width", "minimum size", "inner sep", "outer sep", "font", "text", "anchor"))
"""What a parent says for its children: not which shape and colour a kind has."""


@dataclass(frozen=True)
class Colour:
    """A colour by its part in the picture, `param` or `ink`, so that it has one name there."""

    part: str
    rgb: str


Value: TypeAlias = str | Colour
Look: TypeAlias = tuple[tuple[str, Value], ...]
"""Options of TikZ with their values; what has no value is under `shape`, whole."""


@dataclass(frozen=True)
class Statement:
    """A command of TikZ: its style, what it looks like, what is drawn on it, its own options, the rest of its line."""

    command: str
    style: str
    look: Look
    body: str
    own: tuple[str, ...] = ()
    motifs: tuple[Motif, ...] = ()


@dataclass(frozen=True)
class Motif:
    """What is drawn inside a node, cut off at its outline: a style for itself, so that the node stays one line."""

    name: str
    drawing: Statement


def flat(statements: Iterable[Statement]) -> list[Statement]:
    """The statements and those of their motifs."""
    found = list(statements)
    return [*found, *dict.fromkeys(motif.drawing for s in found for motif in s.motifs)]


def length(points: float) -> str:
    """A length in points of a page's 72 to the inch, which TeX calls bp.

    >>> length(1.3), length(28.0)
    ('1.3bp', '28bp')
    """
    return f"{number(points)}bp"


def number(value: float) -> str:
    """Two decimals: under a hundredth of a point, and no machine's last bit."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def colour_names(statements: Sequence[Statement]) -> dict[Colour, str]:
    """A name for every colour: of its part of the picture where most of that part have it, else of its own."""
    uses = Counter(value for s in flat(statements) for _, value in s.look if isinstance(value, Colour))
    usual: dict[str, Colour] = {}
    for colour, _ in uses.most_common():
        usual.setdefault(colour.part, colour)
    return {c: f"tg{c.part if usual[c.part] == c else c.rgb.removeprefix('#')}" for c in uses}


def colour_lines(names: Mapping[Colour, str]) -> Iterator[str]:
    """Each colour under its name, unless the author has defined it."""
    for name, rgb in sorted({name: colour.rgb for colour, name in names.items()}.items()):
        yield rf"\providecolor{{{name}}}{{HTML}}{{{rgb.removeprefix('#').upper()}}}"


def style_lines(statements: Sequence[Statement], names: Mapping[Colour, str]) -> Iterator[str]:
    """The styles, each after its parent, as options of the picture."""
    looks = _looks(statements)
    for style, look in looks.items():
        parent = PARENTS.get(style)
        above = looks.get(parent or "", {})
        options = [_option(key, value, names) for key, value in look.items() if above.get(key) != value]
        inherited = [f"tg {parent}"] if parent else []
        yield f"tg {style}/.style={{{', '.join([*inherited, *options, f'every tg {style}/.try'])}}}"
    for motif in dict.fromkeys(motif for s in statements for motif in s.motifs):
        (drawing,) = _written([motif.drawing], looks, names)
        yield f"tg {motif.name}/.style={{path picture={{{drawing}}}}}"


def written(statements: Sequence[Statement], names: Mapping[Colour, str]) -> Iterator[str]:
    """The statements, each with its style and what differs from it."""
    return _written(statements, _looks(statements), names)


def _written(
    statements: Sequence[Statement], looks: Mapping[str, Mapping[str, Value]], names: Mapping[Colour, str]
) -> Iterator[str]:
    for s in statements:
        differs = [_option(key, value, names) for key, value in s.look if looks[s.style].get(key) != value]
        options = [f"tg {s.style}", *(f"tg {motif.name}" for motif in s.motifs), *differs, *s.own]
        yield rf"\{s.command}[{', '.join(options)}] {s.body};"


def _looks(statements: Sequence[Statement]) -> dict[str, dict[str, Value]]:
    """By style, parents first: of each option the value that most statements have."""
    statements = flat(statements)
    styles = sorted({s.style for s in statements})
    found: dict[str, dict[str, Value]] = {}
    for style in sorted({PARENTS[style] for style in styles if style in PARENTS}):
        family = _usual(s.look for s in statements if style in (s.style, PARENTS.get(s.style)))
        found[style] = {key: value for key, value in family.items() if key in SHARED}
    for style in styles:
        own = _usual(s.look for s in statements if s.style == style)
        found[style] = {**found.get(PARENTS.get(style, ""), {}), **own}
    return found


def _usual(looks: Iterable[Look]) -> dict[str, Value]:
    """Of each option the most common value; the first of several."""
    counts: dict[str, Counter[Value]] = {}
    for look in looks:
        for key, value in look:
            counts.setdefault(key, Counter())[value] += 1
    return {key: values.most_common(1)[0][0] for key, values in counts.items()}


def _option(key: str, value: Value, names: Mapping[Colour, str]) -> str:
    if key == "shape":
        return str(value)
    return f"{key}={names[value] if isinstance(value, Colour) else value}"
