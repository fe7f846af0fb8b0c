"""`a ~= b top1 0.95`: rows counted as plain loops count them, and what is claimed of them judged and said."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.verdict.compare import relative_distance
from tensorgraph.verdict.top import TopOne, top_one
from tensorgraph.verdict.verdict import Verdict

Array: TypeAlias = "np.ndarray[Any, Any]"


def counted(
    left: Array, right: Array, by_first: bool = False, ties: bool = False, flat: bool = False, lax: bool = False
) -> TopOne:
    """The rows one by one.

    The flags are four mistakes: the first axis as the column, ties on the left as hits, rows that say nothing as rows,
    rows of the right that do not say where as none.
    """
    if by_first:
        left, right = np.moveaxis(left, 0, -1), np.moveaxis(right, 0, -1)
    hits = rows = 0
    for row in product(*(range(size) for size in right.shape[:-1])):
        ours, theirs = [float(x) for x in left[row]], [float(x) for x in right[row]]
        several = theirs.count(max(theirs)) > 1
        if several and (lax or (theirs.count(theirs[0]) == len(theirs) and not flat)):
            continue
        rows += 1
        place = theirs.index(max(theirs))
        hits += not several and ours[place] == max(ours) and (ties or ours.count(max(ours)) == 1)
    return TopOne(hits, rows)


@st.composite
def sides(draw: st.DrawFn) -> tuple[Array, Array]:
    """Two arrays of few values, so that there are ties, signed zeros and infinities."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    values = st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0, 1e-300, -np.inf, np.inf])
    entries = draw(st.lists(values, min_size=2 * int(np.prod(shape)), max_size=2 * int(np.prod(shape))))
    left, right = np.array(entries).reshape(2, *shape)
    return (left, right) if draw(st.booleans()) else (left.T.copy().T, right)


@given(sides())
def test_rows_are_counted_as_loops_count_them(both: tuple[Array, Array]) -> None:
    assert top_one(*both) == counted(*both)


MISTAKES = [partial(counted, **{flag: True}) for flag in ("by_first", "ties", "flat", "lax")]


@pytest.mark.parametrize("mistake", MISTAKES, ids=["column", "ties", "rows", "where"])
def test_the_loops_tell_the_four_mistakes(mistake: Callable[[Array, Array], TopOne]) -> None:
    """Each mistake counts otherwise somewhere on the matrices that the counting is compared on."""
    random = np.random.default_rng(0)
    matrices = [random.integers(0, 3, (2, 3, 3)).astype(float) for _ in range(40)]
    assert [top_one(*both) for both in matrices] == [counted(*both) for both in matrices]
    assert any(top_one(*both) != mistake(*both) for both in matrices)


def test_more_rows_than_a_block_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensorgraph.verdict.compare.BLOCK", 10)
    random = np.random.default_rng(1)
    left, right = random.integers(0, 5, (2, 7, 3, 4)).astype(float)
    assert top_one(left, right) == counted(left, right)
    assert relative_distance(left, right) == pytest.approx(np.linalg.norm(left - right) / np.linalg.norm(right))


def test_sides_are_not_copied() -> None:
    left, right = np.random.default_rng(2).normal(size=(2, 2000, 3000))
    tracemalloc.start()
    top_one(left.T, right.T)
    relative_distance(left.T, right.T)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < left.nbytes


@pytest.mark.parametrize(
    ("left", "right", "expected"), [([1, np.inf], [2, np.inf], 0.5), ([1, np.inf], [1, 2], np.inf)]
)
def test_equal_infinities_are_no_distance(left: list[float], right: list[float], expected: float) -> None:
    assert relative_distance(np.array(left), np.array(right)) == expected


HEAD = "dim n = 3\nparam A[n, n], B[n, n]\nscalar c { fit }\n"
MOSTLY = np.array([[3.0, 1.0, 1.0], [0.0, 2.0, 0.0], [5.0, 5.0, 1.0]])
"""Two rows have their one largest entry on the diagonal. Its trace is 6, so that c = 2 is the nearest multiple of the
identity; the squares of what is left are 1 + 1 + 1 + 0 + 25 + 25 + 1 = 54, of 2 id 12, so the distance is √4.5."""


