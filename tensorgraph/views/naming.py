"""What stands left of ``=``, and the names of tensors in a program."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Graph, Sum, Tensor, legs_of
from tensorgraph.graph.walk import factors, products
from tensorgraph.views.statement import Statement
from tensorgraph.views.tidy import is_number

HOLE = "hole"
"""What a program calls a `?`."""
MODULES = ("torch", "F", "einsum", "rearrange")
"""What a program means by a name, besides what Python does."""
_TAKEN = frozenset((*keyword.kwlist, *dir(builtins), *MODULES))


def result_name(network: Network, statement: Statement) -> str:
    """The statement's name; else ``y``, or ``Y`` from two legs on, with primes where the file has that name."""
    if statement.name:
        return statement.name
    letter = "Y" if len(statement.graph.legs) + len(statement.graph.through) > 1 else "y"
    known = {*network.declarations, *network.definitions, *network.scalars, *network.functions, *network.dims}
    return next(name for name in (letter + "'" * primes for primes in count()) if name not in known)


def tensors_of(node: Sum) -> Iterator[Tensor]:
    """Every tensor at every depth, in reading order."""
    return (factor for factor in factors(node) if isinstance(factor, Tensor))


def identifiers(network: Network, graph: Graph, more: Iterable[str] = ()) -> dict[str, str]:
    """A Python name for each tensor, function, scalar and dimension that a text of the graph may have.

    Names of the file come first, so that they are as written; a call has the name of its `def`.
    """
    plain = (*network.dims, *network.scalars, *network.functions, *network.declarations)
    defined = [name for name, entry in network.definitions.items() if not entry.callee]
    calls = [tensor.name for tensor in tensors_of(graph.body)]
    found: dict[str, str] = {}
    for name in dict.fromkeys((*plain, *defined, *more, *calls)):
        word = HOLE if name in network.holes else identifier(name)
        words = (word if k == 0 else f"{word}_{k + 1}" for k in count())
        found[name] = next(one for one in words if one not in found.values())
    return found


def has_hole(network: Network, graph: Graph) -> bool:
    """Whether a `?` is in a graph, with which nothing can be computed."""
    return any(tensor.name in network.holes for tensor in tensors_of(graph.body))


def words_in(graph: Graph, spelled: Mapping[str, str]) -> frozenset[str]:
    """The names that a text of the graph has: of tensors, of what is in coefficients, of sizes of thick legs."""
    used = {tensor.name for tensor in tensors_of(graph.body)}
    used |= {name for term in products(graph.body) for name, _ in term.coefficient.powers}
    legs = [*graph.legs, *(leg for factor in factors(graph.body) for leg in legs_of(factor))]
    used |= {wire.dim for leg in legs for wire in leg if len(leg) > 1 or is_number(wire)}
    used |= {wire.dim for factor in factors(graph.body) if isinstance(factor, Cap) for wire in factor.leg}
    return frozenset(spelled[name] for name in used if name in spelled)


def identifier(name: str) -> str:
    """A name as Python takes it.

    >>> identifier("attn(x, W^0)"), identifier("x'"), identifier("lambda"), identifier("x^l"), identifier("W_↑")
    ('attn', 'x_', 'lambda_', 'x_l', 'W_')
    """
    letters = unicodedata.normalize("NFKC", name.partition("(")[0])
    word = "".join(letter if f"_{letter}".isidentifier() else "_" for letter in letters).replace("__", "_")
    word = word if word.isidentifier() else "_" + word
    return word + "_" if word in _TAKEN else word
