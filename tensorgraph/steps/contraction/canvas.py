"""What a plan computes as diagrams: any of its registers, with any others standing as tensors of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.einsum.operations import Load, Register
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.layers import with_layers
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Sum, Tensor, Wire
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.terms import Setting, map_bodies
from tensorgraph.steps.contraction.owned import Owned, own_wires
from tensorgraph.steps.contraction.scopes import Scopes, scopes
from tensorgraph.steps.contraction.standing import Standing, standing
from tensorgraph.steps.notation.reading import Reading, functions, reading, unfolded
from tensorgraph.steps.notation.superscripts import with_superscripts, written_above
from tensorgraph.steps.notation.tidy import called, ordered, plain
from tensorgraph.steps.notation.writing import Known, Leaf, Writing


@dataclass(frozen=True)
class Canvas:
    """The plan of the definition ``name``, and all that its drawings share.

    ``network`` knows the tensors of all registers, ``layered`` what was written; ``above`` counts superscripts,
    ``spelled`` says how functions are written. ``readings`` are those found so far.
    """

    name: str
    network: Network
    layered: Network
    plan: Plan
    standing: Standing
    scopes: Scopes
    known: Known
    above: Mapping[str, int]
    spelled: Mapping[str, str]
    given: frozenset[str]
    readings: dict[Register, Reading]

    def drawn(self, scope: Register, done: Collection[Register]) -> tuple[Graph, tuple[Leaf, ...]]:
        """The diagram of a register where those done are tensors, and its tensors in reading order."""
        graph, leaves = _bare(self, scope, done)
        found = self.reading(scope)
        body = ordered(graph.body, lambda tensor: found.place(leaves[tensor.name].place[1]))
        graph = called(replace(graph, body=body), found.wires)
        tags = [factor.name for factor in factors(graph.body) if isinstance(factor, Tensor)]
        graph = with_superscripts(self.named(graph, leaves), self.above)
        return graph, tuple(leaves[tag] for tag in tags)

    @property
    def target(self) -> Register:
        """The register of what is computed."""
        return self.plan.outputs[0].register

    def title(self, scope: Register) -> str:
        """The name of what is drawn."""
        return self.name if scope == self.target else self.standing.names[scope]

    def legs(self, scope: Register, axes: Sequence[Wire], hot: Sequence[Wire]) -> Graph:
        """The legs of a drawn register, with nothing on them: those of the definition that is computed, else those of
        its tensor."""
        if scope == self.target:
            return replace(self.layered.definitions[self.name].graph, body=Sum(()))
        tensor = self.standing.tensor(scope, axes, hot)
        return Graph(tensor.legs, Sum(()), tensor.through)

    def named(self, graph: Graph, leaves: Mapping[str, Leaf]) -> Graph:
        """A diagram with the names of its tensors and functions."""
        names = self.standing.names
        body = map_tensors(graph.body, lambda tensor: replace(tensor, name=names[leaves[tensor.name].register]))
        return replace(graph, body=_spelled(body, self.spelled))

    def reading(self, scope: Register) -> Reading:
        """The reading of a register's drawing, found once."""
        if scope not in self.readings:
            graph, leaves = _bare(self, scope, ())
            tags = [factor.name for factor in factors(graph.body) if isinstance(factor, Tensor)]
            written = self.written(scope)
            drawn = self.named(graph, leaves)
            self.readings[scope] = reading(self.network, drawn, [leaves[tag] for tag in tags], written)
        return self.readings[scope]

    def written(self, scope: Register) -> Graph | None:
        """What the author wrote of a register, None where it is no definition."""
        name = self.title(scope)
        if scope != self.target and scope not in self.standing.outputs:
            return None
        kept = {self.standing.names[register] for register in self.scopes.drawn if register != scope}
        return unfolded(self.layered, name, (kept | self.given) - {name})


def canvas(network: Network, plan: Plan, name: str, given: Collection[str]) -> Canvas:
    """What the drawings of a definition's plan share."""
    layered, written = _written(network, plan, name, given)
    known = Known()
    for graph in written:
        known.fresh.seen(graph)
    found = Owned(layered, plan, standing(layered, plan), known, written_above(written), frozenset(given))
    for step in plan.steps:
        if not isinstance(step.operation, Load):
            found.own(step.register)
    sizes = {dim: size for dim, size in plan.sizes.items() if dim not in network.dims}
    everything = replace(network, dims={**network.dims, **sizes}, definitions={**layered.definitions, **found.made})
    return Canvas(
        name,
        everything,
        layered,
        plan,
        found.standing,
        scopes(plan),
        known,
        found.above,
        functions(written),
        frozenset(given),
        {},
    )


def _written(network: Network, plan: Plan, name: str, given: Collection[str]) -> tuple[Network, list[Graph]]:
    """The network with its layers, and all expressions that a definition is made of."""
    _, inside = needed(network, [network.definitions[name].origin], given)
    layered = with_layers(network, [name, *inside], plan.sizes)
    _, inside = needed(layered, [layered.definitions[name].origin], given)
    return layered, [layered.definitions[one].origin for one in dict.fromkeys([name, *inside])]


def _bare(canvas: Canvas, scope: Register, done: Collection[Register]) -> tuple[Graph, dict[str, Leaf]]:
    """A diagram whose tensors have numbers for names, and what these are."""
    stand = canvas.scopes.drawn - {scope}
    writing = Writing(canvas.plan, scope, lambda r: r in done or r in stand, canvas.standing.tensor, canvas.known)
    axes, hot = _axes(canvas, scope)
    legs = canvas.legs(scope, axes, hot)
    body = writing.register(scope, axes, (), hot)
    return plain(Setting(canvas.network), replace(legs, body=body)), writing.leaves


def _axes(canvas: Canvas, scope: Register) -> tuple[list[Wire], list[Wire]]:
    """The wires of a drawn register: those of the definition that it is, else its own."""
    if scope == canvas.target:
        return list(canvas.layered.definitions[canvas.name].graph.wires), []
    definition = canvas.network.definitions.get(canvas.standing.names[scope])
    if scope not in canvas.standing.outputs or definition is None:
        return own_wires(canvas.plan, canvas.known, scope)
    return canvas.standing.axes_on(scope, definition.graph.wires), []


def _spelled(node: Sum, spelled: Mapping[str, str]) -> Sum:
    """An expression with its functions as they were written."""

    def change(factor: Factor, body: Sum) -> Sum:
        return _spelled(body, spelled)

    def bubble(factor: Factor) -> Factor:
        if isinstance(factor, Apply):
            return replace(factor, name=spelled.get(factor.function, factor.function))
        return factor

    terms = (map_bodies(term, change) for term in node.terms)
    return replace(node, terms=tuple(replace(term, factors=tuple(map(bubble, term.factors))) for term in terms))
