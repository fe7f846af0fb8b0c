"""A definition as a function of its tensors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tensorgraph.einsum.binding import Bound, bind
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.torch_backend import execute
from tensorgraph.graph.network import Network


@dataclass(frozen=True)
class Compiled:
    """A callable that computes definitions with torch; `tensorgraph.Document.compile` makes it.

    Call it with the tensors by name: torch tensors, numpy arrays or nested lists, with an axis for each leg (thick legs
    fused, the last part fastest); a one-hot input as integer ids without its axis, or dense. Scalars and opaque
    functions are passed by name too. Sizes follow from the tensors. Returns a torch tensor with an axis for each leg.
    """

    network: Network
    name: str
    given: tuple[str, ...] = ()
    _plans: dict[tuple[Any, ...], Plan] = field(default_factory=dict, compare=False, repr=False)

    def __call__(
        self,
        *,
        also: Collection[str] = (),
        sizes: Mapping[str, int] | None = None,
        dtype: str | None = None,
        device: str | None = None,
        memory: int | None = None,
        **values: Any,
    ) -> Any:
        """The definition's value; with ``also`` a dict of it and those definitions, all from one pass.

        ``dtype`` and ``device`` default to those of the tensors (float32 where there is none), ``memory`` to most of
        what is free, in bytes.
        """
        bound = self.bind(values, sizes or {}, dtype, device, memory, also)
        results = execute(
            bound.plan, bound.values, bound.scalars, bound.functions, bound.dtype, bound.device, also
        )
        return results if also else results[self.name]

    def bind(
        self,
        values: Mapping[str, Any],
        sizes: Mapping[str, int],
        dtype: str | None,
        device: str | None,
        memory: int | None,
        also: Collection[str],
    ) -> Bound:
        """Everything checked before anything runs."""
        return bind(self.network, (self.name, *also), self.given, values, sizes, dtype, device, memory, self._plan)

    def _plan(self, targets: tuple[str, ...], sizes: Mapping[str, int]) -> Plan:
        key = (targets, tuple(sorted(sizes.items())))
        if key not in self._plans:
            self._plans[key] = make_plan(self.network, targets, sizes, self.given)
        return self._plans[key]


Function = Callable[..., Any]
