"""Exact coefficients obey the laws of numbers, and agree with floating point."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensorgraph.graph.scalar import ONE, Scalar

VALUES = {"a": 2.0, "b": 3.0, "c": 5.0}
RATIONALS = st.fractions(-20, 20, max_denominator=12)
POWERS = st.dictionaries(st.sampled_from("abc"), st.fractions(-3, 3, max_denominator=4).filter(bool))


@st.composite
def scalars(draw: st.DrawFn, nonzero: bool = False) -> Scalar:
    rational = draw(RATIONALS.filter(bool) if nonzero else RATIONALS)
    return Scalar(rational, tuple(sorted(draw(POWERS).items())) if rational else ())


@given(scalars(), scalars(), scalars())
def test_products_commute_and_associate(x: Scalar, y: Scalar, z: Scalar) -> None:
    assert x * y == y * x
    assert (x * y) * z == x * (y * z)
    assert x * ONE == x


@given(scalars(), scalars(nonzero=True))
def test_division_undoes_multiplication(x: Scalar, y: Scalar) -> None:
    assert x * y / y == x
    assert y.inverse().inverse() == y


@given(scalars(), scalars())
def test_values_multiply(x: Scalar, y: Scalar) -> None:
    assert math.isclose((x * y).value(VALUES), x.value(VALUES) * y.value(VALUES), rel_tol=1e-12)
    assert (-x).value(VALUES) == -x.value(VALUES)


@given(scalars())
def test_a_square_root_is_exact_or_none(x: Scalar) -> None:
    root = x.sqrt(set("abc"))
    assert root is None or root * root == x
    square = Scalar(abs(x.rational), x.powers)
    assert (square * square).sqrt(set("abc")) == square


@given(scalars(nonzero=True))
def test_equal_scalars_have_equal_text(x: Scalar) -> None:
    assert str(x * ONE) == str(x)
    assert (str(x) == "1") == x.is_one


def test_the_root_of_a_square_of_a_scalar_is_left_alone() -> None:
    c = Scalar.name("c")
    assert (c * c).sqrt({"a"}) is None
    assert (c * c).sqrt({"c"}) == c


def test_renaming() -> None:
    x = Scalar.name("a") / Scalar.name("b").sqrt({"b"})  # type: ignore[operator]
    renamed = x.rename({"a": Scalar.number(3), "b": Scalar.name("c") * Scalar.name("c")})
    assert renamed == Scalar.number(3) / Scalar.name("c")
    with pytest.raises(ValueError, match="not exact"):
        x.rename({"b": Scalar.number(2)})


def test_values_out_of_range() -> None:
    assert Scalar.number(10**400).value({}) == math.inf
    assert Scalar(Fraction(-(10**400))).value({}) == -math.inf
    assert Scalar(Fraction(1), (("a", Fraction(40)),)).value({"a": 1e18}) == math.inf
    assert math.isnan(Scalar(Fraction(1), (("a", Fraction(1, 2)),)).value({"a": -1.0}))
    assert Scalar(Fraction(1), (("a", Fraction(-1)),)).value({"a": 0.0}) == math.inf


def test_text() -> None:
    assert str(Scalar.number(Fraction(-3, 4)) * Scalar.name("b") / Scalar.name("a").sqrt({"a"})) == "-3/4 a^(-1/2) b"  # type: ignore[operator]
