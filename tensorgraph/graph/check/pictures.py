"""Pictures and equations: the free wires of their sides (scope rule 6)."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.clauses import said_in_clauses
from tensorgraph.graph.check.columns import check_columns
from tensorgraph.graph.check.context import Context, Use, leg_words
from tensorgraph.graph.check.elaborate import whole
from tensorgraph.graph.check.exact import exact, exact_sum
from tensorgraph.graph.check.holes import named_holes
from tensorgraph.graph.check.left import left_wires
from tensorgraph.graph.check.open_legs import with_legs
from tensorgraph.graph.check.relations import relation
from tensorgraph.graph.check.symbols import DefinitionSymbol, FunctionSymbol, kind_in_words
from tensorgraph.graph.check.unknown import report_unknown
from tensorgraph.graph.check.uses import uses_of_sum, uses_of_term
from tensorgraph.graph.check.workshop import Workshop, finish
from tensorgraph.graph.network import Picture, Row
from tensorgraph.graph.nodes import Graph, Leg, Wire
from tensorgraph.ops import FUNCTIONS, Kind
from tensorgraph.syntax import tree as t


def picture(workshop: Workshop, statement: t.PictureStatement) -> Picture | None:
    """A `show` or a `check`; None where it is wrong."""
    rules = a.SHOW if statement.drawn else a.CHECK
    found = a.attributes(workshop.reports, statement.attributes, rules)
    context = workshop.context()
    context.no_bar(statement.bracket)
    given = _given(context, statement)
    if not statement.drawn and not statement.equations[0].relations:
        message = f"`check {statement.name}` has no `==`, `!=` or `~=`"
        hint = "compare it with something, or write `show`"
        context.report("nothing-to-check", message, statement.equations[0].span, hint)
    rows = [_row(workshop, statement, equation) for equation in statement.equations]
    kept = tuple(row for row in rows if row is not None)
    is_right = not context.failed and len(kept) == len(rows)
    if is_right and statement.drawn:
        check_columns(workshop.reports, statement, kept)
    said = said_in_clauses(workshop, statement, kept if is_right else None)
    name = statement.name.text
    return Picture(name, kept, statement.drawn, given, found, *said, statement.span) if is_right else None


def _given(context: Context, statement: t.PictureStatement) -> tuple[str, ...]:
    for name in statement.given:
        symbol = context.find(name, Use.DEFINITION)
        if symbol is not None and not isinstance(symbol, DefinitionSymbol):
            message = f"`{name}` is {kind_in_words(symbol)}, and only a definition can be frozen"
            context.report("not-a-definition", message, name.span, "delete it, or name a definition")
    report_unknown(context)
    return tuple(name.text for name in statement.given)


def _row(workshop: Workshop, statement: t.PictureStatement, equation: t.Equation) -> Row | None:
    context = workshop.context()
    context.drawn = True
    sides = with_legs(context, statement, [equation.first, *(relation.side for relation in equation.relations)])
    if sides is None:
        return None
    legs, env = _free(context, statement, sides)
    relations = tuple(relation(context, each, legs) for each in equation.relations)
    graphs = [Graph(legs, whole(context, side, env)) for side in sides]
    if not context.failed:
        _same_wires(context, sides, env)
    finished = [finish(context, graph) for graph in graphs]
    kept = tuple(graph for graph in finished if graph is not None)
    if len(kept) < len(graphs):
        return None
    named, holes = named_holes(kept, len(workshop.holes))
    workshop.holes |= holes
    return Row(named, relations)


def _free(
    context: Context, statement: t.PictureStatement, sides: list[t.SumTree]
) -> tuple[tuple[Leg, ...], dict[str, Wire]]:
    """The free wires: those stated, else those that some term of some side uses once, in reading order."""
    if statement.bracket is not None:
        return left_wires(context, statement.bracket.legs)
    env: dict[str, Wire] = {}
    for term in (term for side in sides for term in side.terms):
        fewest = uses_of_term(context, term, min)  # a term inside a group is a term, too
        env |= {name: context.types.fresh(name) for name, count in fewest.items() if count == 1 and name not in env}
    return tuple((wire,) for wire in env.values()), env


def _same_wires(context: Context, sides: list[t.SumTree], env: Mapping[str, Wire]) -> None:
    for side in sides:
        used = uses_of_sum(context, side)
        missing = [name for name in env if name not in used]
        if missing and len(sides) > 1 and not _is_number(context, side):
            words = ", ".join(f"`{name}`" for name in missing)
            free = ", ".join(leg_words((wire,)) for wire in env.values())
            caps = " ".join(f"ones[{name}]" for name in missing)
            message = f"this side lacks the free wire{'s' * (len(missing) > 1)} {words}"
            hint = f"every side has the free wires [{free}]; to be the same along one, multiply by `{caps}`"
            if side is sides[0]:  # what is written last is what is in doubt
                it = "each" if len(missing) > 1 else "it"
                other = f"{words}: free on another side only; give {it} there the name of the wire it should be"
                hint = f"{other}, or sum it: `{caps}`\n{hint}"
            context.report("free-wires", message, side.span, hint)
            return


def _is_number(context: Context, node: t.SumTree) -> bool:
    """Whether a side is a bare number: exact, or an elementwise function of one, such as `sqrt(2)`."""
    if exact_sum(context, node) is not None:
        return True
    return all(_is_numeric(context, operand.factor) for term in node.terms for operand in term.operands)


def _is_numeric(context: Context, factor: t.FactorTree) -> bool:
    if isinstance(factor, t.Number):
        return True
    if isinstance(factor, t.Group):
        return _is_number(context, factor.body)
    if isinstance(factor, t.Hole):
        return False
    if exact(context, factor) is not None:
        return True
    symbol = context.peek(factor.name.text)
    built_in = FUNCTIONS.get(symbol.target or "") if isinstance(symbol, FunctionSymbol) else None
    sums = [item for item in factor.arguments or () if isinstance(item, t.SumTree)]
    return built_in is not None and built_in.kind is Kind.ELEMENTWISE and all(_is_number(context, s) for s in sums)
