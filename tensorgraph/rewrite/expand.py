"""Expansion. Law: a product of sums is the sum of the products, one for each choice of a term of every sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.nodes import Apply, Choice, Dot, Factor, Product, Sum, free_wires
from tensorgraph.graph.walk import products
from tensorgraph.rewrite.choices import Opened, texts
from tensorgraph.rewrite.counting import check_counts
from tensorgraph.rewrite.fixing import fixed, sigmas
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.lettering import lettered
from tensorgraph.source import Span


def expanded(dims: Mapping[str, int | None], body: Sum, names: Collection[str], span: Span | None, fresh: Fresh) -> Sum:
    """An unfolded expression with its products distributed over what was unfolded, in reading order and the last choice
    fastest, inside bubbles and groups too.

    The dimensions among ``names`` have each Σ of a term written out, one term for each index; the Σ, which stands
    before its term, is the slower choice. More terms than `counting.MAX_TERMS` are refused before any is made.
    """
    sizes = _sizes(dims, body, names, span)
    check_counts(body, sizes, span)
    return lettered(body, _Expansion(sizes, fresh).sum(body), fresh)


def _sizes(dims: Mapping[str, int | None], body: Sum, names: Collection[str], span: Span | None) -> dict[str, int]:
    """The sizes of the dimensions to be written out."""
    wanted = [name for name in names if name in dims]
    present = {wire.dim for term in products(body) for wire in sigmas(term, wanted)} if wanted else set()
    for name in wanted:
        if name not in present:
            message = f"no term of this expansion has a Σ over `{name}`"
            raise mistake("nothing-to-unfold", message, span, "delete it, or name a dimension that a term sums")
        if dims[name] is None:
            message = f"dimension `{name}` has no size, so its Σ cannot be written out"
            raise mistake(
                "unknown-size", message, span, f"write `dim {name} = 4`, or give the size to a check: --size {name}=4"
            )
    return {name: size for name in wanted if (size := dims[name]) is not None}


@dataclass(frozen=True)
class _Expansion:
    """The sizes of the dimensions that are written out, and wires that nothing has yet."""

    sizes: Mapping[str, int]
    fresh: Fresh

    def sum(self, node: Sum) -> Sum:
        """A sum with every term multiplied out; no longer one that was opened."""
        return Sum(tuple(part for term in node.terms for part in self.term(term)), node.span)

    def term(self, term: Product) -> list[Product]:
        """The terms of a term."""
        options = [self.options(factor) for factor in term.factors]
        spread = [_joined(term, choice) for choice in product(*options)]
        wires = sigmas(term, self.sizes)
        if not wires:
            return spread
        indices = product(*(range(self.sizes[wire.dim]) for wire in wires))
        origins = [tuple(Choice(w.name, k, index=True) for w, k in zip(wires, ks, strict=True)) for ks in indices]
        before = len(term.origin)
        return [
            replace(
                fixed(part, {wire: choice.number for wire, choice in zip(wires, origin, strict=True)}, self.fresh),
                origin=(*part.origin[:before], *origin, *part.origin[before:]),
            )
            for origin in origins
            for part in spread
        ]

    def options(self, factor: Factor) -> Sequence[Product | Factor]:
        """What a factor may be: a term of what was opened, or itself with its inside expanded. A lone term with a text
        is a part of its product, and the text stands under it there."""
        match factor:
            case Opened():
                body = self.sum(factor)
                return [body] if len(body.terms) == 1 else body.terms
            case Apply():
                return [replace(factor, body=self.sum(factor.body))]
            case Sum():
                return [self.sum(factor)]
        return [factor]


def _joined(term: Product, choice: Sequence[Product | Factor]) -> Product:
    """A term with a choice for each of its factors; what it sums and no choice has is a `ones`."""
    parts = [part if isinstance(part, Product) else Product((part,)) for part in choice]
    factors = [factor for part in parts for factor in part.factors]
    present = {wire for factor in factors for wire in free_wires(factor)}
    factors += [Dot(((wire,),)) for wire in term.summed if wire not in present]
    coefficient = term.coefficient
    for part in parts:
        coefficient *= part.coefficient
    return replace(
        term,
        factors=tuple(factors),
        coefficient=coefficient,
        summed=(*term.summed, *(wire for part in parts for wire in part.summed)),
        brace=texts(term.brace, *(part.brace for part in parts)),
        origin=(*term.origin, *(choice for part in parts for choice in part.origin)),
    )
