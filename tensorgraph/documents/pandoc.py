"""The filter `tensorgraph-filter` of pandoc and Quarto: their tree as JSON in, the same with pictures out.

A block is `{.tensorgraph …}` with its attributes, or plain `tensorgraph`. What a picture becomes is said by the format
of the output, in one table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from tensorgraph.cli.output import report_mistakes
from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.documents.block import Block, Listing, Part, Picture, Rows, parts
from tensorgraph.documents.media import FOLDER, Media
from tensorgraph.documents.tree import code, figure, html_figure, image, latex_figure, raw, table, text
from tensorgraph.explain.explained import Explained

Node: TypeAlias = Any
"""A node of pandoc's tree: a dictionary with its kind under ``t`` and what is in it under ``c``."""
CLASSES = ("tensorgraph", "{tensorgraph}")
"""What a block is marked with; the second is what Jupyter Book and Quarto's cells write."""
PACKAGES = r"\usepackage{amsmath, amssymb, textcomp, tikz, xcolor}"
"""What names that are explained need in LaTeX."""
MOST_INPUT = 200_000_000
"""Bytes of a tree: a book of a thousand pages has a tenth."""


@dataclass
class Work:
    """What a run of the filter is told, and what it finds: the mistakes of all blocks, said at once."""

    make: Callable[[Picture, Media, bool], list[Node]]
    media: Media
    figures: bool
    wrong: list[Diagnostic] = field(default_factory=list)
    count: int = 0
    packages: bool = False


def inline(picture: Picture, media: Media, figures: bool) -> list[Node]:
    """As an element of the page."""
    return html_figure(picture)


def as_latex(picture: Picture, media: Media, figures: bool) -> list[Node]:
    """As a PDF file that LaTeX includes, with its alt text."""
    return latex_figure(picture, media.written(picture, "pdf"))


def as_file(format: str) -> Callable[[Picture, Media, bool], list[Node]]:
    """As a file that the document refers to."""

    def make(picture: Picture, media: Media, figures: bool) -> list[Node]:
        shown = image(picture, media.written(picture, format), sized=format == "png")
        return figure(picture, shown, figures)

    return make


def on_a_slide(picture: Picture, media: Media, figures: bool) -> list[Node]:
    """As a file whose words are its title: PowerPoint would write the others below it."""
    shown = image(picture, media.written(picture, "png"), sized=True)
    attributes, _, (path, _) = shown["c"]
    return [{"t": "Para", "c": [{"t": "Image", "c": [attributes, text(picture.caption), [path, picture.alt]]}]}]


def in_words(picture: Picture, media: Media, figures: bool) -> list[Node]:
    """As the words for those who cannot see it."""
    words = f"{picture.caption} {picture.alt}".strip()
    return [{"t": "Para", "c": [{"t": "Str", "c": f"[{words}]"}]}]


MAKERS: Mapping[str, Callable[[Picture, Media, bool], list[Node]]] = {
    **dict.fromkeys(("html", "html4", "html5", "chunkedhtml"), inline),
    **dict.fromkeys(("revealjs", "slidy", "slideous", "dzslides", "s5"), inline),
    **dict.fromkeys(("latex", "beamer"), as_latex),
    **dict.fromkeys(("docx", "odt", "opendocument", "rtf"), as_file("png")),
    "pptx": on_a_slide,
    "context": as_file("pdf"),
    **dict.fromkeys(("plain", "man", "ms"), in_words),
}
"""By pandoc's format; every other gets a file of SVG."""


def filtered(tree: Node, target: str) -> Node:
    """The tree of a document with every block of the language replaced; a TensorgraphError with all their mistakes."""
    match tree:
        case {"pandoc-api-version": [int(), *numbers] as version, "meta": dict(meta), "blocks": list()} if all(
            isinstance(number, int) for number in numbers
        ):
            folder = _text(meta.get("tensorgraph-media")) or FOLDER
        case _:
            raise mistake("not-a-document", "this is not a document of pandoc as JSON", hint="pandoc --filter does it")
    work = Work(MAKERS.get(_format(target), as_file("svg")), Media(folder), tuple(version) >= (1, 23))
    blocks = _replaced(tree["blocks"], work)
    if work.wrong:
        raise TensorgraphError(work.wrong)
    if work.count and work.make is as_latex:  # the template loads graphicx for images that it knows of
        meta = {**meta, "graphics": {"t": "MetaBool", "c": True}}
    return {**tree, "meta": _with_packages(meta) if work.packages else meta, "blocks": blocks}


