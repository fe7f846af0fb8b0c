"""Functions as PyTorch calls them: on the last axes of their argument, whose sizes are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import row
from tensorgraph.views.values import ATOM, Sizes, Value

NORMS = {"layernorm": "layer_norm", "rmsnorm": "rms_norm"}
"""Functions whose call has the sizes of their axes."""
TORCH_EPS = {"layernorm": "1e-05"}
"""What torch takes when nothing is said."""


def axes_of(node: Apply) -> tuple[Wire, ...]:
    """The wires a function acts along, one after the other."""
    return tuple(dict.fromkeys(wire for leg in node.axes for wire in leg))


def call(network: Network, words: Mapping[str, str], node: Apply, value: Value, number: Callable[..., str]) -> Value:
    """A function of a value whose last axes are those it acts along."""
    entry = FUNCTIONS.get(node.function)
    sizes, along = Sizes(words), axes_of(node)
    if entry is None:
        return _opaque(words[node.function], node, value, sizes)
    if entry.kind is Kind.MASK:
        return _masked(node, value, sizes)
    if entry.kind is Kind.REDUCE:
        return _reduced(node, value, len(along))
    if node.function in NORMS:
        return _norm(node, value, sizes, number)
    if entry.kind is Kind.AXES:
        return _flat(value, along, sizes, lambda text: row(f"torch.{entry.torch}(", text, ", dim=-1)"))
    arguments = "".join(f", {name}={given!r}" for name, given in entry.arguments)
    return Value(row(f"{torch_name(entry.torch)}(", value.text, f"{arguments})"), value.axes)


def torch_name(dotted: str) -> str:
    """A function of torch as programs write it.

    >>> torch_name("nn.functional.gelu"), torch_name("relu")
    ('F.gelu', 'torch.relu')
    """
    head, _, last = dotted.rpartition(".")
    return f"F.{last}" if head == "nn.functional" else f"torch.{dotted}"


def _opaque(name: str, node: Apply, value: Value, sizes: Sizes) -> Value:
    if not node.axes:
        return Value(row(f"{name}(", value.text, ")"), value.axes)
    return _flat(value, axes_of(node), sizes, lambda text: row(f"{name}(", text, ", -1)"))


def _flat(value: Value, along: tuple[Wire, ...], sizes: Sizes, made: Callable[[Line], Line]) -> Value:
    """A function along one axis; of several together, these are one axis meanwhile."""
    if len(along) == 1:
        return Value(made(value.text), value.axes)
    flat = value.method(f".flatten({-len(along)})", value.axes)
    whole = ", ".join(map(sizes.of, along))
    return Value(row(made(flat.text), f".unflatten(-1, ({whole}))"), value.axes)


def _masked(node: Apply, value: Value, sizes: Sizes) -> Value:
    """Minus infinity where the key is later than the query."""
    query, key = node.axes
    mask = f"torch.ones({sizes.leg(query)}, {sizes.leg(key)}).triu(1) > 0"
    if len(query) > 1:
        mask = f"({mask}).reshape({', '.join(map(sizes.of, (*query, *key)))})"
    return value.method(f".masked_fill({mask}, -torch.inf)", value.axes)


def _reduced(node: Apply, value: Value, along: int) -> Value:
    dims = "-1" if along == 1 else f"({', '.join(str(k) for k in range(-along, 0))})"
    assert reduces(node.function)
    name = FUNCTIONS[node.function].torch
    return value.method(f".{name}({dims})", value.axes[:-along])


def _norm(node: Apply, value: Value, sizes: Sizes, number: Callable[..., str]) -> Value:
    shape = ", ".join(map(sizes.of, axes_of(node))) + "," * (len(axes_of(node)) == 1)
    usually = {name: Scalar.number(value) for name, value in FUNCTIONS[node.function].options}
    eps = {name: number(option) for name, option in (usually | dict(node.options)).items()}
    usual = TORCH_EPS.get(node.function)
    options = "".join(f", {name}={text}" for name, text in eps.items() if text != usual)
    return Value(row(f"F.{NORMS[node.function]}(", value.text, f", ({shape}){options})"), value.axes, ATOM)
