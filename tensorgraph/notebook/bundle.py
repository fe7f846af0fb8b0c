"""A picture as the kinds of data that a notebook keeps: SVG as a rule, PDF or PNG where a document is made of it.

Which kinds is said by the environment, so that it is seen, and goes from `nbconvert` and Quarto to the kernel:
``TENSORGRAPH_FORMATS=svg,pdf``, else Quarto's ``QUARTO_FIG_FORMAT``, else SVG alone.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.formats.compact import compact

if TYPE_CHECKING:
    from tensorgraph.figure import Figure

Bundle: TypeAlias = dict[str, Any]
"""Data by kind (MIME type)."""

KINDS: Mapping[str, tuple[str, Callable[[Figure], str | bytes]]] = {
    "svg": ("image/svg+xml", lambda figure: compact(figure.scene)),
    "pdf": ("application/pdf", lambda figure: figure.render("pdf")),
    "png": ("image/png", lambda figure: figure.render("png")),
}
"""By the name that `--format` and ``TENSORGRAPH_FORMATS`` know; what it is called in a notebook, and how it is made."""

QUARTO: Mapping[str, str] = {"pdf": "pdf", "png": "png", "jpeg": "png"}
"""What Quarto's documents cannot convert by themselves: PDF and office files. Its pages of HTML take SVG."""
PLAIN = "text/plain"


def bundle(figure: Figure, include: Collection[str] | None, exclude: Collection[str] | None) -> Bundle:
    """A picture as data by kind; a mistake in it as its message, because a notebook would print a traceback."""
    try:
        return figure_bundle(figure, wanted_formats(os.environ), include, exclude)
    except TensorgraphError as error:
        from tensorgraph.notebook.shown import mistakes_html

        return chosen({"text/html": mistakes_html(error), PLAIN: str(error)}, include, exclude)


def figure_bundle(
    figure: Figure,
    formats: Sequence[str],
    include: Collection[str] | None = None,
    exclude: Collection[str] | None = None,
) -> Bundle:
    """The picture in these formats, and its name; only what is included and not excluded is made.

    >>> import tensorgraph as tg
    >>> made = figure_bundle(tg.load(tg.example("head"))["head"], ["svg", "pdf"], exclude=["image/svg+xml"])
    >>> list(made), made["application/pdf"][:4]
    (['application/pdf', 'text/plain'], b'%PDF')
    """
    kinds = chosen(dict([*(KINDS[format] for format in formats), (PLAIN, repr)]), include, exclude)
    return {kind: make(figure) for kind, make in kinds.items()}


def chosen(kinds: Mapping[str, Any], include: Collection[str] | None, exclude: Collection[str] | None) -> Bundle:
    """Those that are included, where that is said, and not excluded."""
    return {
        kind: what
        for kind, what in kinds.items()
        if (not include or kind in include) and not (exclude and kind in exclude)
    }


def wanted_formats(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The formats that an environment asks for; a warning for a word that is none.

    >>> wanted_formats({"TENSORGRAPH_FORMATS": "svg, pdf"}), wanted_formats({"QUARTO_FIG_FORMAT": "retina"})
    (('svg', 'pdf'), ('svg',))
    """
    said = environment.get("TENSORGRAPH_FORMATS", QUARTO.get(environment.get("QUARTO_FIG_FORMAT", ""), "svg"))
    words = [word for word in said.replace(",", " ").split() if word]
    for word in words:
        if word not in KINDS:
            known = ", ".join(KINDS)
            warnings.warn(f"TENSORGRAPH_FORMATS: there is no format `{word}` here: {known}", stacklevel=2)
    return tuple(word for word in words if word in KINDS) or ("svg",)
