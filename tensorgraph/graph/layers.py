"""A repetition written out: `x_out` as one definition for each layer, its index fixed to 0, 1, …

Law: `y = f(x, l) for l in layer` is `f(… f(f(x, 0), 1) …, n - 1)`. What depends on neither the state nor the index is
left alone; a tensor with a leg on the index is cut with a `Cap` where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.fixed import with_fixed
from tensorgraph.graph.network import Definition, Network, Repetition
from tensorgraph.graph.nodes import Sum, Tensor, Wire
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.walk import factors

MAX_LAYERS = 1_000
"""Most layers of a repetition: several times the deepest transformers."""
MAX_WRITTEN = 6_000
"""Most definitions that a repetition is written out as, in all layers: some ten seconds of planning."""


def written_out(network: Network, definition: Definition, layers: int) -> tuple[Definition, ...]:
    """The definitions that stand for a repetition of so many layers, each after what it uses; the last is its own.

    The state after k layers is called ``x_out^k``. Raises `too-large` above `MAX_LAYERS` or `MAX_WRITTEN`.

    >>> import tensorgraph as tg
    >>> network = tg.loads('''
    ...     dim layer, n
    ...     param W[layer, n, n], x[n]
    ...     def step(x[n], l)[i] = x[j] W^l[j, i]
    ...     y[i] = step(x, l)[i] for l in layer
    ... ''').network
    >>> [made.name for made in written_out(network, network.definitions["y"], 3)]
    ['y^1', 'y^2', 'y^3', 'y']
    """
    kept = definition.kept
    assert isinstance(kept, Repetition)
    _check_number(definition, kept, layers, 1)
    dependent = _dependent(network, definition, kept)
    call = next(tensor for tensor in _tensors(kept.graph.body) if tensor.name in dependent)
    writing = _Writing(network, definition.name, dependent)
    state = kept.state
    for layer in range(layers):
        name = f"{definition.name}^{layer + 1}"
        writing.apply(layer, (kept.state, state), call, kept.index, name)
        if layer == 0:
            _check_number(definition, kept, layers, len(writing.made))
        state = name
    through = tuple(wire for wire in call.through if wire.name != kept.index)
    body = map_tensors(kept.graph.body, lambda tensor: replace(tensor, name=state, through=through))
    return (*writing.made.values(), replace(definition, graph=replace(kept.graph, body=body), kept=None))


def with_layers(network: Network, names: Iterable[str], sizes: Mapping[str, int]) -> Network:
    """The network with the repetitions among ``names`` written out."""
    wanted = {name for name in names if isinstance(network.definitions[name].kept, Repetition)}
    if not wanted:
        return network
    definitions: dict[str, Definition] = {}
    for name, definition in network.definitions.items():
        made: tuple[Definition, ...] = (definition,)
        if name in wanted and isinstance(definition.kept, Repetition):
            made = written_out(network, definition, sizes[definition.kept.dim])
        definitions |= {one.name: one for one in made}
    return replace(network, definitions=definitions)


def _check_number(definition: Definition, kept: Repetition, layers: int, each: int) -> None:
    if layers <= MAX_LAYERS and layers * each <= MAX_WRITTEN:
        return
    message = f"`{definition.name}` repeats `{kept.dim}` = {layers} times, which is too many to write out"
    hint = f"at most {MAX_LAYERS} layers, and {MAX_WRITTEN} definitions in all of them"
    raise mistake("too-large", message, definition.span, hint)


def _dependent(network: Network, definition: Definition, kept: Repetition) -> frozenset[str]:
    """The state, and what one application makes from it."""
    found = {kept.state}
    for other in network.definitions.values():  # each after what it uses
        if other is not definition and any(tensor.name in found for tensor in _tensors(other.origin.body)):
            found.add(other.name)
    return frozenset(found)


def _tensors(node: Sum) -> Iterator[Tensor]:
    return (factor for factor in factors(node) if isinstance(factor, Tensor))


@dataclass
class _Writing:
    """The definitions made so far, by name. ``state`` is the state's name as written, and that in this layer; ``done``
    has the names of this layer's definitions, by what they are made from and which carried wires are fixed."""

    network: Network
    repeated: str
    dependent: frozenset[str]
    layer: int = 0
    state: tuple[str, str] = ("", "")
    made: dict[str, Definition] = field(default_factory=dict)
    done: dict[tuple[str, tuple[int, ...]], str] = field(default_factory=dict)

    def apply(self, layer: int, state: tuple[str, str], call: Tensor, index: str, name: str) -> None:
        """One application, called ``name``; ``state`` is the name it was written with, and the one it has now."""
        self.layer, self.state, self.done = layer, state, {(state[0], ()): state[1]}
        self.write(call.name, tuple(k for k, wire in enumerate(call.through) if wire.name == index), name)

    def write(self, old: str, fixed: tuple[int, ...], name: str = "") -> str:
        """The name of a definition with some of the wires it carries fixed to the layer, and this layer's state."""
        if (old, fixed) not in self.done:
            definition = self.network.definitions[old]
            places = {definition.graph.through[place]: self.layer for place in fixed}
            body = map_tensors(definition.graph.body, lambda tensor: self._of_layer(tensor, places))
            graph = with_fixed(replace(definition.graph, body=body), places)
            new = name or self._name(old)
            self.made[new] = replace(definition, name=new, graph=graph)
            self.done[old, fixed] = new
        return self.done[old, fixed]

    def _name(self, old: str) -> str:
        """The text of a call with its layer for the state, and told apart where that is not enough."""
        now = f"{self.repeated}^{self.layer}"
        named = old.replace(self.state[0], now)
        apart = (f"{old} · {now}" + f" #{serial}" * bool(serial) for serial in count())
        known = self.network.definitions
        return next(name for name in chain([named], apart) if name not in known and name not in self.made)

    def _of_layer(self, tensor: Tensor, places: Mapping[Wire, int]) -> Tensor:
        fixed = tuple(k for k, wire in enumerate(tensor.through) if wire in places)
        if tensor.name not in self.dependent and not fixed:
            return tensor
        through = tuple(wire for wire in tensor.through if wire not in places)
        return replace(tensor, name=self.write(tensor.name, fixed), through=through)
