"""From a name to its page: which views, in which order, with which colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shlex import quote

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.diagram.layout.extent import extent_of
from tensorgraph.diagram.look import look_of
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Paint, Theme
from tensorgraph.einsum.sizes import known_sizes
from tensorgraph.explain.page import Cell, Grid, Page, Section
from tensorgraph.explain.subject import Subject, subject
from tensorgraph.figure import Figure
from tensorgraph.graph.network import Declaration, Definition, Kind, Network, Picture
from tensorgraph.views import VIEWS
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.table import PICTURE, Content, Drawing, is_table, table_of
from tensorgraph.views.table.statements import stated_parts
from tensorgraph.views.view import View

DECLARED = ("shape",)
"""The views of a tensor that is given: it has no formula and costs nothing."""
DECLARATION = "declaration"
"""The section of how a tensor is declared."""


LEFT_OUT = frozenset({"pattern", "code"})
"""Views that a page has only where they are asked for: they say what another says, in fewer words for a table."""
TITLES: Mapping[str, str] = {"pattern": "Einsum pattern"}
"""The heading of a section, where it is not that of the view's column."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: ``only`` these sections, in this order; sizes of dimensions; definitions that are ``given``
    as tensors; the theme of the picture and of the colours."""

    only: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    theme: Theme | str | None = None
    views: Mapping[str, View] = field(default_factory=lambda: VIEWS)


def pages_of(network: Network, names: Sequence[str], wanted: Wanted | None = None) -> tuple[Page, ...]:
    """A page for each name, once; a TensorgraphError says which name, section or dimension there is not.

    >>> import tensorgraph as tg
    >>> page, = pages_of(tg.load(tg.example("head")).network, ["h"], Wanted(only=("picture",)))
    >>> page.name, page.file, page.scene.name
    ('h', 'head.tg', 'h')
    """
    wanted = wanted or Wanted()
    _check_sections(wanted)
    sized = replace(network, dims={**network.dims, **known_sizes(network, wanted.sizes)})
    frozen = _with_given(sized, wanted.given)
    return tuple(_page(frozen, subject(frozen, name), wanted) for name in dict.fromkeys(names))


def sections_known(views: Mapping[str, View]) -> tuple[str, ...]:
    """What `only` may name."""
    return (PICTURE, *views, DECLARATION)


def _check_sections(wanted: Wanted) -> None:
    known = sections_known(wanted.views)
    problems = [
        Diagnostic("unknown-view", f"there is no view `{name}`", hint=_hint(name, known))
        for name in dict.fromkeys(wanted.only)
        if name not in known
    ]
    if problems:
        raise TensorgraphError(problems)


def _hint(name: str, known: Sequence[str]) -> str:
    found = near(name, known)
    return f"write `{found[0]}`" if found else f"the views are: {', '.join(known)}"


def _with_given(network: Network, given: Sequence[str]) -> Network:
    """The network in which these definitions are inputs, and no longer made from anything."""
    for name in given:
        if name not in network.definitions:
            found = near(name, network.definitions)
            hint = (
                f"write `{found[0]}`" if found else f"the definitions are: {', '.join(network.definitions) or 'none'}"
            )
            raise mistake("unknown-definition", f"no definition is called `{name}`", hint=hint)
    inputs = {name: _as_input(network.definitions[name]) for name in given}
    kept = {name: entry for name, entry in network.definitions.items() if name not in inputs}
    return replace(network, declarations={**network.declarations, **inputs}, definitions=kept)


def _as_input(entry: Definition) -> Declaration:
    kind = Kind.PARAM if entry.constant else Kind.INPUT
    return Declaration(entry.name, kind, entry.dims, entry.leg_names, entry.properties, entry.attributes, entry.span)


def _page(network: Network, found: Subject, wanted: Wanted) -> Page:
    theme = extent_of(network, found.picture, None, wanted.theme).theme
    shown = not wanted.only or PICTURE in wanted.only
    made = Page(found.name, Path(network.source.name).name, found.about, None, drawn_by=_command(network, found))
    made = replace(made, ground=theme.background, ink=theme.ink)
    if found.is_shown and is_table(found.picture):
        page = replace(made, grid=_grid(network, found.picture, wanted))
    else:
        scene = _scene(network, found.picture, wanted) if shown else None
        page = replace(made, scene=scene, sections=tuple(_sections(network, found, wanted)))
    return replace(page, paints=_paints(network, page, theme))


def _command(network: Network, found: Subject) -> str:
    """What draws a picture of a file, to be typed; nothing for a text that is in no file."""
    source = network.source.name
    if found.is_given or not Path(source).is_file():
        return ""
    return f"tensorgraph draw {quote(source)} {quote(found.name)} -o {quote(f'{found.name}.svg')}"


def _scene(network: Network, picture: Picture, wanted: Wanted) -> Scene:
    return Figure(network, picture, theme=wanted.theme).scene


def _sections(network: Network, found: Subject, wanted: Wanted) -> Iterator[Section]:
    """Those that were asked for, else all; one without lines is left out."""
    usual = (DECLARATION, *DECLARED) if found.is_given else _usual(wanted.views)
    for name in wanted.only or usual:
        section = _declaration(network, found) if name == DECLARATION else _section(network, found, name, wanted)
        if section is not None and section.lines:
            yield section


def _usual(views: Mapping[str, View]) -> tuple[str, ...]:
    return tuple(name for name in views if name not in LEFT_OUT)


def _section(network: Network, found: Subject, name: str, wanted: Wanted) -> Section | None:
    if name not in wanted.views:
        return None
    view = wanted.views[name]
    lines: list[Line] = []
    for made in (part for stated in found.stated for part in stated_parts(network, stated, view)):
        lines += [()] if lines and view.style == "code" and len(made) > 1 else []
        lines += made if view.style == "code" else [line for line in made if line not in lines]
    return Section(name, TITLES.get(name, view.heading), view.style, tuple(lines))


def _declaration(network: Network, found: Subject) -> Section | None:
    """The words of the file."""
    entry = network.declarations.get(found.name)
    if not found.is_given or entry is None or entry.span is None:
        return None
    return Section(DECLARATION, "Declaration", "code", ((Piece(found.about.partition(" · ")[0]),),))


def _grid(network: Network, picture: Picture, wanted: Wanted) -> Grid:
    columns = tuple(name for name in wanted.only if name != DECLARATION)
    if columns:
        others = tuple((name, value) for name, value in picture.attributes if name != "also")
        picture = replace(picture, attributes=(*others, ("also", columns)))
    table = table_of(network, picture, wanted.views)
    rows = tuple(tuple(_cell(network, content, wanted) for content in row) for row in table.rows)
    return Grid(table.headings, rows)


def _cell(network: Network, content: Content, wanted: Wanted) -> Cell:
    if isinstance(content, Drawing):
        return Cell(scene=_scene(network, content.picture, wanted))
    return Cell(content.style, content.lines)


def _paints(network: Network, page: Page, theme: Theme) -> dict[str, Paint]:
    """The colour of each tensor that a line spells: the fill of its node."""
    cells = [cell for row in page.grid.rows for cell in row] if page.grid else []
    lines = [line for section in page.sections for line in section.lines]
    lines += [line for cell in cells for line in cell.lines]
    spelled = dict.fromkeys(piece.of for line in lines for piece in line if piece.of)
    entries: dict[str, Declaration | Definition] = {**network.declarations, **network.definitions}
    return {name: look_of(entries[name], 0, theme).paint for name in spelled if name in entries}
