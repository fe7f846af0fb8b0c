"""What views print, run: programs by Python itself, loops by a reader of their own, written from the spelling."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, cast

import numpy as np
import torch

from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.reference_arrays import Run, given
from tensorgraph.einsum.reference_functions import REFERENCE_FUNCTIONS
from tensorgraph.einsum.sizes import leg_size, numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor
from tensorgraph.ops import FUNCTIONS, reduces
from tensorgraph.views import VIEWS
from tensorgraph.views.indices import code_names
from tensorgraph.views.line import text_of
from tensorgraph.views.naming import identifiers, result_name, tensors_of, words_in
from tensorgraph.views.statement import Statement
from tensorgraph.views.tidy import TIMES, tidied

Array = np.ndarray[Any, Any]


class SizeUnknownError(Exception):
    """An index whose range no tensor of the text says."""


@dataclass(frozen=True)
class Given:
    """A statement with values of all that it uses, dense, by their names in the network; and what it comes to."""

    network: Network
    statement: Statement
    sizes: Mapping[str, int]
    tensors: Mapping[str, Array]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    wanted: Array

    @property
    def words(self) -> dict[str, str]:
        return identifiers(self.network, self.statement.graph, (self.result,))

    @property
    def result(self) -> str:
        return result_name(self.network, self.statement)


def given_for(network: Network, statement: Statement, sizes: Mapping[str, int], seed: int = 0) -> Given:
    """Random values for a statement, and the slow reference's result."""
    sizes = with_derived(network, sizes)
    outside, _ = needed(network, [statement.graph])
    values = random_values(network, outside, sizes, seed)
    scalars, functions = random_scalars(network, seed), random_functions(network, seed)
    numbers = numbers_of(network, sizes, scalars)
    run = Run(network, values, sizes, numbers, functions)
    tensors = {}
    for name in dict.fromkeys(tensor.name for tensor in tensors_of(statement.graph.body)):
        if name in network.definitions:
            tensors[name] = evaluate(network, whole(network, name), values, sizes, scalars, functions)
        else:
            tensors[name] = given(run, name)
    wanted = evaluate(network, statement.graph, values, sizes, scalars, functions)
    return Given(network, statement, sizes, tensors, numbers, functions, wanted)


def whole(network: Network, name: str) -> Graph:
    """A definition by its name, with the wires that it carries as its last legs."""
    graph = network.definitions[name].graph
    legs = (*graph.legs, *((wire,) for wire in graph.through))
    return Graph(legs, Sum((Product((Tensor(name, graph.legs, through=graph.through),)),)))


def text_in(view: str, case: Given) -> str:
    """The lines of a view."""
    return "\n".join(text_of(line) for line in VIEWS[view].lines(case.network, case.statement))


def executed(text: str, case: Given, made: dict[str, Array] | None = None) -> Array:
    """A program in torch, run in float64; ``made`` gets all that it leaves."""
    words = case.words
    space: dict[str, Any] = {"torch": torch, "F": torch.nn.functional, "einsum": einops_einsum()}
    space |= {words[name]: torch.tensor(value) for name, value in case.tensors.items()}
    space |= {words[name]: number for name, number in case.numbers.items() if name in words}
    space |= {words.get(dim, dim): size for dim, size in case.sizes.items()}
    space |= {words[name]: function for name, function in case.functions.items()}
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        exec(text, space)
    finally:
        torch.set_default_dtype(usual)
    if made is not None:
        made |= {name: value.numpy() for name, value in space.items() if isinstance(value, torch.Tensor)}
    return np.asarray(space[words[case.result]])


def einops_einsum() -> Callable[..., Any]:
    """The function of einops where it is installed, else the same from its description: names parted by spaces."""
    if importlib.util.find_spec("einops"):
        return cast(Callable[..., Any], importlib.import_module("einops").einsum)
    return emulated_einsum


