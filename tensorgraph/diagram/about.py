"""What a tensor and a wire are, in a line of words: for hovering, and for readers of a scene."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.graph.network import Declaration, Definition, Network
from tensorgraph.graph.nodes import Leg, leg_name


def tensor_about(entry: Declaration | Definition, network: Network) -> str:
    """How a tensor is declared, and its shape where the sizes are known.

    >>> import tensorgraph as tg
    >>> network = tg.load(tg.example("head")).network
    >>> tensor_about(network["W_Q"], network), tensor_about(network["S"], network)
    ('param W_Q[model, head] · 768 × 64', 'S[i, j] · context × context · 1024 × 1024')
    """
    kind = f"{entry.kind.value} " if isinstance(entry, Declaration) else ""
    legs = f"[{', '.join(entry.leg_names)}]" if entry.leg_names else ""
    dims = [dim for leg in entry.dims for dim in leg]
    named = legs if isinstance(entry, Declaration) else ""
    words = " × ".join(dims)
    spelled = [words] if dims and named != f"[{', '.join(dims)}]" else []
    return " · ".join([f"{kind}{entry.name}{legs}", *spelled, *_sizes(dims, network)])


def wire_about(strand: Leg, network: Network) -> str:
    """The name, dimension and size of a wire.

    >>> import tensorgraph as tg
    >>> from tensorgraph.graph.nodes import Wire
    >>> wire_about((Wire("m", "model"),), tg.load(tg.example("head")).network)
    'm · model · 768'
    """
    dims = [wire.dim for wire in strand]
    return " · ".join([leg_name(strand), " × ".join(dims), *_sizes(dims, network)])


def _sizes(dims: Sequence[str], network: Network) -> list[str]:
    """The sizes as one text, none where one is unknown or there are no dimensions."""
    sizes = [network.dims.get(dim) for dim in dims]
    return [" × ".join(map(str, sizes))] if sizes and None not in sizes else []
