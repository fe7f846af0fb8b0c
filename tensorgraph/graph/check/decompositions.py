"""`U[i, r] s[r] V[r, j] = svd(M[i, j])`: the definitions it makes, and the laws they obey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.elaborate import whole
from tensorgraph.graph.check.properties import properties
from tensorgraph.graph.check.symbols import DECOMPOSITIONS
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import bracket_names, uses_of_sum
from tensorgraph.graph.check.workshop import Workshop, finish
from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition, Property
from tensorgraph.graph.nodes import Graph, Leg, Sum, Wire
from tensorgraph.syntax import tree as t

EXAMPLES = {
    "svd": "U[i, r] s[r] V[r, j] = svd(M[i, j])",
    "qr": "Q[i, r] R[r, j] = qr(M[i, j])",
    "eigh": "Q[i, r] e[r] = eigh(M[i, j])",
    "eigvals": "e[r] = eigvals(M[i, j])",
}
ORTHOGONAL = {"svd": (0, 2), "qr": (0,), "eigh": (0,), "eigvals": ()}
"""The outputs whose columns are orthonormal."""
SQUARE = ("eigh", "eigvals")
"""Of matrices with two legs of one dimension; the second is not among the outputs."""


def decompose(workshop: Workshop, statement: t.Define, factor: t.Reference) -> None:
    """The tensors that a decomposition defines, entered under their names at the first of them."""
    if statement.left[0].name.text in workshop.definitions:
        return
    context = workshop.context()
    argument = _argument(statement, factor)
    names = [_names(left) for left in statement.left]
    if argument is None or not _legs_fit(context, factor.name.text, names, argument):
        _malformed(context, statement, factor.name.text)
        return
    found = a.attributes(workshop.reports, statement.attributes, a.DEFINITION)
    operand, env = _operand(context, factor.name.text, names, argument)
    rank = _rank(context, factor)
    final = finish(context, operand)
    if final is None:
        return
    new = _new_dim(workshop, _new_name(names, env, operand))
    shapes = tuple((left.name.text, _outputs(context, left, env, new)) for left in statement.left)
    kept = Decomposition(factor.name.text, final, shapes, rank)
    constant = workshop.is_constant(final.body)
    for name, legs in shapes:
        made = Definition(name, Graph(legs, Sum(())), (), found, 0, constant, "", kept, statement.span)
        said = properties(workshop.reports, statement.attributes, made.leg_names, made.dims)
        laws = tuple(dict.fromkeys((*_isometries(kept, name, legs), *said)))
        workshop.definitions[name] = replace(made, properties=laws)


def _isometries(kept: Decomposition, name: str, legs: tuple[Leg, ...]) -> tuple[Property, ...]:
    """What an output obeys because of how it is made; with a batch only each of its matrices does."""
    shape, place = matrix(kept), [other for other, _ in kept.outputs].index(name)
    if shape.batch or place not in ORTHOGONAL[kept.kind]:
        return ()
    square = [shape.rows] if kept.kind == "eigh" else []
    return tuple(Property("isometry", legs.index(leg)) for leg in [(shape.new,), *square] if leg in legs)


def _argument(statement: t.Define, factor: t.Reference) -> t.SumTree | None:
    """The one expression that is decomposed, None where the form is another."""
    sums = [item for item in factor.arguments or () if isinstance(item, t.SumTree)]
    term = statement.body.terms[0]
    alone = not (term.negative or term.brace or statement.index)
    plain = not (factor.bracket or factor.result or factor.superscripts)
    dressed = any(left.superscripts or (left.bracket and left.bracket.each is not None) for left in statement.left)
    return sums[0] if alone and plain and not dressed and len(sums) == 1 else None


def _names(left: t.Left) -> list[str]:
    """The wires of an output; a fixed index counts as an unknown one, so that it fits nowhere."""
    legs = left.bracket.legs if left.bracket else ()
    return ["" for leg in legs if isinstance(leg, t.Index)] + [name.text for name in bracket_names(legs)]


def _legs_fit(context: Context, kind: str, names: list[list[str]], argument: t.SumTree) -> bool:
    """Whether the outputs share one new wire, and every other wire is where the decomposition puts it."""
    if len(names) != DECOMPOSITIONS[kind] or any(len(set(output)) != len(output) for output in names):
        return False
    inside = uses_of_sum(context, argument)
    new = [name for name in names[0] if name not in inside]
    if len(new) != 1 or not all(output.count(new[0]) == 1 for output in names):
        return False
    batch = [name for name in names[0] if name in inside and all(name in output for output in names)]
    rest = [[name for name in output if name not in (*new, *batch)] for output in names]
    outer = [name for output in rest for name in output]
    if len(set(outer)) != len(outer) or not all(name in inside for name in outer):
        return False
    values = {"svd": rest[1:2], "eigh": rest[1:2], "eigvals": rest, "qr": []}[kind]
    sides = {"svd": [rest[0], rest[-1]], "eigh": rest[:1], "eigvals": [], "qr": rest}[kind]
    return not any(values) and all(sides)


def _operand(context: Context, kind: str, names: list[list[str]], argument: t.SumTree) -> tuple[Graph, dict[str, Wire]]:
    """What is decomposed, with the outputs' wires free; of a square matrix the second wire, too."""
    inside = uses_of_sum(context, argument)
    kept = dict.fromkeys(name for output in names for name in output if name in inside)
    new = next(name for name in names[0] if name not in inside)
    if kind in SQUARE:
        kept |= dict.fromkeys(name for name, count in inside.items() if count == 1)
    env = {name: context.types.fresh(name) for name in (*kept, new)}
    body = whole(context, argument, {name: env[name] for name in kept})
    for name in kept:
        context.mentions.setdefault(env[name], argument.span)
    if kind in SQUARE:
        _is_square(context, kind, [env[name] for name in kept], names, argument)
    return Graph(tuple((env[name],) for name in kept), body), env


