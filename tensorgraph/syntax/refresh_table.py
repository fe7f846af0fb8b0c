"""Makes ``table.json`` from the grammar: ``python -m tensorgraph.syntax.refresh_table``. Needs lark, which is a tool
of development only: what is shipped is the table, so that no start pays for building a parser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tensorgraph.syntax.machine import TABLE

NONE, INLINE = -1, 1
"""In a rule's children: nothing was written there; the position's last bit says that its children take its place."""
_KEYWORD = re.compile(r"([a-z]+[0-9]*)(?:\(\?=(.*)\))?", re.DOTALL)
"""A word of the language, and what must follow it, where it is a name otherwise."""


def grammar_path() -> Path:
    """The grammar: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "grammar" / "tensorgraph.lark"
    return inside if inside.exists() else package.parent / "grammar" / "tensorgraph.lark"


def lark_parser(strict: bool = False) -> Any:
    """Lark's own parser of the grammar; ``strict`` refuses every collision of rules or words."""
    from lark import Lark

    text = grammar_path().read_text("utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=True, strict=strict)


def table_text() -> str:
    """The table as JSON, one state a line; the same text at every run."""
    lark = lark_parser()
    table = lark.parser.parser._parse_table
    rules = sorted(lark.rules, key=str)
    places = {rule: number for number, rule in enumerate(rules)}
    order = _order(table)
    states = [_row(table.states[state], places, order) for state in order]
    parts = {
        "start": order[table.start_states["start"]],
        "end": order[table.end_states["start"]],
        "words": _words(lark),
        "keywords": {word: [name, follows] for name, word, follows in _keywords(lark)},
        "rules": [[rule.alias or rule.origin.name, len(rule.expansion), _children(rule)] for rule in rules],
    }
    lines = [f'"{name}": {json.dumps(part)}' for name, part in parts.items()]
    rows = ",\n".join(json.dumps(state) for state in states)
    return "{" + ",\n".join([*lines, f'"states": [\n{rows}\n]']) + "}\n"


def _order(table: Any) -> dict[Any, int]:
    """The states numbered as they are reached, because lark's own numbers differ from run to run."""
    order = {table.start_states["start"]: 0}
    queue = list(order)
    for state in queue:
        for _, (kind, target) in sorted(table.states[state].items()):
            if _shifts(kind) and target not in order:
                order[target] = len(order)
                queue.append(target)
    return order


def _row(actions: Any, places: dict[Any, int], order: dict[Any, int]) -> dict[str, int]:
    """For each word or rule a state to go to, or ``-1 - rule`` to reduce by."""
    return {
        name: order[target] if _shifts(kind) else -1 - places[target]
        for name, (kind, target) in sorted(actions.items())
    }


def _shifts(kind: Any) -> bool:
    return str(kind) == "Shift"


def _keywords(lark: Any) -> list[tuple[str, str, str]]:
    """Name, text and what must follow of each word of the language."""
    found = [(term.name, _KEYWORD.fullmatch(term.pattern.value)) for term in lark.terminals]
    return [(name, match[1], match[2] or "") for name, match in found if match]


def _words(lark: Any) -> list[list[str]]:
    """Name and pattern of each other sort of word, in the order in which they are tried."""
    keywords = {name for name, _, _ in _keywords(lark)}
    words = [term for term in lark.parser.lexer.root_lexer.terminals if term.name not in keywords]
    return [[term.name, term.pattern.to_regexp()] for term in words]


def _children(rule: Any) -> list[int]:
    """Which parts of a rule are kept: lark drops punctuation, inlines ``_rules``, marks what was not written."""
    empty = rule.options.empty_indices or (False,) * len(rule.expansion)
    found: list[int] = []
    position = 0
    for missing in empty:
        if missing:
            found.append(NONE)
            continue
        symbol = rule.expansion[position]
        if not (symbol.is_term and symbol.filter_out):
            inline = not symbol.is_term and symbol.name.startswith("_")
            found.append(2 * position + (INLINE if inline else 0))
        position += 1
    return found


if __name__ == "__main__":
    TABLE.write_text(table_text(), "utf-8")
