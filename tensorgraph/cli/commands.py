"""The commands by name. Each is imported when it is called, because start-up is what a user waits for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

MODULES: Mapping[str, str] = {
    "draw": "draw",
    "watch": "watch",
    "explain": "explain",
    "steps": "steps",
    "check": "check",
    "run": "compute",
    "plan": "compute",
    "code": "code",
    "measure": "measure",
    "weights": "weights",
    "latex": "latex",
    "markdown": "markdown",
    "fmt": "fmt",
    "einsum": "texts",
    "source": "source",
    "examples": "texts",
}
"""Which module of this folder holds the function of a command's name."""


def command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command: from its options to the exit code."""
    module = import_module(f"tensorgraph.cli.{MODULES[name]}")
    return cast("Callable[[argparse.Namespace], int]", getattr(module, name))
