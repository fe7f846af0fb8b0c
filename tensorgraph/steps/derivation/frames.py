"""A picture as a derivation: from its left side to its right side, rule by rule, each step tried on values.

An `unfold` or `expand` is shown name by name; another equation by its proof, the rules used on its right side
backwards, so that all frames are one chain of equal diagrams. A rule that changes no picture is named with the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.graph.nodes import Graph
from tensorgraph.rewrite.proof import Step
from tensorgraph.rewrite.rules import RULES
from tensorgraph.steps.derivation.chain import Link, Used, chain
from tensorgraph.steps.derivation.traced import Trace
from tensorgraph.steps.frame import Frame, Steps
from tensorgraph.steps.labels import label_of
from tensorgraph.steps.titles import listed
from tensorgraph.verdict.steps import step_differences
from tensorgraph.verdict.trial import random_trials
from tensorgraph.verdict.written_out import fixed_sizes


def derivation(network: Network, picture: Picture, sizes: Mapping[str, int]) -> Steps:
    """The steps of a ``show`` or ``check``: of its equations, or of what it unfolds.

    ``sizes`` are kept where the steps are tried. Raises `no-steps` where there are none: nothing to unfold, a `!=` or
    `~=`, an equation that is false or has no proof.

    >>> import tensorgraph as tg
    >>> text = "dim a = 2\\nparam A[a, a], B[a, a]\\nC[i, k] = A[i, j] B[j, k]\\nshow c: unfold(C[i, j] B[j, k])"
    >>> network = tg.loads(text).network
    >>> [frame.title for frame in derivation(network, network.pictures[0], {}).frames]
    ['as it is written', 'unfold $C$']
    """
    fixed = fixed_sizes(network, picture, {}, sizes)
    network = replace(network, dims={**network.dims, **fixed})
    trace, frames = Trace(), list[Frame]()
    for row in picture.rows:
        links = chain(network, picture, row, fixed)
        tried = _tried(network, picture, links, fixed)
        for place, (link, said) in enumerate(zip(links, tried, strict=True)):
            ids, came = trace.next(link.graph, apart=place == 0)
            shown, words = _shown(picture, link.graph), (*_laws(link), *said)
            frames.append(Frame(shown, _title(network, link, place), words, ids, came, _opens(link)))
    return Steps(picture.name, "derivation", network, tuple(frames))


LOOK = ("dims", "frames", "layout", "stack", "theme")
"""The attributes of a picture that concern each diagram alone."""


def _shown(picture: Picture, graph: Graph) -> Picture:
    """One diagram of a picture, with the texts of its terms where it has just these terms."""
    texts = dict(picture.attributes).get("labels")
    expanded = isinstance(texts, tuple) and [bool(term.origin) for term in graph.body.terms] == [True] * len(texts)
    look = (*LOOK, "labels") if expanded else LOOK
    kept = tuple((name, value) for name, value in picture.attributes if name in look)
    return Picture(picture.name, (Row((graph,)),), attributes=kept, given=picture.given, span=picture.span)


# Words

BACK = {
    "unfold": "fold",
    "remove groups": "put parentheses",
    "fuse dots": "split dots",
    "remove ones": "add ones",
    "distribute": "factor out",
}
"""What using a rule backwards is called."""


def _tried(
    network: Network, picture: Picture, links: Sequence[Link], fixed: Mapping[str, int]
) -> list[tuple[str, ...]]:
    """Of each link what is said of its values beside those of the one before."""
    pairs = [Step("", (), one.graph, other.graph) for one, other in pairwise(links)]
    try:
        trial = random_trials(network, 0, fixed)[0]
        found = step_differences(network, pairs, picture.given, trial)
    except TensorgraphError as error:
        return [(), *[(f"not tried on values: {error.diagnostics[0].message}",) for _ in pairs]]
    return [(), *[(_equal(difference.equal),) for difference in found]]


def _equal(equal: bool) -> str:
    wrong = "on random values they differ: a mistake in tensorgraph, please report it"
    return "tried on random values: equal" if equal else wrong


def _title(network: Network, link: Link, place: int) -> str:
    """The rules that lead to a link, each once."""
    if not link.rules:
        return "the same in another order" if place else "as it is written"
    return ", then ".join(dict.fromkeys(_said(network, used) for used in link.rules))


def _said(network: Network, used: Used) -> str:
    names = [f"${label_of(network, name)}$" if name in network.definitions else name for name in used.names]
    if used.back and used.rule not in BACK:
        return f"{used.rule} {listed(names)}".strip() + ", backwards"
    return f"{BACK[used.rule] if used.back else used.rule} {listed(names)}".strip()


def _opens(link: Link) -> tuple[str, ...] | None:
    """The names that were opened on the way to a link; None where it was just by folding, of what becomes one."""
    if link.rules and all(used.rule == "unfold" and used.back for used in link.rules):
        return None
    return tuple(name for used in link.rules if used.rule == "unfold" and not used.back for name in used.names)


def _laws(link: Link) -> tuple[str, ...]:
    return tuple(dict.fromkeys(RULES[used.rule].law for used in link.rules))
