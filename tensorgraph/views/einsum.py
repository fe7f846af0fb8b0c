"""Contractions as einsum: the spelling of torch, that of einops, and the short one of tables.

- `einsum`: ``torch.einsum('ij,jk->ik', A, B)``, a line for each contraction, single letters.
- `einops`: ``einsum(A, B, 'i j, j k -> i k')``, the same lines with the names of the file, parted by spaces (it
  is `einops.einsum`).
- `pattern`: ``einsum('i j,j k->i k')``, for a column of a table: no program, but the pattern alone
  where every operand is a tensor. Where one is not, or functions are applied, operands are written as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters, ascii_lowercase

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Wire
from tensorgraph.views.indices import Names
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import joined, row
from tensorgraph.views.statement import Statement
from tensorgraph.views.values import Value
from tensorgraph.views.view import View
from tensorgraph.views.written import Way, program_lines


def is_whole(operands: Sequence[Value], axes: tuple[Wire, ...]) -> bool:
    """Whether a contraction only passes on its one operand."""
    return len(operands) == 1 and operands[0].axes == axes and len(set(axes)) == len(axes)


def in_torch(operands: Sequence[Value], axes: tuple[Wire, ...], names: Names) -> Value:
    """A contraction as torch spells it."""
    if is_whole(operands, axes):
        return operands[0]
    letters = letters_for([*(value.axes for value in operands), axes], names)
    inputs = ",".join("".join(letters[wire] for wire in value.axes) for value in operands)
    pattern = f"'{inputs}->{''.join(letters[wire] for wire in axes)}'"
    return Value(row(f"torch.einsum({pattern}, ", joined([value.text for value in operands], ", "), ")"), axes)


def letters_for(legs: Sequence[tuple[Wire, ...]], names: Names) -> dict[Wire, str]:
    """A letter for each wire: its name where it is one that no other has, else one that is free.

    >>> i, j, head = Wire("i", "n"), Wire("i", "n", 1), Wire("head", "d")
    >>> list(letters_for([(i, j, head)], {i: "i", j: "i'", head: "head"}).values())
    ['i', 'a', 'h']
    """
    wires = list(dict.fromkeys(wire for leg in legs for wire in leg))
    found = {wire: names[wire] for wire in wires if names[wire] in tuple(ascii_letters)}
    for wire in wires:
        if wire not in found:
            wished = [letter for letter in names[wire][:1] if len(names[wire].rstrip("'0123456789")) > 1]
            taken = found.values()
            free = (one for one in (*wished, *ascii_lowercase, *ascii_letters[26:]) if one not in taken)
            found[wire] = next(one for one in free if one in ascii_letters)
    return {wire: found[wire] for wire in wires}


def in_einops(operands: Sequence[Value], axes: tuple[Wire, ...], names: Names) -> Value:
    """A contraction as einops spells it: tensors first, the pattern last."""
    if is_whole(operands, axes):
        return operands[0]
    inputs = ", ".join(_spaced(value.axes, names) for value in operands)
    pattern = f"'{inputs} -> {_spaced(axes, names)}'".replace(" '", "'").replace("  ", " ")
    return Value(row("einsum(", joined([value.text for value in operands], ", "), f", {pattern})"), axes)


def as_pattern(operands: Sequence[Value], axes: tuple[Wire, ...], names: Names) -> Value:
    """A contraction as tables have it; operands are written where one of them is no mere tensor."""
    if is_whole(operands, axes):
        return operands[0]
    inputs = ",".join(_spaced(value.axes, names) for value in operands)
    written: Line = joined([value.text for value in operands], ", ")
    shown = row(", ", written) if not all(value.named for value in operands) else ()
    return Value(row(f"einsum('{inputs}->{_spaced(axes, names)}'", shown, ")"), axes)


def _spaced(axes: tuple[Wire, ...], names: Names) -> str:
    return " ".join(names[wire] for wire in axes)


TORCH = Way(in_torch)
EINOPS = Way(in_einops)
PATTERN = Way(as_pattern, in_lines=False, bare=True)


def einsum_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """A line for each contraction, as torch spells it."""
    return program_lines(network, statement, TORCH)


def einops_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """The same, as einops spells it."""
    return program_lines(network, statement, EINOPS)


def pattern_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """The patterns alone, without a name."""
    return program_lines(network, statement, PATTERN)


EINSUM = View("Einsum", "code", einsum_lines)
EINOPS_VIEW = View("Einops", "code", einops_lines)
PATTERN_VIEW = View("Einsum", "code", pattern_lines)
