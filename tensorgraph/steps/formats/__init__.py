"""What steps can be written as: a table, a function a format, from all frames to the bytes of one file.

What is not in it holds one frame: `tensorgraph.diagram.render` writes that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.formats import known_format, render
from tensorgraph.steps.drawn import Drawn

FORMATS: Mapping[str, str] = {
    "svg": "animated",
    "html": "stepper",
    "pptx": "morph",
    "reveal": "reveal",
}
"""By the ending of the file: the module of this folder, whose function of the same name writes it. `reveal` is a slide
of reveal.js, in HTML."""


def write(format: str, drawn: Drawn, /, **options: object) -> bytes:
    """All frames as the bytes of one file; options are those of the format of a picture.

    A TensorgraphError says which format or option there is not, or that the format holds one picture.
    """
    if format in FORMATS:
        module = import_module(f"{__name__}.{FORMATS[format]}")
        return cast("Callable[..., bytes]", getattr(module, FORMATS[format]))(drawn, **options)
    if not known_format(format).pages and len(drawn.scenes) > 1:
        hint = f"name one, `--step 0`, or a folder: `-o steps/ --format {format}`"
        raise mistake("several-pictures", f"{len(drawn.scenes)} frames cannot go into one {format} file", hint=hint)
    return render(format, drawn.scenes, **options)
