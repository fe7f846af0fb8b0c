"""How much memory a plan may use, known before anything large is allocated."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import is_view
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.table import amount, input_bytes, register_names
from tensorgraph.graph.network import Network

SHARE = 0.8
"""Of the free memory: the rest is for temporaries of single steps and for other programs."""

FLOAT64_BYTES = 8
"""Bytes of an entry of random values."""

UNKNOWN_MEMORY = 4 * 2**30
"""Bytes taken to be free where the system does not say: what a small machine has."""

MEMINFO = Path("/proc/meminfo")
"""Where Linux says what is free."""


def default_memory() -> int:
    """The bytes that may be used where nobody said: `SHARE` of what is free, or of all where that is unknown."""
    return int(SHARE * _free_memory())


def within_memory(plan: Plan, dtype: str, device: str, limit: int | None) -> Plan:
    """The plan, in blocks of a wire where it would need more than ``limit`` bytes (None: `default_memory`), inputs
    included, in its dtype. Raises `memory` where blocks do not help: what it needs, of what most, and what would fit.
    """
    allowed = default_memory() if limit is None else limit
    inputs = input_bytes(plan, FLOATS[dtype])
    if SURELY * (plan.peak.value(plan.sizes) * FLOATS[dtype] + inputs) <= allowed:
        return plan
    from tensorgraph.code.memory import peak_of
    from tensorgraph.code.stream import streamed

    def need(one: Plan) -> int:
        return inputs + peak_of(one, dtype, device).bytes

    whole = need(plan)
    made = streamed(plan, need, allowed)
    least = need(made)
    if least <= allowed:
        return made
    made, least = (made, least) if least < LESS * whole else (plan, whole)
    found = _too_large(whole, allowed, *_largest(plan, FLOATS[dtype]))
    lines = [found.hint, _at_once(peak_of(made, dtype, device).alive, inputs), _enough(whole, least)]
    raise TensorgraphError([replace(found, hint="\n".join(lines))])


def _at_once(alive: Mapping[str, int], inputs: int) -> str:
    """What is there when most is."""
    parts = [f"`{name}` {amount(size, 'B')}" for name, size in list(alive.items())[:SHOWN] if size]
    return f"most is there at once: {', '.join([*parts, 'inputs ' + amount(inputs, 'B')])}"


def _enough(whole: int, least: int) -> str:
    """What would do."""
    needs = f"in blocks it needs {amount(least, 'B')}" if least < whole else "blocks of a wire do not help"
    return f"{needs}: give `--memory {enough_bytes(least)}`, in Python `memory={least}`, or a smaller size"


LESS = 0.9
"""Of the memory without blocks: above it they do not help."""


SHOWN = 3
"""How many tensors are named of those that are there at once."""

SURELY = 4
"""What a plan has at once, times this, is more than its code takes: copies of operands and what calls take included."""


def require_memory(plan: Plan, item: int, limit: int | None) -> None:
    """Raise `memory` where the live values of a plan, with inputs in its dtype, would exceed ``limit`` bytes.

    ``item`` is the bytes of an entry. The message names the largest tensor. This is what steps make, without what their
    calls take beside it; `within_memory` knows it exactly.
    """
    allowed = default_memory() if limit is None else limit
    wanted = plan.peak.value(plan.sizes) * item + input_bytes(plan, item)
    if wanted > allowed:
        raise TensorgraphError([_too_large(wanted, allowed, *_largest(plan, item))])


def require_value_memory(network: Network, names: Iterable[str], sizes: Mapping[str, int], limit: int | None) -> None:
    """The same for random values of tensors, in float64."""
    allowed = default_memory() if limit is None else limit
    wanted = {name: FLOAT64_BYTES * product_of(sizes[d] for leg in network[name].dims for d in leg) for name in names}
    if sum(wanted.values()) > allowed:
        name = max(wanted, key=wanted.__getitem__)
        dims = " × ".join(dim for leg in network[name].dims for dim in leg)
        raise TensorgraphError([_too_large(sum(wanted.values()), allowed, name, dims, wanted[name])])


def enough_bytes(number: int) -> str:
    """An amount in three digits that is no smaller, as `--memory` takes it.

    >>> enough_bytes(940), enough_bytes(12_345_678), enough_bytes(999_999)
    ('940B', '12.4MB', '1MB')
    """
    step = 10 ** max(0, len(str(number)) - DIGITS)
    rounded = -(-number // step) * step
    unit, prefix = max((size, prefix) for size, prefix in UNITS if size <= max(1, rounded))
    return f"{rounded / unit:g}{prefix}B"


DIGITS = 3
"""Digits of an amount that a reader types again."""

UNITS = ((1, ""), (10**3, "k"), (10**6, "M"), (10**9, "G"))
"""The units that `--memory` takes, below TiB."""


def _largest(plan: Plan, item: int) -> tuple[str, str, int]:
    """The largest array of a plan: its name, its dimensions, its bytes."""
    owners = [step for step in plan.steps if not is_view(step.operation)]
    step = max(owners, key=lambda step: Polynomial.of(step.dims).value(plan.sizes))
    name = step.operation.name if isinstance(step.operation, Load) else register_names(plan)[step.register]
    return name, " × ".join(step.dims), item * Polynomial.of(step.dims).value(plan.sizes)


def _too_large(wanted: int, allowed: int, name: str, dims: str, size: int) -> Diagnostic:
    message = f"this needs {amount(wanted, 'B')} of memory and {amount(allowed, 'B')} may be used"
    hint = f"the largest tensor is `{name}`, {dims or 'a number'}: {amount(size, 'B')} ({size} bytes)"
    return Diagnostic("memory", message, None, (), hint)


def _free_memory() -> int:
    """What is free on the machine, and no more than this process may have."""
    limit = _process_limit()
    return _available() if limit is None else min(_available(), limit)


def _process_limit() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit


def _available() -> int:
    try:
        for line in MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    if sys.platform == "win32":
        return UNKNOWN_MEMORY
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
