"""Constants kept between calls: what is made of parameters only, for as long as these are the same.

A parameter is the same while it is the same object, of the same version (torch counts what is written to a tensor) and
in the same memory. What torch does not count is not seen: writes through `.data`, or to a numpy array that shares the
memory. A parameter that requires a gradient is never kept, because an optimizer may write to it uncounted.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import torch
from torch import Tensor

from tensorgraph.code.looks import nobody, versioned

State: TypeAlias = "tuple[Any, ...]"
"""For each parameter a weak reference, its version and an alias of its memory; then the constants."""


CONSTANTS = 4
"""Sets of constants that are kept at once, each maybe as large as all parameters."""


@dataclass(eq=False)
class Kept:
    """The constants of one `prepare`, whose parameters have these dtypes, on a device. ``shelf`` are those
    that hold something, the last made last: of `CONSTANTS` others the oldest is forgotten.

    ``state`` is replaced as a whole, so that threads see the old one or the new.
    """

    prepare: Callable[..., tuple[Tensor, ...]]
    dtypes: tuple[torch.dtype, ...]
    device: torch.device
    constants: int
    shelf: list[Kept]
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = self._empty()

    def make(self, parameters: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """The constants of parameters, kept from now on."""
        constants = self._prepared(parameters)
        forget = _forgetting(self)
        seen = [part for one in parameters for part in (weakref.ref(one, forget), one._version, one.detach())]
        self.state = (*seen, *constants)
        self.shelf[:] = [*(other for other in self.shelf if other is not self), self]
        while len(self.shelf) > CONSTANTS:
            self.shelf.pop(0).forget()
        return constants

    def forget(self, dead: object = None) -> None:
        """Keep nothing, at the latest when a parameter is freed: aliases would hold its memory."""
        if dead is None or any(part is dead for part in self.state):
            self.state = self._empty()

    def _empty(self) -> State:
        return (nobody, -1, None) * len(self.dtypes) + (None,) * self.constants

    def _prepared(self, parameters: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Made without gradients, and in the code's own dtype whatever mode the caller is in."""
        with torch.inference_mode(False), torch.no_grad():
            pairs = zip(parameters, self.dtypes, strict=True)
            plain = [one.detach().to(self.device, dtype) for one, dtype in pairs]
            return _uncast(self.prepare, plain, sorted({"cpu", self.device.type}))


def keepable(parameter: Tensor) -> bool:
    """Whether what is made of a parameter may be kept until its version changes."""
    return not parameter.requires_grad and versioned(parameter)


def _uncast(
    prepare: Callable[..., tuple[Tensor, ...]], plain: Sequence[Tensor], devices: Sequence[str]
) -> tuple[Tensor, ...]:
    if not devices:
        return prepare(*plain)
    with torch.autocast(devices[0], enabled=False):
        return _uncast(prepare, plain, devices[1:])


def _forgetting(kept: Kept) -> Callable[[object], None]:
    """What the death of a parameter does, without a cycle."""
    holder = weakref.ref(kept)

    def forget(dead: object) -> None:
        found = holder()
        if found is not None:
            found.forget(dead)

    return forget
