"""A row of a picture as a chain of equal graphs: name by name where it unfolds something, else by its proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.graph.nodes import Graph, Unfold
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import resolve
from tensorgraph.rewrite.proof import Proof
from tensorgraph.rewrite.prove import prove
from tensorgraph.rewrite.stages import stages
from tensorgraph.steps.notation.reading import is_same
from tensorgraph.steps.notation.tidy import closed
from tensorgraph.verdict.holes import has_hole
from tensorgraph.verdict.written_out import written_out


@dataclass(frozen=True)
class Used:
    """A rule of `tensorgraph.rewrite.rules.RULES` that was used: the names it asked for, and whether backwards."""

    rule: str
    names: tuple[str, ...] = ()
    back: bool = False


@dataclass(frozen=True)
class Link:
    """A graph of a chain of equal ones, and the rules that lead to it from the one before."""

    graph: Graph
    rules: tuple[Used, ...] = ()


def chain(network: Network, picture: Picture, row: Row, fixed: Mapping[str, int]) -> list[Link]:
    """A row from its first side to its last one; ``fixed`` are the sizes of dimensions that are written out.

    Raises `no-steps`.
    """
    links = _links(network, picture, row, fixed)
    return _merged(network, [replace(link, graph=_seen(link.graph)) for link in links])


def _links(network: Network, picture: Picture, row: Row, fixed: Mapping[str, int]) -> list[Link]:
    """A row from its first side to its last one."""
    for relation in row.relations:
        if relation.sign != "==":
            raise _no_steps(
                picture, f"`{picture.name}` has a `{relation.sign}`", "steps lead from one side of `==` to the other"
            )
    if any(has_hole(network, side) for side in row.sides):
        raise _no_steps(picture, f"`{picture.name}` has a `?`", "write what stands there")
    chain = _opened(network, row.sides[0]) if len(row.sides) == 1 else [Link(resolve(network, row.sides[0]))]
    if len(row.sides) == 1 and len(chain) < 2:
        raise _no_steps(picture, f"`{picture.name}` has nothing to unfold", "write `unfold(…)`, `expand(…)` or `==`")
    for left, right in pairwise(row.sides):
        chain += _between(network, picture, left, right, fixed)
    return chain


def _between(network: Network, picture: Picture, left: Graph, right: Graph, fixed: Mapping[str, int]) -> list[Link]:
    """The steps after a side to the next one: as that unfolds what the side is, else by proof."""
    start, end = resolve(network, left), resolve(network, right)
    opened = _opened(network, right)
    for place, link in enumerate(opened[:-1]):
        if is_same(network, start, link.graph):
            return opened[place + 1 :]
    written = {name: fixed[name] for name in written_out(network, picture) if name in fixed}
    proof = prove(network, start, end, picture.given, written).proof
    if proof is None:
        raise _unproved(network, picture, fixed)
    return _proved(proof, end)


def _proved(proof: Proof, end: Graph) -> list[Link]:
    """A proof as a chain: the left side's steps, then the right side's backwards, to that side as it is written."""
    links = [Link(step.after, (Used(step.rule, step.names),)) for step in proof.left]
    links += [Link(step.before, (Used(step.rule, step.names, True),)) for step in reversed(proof.right)]
    if proof.left and not proof.right:
        return [*links[:-1], replace(links[-1], graph=end)]
    return links or [Link(end)]


def _opened(network: Network, side: Graph) -> list[Link]:
    """A side that unfolds something, name by name; itself alone where it does not."""
    unfold = next((factor for factor in factors(side.body) if isinstance(factor, Unfold)), None)
    if unfold is None:
        return [Link(side)]
    first, *others = stages(network, side)
    links = [Link(first.graph)]
    for stage in others:
        used = (Used("unfold", (stage.name,)),) if stage.name else _expanded(network, unfold)
        links.append(Link(stage.graph, used))
    return links


def _expanded(network: Network, unfold: Unfold) -> tuple[Used, ...]:
    """The rules of the last step of an `expand`, or of an `unfold` inside a larger expression."""
    if unfold.kind != "expand":
        return (Used("unfold"),)
    dims = tuple(name for name in unfold.names if name in network.dims)
    return (Used("distribute"), *((Used("write out sums", dims),) if dims else ()))


def _merged(network: Network, chain: Sequence[Link]) -> list[Link]:
    """The chain without links whose picture is that of the one before: their rules are named with the next. The ends
    stay as they are written."""
    kept, waiting = [chain[0]], tuple[Used, ...]()
    for place, link in enumerate(chain[1:], start=1):
        link = replace(link, rules=waiting + link.rules)
        same, last = _looks_same(network, kept[-1].graph, link.graph), place == len(chain) - 1
        if same and last and len(kept) > 1:
            kept[-1] = Link(link.graph, kept[-1].rules + link.rules)
        elif not same or last:
            kept.append(link)
        waiting = link.rules if same and not last else ()
    return kept


def _seen(graph: Graph) -> Graph:
    return replace(graph, body=closed(graph.body))


def _looks_same(network: Network, one: Graph, other: Graph) -> bool:
    """Whether two diagrams differ in parentheses and dots alone, which nobody sees."""
    return len(one.body.terms) == len(other.body.terms) and is_same(network, one, other)


# Without steps


def _no_steps(picture: Picture, found: str, hint: str) -> TensorgraphError:
    return mistake("no-steps", f"{found}, so there are no steps", picture.span, hint)


def _unproved(network: Network, picture: Picture, fixed: Mapping[str, int]) -> TensorgraphError:
    """Why there are no steps: the equation is false, or it has no proof."""
    from tensorgraph.verdict.judge import judge

    definitions = {name: replace(one, properties=()) for name, one in network.definitions.items()}
    alone = replace(network, pictures=(picture,), definitions=definitions)
    words = {verdict.word for verdict in judge(alone, {}, 0, fixed)}
    hint = f"`tensorgraph check FILE` says more of `{picture.name}`"
    if "false" in words:
        return _no_steps(picture, f"`{picture.name}` is false", hint)
    return _no_steps(picture, f"`{picture.name}` holds on random values but has no proof", hint)
