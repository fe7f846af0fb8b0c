"""Names of TikZ nodes: what an author writes to point at a tensor, `(W-Q)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.scene import Disc, Group, Scene, groups

WORDS = {"'": "-prime", "′": "-prime", "↑": "-up", "↓": "-down", "←": "-left", "→": "-right"}
"""What stands in a name for a sign that TikZ does not take there."""


def node_names(wanted: Iterable[str]) -> list[str]:
    """A name for each node in order, each its own; the second W_Q is `W-Q-2`.

    >>> node_names(["W_Q", "x", "x'", "W_Q", "σ", "x", "W_Q^h"])
    ['W-Q', 'x', 'x-prime', 'W-Q-2', 'sigma', 'x-2', 'W-Q-h']
    """
    taken: dict[str, int] = {}
    return [_free(slug(name) or "node", taken) for name in wanted]


def scene_names(scene: Scene) -> dict[str, str]:
    """The node's name of each tensor, sum, bubble and tint by its key, and of each dot by that of `dots`."""
    wanted = [(g.key, f"index {g.name}" if g.kind == "cap" else g.name) for g in groups(scene.parts, "tensor")]
    wanted += [(group.key, "plus") for group in groups(scene.parts, "sum")]
    wanted += [(group.key, plain_text(group.name, "math")) for group in groups(scene.parts, "bubble")]
    wanted += [(group.key, f"{group.name} tint") for group in groups(scene.parts, "tint")]
    wanted += [(key, f"{wire.name} dot") for key, wire, _ in dots(scene)]
    names = node_names(name for _, name in wanted)
    return {key: name for (key, _), name in zip(wanted, names, strict=True)}


def dots(scene: Scene) -> Iterator[tuple[str, Group, Disc]]:
    """The dots on wires, each with a key of its own and its wire."""
    found = ((wire, part) for wire in groups(scene.parts, "wire") for part in wire.parts if isinstance(part, Disc))
    yield from ((f"dot {number}", wire, part) for number, (wire, part) in enumerate(found, 1))


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or with the first number that no other name has; ``taken`` counts and gains it."""
    if name not in taken:
        taken[name] = 1
        return name
    while True:
        taken[name] += 1
        numbered = f"{name}-{taken[name]}"
        if numbered not in taken:
            taken[numbered] = 1
            return numbered


def slug(text: str) -> str:
    """Letters and digits of ASCII with hyphens between.

    >>> slug("Größe_α"), slug("漢")
    ('Grosse-alpha', '')
    """
    letters = "".join(WORDS.get(character) or _ascii(character) for character in text)
    return re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")


def _ascii(character: str) -> str:
    name = unicodedata.name(character, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        letter = name.split(" LETTER ")[1].split(" ")[0].replace("LAMDA", "lambda").lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    if character == "ß":
        return "ss"
    plain = unicodedata.normalize("NFKD", character)
    return "".join(c for c in plain if c.isascii()) or ("-" if not character.isalnum() else "")
