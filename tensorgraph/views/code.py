"""The PyTorch that `compile` runs for one call: the function alone, with all that it computes on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Definition, Network
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.naming import has_hole, identifier, result_name
from tensorgraph.views.pieces import row, words
from tensorgraph.views.statement import Statement
from tensorgraph.views.view import View


def code_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """The lines of the function; what is missing, as a remark, where a size is not known."""
    if has_hole(network, statement.graph):
        return (words("# not known: there is a hole"),)
    name = result_name(network, statement)
    try:
        text = _function(network, name, statement)
    except TensorgraphError as error:
        return tuple(words(f"# not known: {problem.message}") for problem in error.diagnostics)
    named = {identifier(tensor.name): tensor.name for tensor in network.tensors() if "(" not in tensor.name}
    named[identifier(name)] = name
    named |= {f"{word}_": tensor for word, tensor in named.items() if f"{word}_" not in named}
    return tuple(_coloured(line, named) for line in text.rstrip().splitlines())


def _function(network: Network, name: str, statement: Statement) -> str:
    """The text from the last ``def`` on."""
    from tensorgraph.compiled import Compiled

    if name not in network.definitions:
        definitions = {**network.definitions, name: Definition(name, statement.graph)}
        network = replace(network, definitions=definitions)
    text = Compiled(network, name, (), 1).code().text
    return text[text.rindex("\ndef ") + 1 :]


def _coloured(line: str, named: Mapping[str, str]) -> Line:
    """A line whose names of tensors are pieces of their own; remarks have none."""
    code, sign, remark = line.partition("  # ")
    parts = [words(part, named.get(part, "")) for part in re.split(r"(\w+)", code)]
    made: tuple[Piece, ...] = row(*parts, sign + remark)
    return made


CODE = View("Code", "code", code_lines)
