"""Proof: both sides rewritten until they are the same graph up to the names of summed wires.

Definitions are opened one at a time, the last in the file first, only while the sides differ; so that what both sides
use alike, an attention pattern for example, is never looked into. At each stage the sides are compared first as they
stand, then with all products multiplied out, as long as both together have at most `MAX_TERMS` terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import limits
from tensorgraph.rewrite.isomorphism import same_graph
from tensorgraph.rewrite.limits import MAX_TERMS, MOST_STAGES, GaveUp, Work
from tensorgraph.rewrite.normal_form import normal_form
from tensorgraph.rewrite.proof import Attempt, Proof, Step
from tensorgraph.rewrite.rules import LAST, LAZY, NORMALISING, RULES
from tensorgraph.rewrite.rules.distribute import count_terms
from tensorgraph.rewrite.rules.factors import decomposed
from tensorgraph.rewrite.terms import Setting


def prove(
    network: Network,
    left: Graph,
    right: Graph,
    given: Collection[str] = (),
    written: Mapping[str, int] = MappingProxyType({}),
    most_work: int | None = None,
) -> Attempt:
    """A proof that two graphs with the same legs are equal, for all sizes and values that obey their properties.

    ``given`` are definitions that are not looked into; ``written`` are dimensions of which a side has a term for each
    index, with their sizes, for which alone the proof then is; ``most_work`` is another limit than `MOST_WORK`. What
    comes back without a proof may be equal all the same.
    """
    setting = Setting(network, frozenset(given), tuple(written.items()))
    try:
        return _Search(setting, Work(most_work or limits.MOST_WORK)).attempt((_Side(left), _Side(right)))
    except GaveUp as limit:
        return Attempt(None, str(limit))


@dataclass(frozen=True)
class _Side:
    """A side as it was given, and the steps taken."""

    start: Graph
    steps: tuple[Step, ...] = ()

    @property
    def graph(self) -> Graph:
        return self.steps[-1].after if self.steps else self.start

    def then(self, steps: tuple[Step, ...]) -> _Side:
        return replace(self, steps=self.steps + steps)


_Sides = tuple[_Side, _Side]


@dataclass(frozen=True)
class _Search:
    """What is known of all stages, and the work done in them."""

    setting: Setting
    work: Work

    def attempt(self, sides: _Sides) -> Attempt:
        limit = ""
        for _ in range(MOST_STAGES):
            sides = self._normal(sides, LAZY)
            terms = sum(count_terms(side.graph.body) for side in sides)
            many = terms > MAX_TERMS
            found = self._proof(sides) or (None if many else self._proof(self._normal(sides, NORMALISING)))
            if found is not None:
                return Attempt(found)
            limit = _too_many(terms) if many else limit
            further = self._opened(sides) or self._rewritten(sides)
            if further is None:
                return self._taken_apart(sides) or Attempt(None, limit)
            sides = further
        return Attempt(None, f"more than {MOST_STAGES} definitions would have to be opened")

    def _proof(self, sides: _Sides) -> Proof | None:
        left, right = sides
        same = same_graph(self.setting, left.graph, right.graph)
        given = tuple(sorted(self.setting.given))
        return Proof(left.steps, right.steps, given, self.setting.written) if same else None

    def _normal(self, sides: _Sides, rules: tuple[str, ...]) -> _Sides:
        left, right = (side.then(normal_form(self.setting, side.graph, rules, self.work)) for side in sides)
        return left, right

    def _opened(self, sides: _Sides) -> _Sides | None:
        """The sides with one more definition opened; None when none is left."""
        names = _names(self.setting, sides)
        return _changed(self.setting, sides, "unfold", names) if names else None

    def _rewritten(self, sides: _Sides) -> _Sides | None:
        """The sides after the first of the last rules that has something to do."""
        changed = (_changed(self.setting, sides, rule, ()) for rule in LAST)
        return next((found for found in changed if found is not None), None)

    def _taken_apart(self, sides: _Sides) -> Attempt | None:
        """The search again with what was decomposed as the product of its factors."""
        names = _parts(self.setting, sides)
        setting = replace(self.setting, apart=self.setting.apart | set(names))
        rewritten = _changed(setting, sides, "put in factors", names)
        return _Search(setting, self.work).attempt(rewritten) if rewritten is not None else None


def _parts(setting: Setting, sides: _Sides) -> tuple[str, ...]:
    """One decomposition of each tensor, by the name of its first factor: if there are several, one that a side uses.

    What `eigh` reads is symmetric, or it has no factors: so a side must use one.
    """
    used = {name for side in sides for name in _tensors(side.graph)}
    chosen: dict[str, str] = {}
    for kept, tensor in decomposed(setting):
        first = kept.outputs[0][0]
        named = bool(used & {name for name, _ in kept.outputs})
        wanted = named or (tensor.name not in chosen and kept.kind != "eigh")
        if wanted and first not in setting.apart:
            chosen[tensor.name] = first
    return tuple(chosen.values())


def _changed(setting: Setting, sides: _Sides, rule: str, names: tuple[str, ...]) -> _Sides | None:
    """Both sides after one step; None where it changes neither."""
    left, right = (_after(side, rule, names, RULES[rule].apply(setting, side.graph, names)) for side in sides)
    return None if left is sides[0] and right is sides[1] else (left, right)


def _after(side: _Side, rule: str, names: tuple[str, ...], graph: Graph) -> _Side:
    return side if graph is side.graph else side.then((Step(rule, names, side.graph, graph),))


def _too_many(terms: int) -> str:
    count = str(terms) if terms < 10**9 else "more than 10⁹"
    return f"multiplied out, the sides have {count} terms, and at most {MAX_TERMS} are tried"


def _names(setting: Setting, sides: _Sides) -> tuple[str, ...]:
    """The last definition that stands on one side only, else one that stands more often on one, else on both."""
    one, other = (Counter(_defined(setting, side.graph)) for side in sides)
    alone = set(one) ^ set(other)
    apart = {name for name in one | other if one[name] != other[name]}
    known = alone or apart or set(one)
    last = [name for name in setting.network.definitions if name in known]
    return tuple(last[-1:])


def _defined(setting: Setting, graph: Graph) -> list[str]:
    return [name for name in _tensors(graph) if setting.opened(name) is not None]


def _tensors(graph: Graph) -> list[str]:
    return [factor.name for factor in factors(graph.body) if isinstance(factor, Tensor)]
