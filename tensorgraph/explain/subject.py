"""What a name of a file is: a picture, a definition, a declared tensor; and what is to be shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.diagnostics import TensorgraphError, mistake, near
from tensorgraph.diagram.about import tensor_about
from tensorgraph.diagram.describe import title_of
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.figure import definition_picture
from tensorgraph.graph.network import Declaration, Definition, Network, Picture, Row
from tensorgraph.graph.nodes import Graph, Leg, Product, Sum, Tensor, Wire
from tensorgraph.rewrite import resolve, resolve_picture
from tensorgraph.views.statement import Statement
from tensorgraph.views.table.statements import Stated, statements


@dataclass(frozen=True)
class Subject:
    """``about`` is what it is in a line; ``stated`` are its rows; ``is_given`` says of a tensor that
    it is declared, and not made from others."""

    name: str
    about: str
    picture: Picture
    stated: tuple[Stated, ...]
    is_shown: bool = False
    is_given: bool = False


def subject(network: Network, name: str) -> Subject:
    """What is to be shown of a name: of a `show` its rows, of a definition what it is, of a declared tensor its shape.

    A name that is both is looked up as `draw` does: a `show` comes first. TensorgraphError where there is none.

    >>> import tensorgraph as tg
    >>> network = tg.load(tg.example("head")).network
    >>> subject(network, "h").about, subject(network, "W_Q").is_given
    ('h[i, n] · context × model · 1024 × 768', True)
    """
    pictures = {picture.name: picture for picture in reversed(network.pictures)}
    drawn = {picture.name for picture in network.pictures if picture.drawn}
    if name in drawn or (name in pictures and name not in network.definitions):
        return _shown(network, pictures[name])
    if name in network.definitions:
        return _defined(network, network.definitions[name])
    if name in network.declarations:
        return _declared(network, network.declarations[name])
    raise _unknown(network, name)


def names(network: Network) -> tuple[str, ...]:
    """Everything that can be explained: pictures, definitions, declared tensors."""
    definitions = [name for name, entry in network.definitions.items() if not entry.callee]
    pictures = [picture.name for picture in network.pictures]
    return tuple(dict.fromkeys([*pictures, *definitions, *network.declarations]))


def _shown(network: Network, picture: Picture) -> Subject:
    resolved = resolve_picture(network, picture)
    stated = tuple(Stated(row, statements(network, row)) for row in resolved.rows)
    title = title_of(picture)
    kind = "show" if picture.drawn else "check"
    words = plain_text(title, "words") if title != picture.name else f"{kind} {picture.name}"
    return Subject(picture.name, words, resolved, stated, is_shown=True)


def _defined(network: Network, entry: Definition) -> Subject:
    statement = Statement(entry.name, resolve(network, entry.graph))
    return Subject(entry.name, tensor_about(entry, network), definition_picture(network, entry), (_single(statement),))


def _declared(network: Network, entry: Declaration) -> Subject:
    """A tensor by itself, its legs called as they are declared."""
    legs = tuple(map(_leg, entry.leg_names, entry.dims))
    graph = Graph(legs, Sum((Product((Tensor(entry.name, legs),)),)))
    picture = Picture(entry.name, (Row((graph,)),), span=entry.span)
    stated = (_single(Statement(entry.name, graph)),)
    return Subject(entry.name, tensor_about(entry, network), picture, stated, is_given=True)


def _single(statement: Statement) -> Stated:
    return Stated(Row((statement.graph,)), (("==", statement),))


def _leg(name: str, dims: tuple[str, ...]) -> Leg:
    """The wires of a leg, of which each has a name of its own."""
    parts = name.strip("()").split()
    return tuple(Wire(part, dim) for part, dim in zip(parts if len(parts) == len(dims) else dims, dims, strict=True))


def _unknown(network: Network, name: str) -> TensorgraphError:
    known = names(network)
    found = near(name, known)
    hint = f"write `{found[0]}`" if found else f"there are: {', '.join(known) or 'none'}"
    return mistake("unknown-name", f"no picture, definition or tensor is called `{name}`", hint=hint)
