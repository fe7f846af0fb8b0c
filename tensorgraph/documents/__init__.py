"""Documents: a fenced block of the language in Markdown, and what stands in its place.

`block.parts` is the one function from a block to a picture, its source and its verdicts. The doors to it are the filter
of pandoc and Quarto (`pandoc.py`), the extension of Sphinx (`sphinx.py`) and plain Markdown (`markdown.py`).
"""