def verdict(equation: str, **weights: object) -> Verdict:
    (found,) = tg.loads(f"{HEAD}check q{equation}").check(weights=weights)
    return found


@pytest.mark.parametrize(
    ("claim", "word", "words"),
    [
        ("top1 0.6", "holds", "top-1 0.667 (2 of 3 rows), claimed at least 0.6; {distance} = 2.12; c = 2"),
        ("top1 0.67", "false", "top-1 0.667 (2 of 3 rows), claimed at least 0.67; {distance} = 2.12; c = 2"),
        (
            "within 2.2 top1 0.6",
            "holds",
            "top-1 0.667 (2 of 3 rows), claimed at least 0.6; {distance} = 2.12, claimed within 2.2; c = 2",
        ),
        (
            "within 2 top1 0.6",
            "false",
            "top-1 0.667 (2 of 3 rows), claimed at least 0.6; {distance} = 2.12, claimed within 2; c = 2",
        ),
        (
            "within 2.2 top1 0.7",
            "false",
            "top-1 0.667 (2 of 3 rows), claimed at least 0.7; {distance} = 2.12, claimed within 2.2; c = 2",
        ),
        ("within 2.2", "holds", "{distance} = 2.12, claimed within 2.2; c = 2"),
    ],
)
def test_both_claims_decide_and_both_numbers_are_said(claim: str, word: str, words: str) -> None:
    found = verdict(f": A[i, j] ~= c id[i, j] {claim}", A=MOSTLY)
    assert (found.word, found.detail) == (word, words.format(distance="‖left − right‖ / ‖right‖"))
    assert found.error == pytest.approx(4.5**0.5)


def test_the_share_is_compared_exactly() -> None:
    text = "dim m = 10, n = 3\nparam A[m, n], B[m, n]\ncheck q: A[i, j] ~= B[i, j] top1 {}"
    right = np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1, 2, 0]]
    left = np.where(np.arange(10)[:, None] < 3, 1.0, right)  # three rows of ten are ties
    for claim, word in (("0.7", "holds"), ("0.70000001", "false"), ("0.8", "false")):
        (found,) = tg.loads(text.format(claim)).check(weights={"A": left, "B": right})
        assert found.word == word


def test_a_miss_does_not_read_as_one() -> None:
    right = np.tile([1.0, 0.0], (5000, 1))
    left = right.copy()
    left[7] = 0.0
    (found,) = tg.loads("dim m, n\nparam A[m, n], B[m, n]\ncheck q: A[i, j] ~= B[i, j] top1 1").check(
        weights={"A": left, "B": right}
    )
    assert (found.word, found.detail.partition(";")[0]) == (
        "false",
        "top-1 0.9998 (4999 of 5000 rows), claimed at least 1",
    )


def test_the_first_row_of_a_shift_does_not_count() -> None:
    left = np.eye(3, k=-1) + 0.1
    left[0] = [0.0, 0.0, 9.0]
    found = verdict(": A[i, j] ~= c shift[i, j] top1 1", A=left)
    assert (found.word, found.top1) == ("holds", TopOne(2, 2))


