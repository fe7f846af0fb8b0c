"""Patterns that a `def` makes, one in each layer: all calls of it in the network as it is written out, stacked.

In `x[i, m] = block(x_0, l)[i, m] for l in layer` no definition holds the patterns of all layers. Each call inside is a
definition once the repetition is written out; these are computed in one pass, and are one tensor with a leg `l`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, repeat

from torch import Tensor

from tensorgraph.compiled import Compiled
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.sizes import require_sizes
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.layers import with_layers, written_out
from tensorgraph.graph.network import Declaration, Definition, Kind, Network, Repetition
from tensorgraph.graph.nodes import Graph
from tensorgraph.measures.given import Given
from tensorgraph.measures.subjects import is_pattern, tokens_over

APART = " · "
"""What stands between the text of a call and a layer's state, where `tensorgraph.graph.layers` tells calls apart."""


@dataclass(frozen=True)
class Call:
    """A call of a ``def``, with its ``text`` as written. In a repetition, called ``repeated``, it is the one of so many
    (``place``) that each layer has; else it is a definition by itself."""

    text: str
    entry: Definition
    repeated: str = ""
    place: int = 0


def calls_of(network: Network, name: str) -> tuple[Call, ...]:
    """The calls of a ``def`` that makes patterns, or the one of this text, in what the file defines; where they are in
    its pictures only, those. Nothing where ``name`` is
    no such thing.

    >>> import tensorgraph as tg
    >>> network = tg.loads('''
    ...     dim layer, n, m
    ...     param W[layer, m, m], x[n, m]
    ...     def look(x[n, m], l)[i, j] { kind: pattern } = softmax[j](x[i, p] W^l[p, q] x[j, q])
    ...     def step(x[n, m], l)[i, p] = look(x, l)[i, j] x[j, p]
    ...     y[i, p] = step(x, l)[i, p] for l in layer
    ... ''').network
    >>> [(call.text, call.repeated) for call in calls_of(network, "look")]
    [('look(y^l, l)', 'y')]
    """
    known = [entry for entry in network.definitions.values() if name in (entry.callee, entry.name) and entry.callee]
    if not known or not is_called_pattern(known[0]):
        return ()
    callee = known[0].callee
    inside = [call for other in _repetitions(network) for call in _in_layers(network, other, callee)]
    every = [*inside, *_outside(network, callee)] or [Call(entry.name, entry) for entry in known]
    first = {call.text: call for call in reversed(every)}  # of one text are calls of one value
    chosen = tuple(call for call in every if first[call.text] is call and name in (callee, call.text))
    return chosen or tuple(Call(entry.name, entry) for entry in known if entry.name == name)


def _outside(network: Network, callee: str) -> list[Call]:
    """The calls that definitions need, those that repetitions write out apart."""
    repeated = _repetitions(network)
    apart = with_layers(network, repeated, {kept.dim: 1 for kept in repeated.values()})
    _, used = needed(apart, [entry.origin for entry in apart.definitions.values() if not entry.callee])
    own = [network.definitions[name] for name in used if name in network.definitions]
    return [Call(entry.name, entry) for entry in own if entry.callee == callee]


def _repetitions(network: Network) -> dict[str, Repetition]:
    """What is repeated, by name."""
    kept = {name: entry.kept for name, entry in network.definitions.items()}
    return {name: repetition for name, repetition in kept.items() if isinstance(repetition, Repetition)}


def is_called_pattern(entry: Definition) -> bool:
    """Whether a call makes a pattern: by its kind or as a law. What it carries through comes after its own legs.

    Raises `nothing-to-measure` where query and key have different dimensions.
    """
    return is_pattern(replace(entry, graph=replace(entry.graph, through=())))


def _in_layers(network: Network, repeated: str, callee: str) -> list[Call]:
    """The calls in one layer of a repetition."""
    repetition = network.definitions[repeated]
    kept = repetition.kept
    assert isinstance(kept, Repetition)
    made = [entry for entry in written_out(network, repetition, 1) if entry.callee == callee]
    texts = [entry.name.split(APART)[0].replace(f"{repeated}^0", kept.state) for entry in made]
    return [Call(text, entry, repeated, place) for place, (text, entry) in enumerate(zip(texts, made, strict=True))]


