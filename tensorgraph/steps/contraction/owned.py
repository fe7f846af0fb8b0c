"""The tensors that only a plan knows, as definitions: what each operation makes of its operands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tensorgraph.einsum.operations import Register
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.network import Definition, Network
from tensorgraph.graph.nodes import Graph, Wire
from tensorgraph.graph.rename import map_tensors
from tensorgraph.rewrite.terms import Setting
from tensorgraph.steps.contraction.standing import Standing
from tensorgraph.steps.notation.reading import bare, is_same, unfolded
from tensorgraph.steps.notation.superscripts import flagged, leading
from tensorgraph.steps.notation.tidy import plain
from tensorgraph.steps.notation.writing import Known, Writing, hot_dims


@dataclass
class Owned:
    """The definitions of registers that only the plan knows, made one after the other: ``made``; with the order of
    their legs, superscripts first."""

    network: Network
    plan: Plan
    standing: Standing
    known: Known
    above: dict[str, int]
    given: frozenset[str]
    made: dict[str, Definition] = field(default_factory=dict)

    def own(self, register: Register) -> None:
        """A register's tensor, as what its operation makes of its operands."""
        if self._is_scaled(register):
            self.standing = self.standing.renamed(register)
        axes, hot = own_wires(self.plan, self.known, register)
        writing = Writing(self.plan, -1 - register, lambda r: r != register, self.standing.tensor, self.known)
        body = writing.register(register, axes, (), hot)
        names = {tag: self.standing.names[leaf.register] for tag, leaf in writing.leaves.items()}
        body = map_tensors(body, lambda tensor: replace(tensor, name=names[tensor.name]))
        above = flagged(Graph((), body), self.above)
        self.standing = self.standing.in_order(register, [wire in above for wire in axes])
        tensor = self.standing.tensor(register, axes, hot)
        self.above.setdefault(tensor.name, leading(tensor, above))
        if not self.standing.is_known(register):
            graph = plain(Setting(self.network), Graph(tensor.legs, body, tensor.through))
            self.made[tensor.name] = self.standing.definition(register, graph)

    def _is_scaled(self, register: Register) -> bool:
        """Whether a register that goes by a definition's name is that definition times a number, which a pass has put
        there."""
        outputs, name = self.standing.outputs, self.standing.names[register]
        if register not in outputs or register == self.plan.outputs[0].register:
            return False
        kept = {self.standing.names[other] for other in outputs if other != register}
        written = unfolded(self.network, name, kept | self.given)
        if written is None:
            return False
        writing = Writing(
            self.plan, -1 - register, lambda r: r in outputs and r != register, self.standing.tensor, self.known
        )
        wires = self.standing.axes_on(register, written.wires)
        drawn = replace(written, body=writing.register(register, wires, ()))
        names = {tag: self.standing.names[leaf.register] for tag, leaf in writing.leaves.items()}
        drawn = replace(drawn, body=map_tensors(drawn.body, lambda tensor: replace(tensor, name=names[tensor.name])))
        return not is_same(self.network, drawn, written) and is_same(self.network, bare(drawn), bare(written))


def own_wires(plan: Plan, known: Known, register: Register) -> tuple[list[Wire], list[Wire]]:
    """Wires for a register's axes and for its one-hot leg, of its own."""
    step, place = plan.steps[register], (-1 - register, (-1,))
    names = [name + "'" * step.wires[:k].count(name) for k, name in enumerate(step.wires)]  # a leg is told by its name
    axes = [known.wire(place, k, name, dim) for k, (name, dim) in enumerate(zip(names, step.dims, strict=True))]
    return axes, [known.wire(place, ("hot", k), dim, dim) for k, dim in enumerate(hot_dims(plan, register))]
