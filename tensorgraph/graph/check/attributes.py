"""Attributes: one table for each kind of statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.network import Value
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t

Attributes: TypeAlias = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Rule:
    """What an attribute's value may be: a test, the words for it, an example, and whether it is LaTeX."""

    accepts: Callable[[Value], bool]
    words: str
    example: str
    latex: bool = False


def _one_of(*words: str) -> Rule:
    return Rule(lambda value: value in words, "one of " + ", ".join(words), words[0])


def _is_pair(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(item, Scalar) for item in value)


def _is_color(value: Value) -> bool:
    return isinstance(value, str) and (value in COLORS or re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None)


COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "grey", "white")
"""Colours by name; a theme says which shade."""
TEXT = Rule(lambda value: isinstance(value, str), "a text in quotes", '"…"')
LATEX = Rule(lambda value: isinstance(value, str), "LaTeX in quotes", '"W_{OV}"', latex=True)
FLAG = Rule(lambda value: value is True, "no value", "")
COLOR = Rule(_is_color, "a colour: " + ", ".join(COLORS) + ', or "#rrggbb"', "blue")
DIMS = _one_of("names", "sizes", "wires", "none")
WORDS = Rule(lambda value: isinstance(value, (tuple, str)), "texts in parentheses", '("…", "…")')
LEG = Rule(lambda value: isinstance(value, (str, tuple)), "the name of a leg", "leg")

LOOKS: Mapping[str, Rule] = {
    "label": LATEX,
    "color": COLOR,
    "shape": _one_of("circle", "box", "triangle", "stadium"),
    "kind": _one_of("pattern", "param", "activation", "tensor"),
    "at": Rule(_is_pair, "a place in grid units", "(2, 0)"),
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
    "labels": WORDS,
    "also": WORDS,
    "title": TEXT,
    "alt": TEXT,
    "layout": _one_of("auto", "dot"),
    "fit": _one_of("slide", "none"),
}
CHECK: Mapping[str, Rule] = {"title": TEXT}
STYLE: Mapping[str, Rule] = {"theme": _one_of("taylor", "mono", "dark"), "dims": DIMS}


def attributes(reports: Reports, items: tuple[t.Attribute, ...], rules: Mapping[str, Rule]) -> Attributes:
    """The attributes that are known and have a fitting value, by name; the others are reported."""
    found: dict[str, Value] = {}
    for item in items:
        name = item.name.text
        problem = _problem(item, rules)
        if problem is not None:
            reports.add(problem)
        elif name in found:
            reports.add(Diagnostic("attribute-twice", f"`{name}` is said twice", item.name.span, hint="delete one"))
        else:
            found[name] = value_of(item.value)
    return tuple(found.items())


def _problem(item: t.Attribute, rules: Mapping[str, Rule]) -> Diagnostic | None:
    """What is wrong with an attribute by itself."""
    name = item.name.text
    rule = rules.get(name)
    if rule is None:
        near_ones = near(name, rules)
        hint = f"write `{near_ones[0]}`" if near_ones else f"the attributes here are: {', '.join(rules)}"
        return Diagnostic("unknown-attribute", f"there is no attribute `{name}` here", item.name.span, hint=hint)
    if rule.accepts(value_of(item.value)):
        return _latex_problem(item.value) if rule.latex and isinstance(item.value, t.Text) else None
    span = item.value.span if item.value else item.name.span
    write = f"write `{name}: {rule.example}`" if rule.example else f"write `{name}`"
    return Diagnostic("attribute-value", f"`{name}` takes {rule.words}", span, hint=write)


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
