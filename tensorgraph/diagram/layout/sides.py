"""The sides of a row: terms with their free ends, signs, coefficients and braces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tensorgraph.diagram.captions import origin_name
from tensorgraph.diagram.geometry import straightened
from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.bundling import bundled
from tensorgraph.diagram.layout.cables import cables
from tensorgraph.diagram.layout.carried import with_carried_above
from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.layout.components import components
from tensorgraph.diagram.layout.factors import product_box
from tensorgraph.diagram.layout.hang import beside
from tensorgraph.diagram.layout.identity import without_identities
from tensorgraph.diagram.layout.legs import drawn_legs, fixed_superscripts, inner
from tensorgraph.diagram.layout.outer import outer_sides
from tensorgraph.diagram.layout.pieces import formula_box, label_beside, label_end, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.split import joined
from tensorgraph.diagram.layout.terms import flattened, prefix_box, with_ones
from tensorgraph.diagram.layout.tints import tinted
from tensorgraph.diagram.scene import Group, Item, Point, union
from tensorgraph.graph.network import Row
from tensorgraph.graph.nodes import Factor, Graph, Product

SIGNS = {"==": "=", "!=": r"\neq", "~=": r"\approx"}


def row_chunks(row: Row, setting: Setting) -> list[Chunk]:
    """The terms of all sides in order, each with its sign."""
    sides = [bundled(graph) for graph in with_carried_above([without_identities(graph) for graph in row.sides])]
    settings = [_for_graph(graph, setting.within(index)) for index, graph in enumerate(sides)]
    outsides = outer_sides(list(zip(sides, settings, strict=True)))
    chunks: list[Chunk] = []
    for index, (graph, own, outside) in enumerate(zip(sides, settings, outsides, strict=True)):
        relation = row.relations[index - 1].sign if index else ""
        labelled = len(graph.body.terms) == 1 or index == 0
        chunks += [replace(c, side=index) for c in _side_chunks(graph, outside, relation, labelled, own)]
    return chunks


def _for_graph(graph: Graph, setting: Setting) -> Setting:
    outside = graph.legs + tuple((wire,) for wire in graph.through)
    ends = Counter(wire for node in inner(graph.body) for leg in drawn_legs(node) for wire in leg)
    free = frozenset(wire for wire in graph.wires if ends[wire] == 1)
    return replace(setting, cables=cables(graph.body, outside), fixed=fixed_superscripts(graph.body), free=free)


def _side_chunks(
    graph: Graph, outside: Mapping[Strand, Side], relation: str, labelled: bool, setting: Setting
) -> Iterable[Chunk]:
    theme = setting.theme
    thick = [leg for leg in graph.legs if len(leg) > 1 and leg[0] not in setting.cables]
    for index, term in enumerate(graph.body.terms):
        own = setting.within(index)
        chunk = _term(term, outside, labelled, own if own.place.wanted else own.rigid(), index == 0, thick)
        if index:
            sign = formula_box("-" if term.coefficient.rational < 0 else "+", theme.sign_size, theme)
            yield replace(chunk, sign=sign)
        elif relation:
            yield replace(chunk, sign=formula_box(SIGNS[relation], theme.sign_size, theme), relation=True)
        else:
            yield chunk


def _term(
    term: Product,
    outside: Mapping[Strand, Side],
    labelled: bool,
    setting: Setting,
    first: bool,
    thick: Sequence[Strand],
) -> Chunk:
    """A term with its free ends, its coefficient and Σ before it, and the place of its brace."""
    factors, coefficient, summed = flattened(term)
    numbers, chain = _numbers(with_ones(term, factors, outside, setting), outside, setting)
    box = product_box(chain, outside, setting, Side.LEFT)
    for leg in thick:
        box = joined(box, leg, setting)
    open_, start = _with_ends(box, labelled, setting)
    empty = not box.items and not box.ports
    lone = [product_box(part, {}, setting.rigid()) for part in numbers]
    whole = beside([*(number for number in lone if number.items), open_], setting.theme.sign_gap)
    start += whole.width - open_.width
    whole, shift = tinted(whole, setting)
    prefix = prefix_box(coefficient, summed, setting, empty, signed=first)
    if prefix and empty:
        whole, prefix = prefix, None
    span = (start + shift, start + shift + box.width)
    name, path = origin_name(term.origin), setting.place.path
    return Chunk(whole, prefix=prefix, brace=term.brace, chain=span, path=path, span=term.span, name=name)


def _numbers(
    factors: Sequence[Factor], outside: Mapping[Strand, Side], setting: Setting
) -> tuple[list[list[Factor]], list[Factor]]:
    """The parts that are numbers by themselves, which stand before the chain as coefficients do, and the chain."""
    numbers: list[list[Factor]] = []
    chain: list[Factor] = []
    for part in components(factors, setting):
        if any(strand in outside for factor in part for strand in setting.strands(factor)):
            chain += part
        else:
            numbers.append(part)
    return (numbers, chain) if chain or not numbers else (numbers[:-1], numbers[-1])


def _with_ends(box: Box, labelled: bool, setting: Setting) -> tuple[Box, float]:
    """The box with a stub and a label for each free end, and where its left edge is now."""
    ports = [_crowded(port, box.ports) for port in box.ports]
    items = [
        item for port, aside in zip(box.ports, ports, strict=True) for item in _free_end(port, aside, labelled, setting)
    ]
    around = union([item.bounds for item in items if item.parts])
    left, right = min(0.0, around.left), max(box.width, around.right)
    height, depth = max(box.height, -around.top), max(box.depth, around.bottom)
    return Box(right - left, height, depth, (*box.items, *items)).moved(-left), -left


NEAR = 24.0
"""Points between upright free ends whose labels would meet: those of two common labels' halves."""


