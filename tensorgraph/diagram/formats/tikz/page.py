r"""A picture as LaTeX: a `tikzpicture` of named nodes and styles for `\input`, or a document with it.

It asks for TikZ without libraries, and for amsmath and amssymb where a label does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from tensorgraph.diagram.formats.tikz.cells import cells, ticks
from tensorgraph.diagram.formats.tikz.frames import PAPER, bubbles, tints
from tensorgraph.diagram.formats.tikz.names import scene_names
from tensorgraph.diagram.formats.tikz.nodes import bodies, node, spot
from tensorgraph.diagram.formats.tikz.styles import (
    Colour,
    Statement,
    colour_lines,
    colour_names,
    number,
    style_lines,
    written,
)
from tensorgraph.diagram.formats.tikz.texts import entries, labels, signs
from tensorgraph.diagram.formats.tikz.wires import wires
from tensorgraph.diagram.scene import Scene

COLUMNS = 100
"""Of a comment: as wide as an editor beside a slide."""

PACKAGES = {
    "amsmath": re.compile(r"\\(text|operatorname|[lr][vV]ert)\b"),
    "amssymb": re.compile(r"\\math(bb|frak)\b"),
    "textcomp": re.compile(r"\\textquotesingle\b"),
}
"""What a label may ask for beside TikZ."""

PREAMBLE = r"""\RequirePackage{fix-cm}
\documentclass{article}
\usepackage{amsmath, amssymb, tikz}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}\usepackage[T1]{fontenc}}{}
\newsavebox{\drawing}
\begin{document}
\begin{lrbox}{\drawing}%"""

CLOSING = r"""\end{lrbox}
% a page as large as the picture, in every engine
\ifdefined\pagewidth \let\pdfpagewidth\pagewidth \let\pdfpageheight\pageheight \fi
\pdfpagewidth=\wd\drawing \pdfpageheight=\ht\drawing
\hoffset=-1in \voffset=-1in
\shipout\box\drawing
\end{document}"""


def tikz(scene: Scene, standalone: bool = False) -> bytes:
    """The scene as a file of LaTeX in ASCII, but for its comments: a tikzpicture, or ``standalone`` a document.

    A TensorgraphError with the code ``text`` names a character that a basic TeX cannot set.
    """
    layers = _layers(scene)
    statements = [statement for _, layer in layers for statement in layer]
    page = Colour("page", scene.background or PAPER)
    names = {page: "tgpage", **colour_names(statements)}
    lines = [*_picture(scene, layers, names, standalone)]
    if standalone:
        lines = [PREAMBLE, *lines, CLOSING]
    return "\n".join([*_comment(scene, lines), *lines, ""]).encode()


def _layers(scene: Scene) -> list[tuple[str, list[Statement]]]:
    """What is drawn, from back to front; wires come after the nodes that they name."""
    names = scene_names(scene)
    shapes = list(bodies(scene, names))
    return [
        ("tints", list(tints(scene, names))),
        ("cells", list(cells(scene))),
        ("bubbles", list(bubbles(scene, names))),
        ("tensors", [statement for body in shapes for statement in node(body)]),
        ("wires", list(wires(scene, [spot(body) for body in shapes]))),
        ("labels of wires", list(labels(scene))),
        ("signs and words", list(signs(scene))),
        ("labels of cells", list(ticks(scene))),
        ("texts of the table", list(entries(scene))),
    ]


def _picture(
    scene: Scene, layers: Sequence[tuple[str, list[Statement]]], names: dict[Colour, str], standalone: bool
) -> Iterator[str]:
    statements = [statement for _, layer in layers for statement in layer]
    yield r"\begin{tikzpicture}[x=1bp, y=-1bp,"
    for line in style_lines(statements, names):
        yield f"  {line},"
    yield "  every tg picture/.try]"
    yield from colour_lines(names)
    if standalone:
        yield rf"\fill[tgpage] (0,0) rectangle ({number(scene.width)},{number(scene.height)});"
    looks = iter(list(written(statements, names)))
    for title, layer in layers:
        if layer:
            yield f"% {title}"
            yield from (next(looks) for _ in layer)
    yield r"\end{tikzpicture}%"


def _comment(scene: Scene, lines: Sequence[str]) -> Iterator[str]:
    """What the picture is, and what it asks for; a comment ends with its line, so no text has one of its own."""
    yield f"% {_line(scene.title)}, drawn by tensorgraph"
    yield from (f"% {line}" for line in wrap(_line(scene.description), COLUMNS, break_on_hyphens=False))
    wanted = [name for name, needs in PACKAGES.items() if any(map(needs.search, lines))]
    yield rf"% needs \usepackage{{{', '.join([*wanted, 'tikz'])}}}"


def _line(text: str) -> str:
    """Text on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
