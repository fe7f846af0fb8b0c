"""What an author may say of a block, beside its text: a table, read by every door."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.graph.lengths import points
from tensorgraph.source import Span

ATTRIBUTES: Mapping[str, str] = {
    "show": "the pictures or definitions to draw, in order; without it every `show`",
    "file": "a .tg file below the folder of the document, in place of a text",
    "theme": "the theme",
    "width": "the width, as `160mm`; without it the picture's own",
    "check": "`true`: the verdicts stand below, and a false equation stops the document",
    "echo": "`true`: the text stands above",
    "explain": "names: picture, formula, einsum, loops, PyTorch, shapes and cost of each, in place of the pictures",
    "only": "with `explain`: which of these, in order",
    "caption": "words below the picture",
    "alt": "words for those who cannot see it; without it they are written from the graph",
}
"""By name, and what it says."""
SPELLINGS: Mapping[str, str] = {"fig-cap": "caption", "fig-alt": "alt"}
"""What Quarto calls them."""
OF_PICTURES = ("show", "caption", "alt", "width")
"""What does not go with `explain`."""
FLAGS: Mapping[str, bool] = {"true": True, "false": False, "": True}


def known_attributes(given: Mapping[str, str], span: Span | None) -> dict[str, str]:
    """The attributes by our own names; a TensorgraphError for each that is none, or whose value is none.

    >>> known_attributes({"show": "head", "fig-cap": "A head"}, None)
    {'show': 'head', 'caption': 'A head'}
    """
    read = {SPELLINGS.get(name, name): value for name, value in given.items()}
    wrong = [_unknown(name, span) for name in read if name not in ATTRIBUTES]
    wrong += [_no_flag(name, read[name], span) for name in ("check", "echo") if read.get(name, "") not in FLAGS]
    if "width" in read and points(read["width"]) is None:
        hint = "write `width=160mm` (or cm, in, pt)"
        wrong.append(Diagnostic("wrong-option", f"`{read['width']}` is not a width", span, (), hint))
    if "only" in read and "explain" not in read:
        hint = "write `explain=h only=formula,einsum`"
        wrong.append(Diagnostic("wrong-option", "`only` says what `explain` shows, and there is none", span, (), hint))
    wrong += [_not_explained(name, span) for name in OF_PICTURES if "explain" in read and name in read]
    if wrong:
        raise TensorgraphError(wrong)
    return read


def _not_explained(name: str, span: Span | None) -> Diagnostic:
    message = f"`{name}` belongs to pictures, and this block is explained"
    return Diagnostic("wrong-option", message, span, (), f"delete `{name}`, or `explain`")


def flag(attributes: Mapping[str, str], name: str) -> bool:
    """Whether it is set."""
    return name in attributes and FLAGS[attributes[name]]


def names(text: str) -> tuple[str, ...]:
    """Names between commas or spaces.

    >>> names("head, A")
    ('head', 'A')
    """
    return tuple(text.replace(",", " ").split())


def worded(text: str) -> dict[str, str]:
    """The attributes of an info string: `show=head caption="One head" echo`.

    >>> worded('show=head caption="One head" echo')
    {'show': 'head', 'caption': 'One head', 'echo': 'true'}
    """
    import shlex

    try:
        words = shlex.split(text)
    except ValueError as error:
        raise mistake("wrong-option", f"`{text}` cannot be read: {str(error).lower()}") from None
    pairs = (word.partition("=") for word in words)
    return {name: value if equals else "true" for name, equals, value in pairs}


def _unknown(name: str, span: Span | None) -> Diagnostic:
    found = near(name, ATTRIBUTES)
    hint = f"write `{found[0]}`" if found else f"a block has: {', '.join(ATTRIBUTES)}"
    return Diagnostic("unknown-option", f"a block has no attribute `{name}`", span, (), hint)


def _no_flag(name: str, value: str, span: Span | None) -> Diagnostic:
    message = f"`{name}` is true or false, and this is `{value}`"
    return Diagnostic("wrong-option", message, span, (), f"write `{name}=true`")
