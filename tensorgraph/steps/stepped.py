"""Steps of a document: what shows itself in a notebook, as one animation, and is written to files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import Scene, render
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Network
from tensorgraph.steps.choose import frame_of, steps_of
from tensorgraph.steps.drawing.draw import drawn
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats import write
from tensorgraph.steps.frame import Steps


@dataclass(frozen=True)
class OneFrame:
    """One frame. In a notebook it shows itself."""

    scene: Scene

    def render(self, format: str, **options: object) -> bytes:
        """The frame as the bytes of a file, in any format of a picture."""
        return render(format, [self.scene], **options)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"image/svg+xml": self.render("svg").decode(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<{self.scene.title}>"


@dataclass(frozen=True)
class Stepped:
    """``stepped[0]`` is what there is before the first step, ``stepped[k]`` what there is after step ``k``."""

    steps: Steps
    width: float | str | None = None
    theme: Theme | str | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    given: tuple[str, ...] = ()

    def at(self, width: float | str | None = None, theme: Theme | str | None = None) -> Stepped:
        """The steps within a width, in points or as a text such as `"160mm"`, and in a theme; None changes nothing."""
        return replace(self, width=self.width if width is None else width, theme=self.theme if theme is None else theme)

    @cached_property
    def drawn(self) -> Drawn:
        """The frames with their places, and what becomes what between them."""
        return drawn(self.steps, self.width, self.theme)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """Every shape of each frame with its place."""
        return self.drawn.scenes

    def render(self, format: str, **options: object) -> bytes:
        """All frames as the bytes of one file: svg is animated, html has buttons, pdf and pptx have pages, reveal is a
        slide for reveal.js.

        >>> import tensorgraph as tg
        >>> tg.load(tg.example("head")).steps("h").render("pdf")[:4]
        b'%PDF'
        """
        return write(format, self.drawn, **options)

    def check(self, seed: int = 0) -> int:
        """How many frames of a contraction were tried, each beside the one before on random values; a TensorgraphError
        where one differs, which would be a mistake of this program. The rules of a derivation are tried anyway.

        >>> import tensorgraph as tg
        >>> tg.load(tg.example("head")).steps("h").check()
        6
        """
        from tensorgraph.steps.checked import checked

        equal = checked(self.steps, self.sizes, self.given, seed) if self.steps.kind == "contraction" else ()
        if not all(equal):
            message = f"step {equal.index(False) + 1} of `{self.steps.name}` changes the result on random values"
            raise mistake("steps-differ", message, hint="a mistake in tensorgraph: please report it, with this file")
        return len(self) - 1

    def __len__(self) -> int:
        """How many frames there are: one more than steps."""
        return len(self.steps.frames)

    def __getitem__(self, number: int) -> OneFrame:
        """A frame; TensorgraphError where there is none."""
        if not isinstance(number, int) or isinstance(number, bool):
            message = f"the number of a step is a whole number, and this is `{type(number).__name__}`"
            raise mistake("wrong-call", message, hint="write `steps[0]`")
        frame_of(self.steps, number)
        return OneFrame(self.scenes[number])

    def __iter__(self) -> Iterator[OneFrame]:
        """The frames in order."""
        return map(OneFrame, self.scenes)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from tensorgraph.steps.shown import stepped_bundle

        return stepped_bundle(self, include, exclude)

    def __repr__(self) -> str:
        return f"<{self.steps.kind} of {self.steps.name} in {len(self) - 1} steps>"


def stepped(network: Network, name: str, sizes: Mapping[str, int], given: Collection[str] = (), **look: Any) -> Stepped:
    """The steps of a definition, in the order in which it is computed, or of a picture or check, rule by rule."""
    return Stepped(steps_of(network, name, sizes, given), sizes=sizes, given=tuple(given), **look)
