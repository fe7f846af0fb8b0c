"""Properties: the attributes that are laws of a tensor, and the leg each concerns."""

from __future__ import annotations

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check.attributes import LAWS, value_of
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.network import Property
from tensorgraph.syntax import tree as t

MATRIX = ("symmetric", "permutation")
"""Laws of exactly two legs; the other flags concern the last two of any number."""


def properties(
    reports: Reports, items: tuple[t.Attribute, ...], leg_names: tuple[str, ...], dims: tuple[tuple[str, ...], ...]
) -> tuple[Property, ...]:
    """The laws among the attributes, with the position of the leg they concern."""
    found: list[Property] = []
    for item in items:
        rule = LAWS.get(item.name.text)
        if rule is None or not rule.accepts(value_of(item.value)):
            continue
        if item.value is not None:
            position = _leg(reports, item.name, item.value, leg_names, dims)
            found += [] if position is None else [Property(item.name.text, position)]
        elif _is_square(reports, item.name, dims):
            found.append(Property(item.name.text))
    return tuple(found)


def _is_square(reports: Reports, name: t.Name, dims: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a law of the last two legs can hold: there are two, of one dimension."""
    legs = f"{len(dims) or 'no'} leg{'s' * (len(dims) != 1)}"
    problem = None
    if len(dims) < 2 or (name.text in MATRIX and len(dims) != 2):
        problem = f"`{name}` is a property of two legs, and this has {legs}"
    elif dims[-1] != dims[-2]:
        one, other = " ".join(dims[-2]), " ".join(dims[-1])
        problem = f"`{name}` needs two legs of one dimension, found `{one}` and `{other}`"
    if problem:
        hint = "it concerns a matrix" if name.text in MATRIX else "it concerns the last two legs"
        reports.add(Diagnostic("property-legs", problem, name.span, hint=hint))
    return problem is None


def _leg(
    reports: Reports, law: t.Name, value: t.ValueTree, names: tuple[str, ...], dims: tuple[tuple[str, ...], ...]
) -> int | None:
    """The position of the leg that a law names, by its name or else its dimension."""
    text = _text(value)
    words = [" ".join(shape) if len(shape) == 1 else f"({' '.join(shape)})" for shape in dims]
    named = [place for place, name in enumerate(names) if name == text]
    matches = named or [place for place, word in enumerate(words) if word == text]
    message, hint = f"there is no leg `{text}`", f"the legs are: {', '.join(dict.fromkeys(names)) or 'none'}"
    if len(matches) > 1:
        message = f"`{text}` is the dimension of {len(matches)} legs"
        hint = "name the legs where the tensor is declared: `T[p: a, q: a]`"
    elif matches and law.text == "isometry" and len(dims) < 2:
        message, hint = "`isometry` needs a second leg to contract, and this has 1 leg", "it concerns two legs or more"
    elif matches:
        return matches[0]
    reports.add(Diagnostic("property-legs", message, value.span, hint=hint))
    return None


def _text(value: t.ValueTree) -> str:
    if isinstance(value, t.ValueTuple):
        return f"({' '.join(_text(item) for item in value.items)})"
    return str(value_of(value))
