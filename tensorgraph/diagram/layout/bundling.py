"""Finds the bundles of a graph: two chains or more between the same two joints, or from one joint on.

A copy dot with chains on it that go nowhere else, and a thick wire whose parts go different ways, are drawn as a fan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import count
from typing import TypeAlias

from tensorgraph.diagram.layout.bundle import Bundle, Joint
from tensorgraph.diagram.layout.cables import cables, leaving, thick_legs
from tensorgraph.diagram.layout.hubs import Branch, Hub, Meeting, Web
from tensorgraph.diagram.layout.legs import superscript_wires
from tensorgraph.diagram.layout.spread import flat, opened
from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Product, Sum, Wire
from tensorgraph.graph.rename import map_factor
from tensorgraph.graph.scalar import ONE

Change: TypeAlias = tuple[Set[int], Bundle]
"""Which factors a bundle has, by number, and the bundle."""


def bundled(graph: Graph) -> Graph:
    """The graph with a `Bundle` for the factors of each, in every product.

    An outer thick leg is a joint only where every term brings its parts together.
    """
    thick = tuple(leg for leg in graph.legs if len(leg) > 1)
    while True:
        body = _sum(graph.body, thick, superscript_wires(graph.body))
        known = cables(body, thick)
        whole = tuple(leg for leg in thick if known.get(leg[0]) == leg)
        if whole == thick:
            return replace(graph, body=body)
        thick = whole


def _sum(node: Sum, thick: Sequence[Leg], above: frozenset[Wire]) -> Sum:
    return replace(node, terms=tuple(_product(term, thick, above) for term in node.terms))


def _product(term: Product, thick: Sequence[Leg], above: frozenset[Wire]) -> Product:
    factors, summed = opened(term)
    kept = tuple(_factor(factor, above) for factor in factors)
    outer = frozenset(leaving(term)) - above
    web = Web(kept, outer, tuple(leg for leg in thick if outer.issuperset(leg)), above)
    known = {wire for wires in web.ends for wire in wires}
    while (found := _tied(web) or _grouped(web)) is not None:
        web = replace(web, factors=found)
    fresh = dict.fromkeys(wire for wires in web.ends for wire in wires if wire not in known)
    return replace(term, factors=web.factors, summed=(*summed, *fresh))


def _factor(node: Factor, above: frozenset[Wire]) -> Factor:
    match node:
        case Sum():
            return _sum(flat(node), (), above)
        case Apply():
            return replace(node, body=_sum(flat(node.body), (), above))
        case _:
            return node


def _tied(web: Web) -> tuple[Factor, ...] | None:
    """The factors, those at which all parts of somebody's thick leg end by themselves in bundles of their own."""
    found: dict[int, Bundle] = {}
    for hub in web.hubs:
        far = [index for wire in hub.wires for index in web.at[wire] if index != hub.owner]
        if hub.kind is not Meeting.THICK or len(set(far)) != 1 or len(far) != len(hub.wires) or far[0] in found:
            continue
        if _single(web, hub, far[0]):
            rest = tuple(leg for leg in _legs(web, far[0]) if not set(leg) & set(hub.wires))
            inside = Product((web.factors[far[0]],))
            found[far[0]] = Bundle((inside,), None, (Joint(hub.wires, (hub.wires,), True),), rest)
    return tuple(found.get(index, factor) for index, factor in enumerate(web.factors)) if found else None


def _legs(web: Web, index: int) -> list[Leg]:
    """The legs of a factor, thick ones whole."""
    whole = {wire: leg for leg in thick_legs(web.factors[index]) for wire in leg}
    return list(dict.fromkeys(whole.get(wire, (wire,)) for wire in web.ends[index]))


def _single(web: Web, hub: Hub, index: int) -> bool:
    """Whether a factor has the parts as legs of their own, and no wire twice."""
    others = {wire for other in web.hubs if other != hub and other.kind is Meeting.THICK for wire in other.wires}
    ends = web.ends[index]
    return len(set(ends)) == len(ends) and not others & set(hub.wires) and not isinstance(web.factors[index], Bundle)


def _grouped(web: Web) -> tuple[Factor, ...] | None:
    """The factors, bundles of several branches in the place of what they hold; None where there is none.

    One for which a wire gets a second name is alone.
    """
    groups: dict[tuple[frozenset[int], bool], list[Branch]] = {}
    for branch in web.branches():
        groups.setdefault((frozenset(branch.hubs), bool(branch.outer)), []).append(branch)
    fitting = [g for (hubs, _), g in groups.items() if len(g) > 1 and _fits(web, sorted(hubs), g)]
    renaming = [group for group in fitting if _renames(web, group)]
    if renaming:
        return _with(*_joined(web, renaming[0]))
    found = [_joined(web, group) for group in fitting]
    return _with(web.factors, *(change for _, change in found)) if found else None


