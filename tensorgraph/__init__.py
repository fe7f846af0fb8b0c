"""Tensor networks from one text: the picture, the computation, the verdict."""