def test_the_last_free_wire_is_the_column() -> None:
    """The largest entries of the rows of A are on its diagonal, those of its columns are in its first row."""
    left = np.array([[9.0, 8.0, 8.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert verdict(": A[i, j] ~= c id[i, j] top1 1", A=left).top1 == TopOne(3, 3)
    assert verdict("[j, i]: A[i, j] ~= c id[i, j] top1 1", A=left).top1 == TopOne(1, 3)


def test_a_thick_wire_is_one_column_and_all_others_number_the_rows() -> None:
    text = "dim h = 2, a = 2, b = 3\nparam A[h, a, (a b)], B[h, a, a, b]\n"
    text += "check q[x, y, (u v)]: A[x, y, (u v)] ~= B[x, y, u, v] top1 0.1"
    random = np.random.default_rng(3)
    left, right = random.normal(size=(2, 2, 2, 6))
    (found,) = tg.loads(text).check(weights={"A": left, "B": right.reshape(2, 2, 2, 3)})
    assert found.top1 == counted(left, right)
    assert found.top1.rows == 4


def test_a_vector_is_one_row() -> None:
    text = "dim n = 3\nparam v[n], w[n]\ncheck q: v[i] ~= w[i] top1 1"
    (found,) = tg.loads(text).check(weights={"v": np.array([0.0, 7.0, 2.0]), "w": np.array([0.0, 1.0, 0.5])})
    assert (found.word, found.top1) == ("holds", TopOne(1, 1))


@pytest.mark.parametrize(
    ("equation", "left", "words"),
    [
        (": A[i, j] ~= 2 top1 0.1", np.eye(3), "no top-1, because no row of the right has one largest entry"),
        (": A[i, j] ~= c id[i, j] top1 0.1", -np.eye(3), "no top-1, because `c` is not above zero"),
        (": A[i, j] ~= c id[i, j] top1 0.1", np.ones((3, 3)) - np.eye(3), "no top-1, because `c` is not above zero"),
        (": A[i, j] ~= -c id[i, j] top1 0.1", np.eye(3), ""),
        (": c A[i, j] ~= id[i, j] top1 0.1", -np.eye(3), "no top-1, because `c` is not above zero"),
    ],
)
def test_what_has_no_largest_entry_is_false(equation: str, left: Array, words: str) -> None:
    found = verdict(equation, A=left)
    if words:
        assert (found.word, found.detail.partition(", claimed")[0]) == ("false", words)
    else:
        assert (found.word, found.top1) == ("holds", TopOne(3, 3))


def test_a_negative_multiple_of_two_columns_is_false_too() -> None:
    """Of two columns the largest would be the other one, and the claim would hold for the opposite of what it says."""
    text = "dim n = 2\nparam A[n, n]\nscalar c { fit }\ncheck q: A[i, j] ~= c id[i, j] top1 0.9"
    (found,) = tg.loads(text).check(weights={"A": -np.eye(2)})
    assert found.word == "false"


def test_the_sign_of_a_scalar_that_is_no_factor_does_not_matter() -> None:
    """A = 5 id − ones: c = −1, and the largest entries stand where they should."""
    text = "dim n = 3\nparam A[n, n]\nscalar c { fit }\ncheck q: A[i, j] ~= 5 id[i, j] + c ones[i] ones[j] top1 1"
    (found,) = tg.loads(text).check(weights={"A": 5 * np.eye(3) - 1})
    assert found.word == "holds"
    assert found.fits[0][1] == pytest.approx(-1)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e150])
def test_the_size_of_the_fitted_scalar_does_not_matter(scale: float) -> None:
    assert verdict(": A[i, j] ~= c id[i, j] top1 0.6", A=MOSTLY * scale).top1 == TopOne(2, 3)


@pytest.mark.parametrize("scale", [1e-20, 1e20])
def test_what_fits_exactly_is_linear_at_any_size(scale: float) -> None:
    found = verdict(": A[i, j] ~= c B[i, j] within 1e-9", A=3 * scale * MOSTLY, B=MOSTLY / 7)
    assert found.word == "holds"
    assert found.fits[0][1] == pytest.approx(21 * scale)


@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20])
def test_what_is_not_linear_in_the_scalar_is_refused(scale: float) -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        verdict(": A[i, j] ~= c c B[i, j] within 9", A=scale * MOSTLY, B=scale * np.eye(3))
    assert [found.code for found in error.value.diagnostics] == ["fit"]


def test_masked_scores_are_compared_where_they_are_numbers() -> None:
    random = np.random.default_rng(4)
    left = random.normal(size=(3, 3))
    weights = {"A": left, "B": left + random.normal(size=(3, 3)) / 4}
    found = verdict(": causal[i, j](A[i, j]) ~= c causal[i, j](B[i, j]) within 9", **weights)
    seen = np.tri(3, dtype=bool)
    c = (weights["A"] * weights["B"])[seen].sum() / (weights["B"] ** 2)[seen].sum()
    assert found.fits[0][1] == pytest.approx(c)
    off = np.linalg.norm((weights["A"] - c * weights["B"])[seen]) / np.linalg.norm(c * weights["B"][seen])
    assert found.error == pytest.approx(off)


