"""Parameters first: what is made of constants only is computed once for many calls, so their groups may go first."""

from __future__ import annotations

from collections.abc import Callable

from tensorgraph.einsum.walk import Einsum, Path, numbered


def grouped(one: Einsum, search: Callable[[Einsum], Path]) -> Path:
    """The path that contracts each group of joined constants first, and then the rest; each searched by itself."""
    inputs = dict(enumerate(one.inputs))
    current: list[int] = list(inputs)
    path: Path = []
    for group in constant_groups(one):
        outside = {*one.output, *(index for place in current if place not in group for index in inputs[place])}
        output = tuple(i for i in dict.fromkeys(i for place in group for i in inputs[place]) if i in outside)
        part = Einsum(tuple(inputs[place] for place in group), output, one.sizes, memory=one.memory)
        last = _follow(path, current, group, search(numbered(part)))
        inputs[last] = output
    rest = Einsum(tuple(inputs[place] for place in current), one.output, one.sizes, memory=one.memory)
    return path + search(numbered(rest))


def constant_groups(one: Einsum) -> list[list[int]]:
    """The constants that are joined by indices, in groups of two or more."""
    groups: list[tuple[set[int], set[int]]] = []
    for place, fixed in enumerate(one.constant):
        if fixed:
            joined = [group for group in groups if group[1].intersection(one.inputs[place])]
            groups = [group for group in groups if group not in joined]
            places = {place}.union(*(members for members, _ in joined))
            groups.append((places, set(one.inputs[place]).union(*(indices for _, indices in joined))))
    return sorted(sorted(places) for places, _ in groups if len(places) > 1)


def _follow(path: Path, current: list[int], group: list[int], steps: Path) -> int:
    """A group's own path as steps of the whole: added to the path, operands renamed; the name of what is left."""
    left = list(group)
    for positions in steps:
        taken = [left[position] for position in positions]
        path.append(tuple(sorted(current.index(place) for place in taken)))
        made = -len(path)
        for places in (left, current):
            places[:] = [place for place in places if place not in taken] + [made]
    return left[0]
