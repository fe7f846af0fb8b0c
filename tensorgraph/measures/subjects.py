"""What a name stands for, as measures see it: a pattern, a matrix, a sum; and the tokens that a pattern attends to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake, near
from tensorgraph.einsum.arrays import as_array
from tensorgraph.einsum.binding import bind_sizes, bind_values
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.measures.catalogue import MATRIX, PATTERN, SQUARE, SUM
from tensorgraph.measures.terms import Terms, terms_of


@dataclass(frozen=True)
class Subject:
    """A name to be measured, what kind of thing it is, and its terms where it is a sum."""

    name: str
    kind: str
    terms: Terms | None = None


def subject(network: Network, name: str, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Subject:
    """What a name stands for. Raises `unknown-name` and `nothing-to-measure`."""
    entry = network.definitions.get(name) or network.declarations.get(name)
    if entry is not None and is_pattern(entry):
        return Subject(name, PATTERN)
    terms = None if name in network.declarations else terms_of(network, name, values, sizes)
    if terms is not None:
        return Subject(name, SUM, terms)
    if entry is None and any(other.callee == name for other in network.definitions.values()):
        raise _nothing(name, "is a `def` that is no pattern")
    if entry is None:
        raise _no_sum(network, name)
    if len(entry.dims) < 2 or hot_leg(entry) is not None:
        raise _nothing(name, _words(entry))
    return Subject(name, SQUARE if entry.dims[-1] == entry.dims[-2] else MATRIX)


def is_pattern(entry: Declaration | Definition) -> bool:
    """Whether a tensor is an attention pattern, by its kind or as a law; its last two legs are then query and key.

    Raises `nothing-to-measure` where these have different dimensions.
    """
    said = dict(entry.attributes).get("kind") == "pattern"
    if not said and all(law.name != "pattern" for law in entry.properties):
        return False
    if len(entry.dims) < 2 or entry.dims[-1] != entry.dims[-2]:
        raise _nothing(entry.name, "is a pattern whose queries and keys are not of one dimension")
    return True


def _words(entry: Declaration | Definition) -> str:
    if hot_leg(entry) is not None:
        return "holds tokens"
    return {0: "is a number", 1: "has one leg"}.get(len(entry.dims), "has no rows and columns")


def _nothing(name: str, words: str) -> Exception:
    hint = "measured are patterns (`kind: pattern`), matrices (the last two legs), and sums of two terms or more"
    return mistake("nothing-to-measure", f"there is nothing to measure of `{name}`: it {words}", hint=hint)


def _no_sum(network: Network, name: str) -> Exception:
    """The error for a picture without a sum, and for a name that there is not."""
    pictures = [picture.name for picture in network.pictures]
    if name in pictures:
        return _nothing(name, "is a picture without a sum")
    known = [n for n, entry in network.definitions.items() if not entry.callee]
    found = near(name, [*known, *network.declarations, *pictures])
    params = [entry.name for entry in network.declarations.values() if len(entry.dims) > 1 and hot_leg(entry) is None]
    every = dict.fromkeys([*known, *pictures, *params])
    hint = f"write `{found[0]}`" if found else f"there are: {', '.join(every) or 'none'}"
    return mistake("unknown-name", f"no definition, tensor or picture is called `{name}`", hint=hint)


# ---- tokens ---------------------------------------------------------------------------------------------------


def tokens_input(network: Network, name: str) -> str | None:
    """The one-hot input over a pattern's positions: one that the pattern is made of, else the first of the file."""
    entry = network[name]
    return tokens_over(network, entry.dims[-1], [entry.origin] if isinstance(entry, Definition) else [])


def tokens_over(network: Network, positions: tuple[str, ...], graphs: Iterable[Graph]) -> str | None:
    """The one-hot input over some positions: one that the graphs are made of, else the first of the file."""
    found = [
        other.name
        for other in network.declarations.values()
        if (hot := hot_leg(other)) is not None and positions in _others(other, hot)[-1:]
    ]
    used, _ = needed(network, graphs)
    return next((other for other in found if other in used), next(iter(found), None))


def tokens_of(network: Network, name: str, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Tensor | None:
    """The ids at the positions of a pattern, with an axis for each of its batch legs; None where they are not known."""
    found = tokens_input(network, name)
    if found is None or found not in values:
        return None
    declared = network.declarations[found]
    hot = hot_leg(declared)
    assert hot is not None
    ids = _ids(network, declared, values, sizes)
    batch = network[name].dims[:-2]
    places = [batch.index(leg) for leg in _batch(declared) if batch.count(leg) == 1]
    if len(set(places)) + 1 != ids.ndim:
        return None
    order = sorted(range(len(places)), key=places.__getitem__)
    shape = [1] * len(batch)
    for axis in order:
        shape[places[axis]] = ids.shape[axis]
    return ids.permute(*order, -1).reshape(*shape, ids.shape[-1])


def _ids(
    network: Network, declared: Declaration, values: Mapping[str, Any], sizes: Mapping[str, int]
) -> Tensor:  # fmt: skip
    """A one-hot value as ids. Where nothing says how many there may be, the largest says it."""
    value = {declared.name: as_array(declared.name, values[declared.name])}
    known = bind_sizes(network, value, sizes)
    largest = int(value[declared.name].max()) + 1
    unknown = {dim: largest for leg in declared.dims for dim in leg if dim not in known}
    return torch.as_tensor(bind_values(network, value, {**known, **unknown})[declared.name])


def _batch(declared: Declaration) -> tuple[tuple[str, ...], ...]:
    """The legs of tokens that number texts."""
    hot = hot_leg(declared)
    assert hot is not None
    return _others(declared, hot)[:-1]


def _others(entry: Declaration, hot: int) -> tuple[tuple[str, ...], ...]:
    """The legs of a one-hot tensor but for the hot one."""
    return entry.dims[:hot] + entry.dims[hot + 1 :]


def no_tokens(network: Network, name: str, given: Collection[str]) -> tuple[str, str]:
    """Why a pattern's tokens are not known, where these values are ``given``, and how to give them."""
    found = tokens_input(network, name)
    positions = " ".join(network[name].dims[-1])
    if found is None:
        why = f"no one-hot input has `{positions}`"
        how = f"declare `input t[{positions}, vocab] {{ onehot: vocab }}`"
    elif found not in given:
        why, how = f"`{found}` has no value", f"--input {found}={found}.npy"
    else:
        why, how = _other_texts(network, name, found)
    return f"the tokens that `{name}` attends to are not known: {why}", how


def _other_texts(network: Network, name: str, tokens: str) -> tuple[str, str]:
    """Why the texts of tokens are not those of a pattern, and what to write."""
    entry, legs = network[name], _batch(network.declarations[tokens])
    batch = entry.dims[:-2]
    leg = next(leg for leg in legs if batch.count(leg) != 1 or legs.count(leg) != 1)
    which = f"{batch.count(leg)} legs" if leg in batch else "no leg"
    how = f"give the leg of `{name}` that numbers the texts a dimension of its own, and `{tokens}` the same"
    if leg not in batch:
        how = f"one text for all of `{name}`: declare `{tokens}` over `{' '.join(entry.dims[-1])}` alone"
    dim = " ".join(leg)
    return f"`{tokens}` has a text for each `{dim}`, and before its positions `{name}` has {which} `{dim}`", how
