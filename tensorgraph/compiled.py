"""A definition as a function of its tensors: plans and code are made once for each kind of values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from tensorgraph.code.generate import Code, generate
from tensorgraph.code.guard import MISS, Guard
from tensorgraph.code.kept import Kept, keepable
from tensorgraph.code.looks import Expected, form_of
from tensorgraph.code.run import call, checked, named_device, torch_device, torch_dtype, used_scalars
from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.binding import Bound, bind
from tensorgraph.einsum.memory import within_memory
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.sizes import known_sizes
from tensorgraph.graph.network import Network
from tensorgraph.named import names_of
from tensorgraph.passes import compiled_plan

CALLS = 1000
"""How often a function is taken to run before a parameter changes, unless it is said."""

CODES = 256
"""Kinds of values whose code is kept: then the oldest goes. A text that grows by a token is a new kind each time."""

OPTIONS = ("also", "sizes", "dtype", "device", "memory")
"""What a call takes beside tensors."""


@dataclass(frozen=True)
class Options:
    """How a definition is computed."""

    also: tuple[str, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    dtype: str | None = None
    device: str | None = None
    memory: int | None = None


USUAL = Options()
"""No options."""


def _learns(value: Any) -> bool:
    """Whether a value requires a gradient."""
    return bool(getattr(value, "requires_grad", False))


def _no_guard(given: Mapping[str, Any]) -> Any:
    """Before the first call."""
    return MISS


@dataclass(eq=False)
class _Made:
    """What was made so far, which only saves time: the guard used last, guards by kind of values, plans, codes,
    constants and those of them that were made last."""

    last: Callable[[Mapping[str, Any]], Any] = _no_guard
    guards: dict[Any, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    plans: dict[Any, Plan] = field(default_factory=dict)
    codes: dict[Any, tuple[Plan, Code]] = field(default_factory=dict)
    kept: dict[Any, Kept] = field(default_factory=dict)
    shelf: list[Kept] = field(default_factory=list)


@dataclass(frozen=True)
class Compiled:
    """A callable that computes definitions with torch; `tensorgraph.Document.compile` makes it.

    Call it with the tensors by name: torch tensors, numpy arrays or nested lists, with an axis for each leg (thick legs
    fused, the last part fastest); a one-hot input as integer ids without its axis, or dense. Scalars and opaque
    functions are passed by name too. Sizes follow from the tensors. Returns a torch tensor with an axis for each leg.

    ``calls`` is how often it will run before a parameter changes. What is made of parameters only is made once where
    that pays, and again when torch has counted a change of one; see `forget`.
    """

    network: Network
    name: str
    given: tuple[str, ...] = ()
    calls: int = CALLS
    _made: _Made = field(default_factory=_Made, compare=False, repr=False)

    def __call__(self, tensors: Mapping[str, Any] | None = None, /, **named: Any) -> Any:
        """The definition's value, from the tensors by name or in a mapping, which may hold what is called as an option.

        The options are ``also``, other definitions, then a dict of all results from one pass; ``sizes`` of dimensions;
        ``dtype`` and ``device``, by default those of the tensors (float32 where there is none); ``memory`` in bytes, by
        default most of what is free.

        >>> import torch, tensorgraph as tg
        >>> doc = tg.loads("dim a\\nparam A[a, a], v[a]\\nx[i] = A[i, j] v[j]\\ny[i] = A[i, j] x[j]")
        >>> f = doc.compile("y")
        >>> f(A=2 * torch.eye(2), v=torch.ones(2), also=["x"])
        {'y': tensor([4., 4.]), 'x': tensor([2., 2.])}
        """
        if tensors is None:
            result = self._made.last(named)
        else:
            result = self._made.last(tensors) if type(tensors) is dict and not named else MISS
        return self._called(tensors, named) if result is MISS else result

    def code(
        self,
        sizes: Mapping[str, int] | None = None,
        dtype: str = "float32",
        device: str = "cpu",
        also: str | Collection[str] = (),
        memory: int | None = None,
    ) -> Code:
        """The Python module that a call runs, where sizes are these or the declared ones: print it, or import it.

        With ``memory``, in bytes, as it runs where no more may be used: maybe in blocks of a wire.

        >>> import tensorgraph as tg
        >>> f = tg.loads("dim a = 2, b = 3\\ninput A[a, b], v[b]\\ny[i] = A[i, j] v[j]").compile("y")
        >>> print(f.code().text.partition("def ")[2])
        y(
            A,  # [a, b] 2 × 3
            v,  # [b] 3
        ):
            y = mv(A, v)  # [i] 2
            return y
        <BLANKLINE>
        """
        known, where = known_sizes(self.network, sizes or {}), named_device(device)
        kind = str(torch_dtype(dtype)).removeprefix("torch.")
        plan = self._plan((self.name, *names_of(also)), known, self.calls)
        if memory is not None:
            plan = within_memory(plan, kind, str(where), memory)
        return generate(plan, kind, str(where), source=self._source)

    def plan(self, sizes: Mapping[str, int] | None = None, also: str | Collection[str] = ()) -> Plan:
        """The steps of a call, and what they cost: print it."""
        return self._plan((self.name, *names_of(also)), known_sizes(self.network, sizes or {}), self.calls)

    def forget(self) -> None:
        """Make what is made of parameters again at the next call.

        Needed after a write to a parameter that torch does not count: through `.data`, or to a numpy array that shares
        its memory.
        """
        for kept in tuple(self._made.shelf):
            kept.forget()

    def __repr__(self) -> str:
        frozen = f" given {', '.join(self.given)}" if self.given else ""
        return f"<{self.name} of {self.network.source.name}, compiled{frozen}>"

    def __deepcopy__(self, memo: Any) -> Compiled:
        return Compiled(self.network, self.name, self.given, self.calls)

    def __reduce__(self) -> tuple[Any, ...]:
        return Compiled, (self.network, self.name, self.given, self.calls)

    def _called(self, tensors: Mapping[str, Any] | None, named: dict[str, Any]) -> Any:
        """A call that the last guard did not know."""
        if tensors is not None and not isinstance(tensors, Mapping):
            message = f"tensors are passed by name, and this is `{type(tensors).__name__}`"
            raise mistake("wrong-call", message, hint="write `f(x=x, W=W)`, or pass one mapping")
        options = _options(named)
        values = {**(tensors or {}), **{name: value for name, value in named.items() if name not in OPTIONS}}
        key = self._key(options, values)
        if any(name in self.network.declarations and _learns(value) for name, value in values.items()):
            for kept in list(self._made.shelf):
                kept.forget()  # an optimizer may write to a parameter uncounted
        guard = self._made.guards.get(key, _no_guard)
        result = guard(values)
        if result is MISS:
            result = self._bound(options, values, key)
        if options == USUAL and not any(name in OPTIONS for name in values):
            self._made.last = self._made.guards.get(key, _no_guard)
        if not options.also:
            return result
        names = tuple(dict.fromkeys((self.name, *options.also)))
        return dict(zip(names, result if len(names) > 1 else (result,), strict=True))

    def _key(self, options: Options, values: Mapping[str, Any]) -> Any:
        """What code and guard depend on; None where a value is no plain tensor, number or function."""
        kinds = tuple(self._kind(name, value) for name, value in values.items())
        return None if None in kinds else (options, tuple(values), kinds)

    def _kind(self, name: str, value: Any) -> Any:
        if name in self.network.scalars:
            return "number" if type(value) in (int, float) else None
        if name in self.network.functions:
            return "function"
        form, entry = form_of(value), self.network.declarations.get(name)
        if form is None or (entry is not None and hot_leg(entry) is not None and len(form[0]) == len(entry.dims)):
            return None  # a dense one-hot tensor becomes ids
        return (form, keepable(value), value.requires_grad) if entry is not None and entry.constant else form

    def _bound(self, options: Options, values: Mapping[str, Any], key: Any) -> Any:
        """The result of a call that no guard knows, which gets one."""
        calls = self.calls if all(map(self._stays, values, values.values())) else 1
        bound = bind(
            self.network,
            (self.name, *options.also),
            self.given,
            values,
            dict(options.sizes),
            options.dtype,
            options.device,
            options.memory,
            lambda targets, sizes: self._plan(targets, sizes, calls),
        )
        device = torch_device(bound.device)
        code = self._code(bound, device)
        if key is not None:
            guard = self._guard(code, bound, values, device)
            _put(self._made.guards, key, guard)
            result = guard(values)
            if result is not MISS:
                return result
        return _run(code, bound, device)

    def _stays(self, name: str, value: Any) -> bool:
        """Whether a value is no parameter, or one that may be kept."""
        declared = self.network.declarations.get(name)
        if declared is None or not declared.constant:
            return True
        return form_of(value) is not None and keepable(value)

    def _guard(
        self, code: Code, bound: Bound, values: Mapping[str, Any], device: torch.device
    ) -> Callable[[Mapping[str, Any]], Any]:
        used = {*code.inputs, *code.parameters}
        tensors = {}
        for name, value in values.items():
            form = form_of(value)
            if form is not None and name not in self.network.functions:
                ids = hot_leg(self.network[name]) is not None
                tensors[name] = Expected(self.network, name, form, bound.plan.sizes, name in used, ids)
        kept = self._kept(code, tensors, device)
        freed = next(
            (name for name in tensors if not self._stays(name, values[name]) and values[name].requires_grad), None
        )
        return Guard(code, tensors, kept, device, freed).build(values)

    def _kept(self, code: Code, tensors: Mapping[str, Expected], device: torch.device) -> Kept | None:
        """Where the constants of these parameters are kept; codes of other sizes may share them."""
        if code.preparing is None:
            return None
        expected = [tensors[name] for name in code.parameters]
        dtypes = tuple(torch.int64 if one.ids else torch_dtype(code.dtype) for one in expected)
        dims = {dim for one in expected for leg in self.network[one.name].dims for dim in leg}
        sizes = tuple((dim, one.sizes[dim]) for one in expected[:1] for dim in sorted(dims))
        key = code.preparing_text, dtypes, device, sizes, tuple((one.name, one.form) for one in expected)
        if key not in self._made.kept:
            made = Kept(code.prepare, dtypes, device, len(code.preparing.returned), self._made.shelf)
            _put(self._made.kept, key, made)
        return self._made.kept[key]

    def _plan(self, targets: tuple[str, ...], sizes: Mapping[str, int], calls: int) -> Plan:
        targets = tuple(dict.fromkeys(targets))
        key = targets, tuple(sorted(sizes.items())), calls
        if key not in self._made.plans:
            _put(self._made.plans, key, compiled_plan(self.network, targets, sizes, self.given, calls))
        return self._made.plans[key]

    @property
    def _source(self) -> str:
        """The file, without its folder."""
        return Path(self.network.source.name).name

    def _code(self, bound: Bound, device: torch.device) -> Code:
        used = used_scalars(bound.plan)
        scalars = tuple(name for name in bound.scalars if name in used)
        key = id(bound.plan), bound.dtype, device, scalars
        if key not in self._made.codes:
            _put(
                self._made.codes,
                key,
                (bound.plan, generate(bound.plan, bound.dtype, str(device), None, scalars, source=self._source)),
            )
        return self._made.codes[key][1]


def _run(code: Code, bound: Bound, device: torch.device) -> Any:
    """The results from values that were bound."""
    kind = torch_dtype(code.dtype)
    ids = {load.name for load in bound.plan.inputs if load.hot is not None}
    tensors = {
        name: torch.as_tensor(value).to(device, torch.int64 if name in ids else kind)
        for name, value in bound.values.items()
    }
    functions = {name: checked(name, bound.functions[name], kind, device) for name in code.functions}
    made = call(code, tensors, bound.scalars, functions)
    return made if len(made) > 1 else made[0]


def _options(named: Mapping[str, Any]) -> Options:
    found = {name: named[name] for name in OPTIONS if name in named}
    also, sizes = names_of(found.pop("also", ())), tuple(sorted((found.pop("sizes", None) or {}).items()))
    return Options(also, sizes, **found)


def _put(table: dict[Any, Any], key: Any, value: Any) -> None:
    """An entry more, and the oldest less where there are too many."""
    table[key] = value
    while len(table) > CODES:
        table.pop(next(iter(table)), None)
