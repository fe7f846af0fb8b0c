"""A graph as text of the language, which reads as the same graph up to the names of summed wires.

Where the rules of scope do not let a graph be written as it is, `tensorgraph.graph.legible` adds `ones` and `id`, so
that the text reads as an equal graph. Not every graph has a text that can be read: a power that is not made of square
roots, a call whose name was cut or has a coefficient in it, an option that is no decimal, and what has no name in the
file (the dimension a decomposition brings, what a layer begins with), and a wire that is a superscript in a call and
cannot be one beside it, are written for people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tensorgraph.graph.coefficients import above_and_below, literal
from tensorgraph.graph.legible import Reading, legible, with_carried
from tensorgraph.graph.lettering import Lettering, whole_legs
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Leg,
    Product,
    Shift,
    Sum,
    Tensor,
    Unfold,
    Wire,
    legs_of,
)
from tensorgraph.graph.walk import factors, products
from tensorgraph.ops import FUNCTIONS


@dataclass(frozen=True)
class Notation:
    """A graph's free legs and its expression, as they stand left and right of ``=``."""

    legs: tuple[str, ...]
    text: str


def notation(graph: Graph, network: Network) -> str:
    """The expression of a resolved graph (without ``unfold``), its free wires under their own names.

    >>> from tensorgraph.graph.check import check_program
    >>> from tensorgraph.source import Source
    >>> from tensorgraph.syntax.parse import parse
    >>> text = "dim n\\ntensor M[n, n], v[n]\\ny[i] = M[i, j] v[j] / sqrt(n) - relu(v[i]) v[0]"
    >>> network = check_program(parse(Source("a.tg", text)))
    >>> notation(network.definitions["y"].graph, network)
    'M[i, j] v[j] / sqrt(n) - relu(v[i]) v[0]'
    """
    return written_notation(graph, network).text


def written_notation(graph: Graph, network: Network) -> Notation:
    """The same with the free legs, those carried through last. A dimension is stated where nothing else gives it."""
    reading, readable = legible(network, graph)
    numbers = _numbers(reading, readable)
    whole = whole_legs(readable)
    lettering = Lettering(whole, {wire for leg in numbers for wire in leg})
    lettering.letter(readable, _words_of_calls(network, readable))
    writer = _Writer(network, reading, lettering.names, whole, numbers, _unknown(readable), set())
    legs = (*readable.legs, *((wire,) for wire in readable.through))
    return Notation(tuple(writer.stated(leg) for leg in legs), writer.whole_text(readable.body))


def _words_of_calls(network: Network, graph: Graph) -> set[str]:
    """The names that calls write as arguments, which a wire of the same name would hide."""
    found: set[str] = set()
    for factor in factors(graph.body):
        if isinstance(factor, Tensor) and "(" in factor.name:
            carried = {wire.name for wire in network.definitions[factor.name].graph.through}
            found |= set(re.findall(r"[^\W\d]\w*'*", factor.name)) - carried
    return found


def _numbers(reading: Reading, graph: Graph) -> dict[Leg, int]:
    """The legs that are written as a whole number: joined to a fixed index and one other leg beside it."""
    found: dict[Leg, int] = {}
    for term in products(graph.body):
        uses = reading.in_term(term)
        for cap in term.factors:
            lone = isinstance(cap, Cap) and all(wire in term.summed and uses[wire] == 2 for wire in cap.leg)
            if isinstance(cap, Cap) and lone and _can_hold_number(term, cap.leg, found):
                found[cap.leg] = cap.index
    return found


def _can_hold_number(term: Product, leg: Leg, numbers: Mapping[Leg, int]) -> bool:
    """Whether a leg of a tensor is this one; or of a dot or shift that has another to give the dimension."""
    for factor in term.factors:
        if isinstance(factor, Tensor) and leg in factor.legs:
            return True
        if isinstance(factor, (Dot, Shift)) and leg in legs_of(factor):
            return len(legs_of(factor)) > 1 and not any(other in numbers for other in legs_of(factor))
    return False


def _unknown(graph: Graph) -> set[Wire]:
    """The wires whose dimension no tensor gives, be it along dots, shifts and masks."""
    known = {
        wire for factor in factors(graph.body) if isinstance(factor, Tensor) for leg in legs_of(factor) for wire in leg
    }
    links = [link for factor in factors(graph.body) for link in _links(factor)]
    while True:
        more = {wire for link in links if known & set(link) for wire in link} - known
        if not more:
            break
        known |= more
    every = {wire for factor in factors(graph.body) for leg in legs_of(factor) for wire in leg}
    return {*every, *graph.wires} - known


def _links(node: Factor) -> Iterator[tuple[Wire, ...]]:
    """Wires of one dimension."""
    if isinstance(node, (Dot, Shift)):
        yield from zip(*legs_of(node), strict=True)
    elif isinstance(node, Apply) and node.function == "causal":
        yield from zip(*node.axes, strict=True)


