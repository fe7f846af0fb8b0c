"""A picture of a document: what shows itself in a notebook and is written to files, and what a file says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import FORMATS, Scene, draw, render
from tensorgraph.diagram.formats import carriers
from tensorgraph.diagram.theme import Theme
from tensorgraph.equations import decomposition_row, repetition_row
from tensorgraph.files import write_whole
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Decomposition, Definition, Network, Picture, Relation, Repetition, Row
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor
from tensorgraph.rewrite import resolve
from tensorgraph.syntax.read import decode

LARGEST_PICTURE = 50_000_000
"""Bytes of a file that is searched for its source: a picture of 10,000 tensors, and it is held in memory."""


@dataclass(frozen=True)
class Figure:
    """A picture of a document. In a notebook it shows itself."""

    network: Network
    picture: Picture
    width: float | str | None = None
    theme: Theme | str | None = None

    def at(self, width: float | str | None = None, theme: Theme | str | None = None) -> Figure:
        """The picture within a width, in points or as a text such as `"160mm"`, and in a theme, by its name.

        What is None stays as it is. Lines break where the picture would be wider.

        >>> import tensorgraph as tg
        >>> figure = tg.load(tg.example("head"))["head"]
        >>> figure.at(width="270mm").scene.width <= 270 / 25.4 * 72 < figure.scene.width
        True
        """
        return replace(self, width=self.width if width is None else width, theme=self.theme if theme is None else theme)

    @cached_property
    def scene(self) -> Scene:
        """Every shape with its place."""
        sizes = {name: size for name, size in self.network.dims.items() if size is not None}
        sized = replace(self.network, dims={**self.network.dims, **with_derived(self.network, sizes)})
        return draw(sized, self.picture, self.width, self.theme)

    def render(self, format: str, **options: object) -> bytes:
        """The picture as the bytes of a file; formats and their options are those of `tensorgraph.diagram.FORMATS`.

        >>> import tensorgraph as tg
        >>> tg.load(tg.example("head"))["head"].render("png", scale=2)[1:4]
        b'PNG'
        """
        return render(format, [self.scene], **options)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from tensorgraph.notebook.bundle import bundle

        return bundle(self, include, exclude)

    def __repr__(self) -> str:
        return f"<picture {self.picture.name} of {self.network.source.name}>"


def write_figures(figures: Sequence[Figure], path: Path, /, **options: object) -> None:
    """The figures in one file, whose ending says the format: a page each, where there are several."""
    format = format_of(path)
    write_whole(path, render(format, [figure.scene for figure in figures], **options))


def source_of(path: str | Path) -> str:
    """The text that a picture was drawn from, which its file carries; TensorgraphError where it does not.

    The text is the author's own file: what it takes from others with ``use`` is not in it.

    >>> import tempfile, tensorgraph as tg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tg.load(tg.example("head")).draw("head", f"{folder}/found.png")
    ...     source_of(f"{folder}/found.png").splitlines()[0]
    '# head.tg: one attention head'
    """
    path = Path(path)
    ending = path.suffix.removeprefix(".").lower()
    if ending not in FORMATS or not FORMATS[ending].carries:
        message = f"`{path}` is no kind of file that carries a source"
        raise mistake("no-source", message, hint=f"these do: {carriers()}")
    text = FORMATS[ending].source(_contents(path))
    if text is None:
        hint = "it was drawn without, or has been saved by another program"
        raise mistake("no-source", f"`{path}` carries no source", hint=hint)
    return decode(text.encode(errors="surrogatepass"), str(path))


def _contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_PICTURE + 1)
    except OSError as error:
        raise mistake("file", f"cannot read `{path}`: {error.strerror or error}") from None
    if len(data) > LARGEST_PICTURE:
        raise mistake("too-long", f"`{path}` has more than {LARGEST_PICTURE} bytes", hint="is this a picture of ours?")
    return data


def definition_picture(network: Network, definition: Definition) -> Picture:
    """A definition as the picture ``name = body``; of a decomposition, of what it decomposes."""
    return Picture(definition.name, (_definition_row(network, definition),), span=definition.span)


def _definition_row(network: Network, definition: Definition) -> Row:
    if isinstance(definition.kept, Decomposition):
        return decomposition_row(definition.kept)
    if isinstance(definition.kept, Repetition):
        return repetition_row(network, definition, definition.kept)
    graph = definition.graph
    name = Tensor(definition.name, graph.legs, definition.superscripts, graph.through)
    left = Graph(graph.legs, Sum((Product((name,)),)), graph.through)
    return Row((left, resolve(network, graph)), (Relation("=="),))


def format_of(path: Path) -> str:
    """The format a file name asks for; TensorgraphError where it is none.

    >>> format_of(Path("talk.PDF"))
    'pdf'
    """
    ending = path.suffix.removeprefix(".").lower()
    if ending in FORMATS:
        return ending
    message = f"`{path.name}` does not end in a format" if not ending else f"there is no format `{ending}`"
    raise mistake("unknown-format", message, hint=f"the formats are: {', '.join(FORMATS)}")
