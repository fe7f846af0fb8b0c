"""Law: `layernorm` is centring and division by the root of the variance, `rmsnorm` division by the root of the mean
square, both with eps added below the root (Ba et al. 2016; Zhang and Sennrich 2019); `softmax` is exponentials over
their sum, `log_softmax` its logarithm, `silu(x)` is x times `sigmoid(x)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renewed, without


def write_out_functions(setting: Setting, graph: Graph) -> Graph:
    """Every function that is made from others, as that."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function in WRITTEN_OUT:
            return (
                replace(term, factors=(*without(term, place), *WRITTEN_OUT[factor.function](factor, around.fresh))),
            )
    return None


def _layernorm(norm: Apply, fresh: Fresh) -> tuple[Factor, ...]:
    return _over_root(norm, _centred(norm, norm.body, fresh), fresh)


def _rmsnorm(norm: Apply, fresh: Fresh) -> tuple[Factor, ...]:
    return _over_root(norm, norm.body, fresh)


def _softmax(bubble: Apply, fresh: Fresh) -> tuple[Factor, ...]:
    powers = Apply("exp", "exp", bubble.body)
    total = _renewed(Apply("sum", "sum", _alone(Apply("exp", "exp", _copy(bubble.body, fresh))), bubble.axes), fresh)
    return powers, Apply("reciprocal", "reciprocal", _alone(total))


def _log_softmax(bubble: Apply, fresh: Fresh) -> tuple[Factor, ...]:
    return (Apply("log", "log", _alone(replace(bubble, function="softmax", name="softmax"))),)


def _silu(bubble: Apply, fresh: Fresh) -> tuple[Factor, ...]:
    return bubble.body, Apply("sigmoid", "sigmoid", _copy(bubble.body, fresh))


WRITTEN_OUT: Mapping[str, Callable[[Apply, Fresh], tuple[Factor, ...]]] = {
    "layernorm": _layernorm,
    "rmsnorm": _rmsnorm,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "silu": _silu,
}
"""The functions that are made from others, and the factors that they are."""


def _over_root(norm: Apply, centred: Sum, fresh: Fresh) -> tuple[Factor, ...]:
    eps = dict(norm.options).get("eps", Scalar.number(dict(FUNCTIONS[norm.function].options)["eps"]))
    square = _alone(Apply("square", "square", _copy(centred, fresh)))
    under = Sum((Product((_mean(norm, square, fresh),)), Product((), eps)))
    root = _alone(Apply("sqrt", "sqrt", under))
    return centred, Apply("reciprocal", "reciprocal", root)


def _alone(factor: Factor) -> Sum:
    return Sum((Product((factor,)),))


def _centred(norm: Apply, body: Sum, fresh: Fresh) -> Sum:
    return Sum((Product((body,)), Product((_mean(norm, _copy(body, fresh), fresh),), Scalar.number(-1))))


def _mean(norm: Apply, body: Sum, fresh: Fresh) -> Apply:
    """The mean along the axes of a norm, which are then wires of its own."""
    bubble = Apply("mean", "mean", body, norm.axes)
    return _renewed(bubble, fresh)


def _renewed(bubble: Apply, fresh: Fresh) -> Apply:
    new = renewed(Product((bubble,)), fresh).factors[0]
    assert isinstance(new, Apply)
    return new


def _copy(body: Sum, fresh: Fresh) -> Sum:
    return Sum(tuple(renewed(term, fresh) for term in body.terms))
