"""The labels of tensors as LaTeX, and those of steps on the way to them."""

from __future__ import annotations

import re

from tensorgraph.diagram.names import name_latex
from tensorgraph.graph.network import Network, Value

LONGEST_LABEL = 24
"""Characters of a call's text that a label may have; of a longer one the name of its `def` is left."""


def label_of(network: Network, name: str) -> str:
    """The label of a name as LaTeX."""
    entry = network.definitions.get(name) or network.declarations.get(name)
    said: Value | None = dict(entry.attributes).get("label") if entry is not None else None
    return said if isinstance(said, str) else name_latex(_short(name))


def _short(name: str) -> str:
    """The text of a call, the name of its `def` where the text is long."""
    return name if len(name) <= LONGEST_LABEL else name.partition("(")[0]


def step_label(network: Network, name: str, owner: str) -> str:
    """The label of a step on the way to a definition: that of the definition with the step's number below."""
    base, _, number = name.rpartition(".")
    return with_number(label_of(network, owner if owner in network.definitions else base), number)


def with_number(label: str, number: str) -> str:
    r"""A label with a number in its subscript.

    >>> with_number("S", "1"), with_number("x_0", "1"), with_number(r"W_{OV}^h", "2")
    ('S_1', 'x_{0,1}', 'W_{OV,2}^h')
    """
    start = _subscript(label)
    if start is None:
        return f"{label}_{number if len(number) == 1 else f'{{{number}}}'}"
    end = _group_end(label, start + 1)
    inner = label[start + 1 : end]
    inner = inner[1:-1] if inner.startswith("{") else inner
    return f"{label[:start]}_{{{inner},{number}}}{label[end:]}"


def _subscript(label: str) -> int | None:
    """Where the last subscript outside of braces begins."""
    depth, found = 0, None
    for place, letter in enumerate(label):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == "_" and depth == 0:
            found = place
    return found


def _group_end(label: str, start: int) -> int:
    """Where what begins at a place ends: a group in braces, a command, or a letter."""
    if not label.startswith("{", start):
        found = re.compile(r"\\[A-Za-z]+|.").match(label, start)
        return found.end() if found else start
    depth = 0
    for place in range(start, len(label)):
        depth += {"{": 1, "}": -1}.get(label[place], 0)
        if depth == 0:
            return place + 1
    return len(label)
