"""Pages made by hand, and views that only the tests have."""

from __future__ import annotations

from tensorgraph.diagram.theme import Paint
from tensorgraph.explain.page import Cell, Grid, Page, Section
from tensorgraph.graph.network import Network
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.statement import Statement
from tensorgraph.views.view import View

HEAD = """
dim context = 4, model = 3
param W[model, model]
input x[context, model]
y[i, m] = x[i, n] W[n, m]
z[i, m] = y[i, n] W[n, m] + x[i, m]
show both { labels: ("One $x_1$", "Two"), also: (formula, torch), headings: auto }: y[i, m]; x[i, n] W[n, m]
show plain: z[i, m] == unfold(z[i, m]) == unfold(z[i, m], y)
show differ: y[i, m] != x[i, m]
"""


def equation(network: Network, statement: Statement) -> tuple[Line, ...]:
    """Its name and the names of its tensors, as mathematics."""
    names = [factor.name for term in statement.graph.body.terms for factor in term.factors if hasattr(factor, "name")]
    made: Line = (Piece(statement.name or "Y", statement.name), Piece(" = "))
    for name in names:
        made = (*made, Piece(name, name), Piece("_i "))
    return (made,)


def code(network: Network, statement: Statement) -> tuple[Line, ...]:
    """Two lines of code."""
    return ((Piece("# code"),), (Piece("use("), *equation(network, statement)[0], Piece(")")))


def said(network: Network, statement: Statement) -> tuple[Line, ...]:
    """Words in two columns."""
    return (
        (
            Piece("free"),
            Piece(f"   {len(statement.graph.legs)} legs"),
        ),
    )


VIEWS = {
    "formula": View("Equation", "math", equation),
    "torch": View("Code", "code", code),
    "shape": View("In words", "words", said),
    "cost": View("Nothing", "code", lambda network, statement: ()),
}

BLUE, DARK = Paint("#9ccaec", "#111111"), Paint("#202020", "#ffffff")
EVIL = (
    '</pre></desc><script>alert(1)</script>" onload="x \x1b[2J\u202e\x07 '
    "\\input{/etc/passwd} $`|]( javascript:x) & # % ~ ^ ```"
)
"""What no writer may make anything of but text: markup, codes of a terminal, LaTeX, Markdown."""


def hostile(words: str = EVIL) -> Page:
    """A page that says the same everywhere; the formula has only what a formula may have."""
    line = (Piece(words, "A"), Piece(words))
    sections = (
        Section("code", words, "code", (line, (Piece("    " + words),))),
        Section("said", words, "words", ((Piece(words.replace("$", ""), "A"), Piece("   " + words.replace("$", ""))),)),
        Section("formula", words, "math", ((Piece("y = "), Piece("A", "A"), Piece("_i")),)),
    )
    cells = (Cell("code", (line,)), Cell("words", ((Piece(words.replace("$", "")),),)))
    return Page(words, words, words, None, sections, Grid((words.replace("$", ""),) * 2, (cells, cells)), {"A": BLUE})
