"""Random values obey what is declared, and are the same whatever else is drawn."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.draws import DRAWS
from tensorgraph.einsum.properties import CHECKS, PHRASES, ids_of, violations
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.graph.network import Declaration, Kind, Network, OpaqueFunction, Property, ScalarDeclaration
from tensorgraph.source import Source
from tests.einsum.networks import network

SIZES = {"b": 2, "n": 5, "m": 7, "k": 3}


def declared(dims: str, *properties: Property) -> Network:
    legs = tuple((dim,) for dim in dims)
    tensor = Declaration("T", Kind.TENSOR, legs, tuple(dims), properties)
    return Network(Source("", ""), dict(SIZES), {"T": tensor}, {}, {}, {}, ())


def law(name: str) -> Property:
    return Property(name, 1 if name in ("onehot", "isometry") else None)


def drawn(found: Network, seed: int = 0) -> np.ndarray:
    return random_values(found, ["T"], SIZES, seed)["T"]


@pytest.mark.parametrize("names", sorted(map(sorted, DRAWS)))
def test_every_set_of_properties(names: list[str]) -> None:
    found = declared("nn", *map(law, names))
    for seed in range(5):
        value = drawn(found, seed)
        dense = np.eye(5)[value] if "onehot" in names else value
        assert dense.shape == (5, 5)
        assert violations(found.declarations["T"], dense) == []


@pytest.mark.parametrize("name", ["symmetric", "diagonal", "permutation", "pattern"])
def test_leading_legs_are_batches(name: str) -> None:
    found = declared("bnn", law(name))
    value = drawn(found)
    assert violations(found.declarations["T"], value) == []
    assert not np.array_equal(value[0], value[1])


def test_each_property_by_its_own_definition() -> None:
    isometry = drawn(declared("mnk", Property("isometry", 1)))
    np.testing.assert_allclose(np.tensordot(isometry, isometry, ((0, 2), (0, 2))), np.eye(5), atol=1e-12)
    pattern = drawn(declared("nn", Property("pattern")))
    np.testing.assert_allclose(pattern.sum(1), 1, rtol=1e-12)
    assert np.array_equal(pattern, np.tril(pattern)) and (pattern[np.tril_indices(5)] > 0).all()
    permutation = drawn(declared("nn", Property("permutation")))
    assert (permutation.sum(0) == 1).all() and (permutation.sum(1) == 1).all() and set(permutation.flat) == {0, 1}
    symmetric = drawn(declared("nn", Property("symmetric")))
    assert np.array_equal(symmetric, symmetric.T) and (symmetric != 0).all()
    diagonal = drawn(declared("nn", Property("diagonal")))
    assert np.array_equal(diagonal, np.diag(np.diag(diagonal))) and (np.diag(diagonal) != 0).all()
    ids = drawn(declared("nm", Property("onehot", 1)))
    assert ids.dtype == np.int64 and ids.shape == (5,) and ids.min() >= 0 and ids.max() < 7


def test_generic_entries_are_not_near_zero() -> None:
    value = drawn(declared("nmk"))
    assert value.dtype == np.float64 and np.abs(value).min() >= 0.25
    assert (value > 0).any() and (value < 0).any()


def test_values_depend_on_seed_and_name_only() -> None:
    found = network("dim n = 5, m = 7\ntensor A[n, m], B[n, m]")
    both = random_values(found, ["A", "B"], SIZES, 3)
    assert np.array_equal(both["B"], random_values(found, ["B"], SIZES, 3)["B"])
    assert not np.array_equal(both["A"], both["B"])
    assert not np.array_equal(both["A"], random_values(found, ["A"], SIZES, 4)["A"])


def test_frozen_definitions_have_their_shape_and_properties() -> None:
    found = network("dim n = 5, m = 7\ntensor B[n, n]\nA[i, j] { pattern } = B[i, j] + 1\nT[(i j)] = B[i, j]")
    values = random_values(found, ["A", "T"], SIZES, 0)
    assert values["T"].shape == (25,)
    assert violations(found.definitions["A"], values["A"]) == []


IMPOSSIBLE = [
    (
        "kn",
        [Property("isometry", 1)],
        "{ isometry: n }",
        "an isometry needs at most as many n (5) as other indices (3)",
    ),
    ("nm", [Property("symmetric")], "{ symmetric }", "symmetric needs its last two legs to have one size"),
    ("n", [Property("diagonal")], "{ diagonal }", "diagonal needs its last two legs to have one size"),
    (
        "nn",
        [Property("symmetric"), Property("isometry", 0), Property("pattern")],
        "{ symmetric, isometry: n, pattern }",
        "fewer properties",
    ),
    ("bnn", [Property("symmetric"), Property("isometry", 1)], "{ symmetric, isometry: n }", "fewer properties"),
]


@pytest.mark.parametrize(("dims", "properties", "laws", "hint"), IMPOSSIBLE)
def test_impossible_properties(dims: str, properties: list[Property], laws: str, hint: str) -> None:
    with pytest.raises(TensorgraphError) as error:
        drawn(declared(dims, *properties))
    shape = tuple(SIZES[dim] for dim in dims)
    (found,) = error.value.diagnostics
    assert found.code == "impossible-property"
    assert found.message == f"no random value of `T`, of shape {shape}, obeys {laws}"
    assert found.hint == hint


BROKEN = [
    (Property("onehot", 1), [[1.0, 0], [0.5, 0.5]], "it is off a one-hot vector by 0.5 at entry [1, 0]"),
    (
        Property("isometry", 1),
        [[1.0, 0], [0, 2]],
        "contracting its other legs with themselves is off the identity by 3 at entry [1, 1]",
    ),
    (Property("permutation"), [[1.0, 0], [1, 0]], "it is off a permutation matrix by 1 at entry [0, 1]"),
    (Property("symmetric"), [[1.0, 0], [0.25, 0]], "it differs from its transpose by 0.25 at entry [0, 1]"),
    (Property("diagonal"), [[1.0, 0], [-0.25, 1]], "off its diagonal it is as large as 0.25 at entry [1, 0]"),
    (
        Property("pattern"),
        [[1.0, 0], [0.25, 0.5]],
        "its rows do not sum to one, or it is not lower triangular: off by 0.25 at entry [1, 0]",
    ),
]


@pytest.mark.parametrize(("broken", "value", "problem"), BROKEN)
def test_violations_name_the_worst_entry(broken: Property, value: list[list[float]], problem: str) -> None:
    tensor = declared("nn", broken).declarations["T"]
    text = broken.name if broken.leg is None else f"{broken.name}: n"
    (found,) = violations(tensor, np.array(value))
    assert found.code == "property"
    assert found.message == f"`T` is declared `{text}`, but {problem}, expected at most 1e-05"


def test_a_value_that_is_not_a_number_breaks_every_law() -> None:
    value = np.eye(5)
    value[1, 2] = np.nan
    for name in CHECKS:
        assert len(violations(declared("nn", law(name)).declarations["T"], value)) == 1


def test_half_precision_may_miss_by_more() -> None:
    tensor = declared("nn", Property("pattern")).declarations["T"]
    pattern = random_values(declared("nn", Property("pattern")), ["T"], SIZES, 0)["T"]
    assert violations(tensor, pattern.astype(np.float16)) == []
    assert violations(tensor, pattern.astype(np.float16).astype(np.float64)) != []
    rounded = torch.tensor(pattern).bfloat16().float().numpy()
    assert np.abs(rounded.sum(1) - 1).max() > 1e-4
    assert violations(tensor, rounded) == [] and violations(tensor, rounded.astype(np.float64)) != []


def test_ids_of_dense_one_hots() -> None:
    assert ids_of(np.array([[0.0, 1, 0], [1, 0, 0]]), 1).tolist() == [1, 0]
    assert ids_of(np.array([[0.0, 1], [1, 0]]), 0).tolist() == [1, 0]


def test_tables_have_the_same_properties() -> None:
    assert set(CHECKS) == set(PHRASES) == {name for names in DRAWS for name in names}


def test_scalars_are_positive_where_a_root_is_taken() -> None:
    found = network("dim n\nscalar a, b, c = 2\ntensor v[n]\ny[i] = a v[i] / sqrt(b)")
    drawn = [random_scalars(found, seed) for seed in range(20)]
    assert all(set(scalars) == {"a", "b"} for scalars in drawn)
    assert all(0.5 <= scalars["b"] <= 1.5 for scalars in drawn)
    assert {np.sign(scalars["a"]) for scalars in drawn} == {-1, 1}
    assert ScalarDeclaration("c", Fraction(2)) == found.scalars["c"]


def test_functions_are_the_same_in_numpy_and_torch_and_differentiable() -> None:
    found = Network(Source("", ""), {}, {}, {}, {"f": OpaqueFunction("f"), "g": OpaqueFunction("g", True)}, {}, ())
    functions = random_functions(found, 0)
    points = np.random.default_rng(0).standard_normal((3, 4))
    tensor = torch.tensor(points, requires_grad=True)
    np.testing.assert_allclose(functions["f"](points), functions["f"](tensor).detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(functions["g"](points, -1), functions["g"](tensor, -1).detach().numpy(), rtol=1e-12)
    assert torch.autograd.gradcheck(lambda x: functions["g"](x, -1), [tensor])
    # Reversing the axis must not commute with the function, or a lost order would go unseen.
    assert not np.allclose(functions["g"](points[:, ::-1], -1), functions["g"](points, -1)[:, ::-1])
