"""`%%tensorgraph`: a cell is a file of the language; `%tensorgraph head.tg` does the same for a file.

What a cell shows is displayed, what it is asked to run is put into the notebook, and a mistake stops it like one of
Python would, but without a traceback: the place is in the cell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tensorgraph.cli.output import PLAIN, RED
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document, load
from tensorgraph.figure import Figure
from tensorgraph.notebook.asked import Asked, asked
from tensorgraph.notebook.bound import bound
from tensorgraph.notebook.bundle import figure_bundle, wanted_formats
from tensorgraph.notebook.shown import Shown
from tensorgraph.source import Source
from tensorgraph.syntax.read import decode

CELL = "<cell>"
"""What messages call the text of a cell."""


class Refused(TensorgraphError):
    """The mistakes of a cell; IPython prints what `_render_traceback_` gives."""

    def _render_traceback_(self, *ignored: Any) -> list[str]:
        words = [(f"error[{one.code}]", str(one)) for one in self.diagnostics]
        return [text.replace(word, f"{RED}{word}{PLAIN}", 1) + "\n" for word, text in words]


def register(shell: Any) -> None:
    """Makes the magic known to a shell of IPython."""

    def tensorgraph(line: str, cell: str | None = None) -> None:
        """Draw, check and run a text of tensor networks: see docs/notebooks.md."""
        screen = import_module("IPython.display")
        run_cell(line, cell, shell.user_ns, lambda made: screen.display(made, raw=isinstance(made, dict)))

    shell.register_magic_function(tensorgraph, "line_cell", "tensorgraph")


def run_cell(line: str, cell: str | None, namespace: dict[str, Any], show: Callable[[Any], None]) -> None:
    """What the magic does: with the line, the text below it or None, and the names of the notebook, which it adds to.

    ``show`` displays data by kind, or what has kinds of its own. Raises `Refused` for every mistake.
    """
    try:
        wish = asked(line, cell is not None)
        document = _document(wish, cell)
        for made in results(wish, document, namespace):
            show(made)
    except TensorgraphError as error:
        raise Refused(error.diagnostics) from None
    if wish.store is not None:
        namespace[wish.store] = document


def _document(wish: Asked, cell: str | None) -> Document:
    """The document of a file or of a cell, whose first line is that of the magic."""
    if cell is None:
        return load(str(wish.file))
    return Document.of(Source(CELL, "\n" + decode(cell.encode(errors="surrogatepass"), CELL)))


def results(wish: Asked, document: Document, namespace: dict[str, Any]) -> Iterator[Any]:
    """What is displayed, in order: pictures as data by kind, then what has a kind of its own."""
    for name in _names(wish, document):
        yield _picture(wish, document[name])
    values = bound(document.network, namespace) if wish.check or wish.run else {}
    if values:
        text = f"from the notebook: {', '.join(values)}"
        yield Shown(f"<small>{text}</small>", text)
    if wish.check:
        functions = document.network.functions
        given = {name: value for name, value in values.items() if name not in functions}
        yield document.check(given or None, sizes=wish.sizes, progress=True)
    if wish.run:
        made = document.run(wish.run, values, wish.sizes, wish.random)
        namespace.update(made)
        text = "\n".join(_made(name, value, document) for name, value in made.items())
        yield Shown(f"<pre>{text}</pre>", text)


def _names(wish: Asked, document: Document) -> tuple[str, ...]:
    """The pictures asked for, else all; definitions only where there is no picture and nothing else to do."""
    alone = not (wish.check or wish.run)
    return wish.names or document.pictures or (document.names if alone else ())


def _picture(wish: Asked, figure: Figure) -> Mapping[str, Any]:
    theme = theme_named(wish.theme, Path()) if wish.theme else None
    formats = wish.formats or wanted_formats(os.environ)
    return figure_bundle(figure.at(width=wish.width, theme=theme), formats)


def _made(name: str, value: Any, document: Document) -> str:
    """A result in a line: its legs, their lengths, its numbers."""
    legs = ", ".join(document.network.definitions[name].leg_names)
    shape = " × ".join(map(str, value.shape)) or "a number"
    return f"{name}[{legs}]: {shape}, {str(value.dtype).removeprefix('torch.')}" if legs else f"{name}: {float(value)}"
