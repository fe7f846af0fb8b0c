"""Where nearly no key of a text is in a store: one mistake that says what the keys are called there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.weights.form import shown
from tensorgraph.weights.keys import near_keys
from tensorgraph.weights.maps import MAPS, from_map, legs_problem
from tensorgraph.weights.stores import Store
from tensorgraph.weights.wanted import Wanted

FEWEST = 3
"""Fewer keys that are missing are told one by one."""
NEARLY_ALL = 0.8
"""The share of a store's tensors from which on a single mistake is said of all their keys."""
MOST_TRIED = 3
"""Texts in front of a key that are tried on all others."""
NORMS = re.compile(r"(blocks\.\{\w+\}\.ln[12]|ln_final)\.[wb]")
"""Keys of LayerNorms in TransformerLens."""
HEADS = re.compile(r"blocks\.0\.attn\.W_Q")
"""A key that TransformerLens always writes."""


def without_lost(wanted: Sequence[Wanted]) -> tuple[list[Wanted], list[Diagnostic]]:
    """Those whose mistakes are their own, and what is said of stores that lack nearly all, or all LayerNorms."""
    stores = {id(one.store): one.store for one in wanted}
    lost: list[Wanted] = []
    problems = []
    for store in stores.values():
        here = [one for one in wanted if one.store is store]
        absent = [one for one in here if next(one.matches, None) is None]
        norms = [one for one in absent if NORMS.fullmatch(one.address.key)]
        if list(store.keys) != [""] and len(absent) >= max(FEWEST, NEARLY_ALL * len(here)):
            lost += absent
            problems.append(_summary(store, absent, len(here)))
        elif norms and any(map(HEADS.fullmatch, store.keys)):
            lost += norms
            problems.append(_folded(store, norms))
    return [one for one in wanted if not any(one is other for other in lost)], problems


def _summary(store: Store, absent: Sequence[Wanted], many: int) -> Diagnostic:
    first = absent[0]
    counted = f"none of {many} tensors" if len(absent) == many else f"only {many - len(absent)} of {many} tensors"
    message = f"{store.name} has an entry for {counted}: there is no `{first.address.key}` for `{first.name}`"
    example = first.address.key_at(dict.fromkeys(first.address.stacked, 0))
    hints = [*_by_map(store, absent), *_by_prefix(store, absent)] or [near_keys(example, store.keys)]
    return Diagnostic("missing-key", message, first.span, (), "\n".join(hints))


def _by_prefix(store: Store, absent: Sequence[Wanted]) -> Iterator[str]:
    """One text that is in front of every key in the store, or in front of every key of the text alone."""
    key = absent[0].address.key
    for prefix in _prefixes(store, absent[0]):
        if all(_is_there(store, re.escape(prefix) + one.address.matcher.pattern) for one in absent):
            yield f"each is there with `{shown(prefix)}` in front: write `{shown(prefix)}{key}`"
            return
    yield from _without_start(store, absent)


def _without_start(store: Store, absent: Sequence[Wanted]) -> Iterator[str]:
    key = absent[0].address.parts[0]
    starts = [key[: place + 1] for place, letter in enumerate(key) if letter == "."]
    for start in [start for start in starts if all(one.address.key.startswith(start) for one in absent)]:
        patterns = [one.address.matcher.pattern.removeprefix(re.escape(start)) for one in absent]
        if all(_is_there(store, pattern) for pattern in patterns):
            yield f"each is there without `{start}` in front: write `{absent[0].address.key.removeprefix(start)}`"
            return


def _prefixes(store: Store, one: Wanted) -> list[str]:
    """What is in front of keys that end like that of a tensor."""
    pattern = re.compile(rf"(.+\.){one.address.matcher.pattern}", re.ASCII)
    found = (match[1] for key in store.keys if (match := pattern.fullmatch(key)))
    return list(dict.fromkeys(found))[:MOST_TRIED]


def _is_there(store: Store, pattern: str) -> bool:
    compiled = re.compile(pattern, re.ASCII)
    return any(map(compiled.fullmatch, store.keys))


def _by_map(store: Store, absent: Sequence[Wanted]) -> Iterator[str]:
    """The map by which the store has most of these tensors under the names that they are declared by."""
    for name, known in MAPS.items():
        places = [from_map(one.declaration, store, known) for one in absent if not legs_problem(one.declaration, known)]
        if sum(one is not None and next(one.matches, None) is not None for one in places) >= NEARLY_ALL * len(absent):
            yield f'write `--map {name}` beside `--weights`, from Python `map="{name}"`, which knows these keys'


def _folded(store: Store, norms: Sequence[Wanted]) -> Diagnostic:
    names = ", ".join(f"`{one.name}`" for one in norms)
    first = norms[0]
    message = f"{store.name} has no `{first.address.key}`: its LayerNorms are folded into the weights that read them"
    hint = f"leave out {names}, and declare a `W_U` of its own: it is no longer `W_E`"
    return Diagnostic("missing-key", message, first.span, (), hint)
