"""Composition scores: how much of what one operator writes another reads, ‖A B‖ / (‖A‖ ‖B‖), for all pairs at once.

The R-factors of the two outer ends are made once for each head, and shared by all pairs and by both norms, so that a
pair costs one product of head × model × head (Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from tensorgraph.cuts.factored import Factored, factored_operator
from tensorgraph.cuts.operator import Operator, operator
from tensorgraph.cuts.pieces import Piece
from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.graph import nodes
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, free_wires

OPERATORS = (nodes.Tensor, nodes.Shift, nodes.Apply, nodes.Sum)
"""What may be one of the two."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Composition scores: ``values`` with an axis for each name in ``batch``, each from 0 to 1, and NaN where one of
    the two is zero; ``norms`` of the product, ``left`` and ``right`` of the two, all in float64 and of one shape."""

    batch: tuple[str, ...]
    values: Tensor
    norms: Tensor
    left: Tensor
    right: Tensor
    product: Factored
    """The product itself, with all that its cut makes cheap."""


def composition(
    network: Network,
    name: str | Graph,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    rows: str | Sequence[str] | None = None,
    columns: str | Sequence[str] | None = None,
    memory: int | None = None,
) -> Scores:
    """‖A B‖ / (‖A‖ ‖B‖) of a definition that is a product of two operators, for every batch index.

    The two are its two factors as they are written: tensors, definitions, calls or groups; they are joined on the wires
    that are summed. What they are scaled by together does not matter. The norms of each are for its own batch wires
    only. Arguments as in `tensorgraph.cuts.factored.factored`. Raises `not-two-factors`, and what that raises.

    >>> import torch, tensorgraph as tg
    >>> network = tg.loads('''
    ...     dim h, k, m
    ...     param A[h, m, m], B[k, m, m]
    ...     AB[h, k, i, j] = A[h, i, p] B[k, p, j]
    ... ''').network
    >>> eyes = torch.stack([torch.eye(4), torch.diag(torch.tensor([1.0, 0, 0, 0]))])
    >>> composition(network, "AB", {"A": eyes, "B": eyes}).values
    tensor([[0.5000, 0.5000],
            [0.5000, 1.0000]], dtype=torch.float64)
    """
    given = [other for other in values if other in network.definitions]
    found = operator(network, name, rows, columns, given)
    parts = _parts(found)
    whole = factored_operator(found, values, sizes, memory)
    of = dict(zip(whole.matrices.pieces, found.nodes, strict=False))
    kept = tuple(piece for piece, node in of.items() if node.wires or node.part in parts)
    product = replace(whole, matrices=replace(whole.matrices, pieces=kept, loose=()))
    norms = product.norms()
    two = (tuple(piece for piece in kept if of[piece].part == part) for part in parts)
    left, right = (_norms_of(product, pieces).reshape(norms.shape) for pieces in two)
    return Scores(product.batch, norms / (left * right), norms, left, right, product)


def _parts(found: Operator) -> tuple[int, int]:
    """The numbers of the two written factors."""
    terms = found.graph.body.terms
    written = terms[0].factors if len(terms) == 1 else ()
    parts = [n for n, factor in enumerate(written) if isinstance(factor, OPERATORS) and free_wires(factor)]
    if len(parts) != 2:
        raise _not_two(found, len(terms), len(parts))
    return parts[0], parts[1]


def _not_two(found: Operator, terms: int, factors: int) -> TensorgraphError:
    what = f"a sum of {terms} terms" if terms > 1 else f"a product of {factors} factor" + "s" * (factors != 1)
    entry = found.network.definitions.get(found.name)
    hint = "write two factors, as in `A[i, k] B[k, j]`"
    if factors > 2:
        hint = "put parentheses around two groups, as in `(A[i, k] B[k, l]) C[l, j]`, or give each a definition"
    called = _called(found) if (terms, factors) == (1, 1) else ""
    if called:
        what = f"the call `{called}`, which is one factor"
        hint = "write out what it is a product of, as two groups: `(A[i, k] B[k, l]) (C[l, m] D[m, j])`"
    message = f"`{found.name}` is {what}, and a composition is one of two operators"
    return mistake("not-two-factors", message, entry.span if entry else None, hint)


def _called(found: Operator) -> str:
    """The text of the call that a definition consists of."""
    names = [factor.name for factor in found.graph.body.terms[0].factors if isinstance(factor, nodes.Tensor)]
    known = (found.network.definitions.get(name) for name in names)
    return next((entry.name for entry in known if entry is not None and entry.callee), "")


def _norms_of(product: Factored, pieces: tuple[Piece, ...]) -> Tensor:
    """The norms of one of the two, for every batch index."""
    whole = product.matrices
    mine, others = (
        {wire for piece in whole.pieces if (piece in pieces) is inside for wire in piece.every}
        for inside in (True, False)
    )
    outside = {*whole.rows, *whole.columns, *whole.free}
    joined = tuple(wire for wire in whole.sizes if wire in mine & others and wire not in outside)
    rows, columns = (tuple(wire for wire in wires if wire in mine) for wires in (whole.rows, whole.columns))
    ends = (rows, (*joined, *columns)) if rows else (joined, columns)
    batch = whole.batch_of(pieces)
    one = replace(whole, pieces=pieces, batch=batch, rows=ends[0], columns=ends[1])
    norms = Factored(one, tuple(map(str, batch)), (1,) * len(batch), product.ends).norms()
    shape = [whole.sizes[wire] if wire in batch else 1 for wire in whole.batch]
    return norms.reshape(shape).expand([whole.sizes[wire] for wire in whole.batch])
