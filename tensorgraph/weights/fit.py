"""How an entry is read: its cut, its axes split and ordered, or which sizes must be known before."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.weights.address import Cut
from tensorgraph.weights.axes import Axes, Entry, Shape, shape_words, times
from tensorgraph.weights.sizes import Sizes

__all__ = ["Entry", "Fit", "fit", "shape_words", "times"]


@dataclass(frozen=True)
class Fit:
    """How one entry is read: its cut, its axes split, their order, and the shape of its legs."""

    index: tuple[int | slice, ...]
    split: Shape
    order: tuple[int, ...]
    legs: tuple[int, ...]
    shape: Shape


def fit(entry: Entry, shape: Shape, sizes: Sizes) -> Fit | tuple[str, ...]:
    """How an entry of a shape is read, or the dimensions that must be known before.

    Sizes that follow are learnt. Raises `cut` and `wrong-shape`.
    """
    _require_whole(entry, shape, sizes)
    if _waiting(entry, sizes):
        _learn_uncut(entry, shape, sizes)
    waiting = _waiting(entry, sizes)
    if waiting:
        return waiting
    index = _index(entry, shape, sizes)
    cut = tuple(len(range(size)[one]) for size, one in zip(shape, index, strict=True) if isinstance(one, slice))
    legs = entry.legs(len(cut))
    axes = Axes(entry, shape, cut, legs, sizes)
    waiting = axes.fitted()
    sizes.keep(axes.sizes)
    if waiting:
        return waiting
    plain = () if all(part == slice(0, size) for part, size in zip(index, shape, strict=True)) else index
    return Fit(plain, axes.split, axes.order, legs, axes.leg_shape)


def _waiting(entry: Entry, sizes: Sizes) -> tuple[str, ...]:
    return tuple(dim for cut in entry.address.cuts for dim in cut.dims if dim not in sizes.known)


def _learn_uncut(entry: Entry, shape: Shape, sizes: Sizes) -> None:
    """Axes that are whole say sizes that the cuts of others are made of: `model` in `w[:, :model]`."""
    every = (*entry.address.cuts, *(Cut() for _ in shape[len(entry.address.cuts) :]))
    kept = [(size, cut) for size, cut in zip(shape, every, strict=False) if not cut.single]
    legs = entry.legs(len(kept))
    plain = tuple((str(place),) for place in range(len(legs)))
    left, right = (entry.pattern.left, entry.pattern.right) if entry.pattern else (plain, plain)
    if len(kept) != len(left) or len(right) != len(legs):
        return
    dims_of = {group: entry.declaration.dims[leg] for group, leg in zip(right, legs, strict=True)}
    for (size, cut), group in zip(kept, left, strict=True):
        dims = dims_of.get(group, ()) if len(group) == 1 else ()
        if cut == Cut() and size and len(dims) == 1 and dims[0] not in sizes.known:
            sizes.learn(dims[0], size, f"by `{entry.name}`")


def _require_whole(entry: Entry, shape: Shape, sizes: Sizes) -> None:
    """An axis of parts side by side has the size of all of them; one dimension that is unknown follows."""
    for axis, (size, cut) in enumerate(zip(shape, entry.address.cuts, strict=False)):
        dims = cut.of.dims if cut.of else ()
        unknown = [dim for dim in dims if dim not in sizes.known]
        known = cut.of.number * prod(sizes.known[dim] for dim in dims if dim in sizes.known) if cut.of else size
        if len(unknown) == 1 and size % known == 0:
            sizes.learn(unknown[0], size // known, f"by `{entry.name}`")
        elif len(unknown) == 1 or (not unknown and size != known):
            wanted = (*shape[:axis], f"{'a multiple of ' if unknown else ''}{known}", *shape[axis + 1 :])
            message = (
                f"{entry.words} has shape {times(shape)}, and `{entry.name}` expects {' × '.join(map(str, wanted))}"
            )
            hints = [f"axis {axis} holds queries, keys and values side by side: {cut.of}", *sizes.words(dims)]
            raise mistake("wrong-shape", message, entry.span, "\n".join(hints))


def _index(entry: Entry, shape: Shape, sizes: Sizes) -> tuple[int | slice, ...]:
    cuts = entry.address.cuts
    if len(cuts) > len(shape):
        message = f"{entry.words} {shape_words(shape)}, so there is nothing for {len(cuts)} cuts"
        raise mistake("cut", message, entry.span, "one cut for each axis, the last ones may be left out")
    every = (*cuts, *(Cut() for _ in shape[len(cuts) :]))
    return tuple(_part(entry, axis, shape, cut, sizes) for axis, cut in enumerate(every))


def _part(entry: Entry, axis: int, shape: Shape, cut: Cut, sizes: Sizes) -> int | slice:
    size = shape[axis]
    start = cut.start.value(sizes.known) if cut.start else 0
    stop = start + 1 if cut.single else cut.stop.value(sizes.known) if cut.stop else size
    if stop > size or start >= stop:
        if cut.stop and cut.stop.number == 1 and len(cut.stop.dims) == 1 and start < stop:
            raise _too_long(entry, axis, shape, cut, sizes)
        what = "is empty" if start >= stop else "goes too far"
        numbers = str(start) if cut.single else f"{start}:{stop}"
        plain = f" is {numbers}, which" if cut.dims else ""
        message = f"the cut `{cut}`{plain} {what}: axis {axis} of {entry.words} has size {size}"
        hint = "\n".join(sizes.words(cut.dims)) or "counted from zero, and the end is left out"
        raise mistake("cut", message, entry.span, hint)
    return start if cut.single else slice(start, stop)


def _too_long(entry: Entry, axis: int, shape: Shape, cut: Cut, sizes: Sizes) -> TensorgraphError:
    """A dimension that ends a cut and is larger than the axis: `[:context]` of too few positions."""
    things = ("rows", "columns")[axis] if len(shape) == 2 else "entries"
    last = cut.stop.dims[0] if cut.stop else ""
    message = f"`{last}` is {sizes.known[last]} {sizes.source[last]}, and {entry.words} has {shape[axis]} {things}"
    return mistake("cut", f"{message} (axis {axis})", entry.span, f"the cut `{cut}` goes too far")
