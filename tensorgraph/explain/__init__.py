"""One object side by side: picture, formula, einsum, loops, PyTorch, shapes and cost, for a terminal or a page."""

from tensorgraph.explain.explained import Explained, explained
from tensorgraph.explain.page import Page, Section

__all__ = ["Explained", "Page", "Section", "explained"]