def _with_packages(meta: Mapping[str, Node]) -> dict[str, Node]:
    """The metadata of a document that loads what explained names need in LaTeX, after what it says itself."""
    said = meta.get("header-includes", {"t": "MetaList", "c": []})
    before = said["c"] if said["t"] == "MetaList" else [said]
    ours = {"t": "MetaBlocks", "c": [raw("latex", PACKAGES)]}
    return {**meta, "header-includes": {"t": "MetaList", "c": [*before, ours]}}


def _format(target: str) -> str:
    """The format without its extensions: `markdown` of `markdown+tex_math_dollars-smart`."""
    return target.replace("+", "-").partition("-")[0]


def _text(node: Node) -> str:
    """The words of a metadata value."""
    if not isinstance(node, dict):
        return ""
    content = node.get("c", "")
    return content if isinstance(content, str) else "".join(_text(part) for part in content)


def _replaced(node: Node, work: Work) -> Node:
    if isinstance(node, dict):
        return {key: _replaced(value, work) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    made: list[Node] = []
    for part in node:
        made += _block(part, work) if _is_ours(part) else [_replaced(part, work)]
    return made


def _is_ours(node: Node) -> bool:
    match node:
        case {"t": "CodeBlock", "c": [[str(), list(classes), list()], str()]}:
            return any(one in CLASSES for one in classes)
    return False


def _block(node: Node, work: Work) -> list[Node]:
    (identifier, _, attributes), written = node["c"]
    work.count += 1
    name = f"<block {identifier or work.count}>"
    try:
        found = parts(Block(written, dict(attributes), name, identifier=identifier))
        return [made for part in found for made in _nodes(part, work)]
    except TensorgraphError as error:
        work.wrong += error.diagnostics
        return []


def _nodes(part: Part, work: Work) -> Iterator[Node]:
    match part:
        case Picture():
            yield from work.make(part, work.media, work.figures)
        case Listing(words, language):
            yield code(words, language)
        case Rows(header, rows):
            yield table(header, rows)
        case Explained():
            yield from _explained(part, work)


def _explained(part: Explained, work: Work) -> Iterator[Node]:
    """Pages as HTML or LaTeX has them; elsewhere the picture, and the rest as text."""
    if work.make is inline:
        yield raw("html", part._repr_mimebundle_()["text/html"])
    elif work.make is as_latex:
        work.packages = True
        yield raw("latex", part.render("tex"))
    else:
        for page in part.pages:
            if page.scene is not None:
                yield from work.make(Picture(page.scene, page.scene.description), work.media, work.figures)
        words = replace(part, pages=tuple(replace(page, scene=None) for page in part.pages))
        yield code(words.render("txt").rstrip(), "text")


def main(arguments: Sequence[str] | None = None) -> int:
    """From standard input to standard output; the exit code is 1 where a block is wrong, and pandoc then stops."""
    target, *_ = [*(sys.argv[1:] if arguments is None else arguments), "html"]
    try:
        tree = filtered(_read(), target)
    except TensorgraphError as error:
        report_mistakes(error)
        return 1
    sys.stdout.buffer.write(json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()
    return 0


def _read() -> Node:
    data = sys.stdin.buffer.read(MOST_INPUT + 1)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        hint = "call it by pandoc: `pandoc --filter tensorgraph-filter in.md -o out.html`"
        raise mistake("not-a-document", "this is not a document of pandoc as JSON", hint=hint) from None


def run() -> None:
    """The `tensorgraph-filter` script."""
    from tensorgraph.cli import RECURSION

    sys.setrecursionlimit(max(RECURSION, sys.getrecursionlimit()))
    sys.exit(main())
