"""The values of definitions, all from one pass: given, read from files, or drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tensorgraph.compiled import Compiled
from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Network
from tensorgraph.randomised import with_random
from tensorgraph.weights.conflicts import explained
from tensorgraph.weights.load import filled


def computed(
    network: Network,
    names: Sequence[str],
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    random: int | None = None,
    memory: int | None = None,
    **options: Any,
) -> dict[str, Any]:
    """The values of definitions by name, as `Document.run` says; ``options`` are ``dtype`` and ``device``."""
    if not names:
        raise mistake(
            "wrong-call", "no definition is named, so there is nothing to compute", hint='write `doc.run("h")`'
        )
    with explained(network, values):
        read = filled(network, names, values, sizes, random is not None, memory)
    values, given = read.values, tuple(name for name in read.values if name in network.definitions)
    if random is not None:
        values = with_random(network, names, given, values, sizes, random, memory)
    first, *rest = names
    function = Compiled(network, first, given, calls=1)
    with explained(network, values), read.located():
        result = function(values, also=rest, sizes=sizes, memory=memory, **options)
    return dict(result) if rest else {first: result}
