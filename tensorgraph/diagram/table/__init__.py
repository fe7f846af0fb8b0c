"""A `show` as a table: its rows drawn under each other, with columns of texts beside them."""

from tensorgraph.diagram.table.entries import Column, Entries, entries_of
from tensorgraph.diagram.table.place import Strip, tabled
from tensorgraph.diagram.table.spoken import table_words

__all__ = ["Column", "Entries", "Strip", "entries_of", "table_words", "tabled"]
