"""The values of a network: all of them, those that a computation lacks, those that a check is made on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.einsum.arrays import as_array
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.size_inference import Entry
from tensorgraph.einsum.uses import needed
from tensorgraph.einsum.values import checked_value
from tensorgraph.graph.network import Declaration, Network
from tensorgraph.source import Span
from tensorgraph.weights.checked import sizes_of_ids
from tensorgraph.weights.left_out import LeftOut, Readers
from tensorgraph.weights.left_out import left_out as unread
from tensorgraph.weights.maps import absent_problem, map_called
from tensorgraph.weights.placing import Placed, place_all, place_some
from tensorgraph.weights.reading import read_all
from tensorgraph.weights.sources import (
    has_file,
    is_absent,
    is_plain,
    plain_keys,
    plain_values,
    present,
    source_store,
    wanted_from_files,
    wanted_from_source,
)
from tensorgraph.weights.stores import Store, Unopened
from tensorgraph.weights.wanted import Wanted


@dataclass(frozen=True)
class Origin:
    """What was asked for: a source (None: the files that `from:` names) and the map its keys are looked up by."""

    source: object = None
    map: str | None = None

    def __post_init__(self) -> None:
        if self.map is not None and self.source is None:
            raise mistake("wrong-call", "a map says what the entries of a source are called, and there is no source")


def wanted(network: Network, names: Collection[str], origin: Origin) -> list[Wanted]:
    """The entry of each declared tensor among ``names`` that has one."""
    declarations = [entry for name, entry in network.declarations.items() if name in names]
    if origin.source is None:
        return wanted_from_files(filter(has_file, declarations))
    store, chosen = source_store(origin.source), map_called(origin.map)
    absent = [problem for one in declarations if (problem := absent_problem(one, store, chosen))]
    if absent:
        raise TensorgraphError(absent)
    return wanted_from_source(network, declarations, store, chosen)


def weights(
    network: Network, origin: Origin, names: Collection[str], sizes: Mapping[str, int], memory: int | None = None
) -> dict[str, Any]:
    """The values of declared tensors, checked against what is declared of them.

    A source without a map, for a text without `from:`, is read by declared names: its arrays say the sizes, and it may
    hold definitions and scalars.
    """
    chosen = map_called(origin.map)
    if origin.source is not None and is_plain(network, chosen):
        store = source_store(origin.source)
        keys = [key for key in plain_keys(network, store) if key not in network.declarations or key in names]
        return plain_values(store, keys)
    placed, found = place_all(network, wanted(network, names, origin), sizes)
    values = read_all(placed, memory)
    require_right(network, placed, values, found.known)
    return values


def require_right(
    network: Network, placed: Iterable[Placed], values: Mapping[str, Any], sizes: Mapping[str, int]
) -> None:
    """Raise what is wrong with the numbers that were read, where they are declared: not finite, no ids, a property."""
    problems: list[Diagnostic] = []
    read = {one.wanted.name: values[one.wanted.name] for one in placed}  # what was given is judged where it is bound
    sizes = {**sizes_of_ids(network, read, sizes), **sizes}
    for one in placed:
        name = one.wanted.name
        try:
            checked_value(network, name, values[name], sizes)
        except TensorgraphError as error:
            problems += [_placed_at(diagnostic, one.wanted.span) for diagnostic in error.diagnostics]
    if problems:
        raise TensorgraphError(problems)


def _placed_at(diagnostic: Diagnostic, span: Span | None) -> Diagnostic:
    return Diagnostic(diagnostic.code, diagnostic.message, span or diagnostic.span, (), diagnostic.hint)


def names_needed(network: Network, names: Iterable[str] | None, given: Collection[str] = ()) -> set[str]:
    """The declared tensors that names stand for: themselves, or what definitions are made from; None means all."""
    if names is None:
        return set(network.declarations)
    wanted_names = list(names)
    for name in wanted_names:
        if name not in network.declarations and name not in network.definitions:
            known = [*network.declarations, *network.definitions]
            found = near(name, known)
            hint = f"write `{found[0]}`" if found else f"the names are: {', '.join(known) or 'none'}"
            raise mistake("unknown-name", f"no tensor and no definition is called `{name}`", None, hint)
    graphs = [network.definitions[name].origin for name in wanted_names if name in network.definitions]
    outside, _ = needed(network, graphs, given)
    return {*outside, *(name for name in wanted_names if name in network.declarations)} & {*network.declarations}


@dataclass(frozen=True)
class Filled:
    """Values by name, those that were read with their places, and the sizes that they have."""

    network: Network
    values: dict[str, Any]
    placed: Sequence[Placed] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    @contextmanager
    def located(self) -> Iterator[None]:
        """What is wrong with numbers that were read is said where they are declared; they are looked at only then."""
        try:
            yield
        except TensorgraphError:
            require_right(self.network, self.placed, self.values, self.sizes)
            raise


def with_files(
    network: Network,
    targets: Sequence[str],
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    lenient: bool,
    memory: int | None,
) -> dict[str, Any]:
    """The values of `filled`."""
    return filled(network, targets, values, sizes, lenient, memory).values


def filled(
    network: Network,
    targets: Sequence[str],
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    lenient: bool,
    memory: int | None,
) -> Filled:
    """The values, and by `from:` what definitions need beside them.

    ``lenient`` is for values that are drawn where a file is not there, with a note; else that is a mistake.
    """
    given = [name for name in values if name in network.definitions]
    lacking = _lacking(network, names_needed(network, targets, given) - {*values})
    if lenient:
        lacking = present(lacking, "its values are random", "their values are random")
    if not lacking:
        return Filled(network, dict(values))
    tensors = {name: value for name, value in values.items() if name in network.declarations or name in given}
    known = bind_sizes(network, tensors, sizes)
    placed, found = place_all(network, wanted_from_files(lacking), known, _said_by(network, tensors, sizes))
    return Filled(network, {**read_all(placed, memory), **values}, placed, found.known)


def _said_by(network: Network, values: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, str]:
    """Which tensor says each size that is not given itself."""
    entries = [Entry(name, network[name], tuple(as_array(name, value).shape)) for name, value in values.items()]
    axes = [(dims, entry.name) for entry in entries for _, dims, _ in entry.axes()]
    return {dims[0]: f"by `{name}`" for dims, name in reversed(axes) if len(dims) == 1 and dims[0] not in sizes}


def _lacking(network: Network, names: Collection[str]) -> list[Declaration]:
    return [entry for name, entry in network.declarations.items() if name in names and has_file(entry)]


def left_out(network: Network, origin: Origin, sizes: Mapping[str, int], quick: bool = False) -> tuple[LeftOut, ...]:
    """What the files or the source hold and nothing reads; parts of an entry only where its sizes are known."""
    if origin.source is None:
        there = [entry for entry in network.declarations.values() if has_file(entry) and not is_absent(entry)]
        found = [one for one in wanted_from_files(there) if not isinstance(one.store, Unopened)]
        stores = list({id(one.store): one.store for one in found}.values())
    else:
        stores = [source_store(origin.source)]
        every = wanted_from_source(network, network.declarations.values(), stores[0], map_called(origin.map))
        found = [one for one in every if one.store is stores[0]]
    plain = origin.source is not None and is_plain(network, map_called(origin.map))
    placed, known, _ = place_some(network, found, sizes)  # what is wrong is said where the tensor is needed
    names = {*network.definitions, *network.scalars} if plain else ()
    return unread(stores, Readers(found, placed, known.known, names), quick)


__all__ = ["Filled", "Origin", "Store", "filled", "left_out", "names_needed", "wanted", "weights", "with_files"]
