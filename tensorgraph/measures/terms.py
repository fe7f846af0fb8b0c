"""The terms of a sum: how large each is, and what part of the total it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.captions import captioned, origin_name
from tensorgraph.graph.network import Definition, Network, Picture
from tensorgraph.graph.nodes import Apply, Graph, Product, Sum
from tensorgraph.graph.notation import notation
from tensorgraph.ops import reduces
from tensorgraph.rewrite import resolve, resolve_picture
from tensorgraph.verdict.written_out import fixed_sizes


def shares(terms: Sequence[Any], batch: int = 0) -> Tensor:
    """⟨T, total⟩ / ‖total‖² for each term of a sum: they add up to 1, and one that works against the total is negative.

    ``terms`` are arrays of one shape, whose first ``batch`` axes are kept; the shares stand along a first axis, a term
    each. It is the share of a variance that a component explains. Undefined where the total is zero.

    >>> shares([[3.0, 0.0], [-1.0, 0.0]]).tolist()
    [1.5, -0.5]
    """
    found = _rows(terms, batch)
    total = sum(found[1:], found[0])
    return torch.stack([(term * total).sum(-1) for term in found]) / total.square().sum(-1)


def norms(terms: Sequence[Any], batch: int = 0) -> Tensor:
    """The Frobenius norm of each term of a sum, along a first axis; the first ``batch`` axes of a term are kept.

    >>> norms([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [5.0, 0.0]
    """
    return torch.stack([term.norm(dim=-1) for term in _rows(terms, batch)])


def _rows(terms: Sequence[Any], batch: int) -> list[Tensor]:
    """Each term with what is not kept along one axis."""
    found = [torch.as_tensor(term, dtype=torch.float64) for term in terms]
    return [term.reshape(*term.shape[:batch], -1) for term in found]


@dataclass(frozen=True)
class Terms:
    """A sum as written: a graph and a text for each term. ``inside`` names the bubble it stands in, if any."""

    name: str
    graphs: tuple[Graph, ...]
    texts: tuple[str, ...]
    inside: str = ""

    @property
    def legs(self) -> tuple[str, ...]:
        """The names of the free legs, those carried through last."""
        return Definition(self.name, self.graphs[0]).leg_names

    @property
    def dims(self) -> tuple[str, ...]:
        """Their dimensions."""
        return tuple(" ".join(leg) for leg in Definition(self.name, self.graphs[0]).dims)


def terms_of(network: Network, name: str, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Terms | None:
    """The sum that a definition or a picture is, an expansion before any other; None where there is none."""
    definition = network.definitions.get(name)
    if definition is not None:
        return None if definition.kept is not None else _best(network, name, [(resolve(network, definition.graph), "")])
    picture = next((picture for picture in network.pictures if picture.name == name), None)
    if picture is None:
        return None
    return _best(network, name, [_opened(side) for side in _sides(network, picture, values, sizes)])


def _sides(network: Network, picture: Picture, values: Mapping[str, Any], sizes: Mapping[str, int]) -> list[Graph]:
    fixed = fixed_sizes(network, picture, values, sizes)
    sized = replace(network, dims={**network.dims, **fixed})
    resolved = resolve_picture(sized, picture)
    if dict(picture.attributes).get("labels") != "auto":  # the words of `_text` need no formulas
        resolved = captioned(network, resolved)
    return [side for row in resolved.rows for side in row.sides]


def _best(network: Network, name: str, sides: Sequence[tuple[Graph, str]]) -> Terms | None:
    """The side that an expansion made, else the one with the most terms, the last of equal ones."""
    found = [(graph, inside) for graph, inside in sides if len(graph.body.terms) > 1]
    if not found:
        return None
    graph, inside = max(reversed(found), key=lambda side: _rank(side[0].body))
    parts = [Graph(graph.legs, Sum((term,)), graph.through) for term in graph.body.terms]
    return Terms(name, tuple(parts), tuple(_apart(network, parts)), inside)


def _rank(side: Sum) -> tuple[bool, int]:
    return any(term.origin for term in side.terms), len(side.terms)


def _opened(graph: Graph) -> tuple[Graph, str]:
    """A graph that is nothing but a bubble as what stands inside it, and the bubble's name."""
    inside = ""
    while len(graph.body.terms) == 1 and (bubble := _lone_bubble(graph.body.terms[0])) is not None:
        graph, inside = replace(graph, body=bubble.body), inside or bubble.name
    return graph, inside


def _lone_bubble(term: Product) -> Apply | None:
    match term.factors:
        case (Apply() as bubble,) if not reduces(bubble.function):
            return bubble
    return None


def _apart(network: Network, parts: Sequence[Graph]) -> list[str]:
    """A text for each term: of those that have the same, with what tells them apart."""
    texts = [_text(network, part) for part in parts]
    for more in (_indices, _all_choices, lambda part: _bare(network, part)):
        count = Counter(texts)
        texts = [
            ", ".join(filter(None, (text, more(part)))) if count[text] > 1 else text
            for text, part in zip(texts, parts, strict=True)
        ]
    return texts


def _text(network: Network, part: Graph) -> str:
    """What is written under a term, with the indices of what is written out, else the choices that made it, else the
    term itself."""
    (term,) = part.body.terms
    said = [choice for choice in term.origin if choice.text or choice.index]
    if term.brace and term.brace == ", ".join(choice.text for choice in said if choice.text):
        return ", ".join(choice.text or str(choice) for choice in said)
    return term.brace or origin_name(term.origin) or notation(part, network)


def _indices(part: Graph) -> str:
    """The indices of what was written out: `h = 2`."""
    return ", ".join(str(choice) for choice in part.body.terms[0].origin if choice.index)


def _all_choices(part: Graph) -> str:
    return origin_name(part.body.terms[0].origin)


def _bare(network: Network, part: Graph) -> str:
    """A term as it is written, without its text."""
    bare = replace(part.body.terms[0], brace="")
    return notation(replace(part, body=Sum((bare,))), network)


def measured_network(network: Network, terms: Terms) -> tuple[Network, tuple[str, ...]]:
    """The network with each term as a definition, whose names are what is computed."""
    made = {
        f"term {number} of `{terms.name}`": Definition(f"term {number} of `{terms.name}`", graph)
        for number, graph in enumerate(terms.graphs, 1)
    }
    return replace(network, definitions={**network.definitions, **made}), tuple(made)


def require_finite(terms: Terms, values: Sequence[Tensor]) -> None:
    """Raise `not-finite` where a term has infinite entries, and `nan` where it has some that are no number."""
    for text, value in zip(terms.texts, values, strict=True):
        if value.isnan().any():
            raise mistake("nan", f"the term “{text}” of `{terms.name}` is not a number somewhere", hint=_NAN)
        if value.isinf().any():
            message = f"the term “{text}” of `{terms.name}` is infinite somewhere"
            raise mistake("not-finite", message, hint=_mask_words(terms))


def _mask_words(terms: Terms) -> str:
    """What to write instead of a mask of infinities, over the last two legs."""
    if len(terms.legs) < 2:
        return "a logarithm of zero, or a division by it?"
    (i, j), (rows, columns) = terms.legs[-2:], terms.dims[-2:]
    lower = f"lower[{i}, {j}] = exp(causal[{i}, {j}](0 ones[{i}: {rows}] ones[{j}: {columns}]))"
    return f"masked scores have no share: leave `causal` out, and multiply by a lower triangle of ones,\n{lower}"


_NAN = "a root or logarithm of a negative number, or infinity minus infinity?"
