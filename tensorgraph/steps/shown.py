"""Steps in a notebook: the animation, or every frame on a page of its own where a document is made of it."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.notebook.bundle import PLAIN, Bundle, chosen, wanted_formats
from tensorgraph.notebook.shown import mistakes_html

if TYPE_CHECKING:
    from tensorgraph.steps.stepped import Stepped

KINDS = {"svg": "image/svg+xml", "pdf": "application/pdf"}
"""What a notebook calls the formats that hold all frames; for others it takes the animation."""


def stepped_bundle(stepped: Stepped, include: Collection[str] | None, exclude: Collection[str] | None) -> Bundle:
    """The frames as data by kind; a mistake in them as its message."""
    formats = [format for format in wanted_formats(os.environ) if format in KINDS] or ["svg"]
    try:
        made: dict[str, Any] = {KINDS[format]: stepped.render(format) for format in formats}
    except TensorgraphError as error:
        return chosen({"text/html": mistakes_html(error), PLAIN: str(error)}, include, exclude)
    found = {kind: data.decode() if kind == KINDS["svg"] else data for kind, data in made.items()}
    return chosen({**found, PLAIN: repr(stepped)}, include, exclude)
