"""What a row of a `show` states: each side after a name that it defines, else each side by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tensorgraph.graph.network import Definition, Network, Row
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.graph.scalar import ONE
from tensorgraph.rewrite import resolve
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.statement import Statement
from tensorgraph.views.view import Style, View


@dataclass(frozen=True)
class Stated:
    """A row, resolved, with what it states: the signs before its statements."""

    row: Row
    statements: tuple[tuple[str, Statement], ...]


def statements(network: Network, row: Row) -> tuple[tuple[str, Statement], ...]:
    """The statements of a row, whose sides are resolved, each with the sign between it and what is before it.

    A definition that stands alone on the first side names the others: ``h[i, n] == unfold(h[i, n])`` is one statement;
    as the only side it is what it is defined as.

    >>> import tensorgraph as tg
    >>> text = "dim n\\ntensor A[n, n]\\nC[i, k] = A[i, j] A[j, k]\\nshow p: C[i, k]; A[i, j] != A[j, i]"
    >>> network = tg.loads(text).network
    >>> [[(sign, made.name) for sign, made in statements(network, row)] for row in network.pictures[0].rows]
    [[('==', 'C')], [('==', ''), ('!=', '')]]
    """
    first, *rest = row.sides
    signs = [relation.sign for relation in row.relations]
    defined = _defined(network, first)
    if defined is None or signs[:1] not in ([], ["=="]):
        alone = not rest
        return tuple(zip(["==", *signs], [Statement("", side, alone) for side in row.sides], strict=True))
    if not rest:
        return (("==", Statement(defined.name, resolve(network, defined.graph))),)
    return tuple(zip(signs, [Statement(defined.name, side) for side in rest], strict=True))


def _defined(network: Network, side: Graph) -> Definition | None:
    """The definition that a side is, with its legs in their order; None where it is something else."""
    only = side.body.terms[0]
    if len(side.body.terms) > 1 or len(only.factors) != 1 or only.summed or only.coefficient != ONE:
        return None
    factor = only.factors[0]
    if not isinstance(factor, Tensor) or (factor.legs, factor.through) != (side.legs, side.through):
        return None
    return network.definitions.get(factor.name)


JOINTS: Mapping[str, Mapping[Style, str]] = {
    "!=": {"math": r"\neq", "code": "# which differs from", "words": "which differs from"},
    "~=": {"math": r"\approx", "code": "# which is approximately", "words": "which is approximately"},
}
"""What stands between two statements that are not equal; between equal ones, nothing."""


def stated_parts(network: Network, stated: Stated, view: View) -> Iterator[tuple[Line, ...]]:
    """What a view writes of a row: its sides with their relations, where it has a form for that, else each statement,
    after a line that says how it is related to the one before where they are not equal."""
    if view.row and len(stated.statements) > 1:
        yield view.row(network, stated.row)
        return
    for sign, statement in stated.statements:
        joint = ((Piece(JOINTS[sign][view.style]),),) if sign in JOINTS else ()
        yield joint + view.lines(network, statement)
