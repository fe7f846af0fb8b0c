"""Frames drawn together: scenes of one size in which what stays keeps its place."""
