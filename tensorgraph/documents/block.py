"""The one function of this folder: from a block, its text and attributes, to what stands in its place.

Nothing of a block is executed, and it reads no file but .tg files below the document's folder and what they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Theme
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.documents.attributes import flag, known_attributes, names
from tensorgraph.explain.explained import Explained
from tensorgraph.source import Source, Span
from tensorgraph.syntax.read import decode, read_source


@dataclass(frozen=True)
class Block:
    """A block of a document.

    ``name`` is what messages call the document, ``line`` the line of it where the text begins, ``folder`` where files
    are looked for, ``identifier`` what the document refers to it by.
    """

    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    name: str = "<block>"
    line: int = 1
    folder: Path = Path()
    identifier: str = ""

    @property
    def source(self) -> Source:
        """The text at its place in the document, so that messages have the lines of the document."""
        return Source(self.name, "\n" * (self.line - 1) + decode(self.text.encode(errors="surrogatepass"), self.name))

    @property
    def span(self) -> Span:
        """The first words of the text, or where it would be."""
        text, (first, *_) = self.source.text, [*self.text.strip().splitlines(), ""]
        start = text.find(first) if first else len(text)
        return Span(self.source, start, start + len(first))


@dataclass(frozen=True)
class Picture:
    """A picture, the words for those who cannot see it, and the words below it."""

    scene: Scene
    alt: str
    caption: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class Listing:
    """A text as it is written, in a language that Pygments knows."""

    text: str
    language: str = "tensorgraph"


@dataclass(frozen=True)
class Rows:
    """A table of plain texts under a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part: TypeAlias = Picture | Listing | Rows | Explained


def parts(block: Block) -> tuple[Part, ...]:
    """What stands in place of a block: its source, its pictures, its verdicts, as its attributes say.

    A TensorgraphError with every mistake; `false` where an equation is, and the block is to be checked.

    >>> (picture,) = parts(Block("dim n\\ntensor v[n]\\nshow dot: v[i] v[i]", {"caption": "A dot product"}))
    >>> picture.caption, picture.scene.name
    ('A dot product', 'dot')
    """
    try:
        return _made(block, known_attributes(block.attributes, block.span))
    except TensorgraphError as error:  # what has no place of its own is a mistake of the block
        raise TensorgraphError(replace(one, span=one.span or block.span) for one in error.diagnostics) from None


def _made(block: Block, attributes: Mapping[str, str]) -> tuple[Part, ...]:
    document = Document.of(_source(block, attributes))
    wanted = names(attributes.get("show", "")) or document.pictures or document.names
    echo = [Listing(document.network.source.text.strip("\n"))] if flag(attributes, "echo") else []
    checked = [_verdicts(document)] if flag(attributes, "check") else []
    if "explain" in attributes:
        return (*echo, _explained(block, document, attributes), *checked)
    return (*echo, *_pictures(block, document, wanted, attributes), *checked)


def _explained(block: Block, document: Document, attributes: Mapping[str, str]) -> Explained:
    """Pages on the names; a mistake in `only` stands at the block."""
    only = names(attributes.get("only", ""))
    return document.explain(names(attributes["explain"]), only=only, theme=_theme(block, attributes))


def _source(block: Block, attributes: Mapping[str, str]) -> Source:
    if "file" not in attributes:
        return block.source
    if block.text.strip():
        hint = f'write `use "{attributes["file"]}"` in the block, or leave the text out'
        raise mistake("wrong-option", "a block has a text or a `file`, and this has both", block.span, hint)
    return read_source(inside(block.folder, attributes["file"], block.span))


def inside(folder: Path, name: str, span: Span | None = None, kind: str = ".tg", hint: str = "file=head.tg") -> Path:
    """A file of a kind below a folder; a TensorgraphError where it would be elsewhere."""
    path = folder / name
    try:
        below = "\0" not in name and path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        below = False
    if not below or path.suffix != kind:
        message = f"`{name}` is no {kind} file below the folder of the document"
        raise mistake("file", message, span, f"write `{hint}`")
    return path


def _pictures(
    block: Block, document: Document, wanted: tuple[str, ...], attributes: Mapping[str, str]
) -> Iterator[Picture]:
    """The pictures; the caption and what refers to them belong to the first."""
    theme = _theme(block, attributes)
    for place, name in enumerate(wanted):
        scene = document[name].at(width=attributes.get("width"), theme=theme).scene
        alt = attributes.get("alt", scene.description)
        scene = replace(scene, description=alt, source=scene.source.lstrip("\n"))
        first = place == 0
        yield Picture(scene, alt, attributes.get("caption", "") if first else "", block.identifier if first else "")


def _theme(block: Block, attributes: Mapping[str, str]) -> Theme | None:
    if "theme" not in attributes:
        return None
    name = attributes["theme"]
    if name.endswith(".toml"):
        inside(block.folder, name, block.span, ".toml", "theme=ours.toml")
    return theme_named(name, block.folder)


def _verdicts(document: Document) -> Rows:
    verdicts = document.check()
    spans = {picture.name: picture.span for picture in document.network.pictures}
    false = [verdict for verdict in verdicts if verdict.word == "false"]
    if false:
        raise TensorgraphError(
            Diagnostic(
                "false",
                f"`{verdict.text}` is false",
                spans.get(verdict.name),
                (),
                "\n".join([verdict.detail, *verdict.hints]),
            )
            for verdict in false
        )
    rows = tuple((v.word, v.name, v.text, f"{v.scope}; {v.detail}".replace("\n", " ")) for v in verdicts)
    return Rows(("verdict", "name", "equation", "why"), rows)
