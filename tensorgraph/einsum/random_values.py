"""Random values that obey the declared properties, the same for the same seed and name whatever else is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.einsum.properties import fits, hot_leg, law_text, violations
from tensorgraph.einsum.sizes import require_sizes, shape_of
from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.nodes import Apply, Sum, Unfold
from tensorgraph.graph.scalar import Scalar

Array: TypeAlias = "np.ndarray[Any, Any]"
Floats: TypeAlias = npt.NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]
Draw: TypeAlias = Callable[[np.random.Generator, Shape, tuple[int, ...]], Floats]
"""From a generator, a shape and the legs a property names, to an array."""

SMALLEST = 0.25
"""No entry is nearer to zero, so that no factor hides the others."""


def random_values(network: Network, names: Iterable[str], sizes: Mapping[str, int], seed: int) -> dict[str, Array]:
    """An array in float64 for each name, and ids in int64 for a declaration with ``onehot``, without that leg.

    Raises `unknown-size`, and `impossible-property` where no value of these sizes obeys the declared properties or
    none is known to be drawn.
    """
    entries = [network[name] for name in names]
    require_sizes((dim for entry in entries for leg in entry.dims for dim in leg), sizes)
    drawn = {entry.name: _draw(entry, shape_of(entry.dims, sizes), _generator(seed, entry.name)) for entry in entries}
    problems = [p for entry in entries for p in _impossible(entry, shape_of(entry.dims, sizes), drawn[entry.name])]
    if problems:
        raise TensorgraphError(problems)
    return drawn


def random_scalars(network: Network, seed: int) -> dict[str, float]:
    """A number for each scalar without a value, of size a half to one and a half; positive where a root is taken."""
    unknown = [name for name, scalar in network.scalars.items() if scalar.value is None]
    rooted = {name for scalar in _scalars(network) for name, power in scalar.powers if power.denominator != 1}
    return {name: _number(_generator(seed, name), name in rooted) for name in unknown}


def _number(generator: np.random.Generator, positive: bool) -> float:
    size, sign = generator.uniform(0.5, 1.5), generator.choice([-1, 1])
    return float(size if positive else size * sign)


def random_functions(network: Network, seed: int) -> dict[str, Callable[..., Any]]:
    """A smooth function for each opaque ``fn``, of numpy arrays and torch tensors alike.

    One along an axis weighs positions differently, so that no accident makes it commute with anything.
    """
    return {name: _smooth(_generator(seed, name), fn.along_axis) for name, fn in network.functions.items()}


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, *name.encode()])


def _scalars(network: Network) -> Iterator[Scalar]:
    """Every coefficient and option in a network."""
    sums = [definition.graph.body for definition in network.definitions.values()]
    sums += [side.body for picture in network.pictures for row in picture.rows for side in row.sides]
    while sums:
        for term in sums.pop().terms:
            yield term.coefficient
            for factor in term.factors:
                if isinstance(factor, Apply):
                    yield from (value for _, value in factor.options)
                sums += [factor] if isinstance(factor, Sum) else []
                sums += [factor.body] if isinstance(factor, Apply | Unfold) else []


def _smooth(generator: np.random.Generator, along_axis: bool) -> Callable[..., Any]:
    """A bounded rational function plus a line; along an axis, with a running sum over the positions before."""
    a, b, c, d, e = generator.uniform(0.5, 1.5, 5)

    def elementwise(x: Any) -> Any:
        return (a + b * x - c * x * x) / (1 + d * x * x) + e * x

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
    value = np.zeros(shape)
    if all(fits(law, shape) for law in entry.properties):
        drawn = DRAWS.get(names, _generic)(generator, shape, legs)
        value = drawn if drawn.shape == shape else value
    return value if leg is None else np.argmax(value, axis=leg)


def _impossible(entry: Declaration | Definition, shape: Shape, value: Array) -> list[Diagnostic]:
    leg = hot_leg(entry)
    if leg is not None and len(entry.properties) == 1:
        return []
    dense = value if leg is None else np.moveaxis(np.eye(shape[leg])[value], -1, leg)
    if not violations(entry, dense):
        return []
    laws = ", ".join(law_text(entry, law) for law in entry.properties)
    message = f"no random value of {entry.name}, of shape {shape}, obeys {{ {laws} }}"
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


def _generic(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """Of either sign, none near zero."""
    values: Floats = generator.uniform(SMALLEST, 1, shape) * generator.choice([-1.0, 1.0], shape)
    return values


def _isometry(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """By QR of a normal matrix; of a square matrix it is orthogonal, so both legs obey."""
    leg = legs[0]
    rest = shape[:leg] + shape[leg + 1 :]
    rows = int(np.prod(rest))
    if rows < shape[leg]:
        return np.zeros(shape)
    matrix, _ = np.linalg.qr(generator.standard_normal((rows, shape[leg])))
    return np.moveaxis(matrix.reshape(*rest, shape[leg]), -1, leg)


def _reflection(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """1 − 2 v vᵀ / |v|², orthogonal and symmetric."""
    vector = _generic(generator, shape[-1:], ())
    outer: Floats = np.outer(vector, vector) / (vector @ vector)
    return np.eye(shape[-1]) - 2 * outer


def _signs(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    return np.diag(generator.choice([-1.0, 1.0], shape[-1]))


def _permutation(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    size = shape[-1]
    rows = [np.eye(size)[generator.permutation(size)] for _ in range(int(np.prod(shape[:-2])))]
    return np.array(rows).reshape(shape)


def _involution(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """A permutation that swaps random pairs."""
    order = generator.permutation(shape[-1])
    swapped = np.arange(shape[-1])
    for left, right in zip(order[::2], order[1::2], strict=False):
        swapped[left], swapped[right] = right, left
    return np.broadcast_to(np.eye(shape[-1])[swapped], shape).copy()


def _symmetric(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """The lower triangle mirrored, so that no entry cancels."""
    lower = np.tril(_generic(generator, shape, ()))
    return lower + np.swapaxes(np.tril(lower, -1), -1, -2)


def _diagonal(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    return _generic(generator, shape, ()) * np.eye(shape[-1])


def _identity(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """The only permutation that is diagonal, and the only pattern that is."""
    return np.broadcast_to(np.eye(shape[-1]), shape).copy()


def _pattern(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    lower = np.tril(generator.uniform(SMALLEST, 1, shape))
    weights: Floats = lower / lower.sum(-1, keepdims=True)
    return weights


def _first_key(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """A one-hot pattern: each query attends to one key that is not later."""
    keys = [generator.integers(0, query + 1, shape[:-2]) for query in range(shape[-2])]
    return np.eye(shape[-1])[np.stack(keys, axis=-1)]


DRAWS: dict[frozenset[str], Draw] = {
    frozenset(): _generic,
    frozenset({"isometry"}): _isometry,
    frozenset({"symmetric"}): _symmetric,
    frozenset({"diagonal"}): _diagonal,
    frozenset({"permutation"}): _permutation,
    frozenset({"pattern"}): _pattern,
    frozenset({"isometry", "symmetric"}): _reflection,
    frozenset({"isometry", "diagonal"}): _signs,
    frozenset({"isometry", "symmetric", "diagonal"}): _signs,
    frozenset({"isometry", "permutation"}): _permutation,
    frozenset({"onehot", "permutation"}): _permutation,
    frozenset({"onehot", "isometry"}): _permutation,
    frozenset({"onehot", "isometry", "permutation"}): _permutation,
    frozenset({"symmetric", "diagonal"}): _diagonal,
    frozenset({"symmetric", "permutation"}): _involution,
    frozenset({"isometry", "symmetric", "permutation"}): _involution,
    frozenset({"diagonal", "permutation"}): _identity,
    frozenset({"pattern", "permutation"}): _identity,
    frozenset({"pattern", "diagonal"}): _identity,
    frozenset({"pattern", "symmetric"}): _identity,
    frozenset({"onehot", "pattern"}): _first_key,
}
"""How each set of properties is drawn together. A set that is missing is drawn without them, and so reported."""
