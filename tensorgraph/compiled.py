"""A definition as a function of its tensors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.binding import Bound, bind
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.plan import Plan
from tensorgraph.code.run import execute
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
        tensors: Mapping[str, Any] | None = None,
        /,
        *,
        also: str | Collection[str] = (),
        sizes: Mapping[str, int] | None = None,
        dtype: str | None = None,
        device: str | None = None,
        memory: int | None = None,
        **named: Any,
    ) -> Any:
        """The definition's value; with ``also`` a dict of it and those definitions, all from one pass.

        Tensors are passed by name, or in a mapping where a name is one of these options. ``dtype`` and ``device``
        default to those of the tensors (float32 where there is none), ``memory`` to most of what is free, in bytes.

        >>> import torch, tensorgraph as tg
        >>> doc = tg.loads("dim a\\nparam A[a, a], v[a]\\nx[i] = A[i, j] v[j]\\ny[i] = A[i, j] x[j]")
        >>> f = doc.compile("y")
        >>> f(A=2 * torch.eye(2), v=torch.ones(2), also=["x"])
        {'y': tensor([4., 4.]), 'x': tensor([2., 2.])}
        """
        if tensors is not None and not isinstance(tensors, Mapping):
            message = f"tensors are passed by name, and this is `{type(tensors).__name__}`"
            raise mistake("wrong-call", message, hint="write `f(x=x, W=W)`, or pass one mapping")
        also = (also,) if isinstance(also, str) else tuple(also)
        bound = self._bind({**(tensors or {}), **named}, sizes or {}, dtype, device, memory, also)
        results = execute(bound.plan, bound.values, bound.scalars, bound.functions, bound.dtype, bound.device, also)
        return results if also else results[self.name]

    def _bind(
        self,
        values: Mapping[str, Any],
        sizes: Mapping[str, int],
        dtype: str | None,
        device: str | None,
        memory: int | None,
        also: tuple[str, ...],
    ) -> Bound:
        """Everything checked before anything runs."""
        targets = (self.name, *also)
        return bind(self.network, targets, self.given, values, sizes, dtype, device, memory, self._plan)

    def __repr__(self) -> str:
        frozen = f" given {', '.join(self.given)}" if self.given else ""
        return f"<{self.name} of {self.network.source.name}, compiled{frozen}>"

    def _plan(self, targets: tuple[str, ...], sizes: Mapping[str, int]) -> Plan:
        key = (targets, tuple(sorted(sizes.items())))
        if key not in self._plans:
            self._plans[key] = make_plan(self.network, targets, sizes, self.given)
        return self._plans[key]
