"""What is no single picture, as HTML and as plain text: documents, verdicts, mistakes.

Colours are those that can be read on white and on black, because the ground is the reader's.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.formats.compact import compact
from tensorgraph.notebook.bundle import PLAIN, Bundle, chosen

if TYPE_CHECKING:
    from tensorgraph.document import Document
    from tensorgraph.verdict.verdict import Verdict

RED, GREEN, AMBER, GREY = "#d9413b", "#1f8f4d", "#a8741a", "#7a7f87"
"""On white and on black each has a contrast of at least 4 (WCAG 2.1's measure; words in bold)."""
WORDS: Mapping[str, str] = {"proved": GREEN, "holds": GREEN, "differs": GREEN, "false": RED}
"""The colour of a verdict's word; amber for every other."""
GAP = "  "
MOST_SHOWN = 12
"""Pictures of a document that show themselves; the others are named."""
CELL = "text-align: left; vertical-align: top; padding: 0.2em 0.8em 0.2em 0"


@dataclass(frozen=True)
class Shown:
    """A text that a notebook shows as HTML, and everything else as it is."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return chosen({"text/html": self.html, PLAIN: self.text}, include, exclude)

    def __repr__(self) -> str:
        return self.text


def document_bundle(document: Document, include: Collection[str] | None, exclude: Collection[str] | None) -> Bundle:
    """A document by its pictures, each under its name; where it has none, by its definitions."""
    names = document.pictures or document.names
    try:
        pictures = "".join(_named(name, compact(document[name].scene)) for name in names[:MOST_SHOWN])
    except TensorgraphError as error:
        pictures = mistakes_html(error)
    rest = names[MOST_SHOWN:]
    more = f"<p>and {len(rest)} more: {html.escape(', '.join(rest))}</p>" if rest else ""
    return chosen({"text/html": f"<div>{pictures}{more}</div>", PLAIN: repr(document)}, include, exclude)


def _named(name: str, picture: str) -> str:
    return f'<figure style="margin: 0.6em 0"><figcaption>{html.escape(name)}</figcaption>{picture}</figure>'


def mistakes_html(error: TensorgraphError) -> str:
    """Every diagnostic as it stands on a terminal, its code in red."""
    marked = (
        _plain(str(one)).replace(f"error[{one.code}]", f'<b style="color: {RED}">error[{one.code}]</b>', 1)
        for one in error.diagnostics
    )
    return f'<pre role="alert">{"<br><br>".join(marked)}</pre>'


def verdicts_html(verdicts: Sequence[Verdict]) -> str:
    """A row for each equation: the word, the name, the equation, and why."""
    if not verdicts:
        return "<p>nothing to check</p>"
    return _table(("verdict", "name", "equation", "why"), (_verdict_cells(verdict) for verdict in verdicts))


def _verdict_cells(verdict: Verdict) -> tuple[str, ...]:
    word = f'<b style="color: {WORDS.get(verdict.word, AMBER)}">{_plain(verdict.word)}</b>'
    why = f"{_plain(verdict.scope)}; {_lines(_why(verdict))}"
    return word, _plain(verdict.name), f"<code>{_plain(verdict.text)}</code>", why


def verdicts_text(verdicts: Sequence[Verdict]) -> str:
    """The same in lines of text."""
    width = max((len(verdict.word) for verdict in verdicts), default=0)
    indent = "\n" + " " * (width + len(GAP))
    lines = (f"{v.word.ljust(width)}{GAP}{v.name}: {v.text}\n{v.scope}; {_why(v)}" for v in verdicts)
    return "\n".join(line.replace("\n", indent) for line in lines) or "nothing to check"


def _why(verdict: Verdict) -> str:
    """Why it is so, and what the author may have meant."""
    return "\n".join([verdict.detail, *(f"hint: {hint}" for hint in verdict.hints)])


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f'<th scope="col" style="{CELL}">{cell}</th>' for cell in header)
    body = "".join("<tr>" + "".join(f'<td style="{CELL}">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _lines(text: str) -> str:
    return "<br>".join(map(_plain, text.splitlines()))


def _plain(text: str) -> str:
    """Text that is nothing but text; dollars would be read as mathematics."""
    return html.escape(text).replace("$", "&#36;")
