"""Where everything stands in a drawing: as the author wrote it, found by matching what is drawn with the definition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Graph, Product, Sum, Tensor, Unfold, Wire
from tensorgraph.graph.scalar import ONE
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.correspondence import correspondence
from tensorgraph.rewrite.limits import GaveUp
from tensorgraph.rewrite.normal_form import normal_form
from tensorgraph.rewrite.terms import Setting, map_bodies
from tensorgraph.rewrite.unfold import resolve
from tensorgraph.steps.notation.writing import Leaf, Path

SAME = ("remove groups", "split thick dots", "fuse dots", "remove ones")
"""The rules after which what is drawn and what was written are compared."""


@dataclass(frozen=True)
class Reading:
    """The place of each leaf in reading order, by its path, the author's wires for those drawn, and whether what is
    drawn is just what was written."""

    places: Mapping[Path, float]
    wires: Mapping[Wire, Wire] = field(default_factory=dict)
    as_written: bool = False

    def place(self, path: Path) -> float:
        """Where what stands at a path is put: where the first of its parts was."""
        if path in self.places:
            return self.places[path]
        return min((at for part, at in self.places.items() if part[: len(path)] == path), default=0.0)


def reading(network: Network, drawn: Graph, leaves: Sequence[Leaf], written: Graph | None) -> Reading:
    """The reading of a drawing; ``leaves`` are its tensors in order, ``written`` the author's expression."""
    paths = [leaf.place[1] for leaf in leaves]
    if written is None:
        return Reading({path: float(place) for place, path in enumerate(paths)})
    setting = Setting(network)
    try:
        mine, theirs = _same(setting, drawn), _same(setting, written)
    except GaveUp:
        return _by_names(drawn, paths, written)
    found = correspondence(setting, mine, theirs) if len(names(mine)) == len(paths) else None
    if found is None:
        return _by_names(drawn, paths, written)
    places = {paths[one]: float(other) for one, other in found.tensors.items()}
    return Reading(places, found.wires, True)


def is_same(network: Network, one: Graph, other: Graph) -> bool:
    """Whether two graphs are the same but for names of wires, order, parentheses and needless dots."""
    setting = Setting(network)
    try:
        return correspondence(setting, _same(setting, one), _same(setting, other)) is not None
    except GaveUp:
        return False


def bare(graph: Graph) -> Graph:
    """A graph without its coefficients."""
    return replace(graph, body=_bare(graph.body))


def _bare(node: Sum) -> Sum:
    terms = (map_bodies(term, lambda factor, body: _bare(body)) for term in node.terms)
    return replace(node, terms=tuple(replace(term, coefficient=ONE) for term in terms))


def _same(setting: Setting, graph: Graph) -> Graph:
    steps = normal_form(setting, graph, SAME)
    return steps[-1].after if steps else graph


def _by_names(drawn: Graph, paths: Sequence[Path], written: Graph) -> Reading:
    """Tensors of one name in the order in which that name was written; others behind what is drawn before them."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names(written)):
        waiting[name].append(place)
    counts = {name: len(found) for name, found in waiting.items()}
    used: dict[str, int] = defaultdict(int)
    places: dict[Path, float] = {}
    last = 0.0
    for name, path in zip(names(drawn), paths, strict=True):
        if name in waiting:
            last = float(waiting[name][min(used[name], counts[name] - 1)])
            used[name] += 1
        places[path] = last
    return Reading(places)


def names(graph: Graph) -> list[str]:
    """The names of a graph's tensors in reading order."""
    return [factor.name for factor in factors(graph.body) if isinstance(factor, Tensor)]


def unfolded(network: Network, name: str, kept: Collection[str]) -> Graph | None:
    """A definition with all that it is made of, but for the names ``kept``; None where that is too large."""
    definition = network.definitions.get(name)
    if definition is None or definition.kept is not None:
        return None
    legs, through = definition.graph.legs, definition.graph.through
    opened = tuple(other for other in network.definitions if other not in kept)
    body = Sum((Product((Tensor(name, legs, through=through),)),))
    graph = Graph(legs, Sum((Product((Unfold(body, opened),)),)), through)
    try:
        return resolve(network, graph)
    except TensorgraphError:
        return None


def functions(graphs: Iterable[Graph]) -> dict[str, str]:
    """How each function is written, where there is one way."""
    found: dict[str, set[str]] = defaultdict(set)
    for graph in graphs:
        for factor in factors(graph.body):
            if isinstance(factor, Apply):
                found[factor.function].add(factor.name)
    return {function: ways.pop() for function, ways in found.items() if len(ways) == 1}
