"""What is asked of a document: its values found, measured, set beside those of other weights, rows chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake, near
from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.sizes import require_sizes
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import underived
from tensorgraph.graph.network import Kind, Network
from tensorgraph.measures.calls import calls_of, graph_of, tokens_of_call
from tensorgraph.measures.given import Given
from tensorgraph.measures.measuring import TERM, Question, measured
from tensorgraph.measures.redraw import redrawn
from tensorgraph.measures.rows import allowed, fixed_by, over, sort, top, with_means
from tensorgraph.measures.subjects import is_pattern, tokens_input
from tensorgraph.measures.table import Table, beside
from tensorgraph.weights.load import Origin, weights, with_files

RANDOM = "random"
"""What stands for weights drawn at random, where others are named."""


@dataclass(frozen=True)
class Choice:
    """Which rows are shown: those that all conditions of ``where`` allow, the mean over the wires of ``over``, ``sort``
    (the largest of a column first), the first ``top``."""

    where: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    sort: str | None = None
    top: int | None = None


@dataclass(frozen=True)
class Values:
    """Where values come from: ``given`` by name, then a ``source`` (a file, a folder, a mapping) with the names of
    ``map``, then what the file says; what is still missing is drawn, where there is ``random``, a seed."""

    given: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    source: Any = None
    map: str | None = None
    random: int | None = None


def asked(
    network: Network, question: Question, values: Values, others: Mapping[str, Any], choice: Choice
) -> tuple[Table, ...]:
    """The tables of what is measured, and beside them the same on each of the ``others``, by their labels: sources of
    weights, or `RANDOM`."""
    question = replace(question, fixed=tuple(fixed_by(choice.where).items()))
    given = given_for(network, question, values)
    found = {"": measured(given, question)}
    for label, other in others.items():
        found[label] = measured(_other(given, question, values, other), question)
    tables = (beside({label: tables[k] for label, tables in found.items()}) for k in range(len(found[""])))
    return tuple(chosen(table, choice) for table in tables)


def asked_one(
    network: Network, names: tuple[str, ...], values: Values, others: Mapping[str, Any], options: Mapping[str, Any]
) -> Table:
    """The one table of what is measured. Raises `wrong-call` for an option that there is not, and `several-tables` for
    sums together with anything else."""
    _require_mappings(values.given, others)
    for option in options:
        if option not in OPTIONS:
            found = near(option, OPTIONS)
            hint = f"write `{found[0]}`" if found else f"the options are: {', '.join(OPTIONS)}"
            raise mistake("wrong-call", f"`measure` has no option `{option}`", hint=hint)
    several: dict[str, Any] = {name: (v,) if isinstance(v, str) else v for name, v in options.items()}
    tables = asked(network, Question(names, **several), values, others, Choice())
    if len(tables) > 1:
        message = f"{', '.join(names)} make {len(tables)} tables: the terms of a sum are one by themselves"
        raise mistake("several-tables", message, hint="measure each sum by itself")
    return tables[0]


def _require_mappings(values: object, others: object) -> None:
    """Raise `wrong-call` for what is no mapping."""
    for given, words, hint in (
        (values, "values are a mapping from names to tensors", "write `{'t': ids}`"),
        (others, "`beside` is a mapping from labels to weights", "write `beside={'untrained': path}`"),
    ):
        if not isinstance(given, Mapping):
            raise mistake("wrong-call", f"{words}, and this is `{type(given).__name__}`", hint=hint)


OPTIONS = ("only", "each", "composition", "seed", "memory")
"""What may be said of what is measured, beside the names."""


def _other(given: Given, question: Question, values: Values, other: Any) -> Given:
    """The same names with the weights of another source, or with parameters drawn at random."""
    if isinstance(other, str) and other == RANDOM:
        return replace(given, values=redrawn(given.network, given.values, question.seed))
    inputs = {name: value for name, value in values.given.items() if _is_input(given.network, name)}
    read = _read(given.network, question, replace(values, given=inputs, source=other))
    return given_for(given.network, question, replace(values, given={**values.given, **read, **inputs}, source=None))


def _is_input(network: Network, name: str) -> bool:
    return name in network.declarations and network.declarations[name].kind is Kind.INPUT


def chosen(table: Table, choice: Choice) -> Table:
    """The rows of a table that are shown; below them the means over all that the conditions allow."""
    found = allowed(table, choice.where)
    if TERM in table.wires and table.last:  # below is the total of all
        found = replace(found, left_out=len(table) - len(found))
    table = found
    for wire in choice.over:
        table = over(table, wire)
    table = table if TERM in table.wires else with_means(table)
    table = table if choice.sort is None else sort(table, choice.sort)
    return table if choice.top is None else top(table, choice.top)


def given_for(network: Network, question: Question, values: Values) -> Given:
    """All values that measuring the names needs. Raises `missing-tensor` for those that are nowhere."""
    found = {**_read(network, question, values), **values.given}
    names = wanted(network, question.names, found)
    missing = [name for name in names if name not in found]
    found = with_files(network, missing, found, values.sizes, values.random is not None, question.memory)
    missing = [name for name in missing if name not in found]
    if values.random is not None:
        return Given(network, _with_random(network, missing, found, values), values.sizes)
    missing = [name for name in wanted(network, question.names, found, tokens=False) if name not in found]
    if missing:
        raise TensorgraphError(_missing(network, name) for name in missing)
    return Given(network, found, values.sizes)


def _read(network: Network, question: Question, values: Values) -> dict[str, Any]:
    """What the source has of what is needed."""
    if values.source is None:
        return {}
    names = wanted(network, question.names, values.given)
    sizes = _sizes(network, values.given, values.sizes)
    return weights(network, Origin(values.source, values.map), names, sizes, question.memory)


def _sizes(network: Network, given: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes that are given, and those of the tensors that are."""
    tensors = {name: value for name, value in given.items() if name not in {*network.scalars, *network.functions}}
    return bind_sizes(network, tensors, sizes)