def emulated_einsum(*arguments: Any) -> Any:
    """Tensors, then a pattern with names instead of letters."""
    *tensors, pattern = arguments
    names = list(dict.fromkeys(re.findall(r"\w+", pattern)))
    assert all(name.isidentifier() and "_" not in (name[0], name[-1]) for name in names), pattern
    letters = {name: chr(ord("a") + place) for place, name in enumerate(names)}
    return torch.einsum(re.sub(r"\w+", lambda found: letters[found[0]], pattern), *tensors)


def looped(text: str, case: Given) -> Array:
    """A definition entry by entry."""
    words = case.words
    tensors = {words[name]: value for name, value in case.tensors.items()}
    used = words_in(tidied(case.statement.graph), words)
    numbers = {words[name]: number for name, number in case.numbers.items() if words.get(name) in used}
    functions = {words[name]: function for name, function in case.functions.items()}
    left, right = re.sub(r"_\{([^}]*)\}", lambda found: "__" + found[1].replace(",", "__"), text).split(" = ", 1)
    legs = [*case.statement.graph.legs, *((wire,) for wire in case.statement.graph.through)]
    shape = tuple(leg_size(leg, case.sizes) for leg in legs)
    tensors |= {left.partition("[")[0]: np.zeros(shape)}
    reader = Reader(tensors, numbers, functions, ranges=only_ranges(case))
    return reader.definition(ast.parse(left, mode="eval").body, ast.parse(right, mode="eval").body, shape)


def only_ranges(case: Given) -> dict[str, int]:
    """The ranges of names that stand for wires of one size only."""
    graph = tidied(case.statement.graph)
    found: dict[str, set[int]] = {}
    for wire, name in code_names(graph, words_in(graph, case.words) | {case.words[case.result]}).items():
        found.setdefault(name, set()).add(prod(case.sizes[dim] for dim in wire.dim.split(TIMES)))
    return {name: sizes.pop() for name, sizes in found.items() if len(sizes) == 1}


