r"""A page as LaTeX for `\input`, in a Beamer frame too, or as a document.

It defines no macro with arguments and needs no verbatim mode, so that a frame need not be fragile. Nothing of a file
reaches TeX as it was typed: formulas are written anew from their tree, words and code letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tensorgraph.diagram.formats import render
from tensorgraph.diagram.formats.formula import long_formula
from tensorgraph.diagram.formats.tikz.escape import row_tex, words_tex
from tensorgraph.diagram.mixed import stretches
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Paint
from tensorgraph.explain.mathematics import formula_of
from tensorgraph.explain.page import Cell, Grid, Page, Section
from tensorgraph.explain.stops import in_columns
from tensorgraph.explain.writers import Manner, Written
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.view import Style

PREAMBLE = r"""\documentclass{article}
\usepackage[margin=20mm]{geometry}
\usepackage{amsmath, amssymb, textcomp, tikz, xcolor}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}\usepackage[T1]{fontenc}}{}
\pagestyle{empty}
\begin{document}"""
CLOSING = r"\end{document}"
OPENING = r"""\begingroup\parindent=0pt \fboxsep=1pt
\tikzset{every tg picture/.style={baseline=(current bounding box.center)}}%
\edef\tgfont{\csname f@encoding\endcsname}\def\tgold{OT1}%
\def\tgquote{\ifx\tgfont\tgold\char13 \else\textquotesingle\fi}%"""
"""No indentation, tight grounds, pictures that stand in the middle of their line; the straight quote of TeX's own
typewriter, and of others."""
ENDING = r"\par\endgroup"
WIDTH = r"\ifdim\width>\linewidth\linewidth\else\width\fi"
"""Of a picture: its own, or the line's where it is wider."""
INDENTED = r"\ifdim\width>\dimexpr\linewidth-1em\relax\dimexpr\linewidth-1em\relax\else\width\fi"
"""The same for what stands in a section."""
SPECIAL = frozenset("\\{}$&#^_%~<>|\"'`-,?!")
"""Characters of code that TeX would take for something else, or make one of two."""
BREAKS = frozenset(",*")
BETWEEN_FACTORS = 900
"""What it costs to break a formula before a tensor: more than at a sign (500 at =, 700 at +)."""
LONGEST_BOX = 60
"""Characters of a name on a ground, which TeX cannot break: a longer call stands without."""
SIGNS = {"≠": r"\ensuremath{\ne}"}
QUOTES = {"'": r"\tgquote{}", "`": r"\textasciigrave{}"}


def latex(pages: Sequence[Page], manner: Manner) -> Written:
    """The pages, in ASCII but for comments: a part to `input` whose first lines say what it needs, or ``standalone`` a
    document.

    A TensorgraphError with the code ``text`` names a character that a basic TeX cannot set.
    """
    parts = ["\n".join(_page(page)) for page in pages]
    between = "\n\\newpage\n" if manner.standalone else "\n\\bigskip\n"
    body = between.join(parts)
    if manner.standalone:
        body = f"{PREAMBLE}\n{body}\n{CLOSING}"
    return Written(f"{body}\n".encode())


def _page(page: Page) -> Iterator[str]:
    yield f"% {_comment(page.name)} of {_comment(page.file)}, explained by tensorgraph"
    yield r"% needs \usepackage{amsmath, amssymb, textcomp, tikz, xcolor}"
    yield OPENING
    name, dot, rest = page.about.partition(" · ")
    yield rf"\textbf{{{_text(name)}}}{{\small{{}}{_text(dot + rest)}}}\par\medskip"
    if page.scene is not None:
        yield from (r"{\centering", _picture(page.scene, True), r"\par}\medskip")
    for section in page.sections:
        yield from _section(section, page)
    if page.grid is not None:
        yield from _table(page.grid, page)
    yield ENDING


