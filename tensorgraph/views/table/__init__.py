"""A `show` as a table: a row of cells for each of its rows, a column for each view that `also:` names."""

from tensorgraph.views.table.cells import Cell, Content, Drawing, Table, is_table, table_of
from tensorgraph.views.table.columns import PICTURE, columns_of

__all__ = ["PICTURE", "Cell", "Content", "Drawing", "Table", "columns_of", "is_table", "table_of"]
