"""Products without cycles: whether a chain with ribs will do, and where else they are hung up."""

from __future__ import annotations

from tensorgraph.diagram.layout.free.net import Net


def is_tree(net: Net) -> bool:
    """Whether a connected product has no cycle."""
    return not net.loops and len(net.links) == net.count - 1


def is_cycle(net: Net) -> bool:
    """Whether a connected product is a ring."""
    return not net.loops and net.count > 2 and all(len(net.beside[n]) == len(net.at[n]) == 2 for n in range(net.count))


def branches(net: Net) -> bool:
    """Whether some node has more than two neighbours."""
    return any(len(others) > 2 for others in net.beside)


def is_caterpillar(net: Net) -> bool:
    """Whether a tree is a chain when the nodes at its ends are taken away: a spine with ribs."""
    inner = [node for node in range(net.count) if len(net.beside[node]) > 1]
    return all(sum(len(net.beside[other]) > 1 for other in net.beside[node]) < 3 for node in inner)


def centre(net: Net) -> int:
    """The middle of the longest path of a tree, of two the one that is read first."""
    one = _farthest(net, 0)
    other = _farthest(net, one)
    ends = [net.distances([end]) for end in (one, other)]
    length = ends[0][other]
    middles = [n for n in range(net.count) if ends[0][n] + ends[1][n] == length and abs(2 * ends[0][n] - length) < 2]
    return min(middles)


def _farthest(net: Net, node: int) -> int:
    distances = net.distances([node])
    return max(range(net.count), key=lambda other: (distances[other], -other))
