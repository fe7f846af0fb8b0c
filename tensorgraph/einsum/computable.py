"""What must be so before anything is planned: sizes that are known and agree, and nothing complex asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.einsum.sizes import require_sizes
from tensorgraph.einsum.uses import dims_in
from tensorgraph.graph.derived import derived_size, matrix, underived
from tensorgraph.graph.network import Decomposition, Definition, Network, Repetition
from tensorgraph.graph.nodes import Graph, Tensor


def require_computable(
    network: Network, graphs: Sequence[Graph], outside: Iterable[str], inside: Iterable[str], sizes: Mapping[str, int]
) -> None:
    """Raise what keeps graphs, made from the tensors ``outside`` and the definitions ``inside``, from being computed.

    `complex` for eigenvalues that are asked for themselves, `unknown-size`, `bad-size`, and `size-conflict` where a
    dimension that a decomposition makes is given another size.
    """
    definitions = [network.definitions[name] for name in inside]
    _refuse_complex(graphs, [definition for definition in definitions if is_complex(definition)])
    dims = [dim for graph in graphs for dim in dims_in(network, graph)]
    dims += [dim for definition in definitions for dim in _dims_of(network, definition)]
    dims += [dim for name in outside for leg in network[name].dims for dim in leg]
    require_sizes(underived(network, dims, sizes), sizes)
    _require_derived(network, definitions, sizes)


def is_complex(definition: Definition) -> bool:
    """Whether it is made by `eigvals`."""
    return isinstance(definition.kept, Decomposition) and definition.kept.kind == "eigvals"


def _refuse_complex(graphs: Sequence[Graph], definitions: Sequence[Definition]) -> None:
    """As a target a name is a whole term; elsewhere it stands inside `abs`, which was checked before."""
    alone = [term.factors[0] for graph in graphs for term in graph.body.terms if len(term.factors) == 1]
    names = {factor.name for factor in alone if isinstance(factor, Tensor)}
    for definition in definitions:
        if definition.name in names:
            wire = definition.leg_names[-1]
            hint = f"define it: `size[{wire}] = abs({definition.name}[{wire}])`"
            message = f"`{definition.name}` is complex, and only its `abs` is computed"
            raise mistake("complex", message, definition.span, hint if len(definition.dims) == 1 else "")


def _dims_of(network: Network, definition: Definition) -> Iterator[str]:
    yield from dims_in(network, definition.origin)
    if isinstance(definition.kept, Repetition):
        yield definition.kept.dim


def _require_derived(network: Network, definitions: Iterable[Definition], sizes: Mapping[str, int]) -> None:
    problems = {}
    for definition in definitions:
        if isinstance(definition.kept, Decomposition):
            dim, size = matrix(definition.kept).new.dim, derived_size(definition.kept, sizes)
            if sizes.get(dim, size) != size:
                message = f"`{dim}` is {sizes[dim]} by what is given, and {size} by `{definition.kept.kind}`"
                hint = "its size follows from what is decomposed"
                problems[dim] = Diagnostic("size-conflict", message, definition.span, (), hint)
    if problems:
        raise TensorgraphError(problems.values())
