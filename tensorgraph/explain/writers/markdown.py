"""A page as Markdown: mathematics between double dollars, code in fences, the pictures in files beside it.

Markdown has no colours; what GitHub, pandoc and Sphinx read alike is all that is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.formats import render
from tensorgraph.diagram.formats.tikz.escape import row_tex, words_tex
from tensorgraph.diagram.mixed import stretches
from tensorgraph.diagram.scene import Scene
from tensorgraph.explain.mathematics import formula_of
from tensorgraph.explain.page import Cell, Grid, Page, Section
from tensorgraph.explain.stops import parted
from tensorgraph.explain.writers import Manner, Written
from tensorgraph.views.line import Line, Piece, text_of

COLUMNS = 100
"""Of a line of words."""


def markdown(pages: Sequence[Page], manner: Manner) -> Written:
    """The pages under each other, in UTF-8. Where the file has a name, its pictures lie beside it as SVG."""
    beside: dict[str, bytes] = {}
    blocks = [block for page in pages for block in _page(page, manner, beside)]
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(beside.items()))


def _page(page: Page, manner: Manner, beside: dict[str, bytes]) -> Iterator[str]:
    yield f"# {words_md(page.name)}"
    yield f"{_code(page.about)} of {_code(page.file)}"
    if page.scene is not None:
        yield _picture(page.scene, page.name, manner, beside)
    for section in page.sections:
        yield f"## {words_md(section.heading)}"
        yield from _section(section)
    if page.grid is not None:
        yield "\n".join(_grid(page.grid, page, manner, beside))


def _picture(scene: Scene, name: str, manner: Manner, beside: dict[str, bytes]) -> str:
    """A link to the picture's file, with its words for those who cannot see it; without a file the words alone."""
    if not manner.stem:
        return "\n".join(wrap(words_md(scene.description), COLUMNS, break_on_hyphens=False, break_long_words=False))
    file = f"{manner.stem}-{_file(name)}.svg"
    beside[file] = render("svg", [scene])
    return f"![{words_md(scene.description)}]({_address(file)})"


def _file(name: str) -> str:
    """A name as that of a file; names have letters, digits, primes and arrows, and each has a file of its own."""
    return re.sub(r"[^\w'↑↓←→-]", "_", name)


def _address(file: str) -> str:
    """A file beside this one as a link: nothing in it may end the link."""
    from urllib.parse import quote

    return quote(file)


def _section(section: Section) -> Iterator[str]:
    if section.style == "math":
        yield from (f"$$\n{math_md(line)}\n$$" for line in section.lines)
    elif section.style == "code":
        yield _fenced([text_of(line) for line in section.lines])
    else:
        yield "\n".join(f"- {_in_line(line)}" for line in section.lines)


def _in_line(line: Line) -> str:
    """Words; what stands in columns is parted by dots."""
    return " · ".join(_words(text_of(part)) for part in parted(line))


def _fenced(lines: Sequence[str]) -> str:
    """Lines between fences that are longer than any in them."""
    text = "\n".join(_visible(line) for line in lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


SAFE = {
    r"\,": r"\thinspace ", r"\:": r"\medspace ", r"\;": r"\thickspace ", r"\!": r"\negthinspace ", r"\ ": r"~",
    r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\|": r"\Vert ", r"\_": r"\text{-}", r"\%": r"\text{ percent}",
    r"\&": r"\text{ and }", r"\#": r"\text{ no. }", r"\$": r"\text{ dollar}", r"\\": r"\text{ backslash }",
}  # fmt: skip
"""Commands that Markdown would take for its own escapes, as words of LaTeX."""


def math_md(line: Line) -> str:
    r"""A formula, in which a reader of Markdown finds nothing of its own.

    >>> from tensorgraph.views.line import Piece
    >>> math_md((Piece(r"a_{i}\,b < c"),))
    'a_i\\thinspace b\\lt c'
    """
    written = _with_all_letters(line)
    written = written.replace(r"\text{\textless{}}", "<").replace(r"\text{\textgreater{}}", ">")
    written = re.sub(r"\\[^a-zA-Z]", lambda found: SAFE.get(found[0], " "), written)
    return re.sub(r"\s+", " ", written.replace("<", r"\lt ").replace(">", r"\gt ").replace("|", r"\vert ")).strip()


def _with_all_letters(line: Line) -> str:
    """A formula in which letters that TeX has no font for stand as they are: who reads Markdown has them."""
    letters = dict.fromkeys(c for c in text_of(line) if c.isalpha() and not _has_tex(c))
    mark = "Qz"
    while mark in text_of(line):
        mark += "z"
    marks = {letter: f"{mark}{'k' * number}Q" for number, letter in enumerate(letters)}
    pieces = tuple(Piece("".join(marks.get(c, c) for c in piece.text)) for piece in line)
    written = row_tex(formula_of(pieces, ()).row)
    for letter, stand_in in marks.items():
        written = written.replace(stand_in, letter)
    return written


def _has_tex(letter: str) -> bool:
    """Whether every TeX has a letter."""
    try:
        return bool(letter.isascii() or words_tex(letter))
    except TensorgraphError:
        return False


def words_md(text: str) -> str:
    r"""Words in which nothing is markup.

    >>> words_md("a*b <c> [d]")
    'a\\*b &lt;c&gt; \\[d\\]'
    """
    shown = _visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = re.sub(r"([\\`*_\[\]|$~])", r"\\\1", shown)
    return re.sub(r"^(\s*)([-+#=]|\d+[.)])", lambda begun: f"{begun[1]}{begun[2][:-1]}\\{begun[2][-1]}", shown)


def _visible(text: str) -> str:
    """Without control characters, on one line."""
    return "".join(c if c.isprintable() else " " for c in text)


def _words(text: str) -> str:
    """Words with mathematics between dollars."""
    return "".join(f"${math_md((Piece(part),))}$" if is_math else words_md(part) for is_math, part in stretches(text))


def _code(text: str) -> str:
    """Code in a line, between more backticks than it has; blanks at its start are kept."""
    shown = _visible(text)
    lead = len(shown) - len(shown.lstrip(" "))
    shown = "\N{NO-BREAK SPACE}" * lead + shown[lead:]
    tick = "`" * (1 + max((len(run) for run in re.findall(r"`+", shown)), default=0))
    air = " " if "`" in shown else ""
    return f"{tick}{air}{shown}{air}{tick}" if shown.strip() else ""


def _grid(grid: Grid, page: Page, manner: Manner, beside: dict[str, bytes]) -> Iterator[str]:
    count = len(grid.rows[0]) if grid.rows else 0
    headings = [_words(text) for text in grid.headings] or [""] * count
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * count}"
    for number, row in enumerate(grid.rows, 1):
        yield f"| {' | '.join(_cell(cell, f'{page.name}-{number}', manner, beside) for cell in row)} |"


def _cell(cell: Cell, name: str, manner: Manner, beside: dict[str, bytes]) -> str:
    if cell.scene is not None:
        return _picture(cell.scene, name, manner, beside).replace("\n", " ")
    if cell.style == "math":
        return "<br>".join(f"${math_md(line)}$" for line in cell.lines)
    if cell.style == "code":
        return "<br>".join(_code(text_of(line)).replace("|", r"\|") for line in cell.lines)
    return "<br>".join(map(_in_line, cell.lines))
