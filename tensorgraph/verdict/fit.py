"""`scalar c { fit }`: the scalars for which two sides are closest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.walk import products
from tensorgraph.verdict.compare import Array, largest
from tensorgraph.verdict.trial import Trial

Fits: TypeAlias = tuple[tuple[str, float], ...]
"""The scalars that were fitted, each with its value."""
CURVED = 1e-7
"""How far the sides may be from linear in the fitted scalars, relative to the largest entry, far above rounding."""


def fitted(
    network: Network, trial: Trial, graphs: Sequence[Graph], frozen: Collection[str]
) -> tuple[Array, Array, Fits]:
    """Both sides with the fitted scalars, and these, by least squares of left − right (which is affine in them)."""
    found = [_Side(network, trial, graph, frozen) for graph in graphs]
    names = list(dict.fromkeys(name for side in found for name in side.names))
    if not names:
        left, right = trial.evaluate(network, graphs, frozen)
        return left, right, ()
    left, right = (side.at({}) for side in found)
    columns = [
        _apart(*(side.slope(value, name) for side, value in zip(found, (left, right), strict=True))) for name in names
    ]
    base = _apart(left, right)
    fits = dict(zip(names, _least_squares(columns, base), strict=True))
    left, right = (side.at(fits) if side.names else value for side, value in zip(found, (left, right), strict=True))
    _refuse_curved(fits, _apart(left, right), base, columns)
    return left, right, tuple(fits.items())


@dataclass(frozen=True)
class _Side:
    """A side of an equation, by the scalars that are fitted."""

    network: Network
    trial: Trial
    graph: Graph
    frozen: Collection[str]

    @property
    def names(self) -> list[str]:
        """The fitted scalars of this side, in reading order."""
        found = (name for term in products(self.graph.body) for name, _ in term.coefficient.powers)
        scalars = self.network.scalars
        return list(dict.fromkeys(name for name in found if name in scalars and scalars[name].fit))

    def at(self, fits: Mapping[str, float]) -> Array:
        """The value of the side; a fitted scalar that is not given is zero."""
        scalars = {**dict.fromkeys(self.names, 0.0), **fits}
        (value,) = self.trial.with_scalars(scalars).evaluate(self.network, [self.graph], self.frozen)
        return value

    def slope(self, value: Array, name: str) -> Array | float:
        """What the side gains with a scalar, from its value at zero: exactly nothing where it has not got it."""
        return _apart(self.at({name: 1.0}), value) if name in self.names else 0.0


def _apart(left: Array | float, right: Array | float) -> Array:
    """Left − right in an array of its own, not a number where both are infinite."""
    with np.errstate(invalid="ignore"):
        return np.atleast_1d(np.subtract(left, right))


def _least_squares(columns: Sequence[Array], base: Array) -> list[float]:
    """The factors for which base + Σ factor · column is smallest, what is infinite left out.

    By the normal equations: they need no copies, and what they lose in the factors is not seen in a flat minimum.
    """
    for array in (base, *columns):
        known = np.isfinite(array)
        if not known.all():
            for other in (base, *columns):
                other[~known] = 0.0
    sizes = [float(np.sqrt(np.vdot(column, column))) or 1.0 for column in columns]
    gram = [
        [float(np.vdot(a, b)) / (s * t) for b, t in zip(columns, sizes, strict=True)]
        for a, s in zip(columns, sizes, strict=True)
    ]
    towards = [-float(np.vdot(column, base)) / size for column, size in zip(columns, sizes, strict=True)]
    chosen, *_ = np.linalg.lstsq(np.array(gram), np.array(towards), rcond=None)
    return [float(value) / size + 0.0 for value, size in zip(chosen, sizes, strict=True)]  # no zero with a sign


def _refuse_curved(fits: Mapping[str, float], found: Array, base: Array, columns: Sequence[Array]) -> None:
    """Refuse what is not base + Σ factor · column, which is made in place of the base."""
    scale = largest(base)
    for factor, column in zip(fits.values(), columns, strict=True):
        column *= factor
        base += column
    off = np.abs(np.subtract(found, base, out=found), out=found)
    if float(off.max(initial=0.0, where=np.isfinite(off))) > CURVED * scale:
        words = ", ".join(f"`{name}`" for name in fits)
        raise mistake("fit", f"the sides are not linear in {words}, so it cannot be fitted", hint="use it as a factor")
