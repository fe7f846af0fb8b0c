"""What a term divides by: reciprocals that are written so."""

from __future__ import annotations

from typing import TypeGuard

from tensorgraph.graph.nodes import Apply, Factor, Sum, Tensor


def divides(factor: Factor) -> TypeGuard[Apply]:
    """Whether a factor is one over something; a function of the file that is called otherwise is not."""
    return isinstance(factor, Apply) and factor.function == factor.name == "reciprocal"


def is_one_tensor(node: Sum) -> bool:
    """Whether a sum is a tensor alone, which needs no parentheses."""
    only = node.terms[0] if len(node.terms) == 1 else None
    return (
        only is not None
        and only.coefficient.is_one
        and not only.summed
        and (len(only.factors) == 1 and isinstance(only.factors[0], Tensor))
    )
