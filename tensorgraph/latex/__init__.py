"""Pictures and steps for LaTeX: PDFs, their texts for those who cannot see them, and the package that shows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tensorgraph.diagram import render
from tensorgraph.diagram.scene import Scene
from tensorgraph.latex.alt import alt_file

PACKAGE = "tensorgraph.sty"
"""What a document loads, beside the pictures or where TeX finds it."""


def latex_files(pictures: Mapping[str, Scene], steps: Mapping[str, Sequence[Scene]]) -> dict[str, bytes]:
    r"""The files of a folder by name: `NAME.pdf` for ``\tensorgraph{NAME}``, `NAME-steps.pdf` with a page a step for
    ``\tensorgraph[steps]{NAME}``, beside each its texts, and the package.

    >>> import tensorgraph as tg
    >>> sorted(latex_files({"h": tg.load(tg.example("head"))["h"].scene}, {}))
    ['h.alt.tex', 'h.pdf', 'tensorgraph.sty']
    """
    every = {name: [scene] for name, scene in pictures.items()} | {f"{name}-steps": [*of] for name, of in steps.items()}
    found = {PACKAGE: (Path(__file__).parent / PACKAGE).read_bytes()}
    for name, scenes in every.items():
        found[f"{name}.pdf"] = render("pdf", scenes)
        found[f"{name}.alt.tex"] = alt_file([scene.description for scene in scenes]).encode()
    return found
