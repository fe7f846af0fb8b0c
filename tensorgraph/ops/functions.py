"""The table of functions. A new one is one entry here and one in `tensorgraph.einsum.reference_functions`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Kind(Enum):
    """How a function meets the wires of its argument."""

    ELEMENTWISE = "elementwise"
    """Entry by entry; no brackets."""
    AXES = "axes"
    """Along the wires in its brackets, which stay."""
    REDUCE = "reduce"
    """Along the wires in its brackets, which it keeps to itself."""
    MASK = "mask"
    """Over a query and a key wire of one dimension."""


@dataclass(frozen=True)
class Function:
    """A function: its kind, the torch call, the label of its bubble, its options with defaults, its source.

    ``torch`` is a dotted name below ``torch``, with ``arguments`` passed by name as they are; ``linear`` says that it
    commutes with sums and scalars; ``at_zero`` is the value of an elementwise one at zero, where that is rational.
    """

    kind: Kind
    torch: str
    label: str = ""
    options: tuple[tuple[str, Fraction], ...] = ()
    arguments: tuple[tuple[str, object], ...] = ()
    linear: bool = False
    at_zero: Fraction | None = None
    source: str = ""


_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)
_EPS = (("eps", Fraction(1, 100_000)),)
"""The eps of torch.nn.LayerNorm and of GPT-2."""

FUNCTIONS: dict[str, Function] = {
    "exp": Function(Kind.ELEMENTWISE, "exp", at_zero=_ONE),
    "log": Function(Kind.ELEMENTWISE, "log"),
    "sqrt": Function(Kind.ELEMENTWISE, "sqrt", r"\sqrt{\cdot}", at_zero=_ZERO),
    "abs": Function(Kind.ELEMENTWISE, "abs", r"|{\cdot}|", at_zero=_ZERO),
    "sign": Function(Kind.ELEMENTWISE, "sign", at_zero=_ZERO),
    "square": Function(Kind.ELEMENTWISE, "square", r"({\cdot})^2", at_zero=_ZERO),
    "reciprocal": Function(Kind.ELEMENTWISE, "reciprocal", r"1/{\cdot}"),
    "sin": Function(Kind.ELEMENTWISE, "sin", at_zero=_ZERO),
    "cos": Function(Kind.ELEMENTWISE, "cos", at_zero=_ONE),
    "relu": Function(Kind.ELEMENTWISE, "relu", at_zero=_ZERO),
    "gelu": Function(
        Kind.ELEMENTWISE,
        "nn.functional.gelu",
        source="x Φ(x), Φ by erf: Hendrycks & Gimpel 2016, arXiv 1606.08415",
        at_zero=_ZERO,
    ),
    "gelu_new": Function(
        Kind.ELEMENTWISE,
        "nn.functional.gelu",
        "gelu_{new}",
        arguments=(("approximate", "tanh"),),
        source="the tanh approximation of arXiv 1606.08415, as in GPT-2",
        at_zero=_ZERO,
    ),
    "silu": Function(Kind.ELEMENTWISE, "nn.functional.silu", source="x sigmoid(x): arXiv 1606.08415", at_zero=_ZERO),
    "tanh": Function(Kind.ELEMENTWISE, "tanh", at_zero=_ZERO),
    "sigmoid": Function(Kind.ELEMENTWISE, "sigmoid", at_zero=_HALF),
    "softplus": Function(Kind.ELEMENTWISE, "nn.functional.softplus", source="log(1 + exp x)"),
    "softmax": Function(Kind.AXES, "softmax"),
    "log_softmax": Function(Kind.AXES, "log_softmax", r"log softmax"),
    "layernorm": Function(
        Kind.AXES,
        "nn.functional.layer_norm",
        options=_EPS,
        source="(x − mean) / sqrt(biased variance + eps), no gain or bias: Ba et al. 2016, arXiv 1607.06450",
    ),
    "rmsnorm": Function(
        Kind.AXES,
        "nn.functional.rms_norm",
        options=_EPS,
        source="x / sqrt(mean x² + eps), no gain: Zhang & Sennrich 2019, arXiv 1910.07467",
    ),
    "mean": Function(Kind.REDUCE, "mean", linear=True),
    "max": Function(Kind.REDUCE, "amax"),
    "sum": Function(Kind.REDUCE, "sum", linear=True),
    "causal": Function(Kind.MASK, "triu", "mask", source="minus infinity where key > query"),
}


def reduces(function: str) -> bool:
    """Whether a function keeps its axes to itself (an opaque one does not)."""
    entry = FUNCTIONS.get(function)
    return entry is not None and entry.kind is Kind.REDUCE
