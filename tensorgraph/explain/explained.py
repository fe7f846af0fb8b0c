"""Names of a document, explained: what shows itself in a notebook, and is written in every format."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tensorgraph.diagram.theme import Theme
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.page import Page
from tensorgraph.explain.writers import Manner, known_format, write
from tensorgraph.files import write_whole
from tensorgraph.graph.network import Network


@dataclass(frozen=True)
class Explained:
    """Pages side by side: picture, formula, code. In a notebook they show themselves."""

    pages: tuple[Page, ...]

    def render(self, format: str, standalone: bool = False) -> str:
        """The pages as a text: "html", "md", "tex" or "txt"; ``standalone`` makes a document of "tex".

        >>> import tensorgraph as tg
        >>> tg.load(tg.example("head")).explain("h", only="formula").render("md").splitlines()[0]
        '# h'
        """
        return write(format, self.pages, Manner(standalone=standalone)).data.decode()

    def save(self, path: str | Path, standalone: bool = False) -> None:
        """The pages in a file, whose ending says the format; with Markdown the pictures lie beside it."""
        path = Path(path)
        save(path, known_format(path.suffix.removeprefix(".").lower()), self.pages, Manner(path.stem, standalone))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from tensorgraph.explain.writers.html import fragment

        return {"text/html": fragment(self.pages), "text/plain": self.render("txt")}

    def __str__(self) -> str:
        return self.render("txt").rstrip("\n")

    def __repr__(self) -> str:
        return f"<{', '.join(page.name for page in self.pages)} of {self.pages[0].file}, explained>"


def explained(
    network: Network,
    names: Collection[str],
    only: Collection[str] = (),
    sizes: Mapping[str, int] | None = None,
    given: str | Collection[str] = (),
    theme: Theme | str | None = None,
) -> Explained:
    """The pages of names, as `Document.explain` says."""
    frozen = (given,) if isinstance(given, str) else tuple(given)
    return Explained(pages_of(network, tuple(names), Wanted(tuple(only), sizes or {}, frozen, theme)))


def save(path: Path, format: str, pages: tuple[Page, ...], manner: Manner) -> None:
    """Pages in a file, and what lies beside it; each file whole or not at all."""
    written = write(format, pages, manner)
    for name, data in written.beside:
        write_whole(path.parent / name, data)
    write_whole(path, written.data)
