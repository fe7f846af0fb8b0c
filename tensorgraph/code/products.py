"""The call of a matrix product."""

from __future__ import annotations

from tensorgraph.code.layout import Layout
from tensorgraph.code.views import View

PRODUCTS = {
    "torch": ("addmm", "baddbmm", "bmm", "dot", "mm", "mv"),
    "torch.nn.functional": ("linear",),
}
"""The products by module. Code imports them by name: looking one up in its module takes 5 % of a small product."""

TRANSPOSED = ".t()"
"""How the text of a transposed matrix ends: `linear` transposes by itself, which spares a call."""


def product_text(one: View, two: View, layout: Layout, added: View | None) -> tuple[str, tuple[int, ...]]:
    """The call and the shape of what it makes: by `torch.mm`, with a batch `torch.bmm`, with no row or no column
    `torch.mv` or `torch.dot`, with something added `torch.addmm` or `torch.baddbmm`."""
    if layout.batch:
        return _batched(one, two, layout, added)
    match bool(layout.rows), bool(layout.columns):
        case True, True:
            shape = one.shape[0], two.shape[1]
            if added is not None:
                return f"addmm({added.text}, {one.text}, {two.text})", shape
            if two.text.endswith(TRANSPOSED):
                return f"linear({one.text}, {two.text.removesuffix(TRANSPOSED)})", shape
            return f"mm({one.text}, {two.text})", shape
        case True, False:
            return f"mv({one.text}, {two.text})", one.shape[:1]
        case False, True:
            return f"mv({two.permuted((1, 0)).text}, {one.text})", two.shape[1:]
        case _:
            return f"dot({one.text}, {two.text})", ()


def _batched(one: View, two: View, layout: Layout, added: View | None) -> tuple[str, tuple[int, ...]]:
    batch = one.shape[0]
    rows, columns = (one.shape[1] if layout.rows else 1), (two.shape[2] if layout.columns else 1)
    left = one.text if layout.rows else f"{one.text}.unsqueeze(1)"
    right = two.text if layout.columns else f"{two.text}.unsqueeze(2)"
    if added is not None:
        return f"baddbmm({added.text}, {left}, {right})", (batch, rows, columns)
    return f"bmm({left}, {right})", (batch, rows, columns)
