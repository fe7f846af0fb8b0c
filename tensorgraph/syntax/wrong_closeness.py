"""The part of the catalogue of wrong statements that concerns `within` and `top1` (`tensorgraph.syntax.wrong`)."""

from __future__ import annotations

_WRITE = {"within": "write `within 0.05`", "top1": "write `top1 0.95`"}
_BEFORE = (("", "within"), ("", "top1"), ("within 0.1 ", "top1"))
"""Each word, and what may stand before it: the parser is in another state after each."""
_NO_NUMBER = ("c", "-0.1", "= 0.1", ": 0.1", "(0.1)", "[0.1]", "* 0.1", "within 0.1", "top1 0.1")
"""What is written where the number should stand."""

CLOSENESS: tuple[tuple[str, str, str, str], ...] = (
    *(
        ("within-what", f"check c: a ~= b {before}{word}\n", f"no number stands after `{word}`", _WRITE[word])
        for before, word in _BEFORE
    ),
    *(
        (
            "within-what",
            f"check c: a ~= b {before}{word} {wrong}\n",
            f"a number follows `{word}`, and nothing else",
            _WRITE[word],
        )
        for before, word in _BEFORE
        for wrong in _NO_NUMBER
    ),
    (
        "within-order",
        "check c: a ~= b top1 0.9 within 0.1\n",
        "`within` stands before `top1`",
        "write `a ~= b within 0.05 top1 0.95`",
    ),
    (
        "within-order",
        "check c: a ~= b within 0.1, top1 0.9\n",
        "no comma stands after a number of `within` or `top1`",
        "write `a ~= b within 0.05 top1 0.95`",
    ),
    ("within-order", "check c: a ~= b within 0.1 within 0.2\n", "`within` is said twice", "delete one of them"),
    ("within-order", "check c: a ~= b top1 0.9 top1 0.8\n", "`top1` is said twice", "delete one of them"),
    (
        "within-order",
        "check c: a ~= b within 0.1 top1 0.9 within 0.2\n",
        "`within` and `top1` are said once each",
        "delete what follows them",
    ),
    (
        "within-order",
        "check c: a ~= b within 0.1 top1 0.9 top1 0.8\n",
        "`top1` is said twice",
        "delete one of them",
    ),
)
