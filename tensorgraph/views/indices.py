"""Names for the wires of a tidied graph: those of the file, told apart where two would be seen together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import count

from tensorgraph.graph.lettering import Lettering
from tensorgraph.graph.nodes import Graph, Wire
from tensorgraph.graph.walk import wires
from tensorgraph.views.tidy import is_number

Names = Mapping[Wire, str]


def index_names(graph: Graph) -> dict[Wire, str]:
    """A name for each wire; a fixed index is its number.

    >>> from tensorgraph.graph.nodes import Sum
    >>> index_names(Graph(((Wire("i", "n"),), (Wire("i", "n", 1),)), Sum(())))
    {Wire(name='i', dim='n', serial=0): 'i', Wire(name='i', dim='n', serial=1): "i'"}
    """
    numbers = {wire for wire in wires(graph) if is_number(wire)}
    lettering = Lettering(set(), numbers)
    lettering.letter(graph, ())
    return lettering.names | {wire: wire.name for wire in numbers}


def code_names(graph: Graph, taken: Collection[str] = ()) -> dict[Wire, str]:
    """The same as names in a program: without primes, and none of ``taken``.

    >>> from tensorgraph.graph.nodes import Sum
    >>> list(code_names(Graph(((Wire("i", "n"),), (Wire("i", "n", 1),)), Sum(()))).values())
    ['i', 'i2']
    """
    names = index_names(graph)
    used = set(names.values()) | set(taken)
    words: dict[str, str] = {}
    for name in dict.fromkeys(names.values()):
        words[name] = name if name.lstrip("-").isdigit() else _word(name, used, taken)
        used.add(words[name])
    return {wire: words[name] for wire, name in names.items()}


def _word(name: str, used: Collection[str], taken: Collection[str]) -> str:
    if re.fullmatch(r"[^\W\d_](\w*[^\W_])?", name) and name not in taken:
        return name
    stem = re.sub(r"[\W_]", "", name).strip("0123456789") or "i"
    return next(word for word in (f"{stem}{k}" for k in count(2)) if word not in used)


def run_together(names: Iterable[str], between: str = ",") -> str:
    """Indices as in A_{ij}: single letters and digits side by side, else parted.

    >>> run_together(["i", "j"]), run_together(["head", "j"]), run_together(["i", "j'"])
    ('ij', 'head,j', "ij'")
    """
    words = list(names)
    short = all(len(word.rstrip("'")) == 1 for word in words)
    return ("" if short else between).join(words)