@dataclass(frozen=True)
class _Writer:
    """What a text is written with: names of wires, legs that are one name, legs that are numbers, wires whose dimension
    is stated, and the wires of a term that are no superscripts."""

    network: Network
    reading: Reading
    names: Mapping[Wire, str]
    whole: set[Leg]
    numbers: Mapping[Leg, int]
    unknown: set[Wire]
    plain: set[Wire]

    def whole_text(self, node: Sum) -> str:
        """An expression, whose terms each decide what is a superscript."""
        terms = [replace(self, plain=_plain(Sum((term,)), self.numbers)).term(term) for term in node.terms]
        return _joined(terms)

    def sum(self, node: Sum) -> str:
        return _joined([self.term(term) for term in node.terms])

    def term(self, node: Product) -> tuple[bool, str]:
        """Whether a term is negative, and its text without the sign."""
        words, below = above_and_below(node.coefficient)
        for factor in node.factors:
            if isinstance(factor, Cap) and not _is_seen(factor, self.numbers):
                continue
            if isinstance(factor, Apply) and factor.function == "reciprocal" and words:
                words.append(self.divisor(node, factor))
            else:
                words.append(self.factor(node, factor))
        words += [f"/ {number}" for number in below]
        if not words or words[0].startswith("/ "):
            words.insert(0, "1")
        brace = f' "{node.brace}"' if node.brace else ""
        return node.coefficient.rational < 0, " ".join(words) + brace

    def factor(self, term: Product, node: Factor) -> str:
        match node:
            case Tensor():
                return self.tensor(node)
            case Dot():
                name = {1: "ones", 2: "id"}.get(len(node.legs), "copy")
                return f"{name}[{', '.join(map(self.stated, node.legs))}]"
            case Shift():
                return f"shift[{self.stated(node.row)}, {self.stated(node.column)}]"
            case Cap():
                return f"id[{node.index}, {self.stated(node.leg)}]"
            case Apply():
                return self.bubble(term, node)
            case Sum():
                return f"({self.sum(node)})"
            case Unfold():
                raise ValueError("an `unfold` is resolved before it is written")

    def tensor(self, node: Tensor) -> str:
        above = node.legs[: node.superscripts] if _is_above(node, self.numbers, self.plain) else ()
        name = self.call(node) if node.through else node.name
        legs = node.legs[len(above) :]
        brackets = f"[{', '.join(map(self.leg, legs))}]" if legs else ""
        return name + "".join(f"^{self.leg(leg)}" for leg in above) + brackets

    def call(self, node: Tensor) -> str:
        """The text of a call with the wires that it carries here."""
        inner = self.reading.inner(node)
        return with_carried(
            node.name, {old.name: self.names[new] for old, new in zip(inner, node.through, strict=True)}
        )

    def bubble(self, term: Product, node: Apply) -> str:
        each = self.reading.each(term, node)
        bar = (" | " if node.axes else "| ") + ", ".join(self.names[wire] for wire in each) if each else ""
        brackets = f"[{', '.join(map(self.leg, node.axes))}{bar}]" if node.axes or each else ""
        name = node.function if node.function in FUNCTIONS and node.name in FUNCTIONS else node.name
        return f"{name}{brackets}({', '.join([self.sum(node.body), *self.options(node)])})"

    def options(self, node: Apply) -> Iterator[str]:
        usual = dict(FUNCTIONS[node.function].options) if node.function in FUNCTIONS else {}
        for name, value in node.options:
            if value.powers or usual.get(name) != value.rational:
                yield f"{name}: {literal(value.rational) if not value.powers else value}"

    def divisor(self, term: Product, node: Apply) -> str:
        """One over an expression, after something."""
        if self.reading.each(term, node):
            return self.bubble(term, node)
        only = node.body.terms[0] if len(node.body.terms) == 1 else Product(())
        seen = [part for part in only.factors if not isinstance(part, Cap) or _is_seen(part, self.numbers)]
        simple = len(seen) == 1 and isinstance(seen[0], Tensor) and only.coefficient.is_one and not only.brace
        return f"/ {self.sum(node.body)}" if simple else f"/ ({self.sum(node.body)})"

    def leg(self, leg: Leg) -> str:
        if leg in self.numbers:
            return str(self.numbers[leg])
        if len(leg) == 1 or leg in self.whole:
            return self.names[leg[0]]
        return f"({' '.join(self.names[wire] for wire in leg)})"

    def stated(self, leg: Leg) -> str:
        """A leg with its dimensions, where nothing else gives them."""
        if leg in self.numbers or not set(leg) & self.unknown:
            return self.leg(leg)
        if leg in self.whole:
            return f"{self.names[leg[0]]}: ({' '.join(wire.dim for wire in leg)})"
        parts = [self.names[wire] + (f": {wire.dim}" if wire in self.unknown else "") for wire in leg]
        return parts[0] if len(parts) == 1 else f"({' '.join(parts)})"


def _joined(terms: list[tuple[bool, str]]) -> str:
    """Terms with their signs."""
    words = " ".join(f"{'-' if negative else '+'} {text}" for negative, text in terms)
    return (words.removeprefix("+ ") if words.startswith("+") else words.replace("- ", "-", 1)) or "0"


def _plain(term: Sum, numbers: Mapping[Leg, int]) -> set[Wire]:
    """The wires that some factor of a term has as no superscript, so that none may: tensors give up theirs in turn."""
    every = [
        factor for factor in factors(term) if isinstance(factor, (Tensor, Dot, Shift)) or _is_seen(factor, numbers)
    ]
    plain: set[Wire] = set()
    while True:
        found = Counter(wire for factor in every for leg in _lines(factor, numbers, plain) for wire in leg)
        if plain >= set(found):
            return plain
        plain |= set(found)


def _is_seen(node: Factor, numbers: Mapping[Leg, int]) -> bool:
    """Whether a fixed index is written by itself, and not in the brackets of its neighbour."""
    return isinstance(node, Cap) and node.leg not in numbers


def _lines(node: Factor, numbers: Mapping[Leg, int], plain: set[Wire]) -> tuple[Leg, ...]:
    if not isinstance(node, Tensor):
        return legs_of(node)
    return node.legs[node.superscripts :] if _is_above(node, numbers, plain) else node.legs


def _is_above(node: Tensor, numbers: Mapping[Leg, int], plain: set[Wire]) -> bool:
    above = node.legs[: node.superscripts]
    return all(len(leg) == 1 and leg[0] not in plain and numbers.get(leg, 0) >= 0 for leg in above)
