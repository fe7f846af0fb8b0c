"""What a name stands for that a caller writes: a picture or a definition, or a mistake that says what there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from tensorgraph.diagnostics import mistake, near
from tensorgraph.figure import definition_picture
from tensorgraph.graph.network import Network, Picture
from tensorgraph.rewrite import resolve_picture


def definition_names(network: Network) -> tuple[str, ...]:
    """The definitions of a file, calls of a ``def`` left out."""
    return tuple(name for name, definition in network.definitions.items() if not definition.callee)


def picture_names(network: Network) -> tuple[str, ...]:
    """The names of the `show`s of a file."""
    return tuple(picture.name for picture in network.pictures if picture.drawn)


def picture_called(network: Network, name: str) -> Picture:
    """A `show` by name, else a definition as ``name = body``, else a check; raises `unknown-picture`."""
    found = [picture for picture in network.pictures if picture.name == name]
    drawn = [picture for picture in found if picture.drawn]
    if name in network.definitions and not drawn:
        return definition_picture(network, network.definitions[name])
    if found:
        return resolve_picture(network, (drawn or found)[0])
    known = [*picture_names(network), *definition_names(network)]
    hint = _hint(name, known, "there are")
    raise mistake("unknown-picture", f"no picture and no definition is called `{name}`", hint=hint)


def definition_called(network: Network, name: str) -> str:
    """The name, found to be one of a definition; raises `unknown-definition`, `not-a-definition`, `wrong-call`."""
    if one_name(name) in network.definitions:
        return name
    hint = _hint(name, definition_names(network), "the definitions are")
    if name in network.declarations:
        raise mistake("not-a-definition", f"`{name}` is declared, so there is nothing to compute", hint=hint)
    if any(picture.name == name for picture in network.pictures):
        raise mistake("not-a-definition", f"`{name}` is a picture or a check, not a definition", hint=hint)
    raise mistake("unknown-definition", f"no definition is called `{name}`", hint=hint)


def _hint(name: str, known: Sequence[str], there_are: str) -> str:
    found = near(name, known)
    return f"write `{found[0]}`" if found else f"{there_are}: {', '.join(known) or 'none'}"


def names_of(names: str | Collection[str]) -> tuple[str, ...]:
    """One name or several.

    >>> names_of("A"), names_of(["A", "B"])
    (('A',), ('A', 'B'))
    """
    return (names,) if isinstance(names, str) else tuple(names)


def names_in_order(names: str | Sequence[str]) -> list[str]:
    """One name or several in their order; what is neither is taken for one, and refused as a name."""
    return list(names) if isinstance(names, list | tuple) else [cast("str", names)]


def one_name(name: object) -> str:
    """A name that is a text; raises `wrong-call`."""
    if not isinstance(name, str):
        raise mistake("wrong-call", f"a name is a text, and this is `{type(name).__name__}`", hint='write `doc["h"]`')
    return name
