"""A picture as text, for terminals: `context ──[A]──(x)──[W_V]── model`. Lines are box-drawing characters.

What is left out: colours, marked corners, slashes, tinted grounds. A slanted wire goes around a corner.
"""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.formats.txt.canvas import Canvas
from tensorgraph.diagram.formats.txt.cells import cells
from tensorgraph.diagram.formats.txt.marks import Brace, Frame, Label, Line, Mark, Node, marks
from tensorgraph.diagram.formats.txt.ruler import columns, rows
from tensorgraph.diagram.scene import Scene

__all__ = ["picture", "txt"]


def txt(scenes: Sequence[Scene]) -> bytes:
    """The scenes one under the other, a blank line between them."""
    return "\n".join(picture(scene) for scene in scenes).encode()


def picture(scene: Scene) -> str:
    """A scene as lines of text.

    >>> import tensorgraph as tg
    >>> doc = tg.loads("dim n, m\\ntensor A[n, m], b[m]\\nshow y: A[i, j] b[j]")
    >>> print(picture(doc["y"].scene), end="")
           m
    n ──(A)──(b)
    """
    found = marks(scene)
    across, down = columns(found), rows(found)
    canvas = Canvas()
    for mark in sorted(found, key=_order):
        _draw(canvas, mark, across, down)
    return canvas.text()


def _order(mark: Mark) -> int:
    """Frames lie under wires, and wires under what has letters."""
    return (Frame, Brace, Line, Node, Label).index(type(mark))


def _draw(canvas: Canvas, mark: Mark, across: dict[float, int], down: dict[float, int]) -> None:
    match mark:
        case Frame():
            left, right = across[mark.left], across[mark.right]
            canvas.frame(left, down[mark.top], right, down[mark.bottom])
        case Line():
            places = [(across[x], down[y]) for x, y in mark.points]
            canvas.line(places, mark.thick)
        case Brace():
            canvas.brace(across[mark.left], across[mark.right], down[mark.y])
        case Node():
            _draw_node(canvas, mark, across, down)
        case Label():
            middle = (across[mark.left] + across[mark.right] + 1) // 2
            canvas.write(middle - len(cells(mark.text)) // 2, down[mark.y], mark.text)


def _draw_node(canvas: Canvas, node: Node, across: dict[float, int], down: dict[float, int]) -> None:
    """A node on each row that has a leg of it; wires that end at its edge go on to its letters."""
    levels = sorted({down[y] for y in node.levels})
    for level in range(levels[0], levels[-1] + 1):
        for edge in (across[node.left], across[node.right]):
            canvas.go_on((edge, level), across[node.x])
        text = node.text if level == down[node.y] else node.blank
        canvas.write(across[node.x] - (len(cells(text)) - 1) // 2, level, text)
