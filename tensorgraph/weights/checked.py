"""The values that a check is made on, and the sizes of what they leave without one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.arrays import INTEGERS, as_numpy, dtype_name
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.uses import needed, tensor_names
from tensorgraph.graph.derived import derived_dims
from tensorgraph.graph.network import Declaration, Network
from tensorgraph.verdict.sizes import random_sizes
from tensorgraph.weights.placing import place_all
from tensorgraph.weights.reading import read_all
from tensorgraph.weights.sources import has_file, is_absent, present, wanted_from_files


@dataclass(frozen=True)
class Checked:
    """Values by name and the sizes to check them at."""

    values: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)


def for_check(network: Network, sizes: Mapping[str, int]) -> tuple[Checked, Checked | None]:
    """The values of `from:` for equations, and those for a `~=` where these are others.

    Where a file is not there, with a note, equations are checked on random values. A `~=` is a claim about given
    values, so it has those that are there. What they leave without a size is as large as in a check on random values,
    so that a file does not need more to be checked because its values are there.
    """
    used = _with_file(network, _names_used(network))
    if len(present(used, CHECKED_ON_RANDOM, CHECKED_ON_RANDOM)) == len(used):
        return _read(network, used, sizes), None
    near = [entry for entry in _with_file(network, _names_near(network)) if not is_absent(entry)]
    return Checked({}, sizes), _read(network, near, sizes)


CHECKED_ON_RANDOM = "checked on random values"


def _read(network: Network, entries: Sequence[Declaration], sizes: Mapping[str, int]) -> Checked:
    if not entries:
        return Checked({}, sizes)
    placed, _ = place_all(network, wanted_from_files(entries), sizes)
    values = read_all(placed)
    return Checked(values, {**_sizes_left(network, bind_sizes(network, values, sizes), values), **sizes})


def _with_file(network: Network, names: Collection[str]) -> list[Declaration]:
    return [entry for name, entry in network.declarations.items() if name in names and has_file(entry)]


def _names_used(network: Network) -> set[str]:
    graphs = [side for picture in network.pictures for row in picture.rows for side in row.sides]
    graphs += [definition.origin for definition in network.definitions.values()]
    return {name for graph in graphs for name in tensor_names(graph)}


def _names_near(network: Network) -> set[str]:
    """What the rows with a `~=` need."""
    rows = [(picture.given, row) for picture in network.pictures for row in picture.rows]
    near = [(given, row.sides) for given, row in rows if any(relation.sign == "~=" for relation in row.relations)]
    return {name for given, sides in near for name in needed(network, sides, given)[0]}


def _sizes_left(network: Network, found: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, int]:
    derived = derived_dims(network)
    left = [dim for dim in network.dims if dim not in found and dim not in derived]
    if not left:
        return {}
    drawn = random_sizes(network, 0, found)
    larger = {dim: size for dim, size in sizes_of_ids(network, values, found).items() if size > drawn[dim]}
    drawn = random_sizes(network, 0, {**found, **larger}) if larger else drawn
    return {dim: drawn[dim] for dim in left}


def sizes_of_ids(network: Network, values: Mapping[str, Any], known: Mapping[str, int]) -> dict[str, int]:
    """The least size of each hot dimension without one that leaves room for the ids of one-hot tensors.

    Raises `not-integer` and `id-range` for what are no ids, whatever the size.
    """
    found: dict[str, int] = {}
    for name, value in values.items():
        entry = network.declarations.get(name)
        hot = hot_leg(entry) if entry else None
        if entry is None or hot is None or value.ndim != len(entry.dims) - 1:
            continue
        unknown = [dim for dim in dict.fromkeys(entry.dims[hot]) if dim not in known]
        rest = prod(known.get(dim, 1) for dim in entry.dims[hot])
        for place, dim in enumerate(unknown):
            found[dim] = max(found.get(dim, 1), 1 if place else 1 + _largest_id(entry, value) // rest)
    return found


def _largest_id(entry: Declaration, value: Any) -> int:
    span = entry.stored.span if entry.stored else entry.span
    if dtype_name(value) not in INTEGERS:
        message = f"`{entry.name}` has ids of dtype {dtype_name(value)}, expected integers"
        raise mistake("not-integer", message, span, "whole numbers from zero, or one-hot vectors")
    ids = as_numpy(value)
    if ids.min(initial=0) < 0:
        raise mistake("id-range", f"`{entry.name}` has the id {ids.min()}", span, "ids count from zero")
    return int(ids.max(initial=0))
