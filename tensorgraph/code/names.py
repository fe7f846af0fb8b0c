"""Names for the variables of a function: those of the definitions they hold, taken again once they are dead."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from tensorgraph.code import prelude
from tensorgraph.code.lifetimes import last_reads
from tensorgraph.code.lines import COUNT, START, Line
from tensorgraph.code.products import PRODUCTS

PRODUCT_NAMES = tuple(name for some in PRODUCTS.values() for name in some)
"""What code imports by name."""

MODULE_NAMES = ("annotations", "math", "torch", "F", "Any", "Callable", "Tensor", "prepare", "watch", START, COUNT)
"""What else a module of code may mean by a name."""

TAKEN = frozenset({*keyword.kwlist, *dir(builtins), *PRODUCT_NAMES, *prelude.NAMES, *MODULE_NAMES})
"""What a name of a file must not hide."""


def identifier(name: str) -> str:
    """A Python name for a definition or a call, whose text begins with a name. Python takes letters that look alike for
    one (NFKC), and has fewer of them.

    >>> identifier("ln(x^0, g)"), identifier("x'"), identifier("lambda"), identifier("0"), identifier("ﬁ²")
    ('ln', 'x_', 'lambda_', '_0', 'fi2')
    """
    letters = unicodedata.normalize("NFKC", name.partition("(")[0].partition("^")[0])
    word = "".join(letter if f"_{letter}".isidentifier() else "_" for letter in letters) or "_"
    word = word if word.isidentifier() else "_" + word
    return word + "_" if word in TAKEN or word.startswith("__") else word


def harmless(text: str) -> str:
    r"""A text that stays what it is inside a docstring.

    >>> harmless('say "hi"\n')
    "say 'hi'"
    """
    plain = "".join(letter for letter in text if letter == " " or unicodedata.category(letter)[0] not in "CZ")
    return plain.replace('"', "'").replace("\\", "/")


def unique(names: Iterable[str], taken: Collection[str] = ()) -> list[str]:
    """Identifiers for names, all different."""
    found: list[str] = []
    for name in map(identifier, names):
        free = (name if k == 0 else f"{name}_{k}" for k in count())
        found.append(next(word for word in free if word not in found and word not in taken))
    return found


def named(
    lines: Sequence[Line], given: Mapping[int, str], returned: Collection[int], avoided: Collection[str] = ()
) -> dict[int, str]:
    """A name for each variable, none of those ``avoided``. A definition has its own; what is made on the way to it has
    a number, and takes a name that is dead, be it by the line itself."""
    last = last_reads(lines, returned)
    blocks_first = sorted(lines, key=lambda line: line.loop is None)
    final = {line.name: line.variable for line in blocks_first if not line.bare and not line.part}
    loops = {line.variable: line.loop for line in reversed(lines) if not line.bare}
    holds: dict[str, int] = {}
    names = dict(given)
    for place, line in enumerate(lines):
        if line.bare:
            continue
        word, whole = identifier(line.name), final.get(line.name) == line.variable
        words = (f"{word}_{k}" if k else word for k in count(0 if whole else 1))
        read = {v for v in holds.values() if last[v] > place or (last[v] == place and loops[v] != line.loop)}
        taken = {name for name, variable in holds.items() if variable in read} | {*given.values(), *avoided}
        names[line.variable] = next(one for one in words if one not in taken)
        holds[names[line.variable]] = line.variable
    return names
