"""From graphs to a plan: definitions in their order, sums and bubbles inside out, products by `product`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.diagnostics import mistake, near
from tensorgraph.einsum import collect, product
from tensorgraph.einsum.collect import Stored, Value
from tensorgraph.einsum.computable import is_complex, require_computable
from tensorgraph.einsum.factors import PARTS, part_axes
from tensorgraph.einsum.operations import Add, Axes, Call, Decompose, Load, Mask, Number, Operation, Register, Spread
from tensorgraph.einsum.pieces import Work
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.registers import Registers
from tensorgraph.einsum.sizes import leg_size, numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import matrix, with_derived
from tensorgraph.graph.layers import with_layers
from tensorgraph.graph.network import Declaration, Decomposition, Definition, Network
from tensorgraph.graph.nodes import Apply, Graph, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind, reduces


def make_plan(
    network: Network,
    targets: Sequence[str | Graph] | Mapping[str, Graph],
    sizes: Mapping[str, int],
    given: Collection[str] = (),
    calls: int = 1,
) -> Plan:
    """The steps that compute tensors, definitions or graphs of a network in one pass.

    ``targets`` are names, or graphs, which are called by their place ("0", "1", …) or their key. Definitions in
    ``given`` are inputs. What parameters alone make is computed once in ``calls``. Raises `unknown-tensor`,
    `unknown-size`, `index-range`, `size-conflict` where the size of a dimension that a decomposition makes was given
    and is another, `too-large` for too many layers, and `complex` for eigenvalues that are asked for themselves.
    """
    graphs = graphs_of(network, targets)
    sizes = with_derived(network, sizes)
    outside, inside = needed(network, graphs.values(), given)
    require_computable(network, list(graphs.values()), outside, inside, sizes)
    network = with_layers(network, inside, sizes)
    _, inside = needed(network, graphs.values(), given)
    lowering = _Lowering(network, frozenset(given), Registers(dict(sizes), calls=calls))
    for name in outside:
        lowering.load(name)
    for name in inside:
        lowering.define(network.definitions[name])
    outputs = tuple(lowering.output(key, graph) for key, graph in graphs.items())
    definitions = [network.definitions[name] for name in inside]
    kept = tuple(lowering.stored_output(definition) for definition in definitions if not is_complex(definition))
    registers = lowering.registers
    numbers = numbers_of(network, sizes, {})
    plan = Plan(tuple(registers.steps), outputs, kept, dict(sizes), numbers, registers.naive(), calls)
    return replace(plan, searched=tuple(registers.searched.values()))


def graphs_of(network: Network, targets: Sequence[str | Graph] | Mapping[str, Graph]) -> dict[str, Graph]:
    """The targets as graphs by name. Raises `unknown-tensor`."""
    if isinstance(targets, Mapping):
        return dict(targets)
    named = {}
    for place, target in enumerate(targets):
        if isinstance(target, Graph):
            named[str(place)] = target
        else:
            named[target] = _named(network, target)
    return named


def _named(network: Network, name: str) -> Graph:
    """A tensor by itself."""
    known = [entry.name for entry in network.tensors()]
    if name not in known:
        hint = "".join(f"write `{other}`" for other in near(name, known))
        raise mistake("unknown-tensor", f"`{name}` is neither a tensor nor a definition", None, hint)
    entry = network[name]
    if isinstance(entry, Definition):
        legs, through = entry.graph.legs, entry.graph.through
    else:
        parts = iter(range(sum(map(len, entry.dims))))
        legs, through = tuple(tuple(Wire(dim, dim, next(parts)) for dim in leg) for leg in entry.dims), ()
    return Graph(legs, Sum((Product((Tensor(name, legs, through=through),)),)), through)


@dataclass
class _Lowering:
    """The lowering of one plan; ``name`` is the definition being written."""

    network: Network
    given: frozenset[str]
    registers: Registers
    name: str = ""
    known: dict[str, Stored] = field(default_factory=dict)

    def define(self, definition: Definition) -> None:
        """The definition is computed, and found under its name from now on."""
        self.name = definition.name
        if isinstance(definition.kept, Decomposition):
            value = self._decomposed(definition.kept)
        else:
            value = self._sum(definition.graph.body)
        wires = definition.graph.wires
        axes = tuple(tuple(wires.index(wire) for wire in axis) for axis in value.axes)
        self.known[definition.name] = Stored(value.register, axes)

    def _decomposed(self, kept: Decomposition) -> Value:
        """One output, of the operand with its axes in the order batch, rows, columns."""
        shape = matrix(kept)
        register = self._aligned(self._sum(kept.operand.body), shape.wires)
        part = PARTS[kept.kind][[name for name, _ in kept.outputs].index(self.name)]
        groups = sorted((shape.rows, shape.columns), key=lambda group: leg_size(group, self.registers.sizes))
        smaller = tuple(wire.dim for wire in groups[0])
        new = shape.new
        operation = Decompose(kept.kind, register, len(shape.batch), len(shape.rows), smaller, part, (new.dim,))
        wires = part_axes(part, shape.batch, shape.rows, shape.columns, (new,))
        return Value(self._emit(operation, wires), tuple((wire,) for wire in wires))

    def output(self, key: str, graph: Graph) -> Output:
        """A target, with all its axes in order."""
        self.name = key
        register = self._aligned(self._sum(graph.body), graph.wires)
        axes = tuple(range(len(graph.wires)))
        return Output(key, register, axes, self.registers.dims(register), _parts(graph))

    def stored_output(self, definition: Definition) -> Output:
        """A definition on the way, put in order only when it is asked for."""
        stored = self.known[definition.name]
        wires = definition.graph.wires
        axis_of = {position: axis for axis, positions in enumerate(stored.axes) for position in positions}
        axes = tuple(axis_of.get(position) for position in range(len(wires)))
        return Output(definition.name, stored.register, axes, tuple(w.dim for w in wires), _parts(definition.graph))

    def _emit(self, operation: Operation, wires: Sequence[Wire]) -> Register:
        return self.registers.emit(operation, [wire.name for wire in wires], self.name)

    def load(self, name: str) -> None:
        """A value from outside, so that inputs have the order of the file."""
        self._stored(name)

    def _stored(self, name: str) -> Stored:
        if name not in self.known:
            self.known[name] = self._loaded(self.network[name])
        return self.known[name]

    def _loaded(self, entry: Declaration | Definition) -> Stored:
        hot = hot_leg(entry)
        load = Load(entry.name, entry.dims, hot, entry.constant)
        places = iter(range(sum(map(len, entry.dims))))
        legs = [tuple(next(places) for _ in leg) for leg in entry.dims]
        kept = [leg for leg in range(len(legs)) if leg != hot]
        names = [dim for leg in kept for dim in entry.dims[leg]]
        register = self.registers.emit(load, names, entry.name)
        return Stored(register, tuple((p,) for leg in kept for p in legs[leg]), () if hot is None else legs[hot])

    def _product(self, term: Product, apart: bool) -> tuple[Value, Scalar]:
        work = Work(self.registers, {}, {}, self.name)
        pieces, leaving = collect.Collection(work, self._stored, self._inner).pieces(term)
        operand, coefficient = product.multiply(work, pieces, apart)
        return Value(operand.register, tuple(leaving[index] for index in operand.indices)), coefficient

    def _inner(self, node: Apply | Sum) -> Value:
        return self._apply(node) if isinstance(node, Apply) else self._sum(node)

    def _sum(self, node: Sum) -> Value:
        if not node.terms:
            return Value(self._emit(Number(Scalar.number(0)), ()), ())
        if len(node.terms) == 1:
            return self._product(node.terms[0], apart=False)[0]
        values, coefficients = zip(*(self._product(term, apart=True) for term in node.terms), strict=True)
        groups = _shared_axes(free_wires(node), values)
        wires = [group[0] for group in groups]
        axes = tuple(_axes(value, wires) for value in values)
        dims = tuple(wire.dim for wire in wires)
        add = Add(tuple(value.register for value in values), coefficients, axes, dims)
        return Value(self._emit(add, wires), groups)

    def _aligned(self, value: Value, wires: Sequence[Wire]) -> Register:
        """The register with an axis for each of these wires, in order."""
        axes = _axes(value, wires)
        if axes == tuple(range(len(value.axes))):
            return value.register
        return self._emit(Spread(value.register, axes, tuple(wire.dim for wire in wires)), wires)

    def _apply(self, node: Apply) -> Value:
        body = self._sum(node.body)
        along = [wire for leg in node.axes for wire in leg]
        wires = list(dict.fromkeys([wire for axis in body.axes for wire in axis] + along))
        register = self._aligned(body, wires)
        operation = _operation(node, register, wires)
        left = [wire for wire in wires if not (reduces(node.function) and wire in along)]
        return Value(self._emit(operation, left), tuple((wire,) for wire in left))


def _operation(node: Apply, register: Register, wires: list[Wire]) -> Operation:
    legs = [tuple(wires.index(wire) for wire in leg) for leg in node.axes]
    entry = FUNCTIONS.get(node.function)
    if entry and entry.kind is Kind.MASK:
        return Mask(register, legs[0], legs[1])
    return Call(node.function, register, tuple(axis for leg in legs for axis in leg), node.options)


def _axes(value: Value, wires: Sequence[Wire]) -> Axes:
    """The value's axis for each wire."""
    axis_of = {wire: axis for axis, group in enumerate(value.axes) for wire in group}
    return tuple(axis_of.get(wire) for wire in wires)


def _shared_axes(wires: Sequence[Wire], values: Sequence[Value]) -> tuple[tuple[Wire, ...], ...]:
    """The axes of a sum: wires that are one axis in every term stay one, those that no term has are left out."""
    groups: dict[object, tuple[Wire, ...]] = {}
    for wire in wires:
        places = tuple(_axes(value, [wire])[0] for value in values)
        if any(place is not None for place in places):
            key = wire if None in places else places
            groups[key] = (*groups.get(key, ()), wire)
    return tuple(groups.values())


def _parts(graph: Graph) -> tuple[int, ...]:
    return tuple(len(leg) for leg in graph.legs) + (1,) * len(graph.through)
