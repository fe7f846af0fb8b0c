"""`U[i, r] s[r] V[r, j] = svd(M[i, j])`: checked here, computed elsewhere."""

from __future__ import annotations

from typing import TypeAlias

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.elaborate import expression
from tensorgraph.graph.check.symbols import DECOMPOSITIONS
from tensorgraph.graph.check.uses import bracket_names, uses_of_sum
from tensorgraph.graph.network import Decomposition
from tensorgraph.graph.nodes import Graph, Leg, Wire
from tensorgraph.syntax import tree as t

Outputs: TypeAlias = tuple[tuple[str, tuple[Leg, ...]], ...]
EXAMPLES = {
    "svd": "U[i, r] s[r] V[r, j] = svd(M[i, j])",
    "qr": "Q[i, r] R[r, j] = qr(M[i, j])",
    "eigh": "Q[i, r] e[r] = eigh(M[i, j])",
    "eigvals": "e[r] = eigvals(M[i, j])",
}


def decomposition(
    context: Context, statement: t.Define, factor: t.Reference
) -> tuple[Decomposition, Outputs] | None:
    """The decomposition with provisional wires, and the legs of each tensor it defines."""
    kind = factor.name.text
    argument = _argument(context, statement, factor)
    if argument is None or len(statement.left) != DECOMPOSITIONS[kind]:
        _malformed(context, statement, kind)
        return None
    inside = uses_of_sum(context, argument)
    names = {name for left in statement.left if left.bracket for name in _names(left)}
    new = sorted(name for name in names if name not in inside)
    if len(new) != 1:
        _malformed(context, statement, kind)
        return None
    kept = dict.fromkeys(
        name for left in statement.left if left.bracket for name in _names(left) if name in inside
    )
    if kind in ("eigh", "eigvals"):  # the second leg of a square matrix is not among the outputs
        kept |= dict.fromkeys(name for name, count in inside.items() if count == 1)
    env = {name: context.types.fresh(name) for name in (*kept, *new)}
    body = expression(context, argument, env)
    for name in kept:
        context.mentions.setdefault(env[name], argument.span)
    outputs = tuple((left.name.text, _legs(left, env)) for left in statement.left)
    operand = Graph(tuple((env[name],) for name in kept), body)
    return Decomposition(kind, operand, outputs, _rank(context, factor)), outputs


def _argument(context: Context, statement: t.Define, factor: t.Reference) -> t.SumTree | None:
    sums = [item for item in factor.arguments or () if isinstance(item, t.SumTree)]
    alone = len(statement.body.terms[0].operands) == 1 and not statement.body.terms[0].negative
    return sums[0] if alone and len(sums) == 1 and not factor.bracket and not factor.result else None


def _names(left: t.Left) -> list[str]:
    return [name.text for name in bracket_names(left.bracket.legs)] if left.bracket else []


def _legs(left: t.Left, env: dict[str, Wire]) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for item in left.bracket.legs if left.bracket else ():
        parts = item.parts if isinstance(item, t.Thick) else (item,) if isinstance(item, t.Part) else ()
        legs.append(tuple(env[part.name.text] for part in parts))
    return tuple(legs)


def _rank(context: Context, factor: t.Reference) -> int | None:
    for item in factor.arguments or ():
        if not isinstance(item, t.Option):
            continue
        if item.name.text != "rank" or item.value.denominator != 1 or item.value < 1:
            context.report("option", f"`{factor.name}` takes `rank:` and a positive whole number", item.span, "write `rank: 8`")
        else:
            return int(item.value)
    return None


def _malformed(context: Context, statement: t.Define, kind: str) -> None:
    message = f"`{kind}` defines {DECOMPOSITIONS[kind]} tensor{'s' * (DECOMPOSITIONS[kind] > 1)} joined by one new wire"
    context.report("decomposition-form", message, statement.span, f"write `{EXAMPLES[kind]}`")
