"""What scenes can be written as: a table, a module a format.

A format reads nothing but the scene: no geometry is made here. Its module is loaded when it is used, because start-up
is what a user waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from tensorgraph.diagnostics import mistake, near
from tensorgraph.diagram.formats.options import OPTIONS
from tensorgraph.diagram.scene import Scene

HUGE = 1e9
"""No number of an option is as large."""


@dataclass(frozen=True)
class Format:
    """A way to write pictures, in a ``module`` of this folder.

    The function of the module's name makes the bytes of a file from scenes and the ``options`` that it names; with
    ``pages`` from any number of scenes in order, else from exactly one. Where ``source`` is an option, the file carries
    the text that the scenes were drawn from, and the function of the module's name with ``_source`` finds it again.
    """

    module: str
    pages: bool = False
    options: tuple[str, ...] = ()

    @property
    def write(self) -> Callable[..., bytes]:
        """From scenes, or a scene, to the bytes of a file."""
        return cast("Callable[..., bytes]", self._function(self.module))

    @property
    def carries(self) -> bool:
        """Whether files of this format hold the text that they were drawn from."""
        return "source" in self.options

    @property
    def source(self) -> Callable[[bytes], str | None]:
        """From the bytes of a file to the text that it carries, None where it was left out."""
        return cast("Callable[[bytes], str | None]", self._function(f"{self.module}_source"))

    def _function(self, name: str) -> object:
        return getattr(import_module(f"{__name__}.{self.module}"), name)


FORMATS: Mapping[str, Format] = {
    "svg": Format("svg", options=("transparent", "source")),
    "png": Format("png", options=("scale", "transparent", "source")),
    "pdf": Format("pdf", pages=True, options=("transparent", "source")),
    "pptx": Format("pptx", pages=True, options=("transparent", "source")),
    "tex": Format("tikz", options=("standalone",)),
    "dot": Format("dot"),
    "html": Format("html", pages=True, options=("source",)),
    "txt": Format("txt", pages=True),
    "json": Format("scene_json", pages=True, options=("source",)),
}
"""By the ending of the file. A format is a module and an entry here."""


def render(format: str, scenes: Sequence[Scene], /, **options: object) -> bytes:
    """The bytes of a file with the scenes; a format without pages takes one.

    A TensorgraphError says which format or option there is not, or what is wrong with its value.

    >>> import tensorgraph as tg
    >>> render("svg", [tg.load(tg.example("head"))["head"].scene])[:5]
    b'<?xml'
    """
    entry = known_format(format)
    known = {name: _option(format, name, value) for name, value in options.items()}
    if entry.pages and scenes:
        return entry.write(scenes, **known)
    if len(scenes) != 1:
        raise _not_one(format, len(scenes))
    return entry.write(scenes[0], **known)


def read_scenes(data: str | bytes) -> tuple[Scene, ...]:
    """The scenes of a JSON file, of which every format can be written; a TensorgraphError where it is none.

    >>> read_scenes(render("json", [Scene(8.0, 9.0, (), "a", "nothing")]))[0].title
    'a'
    """
    from tensorgraph.diagram.formats.scene_reading import scenes

    return scenes(data)


def known_format(name: str) -> Format:
    """The format of a name; TensorgraphError where there is none."""
    if name in FORMATS:
        return FORMATS[name]
    raise mistake("unknown-format", f"there is no format `{name}`", hint=f"the formats are: {', '.join(FORMATS)}")


def takers(option: str) -> str:
    """The formats that take an option, in words.

    >>> takers("scale")
    'png'
    """
    return ", ".join(name for name, entry in FORMATS.items() if option in entry.options) or "no format"


def carriers() -> str:
    """The formats that carry the source, in words."""
    return ", ".join(name for name, entry in FORMATS.items() if entry.carries)


def holders() -> str:
    """The formats that hold several pictures, in words."""
    return ", ".join(name for name, entry in FORMATS.items() if entry.pages)


def _option(format: str, name: str, value: object) -> bool | float:
    """The value of an option, if the format has it and it is of the right kind."""
    if name not in FORMATS[format].options:
        raise mistake("unknown-option", f"{format} takes no option `{name}`", hint=_hint(format, name))
    if isinstance(value, bool):
        if OPTIONS[name].kind is bool:
            return value
    elif isinstance(value, int | float) and OPTIONS[name].kind is float and abs(value) < HUGE:
        return float(value)
    usual, example = ("True or False", "True") if OPTIONS[name].kind is bool else (f"a number below {HUGE:g}", "2")
    found = type(value).__name__
    raise mistake("wrong-option", f"`{name}` is {usual}, and this is another `{found}`", hint=f"write {name}={example}")


def _hint(format: str, name: str) -> str:
    if name in OPTIONS:
        return f"`{name}` belongs to {takers(name)}"
    options = FORMATS[format].options
    found = near(name, options)
    return f"write `{found[0]}`" if found else f"the options of {format} are: {', '.join(options) or 'none'}"


def _not_one(format: str, count: int) -> Exception:
    if not count:
        return mistake("no-picture", "there is no picture to write", hint="name one")
    hint = f"write one file for each, or one that holds several: {holders()}"
    return mistake("several-pictures", f"{count} pictures cannot go into one {format} file", hint=hint)