def test_what_is_not_a_number_has_no_verdict() -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        verdict(": sqrt(A[i, j]) ~= c B[i, j] top1 0.5", A=-np.eye(3), B=np.eye(3))
    assert [found.code for found in error.value.diagnostics] == ["nan"]


def test_several_scalars_are_fitted_as_lstsq_does() -> None:
    random = np.random.default_rng(5)
    left, right = random.normal(size=(2, 3, 3))
    text = "dim n = 3\nparam A[n, n], B[n, n]\nscalar a { fit }, b { fit }\n"
    text += "check q: A[i, j] ~= a B[i, j] + b id[i, j] within 9"
    (found,) = tg.loads(text).check(weights={"A": left, "B": right})
    columns = np.stack([right.ravel(), np.eye(3).ravel()], axis=1)
    chosen = np.linalg.lstsq(columns, left.ravel(), rcond=None)[0]
    assert [value for _, value in found.fits] == pytest.approx(list(chosen), rel=1e-12)


def test_without_values_it_is_not_tested() -> None:
    assert verdict(": A[i, j] ~= B[i, j] top1 0.5").word == "not tested"
    assert verdict(": A[i, j] ~= B[i, j] top1 0.5", A=np.eye(3)).word == "not tested"


def test_a_chain_goes_on_after_it() -> None:
    text = HEAD + "check q: A[i, j] ~= B[i, j] within 0.1 top1 0.9 == 2 B[i, j] / 2"
    relations = tg.loads(text).network.pictures[0].rows[0].relations
    assert [(r.sign, r.within, r.top1) for r in relations] == [
        ("~=", Fraction(1, 10), Fraction(9, 10)),
        ("==", None, None),
    ]
    words = [found.word for found in tg.loads(text).check(weights={"A": np.eye(3), "B": np.eye(3)})]
    assert words == ["holds", "proved"]


def test_the_command_line_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tg").write_text(HEAD.replace(", B[n, n]", "") + "check q: A[i, j] ~= c id[i, j] top1 0.7\n", "utf-8")
    save_file({"A": MOSTLY}, tmp_path / "a.safetensors")
    arguments = ["check", str(tmp_path / "a.tg"), "--weights", str(tmp_path / "a.safetensors")]
    assert main(arguments) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  false       q: A[i, j] ~= c id[i, j]",
        "              for all i, j; top-1 0.667 (2 of 3 rows), claimed at least 0.7; "
        "‖left − right‖ / ‖right‖ = 2.12; c = 2",
        "1 false",
    ]
    assert main([*arguments, "--json"]) == 1
    ((found,),) = json.loads(capsys.readouterr().out).values()
    assert found["top1"] == {"share": pytest.approx(2 / 3), "hits": 2, "rows": 3}
    assert found["error"] == pytest.approx(4.5**0.5)


def test_what_holds_says_its_distance_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tg").write_text("dim n = 3\nparam A[n, n]\ncheck q: A[i, j] ~= id[i, j] top1 1\n", "utf-8")
    save_file({"A": 2 * np.eye(3)}, tmp_path / "a.safetensors")
    assert main(["check", str(tmp_path / "a.tg"), "--weights", str(tmp_path / "a.safetensors")]) == 0
    assert capsys.readouterr().out.splitlines()[2] == (
        "              for all i, j; top-1 1 (3 of 3 rows), claimed at least 1; ‖left − right‖ / ‖right‖ = 1"
    )


def test_the_false_file_has_the_values_that_it_names() -> None:
    found = load_file(Path(__file__).parent.parent / "false" / "top_one.safetensors")
    angles = 2 * np.pi * np.arange(5) / 5
    assert np.allclose(found["circle"], np.cos(angles[:, None] - angles), atol=1e-15)
    assert found["flat"].tolist() == [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [2, 0, 0, 2, 0], [1] * 5]


def test_it_is_drawn_as_any_other_approximation() -> None:
    text = "dim n\nparam A[n, n]\nshow q: A[i, j] ~= id[i, j] {}"
    drawn, other = (tg.loads(text.format(claim))["q"].scene for claim in ("top1 0.9", "within 0.5"))
    assert replace(drawn, source=other.source) == other
    assert drawn.parts
