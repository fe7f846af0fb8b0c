"""The one check of a call, written out for what a code takes, because a loop over tensors would cost more than it.

A tensor that was looked at before is known by its identity, its version and where its memory is, because an assignment
to `.data` counts as no new version. Any other tensor is looked at. What does not fit gives `MISS`: then the caller
binds the values, with every message. Each thing that is asked of a tensor costs 50 ns, a hundredth of a small network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import ref

import torch
from torch import Tensor

from tensorgraph.code.generate import Code
from tensorgraph.code.kept import Kept, keepable
from tensorgraph.code.looks import Expected, nobody, versioned
from tensorgraph.code.run import checked, told

MISS = object()
"""A call that is not for this code, or not right."""

LARGEST_INT = 2**53
"""Whole numbers below it are floats."""


@dataclass(frozen=True)
class Guard:
    """What a code is for: its tensors by name, and what makes constants of its parameters, if they are kept.

    ``freed`` are parameters that are no constants because one of them requires a gradient.
    """

    code: Code
    tensors: Mapping[str, Expected]
    kept: Kept | None
    device: torch.device
    freed: str | None = None

    def build(self, values: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
        """A function from tensors by name to the results, or `MISS`; ``values`` have been found to be right."""
        varying = [one for name, one in self.tensors.items() if not self._is_kept(name)]
        seen = Seen.of([values[one.name] for one in varying])
        space: dict[str, Any] = {
            "MISS": MISS,
            "LARGEST_INT": LARGEST_INT,
            "function": self.code.function,
            "told": told,
            "kept": self.kept,
            "seen": seen,
            "look": _looking(varying, seen),
            "again": self._again,
            "wrapped": lambda name, function: checked(name, function, self._dtype, self.device),
            "device": self.device,
            "dtype": self._dtype,
            "ids": torch.int64,
        }
        exec(compile(self._text(list(values), [one.name for one in varying]), "<guard>", "exec"), space)
        built: Callable[[Mapping[str, Any]], Any] = space["guard"]
        return built

    @property
    def _dtype(self) -> torch.dtype:
        found: torch.dtype = getattr(torch, self.code.dtype)
        return found

    def _is_kept(self, name: str) -> bool:
        return self.kept is not None and name in self.code.parameters

    def _again(self, *parameters: Tensor) -> tuple[Tensor, ...] | None:
        """New constants, where the parameters fit."""
        assert self.kept is not None
        pairs = zip(self.code.parameters, parameters, strict=True)
        if not all(self.tensors[name].fits(one) and keepable(one) for name, one in pairs):
            self.kept.forget()
            return None
        return self.kept.make(parameters)

    def _text(self, names: Sequence[str], varying: Sequence[str]) -> str:
        """The guard as Python. Names of the file stand in it as quoted texts only."""
        places = {name: f"t{k}" for k, name in enumerate(names)}
        lines = [f"if len(given) != {len(names)}:", "    return MISS", "try:"]
        lines += [f"    {place} = given[{name!r}]" for name, place in places.items()] or ["    pass"]
        lines += ["except KeyError:", "    return MISS"]
        if varying:
            lines += [f"{', '.join(f'r{k}, v{k}, p{k}' for k in range(len(varying)))} = seen.flat"]
        for k, name in enumerate(varying):
            lines += _same(k, places[name])
        if self.freed is not None:
            lines += [f"if not {places[self.freed]}.requires_grad:", "    return MISS"]
        if self.kept is not None:
            lines += self._constants([places[name] for name in self.code.parameters])
        lines += [line for name in self.code.scalars if name in places for line in _number(places[name])]
        lines += [
            line for name in self.code.functions for line in (f"if not callable({places[name]}):", "    return MISS")
        ]
        lines += ["try:", f"    return function({', '.join(self._arguments(places))})"]
        lines += ["except ValueError as error:", "    raise told(error) from None"]
        return "\n".join(["def guard(given):", *(f"    {line}" for line in lines)])

    def _constants(self, places: Sequence[str]) -> list[str]:
        """The kept constants, or new ones."""
        assert self.kept is not None
        made = ", ".join(f"c{k}" for k in range(self.kept.constants))
        parts = [f"R{k}, V{k}, a{k}" for k in range(len(places))]
        changed = [
            f"R{k}() is not {place} or {place}._version != V{k} or not {place}.is_set_to(a{k}) or {place}.requires_grad"
            for k, place in enumerate(places)
        ]
        if not places:
            return ["made = kept.state", "if made[0] is None:", "    made = again()", f"{made}, = made"]
        lines = [f"{', '.join([*parts, made])} = kept.state", f"if {' or '.join(changed)}:"]
        lines += [f"    made = again({', '.join(places)})", "    if made is None:", "        return MISS"]
        return [*lines, f"    {made}, = made"]

    def _arguments(self, places: Mapping[str, str]) -> list[str]:
        constants = [f"c{k}" for k in range(self.kept.constants)] if self.kept else []
        functions = [f"wrapped({name!r}, {places[name]})" for name in self.code.functions]
        return [*(self._converted(name, places[name]) for name in self.code.inputs), *constants,
                *(places[name] for name in self.code.scalars), *functions]  # fmt: skip

    def _converted(self, name: str, place: str) -> str:
        """The tensor in the code's dtype and on its device."""
        expected = self.tensors[name]
        _, dtype, device = expected.form
        wanted = torch.int64 if expected.ids else self._dtype
        if (dtype, device) == (wanted, self.device):
            return place
        return f"{place}.to(device, {'ids' if expected.ids else 'dtype'})"


