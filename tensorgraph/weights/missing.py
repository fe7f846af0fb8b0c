"""What is said of a key that a store does not have."""

from __future__ import annotations

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.weights.keys import near_keys, runs
from tensorgraph.weights.sizes import Sizes
from tensorgraph.weights.wanted import Wanted


def missing(one: Wanted, key: str, index: tuple[int, ...], sizes: Sizes) -> TensorgraphError:
    """No such entry: for a numbered one which indices there are, else the keys that are most like it."""
    if list(one.store.keys) == [""]:
        name = one.address.file or "x.pt"
        hint = f'write `from: "{name}"`'
        return mistake("missing-key", f"{one.store.name} is one tensor without a key", one.span, hint)
    message = f"there is no entry `{key}` in {one.store.name}"
    if not key:
        message = f"{one.store.name} has entries, and none is named"
    hints = []
    matches = list(one.matches)
    for place, dim in enumerate(one.address.stacked if matches else ()):
        found = sorted({int(match[place + 1]) for match in matches})
        if index[place] not in found:
            message += f", and `{dim}` is {sizes.known[dim]} {sizes.source[dim]}"
            hints.append(f"it holds `{one.address.key}` for {{{dim}}} = {runs(found)}")
    return mistake("missing-key", message, one.span, "\n".join(hints) or near_keys(key, one.store.keys))
