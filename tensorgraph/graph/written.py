"""What an author calls the tensors of a picture: by name, with superscripts or without, or by the ``def`` called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Cap, Leg, Product, Sum, Tensor, Unfold, Wire
from tensorgraph.graph.walk import factors

Definitions = Mapping[str, Definition]


def fixed_wires(term: Product) -> dict[Wire, int]:
    """The wires that are fixed to a number somewhere in a term."""
    caps = (factor for factor in factors(Sum((term,))) if isinstance(factor, Cap))
    return {cap.leg[0]: cap.index for cap in caps if len(cap.leg) == 1}


def written(tensor: Tensor, fixed: Mapping[Wire, int], definitions: Definitions) -> tuple[str, ...]:
    """The names of a tensor, the most exact first.

    >>> h, m = Wire("h", "heads"), Wire("m", "model")
    >>> written(Tensor("A", ((h,), (m,)), superscripts=1), {h: 2}, {})
    ('A^2', 'A')
    """
    above = [str(fixed.get(leg[0], leg[0].name)) for leg in tensor.legs[: tensor.superscripts]]
    callee = definitions[tensor.name].callee if tensor.name in definitions else ""
    names = ["^".join([tensor.name, *above]), tensor.name, callee]
    return tuple(dict.fromkeys(name for name in names if name))


def line_legs(tensor: Tensor) -> tuple[Leg, ...]:
    """The legs that are lines: all but the superscripts, and those carried through."""
    return tensor.legs[tensor.superscripts :] + tuple((wire,) for wire in tensor.through)


def tensors_by_name(terms: Iterable[Product], definitions: Definitions) -> dict[str, list[Tensor]]:
    """The tensors of terms under all their names; of an ``unfold``, everything it could bring to light."""
    found: dict[str, list[Tensor]] = {}
    for term in _with_hidden(terms, definitions):
        fixed = fixed_wires(term)
        for tensor in _tensors(term):
            for name in written(tensor, fixed, definitions):
                found.setdefault(name, []).append(tensor)
    return found


def is_resolved(term: Product) -> bool:
    """Whether a term is drawn as it is written, without an ``unfold``."""
    return not any(isinstance(factor, Unfold) for factor in factors(Sum((term,))))


def _tensors(*terms: Product) -> Iterator[Tensor]:
    return (factor for factor in factors(Sum(terms)) if isinstance(factor, Tensor))


def _with_hidden(terms: Iterable[Product], definitions: Definitions) -> Iterator[Product]:
    """Terms, and those of each definition that what is unfolded in them is made from."""
    waiting: list[str] = []
    for term in terms:
        yield term
        for factor in factors(Sum((term,))):
            if isinstance(factor, Unfold):
                waiting += [tensor.name for tensor in _tensors(*factor.body.terms)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in seen:
            seen.add(name)
            yield from definitions[name].graph.body.terms
            waiting += [tensor.name for tensor in _tensors(*definitions[name].graph.body.terms)]
