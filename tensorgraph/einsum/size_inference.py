"""Sizes of dimensions from the shapes of arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Declaration, Definition, Network

Tensorlike: TypeAlias = Declaration | Definition


@dataclass(frozen=True)
class Entry:
    """A tensor and the shape of the array given for it."""

    name: str
    tensor: Tensorlike
    shape: tuple[int, ...]

    @property
    def legs(self) -> list[int]:
        """The leg of each axis: all, or for ids all but the one-hot one."""
        hot = hot_leg(self.tensor)
        every = range(len(self.tensor.dims))
        return [leg for leg in every if leg != hot] if hot is not None and len(self.shape) < len(every) else list(every)

    def axes(self) -> Iterator[tuple[int, tuple[str, ...], int]]:
        """The number, the dimensions and the size of each leg."""
        for leg, size in zip(self.legs, self.shape, strict=True):
            yield leg, self.tensor.dims[leg], size


@dataclass
class _Sizes:
    """What is known so far, and which tensor said so."""

    found: dict[str, int]
    source: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def infer_sizes(
    network: Network, entries: Sequence[Entry], given: Mapping[str, int]
) -> tuple[dict[str, int], list[Diagnostic]]:
    """A size for each dimension: given, else from an array, else declared, else derived; and what does not fit.

    A dimension that only occurs in thick legs is found where the leg's other parts are known.
    """
    sizes = _Sizes(dict(given), dict.fromkeys(given, "the size given"))
    good = [entry for entry in entries if _right_axes(entry, sizes.problems)]
    axes = [(entry, leg, dims, size) for entry in good for leg, dims, size in entry.axes()]
    for entry, leg, dims, size in axes:
        if len(dims) == 1:
            _single(sizes, entry, leg, dims[0], size)
    for entry, leg, dims, size in axes:
        if len(dims) > 1:
            _thick(sizes, entry, leg, dims, size, network)
    declared = {name: size for name, size in network.dims.items() if size is not None}
    return with_derived(network, {**declared, **sizes.found}), sizes.problems


def _right_axes(entry: Entry, problems: list[Diagnostic]) -> bool:
    if len(entry.shape) == len(entry.legs) and all(size > 0 for size in entry.shape):
        return True
    legs = ", ".join(entry.tensor.leg_names[leg] for leg in entry.legs)
    axes = f"{len(entry.legs)} axes" if len(entry.legs) != 1 else "1 axis"
    message = f"`{entry.name}` has shape {entry.shape}, expected {axes} of size one or more: {entry.name}[{legs}]"
    problems.append(Diagnostic("wrong-shape", message))
    return False


def _single(sizes: _Sizes, entry: Entry, leg: int, dim: str, size: int) -> None:
    here = f"`{entry.name}`, leg {leg + 1}"
    known = sizes.found.setdefault(dim, size)
    before = sizes.source.setdefault(dim, here)
    if known != size:
        message = f"`{dim}` is {known} by {before}, and {size} by {here}, of shape {entry.shape}"
        sizes.problems.append(Diagnostic("size-conflict", message))


def _thick(sizes: _Sizes, entry: Entry, leg: int, dims: tuple[str, ...], size: int, network: Network) -> None:
    """One part may be unknown; of several, all but the first take their declared size."""
    for dim in [dim for dim in dims if dim not in sizes.found][1:]:
        declared = network.dims[dim]
        if declared is not None:
            sizes.found[dim], sizes.source[dim] = declared, "its declaration"
    unknown = [dim for dim in dims if dim not in sizes.found]
    known = product_of(sizes.found[dim] for dim in dims if dim in sizes.found)
    each = round((size / known) ** (1 / len(unknown))) if unknown else 1
    if len(set(unknown)) == 1 and known * each ** len(unknown) == size:
        sizes.found[unknown[0]], sizes.source[unknown[0]] = each, f"`{entry.name}`, leg {leg + 1}"
    elif len(set(unknown)) < 2 and known != size:
        parts = " × ".join(f"{dim} {sizes.found.get(dim, '?')}" for dim in dims)
        message = f"leg {leg + 1} of `{entry.name}` has size {size}, expected {parts}"
        sizes.problems.append(Diagnostic("wrong-shape", message))
