"""Notebooks: what shows itself there, and the magic that makes a cell a file of the language.

IPython calls what is here; nothing is imported from it but to display, so that pictures need no notebook.
"""
