"""From a text to its tree. All syntax errors of a file come at once, one a statement."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.source import Source, Span
from tensorgraph.syntax.build import build_statement
from tensorgraph.syntax.messages import explain
from tensorgraph.syntax.split import Piece, bracket_error, split
from tensorgraph.syntax.tree import Program, Statement

PACKAGE = Path(__file__).parent.parent


def grammar_path() -> Path:
    """The grammar: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "grammar" / "tensorgraph.lark"
    return inside if inside.exists() else PACKAGE.parent / "grammar" / "tensorgraph.lark"


def parse(source: Source) -> Program:
    """The tree of a text; TensorgraphError with every syntax error it has.

    >>> program = parse(Source("a.tg", "dim model = 768, head"))
    >>> [str(statement.name) for statement in program.statements]
    ['model', 'head']
    """
    pieces, errors = split(source)
    statements: list[Statement] = []
    for piece in pieces:
        try:
            statements += _statement(source, piece)
        except TensorgraphError as error:
            errors += error.diagnostics
    if errors:
        raise TensorgraphError(errors)
    return Program(source, tuple(statements))


def _statement(source: Source, piece: Piece) -> Iterator[Statement]:
    from lark import UnexpectedInput

    unmatched = bracket_error(source, piece)
    if unmatched:
        raise TensorgraphError([unmatched])
    try:
        parsed = parser().parse(piece.text)
    except UnexpectedInput as error:
        raise TensorgraphError([_diagnostic(source, piece, error)]) from None
    yield from build_statement(source, piece.start, parsed)


def _diagnostic(source: Source, piece: Piece, error: Any) -> Diagnostic:
    found = getattr(error, "token", None)
    if found is not None and found.type == "$END":
        end = piece.start + len(piece.text.rstrip())
        span = Span(source, end, end + 1)
    elif found is not None:
        span = Span(source, piece.start + found.start_pos, piece.start + found.end_pos)
    else:
        span = Span(source, piece.start + error.pos_in_stream, piece.start + error.pos_in_stream + 1)
    code, message, hint = explain(parser(), piece.text, error)
    return Diagnostic(code, message, span, hint=hint)


@cache
def parser() -> Any:
    """Lark's parser for one statement."""
    from lark import Lark

    return Lark(grammar_path().read_text("utf-8"), parser="lalr", propagate_positions=True, maybe_placeholders=True)
