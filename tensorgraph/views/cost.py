"""What it takes to compute a statement from what is given: FLOPs and the largest intermediate, as `plan` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Network
from tensorgraph.views.line import Line
from tensorgraph.views.naming import has_hole, result_name
from tensorgraph.views.pieces import words
from tensorgraph.views.statement import Statement
from tensorgraph.views.view import View

if TYPE_CHECKING:
    from tensorgraph.einsum.plan import Plan


def cost_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """Two lines, each a number and the same in named dimensions; what is missing where a size is not known."""
    if has_hole(network, statement.graph):
        return (words("not known: there is a hole"),)
    sizes = with_derived(network, {dim: size for dim, size in network.dims.items() if size is not None})
    try:
        plan = _plan(network, statement, sizes)
    except TensorgraphError as error:
        return tuple(words(f"not known: {problem.message}") for problem in error.diagnostics)
    return _lines(plan)


def _plan(network: Network, statement: Statement, sizes: dict[str, int]) -> Plan:
    from tensorgraph.passes import compiled_plan

    if statement.name in network.definitions:
        return compiled_plan(network, [statement.name], sizes)
    return compiled_plan(network, {result_name(network, statement): statement.graph}, sizes)


def _lines(plan: Plan) -> tuple[Line, ...]:
    from tensorgraph.einsum.table import amount, brief

    largest = " entry" if plan.largest.value(plan.sizes) == 1 else " entries"
    rows = (("FLOPs", plan.flops, ""), ("largest intermediate", plan.largest, largest))
    values = [amount(count.value(plan.sizes)) + unit for _, count, unit in rows]
    named = [brief(count, plan) for _, count, _ in rows]
    return tuple(
        words("  ".join([heading, value] + [said] * (not said.isdigit())))
        for (heading, _, _), value, said in zip(rows, values, named, strict=True)
    )


COST = View("Cost", "words", cost_lines)
