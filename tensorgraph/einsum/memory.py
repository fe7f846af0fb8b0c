"""How much memory a plan may use, known before anything large is allocated."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.steps import Load, is_view
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


def require_memory(plan: Plan, item: int, limit: int | None) -> None:
    """Raise `memory` where the live values of a plan, with inputs in its dtype, would exceed ``limit`` bytes.

    ``item`` is the bytes of an entry. The message names the largest tensor.
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
