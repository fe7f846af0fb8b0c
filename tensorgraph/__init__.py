"""Tensor networks from one text: the picture, the computation, the verdict.

>>> import tensorgraph as tg
>>> doc = tg.loads("dim a, b\\nparam A[a, b], v[b]\\ny[i] = A[i, j] v[j]\\ncheck two: 2 y[i] == y[i] + y[i]")
>>> doc["y"]
<picture y of text.tg>
>>> [verdict.word for verdict in doc.check()]
['proved']
"""

from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.document import Document, load, loads
from tensorgraph.figure import Figure, source_of
from tensorgraph.shipped import example, examples

__version__ = "0.1.0"
__all__ = ["Diagnostic", "Document", "Figure", "TensorgraphError", "example", "examples", "load", "loads", "source_of"]


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext tensorgraph` calls: the magic `%%tensorgraph` (docs/notebooks.md)."""
    from tensorgraph.notebook.magic import register

    register(shell)
