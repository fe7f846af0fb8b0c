"""Our side of a row: a text to the function that it becomes. The only module here that knows the compiler's parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import tensorgraph as tg
from tensorgraph.code.generate import Code, generate
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.passes import compiled_plan
from tests.bench.compute.case import Entry, Program, Values


@dataclass(frozen=True)
class Made:
    """A program's code, and its generated function with everything bound."""

    code: Code
    function: Entry


def made(program: Program, off: Collection[str] = ()) -> Made:
    """The program compiled, but for the passes that are ``off``; parameters are prepared here, as a call does once."""
    document = tg.loads(program.text)
    sizes = sizes_of(document, program.values)
    plan = compiled_plan(document.network, [program.name], sizes, (), program.calls, off)
    floats = [value for value in program.values.values() if value.is_floating_point()]
    code = generate(plan, str(floats[0].dtype).removeprefix("torch."), str(floats[0].device))
    constants = code.prepare(*(program.values[name] for name in code.parameters)) if code.preparing else ()
    return Made(code, partial(code.function, *(program.values[name] for name in code.inputs), *constants))


def called(program: Program) -> Entry:
    """The compiled definition called by name, with every check."""
    function = tg.loads(program.text).compile(program.name, calls=program.calls)
    values = dict(program.values)
    return lambda: function(**values)


def sizes_of(document: tg.Document, values: Values) -> dict[str, int]:
    """The size of each dimension: declared, or that of a tensor's axis."""
    sizes = dict(document.sizes({}))
    for name, value in values.items():
        entry = document.network[name]
        hot = hot_leg(entry)  # ids lack its axis
        legs = [leg for place, leg in enumerate(entry.dims) if place != hot or value.dim() == len(entry.dims)]
        sizes.update({leg[0]: size for leg, size in zip(legs, value.shape, strict=True) if len(leg) == 1})
    return sizes
