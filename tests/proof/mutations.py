"""True equations corrupted: what the float64 reference finds false must be neither proved nor hold.

    python -m tests.proof.mutations [WANTED]

prints for each kind how many identities it was tried on, how many mutants count, are proved, and hold. WANTED is how
many mutants are tried, 6000 unless told.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from zlib import crc32

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Picture, Relation, Row
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.verify import verify_graph
from tensorgraph.rewrite.prove import prove
from tensorgraph.verdict.judge import judge
from tests.proof.identities import Identity, false_everywhere, identities
from tests.proof.mutators import MUTATORS

WANTED = 6000
"""How many mutants are tried: more than the 5,000 that must count."""
LEAST = 200
"""Mutants of each kind that must count."""
BATCH = 20
"""Mutants of one identity that are judged at once, because every picture of a network has a say in its sizes."""
SEARCHED = 5_000
"""Factors that the search for a proof of a mutant may write: more than the judge's, before it looks at values."""
TRUE_WORDS = ("holds", "proved")
"""What the judge must not say of a mutant."""


@dataclass(frozen=True)
class Mutant:
    """One side of an identity, corrupted, and the other side."""

    kind: str
    identity: Identity
    graph: Graph
    other: Graph


@dataclass(frozen=True)
class Counts:
    """What a sample came to, by kind."""

    identities: dict[str, set[str]]
    counted: Counter[str]
    proved: tuple[Mutant, ...]
    holding: tuple[Mutant, ...]


def mutants(identity: Identity, kind: str) -> list[Mutant]:
    """All of a kind, in an order that is always the same and no other."""
    found = dict.fromkeys(
        (graph, other)
        for side, other in identity.sides
        for graph in MUTATORS[kind](identity.network, side)
        if graph != side
    )
    ordered = list(found)
    random.Random(crc32(f"{identity.name} {kind}".encode())).shuffle(ordered)
    return [Mutant(kind, identity, graph, other) for graph, other in ordered]


def false_mutants(every: list[Identity], kind: str, wanted: int) -> Iterator[Mutant]:
    """As many mutants as wanted that count, or all there are: one of each identity in turn."""
    turns = zip_longest(*(mutants(identity, kind) for identity in every))
    return islice((mutant for turn in turns for mutant in turn if mutant is not None and _counts(mutant)), wanted)


def _counts(mutant: Mutant) -> bool:
    """Whether a mutant is a graph, with the free legs that it had, and false in every size set."""
    if mutant.graph.legs != mutant.other.legs or verify_graph(mutant.identity.network, mutant.graph):
        return False
    try:
        return false_everywhere(mutant.identity, mutant.graph, mutant.other)
    except TensorgraphError:
        return False


def sample(every: list[Identity], wanted: int) -> list[Mutant]:
    """Mutants that count, as evenly over the kinds as there are enough, the scarce kinds whole."""
    found: list[Mutant] = []
    kinds = sorted(MUTATORS, key=lambda kind: kind not in SCARCE)
    for place, kind in enumerate(kinds):
        share = (wanted - len(found)) // (len(kinds) - place)
        found += false_mutants(every, kind, share)
    return found


SCARCE = ("move an axis", "reorder a Kronecker product")
"""Kinds for which few equations have a place; what they leave goes to the others."""


def proved(found: Iterable[Mutant]) -> Iterator[Mutant]:
    """The mutants that the prover takes for true."""
    for mutant in found:
        attempt = prove(mutant.identity.network, mutant.graph, mutant.other, mutant.identity.given, most_work=SEARCHED)
        if attempt.proof is not None:
            yield mutant


def holding(found: list[Mutant]) -> Iterator[Mutant]:
    """The mutants that the judge takes for true, judged in batches of one network."""
    by_identity: dict[int, list[Mutant]] = {}
    for mutant in found:
        by_identity.setdefault(id(mutant.identity), []).append(mutant)
    for group in by_identity.values():
        for start in range(0, len(group), BATCH):
            yield from _holding(group[start : start + BATCH])


def _holding(batch: list[Mutant]) -> list[Mutant]:
    try:
        words = _words(batch)
    except TensorgraphError:  # not a number somewhere: no verdict on that one
        return [] if len(batch) == 1 else [mutant for one in batch for mutant in _holding([one])]
    return [mutant for place, mutant in enumerate(batch) if words[f"mutant {place}"] in TRUE_WORDS]


def _words(batch: list[Mutant]) -> dict[str, str]:
    """The judge's word for each mutant."""
    identity = batch[0].identity
    pictures = [
        Picture(f"mutant {place}", (Row((mutant.graph, mutant.other), (Relation("=="),)),), False, identity.given)
        for place, mutant in enumerate(batch)
    ]
    network = replace(identity.network, pictures=tuple(pictures))
    return {verdict.name: verdict.word for verdict in judge(network, {}, 0, {})}


def counted(
    found: list[Mutant],
    proved: Callable[[list[Mutant]], Iterator[Mutant]] = proved,
    holding: Callable[[list[Mutant]], Iterator[Mutant]] = holding,
) -> Counts:
    """The table of a sample."""
    names: dict[str, set[str]] = {kind: set() for kind in MUTATORS}
    for mutant in found:
        names[mutant.kind].add(mutant.identity.name)
    return Counts(names, Counter(m.kind for m in found), tuple(proved(found)), tuple(holding(found)))


def table(counts: Counts) -> str:
    """The counts as lines."""
    wrong = [Counter(mutant.kind for mutant in group) for group in (counts.proved, counts.holding)]
    lines = [f"{'kind':30}{'identities':>12}{'counted':>9}{'proved':>8}{'holding':>9}"]
    for kind in MUTATORS:
        numbers = len(counts.identities[kind]), counts.counted[kind], wrong[0][kind], wrong[1][kind]
        lines.append(f"{kind:30}{numbers[0]:12}{numbers[1]:9}{numbers[2]:8}{numbers[3]:9}")
    names = set().union(*counts.identities.values())
    total = len(names), counts.counted.total(), wrong[0].total(), wrong[1].total()
    lines.append(f"{'all':30}{total[0]:12}{total[1]:9}{total[2]:8}{total[3]:9}")
    return "\n".join(lines)


def main(wanted: int) -> int:
    """Print the table and what is wrong; 1 when anything is."""
    found = sample(list(identities()), wanted)
    print(f"{len(found)} mutants", flush=True)
    counts = counted(found)
    print(table(counts))
    for word, group in (("proved", counts.proved), ("holding", counts.holding)):
        for mutant in group:
            print(f"{word}: {mutant.kind} of {mutant.identity.name}\n  {mutant.graph}\n  {mutant.other}")
    return 1 if counts.proved or counts.holding else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else WANTED))