def _same(k: int, t: str) -> list[str]:
    """A tensor that was looked at before, or one that is right."""
    new = f"r{k}() is not {t} or {t}._version != v{k} or {t}.data_ptr() != p{k}"
    return [f"if ({new}) and not look({k}, {t}):", "    return MISS"]


def _number(place: str) -> list[str]:
    """A finite number."""
    whole = f"type({place}) is int and -LARGEST_INT < {place} < LARGEST_INT"
    return [f"if not (type({place}) is float and {place} - {place} == 0 or {whole}):", "    return MISS"]


Mark: TypeAlias = "tuple[Callable[[], Any], int, int]"
"""A tensor that was looked at: a weak reference to it, its version, where its memory is."""


@dataclass(eq=False)
class Seen:
    """What was looked at, in one tuple. ``flat`` is replaced as a whole, so that threads see the old one or the new.

    ``held`` are aliases of the same memory, so that no other tensor can take its place; the death of a tensor frees it.
    """

    flat: tuple[Any, ...]
    held: list[Tensor | None]

    @classmethod
    def of(cls, values: Sequence[Tensor]) -> Seen:
        """All of them looked at."""
        seen = cls((nobody, -1, -1) * len(values), [None] * len(values))
        for k, value in enumerate(values):
            seen.note(k, value)
        return seen

    def note(self, k: int, value: Tensor) -> None:
        """A tensor was looked at; it will be again where torch counts no versions."""
        counted = versioned(value)
        self.held[k] = value.detach() if counted else None
        mark: Mark = (nobody, -1, -1)
        if counted:
            mark = (ref(value, _freeing(self, k)), value._version, value.data_ptr())
        self.flat = (*self.flat[: 3 * k], *mark, *self.flat[3 * k + 3 :])


def _freeing(seen: Seen, k: int) -> Callable[[object], None]:
    """What the death of a tensor does, unless another one has its place."""
    holder = ref(seen)

    def free(dead: object) -> None:
        found = holder()
        if found is not None and found.flat[3 * k] is dead:
            found.held[k] = None

    return free


def _looking(varying: Sequence[Expected], seen: Seen) -> Callable[[int, Any], bool]:
    """A look at a tensor that is not known, noted where torch counts its versions."""

    def look(k: int, value: Any) -> bool:
        if not varying[k].fits(value):
            return False
        seen.note(k, value)
        return True

    return look
