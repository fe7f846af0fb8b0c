"""Everything one can do wrong is said, whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

import tensorgraph as tg
from tensorgraph.cuts import Factored, composition, factored, minimum_cut, operator
from tensorgraph.diagnostics import TensorgraphError

TEXT = """dim a = 3, b = 4, n = 3
param A[a, b], B[b, a], v[a], N[b, n]
M[i, j] = A[i, k] B[k, j]
wide[i, j] = A[i, k] B[k, l] A[l, j]
named[i, j] = A[i, k] N[k, j]
alone[i] = v[i]
number = v[i] v[i]
once[i, j] = A[i, j]
added[i, j] = M[i, j] + v[i]
root[i, j] = sqrt(M[i, j])
def both(X[a, b], Y[b, a])[i, j] = X[i, k] Y[k, j]
called[i, j] = both(A, B)[i, j]
check same: M[i, j] == M[i, j]
"""
GIVEN = {"A": torch.ones(3, 4), "B": torch.ones(4, 3), "v": torch.ones(3), "N": torch.ones(4, 3)}


def of(name: str, **other: Any) -> Factored:
    """A definition on ones."""
    doc = tg.loads(TEXT)
    names = {"M": "AB", "wide": "AB", "named": "AN", "root": "AB", "added": "ABv"}
    return factored(doc.network, name, {n: GIVEN[n] for n in names.get(name, "")}, **other)


def scored(name: str) -> Any:
    return composition(tg.loads(TEXT).network, name, {tensor: GIVEN[tensor] for tensor in "AB"})


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "unknown": (
        lambda: of("Mm"),
        "error[unknown-definition]: no definition is called `Mm`\n  = write `M`",
    ),
    "declared": (
        lambda: of("A"),
        "error[not-a-definition]: `A` is declared, and an operator is a definition\n  = define it: `M[a, b] = A[a, b]`",
    ),
    "a check": (
        lambda: of("same"),
        "error[not-a-definition]: `same` is a picture or a check, and an operator is a definition\n  = write `named`",
    ),
    "one leg": (
        lambda: of("alone"),
        "error[too-few-legs]: `alone` has 1 leg, and an operator has rows and columns\n"
        "  = its last two legs are the rows and the columns, all before them a batch",
    ),
    "no legs": (
        lambda: of("number"),
        "error[too-few-legs]: `number` has no legs, and an operator has rows and columns\n"
        "  = its last two legs are the rows and the columns, all before them a batch",
    ),
    "rows": (
        lambda: of("M", rows="k"),
        "error[unknown-leg]: `M` has no leg `k`\n  = its legs are: i, j",
    ),
    "twice": (
        lambda: of("M", rows="i", columns=["i", "j"]),
        "error[unknown-leg]: leg `i` of `M` is said to be rows and columns\n  = name others",
    ),
    "not square": (
        lambda: of("wide").eigenvalues(),
        "error[not-square]: `wide` is not square: its rows are `a` (3) and its columns `b` (4)\n"
        "  = eigenvalues and traces need rows and columns of one dimension",
    ),
    "square by chance": (
        lambda: of("named").traces(),
        "error[not-square]: `named` is not square: its rows are `a` (3) and its columns `n` (3)\n"
        "  = eigenvalues and traces need rows and columns of one dimension",
    ),
    "dense not square": (
        lambda: Factored.of(torch.ones(2, 3)).eigenvalues(),
        "error[not-square]: `matrix` is not square: its rows are `rows` (2) and its columns `columns` (3)\n"
        "  = eigenvalues and traces need rows and columns of one dimension",
    ),
    "dense without names": (
        lambda: Factored.of(torch.ones(2, 3, 3)),
        "error[wrong-shape]: the matrix has shape (2, 3, 3), expected 2 axes\n"
        "  = name each axis before the last two: batch=",
    ),
    "dense not finite": (
        lambda: Factored.of(torch.tensor([[torch.nan, 1.0]])),
        "error[not-finite]: `matrix` has entries that are not finite\n"
        "  = no norm, singular value or eigenvalue is defined",
    ),
    "nan": (
        lambda: factored(tg.loads(TEXT).network, "M", {**GIVEN, "A": torch.full((3, 4), torch.nan)}),
        "error[not-finite]: `A` has 12 entries that are not finite, the first at [0, 0]: nan",
    ),
    "made nan": (
        lambda: factored(tg.loads(TEXT).network, "root", {"A": -GIVEN["A"], "B": GIVEN["B"]}),
        "error[not-finite]: `root` has entries that are not finite\n"
        "  = no norm, singular value or eigenvalue is defined",
    ),
    "overflow": (
        lambda: factored(tg.loads(TEXT).network, "M", {n: 1e30 * GIVEN[n] for n in "AB"}).singular_values(),
        "error[not-finite]: `M` has entries that are not finite\n  = no norm, singular value or eigenvalue is defined",
    ),
    "missing": (
        lambda: factored(tg.loads(TEXT).network, "M", {"A": GIVEN["A"]}),
        "error[missing-tensor]: tensor `B` has no value\n  = B[b, a]",
    ),
    "wrong shape": (
        lambda: factored(tg.loads(TEXT).network, "M", {"A": GIVEN["A"], "B": GIVEN["A"]}),
        "error[size-conflict]: `b` is 4 by `A`, leg 2, and 3 by `B`, leg 1, of shape (3, 4)\n\n"
        "error[size-conflict]: `a` is 3 by `A`, leg 1, and 4 by `B`, leg 2, of shape (3, 4)",
    ),
    "no size": (
        lambda: minimum_cut(operator(tg.loads("dim a, b = 2\nparam A[a, b]\nM[i, j] = A[i, j]").network, "M")),
        "error[unknown-size]: dimension `a` has no size\n  = write `dim a = 4`, or give the size when run: --size a=4",
    ),
    "no size of a broadcast leg": (
        lambda: factored(tg.loads("dim a, b\nparam v[b]\nM[i, j] = ones[i: a] v[j]").network, "M", {"v": [1.0, 2.0]}),
        "error[unknown-size]: dimension `a` has no size\n  = write `dim a = 4`, or give the size when run: --size a=4",
    ),
    "a sum is dense": (
        lambda: of("added", memory=40),
        "error[memory]: `added` needs 72 B of memory beside the values, and 40 B may be used\n"
        "  = the largest tensor on the way is a × a",
    ),
    "memory": (
        lambda: of("M", memory=30).norms(),
        "error[memory]: `M` needs 36 B of memory beside the values, and 30 B may be used\n"
        "  = the largest tensor on the way is i × j",
    ),
    "an R-factor": (
        lambda: of("wide", memory=90).singular_values(),
        "error[memory]: a cut of 3 in `wide` needs 216 B of memory\n  = 90 B may be used beside the values",
    ),
    "a large cut": (
        lambda: Factored.of(torch.zeros(1).expand(9000, 9000)).singular_values(),
        "error[too-large]: `matrix` has a cut of 9000, and it is decomposed up to 8192\n"
        "  = its norm, its trace and its largest entries can be had",
    ),
    "a large cut, closed": (
        lambda: Factored.of(torch.zeros(1).expand(9000, 9000)).eigenvalues(),
        "error[too-large]: `matrix` has a cut of 9000, and it is decomposed up to 8192\n"
        "  = its norm, its trace and its largest entries can be had",
    ),
    "a row": (
        lambda: of("M").best(memory=11),
        "error[memory]: a row of `M` takes 12 bytes and 11 may be used\n  = allow more memory, or fewer columns",
    ),
    "three factors": (
        lambda: scored("wide"),
        "text.tg:4:1: error[not-two-factors]: `wide` is a product of 3 factors, "
        "and a composition is one of two operators\n"
        "  |\n4 | wide[i, j] = A[i, k] B[k, l] A[l, j]\n  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = put parentheses around two groups, as in `(A[i, k] B[k, l]) C[l, j]`, or give each a definition",
    ),
    "one factor": (
        lambda: scored("once"),
        "text.tg:8:1: error[not-two-factors]: `once` is a product of 1 factor, "
        "and a composition is one of two operators\n"
        "  |\n8 | once[i, j] = A[i, j]\n  | ^^^^^^^^^^^^^^^^^^^^\n  = write two factors, as in `A[i, k] B[k, j]`",
    ),
    "a call": (
        lambda: scored("called"),
        "text.tg:12:1: error[not-two-factors]: `called` is the call `both(A, B)`, which is one factor, "
        "and a composition is one of two operators\n"
        "   |\n12 | called[i, j] = both(A, B)[i, j]\n   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = write out what it is a product of, as two groups: `(A[i, k] B[k, l]) (C[l, m] D[m, j])`",
    ),
    "a sum": (
        lambda: scored("added"),
        "text.tg:9:1: error[not-two-factors]: `added` is a sum of 2 terms, and a composition is one of two operators\n"
        "  |\n9 | added[i, j] = M[i, j] + v[i]\n  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = write two factors, as in `A[i, k] B[k, j]`",
    ),
}
"""What is done, and all that is said. Bytes: a 3 × 3 matrix in float32 has 36; a sum and its first term twice that."""


@pytest.mark.parametrize("name", WRONG)
def test_message(name: str) -> None:
    do, said = WRONG[name]
    with pytest.raises(TensorgraphError) as caught:
        do()
    assert str(caught.value) == said
