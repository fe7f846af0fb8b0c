"""A picture as text, for terminals: `context ──[A]──(x)──[W_V]── model`. Lines are box-drawing characters.

What is left out: colours, marked corners, slashes, tinted grounds. A slanted wire goes around a corner.
"""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.formats.txt.canvas import Canvas
from tensorgraph.diagram.formats.txt.cells import cells
from tensorgraph.diagram.formats.txt.marks import Brace, Frame, Label, Line, Mark, Node, Stub, marks
from tensorgraph.diagram.formats.txt.ruler import columns, rows
from tensorgraph.diagram.scene import Scene

__all__ = ["picture", "txt"]


def txt(scenes: Sequence[Scene]) -> bytes:
    """The scenes one under the other, a blank line between them."""
    return ("\n".join(picture(scene) for scene in scenes) or "\n").encode()


def picture(scene: Scene) -> str:
    """A scene as lines of text.

    >>> import tensorgraph as tg
    >>> doc = tg.loads("dim n, m\\ntensor A[n, m], b[m]\\nshow y: A[i, j] b[j]")
    >>> print(picture(doc["y"].scene), end="")
           m
    n ───(A)──(b)
    """
    found = marks(scene)
    across, down = columns(found), rows(found)
    canvas = Canvas()
    for mark in sorted(found, key=_order):
        _draw(canvas, mark, across, down)
    return canvas.text()


def _order(mark: Mark) -> int:
    """Frames lie under wires, and wires under what has letters."""
    return (Frame, Brace, Line, Stub, Node, Label).index(type(mark))


def _draw(canvas: Canvas, mark: Mark, across: dict[float, int], down: dict[float, int]) -> None:
    match mark:
        case Frame():
            left, right = across[mark.left], across[mark.right]
            canvas.frame(left, down[mark.top], right, down[mark.bottom])
        case Line():
            places = [(across[x], down[y]) for x, y in mark.points]
            canvas.line(places, mark.thick)
        case Stub():
            canvas.line([(across[x], down[y]) for x, y in (mark.start, mark.end)], mark.thick)
        case Brace():
            canvas.brace(across[mark.left], across[mark.right], down[mark.y])
        case Node():
            _draw_node(canvas, mark, across, down)
        case Label():
            middle = (across[mark.left] + across[mark.right] + 1) // 2
            canvas.write(middle - len(cells(mark.text)) // 2, down[mark.y], mark.text)


def _draw_node(canvas: Canvas, node: Node, across: dict[float, int], down: dict[float, int]) -> None:
    """A node on each row that has a leg of it, as wide as the legs above and below it stand."""
    levels = sorted({down[y] for y in node.levels})
    feet = [across[x] for x in node.feet]
    for level in range(levels[0], levels[-1] + 1):
        text = node.text if level == down[node.y] else node.blank
        letters = cells(text)
        left = across[node.x] - (len(letters) - 1) // 2
        before = max(0, left - min(feet, default=left))
        after = max(0, max(feet, default=left) - (left + len(letters) - 1))
        canvas.write(left - before, level, f"{text[0]}{' ' * before}{text[1:-1]}{' ' * after}{text[-1]}")
