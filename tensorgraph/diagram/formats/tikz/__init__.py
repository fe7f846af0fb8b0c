"""TikZ: a picture as LaTeX, of named nodes and styles."""

from tensorgraph.diagram.formats.tikz.page import tikz

__all__ = ["tikz"]
