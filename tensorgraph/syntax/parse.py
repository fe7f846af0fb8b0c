"""From a text to its tree. All syntax errors of a file come at once, one a statement."""

from __future__ import annotations

import re

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.source import Source, Span
from tensorgraph.syntax.build import build_statement
from tensorgraph.syntax.machine import END, StopError, machine
from tensorgraph.syntax.messages import explain, is_first_word
from tensorgraph.syntax.split import Piece, bracket_error, split
from tensorgraph.syntax.tree import Program, Statement


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
            statements += _statements(source, piece)
        except TensorgraphError as error:
            errors += error.diagnostics
    if errors:
        raise TensorgraphError(errors)
    return Program(source, tuple(statements))


def _statements(source: Source, piece: Piece) -> list[Statement]:
    unmatched = bracket_error(source, piece)
    if unmatched:
        raise TensorgraphError([unmatched])
    try:
        parsed = machine().parse(piece.text)
    except StopError as stop:
        raise TensorgraphError([_diagnostic(source, piece, stop)]) from None
    return build_statement(source, piece.start, parsed)


def _diagnostic(source: Source, piece: Piece, stop: StopError) -> Diagnostic:
    code, message, hint = explain(machine(), piece.text, stop)
    if is_first_word(code, piece.text):
        first = re.split(r"[\s:{]", piece.text, maxsplit=1)[0]
        return Diagnostic(code, message, Span(source, piece.start, piece.start + len(first)), hint=hint)
    return Diagnostic(code, message, _place(source, piece, stop), hint=hint)


def _place(source: Source, piece: Piece, stop: StopError) -> Span:
    """The word that cannot stand there; of a statement that ends too early, the place after its last word."""
    if stop.token is not None and stop.token.kind == END:
        end = piece.start + stop.last_end
        return Span(source, end, end + 1)
    length = len(stop.token.text) if stop.token else 1
    return Span(source, piece.start + stop.position, piece.start + stop.position + length)
