"""Writes docs/identities.md: every identity with its verdict, the rules of its proof and its time.

`python -m tests.write_identities` checks `examples/identities/`, prints how many are proved, and writes the page.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import tensorgraph as tg
from tensorgraph.graph.network import Network, Picture
from tensorgraph.graph.nodes import Apply, Factor, Sum, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.unfold import resolve_picture
from tensorgraph.verdict.verdict import Verdict
from tests.identity_clauses import CLAUSES, Clause

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "examples" / "identities"
FILES = sorted(FOLDER.glob("*.tg"))
PAGE = ROOT / "docs" / "identities.md"

STATEMENT = re.compile(r"(?:show|check) ([^\W\d]\w*'*)")
MULTILINEAR = frozenset({"sum", "mean", "square", "reciprocal"})
"""Functions that an equation may use and still count as multilinear: sums, and what is a product written otherwise."""
OPENING = frozenset({"unfold", "remove groups", "remove ones"})
"""Rules that only open definitions and parentheses: what they alone prove is true by definition."""

HEAD = """# Identities

What the notation must be able to say, and what is found of it: every equation of
[`examples/identities/`](../examples/identities), each file one subject, each equation with the sentence above it.
`python -m tests.write_identities` writes this page.

**proved**: both sides have one normal form, so it is true for all sizes. **holds**: equal on random values.
**differs**: what is claimed to differ does. What must not be true, claimed as if it were, stands in
[`tests/false/`](../tests/false), and is found false.

The language leaves out inequalities, ranks and complex eigenvalues. What identities say of them is tested in Python, on
random weights and at the sizes of a real model: `tests/test_scores.py` (scores between 0 and 1, the norm error of a low
rank, ranks, the copying score from a small matrix) and `tests/test_identities_induction.py` (an induction head built by
hand, and what breaks it).
"""


@dataclass(frozen=True)
class Identity:
    """One equation, with what was found of it and in how many seconds; ``file`` is the name of its file."""

    file: str
    verdict: Verdict
    words: str
    multilinear: bool
    seconds: float

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of its proof, each once, in the order of their first use."""
        proof = self.verdict.proof
        return tuple(dict.fromkeys(step.rule for step in (*proof.left, *proof.right))) if proof else ()


def words_of(text: str) -> dict[str, str]:
    """The comment above each statement, by the statement's name; statements in one paragraph share it."""
    found: dict[str, str] = {}
    comment: list[str] = []
    fresh = True
    for line in text.splitlines():
        if line.startswith("#"):
            comment = [line.removeprefix("#").strip()] if fresh else [*comment, line.removeprefix("#").strip()]
            fresh = False
        elif matched := STATEMENT.match(line):
            found[matched[1]] = " ".join(comment)
            fresh = True
        elif not line.startswith(" "):
            comment, fresh = [], True
    return found


def multilinear(network: Network, picture: Picture) -> bool:
    """Whether no side uses a function, however deep in its definitions, but sums and what stands for products."""
    sides = [side.body for row in resolve_picture(network, picture).rows for side in row.sides]
    frozen = set(picture.given)
    used = (node.function for node in _reached(network, sides, frozen) if isinstance(node, Apply))
    return set(used) <= MULTILINEAR


def _reached(network: Network, bodies: list[Sum], seen: set[str]) -> Iterator[Factor]:
    """Every factor of some expressions and of the definitions they are made of."""
    for node in (node for body in bodies for node in factors(body)):
        yield node
        definition = network.definitions.get(node.name) if isinstance(node, Tensor) else None
        if definition is None or definition.name in seen:
            continue
        seen.add(definition.name)
        if definition.kept is None:
            yield from _reached(network, [definition.graph.body], seen)


def checked(path: Path) -> list[Identity]:
    """Every equation of a file, checked by itself."""
    network = tg.load(path).network
    words = words_of(path.read_text("utf-8"))
    return [
        identity
        for picture in network.pictures
        if any(row.relations for row in picture.rows)
        for identity in _equations(path, network, picture, words[picture.name])
    ]


def _equations(path: Path, network: Network, picture: Picture, words: str) -> list[Identity]:
    began = time.perf_counter()
    verdicts = tg.Document(replace(network, pictures=(picture,))).check()
    seconds = (time.perf_counter() - began) / len(verdicts)
    simple = multilinear(network, picture)
    found = (verdict for verdict in verdicts if verdict.name == picture.name)
    return [Identity(path.stem, verdict, words, simple, seconds) for verdict in found]


def share(identities: list[Identity]) -> tuple[int, int]:
    """How many of the multilinear equalities are proved, and how many there are."""
    equal = [found for found in identities if found.multilinear and found.verdict.word != "differs"]
    return sum(found.verdict.word == "proved" for found in equal), len(equal)


def totals(identities: list[Identity]) -> str:
    """How many there are of each verdict, and how many of the multilinear ones are proved."""
    count = Counter(found.verdict.word for found in identities)
    proved, every = share(identities)
    words = ", ".join(f"{count[word]} {word}" for word in ("proved", "holds", "differs", "false") if count[word])
    opened = sum(found.verdict.word == "proved" and set(found.rules) <= OPENING for found in identities)
    return (
        f"{len(identities)} identities: {words}. Of {every} multilinear equalities {proved} are proved. "
        f"{opened} proofs only open definitions and groups, and compare."
    )


def page(identities: list[Identity]) -> str:
    """The whole page."""
    parts = [HEAD, totals(identities), "", *_unproved(identities), "## By clause\n", _clauses(CLAUSES)]
    parts += [_file(path, [found for found in identities if found.file == path.stem]) for path in FILES]
    return "\n".join(parts)


def _unproved(identities: list[Identity]) -> list[str]:
    """The multilinear equalities that are not proved, if any."""
    found = [each for each in identities if each.multilinear and each.verdict.word == "holds"]
    return ["Not proved: " + ", ".join(f"`{each.file}.{each.verdict.name}`" for each in found) + ".\n"] if found else []


def _clauses(clauses: tuple[Clause, ...]) -> str:
    cells = [(each.words, *map(_names, (each.true, each.false, each.python))) for each in clauses]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(["| clause | true | must not be | in Python |", "|---|---|---|---|", *rows]) + "\n"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _file(path: Path, identities: list[Identity]) -> str:
    title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
    head = [f"## {path.stem}\n", f"{title} ([source](../examples/identities/{path.name}))\n"]
    table = ["| identity | in words | verdict | rules | ms |", "|---|---|---|---|---|", *map(_row, identities)]
    return "\n".join([*head, *table]) + "\n"


def _row(found: Identity) -> str:
    words = found.words.replace("|", "\\|")
    rules = ", ".join(found.rules) or "–"
    return f"| `{found.verdict.name}` | {words} | {found.verdict.word} | {rules} | {1000 * found.seconds:.0f} |"


def main() -> int:
    """Check all, print a line for each file and the totals, write the page; 1 when an identity is false."""
    identities: list[Identity] = []
    for path in FILES:
        found = checked(path)
        identities += found
        count = Counter(each.verdict.word for each in found)
        print(f"{path.stem:20}", ", ".join(f"{number} {word}" for word, number in sorted(count.items())), flush=True)
        for each in found:
            if each.verdict.word not in {"proved", "differs"}:
                linear = ", multilinear" if each.multilinear else ""
                print(f"    {each.verdict.word}{linear}: {each.verdict.name}: {each.verdict.text}")
    print(totals(identities))
    PAGE.write_text(page(identities), encoding="utf-8")
    return int(any(found.verdict.word in {"false", "not tested"} for found in identities))


if __name__ == "__main__":
    sys.exit(main())
