"""Law: a name is equal to what it was defined as."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tensorgraph.graph.nodes import Graph, Product, Tensor
from tensorgraph.rewrite.inline import inlined
from tensorgraph.rewrite.terms import Around, Setting, on_terms, spliced


def open_definitions(setting: Setting, graph: Graph, names: Collection[str]) -> Graph:
    """Every definition of these names, at every depth; one with several terms as a group."""

    def term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
        for place, factor in enumerate(term.factors):
            definition = setting.opened(factor.name) if isinstance(factor, Tensor) and factor.name in names else None
            if definition is not None and isinstance(factor, Tensor):
                group = inlined(definition, factor, around.fresh)
                if len(group.terms) == 1:
                    return (spliced(term, place, group.terms[0]),)
                return (replace(term, factors=(*term.factors[:place], group, *term.factors[place + 1 :])),)
        return None

    return on_terms(setting, graph, term)
