"""A picture in words, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from tensorgraph.diagram.layout.legs import drawn_legs, superscript_wires
from tensorgraph.diagram.spoken import listed, scalar_words, spoken
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Product,
    Shift,
    Sum,
    Tensor,
    Unfold,
    Wire,
    free_wires,
    leg_name,
)
from tensorgraph.ops import FUNCTIONS, Kind

SAID = {"==": "equals", "!=": "differs from", "~=": "is approximately"}


def title_of(picture: Picture) -> str:
    """The title that was asked for, else the picture's name."""
    written = dict(picture.attributes).get("title")
    return written if isinstance(written, str) and written.strip() else picture.name


def description(network: Network, picture: Picture) -> str:
    """The author's ``alt`` text, else each row in words: what stands there, and over which dimension it is joined.

    >>> import tensorgraph as tg
    >>> doc = tg.loads("dim n, m\\ntensor A[n, m], v[m]\\nshow p: A[i, j] v[j]")
    >>> description(doc.network, doc["p"].picture)
    'Tensor diagram: A (n × m) joined over m to v (m). Open wire: n i.'
    """
    return written_alt(picture) or "Tensor diagram: " + " ".join(f"{row_words(row)}." for row in picture.rows)


def written_alt(picture: Picture) -> str:
    """The author's ``alt`` text, empty where there is none."""
    written = dict(picture.attributes).get("alt")
    return written if isinstance(written, str) and written.strip() else ""


def row_words(row: Row) -> str:
    """A row: what stands there, how it is joined, the wires that are open."""
    parts = [_sum(row.sides[0].body)]
    for relation, side in zip(row.relations, row.sides[1:], strict=True):
        parts += [SAID[relation.sign], _sum(side.body)]
    return " ".join(parts) + _open(row.sides[0])


def _open(graph: Graph) -> str:
    """The free wires, with their dimensions."""
    legs = graph.legs + tuple((wire,) for wire in graph.through)
    if not legs:
        return ""
    words = [f"{' × '.join(wire.dim for wire in leg)} {leg_name(leg)}" for leg in legs]
    return f". Open wire{'s' * (len(legs) > 1)}: {', '.join(words)}"


def _sum(node: Sum) -> str:
    text = ""
    for index, term in enumerate(node.terms):
        minus = term.coefficient.rational < 0
        text += (" minus " if minus else " plus ") if index else ("minus " if minus else "")
        text += _product(term)
    return text


def _product(term: Product) -> str:
    above = superscript_wires(term)
    sums = [f"the sum over {spoken(wire.name)} of" for wire in term.summed if wire in above]
    number = scalar_words(term.coefficient)
    times = f"{number} times" if number and term.factors else number or ("" if term.factors else "1")
    brace = f", labelled “{spoken(term.brace)}”" if term.brace else ""
    return " ".join(filter(None, [times, *sums, _chain(term)])) + brace


def _chain(term: Product) -> str:
    """Factors in reading order, each with what joins it to those before, then the wires that have further ends."""
    factors, meetings, summed = term.factors, _meetings(term), frozenset(term.summed)
    joins = _joins(meetings, summed)
    text = "".join(_linked(factors, index, joins.get(index, {})) for index in range(len(factors)))
    rails = [_rail(factors, wire, ends, wire in summed) for wire, ends in meetings.items() if len(ends) > 1]
    return ", ".join([text, *filter(None, rails)])


def _rail(factors: Sequence[Factor], wire: Wire, ends: Sequence[int], summed: bool) -> str:
    """A wire with more than two ends; nothing for another."""
    if summed and len(ends) == 2:
        return ""
    out = [] if summed else ["out"]
    return f"one wire of {spoken(wire.dim)} through {listed([*(_name(factors[k]) for k in ends), *out])}"


def _linked(factors: Sequence[Factor], index: int, joins: Mapping[int, Sequence[Wire]]) -> str:
    """A factor with its joins: as the next of the chain where it is that, else with the names of what it joins."""
    words = _factor(factors[index])
    if not index:
        return words
    if not joins:
        return f", beside {words}"
    if set(joins) == {index - 1}:
        return f" joined over {_dims(joins[index - 1])} to {words}"
    to = [f"over {_dims(wires)} to {_name(factors[k])}" for k, wires in joins.items()]
    return f", then {words} joined {listed(to)}"


def _joins(meetings: Mapping[Wire, list[int]], summed: Set[Wire]) -> dict[int, dict[int, list[Wire]]]:
    """For each factor the earlier ones that it is joined to, by wires with just two ends."""
    found: dict[int, dict[int, list[Wire]]] = {}
    for wire, ends in meetings.items():
        if wire in summed and len(ends) == 2:
            found.setdefault(ends[1], {}).setdefault(ends[0], []).append(wire)
    return found


def _meetings(term: Product) -> dict[Wire, list[int]]:
    """Each wire that is a line, with the factors it ends at."""
    above, ends = superscript_wires(term), dict[Wire, list[int]]()
    for index, factor in enumerate(term.factors):
        for wire in dict.fromkeys(free_wires(factor)):
            if wire not in above:
                ends.setdefault(wire, []).append(index)
    return ends


def _dims(wires: Sequence[Wire]) -> str:
    return listed([spoken(wire.dim) for wire in wires])


def _spelled(tensor: Tensor) -> str:
    """The name of a tensor; a hole is `?`, whatever tells it from others."""
    return "?" if tensor.name.startswith("?") else tensor.name


def _name(factor: Factor) -> str:
    """What a factor is called when it is spoken of again."""
    match factor:
        case Tensor():
            return _spelled(factor)
        case Dot():
            return {1: "a cap of ones", 2: "an identity"}.get(len(factor.legs), "a copy dot")
        case Cap():
            return f"the index {factor.index}"
        case Shift():
            return "the shift"
        case Apply():
            return f"the {spoken(factor.name)}"
        case Sum() | Unfold():
            return "the group"


def _factor(factor: Factor) -> str:
    match factor:
        case Tensor():
            above = [spoken(leg[0].name) for leg in factor.legs[: factor.superscripts]]
            return _spelled(factor) + (f" of {listed(above)}" if above else "") + _shape(factor)
        case Apply():
            return f"{spoken(factor.name)}{_along(factor)} of ({_sum(factor.body)})"
        case Sum():
            return f"({_sum(factor)})"
        case Unfold():
            return f"({_sum(factor.body)})"
        case _:
            return _name(factor) + _shape(factor)


def _along(apply: Apply) -> str:
    """The axes of a function; a mask has no need of words."""
    entry = FUNCTIONS.get(apply.function)
    if not apply.axes or (entry and entry.kind is Kind.MASK):
        return ""
    return f" along {listed([_dims(axis) for axis in apply.axes])}"


def _shape(factor: Factor) -> str:
    """The dimensions of the legs that are lines."""
    dims = [" ".join(spoken(wire.dim) for wire in leg) for leg in drawn_legs(factor)]
    return f" ({' × '.join(dims)})" if dims else ""
