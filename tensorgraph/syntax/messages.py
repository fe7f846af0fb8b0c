"""Syntax errors in words. Never a name of the grammar.

`WRONG` is the catalogue: the smallest wrong statements, each with what to say. Where the parser stops on one of them
(its state and the word it did not expect) is looked up when a user's statement stops in the same place; the table is
built at the first syntax error. Anything else is said from the words that could have followed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from tensorgraph.diagnostics import near

WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("missing-equals", "y[i] A[i, j]\n", "a definition needs `=` after its left-hand side", "write `y[i] = …`"),
    ("missing-equals", "y\n", "a statement cannot be only a name", "write `y[…] = …`, or one of the words a statement starts with"),
    ("missing-equals", "y[i]\n", "this defines nothing", "write `y[i] = …`"),
    ("not-an-equation", "y[i] == x[i]\n", "`==` is for `show` and `check`; a definition has one `=`", "write `=`, or `check name: … == …`"),
    ("missing-expression", "y[i] =\n", "nothing stands after `=`", "write the expression, or indent the line that continues it"),
    ("missing-expression", "y[i] = x[i] +\n", "nothing stands after the sign", "write the next term"),
    ("missing-expression", "y[i] = x[i] *\n", "nothing stands after the operator", "write the next factor"),
    ("missing-expression", "y[i] = ()\n", "the parentheses are empty", "write an expression in them"),
    ("missing-expression", "y[i] = f()\n", "the call has no argument", "write an expression in the parentheses"),
    ("two-signs", "y[i] = x[i] + - z[i]\n", "two signs in a row", "write one"),
    ("two-signs", "y[i] = x[i] * - z[i]\n", "a sign cannot follow an operator", "put the sign before the term"),
    ("two-signs", "y[i] = x[i] + * z[i]\n", "two operators in a row", "write one"),
    ("two-signs", "y[i] = x[i] * * z[i]\n", "powers are not written with `**`, and there are two operators in a row", "write `square(…)`, or the factor twice"),
    ("one-equals", "check c: a = b\n", "an equation is written `==`; one `=` defines a name", "write `==`"),
    ("one-equals", "check c: a[i] = b[i]\n", "an equation is written `==`; one `=` defines a name", "write `==`"),
    ("one-equals", "check c: f(a) = b\n", "an equation is written `==`; one `=` defines a name", "write `==`"),
    ("one-equals", "check c: f(a)[i] = b\n", "an equation is written `==`; one `=` defines a name", "write `==`"),
    ("one-equals", "y[i] = x[i] = z[i]\n", "a definition has one `=`", "define the second name in a statement of its own"),
    ("missing-colon", "show x[i]\n", "a picture needs a name and a colon before its expression", "write `show name: …`"),
    ("missing-colon", "show x\n", "a picture needs a name and a colon before its expression", "write `show name: …`"),
    ("missing-colon", "show a b\n", "a picture needs a name and a colon before its expression", "write `show name: …`"),
    ("missing-colon", "show a == b\n", "a picture needs a name and a colon before its expression", "write `show name: … == …`"),
    ("missing-colon", "show a = b\n", "a picture's name is followed by a colon", "write `show name: …`"),
    ("missing-colon", "check a == b\n", "an equation needs a name and a colon before it", "write `check name: … == …`"),
    ("missing-colon", "check x[i] == b\n", "an equation needs a name and a colon before it", "write `check name: … == …`"),
    ("missing-colon", "check a b\n", "an equation needs a name and a colon before it", "write `check name: … == …`"),
    ("missing-name", "show : a\n", "the picture has no name", "write `show name: …`"),
    ("missing-name", "check : a == b\n", "the equation has no name", "write `check name: …`"),
    ("missing-name", "dim 3\n", "a dimension's name comes first", "write `dim name = 3`"),
    ("missing-name", "dim\n", "no dimension is named", "write `dim name = 3`"),
    ("missing-name", "param [a]\n", "the tensor has no name", "write `param W[a, b]`"),
    ("missing-name", "param\n", "no tensor is named", "write `param W[a, b]`"),
    ("missing-comma", "dim a = 3 b = 4\n", "two dimensions need a comma between them", "write `dim a = 3, b = 4`"),
    ("missing-comma", "dim a b\n", "two dimensions need a comma between them", "write `dim a, b`"),
    ("missing-comma", "y[i j] = x[i]\n", "wires are parted by commas; a thick wire is written `(i j)`", "write `[i, j]`"),
    ("missing-comma", "param W[a b]\n", "legs are parted by commas; a thick leg is written `(a b)`", "write `[a, b]`"),
    ("missing-comma", "param W[a] V[b]\n", "two tensors need a comma between them", "write `param W[a], V[b]`"),
    ("missing-comma", "param W[a] { x: 1 y: 2 }\n", "attributes are parted by commas", "write `{ a: 1, b: 2 }`"),
    ("colon-for-size", "dim a: 3\n", "a size is written with `=`", "write `dim a = 3`"),
    ("bad-size", "dim a = -3\n", "a size is a positive whole number", "write `dim a = 3`"),
    ("bad-size", "dim a = 2.5\n", "a size is a whole number", "write `dim a = 3`"),
    ("bad-size", "dim a = b\n", "a size is a number; dimensions cannot be defined by others", "write the number"),
    ("bad-size", "dim a =\n", "no size stands after `=`", "write the number, or leave `=` out"),
    ("bad-index", "y[i] = A[0.5, i]\n", "a fixed index is a whole number", "write `0`, or the name of a wire"),
    ("bad-index", "y[i] = A[i+1, i]\n", "indices are not computed", "use `shift[i, j]` for the previous position"),
    ("bad-index", "y[i] = A[0:3, i]\n", "ranges are not part of the language", "slice the tensor before it is bound"),
    ("bad-index", "y[i] = A[:, i]\n", "every leg has the name of a wire", "write a name in place of `:`"),
    ("bad-index", "y[i] = A[*, i]\n", "every leg has the name of a wire", "write a name"),
    ("trailing-comma", "y[i,] = x[i]\n", "a comma stands before the closing bracket", "delete it, or name another wire"),
    ("power", "y[i] = x[i]^2\n", "`^` writes superscripts, and stands before the brackets; there are no powers", "write `square(…)`, or the factor twice"),
    ("power", "y[i] = (x[i])^2\n", "there are no powers; `^` writes superscripts of a name", "write `square(…)`, or the factor twice"),
    ("power", "y[i] = f(x[i])^2\n", "there are no powers; `^` writes superscripts of a name", "write `square(…)`, or the factor twice"),
    ("power", "y[i] = 2^x\n", "there are no powers; `^` writes superscripts of a name", "write `exp(…)` or the number"),
    ("power", "y[i] = x^(2)\n", "a superscript is a wire or a whole number, and there are no powers", "write `square(…)`, or the factor twice"),
    ("power", "y[i] = x^-1\n", "there are no powers", "write `reciprocal(…)`"),
    ("brackets-twice", "y[i] = A[i][j]\n", "the wires of a tensor stand in one pair of brackets", "write `A[i, j]`"),
    ("brackets-twice", "y[i] = (A)[i]\n", "brackets name the legs of a tensor; a group's wires leave it by name", "delete the brackets"),
    ("brackets-twice", "y[i] = f(A)[i][j]\n", "the wires of a call stand in one pair of brackets", "write `[i, j]`"),
    ("brackets-twice", "y[i] = 2[i]\n", "a number has no legs", "write the number alone: it is the same everywhere"),
    ("relation-in-definition", "y[i] = x[i] == z[i]\n", "a definition holds no relation", "write `check name: … == …`"),
    ("relation-in-definition", "y[i] = f(x) == z[i]\n", "a definition holds no relation", "write `check name: … == …`"),
    ("relation-inside", "check c: (a == b)\n", "a relation stands between whole sides, not inside parentheses", "delete the parentheses"),
    ("rows-in-check", "check c: a == b; c == d\n", "a `check` has one row", "write a `check` for each"),
    ("within-what", "check c: a ~= b within\n", "no number stands after `within`", "write `within 0.05`"),
    ("attributes-place", "show n: a { stack }\n", "attributes stand before the colon", "write `show name { … }: …`"),
    ("attributes-place", "y[i] = x[i] { label: \"y\" }\n", "attributes stand before the `=`", "write `y[i] { … } = …`"),
    ("attribute-value", "param W[a] { label: }\n", "the attribute has no value", "write `name: value`"),
    ("attribute-value", "param W[a] { label = 3 }\n", "an attribute's value follows a colon", "write `name: value`"),
    ("attribute-value", "param W[a] { \"x\" }\n", "an attribute starts with its name", "write `label: \"…\"`"),
    ("use-quotes", "use common\n", "the file's name stands in quotes", "write `use \"common.tg\"`"),
    ("brace-place", "y[i] = \"text\" x[i]\n", "the text of an underbrace stands after its term", "write `x[i] \"text\"`"),
    ("brace-place", "y[i] = x[i] \"text\" z[i]\n", "the text of an underbrace ends its term", "parenthesise the part: `(x[i] \"text\") z[i]`"),
    ("option-place", "y[i] = f(x[i], eps: a)\n", "the value of an option is a number", "write `eps: 1e-5`"),
    ("for-what", "y[i] = f(x, l)[i] for l layer\n", "`for` names an index `in` a dimension", "write `for l in layer`"),
)
"""Code, the smallest wrong statement, the message, what to write instead."""

_CHARACTERS = {
    "@": ("product-sign", "`@` is not used: factors stand side by side", "delete it, and name the joined wire in both factors"),
    "'": ("bad-quote", "texts stand in double quotes", 'write `"…"`'),
    ".": ("no-methods", "`.` is not used: there are no methods and no transposes", "exchange the wires instead: `A[j, i]`"),
    "\\": ("bad-character", "`\\` cannot stand outside a text", "LaTeX belongs into a label: `{ label: \"\\sigma\" }`"),
    "<": ("no-inequality", "inequalities are not part of the language", "use `==`, `!=` or `~= … within …`"),
    ">": ("no-inequality", "inequalities are not part of the language", "use `==`, `!=` or `~= … within …`"),
    "−": ("bad-character", "`−` (U+2212) is not the sign for minus here", "write `-`"),
    "·": ("product-sign", "`·` is not used: factors stand side by side", "delete it, or write `*`"),
    "≈": ("bad-character", "`≈` is drawn, not written", "write `~=`"),
    "≠": ("bad-character", "`≠` is drawn, not written", "write `!=`"),
    "∑": ("no-sum-sign", "sums are not written: a wire that is not on the left is summed", "delete it"),
}

_WORDS = {
    "NAME": "a name",
    "INT": "a whole number",
    "NUMBER": "a number",
    "STRING": "a text in quotes",
    "SIGN": "`+` or `-`",
    "OPERATOR": "`*` or `/`",
    "RELATION": "`==`, `!=` or `~=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "SEMICOLON": "`;`",
    "EQUAL": "`=`",
    "VBAR": "`|`",
    "CIRCUMFLEX": "`^`",
    "$END": "the end of the statement",
}

STATEMENT_WORDS = ("dim", "tensor", "param", "input", "scalar", "fn", "use", "def", "show", "check", "style")
"""The words a statement starts with, unless it defines a name."""


def explain(parser: Any, text: str, error: Any) -> tuple[str, str, str]:
    """Code, message and hint for a lark error in a statement."""
    token = getattr(error, "token", None)
    if token is None:
        return _character(text[error.pos_in_stream])
    return _statement_word(text) or _catalogue(parser).get(_key(error)) or _generic(error)


def _character(character: str) -> tuple[str, str, str]:
    known = _CHARACTERS.get(character)
    return known or ("bad-character", f"`{character}` is not a sign of the language", "delete it")


def _statement_word(text: str) -> tuple[str, str, str] | None:
    """A first word that is nearly one a statement starts with, followed by another word."""
    words = text.split(None, 2)
    if len(words) < 2 or not words[0].isidentifier() or not (words[1][0].isalpha() or words[1][0] == "_"):
        return None
    found = near(words[0], STATEMENT_WORDS)
    if not found or found[0] == words[0]:
        return None
    return "unknown-statement", f"no statement starts with `{words[0]}`", f"write `{found[0]}`"


def _key(error: Any) -> tuple[int, str]:
    state: int = error.interactive_parser.parser_state.position
    return state, error.token.type


@cache
def _catalogue(parser: Any) -> dict[tuple[int, str], tuple[str, str, str]]:
    from lark import UnexpectedToken

    found: dict[tuple[int, str], tuple[str, str, str]] = {}
    for code, wrong, message, hint in WRONG:
        try:
            parser.parse(wrong)
        except UnexpectedToken as error:
            found.setdefault(_key(error), (code, message, hint))
    return found


def _generic(error: Any) -> tuple[str, str, str]:
    found = "the end of the statement" if error.token.type == "$END" else f"`{error.token}`"
    expected = sorted({_WORDS.get(name, f"`{name.lower()}`") for name in error.accepts or error.expected})
    several = ", ".join(expected[:-1]) + (" or " if len(expected) > 1 else "") + expected[-1] if expected else "nothing"
    return "syntax", f"{found} cannot stand here", f"expected {several}"
