"""Attributes: one table for each kind of statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.lengths import points
from tensorgraph.graph.network import Value
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t

Attributes: TypeAlias = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Rule:
    """What an attribute's value may be: a test, the words for it, an example, and whether it is LaTeX or prose."""

    accepts: Callable[[Value], bool]
    words: str
    example: str
    latex: bool = False
    prose: bool = False


def _one_of(*words: str) -> Rule:
    return Rule(lambda value: value in words, "one of " + ", ".join(words), words[0])


def _is_place(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_near, value))


def _is_near(value: Value) -> bool:
    return isinstance(value, Scalar) and abs(value.rational) <= FARTHEST


def _is_theme(value: Value) -> bool:
    return isinstance(value, str) and (value in THEMES or (len(value) > len(FILE_END) and value.endswith(FILE_END)))


def _is_width(value: Value) -> bool:
    return isinstance(value, str) and points(value) is not None


def _is_color(value: Value) -> bool:
    return isinstance(value, str) and (value in COLORS or re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None)


COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "grey", "white")
"""Colours by name; a theme says which shade."""
THEMES = ("taylor", "mono", "dark")
"""Themes that come with the program."""
FILE_END = ".toml"
"""How the name of a user's theme file ends; what is in it is read when a picture is drawn."""
FARTHEST = 1_000
"""Largest coordinate of a place, in grid units: some 50 m of paper would be a mistake."""
TEXT = Rule(lambda value: isinstance(value, str), "a text in quotes", '"…"')
LATEX = Rule(lambda value: isinstance(value, str), "LaTeX in quotes", '"W_{OV}"', latex=True)
FLAG = Rule(lambda value: value is True, "no value", "")
COLOR = Rule(_is_color, "a colour: " + ", ".join(COLORS) + ', or "#rrggbb"', "blue")
DIMS = _one_of("names", "sizes", "wires", "none")
LABELS = Rule(
    lambda value: value == "auto" or (isinstance(value, tuple) and all(isinstance(item, str) for item in value)),
    "texts in parentheses, or auto",
    '("…", "…")',
    prose=True,
)
HEADINGS = Rule(LABELS.accepts, LABELS.words, '("…", "…")', prose=True)
ALSO = Rule(
    lambda value: isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(item, str) for item in value)),
    "names of columns in parentheses",
    "(formula, einsum)",
)
LEG = Rule(lambda value: isinstance(value, (str, tuple)), "the name of a leg", "leg")
PROSE = Rule(TEXT.accepts, TEXT.words, TEXT.example, prose=True)
THEME = Rule(_is_theme, "one of taylor, mono, dark, or a file's name in quotes that ends in .toml", "taylor")
WIDTH = Rule(_is_width, "a length in quotes, its unit mm, cm, in or pt", '"160mm"')
FRAMES = _one_of("nested", "joined")
FIT = _one_of("slide", "none")

LOOKS: Mapping[str, Rule] = {
    "label": LATEX,
    "color": COLOR,
    "shape": _one_of("circle", "box", "triangle", "stadium"),
    "kind": _one_of("pattern", "param", "activation", "tensor"),
    "at": Rule(_is_place, f"a place in grid units, at most {FARTHEST:,}", "(2, 0)"),
    "legs": Rule(lambda value: isinstance(value, str), "directions in quotes", '"up right"'),
}
LAWS: Mapping[str, Rule] = {
    "onehot": LEG,
    "isometry": LEG,
    "permutation": FLAG,
    "symmetric": FLAG,
    "diagonal": FLAG,
    "pattern": FLAG,
}
TENSOR: Mapping[str, Rule] = {**LOOKS, **LAWS, "from": TEXT, "as": TEXT}
DEFINITION: Mapping[str, Rule] = {**LOOKS, **LAWS}
SCALAR: Mapping[str, Rule] = {"label": LATEX, "fit": FLAG}
FUNCTION: Mapping[str, Rule] = {"label": LATEX}
SHOW: Mapping[str, Rule] = {
    "stack": FLAG,
    "dims": DIMS,
    "labels": LABELS,
    "also": ALSO,
    "headings": HEADINGS,
    "title": PROSE,
    "alt": TEXT,
    "theme": THEME,
    "layout": _one_of("auto", "dot", "chain", "grid", "free"),
    "frames": FRAMES,
    "width": WIDTH,
    "fit": FIT,
}
CHECK: Mapping[str, Rule] = {"title": PROSE}
STYLE: Mapping[str, Rule] = {"theme": THEME, "dims": DIMS, "frames": FRAMES, "width": WIDTH, "fit": FIT}
GROUP: Mapping[str, Rule] = {"color": COLOR}


