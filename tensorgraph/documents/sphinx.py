"""The extension of Sphinx: a directive `tensorgraph`, in reStructuredText and, with MyST, in Markdown.

Sphinx is imported only where it imports us. Each builder reads the part that is its own: an element of the page, a PDF
file, or the words for those who cannot see.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.formats.compact import compact
from tensorgraph.documents.attributes import ATTRIBUTES
from tensorgraph.documents.block import Block, Listing, Part, Picture, Rows, parts
from tensorgraph.documents.media import Media
from tensorgraph.documents.tree import included
from tensorgraph.explain.explained import Explained

FOLDER = "tensorgraph"
"""Of PDF files: beside what Sphinx keeps of each page, so that builders that read no page again find them."""


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls: the directive, what LaTeX needs, and the files it includes."""
    app.add_directive("tensorgraph", directive_class())
    app.add_latex_package("tikz")
    app.add_latex_package("textcomp")
    app.connect("build-finished", with_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def with_files(app: Any, error: Exception | None) -> None:
    """Lays the PDF files beside the LaTeX file."""
    made = Path(app.doctreedir) / FOLDER
    if error is None and app.builder.format == "latex" and made.is_dir():
        shutil.copytree(made, Path(app.outdir) / FOLDER, dirs_exist_ok=True)


def directive_class() -> type:
    """The directive. A function, because its parent is Sphinx's."""
    from docutils.parsers.rst import directives
    from sphinx.util.docutils import SphinxDirective

    class TensorgraphDirective(SphinxDirective):  # type: ignore[misc]
        """`.. tensorgraph::` with the text of a file, or with `:file:`."""

        has_content = True
        option_spec = {  # noqa: RUF012 (docutils reads it from the class)
            **dict.fromkeys(ATTRIBUTES, directives.unchanged),
            "name": directives.unchanged,
        }

        def run(self) -> list[Any]:
            """The nodes in place of the block; docutils reports a mistake at its place."""
            try:
                found = parts(_block(self))
            except TensorgraphError as error:
                self.env.note_reread()  # or the next run would say nothing of it
                raise self.error(str(error)) from None
            media = Media(FOLDER, Path(self.env.doctreedir))
            return [node for part in found for node in _nodes(self, part, media)]

    return TensorgraphDirective


def _block(directive: Any) -> Block:
    source = Path(directive.env.doc2path(directive.env.docname))
    options = {name: "true" if value is None else value for name, value in directive.options.items() if name != "name"}
    if "file" in options:
        directive.env.note_dependency(str(source.parent / options["file"]))
    line = _line(directive, source)
    name = directive.options.get("name", "")
    return Block("\n".join(directive.content), options, source.name, line, source.parent, name)


def _line(directive: Any, source: Path) -> int:
    """Where the text begins: its first line below the directive's, because MyST counts from elsewhere."""
    first = next(iter(directive.content), "").strip()
    with suppress(OSError, UnicodeDecodeError):
        lines = source.read_text("utf-8").splitlines()
        for number, line in enumerate(lines[directive.lineno :], directive.lineno + 1):
            if first and line.strip() == first:
                return number
    return int(directive.content_offset) + 1


def _nodes(directive: Any, part: Part, media: Media) -> list[Any]:
    from docutils import nodes

    match part:
        case Picture():
            return [_picture(directive, part, media)]
        case Listing(text, language):
            return [nodes.literal_block(text, text, language=language)]
        case Rows():
            return [_table(part)]
        case Explained():
            raw = {
                "html": part._repr_mimebundle_()["text/html"],
                "latex": part.render("tex"),
                "text": part.render("txt"),
            }
            return _raw(raw)


def _picture(directive: Any, picture: Picture, media: Media) -> Any:
    """The picture for each builder; a figure that can be referred to, where it has a caption or a name."""
    from docutils import nodes

    path = media.written(picture, "pdf")
    for_each = {"html": compact(picture.scene), "latex": included(picture, path), "text": f"[{picture.alt}]"}
    children = _raw(for_each)
    if not (picture.caption or picture.identifier):
        return nodes.container("", *children, classes=["tensorgraph"])
    caption = [nodes.caption(picture.caption, picture.caption)] if picture.caption else []
    made = nodes.figure("", *children, *caption, classes=["tensorgraph"])
    if picture.identifier:
        directive.add_name(made)
    return made


def _raw(texts: dict[str, str]) -> list[Any]:
    from docutils import nodes

    return [nodes.raw("", text, format=format) for format, text in texts.items()]


def _table(part: Rows) -> Any:
    from docutils import nodes

    widths = (max(map(len, column)) for column in zip(part.header, *part.rows, strict=True))
    columns = [nodes.colspec(colwidth=width) for width in widths]
    head = nodes.thead("", _row(part.header))
    body = nodes.tbody("", *(_row(row) for row in part.rows))
    return nodes.table("", nodes.tgroup("", *columns, head, body, cols=len(columns)))


def _row(cells: tuple[str, ...]) -> Any:
    from docutils import nodes

    return nodes.row("", *(nodes.entry("", nodes.paragraph(cell, cell)) for cell in cells))
