"""Rewriting: one rule a file, each from a graph to an equal graph."""

from tensorgraph.rewrite.unfold import resolve, resolve_picture

__all__ = ["resolve", "resolve_picture"]