def _is_square(context: Context, kind: str, wires: list[Wire], names: list[list[str]], argument: t.SumTree) -> None:
    batch = {name for name in names[0] if all(name in output for output in names)}
    pair = [wire for wire in wires if wire.name not in batch]
    if len(pair) != 2:
        message = f"`{kind}` takes a matrix, and this has {len(pair)} legs besides the batch"
        context.report("decomposition-form", message, argument.span, f"write `{EXAMPLES[kind]}`")
    else:
        context.same((pair[0],), (pair[1],), Evidence(argument.span, f"the second leg of `{kind}`"))


def _outputs(context: Context, left: t.Left, env: Mapping[str, Wire], new: str) -> tuple[Leg, ...]:
    """The legs of an output, the new wire with its new dimension."""
    legs: list[Leg] = []
    for item in left.bracket.legs if left.bracket else ():
        parts = item.parts if isinstance(item, t.Thick) else (item,) if isinstance(item, t.Part) else ()
        wires = [env[part.name.text] for part in parts]
        legs.append(tuple(part for wire in wires for part in _final(context, wire, new)))
    return tuple(legs)


def _final(context: Context, wire: Wire, new: str) -> Leg:
    return (Wire(wire.name, new, wire.serial),) if context.types.dims(wire) is None else context.types.final(wire)


def _new_name(names: list[list[str]], env: Mapping[str, Wire], operand: Graph) -> str:
    old = {wire for leg in operand.legs for wire in leg}
    return next(name for name in names[0] if env[name] not in old)


def _new_dim(workshop: Workshop, wire: str) -> str:
    """The name of the new dimension: that of its wire, told apart where that is taken."""
    name, serial = wire, 1
    while name in workshop.dims or name in workshop.symbols:
        serial += 1
        name = f"{wire}{serial}"
    workshop.dims[name] = None  # its size follows from the others
    return name


def _rank(context: Context, factor: t.Reference) -> int | None:
    options = [item for item in factor.arguments or () if isinstance(item, t.Option)]
    for item in options:
        wrong = item.name.text != "rank" or item.value.denominator != 1 or item.value < 1
        if wrong or factor.name.text != "svd" or len(options) > 1:
            message = "`svd` takes one option, `rank:` with a positive whole number, and the others none"
            context.report("option", message, item.span, "write `svd(M[i, j], rank: 8)`, or delete it")
            return None
    return int(options[0].value) if options else None


def _malformed(context: Context, statement: t.Define, kind: str) -> None:
    count = DECOMPOSITIONS[kind]
    tensors = f"{count} tensors joined by one new wire" if count > 1 else "1 tensor with one new wire"
    message = f"`{kind}` defines {tensors}, the other wires those of its argument"
    place = statement.left[0].span.to(statement.left[-1].span)
    context.report("decomposition-form", message, place, f"write `{EXAMPLES[kind]}`")
