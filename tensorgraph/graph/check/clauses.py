"""The clauses of a `show`, `place`, `group` and `brace`, against what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import DefinitionSymbol, TemplateSymbol, TensorSymbol, kind_in_words
from tensorgraph.graph.check.wishes import check_count, hint_of
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.network import Brace, Hint, Row, Tint
from tensorgraph.graph.nodes import Product, Sum, Tensor, Unfold
from tensorgraph.graph.walk import factors
from tensorgraph.graph.written import is_resolved, tensors_by_name
from tensorgraph.syntax import tree as t

MAX_LISTED = 12
"""Most names that a hint lists."""
MAX_SUGGESTED = 50
"""Names for which near ones are looked up: each costs a comparison with every tensor of the picture."""
MAX_GROUPS = 50
"""Most groups of a picture: more than a reader could tell apart, and their words find a place in a moment."""


def said_in_clauses(
    workshop: Workshop, statement: t.PictureStatement, rows: Sequence[Row] | None
) -> tuple[tuple[Hint, ...], tuple[Tint, ...], tuple[Brace, ...]]:
    """What the clauses of a `show` say; ``rows`` is None where the picture itself is wrong."""
    if not statement.clauses:
        return (), (), ()
    wishes = [wish for place in statement.clauses if isinstance(place, t.Place) for wish in place.wishes]
    groups = [clause for clause in statement.clauses if isinstance(clause, t.TintTree)]
    hints = [(wish, hint) for wish in wishes if (hint := hint_of(workshop.reports, wish)) is not None]
    tints = tuple(_tint(workshop.reports, group) for group in groups if group.word == "group")
    braces = tuple(_brace(workshop.reports, group) for group in groups if group.word == "brace")
    _few(workshop.reports, groups)
    _once(workshop.reports, [hint for _, hint in hints])
    if rows is not None:
        terms = [term for row in rows for side in row.sides for term in side.body.terms]
        present = tensors_by_name(terms, workshop.definitions)
        _occur(workshop, wishes, groups, terms, present)
        _count(workshop.reports, hints, present)
        written = [tensors_by_name([term], workshop.definitions) for term in terms if is_resolved(term)]
        _single(workshop.reports, [hint for _, hint in hints], written)
        if len(written) == len(terms):  # what is unfolded may bring anything together
            _together(workshop.reports, groups, written)
    return tuple(hint for _, hint in hints), tints, braces


def _targets(wishes: Iterable[t.Wish]) -> Iterator[t.Target]:
    for wish in wishes:
        yield wish.target
        if isinstance(wish.value, t.Target) and wish.word is not None and wish.word.text == "align":
            yield wish.value


def _tint(reports: Reports, group: t.TintTree) -> Tint:
    color = dict(a.attributes(reports, group.attributes, a.GROUP)).get("color", "")
    return Tint(_text(reports, group), _members(reports, group), color if isinstance(color, str) else "", group.span)


def _brace(reports: Reports, brace: t.TintTree) -> Brace:
    for attribute in brace.attributes[:1]:
        message, hint = "a brace has no attributes", "write them at a `group`, or delete them"
        reports.add(Diagnostic("unknown-attribute", message, attribute.name.span, hint=hint))
    if brace.text is None or not brace.text.text.strip():
        names = ", ".join(map(str, brace.targets))
        hint = f'write `brace "…": {names}`'
        reports.add(Diagnostic("group-form", "a brace has a text", (brace.text or brace).span, hint=hint))
    return Brace(_text(reports, brace), _members(reports, brace), brace.span)


def _text(reports: Reports, group: t.TintTree) -> str:
    problem = a.prose_problem(group.text) if group.text else None
    if problem is not None:
        reports.add(problem)
    return group.text.text if group.text else ""


def _members(reports: Reports, group: t.TintTree) -> tuple[str, ...]:
    """The tensors of a clause, each once."""
    names = tuple(map(str, group.targets))
    for place, target in enumerate(group.targets):
        if str(target) in names[:place]:
            message = f"`{target}` is named twice in this {group.word}"
            reports.add(Diagnostic("wish-twice", message, target.span, hint="delete one"))
    return tuple(dict.fromkeys(names))


def _few(reports: Reports, groups: Sequence[t.TintTree]) -> None:
    if len(groups) > MAX_GROUPS:
        words = {group.word for group in groups}
        kinds = "groups and braces" if len(words) > 1 else f"{groups[0].word}s"
        message = f"the picture has {len(groups)} {kinds}, and may have {MAX_GROUPS}"
        hint = "one may name many tensors: `group: A, B`"
        reports.add(Diagnostic("too-many-groups", message, groups[MAX_GROUPS].span, hint=hint))


_TWICE = {"at": "a place", "legs": "directions", "align": "a column"}
"""What a wish gives a tensor, in words."""


def _once(reports: Reports, hints: Sequence[Hint]) -> None:
    """No wish is said twice of one name, and no tensor is both above and below."""
    first: dict[tuple[str, str], Hint] = {}
    opposite = {"above": "below", "below": "above"}
    for hint in hints:
        again = first.get((hint.name, hint.wish))
        against = first.get((hint.name, opposite.get(hint.wish, "")))
        first.setdefault((hint.name, hint.wish), hint)
        assert hint.span is not None
        if again is not None and again.span is not None:
            message = f"`{hint.name}` is given {_TWICE.get(hint.wish, f'`{hint.wish}`')} twice"
            related = ((again.span, "first here"),)
            reports.add(Diagnostic("wish-twice", message, hint.span, related, "delete one"))
        elif against is not None and against.span is not None:
            message = f"`{hint.name}` cannot stand above and below"
            reports.add(Diagnostic("hints", message, hint.span, ((against.span, "the other wish"),), "delete one"))
        if hint.wish == "align" and hint.name == hint.other:
            message = f"`{hint.name}` cannot be aligned with itself"
            reports.add(Diagnostic("hints", message, hint.span, hint="name another tensor of the picture"))


def _occur(
    workshop: Workshop,
    wishes: Sequence[t.Wish],
    groups: Sequence[t.TintTree],
    terms: Sequence[Product],
    present: Mapping[str, list[Tensor]],
) -> None:
    """Every tensor named is in the picture; an expansion may give it another superscript, a letter or a number."""
    targets = [*_targets(wishes), *(target for group in groups for target in group.targets)]
    expands = any(isinstance(node, Unfold) and node.kind == "expand" for node in factors(Sum(tuple(terms))))
    absent = [one for one in targets if str(one) not in present and not (expands and one.name.text in present)]
    for count, target in enumerate(absent):
        _absent(workshop, target, present, near(str(target), present) if count < MAX_SUGGESTED else [])


def _count(reports: Reports, hints: Sequence[tuple[t.Wish, Hint]], present: Mapping[str, list[Tensor]]) -> None:
    """There is a direction for each leg."""
    for wish, hint in hints:
        if hint.wish == "legs" and wish.value is not None:
            check_count(reports, hint.name, hint.legs, present.get(hint.name, ()), wish.value.span)


def _absent(workshop: Workshop, target: t.Target, present: Mapping[str, list[Tensor]], alike: list[str]) -> None:
    symbol = workshop.symbols.get(target.name.text)
    message = f"`{target}` is not in this picture"
    if symbol is not None and not isinstance(symbol, (TensorSymbol, DefinitionSymbol, TemplateSymbol)):
        message = f"`{target}` is {kind_in_words(symbol)}, and only tensors can be placed or grouped"
    listed = ", ".join(list(present)[:MAX_LISTED]) or "none"
    hint = f"write `{alike[0]}`" if alike else f"the tensors here are: {listed}"
    workshop.reports.add(Diagnostic("not-in-picture", message, target.span, hint=hint))


def _single(reports: Reports, hints: Sequence[Hint], terms: Sequence[Mapping[str, list[Tensor]]]) -> None:
    """A place is for one tensor of a term."""
    for hint in (hint for hint in hints if hint.wish == "at"):
        many = max((len(term.get(hint.name, ())) for term in terms), default=0)
        if many > 1 and hint.span is not None:
            message = f"a term has `{hint.name}` {many} times, and they cannot stand in one place"
            reports.add(Diagnostic("hints", message, hint.span, hint="place its neighbours instead"))


_LIES = {"group": "behind", "brace": "under"}
"""Where what a clause draws is."""


def _together(reports: Reports, groups: Sequence[t.TintTree], terms: Sequence[Mapping[str, list[Tensor]]]) -> None:
    """Some term has all tensors of a group, unless one is in none."""
    for group in groups:
        names = {str(target) for target in group.targets}
        if names <= set().union(*terms) and not any(names <= set(term) for term in terms):
            message = "no term of the picture has all of " + ", ".join(f"`{target}`" for target in group.targets)
            span = group.targets[0].span.to(group.targets[-1].span)
            hint = f"a {group.word} lies {_LIES[group.word]} tensors of one term; write one for each"
            reports.add(Diagnostic("group-apart", message, span, hint=hint))
