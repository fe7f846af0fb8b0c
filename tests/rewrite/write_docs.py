"""Writes the table of rules in docs/proofs.md anew: `python -m tests.rewrite.write_docs`."""

from __future__ import annotations

from pathlib import Path

from tensorgraph.rewrite.rules import RULES
from tests.rewrite.laws import LAWS

PAGE = Path(__file__).parent.parent.parent / "docs" / "proofs.md"
HEAD = "| rule | law | an equation that needs it |\n|---|---|---|\n"


def table() -> str:
    """A row for every rule, in the order in which they are tried."""
    examples = {law.rule: law.true for law in LAWS}
    return HEAD + "".join(f"| {name} | {rule.law} | `{examples[name]}` |\n" for name, rule in RULES.items())


def page(text: str) -> str:
    """The page with this table in the place of the one it has."""
    before, rest = text.split(HEAD, 1)
    return before + table() + rest[rest.index("\n\n") + 1 :]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