@dataclass
class Reader:
    """Reads loops: every index in scope is an axis of every value, and an entry is read where the indices say."""

    tensors: Mapping[str, Array]
    numbers: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]
    scope: dict[str, int] = field(default_factory=dict)
    ranges: Mapping[str, int] = field(default_factory=dict)

    def definition(self, left: ast.expr, right: ast.expr, shape: tuple[int, ...]) -> Array:
        legs = self.legs(left)
        for index in dict.fromkeys(name for leg in legs for name in self.indices(leg)):
            self.scope[index] = self.range_of(index, left)
        value = np.broadcast_to(self.value(right), tuple(self.scope.values()))
        found = np.zeros(shape)
        places = tuple(np.broadcast_to(self.value(leg).astype(int), value.shape) for leg in legs)
        found[places] = value
        return found

    def legs(self, node: ast.expr) -> list[ast.expr]:
        if not isinstance(node, ast.Subscript):
            return []
        return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]

    def indices(self, node: ast.AST) -> list[str]:
        return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in self.numbers]

    def range_of(self, index: str, body: ast.expr) -> int:
        """How far an index runs: the tensors that have it say so."""
        for node in ast.walk(body):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in self.tensors:
                for leg, size in zip(self.legs(node), self.tensors[node.value.id].shape, strict=True):
                    found = self.within(leg, size).get(index)
                    if found:
                        return found
        for node in ast.walk(body):
            if isinstance(node, ast.Compare):
                for side in [node.left, *node.comparators]:
                    others = {self.scope[n] for n in self.indices(node) if n in self.scope}
                    if isinstance(side, ast.Name) and side.id == index and len(others) == 1:
                        return others.pop()
        if index in self.ranges:
            return self.ranges[index]
        raise SizeUnknownError(index)

    def within(self, leg: ast.expr, size: int) -> dict[str, int]:
        """The ranges of the parts of a leg ``i*b+j`` of this size."""
        if isinstance(leg, ast.Name):
            return {leg.id: size}
        if isinstance(leg, ast.BinOp) and isinstance(leg.op, ast.Add) and isinstance(leg.left, ast.BinOp):
            inner = int(prod(self.value(leg.left.right).shape) and self.value(leg.left.right).item())
            return self.within(leg.left.left, size // inner) | self.within(leg.right, inner)
        return {}

    def value(self, node: ast.expr) -> Array:
        match node:
            case ast.Constant():
                return self.level(np.float64(str(node.value)))
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub()):
                return -self.value(node.operand)
            case ast.BinOp():
                left, right = self.value(node.left), self.value(node.right)
                made: Array = OPERATORS[type(node.op)](left, right)
                return made
            case ast.Compare():
                sides = [self.value(side) for side in (node.left, *node.comparators)]
                return np.asarray(
                    np.prod(np.broadcast_arrays(*(1.0 * (sides[0] == side) for side in sides[1:])), axis=0)
                )
            case ast.Subscript(value=ast.Name(id="ones")):
                return self.level(np.float64(1))
            case ast.Subscript(value=ast.Name(id=name)):
                places = tuple(self.value(leg).astype(int) for leg in self.legs(node))
                return np.asarray(self.tensors[name][places])
            case ast.Call(func=ast.Name(id=name)):
                return self.call(name, node)
        raise AssertionError(ast.dump(node))

    def level(self, value: Any) -> Array:
        return np.asarray(value).reshape([1] * len(self.scope))

    def name(self, name: str) -> Array:
        if name in self.scope:
            place = list(self.scope).index(name)
            shape = [-1 if k == place else 1 for k in range(len(self.scope))]
            return np.arange(self.scope[name]).reshape(shape)
        return self.level(self.numbers[name] if name in self.numbers else self.tensors[name])

    def call(self, written: str, node: ast.Call) -> Array:
        known = [*FUNCTIONS, *self.functions, "sum", "sqrt"]
        name = max((one for one in known if written == one or written.startswith(one + "_")), key=len)
        below = written[len(name) + 1 :]
        axes = below.strip("_").split("__") if below.startswith("_") else list(below)
        (body,) = node.args
        inside = Reader(self.tensors, self.numbers, self.functions, dict(self.scope), self.ranges)
        if name == "sum" or reduces(name):
            assert not set(axes) & set(self.scope), written
            for axis in axes:
                inside.scope[axis] = inside.range_of(axis, body)
        value = np.broadcast_to(inside.value(body), tuple(inside.scope.values()))
        places = [list(inside.scope).index(axis) for axis in axes]
        options = {keyword.arg: float(self.value(keyword.value).flat[0]) for keyword in node.keywords if keyword.arg}
        return self.applied(name, value, places, options)

    def applied(self, name: str, value: Array, places: list[int], options: Mapping[str, float]) -> Array:
        ends = list(range(-len(places), 0))
        moved = np.moveaxis(value, places, ends) if places else value
        sizes = moved.shape[len(moved.shape) - len(places) :]
        if places and name != "causal":
            moved = moved.reshape([*moved.shape[: len(moved.shape) - len(places)], -1])
        made: Array
        if name in REFERENCE_FUNCTIONS:
            made = REFERENCE_FUNCTIONS[name](moved, **options)
        else:
            made = np.asarray(self.functions[name](moved, *([-1] if places else [])))
        if name == "sum" or reduces(name):
            return np.asarray(made)
        made = made.reshape([*moved.shape[: len(value.shape) - len(places)], *sizes])
        return np.moveaxis(made, ends, places) if places else made


OPERATORS: dict[type, Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}


def agree(found: Array, wanted: Array) -> bool:
    """Whether two arrays are equal up to rounding, infinities in the same places."""
    if found.shape != wanted.shape:
        return False
    largest = max(1, np.abs(wanted[np.isfinite(wanted)]).max(initial=0))
    return bool(np.allclose(found, wanted, rtol=1e-9, atol=largest * 1e-9, equal_nan=True))
