"""Names that stand for nothing: what was meant, as far as it can be known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from tensorgraph.diagnostics import near
from tensorgraph.graph.check.context import Context, Use
from tensorgraph.graph.check.symbols import (
    BUILT_IN,
    DECOMPOSITIONS,
    LEG_WORDS,
    REWRITES,
    Argument,
    DefinitionSymbol,
    DimSymbol,
    FunctionSymbol,
    ScalarArgument,
    ScalarSymbol,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.use import standard_names
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.nodes import Wire
from tensorgraph.ops import FUNCTIONS
from tensorgraph.syntax import tree as t

MAX_SUGGESTED = 50
"""Unknown names for which near ones are looked up: each costs a comparison with every name of the file."""
CLOSE = 0.7
"""How like a name must be to be suggested (difflib's ratio): `W_Q` for `WQ`, and neither for `W_K` nor `M` for `MT`."""
MAX_LISTED = 12
"""Most names that a hint lists."""

_NOTATION = (
    (
        r"(sum|Sum|Σ)(_\w*)?",
        "no-sum-sign",
        "sums are not written: a wire that is not on the left is summed",
        "delete `{}`",
    ),
    (r"[²³⁰¹⁴-⁹]+", "power", "there are no powers: `{}` would be a name", "write `square(…)`, or the factor twice"),
    (r".+[²³⁰¹⁴-⁹]+", "power", "there are no powers: `{}` would be a name", "write `square(…)`, or the factor twice"),
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


def report_unknown(context: Context) -> None:
    """Say of the unknown names what may be said now that the wires of the statement are known."""
    for name, use, node in context.unknown_names:
        sign = next((entry for entry in _NOTATION if re.fullmatch(entry[0], name.text)), None)
        if sign:
            context.report(sign[1], sign[2].format(name), name.span, sign[3].format(name))
        elif wire := _wire(context, name, use):
            context.report("unknown-name", f"`{name}` is a wire, not a number", name.span, _size_of(context, wire))
        else:
            hint = _meant(context, name.text, use, node)
            context.report("unknown-name", f"nothing is called `{name}`", name.span, hint)
    context.unknown_names.clear()


def _wire(context: Context, name: t.Name, use: Use) -> Wire | None:
    """The wire of this statement that has a name which stands where a number does."""
    found = [wire for wire in context.mentions if wire.name == name.text] if use is Use.NUMBER else []
    return next((wire for wire in found if _dims(context, wire)), found[0] if found else None)


def _dims(context: Context, wire: Wire) -> str:
    """A wire's dimension in words; in a ``def`` a formal's, empty while unknown."""
    same = [
        name
        for name, shape in context.local_dims.items()
        if isinstance(shape, Wire) and context.types.root(shape) == context.types.root(wire)
    ]
    return same[0] if same else " ".join(context.types.dims(wire) or ())


def _size_of(context: Context, wire: Wire) -> str:
    dims = _dims(context, wire)
    return f"its dimension is `{dims}`: write `{dims}`, as in `sqrt({dims})`" if dims else "write its dimension's name"


def _meant(context: Context, name: str, use: Use, node: t.Reference | None) -> str:
    """What to write instead of a name."""
    exact = _identity(name, node) or _transpose(context, name, node) or _function(name, use, node)
    if exact:
        return exact
    found = _near(context, name, use, node)
    if found:
        return f"write `{found}`"
    return _known(context, name, use)


def _identity(name: str, node: t.Reference | None) -> str:
    legs = node.bracket.legs if node and node.bracket else ()
    if name not in _IDENTITY or len(legs) != 2:
        return ""
    return f"write `id[{', '.join(leg.span.text for leg in legs)}]`"


def _transpose(context: Context, name: str, node: t.Reference | None) -> str:
    """`B'` or `BT`, where there is a `B`."""
    match = re.fullmatch(r"(.+?)('+|_?T)", name)
    plain = match.group(1) if match else ""
    if match is None or not _is_tensor(context.peek(plain)):
        return ""
    legs = [leg.span.text for leg in node.bracket.legs] if node and node.bracket else []
    words = "primes belong to names" if "'" in name else "there are no transposes"
    if len(legs) == 2:
        return f"{words}; for the transpose of `{plain}` exchange its legs: `{plain}[{legs[1]}, {legs[0]}]`"
    return f"{words}; define it: `{name}[i, j] = {plain}[j, i]`"


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


# ---- names of the kind that can stand there -------------------------------------------------------------------


def _near(context: Context, name: str, use: Use, node: t.Reference | None) -> str | None:
    if len(context.reports.unknown) > MAX_SUGGESTED:
        return None
    product = use is Use.APPLIED and node is not None and node.bracket is not None  # `A[i, j] (…)`
    known = [*_candidates(context, use), *(_candidates(context, Use.TENSOR) if product else ())]
    for found in near(name, known):
        if found.casefold() == name.casefold() or SequenceMatcher(None, found, name).ratio() >= CLOSE:
            return found
    return None


def _candidates(context: Context, use: Use) -> Iterator[str]:
    for name, symbol in (*context.locals.items(), *context.symbols.items()):
        if _fits(symbol, use):
            yield name
    yield from {Use.TENSOR: LEG_WORDS, Use.APPLIED: (*REWRITES, *DECOMPOSITIONS)}.get(use, ())


def _fits(symbol: Symbol, use: Use) -> bool:
    """Whether a symbol can stand where a name does."""
    match use:
        case Use.TENSOR:
            return _is_tensor(symbol)
        case Use.APPLIED:
            return isinstance(symbol, (FunctionSymbol, TemplateSymbol)) or _is_number(symbol)
        case Use.ARGUMENT:
            return _is_tensor(symbol) or isinstance(symbol, TemplateSymbol)
        case Use.DEFINITION:
            return isinstance(symbol, (DefinitionSymbol, TemplateSymbol, DimSymbol))
        case Use.NUMBER:
            return _is_number(symbol)


def _is_tensor(symbol: Symbol | None) -> bool:
    return isinstance(symbol, (TensorSymbol, DefinitionSymbol, Argument))


def _is_number(symbol: Symbol) -> bool:
    if isinstance(symbol, TensorSymbol):
        return symbol.statement.bracket is None
    if isinstance(symbol, DefinitionSymbol):
        return symbol.left.bracket is None and not symbol.left.superscripts
    return isinstance(symbol, (DimSymbol, ScalarSymbol, ScalarArgument))


def _known(context: Context, name: str, use: Use) -> str:
    """What there is of the kind, and how to declare one."""
    if use is Use.APPLIED:
        return f"declare it, `fn {name}`; the functions are: {', '.join(FUNCTIONS)}"
    if use is Use.NUMBER:
        numbers = ", ".join(list(_candidates(context, use))[:MAX_LISTED]) or "none"
        return f"declare it, `scalar {name}`, or `dim {name}`; the numbers here are: {numbers}"
    assert name not in BUILT_IN
    return "declare it (`param`, `input`, `tensor`) or define it with `=`"
