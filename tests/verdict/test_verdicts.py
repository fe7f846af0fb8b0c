"""Verdicts: what is true holds, what is false is found, with its whole message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.cli import main

FALSE = Path(__file__).parent.parent / "false"


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [0, 7])
def test_every_equation_of_the_examples_is_true(path: Path, seed: int) -> None:
    verdicts = tg.load(path).check(seed=seed)
    assert verdicts
    assert {verdict.word for verdict in verdicts} <= {"holds", "differs"}


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
    golden(path.with_suffix(".txt"), captured.out)


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
    assert verdict_of(text.format("")).word == "holds"
    assert verdict_of(text.format(" given A")).word == "false"


def test_equal_infinities_are_equal_and_one_alone_is_a_difference() -> None:
    head = "dim n\nparam M[n, n]\n"
    assert verdict_of(head + "check m: causal[i, j](M[i, j]) == causal[i, j](M[i, j] + 0)").word == "holds"
    assert verdict_of(head + "check m: causal[i, j](M[i, j]) == M[i, j]").word == "false"


def test_not_a_number_is_an_error_and_not_a_verdict() -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        verdict_of("dim n\nparam v[n]\ncheck root: sqrt(v[i] - 2) == v[i]")
    assert error.value.diagnostics[0].code == "nan"


def test_a_difference_below_rounding_holds_and_above_is_false() -> None:
    text = "dim n\nparam v[n]\ncheck near: v[i] + {} == v[i]"
    assert verdict_of(text.format("1e-12")).word == "holds"
    assert verdict_of(text.format("1e-9")).word == "false"


def test_the_scale_is_the_largest_term_not_the_difference() -> None:
    text = "dim n\nparam v[n]\ncheck cancel: 1e6 v[i] - 1e6 v[i] == {}"
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
    assert verdict_of(text).word == "holds"
    assert verdict_of(text.replace(" { isometry: k }", "")).word == "false"


def test_opaque_functions_are_random_and_the_same_on_both_sides() -> None:
    head = "dim n\nparam P[n, n] { permutation }, M[n, n], v[n]\nfn f\n"
    assert verdict_of(head + "check e: f(P[i, j] v[j]) == P[i, j] f(v[j])").word == "holds"
    assert verdict_of(head + "check e: f(M[i, j] v[j]) == M[i, j] f(v[j])").word == "false"


def test_sizes_can_be_fixed() -> None:
    text = "dim n\nparam v[n]\ncheck count: ones[i] copy[i: n] == 3"
    assert verdict_of(text, sizes={"n": 3}).word == "holds"
    assert verdict_of(text).word == "false"