def with_calls(given: Given, name: str, memory: int | None = None) -> tuple[tuple[Given, str], ...]:
    """What is measured where a name is asked for: itself, or each of the calls of a ``def`` that makes patterns.

    These are computed in one pass, in the dtype of the values, and stand as tensors under the name of the ``def`` or,
    of several, under the text of each; the leg that numbers the layers is the first. Raises what computing them does.
    """
    calls = () if name in given.values else calls_of(given.network, name)
    if not calls:
        return ((given, name),)
    texts = [call.text for call in calls] if len(calls) > 1 else [name]
    network, parts = _written(given, calls)
    names = [part.name for call in parts for part in call]
    made = _computed(given, network, list(dict.fromkeys(names)), memory)
    values = [_stacked(call, written, made) for call, written in zip(calls, parts, strict=True)]
    return tuple(
        (_alone(given, text, call, value), text) for text, call, value in zip(texts, calls, values, strict=True)
    )


def _written(given: Given, calls: Sequence[Call]) -> tuple[Network, list[list[Definition]]]:
    """The network with the repetitions written out that the calls are in, and the definitions that each call became."""
    network = given.network
    inside = {call.repeated: kept for call in calls if (kept := _repetitions(network).get(call.repeated)) is not None}
    tensors = {n: v for n, v in given.values.items() if n in network.declarations or n in network.definitions}
    sizes = bind_sizes(network, tensors, given.sizes)
    require_sizes([kept.dim for kept in inside.values()], sizes)
    written = with_layers(network, inside, sizes)
    return written, [_layers(network, call, sizes) if call.repeated else [call.entry] for call in calls]


def _layers(network: Network, call: Call, sizes: Mapping[str, int]) -> list[Definition]:
    """A call in each layer, in the order of the layers."""
    repetition = network.definitions[call.repeated]
    assert isinstance(repetition.kept, Repetition)
    layers = sizes[repetition.kept.dim]
    made = [one for one in written_out(network, repetition, layers) if one.callee == call.entry.callee]
    return made[call.place :: len(made) // layers]


def _computed(given: Given, network: Network, names: Sequence[str], memory: int | None) -> dict[str, Tensor]:
    """The values of all calls, from one pass."""
    known = tuple(name for name in given.values if name in given.network.definitions)
    function = Compiled(network, names[0], known)
    made: dict[str, Tensor] = function(given.values, also=names, sizes=given.sizes, memory=memory)
    return made


def _stacked(call: Call, written: Sequence[Definition], made: dict[str, Tensor]) -> Tensor:
    """The layers of a call as one tensor. Each is let go once it is copied, so that they are not there twice."""
    if not call.repeated:
        return _turned(written[0], made.pop(written[0].name))
    first = _turned(written[0], made[written[0].name])
    whole = first.new_empty([len(written), *first.shape])
    for layer, one in enumerate(written):
        whole[layer] = _turned(one, made.pop(one.name))
    return whole


def _turned(entry: Definition, value: Tensor) -> Tensor:
    """A value with the axes of what it carries through before its own."""
    many = len(entry.graph.through)
    return value.movedim(tuple(range(-many, 0)), tuple(range(many)))


def _alone(given: Given, text: str, call: Call, value: Tensor) -> Given:
    """A network of the pattern and its tokens, and their values."""
    pattern = _declared(given.network, text, call)
    tokens = tokens_of_call(given.network, call)
    kept = {} if tokens is None else {tokens: given.network.declarations[tokens]}
    network = replace(given.network, declarations={**kept, text: pattern}, definitions={}, pictures=())
    made = {name: given.values[name] for name in kept if name in given.values}
    return Given(network, {**made, text: value}, given.sizes)


def _declared(network: Network, text: str, call: Call) -> Declaration:
    """The stacked calls as a tensor that is a pattern: its legs are the layers, what is carried through, its own."""
    entry, own = call.entry, len(call.entry.graph.legs)
    names = (*entry.leg_names[own:], *entry.leg_names[:own])
    dims = (*entry.dims[own:], *entry.dims[:own])
    if call.repeated:
        kept = _repetitions(network)[call.repeated]
        index = next(index for index in accumulate(repeat("'"), initial=kept.index) if index not in names)
        names, dims = (index, *names), ((kept.dim,), *dims)
    return Declaration(text, Kind.TENSOR, dims, names, attributes=(("kind", "pattern"),))


def graph_of(network: Network, call: Call) -> Graph:
    """What a call is made from, in the network as it is written."""
    return (network.definitions[call.repeated] if call.repeated else call.entry).origin


def tokens_of_call(network: Network, call: Call) -> str | None:
    """The one-hot input over the positions of a call's pattern."""
    own = len(call.entry.graph.legs)
    return tokens_over(network, call.entry.dims[own - 1], [graph_of(network, call)])