def _comment(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _picture(scene: Scene, fits: bool) -> str:
    """A tikzpicture, not wider than the line."""
    drawn = render("tex", [scene]).decode()
    lines = "\n".join(line for line in drawn.splitlines() if not line.startswith("% "))
    return f"\\resizebox{{{WIDTH}}}{{!}}{{%\n{lines}\n}}" if fits else f"{{%\n{lines}\n}}"


def _section(section: Section, page: Page) -> Iterator[str]:
    yield rf"{{\footnotesize\color[HTML]{{5C6067}}{_text(section.heading)}}}\par\nobreak"
    yield rf"{{\leftskip=1em \rightskip=0pt plus 1fil {_sized(section.style)}"
    rows = in_columns(section.lines) if section.style == "words" else ()
    if rows:
        yield _stops(rows, page.paints) + r"\par"
    else:
        yield from (rf"{_line(line, section.style, page.paints)}\par" for line in section.lines)
    yield r"}\smallskip"


def _stops(rows: Sequence[Sequence[Line]], paints: Mapping[str, Paint]) -> str:
    """Words in columns, smaller where they are wider than the line."""
    cells = [[_line(part, "words", paints) for part in row] for row in rows]
    lines = [" & ".join([*most, rf"\raggedright {last}"]) + r" \tabularnewline" for *most, last in cells]
    columns = "l" * (len(rows[0]) - 1) + r"p{.4\linewidth}"
    table = "\n".join([rf"\begin{{tabular}}[t]{{@{{}}{columns}@{{}}}}", *lines, r"\end{tabular}"])
    return rf"\resizebox{{{INDENTED}}}{{!}}{{{table}}}"


def _sized(style: Style) -> str:
    """Code is smaller, and a line that is broken is seen to be one."""
    return r"\small\hangindent=0pt " if style == "code" else ""


def _line(line: Line, style: Style, paints: Mapping[str, Paint]) -> str:
    if style == "math":
        return rf"$\displaystyle {_formula(line, paints)}$"
    if style == "code":
        return _code(line, paints)
    return "".join(_words(piece, paints) for piece in line)


def _formula(line: Line, paints: Mapping[str, Paint]) -> str:
    """A formula, each tensor in a box of its colour."""
    formula = formula_of(line, paints)
    written = row_tex(formula.row)
    for stand_in, chip in formula.chips.items():
        inside = rf"$\color[HTML]{{{_html(paints[chip.name].text)}}}\vphantom{{A}}{row_tex(long_formula(chip.latex))}$"
        shown = _box(inside, paints[chip.name]) if len(chip.latex) <= LONGEST_BOX else _breaking(chip.latex)
        written = written.replace(rf"\text{{{stand_in}}}", shown)
    return re.sub(r"(?<=[\w}])(?=\{+\\colorbox)", rf"\\,\\penalty{BETWEEN_FACTORS} ", written)


def _breaking(latex: str) -> str:
    """A long call, which may break after its commas."""
    return row_tex(long_formula(latex)).replace(",", rf",\penalty{BETWEEN_FACTORS} ")


def _box(inside: str, paint: Paint) -> str:
    return rf"{{\colorbox[HTML]{{{_html(paint.fill)}}}{{{inside}}}}}"


def _html(colour: str) -> str:
    return colour.lstrip("#").upper()


def _code(line: Line, paints: Mapping[str, Paint]) -> str:
    """Letters of one width, blanks as many as there are; a line may break at a blank that is not at its start, and
    after the signs of `BREAKS`."""
    made, begun = "", False
    for piece in line:
        letters = ""
        for character in piece.text:
            begun = begun or not character.isspace()
            letters += _code_letter(character, begun)
        paint = paints.get(piece.of) if len(piece.text) <= LONGEST_BOX else None
        made += _box(rf"\color[HTML]{{{_html(paint.text)}}}\strut {letters}", paint) if paint else letters
    return rf"{{\ttfamily {made}\strut}}"


def _code_letter(character: str, begun: bool) -> str:
    if character.isspace():
        return r"\ " if begun else "~"
    if character in QUOTES or character in SIGNS:
        return QUOTES.get(character) or SIGNS[character]
    pause = r"\penalty0 " if character in BREAKS else ""
    if character in SPECIAL:
        return rf"{{\char{ord(character)}}}{pause}"
    return words_tex(character) + pause if character.isprintable() else "?"


def _words(piece: Piece, paints: Mapping[str, Paint]) -> str:
    """Words, with mathematics between dollars; a tensor's name in its colour."""
    paint = paints.get(piece.of)
    if paint is not None:
        return _box(rf"\color[HTML]{{{_html(paint.text)}}}\strut {_text(piece.text)}", paint)
    found = stretches(piece.text) if "$" in piece.text else iter([(False, piece.text)])
    return "".join(rf"\({row_tex(long_formula(part))}\)" if is_math else _text(part) for is_math, part in found)


def _text(text: str) -> str:
    return words_tex("".join(c if c.isprintable() else " " for c in text))


# ---- tables ---------------------------------------------------------------------------------------------------


def _table(grid: Grid, page: Page) -> Iterator[str]:
    """The rows under each other, smaller where they are wider than the line."""
    count = len(grid.rows[0]) if grid.rows else 0
    yield rf"\resizebox{{{WIDTH}}}{{!}}{{\begin{{tabular}}{{@{{}}{'l' * count}@{{}}}}"
    if any(grid.headings):
        yield " & ".join(rf"\textbf{{{_words(Piece(text), {})}}}" for text in grid.headings) + r" \\"
    for row in grid.rows:
        yield " &\n".join(_cell(cell, page) for cell in row) + r" \\"
    yield r"\end{tabular}}"


AIR = r"\raisebox{0pt}[\dimexpr\height+4pt\relax][\dimexpr\depth+4pt\relax]"
"""Over and under what is in a row, so that pictures of two rows do not touch."""


def _cell(cell: Cell, page: Page) -> str:
    if cell.scene is not None:
        return AIR + _picture(cell.scene, False)
    lines = [_in_cell(line, cell.style, page) for line in cell.lines]
    if len(lines) == 1:
        return f"{AIR}{{{lines[0]}}}"
    return AIR + r"{\begin{tabular}{@{}l@{}}" + r" \\ ".join(lines) + r"\end{tabular}}"


def _in_cell(line: Line, style: Style, page: Page) -> str:
    """A formula in a table is set as in a line of text, its sums low."""
    return f"${_formula(line, page.paints)}$" if style == "math" else _line(line, style, page.paints)
