"""Writes `docs/errors.md` from the table: `python -m tests.errors.write_docs`."""

from __future__ import annotations

from pathlib import Path

from tests.errors.cases import CASES, Case
from tests.errors.later import LATER, Later

PAGE = Path(__file__).parent.parent.parent / "docs" / "errors.md"
HEAD = """# Mistakes and what is said of them

Every mistake has a code, in brackets after `error`. This page shows for each the smallest file that makes it, what is
said, and a file that is right; at the end, the mistakes that a right file can still lead to when it is drawn, checked
or run. It is written from `tests/errors/cases.py` and `later.py` by `python -m tests.errors.write_docs`.
"""
SECOND = """
# In drawing, checking and running
"""


def page() -> str:
    """The page's text, the codes in alphabetical order."""
    codes = sorted({case.code for case in CASES})
    first = "".join(_section(code, [case for case in CASES if case.code == code]) for code in codes)
    return HEAD + first + SECOND + "".join(map(_later, LATER))


def _section(code: str, cases: list[Case]) -> str:
    return f"\n## {code}\n" + "".join(_example(case) for case in cases)


def _example(case: Case) -> str:
    return f"\n{_block(case.wrong)}{_block(case.message)}Right:\n\n{_block(case.right)}"


def _later(case: Later) -> str:
    said = f"$ tensorgraph {case.arguments}\n{case.message}"
    right = f"$ tensorgraph {case.repaired}" if case.repaired else case.right
    return f"\n## {case.code}\n\n{_block(case.wrong)}{_block(said)}Right:\n\n{_block(right)}"


def _block(text: str) -> str:
    return f"```\n{text.rstrip()}\n```\n\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
