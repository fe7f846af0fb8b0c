"""Provers with a mistake planted, and the kinds of mutants that show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest

from tensorgraph.graph.nodes import Product
from tensorgraph.graph.scalar import ONE
from tensorgraph.rewrite import isomorphism, web

Plant = Callable[[pytest.MonkeyPatch], None]


def _ignore_leg_order(patch: pytest.MonkeyPatch) -> None:
    """Every leg of a tensor is any leg."""
    patch.setattr(web._Builder, "_leg", lambda self, node, leg, on, *label: _join(self, node, leg, on, "leg"))


def _ignore_parts(patch: pytest.MonkeyPatch) -> None:
    """The parts of a thick leg are alike."""
    patch.setattr(web._Builder, "_leg", lambda self, node, leg, on, *label: _join(self, node, leg, on, *label))


def _join(builder: web._Builder, node: int, leg: object, on: object, *label: object) -> None:
    for wire in leg:  # type: ignore[attr-defined]
        builder.web.join(node, builder._end(wire, on), *label)  # type: ignore[arg-type]


def _ignore_axes(patch: pytest.MonkeyPatch) -> None:
    """A bubble is known by its function and its inside."""
    whole = web._Builder._bubble
    patch.setattr(web._Builder, "_bubble", lambda self, bubble, on: whole(self, replace(bubble, axes=()), on))


def _ignore_free_names(patch: pytest.MonkeyPatch) -> None:
    """Any free wire is any other of its dimension."""
    whole = isomorphism.web_of
    patch.setattr(
        isomorphism, "web_of", lambda setting, term, free: whole(setting, term, {wire: wire.dim for wire in free})
    )


def _ignore_scalars(patch: pytest.MonkeyPatch) -> None:
    """Terms are compared without their coefficients."""
    whole = isomorphism.web_of

    def bare(setting: object, term: Product, free: object) -> web.Web:
        return whole(setting, replace(term, coefficient=ONE), free)  # type: ignore[arg-type]

    patch.setattr(isomorphism, "web_of", bare)


def _ignore_names(patch: pytest.MonkeyPatch) -> None:
    """Tensors are known by how many legs they have."""
    whole = web._Builder._tensor

    def of(self: web._Builder, tensor: object, on: object) -> int:
        made = whole(self, tensor, on)  # type: ignore[arg-type]
        self.web.labels[made] = ("tensor",)
        return made

    patch.setattr(web._Builder, "_tensor", of)


def _colours_suffice(patch: pytest.MonkeyPatch) -> None:
    """Only the first look counts: which nodes there are, and not how they are joined."""
    patch.setattr(isomorphism.Colours, "refined", lambda self, web, colours: colours)
    patch.setattr(isomorphism, "same_shape", lambda one, other, colours: one.key == other.key)


BROKEN: Mapping[str, tuple[Plant, Collection[str]]] = {
    "leg order": (_ignore_leg_order, ("transpose", "swap wires")),
    "parts of thick legs": (_ignore_parts, ("reorder a Kronecker product",)),
    "axes of bubbles": (_ignore_axes, ("move an axis",)),
    "free wires": (_ignore_free_names, ("swap wires", "transpose")),
    "scalars": (_ignore_scalars, ("change a scalar",)),
    "names of tensors": (_ignore_names, ("exchange heads",)),
    "colours without neighbours": (_colours_suffice, ("swap wires",)),
}
"""By name: how the mistake is planted, and the kinds of mutants that must show it."""
