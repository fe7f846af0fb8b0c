"""`brace "text": A, B`: an underbrace under a part of a term, as if the part stood in parentheses with the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.graph.network import Brace, Network, Picture, Row
from tensorgraph.graph.nodes import Apply, Cap, Factor, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.walk import factors
from tensorgraph.graph.written import fixed_wires, written


def braced(network: Network, picture: Picture) -> Picture:
    """The picture with the texts of its `brace` clauses under the tensors they name, in every term that has them all.

    Braces of which one lies in the other are drawn so. Others that overlap are a TensorgraphError, and one that no term
    has the tensors of.
    """
    if not picture.braces:
        return picture
    rows = tuple(_row(network, row, picture.braces) for row in picture.rows)
    terms = [_Names.of(network, term) for row in picture.rows for side in row.sides for term in side.body.terms]
    for brace in picture.braces:
        if not any(names.has_all(brace, names.term) for names in terms):
            raise _refused("group-apart", "no term of the picture has all tensors of this brace", brace)
    return replace(picture, rows=rows)


def _row(network: Network, row: Row, braces: Sequence[Brace]) -> Row:
    sides = (
        replace(side, body=replace(side.body, terms=tuple(_term(network, term, braces) for term in side.body.terms)))
        for side in row.sides
    )
    return replace(row, sides=tuple(sides))


def _term(network: Network, term: Product, braces: Sequence[Brace]) -> Product:
    names = _Names.of(network, term)
    own = [brace for brace in braces if names.has_all(brace, term)]
    for one, other in combinations(own, 2):
        if _cross(names.reach(one, term), names.reach(other, term)):
            raise _refused("hints", "two braces overlap, and neither holds the other", other, one)
    for brace in own:
        term = names.under(brace, term)
    return term


def _cross(one: range, other: range) -> bool:
    first, second = sorted((one, other), key=lambda run: (run.start, -run.stop))
    return first.start < second.start < first.stop < second.stop


def _refused(code: str, message: str, brace: Brace, other: Brace | None = None) -> TensorgraphError:
    related = ((other.span, "the other brace"),) if other and other.span else ()
    hint = "name tensors of one term" if other is None else "delete one, or let one name what the other names"
    return TensorgraphError([Diagnostic(code, message, brace.span, related, hint)])


@dataclass(frozen=True)
class _Names:
    """What the tensors of a term may be called."""

    network: Network
    term: Product
    fixed: Mapping[Wire, int]

    @classmethod
    def of(cls, network: Network, term: Product) -> _Names:
        return cls(network, term, fixed_wires(term))

    def called(self, node: Factor | Product) -> Iterator[frozenset[str]]:
        """The names of each tensor of a part in reading order."""
        inside = [node] if isinstance(node, Tensor) else factors(_inside(node))
        for factor in inside:
            if isinstance(factor, Tensor):
                yield frozenset(written(factor, self.fixed, self.network.definitions))

    def has_all(self, brace: Brace, node: Factor | Product) -> bool:
        """Whether a part has all tensors of a brace."""
        called = list(self.called(node))
        return all(any(name in names for names in called) for name in brace.names)

    def reach(self, brace: Brace, term: Product) -> range:
        """From the first tensor of a brace to the last, by their numbers in reading order."""
        own = [k for k, names in enumerate(self.called(term)) if names & set(brace.names)]
        return range(own[0], own[-1] + 1)

    def under(self, brace: Brace, term: Product) -> Product:
        """A term with a brace under the run of its factors, or inside the one that has all its tensors."""
        own = [k for k, factor in enumerate(term.factors) if any(n & set(brace.names) for n in self.called(factor))]
        first, last = own[0], own[-1]
        only = term.factors[first]
        if first == last and isinstance(only, (Sum, Apply)):
            inside = _inside(only)
            if any(self.has_all(brace, part) for part in inside.terms):
                parts = tuple(self.under(brace, p) if self.has_all(brace, p) else p for p in inside.terms)
                within = replace(inside, terms=parts)
                new = replace(only, body=within) if isinstance(only, Apply) else within
                return replace(term, factors=(*term.factors[:first], new, *term.factors[first + 1 :]))
        return _wrapped(term, first, _with_caps(term, first, last) + 1, brace.text)


def _inside(node: Factor | Product) -> Sum:
    match node:
        case Product():
            return Sum((node,))
        case Sum():
            return node
        case Apply():
            return node.body
    return Sum(())


def _with_caps(term: Product, first: int, last: int) -> int:
    """The number of the last factor with the caps of its indices, which stand behind it."""
    inside = {wire for factor in term.factors[first : last + 1] for wire in free_wires(factor)}
    while last + 1 < len(term.factors):
        following = term.factors[last + 1]
        if not isinstance(following, Cap) or not inside.issuperset(following.leg):
            break
        last += 1
    return last


def _wrapped(term: Product, start: int, stop: int, text: str) -> Product:
    """A term with a run of factors as a part with a text; the whole of a term without one has it for its own."""
    run, others = term.factors[start:stop], (*term.factors[:start], *term.factors[stop:])
    if not others and not term.brace:
        return replace(term, brace=text)
    outside = {wire for factor in others for wire in free_wires(factor)}
    inside = {wire for factor in run for wire in free_wires(factor)}
    own = tuple(wire for wire in term.summed if wire in inside and wire not in outside)
    part = Sum((Product(run, summed=own, brace=text),))
    kept = tuple(wire for wire in term.summed if wire not in own)
    return replace(term, factors=(*term.factors[:start], part, *term.factors[stop:]), summed=kept)