def attributes(reports: Reports, items: tuple[t.Attribute, ...], rules: Mapping[str, Rule]) -> Attributes:
    """The attributes that are known and have a fitting value, by name; the others are reported."""
    found: dict[str, Value] = {}
    for item in items:
        name = item.name.text
        problem = _problem(reports, item, rules)
        if problem is not None:
            reports.add(problem)
        elif name in found:
            reports.add(Diagnostic("attribute-twice", f"`{name}` is said twice", item.name.span, hint="delete one"))
        else:
            found[name] = value_of(item.value)
    return tuple(found.items())


def names_theme_file(items: Iterable[t.Attribute]) -> bool:
    """Whether the attributes have a theme of the author's own."""
    return any(item.name.text == "theme" and str(value_of(item.value)).endswith(FILE_END) for item in items)


def _problem(reports: Reports, item: t.Attribute, rules: Mapping[str, Rule]) -> Diagnostic | None:
    """What is wrong with an attribute by itself."""
    name = item.name.text
    rule = rules.get(name)
    if rule is None:
        near_ones = near(name, rules)
        hint = f"write `{near_ones[0]}`" if near_ones else f"the attributes here are: {', '.join(rules)}"
        return Diagnostic("unknown-attribute", f"there is no attribute `{name}` here", item.name.span, hint=hint)
    own = rule is COLOR and reports.own_colors and isinstance(item.value, t.Name)  # the drawing knows the theme
    if own or rule.accepts(value_of(item.value)):
        return next((found for text in _texts(item.value) if (found := _text_problem(text, rule))), None)
    span = item.value.span if item.value else item.name.span
    write = f"write `{name}: {rule.example}`" if rule.example else f"write `{name}`"
    return Diagnostic("attribute-value", f"`{name}` takes {rule.words}", span, hint=write)


def _texts(value: t.ValueTree | None) -> tuple[t.Text, ...]:
    """The texts of a value, those in parentheses too."""
    items = value.items if isinstance(value, t.ValueTuple) else (value,)
    return tuple(item for item in items if isinstance(item, t.Text))


def _text_problem(value: t.Text, rule: Rule) -> Diagnostic | None:
    if rule.prose:
        return prose_problem(value)
    return _latex_problem(value) if rule.latex else None


def prose_problem(text: t.Text | t.Name) -> Diagnostic | None:
    """A dollar without a partner: in words, mathematics stands between two."""
    if len(re.findall(r"(?<!\\)\$", text.text)) % 2 == 0:
        return None
    hint = r"mathematics stands between two, `$W_Q$`; a dollar sign is written `\$`"
    return Diagnostic("latex", "a `$` has no partner", text.span, hint=hint)


def _latex_problem(value: t.Text) -> Diagnostic | None:
    """What is wrong with LaTeX by its signs alone: dollars, and braces without a partner."""
    signs = re.sub(r"\\.", "", value.text)
    if "$" in signs:
        plain = re.sub(r"(?<!\\)\$", "", value.text)
        return Diagnostic("latex", "a label is LaTeX already", value.span, hint=f'write it without `$`: "{plain}"')
    depth = 0
    for sign in signs:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return Diagnostic("latex", "a brace is closed that was not opened", value.span, hint="put { before it")
    return Diagnostic("latex", "a brace is not closed", value.span, hint="put } after it") if depth else None


def value_of(value: t.ValueTree | None) -> Value:
    """A value as the network holds it; a flag is True."""
    match value:
        case None:
            return True
        case t.Text() | t.Name():
            return value.text
        case t.Number():
            return Scalar.number(value.value)
        case t.ValueTuple():
            return tuple(value_of(item) for item in value.items)
