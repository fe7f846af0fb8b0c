"""What is written in other languages and on paper, and what is written here."""

from __future__ import annotations

import re

from tensorgraph.graph.check.context import Context, Use
from tensorgraph.graph.check.symbols import Argument, DefinitionSymbol, Symbol, TensorSymbol
from tensorgraph.graph.check.use import standard_names
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.syntax import tree as t

NOTATION = (
    (
        r"(sum|Sum|Σ)(_\w*)?",
        "no-sum-sign",
        "sums are not written: a wire that is not on the left is summed",
        "delete `{}`",
    ),
    (r".*[²³⁰¹⁴-⁹]+", "power", "there are no powers: `{}` would be a name", "write `square(…)`, or the factor twice"),
)
"""Names that are meant as signs: pattern, code, message, hint."""

_IDENTITY = ("delta", "δ", "Delta", "eye", "I", "Id", "identity", "kronecker", "𝟙")
"""What the identity is called elsewhere."""

_PRODUCT = "factors stand side by side, and a shared wire joins them: `A[i, j] b[j]`"
_MASK = "`causal[i, j](…)` masks what a softmax sees: minus infinity where j is later than i"
_FAMILIAR = {
    "swish": "write `silu(…)`",
    "tril": _MASK,
    "triu": _MASK,
    "mask": _MASK,
    **dict.fromkeys(("einsum", "matmul", "dot", "tensordot", "outer", "kron", "mm", "bmm"), _PRODUCT),
    **dict.fromkeys(("trace", "tr", "Tr"), "give both legs one wire: `A[i, i]`"),
    "transpose": "exchange the legs: `A[j, i]`",
    "pow": "write `square(…)`, or the factor twice",
    "norm": "write `sqrt(sum[j](square(x[j])))`",
    "logsumexp": "write `log(sum[j](exp(x[j])))`",
    "min": "write `-max[j](-x[j])`",
    "σ": "write `sigmoid(…)`, or declare `fn σ = sigmoid`",
    "ln": 'the logarithm is `log(…)`; the layernorm `ln(x, g, b)` comes with `use "std/norm.tg"`',
}
"""Functions of other languages, and what is written here."""


def meant_elsewhere(context: Context, name: str, use: Use, node: t.Reference | None) -> str:
    """What to write for an unknown name that means something elsewhere; empty for any other."""
    return (
        _clause(context, name)
        or _identity(name, node)
        or _transpose(context, name, node)
        or _subscript(context, name, use)
        or _function(name, use, node)
    )


def is_tensor(symbol: Symbol | None) -> bool:
    """Whether a name is that of a tensor with values, declared or defined."""
    return isinstance(symbol, (TensorSymbol, DefinitionSymbol, Argument))


def _clause(context: Context, name: str) -> str:
    """`group`, `brace` and `place` without what makes them clauses."""
    clause = {
        "group": '`group "…": A, B`',
        "brace": '`brace "…": A, B`',
        "place": "`place { A: above }`",
    }.get(name)
    return f"a clause of this `show` has a colon or braces: {clause}" if clause and context.drawn else ""


def _identity(name: str, node: t.Reference | None) -> str:
    legs = node.bracket.legs if node and node.bracket else ()
    if name not in _IDENTITY or len(legs) != 2:
        return ""
    return f"write `id[{', '.join(leg.span.text for leg in legs)}]`"


def _transpose(context: Context, name: str, node: t.Reference | None) -> str:
    """`B'` or `BT`, where there is a `B`."""
    match = re.fullmatch(r"(.+?)('+|_?T|ᵀ)", name)
    plain = match.group(1) if match else ""
    if match is None or not is_tensor(context.peek(plain)):
        return ""
    legs = [leg.span.text for leg in node.bracket.legs] if node and node.bracket else []
    words = "primes belong to names" if "'" in name else "there are no transposes"
    if len(legs) == 2:
        return f"{words}; for the transpose of `{plain}` exchange its legs: `{plain}[{legs[1]}, {legs[0]}]`"
    return f"{words}; define it: `{name}[i, j] = {plain}[j, i]`"


def _subscript(context: Context, name: str, use: Use) -> str:
    """`W_ij`, where there is a `W` with two legs."""
    plain, _, letters = name.rpartition("_")
    symbol = context.peek(plain) if use is Use.NUMBER and letters.isalpha() else None
    bracket = None
    if isinstance(symbol, TensorSymbol):
        bracket = symbol.statement.bracket
    elif isinstance(symbol, DefinitionSymbol):
        bracket = symbol.left.bracket
    fits = bracket is not None and len(bracket.legs) == len(letters)
    return f"wires stand in brackets: `{plain}[{', '.join(letters)}]`" if fits else ""


def _function(name: str, use: Use, node: t.Reference | None) -> str:
    """A function of other languages, or one of the files that come with the program."""
    if use is not Use.APPLIED:
        return ""
    argument = node.arguments[0] if node and node.arguments else None
    inside = bare_reference(argument) if isinstance(argument, t.SumTree) else None
    if name in ("trace", "tr", "Tr") and inside is not None and inside.arguments is None:
        return f"write `{inside.name}[i, i]`: a wire on both legs is summed"
    path = standard_names().get(name)
    return _FAMILIAR.get(name) or (f'write `use "{path}"`, where it is defined' if path else "")
