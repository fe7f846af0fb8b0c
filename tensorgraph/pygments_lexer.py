"""The language for Pygments, and so for Sphinx, MkDocs, Jupyter Book and minted: colours for each kind of word.

It colours what is half written as well: a mistake is the parser's to report, and only a character that no file can have
is an error here.
"""

from __future__ import annotations

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text

from tensorgraph.ops import FUNCTIONS

DECLARATIONS = ("dim", "tensor", "param", "input", "scalar", "fn", "use", "style")
STATEMENTS = ("def", "show", "check")
CLAUSES = ("place", "group", "brace", "given", "within", "top1", "for", "in")
SPECIAL = ("id", "ones", "copy", "shift", "causal", "unfold", "expand", "svd", "qr", "eigh", "eigvals")
"""Names that the language gives a meaning, beside its functions."""
NAME = r"[^\W\d][\w\u0300-\u036f]*'*"
NO_NAME = r"(?![\w\u0300-\u036f'])"


class TensorgraphLexer(RegexLexer):  # type: ignore[misc]
    """Files of tensor networks, ``*.tg``.

    >>> list(TensorgraphLexer().get_tokens("dim n"))[0]
    (Token.Keyword.Declaration, 'dim')
    """

    name = "tensorgraph"
    aliases = ("tensorgraph", "tg")
    filenames = ("*.tg",)
    url = ""
    version_added = ""

    tokens = {  # noqa: RUF012 (Pygments reads it from the class)
        "root": [
            (rf"^({'|'.join(DECLARATIONS)}){NO_NAME}", Keyword.Declaration),
            (rf"^(def)(\s+)({NAME})", bygroups(Keyword.Declaration, Text.Whitespace, Name.Function)),
            (rf"^(show|check)(\s+)({NAME})", bygroups(Keyword, Text.Whitespace, Name.Label)),
            (rf"(\^)({NAME}|[0-9]+)", bygroups(Operator, Name.Variable)),
            (r"\[", Punctuation, "wires"),
            (r"\{", Punctuation, "attributes"),
            (words(CLAUSES, suffix=NO_NAME), Keyword),
            (words(tuple(FUNCTIONS) + SPECIAL, suffix=NO_NAME), Name.Builtin),
            (NAME, Name),
            (r"[(),:;]", Punctuation),
            (r"==|!=|~=|[=+\-*/?]", Operator),
            (r"[\]}]", Punctuation),
            (r"[|^.!~]", Operator),
        ],
        "wires": [
            (r"\]", Punctuation, "#pop"),
            (rf"(:)(\s*)({NAME})", bygroups(Punctuation, Text.Whitespace, Name.Class)),
            (NAME, Name.Variable),
            (r"[(),:|+\-]", Punctuation),
        ],
        "attributes": [
            (r"\}", Punctuation, "#pop"),
            (rf"({NAME})(\s*)(:)", bygroups(Name.Attribute, Text.Whitespace, Punctuation)),
            (NAME, Name.Constant),
            (r"[(),:;^+\-]", Punctuation),
        ],
    }
    for _state in tokens.values():
        _state[:0] = [
            (r"#[^\n]*", Comment.Single),
            (r"\s+", Text.Whitespace),
            (r'"[^"\n]*"', String),
            (r"([0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+", Number.Float),
            (r"[0-9]+", Number.Integer),
        ]
