"""Whether two terms, or two graphs, are the same up to the names of summed wires and the order of factors and terms.

Colours are refined until they say all that neighbours can tell (Weisfeiler and Leman 1968); where equal colours
remain, one node is told apart and all candidates of the other side are tried. Symmetric parts need no search, because
any choice among nodes that are truly alike succeeds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from tensorgraph.graph.nodes import Graph, Product, Wire
from tensorgraph.rewrite.limits import MOST_VISITS, GaveUp
from tensorgraph.rewrite.terms import Setting
from tensorgraph.rewrite.web import Web, web_of


@dataclass
class Colours:
    """Numbers for what a node looks like, the same number for the same look; and how much was looked at."""

    known: dict[Hashable, int] = field(default_factory=dict)
    visits: int = 0

    def number(self, look: Hashable) -> int:
        """The number of a look."""
        return self.known.setdefault(look, len(self.known))

    def refined(self, web: Web, colours: list[int]) -> list[int]:
        """The colours once neighbours have been told apart as far as they can be."""
        classes = len(set(colours))
        while True:
            self.visits += len(colours)
            if self.visits > MOST_VISITS:
                raise GaveUp(f"comparing the sides took more than {MOST_VISITS} looks")
            colours = [self._seen(web, colours, node) for node in range(len(colours))]
            if len(set(colours)) == classes:
                return colours
            classes = len(set(colours))

    def _seen(self, web: Web, colours: list[int], node: int) -> int:
        around = Counter((self.number(label), colours[other]) for label, other in web.edges[node])
        return self.number((colours[node], frozenset(around.items())))


@dataclass(frozen=True)
class Shape:
    """A term as a web with refined colours; ``key`` is equal for equal terms."""

    web: Web
    colours: list[int]

    @property
    def key(self) -> frozenset[tuple[int, int]]:
        """How many nodes have which colour."""
        return frozenset(Counter(self.colours).items())


def shape_of(setting: Setting, term: Product, free: Mapping[Wire, Hashable], colours: Colours) -> Shape:
    """The shape of a term whose free wires have names that count."""
    web = web_of(setting, term, free)
    return Shape(web, colours.refined(web, [colours.number(label) for label in web.labels]))


def same_shape(one: Shape, other: Shape, colours: Colours) -> bool:
    """Whether two terms are isomorphic."""
    return all_apart(one, other, colours) is not None


def all_apart(one: Shape, other: Shape, colours: Colours) -> tuple[Shape, Shape] | None:
    """Two isomorphic terms with a colour for each node, the same for nodes that correspond; None where they are not."""
    if one.key != other.key:
        return None
    shared = [colour for colour, count in Counter(one.colours).items() if count > 1]
    if not shared:
        return one, other
    smallest = min(shared, key=lambda colour: one.colours.count(colour))
    chosen = one.colours.index(smallest)
    first = _told_apart(one, chosen, colours)
    candidates = [node for node, colour in enumerate(other.colours) if colour == smallest]
    tried = (all_apart(first, _told_apart(other, node, colours), colours) for node in candidates)
    return next((found for found in tried if found is not None), None)


def _told_apart(shape: Shape, node: int, colours: Colours) -> Shape:
    marked = list(shape.colours)
    marked[node] = colours.number(("this", marked[node]))
    return Shape(shape.web, colours.refined(shape.web, marked))


def same_graph(setting: Setting, left: Graph, right: Graph) -> bool:
    """Whether two graphs with the same legs in the same order have the same terms, each as often."""
    colours = Colours()
    if len(left.body.terms) != len(right.body.terms):
        return False
    shapes = [_shapes(setting, graph, colours) for graph in (left, right)]
    if Counter(shape.key for shape in shapes[0]) != Counter(shape.key for shape in shapes[1]):
        return False
    return _matched(shapes[0], shapes[1], colours)


def _shapes(setting: Setting, graph: Graph, colours: Colours) -> list[Shape]:
    places = {wire: place for place, wire in enumerate(graph.wires)}
    return [shape_of(setting, term, places, colours) for term in graph.body.terms]


def _matched(left: Sequence[Shape], right: Sequence[Shape], colours: Colours) -> bool:
    waiting = list(right)
    for shape in left:
        found = next((place for place, other in enumerate(waiting) if same_shape(shape, other, colours)), None)
        if found is None:
            return False
        del waiting[found]
    return True
