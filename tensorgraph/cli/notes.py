"""Lines on standard error about what is no mistake."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tensorgraph.document import Document
from tensorgraph.weights.notes import Note


@contextmanager
def notes_printed() -> Iterator[None]:
    """Notes of what runs inside, a line each; other warnings as ever."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", Note)
        yield
    for warning in caught:
        if issubclass(warning.category, Note):
            print(f"note: {warning.message}", file=sys.stderr)
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


def note_left_out(document: Document, source: str | None, map: str | None, sizes: Mapping[str, int]) -> None:
    """Say that files hold what the text does not use, where that may be trained."""
    left = [one for one in document.left_out(source, map, sizes, quick=True) if one.trainable]
    if left:
        gains = sum(one.is_vector for one in left)
        files = ", ".join(dict.fromkeys(one.store for one in left))
        name = document.network.source.name
        among = f", {gains} of them biases or gains" if gains else ""
        words = f"{_many(len(left), 'kind')} of entries that {name} does not use{among}"
        unused = "".join(f"; {why}" for why in dict.fromkeys(one.why for one in left) if why)
        print(f"note: {files}: {words}{unused}; `tensorgraph weights` lists them", file=sys.stderr)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
