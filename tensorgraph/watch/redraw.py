"""From a file to what the page shows: its pictures, or the last good ones and what is wrong now."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.diagram.formats.inline import ground, inline, is_dark
from tensorgraph.diagram.scene import Scene
from tensorgraph.document import Document
from tensorgraph.syntax.read import read_source

MILLIMETRES = 25.4 / 72
"""In a point."""


@dataclass(frozen=True)
class Shown:
    """A picture on the page: name, element, the colour to lay it on, size in millimetres, and notes for its author."""

    name: str
    svg: str
    ground: str
    dark: bool
    width: int
    height: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What the page shows: the pictures, and over them the mistakes as a terminal shows them."""

    file: str
    pictures: tuple[Shown, ...] = ()
    errors: tuple[str, ...] = ()

    def to_json(self) -> str:
        """On one line of ASCII."""
        return json.dumps(asdict(self))


def redraw(path: Path, last: State) -> State:
    """The next state; a picture that cannot be drawn stays as it was."""
    try:
        document = Document.of(read_source(path))
        names = document.pictures or document.names
        if not names:
            message = f"`{path}` has no picture and no definition"
            raise mistake("unknown-picture", message, hint="write `show name: …`")
    except TensorgraphError as error:
        return State(last.file, last.pictures, _texts(error))
    except MemoryError:
        return State(last.file, last.pictures, (NO_MEMORY,))
    return _drawn(document, names, last)


NO_MEMORY = "error[memory]: this needs more memory than there is"


def _drawn(document: Document, names: tuple[str, ...], last: State) -> State:
    before = {shown.name: shown for shown in last.pictures}
    pictures: list[Shown] = []
    errors: list[str] = []
    for name in names:
        try:
            pictures.append(_shown(name, document[name].scene))
        except (TensorgraphError, MemoryError) as error:
            pictures += [before[name]] if name in before else []
            errors += _texts(error)
    return State(last.file, tuple(pictures), tuple(dict.fromkeys(errors)))


def _shown(name: str, scene: Scene) -> Shown:
    width, height = (round(length * MILLIMETRES) for length in (scene.width, scene.height))
    colour = ground(scene)
    return Shown(name, inline(scene, "picture"), colour, is_dark(colour), width, height, scene.notes)


def _texts(error: TensorgraphError | MemoryError) -> tuple[str, ...]:
    return tuple(map(str, error.diagnostics)) if isinstance(error, TensorgraphError) else (NO_MEMORY,)
