"""Random values that obey the declared properties, the same for the same seed and name whatever else is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.einsum.draws import Shape, drawn
from tensorgraph.einsum.memory import require_value_memory
from tensorgraph.einsum.properties import fits, hot_leg, law_text, violations
from tensorgraph.einsum.sizes import require_sizes, shape_of
from tensorgraph.einsum.uses import scalars_in
from tensorgraph.graph.derived import underived
from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.scalar import Scalar

Array: TypeAlias = "np.ndarray[Any, Any]"


def random_values(
    network: Network, names: Iterable[str], sizes: Mapping[str, int], seed: int, memory: int | None = None
) -> dict[str, Array]:
    """An array in float64 for each name, and ids in int64 for a declaration with ``onehot``, without that leg.

    Raises `unknown-size`, and `impossible-property` where no value of these sizes obeys the declared properties or
    none is known to be drawn, and `memory` above ``memory`` bytes (most of what is free).
    """
    entries = [network[name] for name in names]
    dims = (dim for entry in entries for leg in entry.dims for dim in leg)
    require_sizes(underived(network, dims, sizes), sizes)
    require_value_memory(network, [entry.name for entry in entries], sizes, memory)
    drawn = {entry.name: _draw(entry, shape_of(entry.dims, sizes), _generator(seed, entry.name)) for entry in entries}
    problems = [p for entry in entries for p in _impossible(entry, shape_of(entry.dims, sizes), drawn[entry.name])]
    if problems:
        raise TensorgraphError(problems)
    return drawn


def random_scalars(network: Network, seed: int) -> dict[str, float]:
    """A number for each scalar without a value, of size a half to one and a half; positive where a root is taken."""
    unknown = [name for name, scalar in network.scalars.items() if scalar.value is None]
    rooted = {name for scalar in _scalars(network) for name, power in scalar.powers if power.denominator != 1}
    return {name: _number(seed, name, name in rooted) for name in unknown}


def _number(seed: int, name: str, positive: bool) -> float:
    return float(_generator(seed, name).uniform(0.5, 1.5)) * (1 if positive else _sign(seed, name))


def _sign(seed: int, name: str) -> int:
    """Plus or minus one; seeds that follow each other have both, so that no sign is an accident of all trials."""
    return 1 if (seed + crc32(name.encode())) % 2 else -1


def random_functions(network: Network, seed: int) -> dict[str, Callable[..., Any]]:
    """A smooth function for each opaque ``fn``, of numpy arrays and torch tensors alike.

    One along an axis weighs positions differently, so that no accident makes it commute with anything.
    """
    return {
        name: _smooth(_generator(seed, name), _sign(seed, name), fn.along_axis)
        for name, fn in network.functions.items()
    }


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, *name.encode()])


def _scalars(network: Network) -> Iterator[Scalar]:
    """Every coefficient and option in a network."""
    graphs = [definition.graph for definition in network.definitions.values()]
    graphs += [side for picture in network.pictures for row in picture.rows for side in row.sides]
    for graph in graphs:
        yield from scalars_in(graph)


def _smooth(generator: np.random.Generator, sign: int, along_axis: bool) -> Callable[..., Any]:
    """A bounded rational function plus a line; along an axis, with a running sum over the positions before."""
    a, b, c, d, e = generator.uniform(0.5, 1.5, 5)

    def elementwise(x: Any) -> Any:
        return (sign * a + b * x - c * x * x) / (1 + d * x * x) + e * x

    def along(x: Any, axis: int) -> Any:
        bounded = elementwise(x) / (1 + x * x)
        return elementwise(x) + b * bounded.cumsum(axis) / x.shape[axis]

    return along if along_axis else elementwise


def _draw(entry: Declaration | Definition, shape: Shape, generator: np.random.Generator) -> Array:
    leg = hot_leg(entry)
    if leg is not None and len(entry.properties) == 1:
        return generator.integers(0, shape[leg], shape[:leg] + shape[leg + 1 :])
    names = frozenset(law.name for law in entry.properties)
    legs = tuple(law.leg for law in entry.properties if law.leg is not None)
    value: Array = np.zeros(shape)
    if all(fits(law, shape) for law in entry.properties):
        value = drawn(names, generator, shape, legs)
    return value if leg is None else np.argmax(value, axis=leg)


def _impossible(entry: Declaration | Definition, shape: Shape, value: Array) -> list[Diagnostic]:
    leg = hot_leg(entry)
    if leg is not None and len(entry.properties) == 1:
        return []
    dense = value if leg is None else np.moveaxis(np.eye(shape[leg])[value], -1, leg)
    if not violations(entry, dense):
        return []
    laws = ", ".join(law_text(entry, law) for law in entry.properties)
    message = f"no random value of `{entry.name}`, of shape {shape}, obeys {{ {laws} }}"
    return [Diagnostic("impossible-property", message, entry.span, (), _advice(entry, shape))]


def _advice(entry: Declaration | Definition, shape: Shape) -> str:
    for law in entry.properties:
        if law.name == "isometry" and law.leg is not None:
            others = int(np.prod([size for leg, size in enumerate(shape) if leg != law.leg]))
            if others < shape[law.leg]:
                leg = entry.leg_names[law.leg]
                return f"an isometry needs at most as many {leg} ({shape[law.leg]}) as other indices ({others})"
        if not fits(law, shape):
            return f"{law.name} needs its last two legs to have one size"
    return "fewer properties"