def _fits(web: Web, hubs: Sequence[int], group: Sequence[Branch]) -> bool:
    """Whether branches of the same hubs can be drawn as a bundle."""
    if len(hubs) > 2 or any(len(branch.contacts) != len(hubs) or len(branch.outer) > 1 for branch in group):
        return False
    if group[0].outer and (web.hubs[hubs[0]].kind is not Meeting.THICK or len(hubs) > 1 or _all_bare(group)):
        return False
    return all(_closes(web, hub, group, len(hubs) == 1) for hub in hubs)


def _all_bare(group: Sequence[Branch]) -> bool:
    return not any(branch.factors for branch in group)


def _closes(web: Web, number: int, group: Sequence[Branch], alone: bool) -> bool:
    """Whether the branches use up a hub as far as they must: a thick leg all of it, a dot all but one of its legs."""
    hub = web.hubs[number]
    used = [wire for branch in group for wire in branch.wires(number)]
    match hub.kind:
        case Meeting.THICK:
            return sorted(map(str, used)) == sorted(map(str, hub.wires))
        case Meeting.DOT:
            return len(hub.wires) - len(used) == 1 or (not alone and len(used) == len(hub.wires))
        case Meeting.WIRE:
            return not alone or web.count(hub.wires[0]) - len(used) == 1


def _renames(web: Web, group: Sequence[Branch]) -> bool:
    """Whether bare wires among the branches would be parts of two legs of the bundle."""
    thick = [hub for hub in group[0].hubs if web.hubs[hub].kind is Meeting.THICK]
    bare = any(not branch.factors for branch in group)
    return bare and (len(thick) > 1 or bool(thick and group[0].outer))


def _joined(web: Web, group: Sequence[Branch]) -> tuple[tuple[Factor, ...], Change]:
    """The factors with new names, and the bundle for some of them."""
    hubs = group[0].hubs
    thick = [hub for hub in hubs if web.hubs[hub].kind is Meeting.THICK]
    if thick:
        order = web.hubs[thick[0]].wires
        group = sorted(group, key=lambda branch: order.index(branch.wires(thick[0])[0]))
    again = next((hub for hub in reversed(thick) if web.hubs[hub].owner is not None), None)
    fresh = _second_names(web, group) if _renames(web, group) else {}
    joints = tuple(_joint(web, hub, group, fresh if hub == again else {}) for hub in hubs)
    inside = tuple(_inside(web, branch) for branch in group)
    bundle = Bundle(inside, None, joints, tuple((wire,) for branch in group for wire in branch.outer))
    gone = {index for branch in group for index in branch.factors}
    gone |= {owner for hub in hubs if (owner := web.hubs[hub].owner) is not None and hub not in thick}
    owner = None if again is None else web.hubs[again].owner
    return _renamed(web, owner, fresh), (gone, bundle)


def _second_names(web: Web, group: Sequence[Branch]) -> dict[Wire, Wire]:
    """A second name for each bare wire, so that every leg has wires of its own."""
    serials = count(1 + max(wire.serial for wires in web.ends for wire in wires))
    bare = [branch.contacts[0][1] for branch in group if not branch.factors]
    return {wire: replace(wire, serial=next(serials)) for wire in bare}


def _renamed(web: Web, owner: int | None, fresh: Mapping[Wire, Wire]) -> tuple[Factor, ...]:
    """The factors, one with other wires."""
    return tuple(
        map_factor(factor, lambda wire: (fresh.get(wire, wire),)) if index == owner else factor
        for index, factor in enumerate(web.factors)
    )


def _joint(web: Web, number: int, group: Sequence[Branch], fresh: Mapping[Wire, Wire]) -> Joint:
    hub = web.hubs[number]
    of = tuple(tuple(fresh.get(wire, wire) for wire in branch.wires(number)) for branch in group)
    used = {wire for leg in of for wire in leg}
    match hub.kind:
        case Meeting.THICK:
            return Joint(tuple(fresh.get(wire, wire) for wire in hub.wires), of, True)
        case Meeting.DOT:
            return Joint(tuple(wire for wire in hub.wires if wire not in used) or None, of)
        case Meeting.WIRE:
            return Joint(hub.wires if web.count(hub.wires[0]) > len(of) else None, of)


def _inside(web: Web, branch: Branch) -> Product:
    """A branch as a product, a bare wire as one without factors."""
    known = {wire for _, wire in branch.contacts} | set(branch.outer)
    wires = dict.fromkeys(wire for index in branch.factors for wire in web.ends[index] if wire not in known)
    return Product(tuple(web.factors[index] for index in branch.factors), ONE, tuple(wires))


def _with(factors: Sequence[Factor], *changes: Change) -> tuple[Factor, ...]:
    """The factors with each bundle in the place of the first that it has."""
    bundles = {min(gone): bundle for gone, bundle in changes}
    gone = {index for change, _ in changes for index in change}
    kept = [index for index in range(len(factors)) if index in bundles or index not in gone]
    return tuple(bundles.get(index, factors[index]) for index in kept)
