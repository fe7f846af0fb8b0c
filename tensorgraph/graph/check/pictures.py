"""Pictures and equations: the free wires of their sides (scope rule 6)."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.context import Context, leg_words
from tensorgraph.graph.check.definitions import Workshop, finish, left_wires
from tensorgraph.graph.check.elaborate import expression, number_side
from tensorgraph.graph.check.symbols import DefinitionSymbol
from tensorgraph.graph.check.uses import uses_of_factor, uses_of_sum
from tensorgraph.graph.network import Picture, Relation, Row
from tensorgraph.graph.nodes import Graph, Leg, Wire
from tensorgraph.syntax import tree as t


def picture(workshop: Workshop, statement: t.PictureStatement) -> Picture | None:
    """A `show` or a `check`; None where it is wrong."""
    rules = a.SHOW if statement.drawn else a.CHECK
    found = a.attributes(workshop.reports, statement.attributes, rules)
    context = workshop.context()
    given = _given(context, statement)
    if not statement.drawn and not statement.equations[0].relations:
        context.report(
            "nothing-to-check",
            f"`check {statement.name}` has no `==`, `!=` or `~=`",
            statement.equations[0].span,
            "compare it with something, or write `show`",
        )
    rows = [_row(workshop, statement, equation) for equation in statement.equations]
    if context.failed or any(row is None for row in rows):
        return None
    kept = tuple(row for row in rows if row is not None)
    return Picture(statement.name.text, kept, statement.drawn, given, found, statement.span)


def _given(context: Context, statement: t.PictureStatement) -> tuple[str, ...]:
    names: list[str] = []
    for name in statement.given:
        symbol = context.find(name)
        if symbol is not None and not isinstance(symbol, DefinitionSymbol):
            context.report("not-a-definition", f"`{name}` is not a definition, so it is given already", name.span, "delete it")
        names.append(name.text)
    return tuple(names)


def _row(workshop: Workshop, statement: t.PictureStatement, equation: t.Equation) -> Row | None:
    context = workshop.context()
    sides = [equation.first, *(relation.side for relation in equation.relations)]
    legs, env = _free(context, statement, sides)
    graphs = [Graph(legs, expression(context, side, env)) for side in sides]
    if not context.failed:
        _same_wires(context, statement, sides, env)
    relations = tuple(_relation(context, relation) for relation in equation.relations)
    finished = [finish(context, graph) for graph in graphs]
    kept = tuple(graph for graph in finished if graph is not None)
    return Row(kept, relations) if len(kept) == len(graphs) else None


def _free(
    context: Context, statement: t.PictureStatement, sides: list[t.SumTree]
) -> tuple[tuple[Leg, ...], dict[str, Wire]]:
    if statement.bracket is not None:
        return left_wires(context, statement.bracket.legs)
    env: dict[str, Wire] = {}
    for side in sides:
        for name in _once(context, side):
            if name not in env:
                env[name] = context.types.fresh(name)
    return tuple((wire,) for wire in env.values()), env


def _once(context: Context, side: t.SumTree) -> list[str]:
    """The names that some term uses once, in reading order."""
    found: dict[str, None] = {}
    for term in side.terms:
        total: dict[str, int] = {}
        for operand in term.operands:
            for name, count in uses_of_factor(context, operand.factor).items():
                total[name] = total.get(name, 0) + count
        found |= dict.fromkeys(name for name, count in total.items() if count == 1)
    return list(found)


def _same_wires(
    context: Context, statement: t.PictureStatement, sides: list[t.SumTree], env: Mapping[str, Wire]
) -> None:
    for side in sides:
        if number_side(context, side):
            continue
        used = uses_of_sum(context, side)
        missing = [name for name in env if name not in used]
        if missing and len(sides) > 1:
            words = ", ".join(f"`{name}`" for name in missing)
            free = ", ".join(leg_words((wire,)) for wire in env.values())
            context.report(
                "free-wires",
                f"this side lacks the free wire{'s' * (len(missing) > 1)} {words}",
                side.span,
                f"every side has the free wires [{free}]; to be the same along one, multiply by `ones[{missing[0]}]`",
            )


def _relation(context: Context, relation: t.RelationTree) -> Relation:
    if relation.sign == "~=" and relation.within is None:
        context.report("within", "`~=` needs to say how close", relation.span, "write `a ~= b within 0.05`")
    if relation.sign != "~=" and relation.within is not None:
        context.report("within", f"`within` belongs to `~=`, and this is `{relation.sign}`", relation.span, "write `~=`")
    return Relation(relation.sign, relation.within, relation.span)
