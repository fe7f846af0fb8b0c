"""Which columns a `show` has: the views of `also:` in their order, and where its picture stands among them."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.network import Picture, Value
from tensorgraph.views import VIEWS
from tensorgraph.views.view import View

PICTURE = "picture"
"""The word of `also:` for the drawing of a row."""


def columns_of(picture: Picture, views: Mapping[str, View] = VIEWS) -> tuple[str, ...]:
    """The columns by name, the `PICTURE` among them, without the labels.

    Where `also:` does not say so, the picture stands behind the formulas that begin the row, before everything else.

    >>> import tensorgraph as tg
    >>> network = tg.loads("dim n\\ninput a[n]\\nshow p { also: (formula, torch) }: a[i]").network
    >>> columns_of(network.pictures[0])
    ('formula', 'picture', 'torch')
    """
    asked = texts(dict(picture.attributes).get("also"))
    if PICTURE in asked:
        return asked
    formulas = next((at for at, name in enumerate(asked) if views[name].style != "math"), len(asked))
    return (*asked[:formulas], PICTURE, *asked[formulas:])


def texts(value: Value | None) -> tuple[str, ...]:
    """The texts of an attribute, one or several; none where it says something else.

    >>> texts("formula"), texts(("formula", "torch")), texts(None)
    (('formula',), ('formula', 'torch'), ())
    """
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in items if isinstance(item, str))
