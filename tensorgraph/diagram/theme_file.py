"""A theme of the author's own: a TOML file that changes what it names and keeps the rest.

extends = "dark"            # taylor, mono or dark; taylor without it

[lengths]                   # points; the names and reasons are in theme.py
node = 32

[colors]                    # background, ink, soft_ink
ink = "#222244"

[paints]                    # by kind: tensor, activation, param, pattern, isometry, cap, hole
param = "#8fc1e6"
pattern = { fill = "#7a2048", text = "#ffffff" }

[words]                     # what a word after `color:` means
teal = "#58b5b0"

[tensors]                   # by name: a colour for one tensor in every picture
W_E = "teal"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.diagram.colour import LEGIBLE, contrast, readable
from tensorgraph.diagram.theme import THEMES, Paint, Theme

LARGEST_FILE = 100_000
"""Bytes of a theme file: more is a mistake, and bounds the work."""
LARGEST_LENGTH = 2000.0
"""Points: two wide slides."""
COLORS = ("background", "ink", "soft_ink")
SECTIONS = ("lengths", "colors", "paints", "words", "tensors")
PAIR = 'write { fill = "#7a2048", text = "#ffffff" }'
FIXED = ("axis_height", "frame_dash", *COLORS)
"""Fields of a theme that are no length in points."""


def theme_named(name: str, folder: Path) -> Theme:
    """A theme by its name, or by the name of a file that ends in ``.toml``, looked for in ``folder``.

    A TensorgraphError names every mistake in the file.
    """
    if name.endswith(".toml"):
        return read_theme(folder / name)
    if name in THEMES:
        return THEMES[name]
    found = near(name, THEMES)
    hint = f"write `{found[0]}`" if found else f"the themes are: {', '.join(THEMES)}, or a file that ends in .toml"
    raise mistake("theme", f"there is no theme `{name}`", hint=hint)


def read_theme(path: Path) -> Theme:
    """The theme of a file; a TensorgraphError with every mistake in it."""
    import tomllib  # not needed for a picture in a theme of ours

    try:
        data = path.read_bytes()[: LARGEST_FILE + 1]
        if len(data) > LARGEST_FILE:
            raise mistake("theme", f"`{path.name}` has more than {LARGEST_FILE} bytes", hint="a theme is a short file")
        table = tomllib.loads(data.decode())
    except OSError as error:
        raise mistake("file", f"cannot read the theme `{path}`: {error.strerror or error}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        hint = 'write for example: ink = "#222244"'
        raise mistake("theme", f"`{path.name}` is not TOML: {error}", hint=hint) from None
    problems = list(_problems(table))
    if problems:
        raise TensorgraphError([replace(found, message=f"{path.name}: {found.message}") for found in problems])
    return _made(table)


def _problems(table: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Every mistake: in the form of the file first, then in how its colours can be read."""
    wrong = [*_unknown(table), *_bad_lengths(table), *_bad_colors(table)]
    yield from wrong or _illegible(_made(table))


def _unknown(table: Mapping[str, Any]) -> Iterator[Diagnostic]:
    if str(table.get("extends", "taylor")) not in THEMES:
        yield _said(f"extends = {table['extends']!r} is not a theme", f"one of {', '.join(THEMES)}")
    for name in table:
        if name != "extends" and name not in SECTIONS:
            yield _said(f"there is no section `{name}`", _suggestion(name, SECTIONS))
    for section in SECTIONS:
        if not isinstance(table.get(section, {}), dict):
            yield _said(f"`{section}` is not a section", f"write `[{section}]` on a line of its own")
            return
    for section, known in (("lengths", _lengths()), ("colors", COLORS), ("paints", tuple(THEMES["taylor"].paints))):
        for name in table.get(section, {}):
            if name not in known:
                yield _said(f"[{section}] has no `{name}`", _suggestion(name, known))


def _bad_lengths(table: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for name, value in _section(table, "lengths").items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not 0 < value <= LARGEST_LENGTH:
            yield _said(f"{name} = {value!r} is no length", f"points, above 0 and at most {LARGEST_LENGTH:g}")


def _bad_colors(table: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Values that are not `#rrggbb` or, for paints and tensors, a word for a colour."""
    words = frozenset((*THEMES["taylor"].named, *_section(table, "words")))
    for section in ("colors", "words", "paints", "tensors"):
        known = words if section in ("paints", "tensors") else frozenset[str]()
        for name, value in _section(table, section).items():
            whole = section == "paints" and isinstance(value, dict)
            if whole and not {"fill"} <= set(value) <= {"fill", "text"}:
                yield _said(f"{name} has {', '.join(value) or 'nothing'}", PAIR)
            yield from _no_colors(name, tuple(value.values()) if whole else (value,), known)


def _no_colors(name: str, values: tuple[Any, ...], words: frozenset[str]) -> Iterator[Diagnostic]:
    for value in values:
        if not _is_color(value) and not (isinstance(value, str) and value in words):
            yield _said(f"{name} = {value!r} is no colour", 'write "#4a90d9"')


def _illegible(theme: Theme) -> Iterator[Diagnostic]:
    """Text that cannot be read on its ground."""
    grounds = [("ink on the background", theme.ink, theme.background)]
    grounds += [("soft_ink on the background", theme.soft_ink, theme.background)]
    grounds += [(f"the text of {kind}", paint.text, paint.fill) for kind, paint in theme.paints.items()]
    for words, text, ground in grounds:
        ratio = contrast(text, ground)
        if ratio < LEGIBLE:
            yield _said(f"{words} ({text} on {ground}) has a contrast of {ratio:.1f}", f"at least {LEGIBLE}")


def _made(table: Mapping[str, Any]) -> Theme:
    """The theme of a table without mistakes in its form."""
    start = THEMES[table.get("extends", "taylor")]
    named = {**start.named, **_lowered(_section(table, "words"))}
    changed = {**_section(table, "lengths"), **_lowered(_section(table, "colors"))}
    theme = replace(start, **{name: _value(name, value) for name, value in changed.items()}, named=named)
    paints = {kind: _paint(value, theme) for kind, value in _section(table, "paints").items()}
    tensors = {name: str(named.get(value, value)).lower() for name, value in _section(table, "tensors").items()}
    return replace(theme, paints={**theme.paints, **paints}, tensors={**theme.tensors, **tensors})


def _paint(value: Any, theme: Theme) -> Paint:
    colors = value if isinstance(value, dict) else {"fill": value}
    spelled = {part: str(theme.named.get(word, word)).lower() for part, word in colors.items()}
    return Paint(spelled["fill"], spelled.get("text", readable(spelled["fill"], theme)))


def _section(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = table.get(name, {})
    return found if isinstance(found, dict) else {}


def _value(name: str, value: Any) -> Any:
    return value if name in COLORS else float(value)


def _lowered(colors: Mapping[str, str]) -> dict[str, str]:
    return {name: value.lower() for name, value in colors.items()}


def _lengths() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Theme) if isinstance(field.default, float) and field.name not in FIXED)


def _is_color(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


def _suggestion(name: str, known: tuple[str, ...]) -> str:
    found = near(name, known)
    return f"write `{found[0]}`" if found else f"there are: {', '.join(known)}"


def _said(message: str, hint: str) -> Diagnostic:
    return Diagnostic("theme", message, hint=hint)
