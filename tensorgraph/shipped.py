"""The files that come with the package: examples, and the library that `use "std/…"` takes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tensorgraph.diagnostics import mistake, near
from tensorgraph.graph.check.use import STD


def examples() -> Iterator[Path]:
    """The example files, by name."""
    yield from sorted(_example_folder().glob("*.tg"))


def library() -> Iterator[Path]:
    """The files of the library, which a file takes with `use "std/…"`, by name."""
    yield from sorted(STD.glob("*.tg"))


def example(name: str) -> Path:
    """The path of an example or, after ``std/``, of a file of the library.

    >>> example("head").name, example("std/norm").name
    ('head.tg', 'norm.tg')
    """
    shipped = {path.stem: path for path in examples()} | {f"std/{path.stem}": path for path in library()}
    path = shipped.get(name.removesuffix(".tg"))
    if path is not None:
        return path
    found = near(name, list(shipped))
    hint = f"write `{found[0]}`" if found else f"the examples are: {', '.join(shipped)}"
    raise mistake("unknown-example", f"no example is called `{name}`", hint=hint)


def _example_folder() -> Path:
    """Inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "examples"
    return inside if inside.exists() else package.parent / "examples"
