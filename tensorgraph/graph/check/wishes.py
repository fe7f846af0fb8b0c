"""Wishes: where an author wants a tensor, each by itself."""

from __future__ import annotations

from collections.abc import Iterable

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.network import Hint
from tensorgraph.graph.nodes import Tensor
from tensorgraph.graph.written import line_legs
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

DIRECTIONS = ("left", "right", "up", "down")
"""Where a leg can leave a tensor."""
FORMS: dict[str, tuple[type, str]] = {
    "above": (type(None), "above"),
    "below": (type(None), "below"),
    "align": (t.Target, "align W"),
    "legs": (t.Text, 'legs "up right"'),
}
"""What follows the word of a wish, and an example."""
PLACE = "(2, 0)"
"""A place as an example."""


def hint_of(reports: Reports, wish: t.Wish) -> Hint | None:
    """A wish of a `place`; None (and a report) where it is none."""
    problem = _form_problem(wish)
    if problem is not None:
        reports.add(problem)
        return None
    name = str(wish.target)
    match wish.value:
        case t.ValueTuple():
            return Hint(name, "at", at=point(wish.value), span=wish.span)
        case t.Text():
            legs = directions(reports, wish.value)
            return Hint(name, "legs", legs=legs, span=wish.span) if legs is not None else None
        case t.Target():
            return Hint(name, "align", other=str(wish.value), span=wish.span)
    assert wish.word is not None
    return Hint(name, wish.word.text, span=wish.span)


def _form_problem(wish: t.Wish) -> Diagnostic | None:
    if wish.word is None:
        is_place = a.LOOKS["at"].accepts(a.value_of(wish.value if isinstance(wish.value, t.ValueTuple) else None))
        place = wish.value.span if wish.value else wish.span
        words = f"a place is two numbers of grid units, at most {a.FARTHEST:,}"
        return None if is_place else Diagnostic("wish", words, place, hint=f"write `{wish.target}: {PLACE}`")
    form = FORMS.get(wish.word.text)
    if form is None:
        return _unknown(wish, wish.word)
    follows, example = form
    if isinstance(wish.value, follows):
        return None
    words = f"`{wish.word}` takes {_TAKES[follows]}"
    return Diagnostic("wish", words, wish.word.span, hint=f"write `{wish.target}: {example}`")


_TAKES = {
    type(None): "nothing after it",
    t.Target: "the tensor to stand in one column with",
    t.Text: "a text in quotes",
}


def _unknown(wish: t.Wish, word: t.Name) -> Diagnostic:
    alike = near(word.text, FORMS)
    if isinstance(wish.value, t.ValueTuple):
        hint = f"write `{wish.target}: {wish.value.span.text}`"
    elif alike and wish.value is not None and isinstance(wish.value, FORMS[alike[0]][0]):
        hint = f"write `{wish.target}: {alike[0]} {wish.value.span.text}`"
    elif alike:
        hint = f"write `{wish.target}: {FORMS[alike[0]][1]}`"
    else:
        hint = f"write {', '.join(f'`{example}`' for _, example in FORMS.values())} or a place, `{PLACE}`"
    return Diagnostic("wish", f"`{word}` is not a wish", word.span, hint=hint)


def point(value: t.ValueTuple) -> tuple[float, float]:
    """A pair of numbers."""
    x, y = (float(item.value) for item in value.items if isinstance(item, t.Number))
    return x, y


def directions(reports: Reports, text: t.Text) -> tuple[str, ...] | None:
    """The directions in a text; None (and a report) where a word is none."""
    words = tuple(text.text.replace(",", " ").split())
    wrong = next((word for word in words if word not in DIRECTIONS), None)
    if wrong is None:
        return words
    alike = near(wrong, DIRECTIONS)
    hint = f"write `{alike[0]}`" if alike else f"the directions are: {', '.join(DIRECTIONS)}"
    reports.add(Diagnostic("leg-directions", f"`{wrong}` is not a direction", text.span, hint=hint))
    return None


def check_count(reports: Reports, name: str, legs: tuple[str, ...], uses: Iterable[Tensor], span: Span) -> None:
    """There is a direction for each leg of some use that is a line."""
    counts = sorted({len(line_legs(tensor)) for tensor in uses})
    if not counts or len(legs) in counts:
        return
    many = f"{len(legs)} direction{'s' * (len(legs) != 1)}"
    drawn = f"{' or '.join(map(str, counts))} leg{'s' * (counts != [1])}"
    message = f"`legs` has {many}, and `{name}` is drawn with {drawn}"
    hint = "write left, right, up or down for each leg in declared order; superscripts are no lines, a thick leg is one"
    reports.add(Diagnostic("leg-directions", message, span, hint=hint))
