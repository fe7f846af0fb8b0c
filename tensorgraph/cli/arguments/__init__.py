"""The arguments of each command, and its help with examples: a function a command, in the order of the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensorgraph.cli.arguments.computing import check, code, plan, run
from tensorgraph.cli.arguments.explaining import explain
from tensorgraph.cli.arguments.models import measure, weights
from tensorgraph.cli.arguments.pictures import draw, einsum, latex, source, watch
from tensorgraph.cli.arguments.stepping import steps
from tensorgraph.cli.arguments.texts import examples, fmt, markdown

ARGUMENTS: tuple[Callable[[Any], None], ...] = (
    draw,
    watch,
    explain,
    steps,
    check,
    run,
    plan,
    code,
    measure,
    weights,
    latex,
    markdown,
    fmt,
    einsum,
    source,
    examples,
)
"""Each adds the parser of a command to those there are."""
