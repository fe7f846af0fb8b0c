"""Law: an operand with its axes permuted is the operand with its indices permuted.

What the passes before left as views goes, so that the code lays attention's operands out in one call.
"""

from __future__ import annotations

from tensorgraph.einsum.operations import Affine, Attend, Contract, Register, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.passes.orders import einsum_text, permutation, through
from tensorgraph.passes.rebuild import Rebuild, moved, rebuilt


def views(plan: Plan) -> Plan:
    """The plan with views read through."""
    return rebuilt(plan, _read_through)


def _read_through(step: Step, new: Rebuild) -> Register | None:
    operation = moved(step.operation, new.place)
    if not isinstance(operation, Contract | Affine | Attend) or permutation(operation) is not None:
        return None
    found = through(operation, new)
    if found is operation:
        return None
    return new.emit(found, step, note=einsum_text(found, step, new))
