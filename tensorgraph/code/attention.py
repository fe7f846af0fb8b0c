"""Attention as `scaled_dot_product_attention`: the fused kernel takes queries, keys and values where memory has them.

On a CPU torch 2.13 has a fused kernel for four dimensions [batch, heads, positions, width] with equal widths and the
last stride 1; any other strides are taken as they are, 0 as well. Else the pattern is in memory, four to eight times
slower. So the narrower of keys and values is padded, and only what has its width apart in memory is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose, sqrt

import torch

from tensorgraph.code.factor import Factor
from tensorgraph.code.lines import Array, with_axes
from tensorgraph.code.views import View, contiguous
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.operations import Attend, Step
from tensorgraph.einsum.paths import Indices
from tensorgraph.einsum.sizes import product_of

ROUNDING = 1e-15
"""How far two computations of one root may differ, relatively."""
WIDTH = -1
"""The index of what is summed in the scores, or of what values alone have, as one."""

KEYS_AT_ONCE = 512
"""Keys that a thread of the CPU kernel takes at once."""
QUERIES_AT_ONCE = ((768, 256), (192, 64), (0, 32))
"""Queries that it takes at once, from how many there are."""


@dataclass(frozen=True)
class Roles:
    """What each index is for. Those of ``group`` are of a batch, and the queries alone have them."""

    batch: Indices
    group: Indices
    query: Indices
    key: Indices
    inner: Indices
    own: Indices


@dataclass(frozen=True)
class Layout:
    """The indices of each dimension: two of a batch, then positions. Keys and values lack ``group``, which is the
    fastest part of the second one."""

    first: Indices
    second: Indices
    group: Indices

    def batch(self, side: int) -> tuple[Indices, Indices]:
        """The first two dimensions of queries (0), keys or values."""
        return self.first, self.second if side else (*self.second, *self.group)


def attend(writer: Writer, step: Step) -> Array:
    """One call, with what it needs to be the fused one."""
    operation = step.operation
    assert isinstance(operation, Attend)
    given = [
        Factor(array.view, tuple(indices[axis] for axis in array.axes))
        for array, indices in zip(map(writer.array, operation.operands), operation.inputs, strict=True)
    ]
    sizes = {index: factor.size(index) for factor in given for index in factor.indices}
    roles = _roles(operation, given)
    width = product_of(sizes[index] for index in roles.inner)
    own = product_of(sizes[index] for index in roles.own)
    factors = [
        _ending_in_width(writer, factor, indices, max(width, own))
        for factor, indices in zip(given, (roles.inner, roles.inner, roles.own), strict=True)
    ]
    layout = min(_layouts(roles, factors), key=lambda one: _copied(one, roles, factors, sizes))
    views = [_laid_out(writer, f, layout, roles, side, sizes) for side, f in enumerate(factors)]
    made = _called(writer, operation, views, _options(writer, operation, max(width, own), layout))
    order = (*layout.first, *layout.batch(0)[1], *roles.query, *roles.own)
    return with_axes(_result(made, roles, layout, sizes), [operation.output.index(index) for index in order])


def _roles(operation: Attend, given: Sequence[Factor]) -> Roles:
    """Orders are those of memory where they are free: the positions of a mask are not."""
    queries, keys, values = given
    query, key = operation.query, operation.key
    if not operation.causal:
        query, key = queries.by_memory(query), keys.by_memory(key)
        if not queries.view.fuses(queries.groups(query)):
            query = (max(query, key=queries.size),)  # the others become a batch
    own = values.by_memory([i for i in values.indices if i not in queries.indices + keys.indices])
    batch = tuple(index for index in operation.output if index not in query + own)
    group = tuple(index for index in batch if index not in keys.indices + values.indices)
    inner = queries.by_memory([index for index in queries.indices if index not in operation.output])
    return Roles(batch, group, query, key, inner, own)


def _ending_in_width(writer: Writer, factor: Factor, width: Indices, wide: int) -> Factor:
    """The indices of the width as one, the last, of stride 1, padded with zeros until it is as wide as wanted."""
    rest = factor.by_memory([index for index in factor.indices if index not in width])
    view = writer.fused(factor.view, factor.groups(*([index] for index in rest), width))
    narrow = view.shape[-1]
    if narrow < wide:
        view = writer.call(f"F.pad({view.text}, (0, {wide - narrow}))", (*view.shape[:-1], wide))
    elif view.strides[-1] != 1:
        view = writer.call(f"{view.text}.contiguous()", view.shape)
    return Factor(view, (*rest, WIDTH))


def _layouts(roles: Roles, factors: Sequence[Factor]) -> Iterator[Layout]:
    """The batch in the order of memory of any factor, cut in two anywhere; groups of queries as a part of it, or beside
    the heads that they share."""
    for group in dict.fromkeys(((), roles.group)):
        for factor in factors:
            held = factor.by_memory([i for i in roles.batch if i in factor.indices and i not in group])
            order = (*(i for i in roles.batch if i not in (*held, *group)), *held)
            cuts = range(len(order) + 1) if len(order) > 1 else (0,)
            for cut in sorted(cuts, key=lambda cut: cut != 1):
                yield Layout(order[:cut], order[cut:], group)


def _copied(layout: Layout, roles: Roles, factors: Sequence[Factor], sizes: Mapping[int, int]) -> int:
    """Entries that are copied at every call."""
    found = 0
    for side, factor in enumerate(factors):
        view, groups = _expanded(factor, layout, roles, side, sizes)
        found += 0 if view.constant or view.fuses(groups) else view.entries
    return found


def _expanded(
    factor: Factor, layout: Layout, roles: Roles, side: int, sizes: Mapping[int, int]
) -> tuple[View, list[range]]:
    """The factor with all indices of the batch, repeated where it lacks one, and which of them make each dimension."""
    groups = *layout.batch(side), roles.key if side else roles.query, (WIDTH,)
    order = [index for group in groups for index in group]
    view = factor.view.placed([factor.indices.index(i) if i in factor.indices else None for i in order])
    shape = [view.shape[-1] if index == WIDTH else sizes[index] for index in order]
    starts = [sum(map(len, groups[:place])) for place in range(len(groups))]
    return view.expanded(shape), [range(s, s + len(g)) for s, g in zip(starts, groups, strict=True)]


def _laid_out(
    writer: Writer, factor: Factor, layout: Layout, roles: Roles, side: int, sizes: Mapping[int, int]
) -> View:
    """The factor as [batch, heads, positions, width]."""
    view, groups = _expanded(factor, layout, roles, side, sizes)
    leading = writer.leading.get(view.text)
    if leading is not None and [len(group) for group in groups] == [0, 1, 1, 1]:
        return replace(view, text=leading, shape=(1, *view.shape), strides=(0, *view.strides))
    return writer.fused(view, groups)


def _called(writer: Writer, operation: Attend, views: Sequence[View], options: Sequence[str]) -> View:
    queries, keys, _ = views
    arguments = [*_texts(writer, views), *options]
    constant = False if writer.depends(operation.scale) else None
    return writer.call(
        f"F.scaled_dot_product_attention({', '.join(arguments)})",
        queries.shape,
        strides=dense(queries.shape, queries.strides),
        beside=scratch(queries.shape, keys.shape[2], writer.dtype, torch.get_num_threads()),
        constant=constant,
    )


def _texts(writer: Writer, views: Sequence[View]) -> list[str]:
    """The three operands; ``*x_QKV`` where they are a tuple as it is."""
    texts = [view.text for view in views]
    for parts in writer.slices.values():
        if texts == [f"{parts.view.text}[{place}]" for place in range(parts.count)]:
            return [f"*{parts.view.text}"]
    return texts


def _options(writer: Writer, operation: Attend, wide: int, layout: Layout) -> list[str]:
    """What the call is told; not the scale that it has by itself, which is the inverse root of the width."""
    options = ["is_causal=True"] if operation.causal else []
    scale = writer.number(operation.scale)
    if writer.depends(operation.scale) or not isclose(float(scale), 1 / sqrt(wide), rel_tol=ROUNDING):
        options.append(f"scale={scale}")
    return [*options, "enable_gqa=True"] if layout.group else options


def _result(made: View, roles: Roles, layout: Layout, sizes: Mapping[int, int]) -> View:
    """What the call makes as a dimension for each index: without padding, what was fused split."""
    groups = [*layout.batch(0), roles.query, roles.own]
    while not groups[0]:
        made, groups = made.squeezed(0), groups[1:]
    own = product_of(sizes[index] for index in roles.own)
    if own < made.shape[-1]:
        made = replace(made, text=f"{made.text}[..., :{own}]", shape=(*made.shape[:-1], own), whole=None)
    if all(len(group) == 1 for group in groups):
        return made
    shape, strides = [], []
    for group, stride in zip(groups, made.strides, strict=True):
        inside = [sizes[index] for index in group]
        shape += inside
        strides += [stride * step for step in contiguous(inside)]
    text = f"{made.text}.view({', '.join(map(str, shape))})"
    return replace(made, text=text, shape=tuple(shape), strides=tuple(strides), whole=None)


def dense(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, ...]:
    """The strides that `torch.empty_like` gives: without gaps, dimensions in their order of memory, one that is
    repeated in its place.

    >>> dense((1, 3, 5, 4), (0, 4, 36, 1))  # heads of a fused projection [positions, 3, heads, width]
    (60, 4, 12, 1)
    """
    order = list(reversed(range(len(shape))))  # sorted to the fastest first, as torch's infer_dense_strides does it
    for here in range(1, len(order)):
        for before in reversed(range(here)):
            if _faster(order[here], order[before], shape, strides):
                order[before], order[here] = order[here], order[before]
                here = before
            elif _faster(order[before], order[here], shape, strides):
                break
    found, step = {}, 1
    for dim in order:
        found[dim], step = step, step * shape[dim]
    return tuple(found[dim] for dim in range(len(shape)))


def _faster(one: int, two: int, shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Whether a dimension is surely faster in memory than another: of one that is repeated nobody knows."""
    if not strides[one] or not strides[two]:
        return False
    return (strides[one], shape[one]) < (strides[two], shape[two])


def scratch(queries: Sequence[int], keys: int, dtype: str, threads: int) -> int:
    """Bytes that the CPU kernel of torch 2.13 takes and gives back, with queries of a shape: a logarithm for each, and
    for each thread a block of scores with its largest entries, sums and results. In 16-bit floats also the block's
    weights; a CPU with matrix units packs keys and values besides, which is not counted.

    >>> scratch((1, 12, 1024, 64), 1024, "float32", 2) == 49_152 + 1_183_744
    True
    """
    batch, heads, positions, width = queries
    item = 8 if dtype == "float64" else 4
    rows = min(positions, next(rows for least, rows in QUERIES_AT_ONCE if positions >= least))
    columns = min(keys, KEYS_AT_ONCE)
    block = rows * (columns + 2 + width) * item
    half = rows * columns * FLOATS[dtype] if FLOATS[dtype] < item else 0
    return batch * heads * positions * item + threads * (block + half)
