"""Sizes of dimensions, and the fixed indices that depend on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Leg, Product, Tensor, Wire


def product_of(numbers: Iterable[int]) -> int:
    """The product of integers, exact at any size.

    >>> product_of([2, 3, 5])
    30
    """
    result = 1
    for number in numbers:
        result *= number
    return result


def leg_size(leg: Iterable[Wire], sizes: Mapping[str, int]) -> int:
    """The number of indices of a leg, the product over the parts of a thick one."""
    return product_of(sizes[wire.dim] for wire in leg)


def shape_of(dims: Iterable[tuple[str, ...]], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The shape of an array with these legs, thick ones fused.

    >>> shape_of((("a", "b"), ("c",)), {"a": 2, "b": 3, "c": 5})
    (6, 5)
    """
    return tuple(product_of(sizes[dim] for dim in leg) for leg in dims)


def require_sizes(dims: Iterable[str], sizes: Mapping[str, int]) -> None:
    """Raise `unknown-size` for every dimension without a size, `bad-size` for every size below one."""
    wanted = list(dict.fromkeys(dims))
    how = "write `dim {0} = 4`, or give the size when run: --size {0}=4"
    unknown = [
        Diagnostic("unknown-size", f"dimension `{d}` has no size", None, (), how.format(d))
        for d in wanted
        if sizes.get(d) is None
    ]
    bad = [
        Diagnostic("bad-size", f"dimension `{d}` has size {sizes[d]}, expected 1 or more")
        for d in wanted
        if sizes.get(d) is not None and sizes[d] < 1
    ]
    if unknown or bad:
        raise TensorgraphError(unknown + bad)


def known_sizes(network: Network, given: Mapping[str, int]) -> dict[str, int]:
    """The declared sizes, overridden by those given; `unknown-dimension` and `bad-size` where these cannot be."""
    for name, size in given.items():
        if name not in network.dims:
            found = near(name, network.dims)
            hint = f"write `{found[0]}`" if found else f"the dimensions are: {', '.join(network.dims)}"
            raise mistake("unknown-dimension", f"a size is given for `{name}`, which is not a dimension", hint=hint)
        if not isinstance(size, int) or size < 1:
            raise mistake("bad-size", f"the size of `{name}` is {size!r}", hint="a size is a positive whole number")
    return {**{name: size for name, size in network.dims.items() if size is not None}, **given}


def cap_index(cap: Cap, sizes: Mapping[str, int], term: Product | None = None) -> int:
    """The index of a cap counted from zero; `index-range` outside its leg, naming the tensor it is joined to."""
    size = leg_size(cap.leg, sizes)
    if -size <= cap.index < size:
        return cap.index % size
    leg = " ".join(wire.name for wire in cap.leg)
    dims = " ".join(wire.dim for wire in cap.leg)
    where = _neighbour(cap.leg, term) or f"wire `{leg}`"
    message = f"index {cap.index} of {where} is out of range: `{dims}` has size {size}"
    raise mistake("index-range", message, cap.span, f"an index from {-size} to {size - 1}")


def numbers_of(network: Network, sizes: Mapping[str, int], scalars: Mapping[str, float]) -> dict[str, float]:
    """What every name in a coefficient stands for: sizes, and scalars as given or as declared."""
    declared = {s.name: float(s.value) for s in network.scalars.values() if s.value is not None}
    return {**sizes, **declared, **scalars}


def _neighbour(leg: Leg, term: Product | None) -> str:
    """The tensor a fixed index was written in, and which of its legs."""
    factors = term.factors if term else ()
    for factor in factors:
        if isinstance(factor, Tensor):
            legs = factor.legs + tuple((wire,) for wire in factor.through)
            if leg in legs:
                return f"`{factor.name}`, leg {legs.index(leg) + 1}"
    return ""
