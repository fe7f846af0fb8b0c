"""Law: a scalar that is declared with a value is that number."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite.terms import Around, Setting, on_terms


def put_in_values(setting: Setting, graph: Graph) -> Graph:
    """Every declared number in the place of its name; not below a root, where it may not be exact."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    result = replace(
        term,
        coefficient=_valued(setting, term.coefficient),
        factors=tuple(_with_options(setting, factor) for factor in term.factors),
    )
    return None if result == term else (result,)


def _with_options(setting: Setting, factor: Factor) -> Factor:
    if not isinstance(factor, Apply):
        return factor
    return replace(factor, options=tuple((name, _valued(setting, value)) for name, value in factor.options))


def _valued(setting: Setting, scalar: Scalar) -> Scalar:
    known = {name: _value(setting, name) for name, power in scalar.powers if power.denominator == 1}
    return scalar.rename({name: Scalar.number(value) for name, value in known.items() if value})


def _value(setting: Setting, name: str) -> Fraction | None:
    """The declared value of a scalar that is not given another; a zero is left, because one over it is none."""
    declared = setting.network.scalars.get(name)
    return declared.value if declared is not None and name not in setting.given else None
