"""What files hold and nothing reads: where the terms of an expansion stop adding up to the model.

Keys that differ in numbers alone are one line. Biases and gains come first, because they are what diagrams leave out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.weights.keys import NUMBER, collapsed, runs
from tensorgraph.weights.no_parameter import MOST_READ, Allowance, look, no_parameter
from tensorgraph.weights.placing import Placed
from tensorgraph.weights.stores import Store
from tensorgraph.weights.unread import Part, unread_parts
from tensorgraph.weights.wanted import Wanted

GAINS = re.compile(r"(ln|norm)[\w.]*\.(w|weight|gamma|scale)$|(^|\.)(g|gain|gamma|scale)(_\w+)?$", re.IGNORECASE)
"""Keys of gains, which do nothing where they are one."""


@dataclass(frozen=True)
class LeftOut:
    """Entries that nothing reads, their keys alike but for numbers.

    ``key`` has `{0, …, 11}` where numbers differ; ``shape`` is None where the file that holds them is not there.
    ``largest`` is the largest distance of an entry of a vector from nothing done: from one for gains, else from zero.
    ``why`` says what it is where it is no parameter, or which part is left out.
    """

    store: str
    key: str
    count: int
    shape: tuple[int, ...] | None
    dtype: str | None
    largest: float | None = None
    is_gain: bool = False
    why: str = ""
    trainable: bool = True

    @property
    def is_vector(self) -> bool:
        """Whether it is a bias or a gain: one axis."""
        return self.shape is not None and len(self.shape) == 1


@dataclass(frozen=True)
class Readers:
    """Tensors that have entries, those of them whose place is known, the sizes, and other keys that are read."""

    wanted: Sequence[Wanted]
    placed: Sequence[Placed] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    keys: Collection[str] = ()

    def keys_of(self, store: Store) -> Iterator[str]:
        """The keys of a store that are read; where a place is not known, all that the sizes allow."""
        yield from self.keys
        pieces = {id(one.wanted): one.pieces for one in self.placed}
        for one in self.wanted:
            if one.store is store and id(one) in pieces:
                yield from (piece.key for piece in pieces[id(one)])
            elif one.store is store:
                yield from (match.string for match in one.matches if self._has(one, match.groups()))

    def beyond(self, store: Store) -> dict[str, tuple[str, int]]:
        """Keys of a store that would be read if a numbered dimension were larger: which one, and the number."""
        found = {}
        for one in self.wanted:
            for match in one.matches if one.store is store else ():
                for dim, number in zip(one.address.stacked, map(int, match.groups()), strict=True):
                    if number >= self.sizes.get(dim, number + 1):
                        found[match.string] = (dim, number)
        return found

    def _has(self, one: Wanted, index: Sequence[str]) -> bool:
        sizes = [self.sizes.get(dim) for dim in one.address.stacked]
        return all(size is None or int(number) < size for number, size in zip(index, sizes, strict=True))


def left_out(stores: Iterable[Store], readers: Readers, quick: bool = False) -> tuple[LeftOut, ...]:
    """What stores hold and nothing reads, and of what is read the parts that no cut does.

    Vectors come first, then matrices, then what is no parameter. ``quick`` is for counting: no more is read than the
    first and last rows of what may be the same as another entry.
    """
    allowance = Allowance(0 if quick else MOST_READ)
    found = [line for store in stores for line in _of_store(store, readers, allowance)]
    found += [_part(part, allowance) for part in unread_parts(readers.placed)]
    return tuple(sorted(found, key=lambda line: (not line.trainable, not line.is_vector)))


def _of_store(store: Store, readers: Readers, allowance: Allowance) -> Iterator[LeftOut]:
    read, beyond = {*readers.keys_of(store)}, readers.beyond(store)
    groups: dict[tuple[str, object], list[str]] = {}
    for key in store.keys:
        if key not in read:
            groups.setdefault((NUMBER.sub("#", key), look(store, key)), []).append(key)
    for keys in groups.values():
        line = _line(store, keys, allowance)
        yield line if line.why else replace(line, why=_not_used([beyond[key] for key in keys if key in beyond]))


def _not_used(places: Sequence[tuple[str, int]]) -> str:
    """``layer 2 is not used``."""
    if not places:
        return ""
    numbers = sorted({number for dim, number in places if dim == places[0][0]})
    return f"{places[0][0]} {runs(numbers)} {'is' if len(numbers) == 1 else 'are'} not used"


def _line(store: Store, keys: Sequence[str], allowance: Allowance) -> LeftOut:
    shape, dtype = look(store, keys[0])
    why = no_parameter(store, keys[0], allowance)
    is_gain = GAINS.search(keys[0]) is not None
    largest = None
    if dtype in FLOATS and shape is not None and len(shape) == 1 and not why and allowance.spend(len(keys) * shape[0]):
        largest = max(_distance(store, key, (), is_gain) for key in keys)
    return LeftOut(store.name, collapsed(keys), len(keys), shape, dtype, largest, is_gain, why, not why)


def _part(part: Part, allowance: Allowance) -> LeftOut:
    largest = None
    _, dtype = look(part.store, part.keys[0])
    if dtype in FLOATS and len(part.shape) == 1 and allowance.spend(len(part.keys) * part.shape[0]):
        largest = max(_distance(part.store, key, part.index, False) for key in part.keys)
    key = f"{collapsed(part.keys)}[{part.cut}]"
    return LeftOut(
        part.store.name, key, len(part.keys), part.shape, dtype, largest, False, part.beyond, not part.beyond
    )


def _distance(store: Store, key: str, index: tuple[slice, ...], is_gain: bool) -> float:
    value = store.read(key, index).double()
    return float((value - 1 if is_gain else value).abs().max()) if value.numel() else 0.0
