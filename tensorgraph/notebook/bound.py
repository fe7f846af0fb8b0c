"""The tensors of a notebook that a file declares: a name of both is one tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tensorgraph.graph.network import Network


def bound(network: Network, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a notebook has for the declared tensors, scalars without a number, and functions, by name.

    A definition is never taken from there: what an earlier run has left must not stand for what is computed now.

    >>> import torch, tensorgraph as tg
    >>> doc = tg.loads("dim n\\ntensor a[n], b[n]\\ny[i] = a[i] + b[i]")
    >>> list(bound(doc.network, {"a": torch.ones(3), "b": "a text", "y": torch.ones(3)}))
    ['a']
    """
    tensors = {name: namespace[name] for name in network.declarations if _is_tensor(namespace.get(name))}
    open_scalars = [name for name, scalar in network.scalars.items() if scalar.value is None and not scalar.fit]
    numbers = {name: namespace[name] for name in open_scalars if _is_number(namespace.get(name))}
    functions = {name: namespace[name] for name in network.functions if callable(namespace.get(name))}
    return {**tensors, **numbers, **functions}


def _is_tensor(value: object) -> bool:
    """Whether it is an array of torch, of numpy or of anybody who follows them."""
    return not isinstance(value, type) and hasattr(value, "shape") and hasattr(value, "dtype")


def _is_number(value: object) -> bool:
    """Whether it is one real number: of Python, or an array of torch or numpy without axes."""
    if _is_tensor(value):
        plain = getattr(value, "item", None)
        return value.shape == () and callable(plain) and _is_number(plain())  # type: ignore[attr-defined]
    return isinstance(value, int | float) and not isinstance(value, bool)