def _crowded(port: Port, ports: Sequence[Port]) -> int:
    """The side of an upright free end on which its label stands, when another end is near: -1, 1, or 0 for its end."""
    near = [p for p in ports if p.side is port.side and p != port and abs(p.at[0] - port.at[0]) < NEAR]
    if not port.side.vertical or port.heading or not near:
        return 0
    return -1 if port.at[0] < min(p.at[0] for p in near) else 1 if port.at[0] > max(p.at[0] for p in near) else 0


def _free_end(port: Port, aside: int, labelled: bool, setting: Setting) -> list[Group]:
    (x, y), (dx, dy), stub = port.at, port.heading or _onwards(port), setting.theme.stub
    end = (x + dx * stub, y + dy * stub)
    wire = line(port.strand, (*port.trail, end), setting)
    if not labelled:
        return [wire]
    if aside:
        return [wire, *label_beside(port.strand, (end[0], end[1] - dy * setting.theme.turn), aside, setting)]
    if port.side.vertical:
        return [wire, *label_end(port.strand, end, port.side is Side.DOWN, setting)]
    return [wire, *label_beside(port.strand, end, port.side.value[0], setting)]


def _onwards(port: Port) -> Point:
    """The direction of a free end: to its side, or slanted where the wire already is."""
    dx, dy = port.side.value
    known = straightened(port.trail)
    if port.side.vertical or len(known) < 2:
        return dx, dy
    (ax, ay), (bx, by) = known[-2:]
    return dx, (by - ay) / abs(bx - ax) if abs(bx - ax) > 1e-6 else 0.0


ORDER = ("tint", "bubble", "brace", "wire", "sum", "tensor", "sign", "words", "label")
"""Back to front: wires end at nodes, so that their ends lie under them."""


def gathered(items: Iterable[Item]) -> tuple[Item, ...]:
    """The groups of a term back to front, the pieces of each wire in one group."""
    parts = [item for item in items if isinstance(item, Group) and item.parts]
    wires: dict[str, list[Group]] = {}
    for part in parts:
        if part.role == "wire":
            wires.setdefault(part.name, []).append(part)
    merged = [_whole(pieces) for pieces in wires.values()]
    rest = [part for part in parts if part.role != "wire"]
    return tuple(sorted((*merged, *rest), key=lambda part: ORDER.index(part.role)))


def _whole(pieces: Sequence[Group]) -> Group:
    """The pieces of a wire as one."""
    about = max((piece.about for piece in pieces), key=len)
    return replace(pieces[0], parts=tuple(part for piece in pieces for part in piece.parts), about=about)
