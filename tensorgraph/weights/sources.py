"""Which entry each declared tensor is: by its `from:`, or in one source by the same keys, by a map or by its name."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tensorgraph.diagnostics import TensorgraphError, mistake, near
from tensorgraph.graph.network import Declaration, Kind, Network
from tensorgraph.weights.address import Address
from tensorgraph.weights.form import shown
from tensorgraph.weights.maps import Map, from_map, legs_problem, map_of
from tensorgraph.weights.notes import Note
from tensorgraph.weights.stores import Held, Store, Unopened, open_store
from tensorgraph.weights.wanted import Wanted

PACKAGE = str(Path(__file__).parents[1])
"""Where the files of this package are."""


def has_file(declaration: Declaration) -> bool:
    """Whether its `from:` names a file."""
    return declaration.stored is not None and declaration.stored.address is not None


def path_of(declaration: Declaration) -> Path:
    """The file of its `from:`, which is relative to the folder of the text that declares it."""
    assert declaration.stored is not None and declaration.stored.address is not None
    span = declaration.stored.span
    text = Path(span.source.name) if span else Path()
    return (text.parent if text.is_file() else Path()) / declaration.stored.address.file


def is_absent(declaration: Declaration) -> bool:
    """Whether the file of its `from:` is not there."""
    try:
        return not path_of(declaration).exists()
    except (OSError, ValueError):
        return False


def wanted_from_files(declarations: Iterable[Declaration]) -> list[Wanted]:
    """Each by its `from:`. A file is opened once; what is wrong with it is said where sizes are asked for."""
    stores: dict[Path, Store] = {}
    found = []
    for declaration in declarations:
        stored, path = declaration.stored, path_of(declaration)
        assert stored is not None and stored.address is not None
        if path not in stores:
            stores[path] = _opened(path)
        address = as_written(stored.address, stores[path])
        found.append(Wanted(declaration, stores[path], address, stored.pattern, stored.span, stored.pattern_span))
    return found


def as_written(address: Address, store: Store) -> Address:
    """An address whose brackets are part of the key, where the store has that key and not the one without them."""
    if not address.cuts or _has_key(address, store):
        return address
    brackets = f"[{', '.join(map(str, address.cuts))}]"
    longer = replace(address, parts=(*address.parts[:-1], address.parts[-1] + brackets), cuts=())
    return longer if _has_key(longer, store) else address


def _has_key(address: Address, store: Store) -> bool:
    """Whether a store holds at least one entry of an address."""
    if not address.stacked:
        return address.key in store.keys
    return any(address.matcher.fullmatch(key) for key in store.keys)


def _opened(path: Path) -> Store:
    try:
        return open_store(path)
    except TensorgraphError as error:
        return Unopened(f"`{path}`", error)


def source_store(source: object) -> Store:
    """The entries of a path or a mapping; `wrong-call` for anything else."""
    if isinstance(source, Mapping):
        return Held("the mapping", source)
    if isinstance(source, str | Path):
        return open_store(Path(source))
    hint = "a mapping is got with `model.state_dict()`" if hasattr(source, "state_dict") else "give one of these"
    raise mistake("wrong-call", f"weights are a path or a mapping, and this is `{type(source).__name__}`", None, hint)


def is_plain(network: Network, chosen: Map | None) -> bool:
    """Whether a source is read by declared names alone: no map, and neither `from:` nor `as:` anywhere."""
    return chosen is None and not any(one.stored for one in network.declarations.values())


def wanted_from_source(
    network: Network, declarations: Iterable[Declaration], store: Store, chosen: Map | None
) -> list[Wanted]:
    """Each by the map, else the key of its `from:`, else its name. What the source lacks is read by its `from:`, or not
    at all; a `param` that has a key is looked up only there."""
    found: list[Wanted] = []
    elsewhere: list[Declaration] = []
    every = list(declarations)
    _require_legs(every, chosen)
    for declaration in every:
        one = from_map(declaration, store, chosen) or _by_from(declaration, store)
        name = Wanted(declaration, store, Address("", (declaration.name,)), None)
        if one is not None and _has_key(one.address, store):
            found.append(one)
        elif declaration.name in store.keys:
            found.append(name)
        elif one is not None and declaration.kind is Kind.PARAM:
            found.append(one)
        elif has_file(declaration):
            elsewhere.append(declaration)
    return found + wanted_from_files(elsewhere)


def _require_legs(declarations: Iterable[Declaration], chosen: Map | None) -> None:
    problems = [problem for one in declarations if (problem := legs_problem(one, chosen))]
    if problems:
        raise TensorgraphError(problems)


def _by_from(declaration: Declaration, store: Store) -> Wanted | None:
    stored = declaration.stored
    if stored is None:
        return None
    address = as_written(stored.address or Address("", (declaration.name,)), store)
    return Wanted(declaration, store, address, stored.pattern, stored.span, stored.pattern_span)


def plain_keys(network: Network, store: Store) -> Iterator[str]:
    """The keys of a source that is read by declared names; `unknown-name` for those that are no name of the file."""
    known = [*network.declarations, *network.definitions, *network.scalars]
    unknown = [key for key in store.keys if key not in known]
    if unknown:
        raise _unknown(unknown, store, known)
    yield from store.keys


def _unknown(keys: Sequence[str], store: Store, known: list[str]) -> TensorgraphError:
    """One mistake for all keys: the names of others have dozens."""
    chosen, found = map_of(keys), near(keys[0], known) if len(keys) == 1 else []
    names = f"the names are: {', '.join(known) or 'none'}"
    by_map = f'write `--map {chosen}`, from Python `map="{chosen}"`, which knows these keys'
    hint = f"write `{found[0]}`" if found else by_map if chosen else names
    message = f"a value is given for `{shown(keys[0])}` by {store.name}, which is not declared"
    if len(keys) > 1:
        more = f"{len(keys) - 1} more key{'s' * (len(keys) > 2)}"
        message = f"values are given for `{shown(keys[0])}` and {more} by {store.name}, which are not declared"
    return mistake("unknown-name", message, None, f"{hint}\nor say with `from:` which keys are read")


def plain_values(store: Store, keys: Iterable[str]) -> dict[str, Any]:
    """Whole entries, copied."""
    return {key: store.read(key, ()).clone() for key in keys}


def present(lacking: Sequence[Declaration], one: str, several: str) -> list[Declaration]:
    """Those whose file is there; a note names the files that are not."""
    absent = list(dict.fromkeys(str(path_of(entry)) for entry in lacking if is_absent(entry)))
    if absent:
        words = ", ".join(f"`{path}`" for path in absent)
        verb = f"is not there: {one}" if len(absent) == 1 else f"are not there: {several}"
        warnings.warn(Note(f"{words} {verb}"), stacklevel=_frames_to_caller())
    return [entry for entry in lacking if not is_absent(entry)]


def _frames_to_caller() -> int:
    """How far up, from the one who asks, the first frame is that is not of this package: whose line a note names."""
    frame, count = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, count = frame.f_back, count + 1
    return count