def _missing(network: Network, name: str) -> Diagnostic:
    legs = ", ".join(network[name].leg_names)
    return Diagnostic("missing-tensor", f"tensor `{name}` has no value", None, (), f"{name}[{legs}]")


def wanted(network: Network, names: Sequence[str], given: Mapping[str, Any], tokens: bool = True) -> list[str]:
    """The declared tensors that are needed to measure names, and, with ``tokens``, those that patterns attend to."""
    calls = {name: () if name in given else calls_of(network, name) for name in names}
    called = [call for several in calls.values() for call in several]
    names = [name for name in names if not calls[name]]
    pictures = [picture for picture in network.pictures if picture.name in names]
    graphs = [side for picture in pictures for row in picture.rows for side in row.sides]
    graphs += [network.definitions[name].origin for name in names if name in network.definitions and name not in given]
    outside, _ = needed(network, [*graphs, *(graph_of(network, call) for call in called)], given)
    own = [name for name in names if name in network.declarations]
    attended = [tokens_input(network, name) for name in names if tokens and _attends(network, name)]
    attended += [tokens_of_call(network, call) for call in called if tokens]
    return list(dict.fromkeys([*outside, *own, *(name for name in attended if name is not None)]))


def _attends(network: Network, name: str) -> bool:
    entry = network.definitions.get(name) or network.declarations.get(name)
    return entry is not None and is_pattern(entry)


def _with_random(network: Network, missing: list[str], found: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """The values, and by the seed what is missing beside them."""
    assert values.random is not None
    sizes = _sizes(network, found, values.sizes)
    dims = (dim for name in missing for leg in network[name].dims for dim in leg)
    require_sizes(underived(network, dims, sizes), sizes)
    return {
        **random_functions(network, values.random),
        **random_scalars(network, values.random),
        **random_values(network, missing, sizes, values.random),
        **found,
    }
