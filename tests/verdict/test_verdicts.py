"""Verdicts: what is true holds, what is false is found, with its whole message."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.cli import main

FALSE = Path(__file__).parent.parent / "false"
ROUNDING = re.compile(r"error \d\.\de-1[4-9]")
"""What another processor's linear algebra rounds otherwise."""


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [0, 7])
def test_every_equation_of_the_examples_is_true(path: Path, seed: int) -> None:
    verdicts = tg.load(path).check(seed=seed)
    assert verdicts
    words = {verdict.word for verdict in verdicts if "~=" not in verdict.text}  # that is a claim about given values
    assert words <= {"proved", "holds", "differs"}


@pytest.mark.parametrize("path", sorted(FALSE.glob("*.tg")), ids=lambda path: path.stem)
def test_every_false_file_is_found_false(
    path: Path,
    golden: Callable[[Path, str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(FALSE)
    assert main(["check", path.name]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "  false " in captured.out
    golden(path.with_suffix(".txt"), ROUNDING.sub("error of rounding", captured.out))


@pytest.mark.parametrize("path", sorted(FALSE.glob("*.tg")), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_no_seed_makes_them_true(path: Path, seed: int) -> None:
    assert "false" in {verdict.word for verdict in tg.load(path).check(seed=seed)}


def verdict_of(text: str, **options: object) -> tg.document.Any:
    (verdict,) = tg.loads(text).check(**options)  # type: ignore[arg-type]
    return verdict


def test_free_wires_or_numbers() -> None:
    assert verdict_of("dim n\nparam v[n]\ncheck a: v[i] == v[i]").scope == "for all i"
    assert verdict_of("dim n\nparam v[n]\ncheck a: v[i] v[i] == v[j] v[j]").scope == "as numbers"


def test_a_frozen_definition_has_a_value_of_its_own() -> None:
    text = "dim n\nparam M[n, n]\nA[i, j] = M[i, j] + M[j, i]\ncheck s{}: A[i, j] == A[j, i]"
    assert verdict_of(text.format("")).word == "proved"
    assert verdict_of(text.format(" given A")).word == "false"


def test_equal_infinities_are_equal_and_one_alone_is_a_difference() -> None:
    head = "dim n\nparam M[n, n]\n"
    assert verdict_of(head + "check m: causal[i, j](M[i, j]) == causal[i, j](M[i, j] + 0)").word == "proved"
    assert verdict_of(head + "check m: causal[i, j](M[i, j]) == causal[i, j](log(exp(M[i, j])))").word == "holds"
    assert verdict_of(head + "check m: causal[i, j](M[i, j]) == M[i, j]").word == "false"


def test_not_a_number_is_an_error_and_not_a_verdict() -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of("dim n\nparam v[n]\ncheck root: sqrt(v[i] - 2) == v[i]")
    assert error.value.diagnostics[0].code == "nan"


def test_a_difference_below_rounding_holds_and_above_is_false() -> None:
    text = "dim n\nparam v[n]\ncheck near: abs(v[i]) + {} == abs(v[i])"
    assert verdict_of(text.format("1e-12")).word == "holds"
    assert verdict_of(text.format("1e-9")).word == "false"


def test_what_is_rational_is_decided_without_a_tolerance() -> None:
    text = "dim n\nparam v[n]\ncheck near: v[i] + {} == v[i]"
    found = verdict_of(text.format("1e-12"))
    assert found.word == "false" and "in float64 the difference is lost in rounding" in found.detail
    assert verdict_of(text.format("0")).word == "proved"


def test_the_scale_is_the_largest_term_not_the_difference() -> None:
    text = "dim n\nparam v[n]\ncheck cancel: 1e6 log(exp(v[i])) - 1e6 v[i] == {}"
    assert verdict_of(text.format("0")).word == "holds"
    assert verdict_of(text.format("0.01")).word == "false"


def test_closeness_is_tested_on_given_values_only() -> None:
    text = "dim n = 2\nparam A[n, n], B[n, n]\ncheck close: A[i, j] ~= B[i, j] within 0.1"
    assert verdict_of(text).word == "not tested"
    values = {"A": np.eye(2) * 1.05, "B": np.eye(2)}
    assert verdict_of(text, weights=values).word == "holds"
    assert verdict_of(text, weights={**values, "A": np.eye(2) * 1.2}).word == "false"


def test_a_scalar_is_fitted_by_least_squares() -> None:
    text = "dim n = 2\nparam A[n, n]\nscalar c {{ fit }}\ncheck close: A[i, j] ~= c id[i, j] within {}"
    values = {"A": np.array([[2.0, 0.0], [0.0, 4.0]])}
    verdict = verdict_of(text.format("0.4"), weights=values)
    # c = 3 minimises (2 − c)² + (4 − c)²; the distance is √2 / √18
    assert verdict.fits == (("c", pytest.approx(3.0)),)
    assert verdict.error == pytest.approx((2 / 18) ** 0.5)
    assert verdict.word == "holds"
    assert verdict_of(text.format("0.3"), weights=values).word == "false"


def test_given_values_are_what_an_equation_is_tested_on() -> None:
    text = "dim n = 2\nparam M[n, n]\ncheck symmetric: M[i, j] == M[j, i]"
    assert verdict_of(text, weights={"M": np.array([[1.0, 2.0], [2.0, 5.0]])}).word == "holds"
    assert verdict_of(text, weights={"M": np.array([[1.0, 2.0], [3.0, 5.0]])}).word == "false"


def test_a_property_of_a_given_value_is_checked_first() -> None:
    text = "dim n = 2\nparam M[n, n] { symmetric }\ncheck s: M[i, j] == M[j, i]"
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of(text, weights={"M": np.array([[1.0, 2.0], [3.0, 5.0]])})
    assert error.value.diagnostics[0].code == "property"


def test_declared_properties_make_equations_hold() -> None:
    text = "dim n, k\nparam U[n, k] { isometry: k }\ncheck c: U[p, a] U[p, b] == id[a, b]"
    assert verdict_of(text).word == "proved"
    assert verdict_of(text.replace(" { isometry: k }", "")).word == "false"


def test_opaque_functions_are_random_and_the_same_on_both_sides() -> None:
    head = "dim n\nparam P[n, n] { permutation }, M[n, n], v[n]\nfn f\n"
    assert verdict_of(head + "check e: f(P[i, j] v[j]) == P[i, j] f(v[j])").word == "proved"
    assert verdict_of(head + "check e: f(log(exp(v[j]))) == f(v[j])").word == "holds"
    assert verdict_of(head + "check e: f(M[i, j] v[j]) == M[i, j] f(v[j])").word == "false"


def test_sizes_can_be_fixed() -> None:
    text = "dim n\nparam v[n]\ncheck count: ones[i] copy[i: n] == 3"
    assert verdict_of(text, sizes={"n": 3}).word == "holds"
    assert verdict_of(text).word == "false"


@pytest.mark.parametrize(
    ("equation", "word"),
    [
        ("layernorm[i](v[i]) ones[i] == 0", "proved"),
        ("mean[i](v[i] - mean[j](v[j])) == 0", "proved"),
        ("(M[i, j] - M[j, i]) v[i] v[j] == 0", "proved"),
        ("relu(v[i] + w[i] - v[i] - w[i]) == 0", "proved"),
        ("(1e12 v[i] + w[i]) - 1e12 v[i] == w[i]", "proved"),
        ("mean[i](log(exp(v[i])) - mean[j](v[j])) == 0", "holds"),
        ("relu(log(exp(v[i])) + w[i] - v[i] - w[i]) == 0", "holds"),
        ("(1e12 log(exp(v[i])) + w[i]) - 1e12 v[i] == w[i]", "holds"),
    ],
)
def test_what_cancels_is_zero(equation: str, word: str) -> None:
    head = "dim n\nparam v[n], w[n], M[n, n]\n"
    for seed in range(6):
        assert verdict_of(f"{head}check zero: {equation}", seed=seed).word == word


@pytest.mark.parametrize("equation", ["(M[i, j] - N[i, j]) v[i] v[j] == 0", "mean[i](v[i]) == 0", "v[i] - w[i] == 0"])
def test_what_does_not_cancel_is_not(equation: str) -> None:
    head = "dim n\nparam v[n], w[n], M[n, n], N[n, n]\n"
    for seed in range(6):
        assert verdict_of(f"{head}check zero: {equation}", seed=seed).word == "false"


@pytest.mark.parametrize(
    "equation",
    [
        "P[i, j] == P[j, i]",
        "P[i, j] P[j, k] == id[i, k]",
        "abs(c) == c",
        "relu(c) == 0",
        "abs(f(0)) == f(0)",
    ],
)
def test_no_accident_of_the_draw_makes_it_true(equation: str) -> None:
    head = "dim n\ntensor P[n, n] { permutation }\nscalar c\nfn f\n"
    for seed in range(6):
        assert verdict_of(f"{head}check law: {equation}", seed=seed).word == "false"


def test_isometries_have_no_sign_of_their_own() -> None:
    """A sign may agree on three seeds by chance, and not on eighteen."""
    for sign in ("", "-"):
        text = f"dim n\ntensor Q[p: n, q: n] {{ isometry: q }}\ncheck s: Q[0, 0] == {sign}abs(Q[0, 0])"
        assert "false" in {verdict_of(text, seed=3 * k).word for k in range(6)}


def test_an_index_too_large_for_random_values_is_said() -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of("dim n\ntensor v[n]\ncheck q: v[99999999999999999999] == 1")
    assert error.value.diagnostics[0].code == "index-range"


def test_random_values_that_would_fill_the_memory_are_refused() -> None:
    text = "dim a, b, c, d, e, f, g\ntensor P[p: (a b c d e f g), q: (a b c d e f g)]\ncheck q: P[i, j] == P[j, i]"
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of(text)
    assert error.value.diagnostics[0].code == "memory"


def test_properties_that_no_value_has_are_said() -> None:
    text = "dim a, b\ntensor P[a, b] { onehot: b, isometry: b }\ncheck q: P[i, j] P[i, k] == id[j, k]"
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of(text)
    assert error.value.diagnostics[0].code == "impossible-property"


def test_a_frozen_one_hot_definition_is_one_hot() -> None:
    text = "dim n, m\ninput t[n, m] { onehot: m }\nT[i, m] { onehot: m } = t[i, m]\n"
    verdicts = tg.loads(text + "check q given T: T[i, m] ones[m] == 1").check()
    assert [verdict.word for verdict in verdicts] == ["holds", "proved"]


def test_a_claim_is_tested_only_when_every_value_is_given() -> None:
    text = "dim n = 2\ntensor M[n, n], N[n, n]\ncheck q: M[i, j] ~= N[i, j] within 3"
    verdict = verdict_of(text, weights={"M": np.eye(2)})
    assert verdict.word == "not tested" and "`N`" in verdict.detail


def test_a_fit_that_makes_both_sides_zero_is_no_proof() -> None:
    text = "dim n = 2\ntensor v[n], w[n]\nscalar c { fit }\ncheck q: c v[i] ~= c w[i] within 0.1"
    assert verdict_of(text, weights={"v": np.ones(2), "w": -np.ones(2)}).word == "false"


def test_scalars_may_be_given() -> None:
    text = "dim n = 2\ntensor v[n]\nscalar c = 2\ncheck q: c v[i] == 2 v[i]"
    assert verdict_of(text).word == "proved"
    assert verdict_of(text, weights={"v": np.ones(2), "c": 2.0}).word == "holds"
    assert verdict_of(text, weights={"v": np.ones(2), "c": 3.0}).word == "false"


def test_equal_infinities_are_symmetric() -> None:
    text = "dim n\ntensor M[n, n]\nZ[i, j] { symmetric } = causal[i, j](M[i, j]) + causal[j, i](M[j, i])"
    assert verdict_of(text).word == "holds"
