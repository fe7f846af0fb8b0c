"""An equation with a Σ written out is about one size: the one asked for, that of the values, or the declared one."""

from __future__ import annotations

import numpy as np
import pytest

import tensorgraph as tg

TEXT = """dim n = 3, heads = 2, other = 2
param A[heads, n, n], B[heads, n, n], C[other, n]
x[i, k] = A^h[i, j] B^h[j, k]
check same: x[i, k] == expand(x[i, k], heads)
check two: x[i, k] == A^0[i, j] B^0[j, k] + A^1[i, j] B^1[j, k] + expand(C^o[i] C^o[k] - C^o[k] C^o[i], other)
"""


def words(text: str, **given: object) -> list[str]:
    return [verdict.word for verdict in tg.loads(text).check(**given)]  # type: ignore[arg-type]


def test_the_declared_size() -> None:
    """The second one writes no Σ over `heads` out, and is false for all sizes but one."""
    found = words(TEXT)
    assert found[0] in ("proved", "holds")
    assert found[1] == "false"


@pytest.mark.parametrize("size", [3, 4])
def test_the_size_asked_for(size: int) -> None:
    assert words(TEXT, sizes={"heads": size})[0] in ("proved", "holds")


def test_a_size_that_is_asked_for_and_not_declared() -> None:
    text = TEXT.replace("heads = 2", "heads")
    with pytest.raises(tg.TensorgraphError) as caught:
        words(text)
    assert caught.value.diagnostics[0].code == "unknown-size"
    assert words(text, sizes={"heads": 2})[0] in ("proved", "holds")


def test_the_size_of_the_values() -> None:
    random = np.random.default_rng(0)
    shapes = {"A": (5, 3, 3), "B": (5, 3, 3), "C": (2, 3)}
    weights = {name: random.normal(size=shape) for name, shape in shapes.items()}
    assert words(TEXT, weights=weights) == [words(TEXT, weights=weights)[0], "false"]
    assert words(TEXT, weights=weights)[0] in ("proved", "holds")


def test_a_mistake_is_seen() -> None:
    """One head less."""
    wrong = TEXT.replace("== expand(x[i, k], heads)", "== expand(x[i, k], heads) - A^1[i, j] B^1[j, k]")
    assert words(wrong)[0] == "false"
