"""A page of HTML that needs nothing else and runs nothing: pictures and formulas as SVG, code as text.

Formulas have the letters of the pictures, in every browser and in print, and their words for those who cannot see them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.formats.html import policy
from tensorgraph.diagram.formats.inline import is_dark, plain
from tensorgraph.diagram.formats.svg import number, shape, svg_text
from tensorgraph.diagram.mixed import stretches
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Paint
from tensorgraph.explain.mathematics import spoken_formula
from tensorgraph.explain.page import Cell, Grid, Page
from tensorgraph.explain.stops import in_columns
from tensorgraph.explain.typesetting import set_line
from tensorgraph.explain.writers import Manner, Written
from tensorgraph.views.line import Line, Piece, text_of
from tensorgraph.views.view import Style

SIZE = 17.0
"""Units of a formula's letters: as many as the pixels of the page's own."""
LIGHT = {"soft": "#5c6067", "line": "#dcdcd8"}
DARK = {"soft": "#a4a7ad", "line": "#3a3d44"}
"""Soft text has a contrast of at least 4.5 with the grounds of our themes."""


def html(pages: Sequence[Page], manner: Manner) -> Written:
    """The pages as one file in UTF-8, the same bytes every time; light or dark as the first one's theme."""
    title = plain(", ".join(page.name for page in pages))
    style = _style(pages)
    ground = pages[0].ground if pages and pages[0].ground else "#ffffff"
    around = f"html {{ background: {ground}; }} body {{ margin: 0; }}"
    lines = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(around, style)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="tensorgraph">',
        f"<title>{title}</title>\n<style>{around}</style>\n</head>\n<body>",
        fragment(pages),
        "</body>\n</html>\n",
    ]
    return Written("\n".join(lines).encode())


def fragment(pages: Sequence[Page]) -> str:
    """The pages as a part of another page, such as a notebook, with the style that they need."""
    articles = "\n".join("\n".join(_article(page, f"{_stem(page)}-{k}")) for k, page in enumerate(pages))
    return f'<div class="tg-explain">\n<style>{_style(pages)}</style>\n{articles}\n</div>'


def _policy(*styles: str) -> str:
    """What the page may do: have these styles."""
    hashes = " ".join(policy(style, "").split("style-src ")[1].split(";")[0] for style in styles)
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'"


def _stem(page: Page) -> str:
    """What the ids of a page begin with, so that several pages of one notebook have ids of their own."""
    return "tg-" + hashlib.sha256(f"{page.file}\0{page.name}".encode(errors="replace")).hexdigest()[:8]


def _style(pages: Sequence[Page]) -> str:
    first = pages[0] if pages else Page("", "", "", None)
    shade = DARK if is_dark(first.ground) else LIGHT
    names = {"ground": first.ground, "ink": first.ink, **shade}
    paints = {_class(paint): paint for page in pages for paint in page.paints.values()}
    known = "; ".join(f"--tg-{name}: {colour}" for name, colour in names.items())
    chips = [f".tg-explain .{name} {{ background: {p.fill}; color: {p.text}; }}" for name, p in sorted(paints.items())]
    return "\n".join([f".tg-explain {{ {known}; }}", _css(), *chips])


@cache
def _css() -> str:
    return (Path(__file__).parent / "explain.css").read_text("utf-8")


def _class(paint: Paint) -> str:
    """The class of a paint, named by its colours."""
    return f"tg{paint.fill.lstrip('#')}{paint.text.lstrip('#')}"


def _article(page: Page, prefix: str) -> Iterator[str]:
    name, dot, rest = page.about.partition(" · ")
    yield f'<article><h1>{plain(name)} <span class="soft">{plain(dot + rest)}</span></h1>'
    if page.scene is not None:
        yield _figure(page.scene, prefix)
    for section in page.sections:
        yield f"<section><h2>{plain(section.heading)}</h2><div>"
        yield _block(section.lines, section.style, page)
        yield "</div></section>"
    if page.grid is not None:
        yield from _table(page.grid, page, prefix)
    yield "</article>"


def _figure(scene: Scene, prefix: str) -> str:
    """The picture as an element of the page, whose ids begin with ``prefix``."""
    _, _, element = svg_text(replace(scene, name=prefix, source=""), "pt").partition("?>\n")
    return f"<figure>\n{element}</figure>"


def _block(lines: Sequence[Line], style: Style, page: Page) -> str:
    match style:
        case "math":
            return "\n".join(_formula(line, page) for line in lines)
        case "code":
            written = "\n".join(_code(line, page.paints) for line in lines)
            return f"<pre>{written}</pre>"
    rows = in_columns(lines)
    if not rows:
        return "\n".join(f"<p>{_words(line, page)}</p>" for line in lines)
    made = ("".join(f"<td>{_words(part, page)}</td>" for part in row) for row in rows)
    return f'<table class="stops">{"".join(f"<tr>{cells}</tr>" for cells in made)}</table>'


def _code(line: Line, paints: Mapping[str, Paint]) -> str:
    """A line of code, each tensor on its colour."""
    return "".join(_chip(plain(piece.text), paints.get(piece.of)) for piece in line)


def _chip(text: str, paint: Paint | None) -> str:
    return f'<span class="chip {_class(paint)}">{text}</span>' if paint else text


def _words(line: Line, page: Page) -> str:
    """Words, with mathematics between dollars."""
    made = ""
    for piece in line:
        for is_math, part in stretches(piece.text) if "$" in piece.text else [(False, piece.text)]:
            made += (
                _formula((Piece(part),), page, "inline") if is_math else _chip(plain(part), page.paints.get(piece.of))
            )
    return made


def _formula(line: Line, page: Page, kind: str = "formula") -> str:
    """A formula as a picture, on a line of its own or, ``inline``, among words; as its LaTeX where its letters are in
    no font of ours."""
    try:
        made, said = set_line(line, page.paints, page.ink, SIZE), spoken_formula(line)
    except TensorgraphError:
        return f"<code>{plain(text_of(line))}</code>"
    box = made.bounds.grown(1.0)
    size = f'width="{number(box.width)}" height="{number(box.height)}"'
    view = f'viewBox="{number(box.left)} {number(box.top)} {number(box.width)} {number(box.height)}"'
    shapes = "".join(map(shape, made.items))
    return f'<svg class="{kind}" role="img" aria-label="{plain(said)}" {size} {view}>{shapes}</svg>'


# ---- tables ---------------------------------------------------------------------------------------------------


def _table(grid: Grid, page: Page, prefix: str) -> Iterator[str]:
    yield '<div class="wide"><table>'
    if any(grid.headings):
        heads = "".join(_heading(text, page) for text in grid.headings)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for place, row in enumerate(grid.rows):
        cells = "".join(_entry(cell, number == 0, page, f"{prefix}-{place}") for number, cell in enumerate(row))
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _heading(text: str, page: Page) -> str:
    return f'<th scope="col">{_words((Piece(text),), page)}</th>' if text.strip() else "<td></td>"


def _entry(cell: Cell, is_first: bool, page: Page, prefix: str) -> str:
    """A cell; words that begin a row are its name, which is read with each of the others."""
    shown = _cell(cell, page, prefix)
    is_name = is_first and cell.style == "words" and cell.scene is None
    return f'<th scope="row">{shown}</th>' if is_name else f"<td>{shown}</td>"


def _cell(cell: Cell, page: Page, prefix: str) -> str:
    return _figure(cell.scene, prefix) if cell.scene is not None else _block(cell.lines, cell.style, page)
