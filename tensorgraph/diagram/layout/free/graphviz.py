"""Places from Graphviz, where the author asks for them (`layout: dot`) and it is installed."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.scene import Point
from tensorgraph.diagram.theme import Theme

INCH = 72.0
"""Points of an inch, in which Graphviz measures."""
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
NODE = re.compile(rf"node (\d+) ({NUMBER}) ({NUMBER}) ")
"""Of Graphviz's plain output, a node with its middle in inches, y upwards."""
EDGE = re.compile(rf"edge (\d+) (\d+) \d+((?: {NUMBER})+) ")
"""And an edge with the controls of its Bézier curve."""
EFFORT = "nslimit=20; nslimit1=20;"
"""Rounds of its simplex method for each node, so that the library ends, too; small graphs need fewer."""
SECONDS = 10
"""Time limit: Graphviz needs one for a thousand nodes, and can take for ever."""


@dataclass(frozen=True)
class Dotted:
    """Where Graphviz puts the middle of each node, and the points by which the wire of each link goes, by number."""

    nodes: tuple[Point, ...]
    bends: Mapping[int, tuple[Point, ...]]


def dotted(net: Net, sizes: Sequence[Size], theme: Theme) -> Dotted | None:
    """The nodes as ``dot`` puts them, in layers from left to right; None where it is not installed or fails.

    What is missing is said once on standard error.
    """
    text = _graph(net, sizes, theme)
    plain = _by_library(text) or _by_program(text)
    if plain is None:
        _say_missing()
        return None
    found = _places(plain)
    if len(found) != net.count:
        return None
    return Dotted(tuple(found[node] for node in range(net.count)), _bends(plain, net))


def _graph(net: Net, sizes: Sequence[Size], theme: Theme) -> str:
    """The graph in Graphviz's language. Nodes are numbers, so that no name of the file is in it."""
    head = f"graph {{ rankdir=LR; nodesep={_inches(theme.gap)}; ranksep={_inches(1.5 * theme.gap)}; {EFFORT}"
    nodes = [
        f'{node} [shape=box, fixedsize=true, label="", width={_inches(2 * max(size.left, size.right))}, '
        f"height={_inches(2 * max(size.up, size.down))}];"
        for node, size in enumerate(sizes)
    ]
    edges = [f"{a} -- {b};" for a, b in (link.nodes for link in net.links)]
    return "\n".join([head, *nodes, *edges, "}"]) + "\n"


def _inches(points: float) -> str:
    return f"{points / INCH:.4f}"


def _by_library(text: str) -> str | None:
    """By pygraphviz, which may bring Graphviz with it."""
    try:
        import pygraphviz
    except ImportError:
        return None
    try:
        drawn = pygraphviz.AGraph(string=text).draw(format="plain", prog="dot")
    except Exception:  # it raises whatever its version raises; the program is tried next
        return None
    return drawn.decode() if isinstance(drawn, bytes) else None


def _by_program(text: str) -> str | None:
    """By the program on the path, without a shell."""
    program = shutil.which("dot")
    if program is None:
        return None
    import subprocess

    try:
        done = subprocess.run(
            [program, "-Tplain"], input=text.encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace")


def _places(plain: str) -> dict[int, Point]:
    """The middle of each node in points, y downwards."""
    found = (NODE.match(line) for line in plain.splitlines())
    return {int(line[1]): _point(line[2], line[3]) for line in found if line}


def _bends(plain: str, net: Net) -> dict[int, tuple[Point, ...]]:
    """The points on the curve of each link, without its ends; links between the same nodes in turn."""
    curves: dict[tuple[int, int], list[tuple[Point, ...]]] = {}
    for line in (EDGE.match(line) for line in plain.splitlines()):
        if line:
            numbers = line[3].split()
            points = [_point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
            curves.setdefault((int(line[1]), int(line[2])), []).append(tuple(points[3:-3:3]))
    return {k: curves[link.nodes].pop(0) for k, link in enumerate(net.links) if curves.get(link.nodes)}


def _point(x: str, y: str) -> Point:
    return float(x) * INCH, -float(y) * INCH


@cache
def _say_missing() -> None:
    """Once in a process."""
    message = "layout: dot needs Graphviz (`dot` on the PATH, or pygraphviz); drawn with the built-in layout instead"
    print(message, file=sys.stderr)
