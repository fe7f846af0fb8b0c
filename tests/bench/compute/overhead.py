"""Rows of call overhead: tensors so small that only calls count."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor

from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, CALLED, OURS, Case, Entry, Goal, Program, Row, Setting, doubled, nbytes
from tests.bench.compute.einsums import Product, Steps, evaluated, letters, product, rivals

CHAIN = """
dim n
tensor A[a: n, b: n], B[a: n, b: n], C[a: n, b: n], D[a: n, b: n]
y[i, m] = A[i, j] B[j, k] C[k, l] D[l, m]
"""


def chain(setting: Setting) -> Case:
    """Four square matrices."""
    values = {name: setting.draw("n", "n", seed=place) for place, name in enumerate("ABCD")}
    pairwise = [product("p", "ij,jk->ik", "A B"), product("q", "ik,kl->il", "p C"), product("y", "il,lm->im", "q D")]
    whole = [product("y", "ij,jk,kl,lm->im", "A B C D")]
    hand: dict[str, Entry] = {
        BY_HAND: partial(by_hand.chain, *values.values()),
        "by hand, kept buffers": partial(by_hand.chain_kept(setting["n"], values["A"]), *values.values()),
        "torch.linalg.multi_dot": partial(multi_dot, *values.values()),
        "torch.einsum, in one": partial(whole_einsum, whole[0].equation, *values.values()),
    }
    others, missing = rivals(pairwise, whole, values, setting)
    return Case(
        expected=lambda: evaluated(pairwise, doubled(values)),
        programs={OURS: Program(CHAIN, "y", values)},
        rivals={**hand, **others},
        flops=3 * 2 * setting["n"] ** 3,
        bytes=nbytes(*values.values(), values["A"]),
        missing=missing,
    )


def multi_dot(*matrices: Tensor) -> Tensor:
    """Torch's own chain."""
    found: Tensor = torch.linalg.multi_dot(matrices)
    return found


def whole_einsum(equation: str, *tensors: Tensor) -> Tensor:
    """`torch.einsum` of everything: it looks for a path at every call."""
    return torch.einsum(equation, *tensors)


def train_text(length: int) -> str:
    """Two tensor trains of that many sites, closed with each other."""
    legs = ["site, r: bond", *["l: bond, site, r: bond"] * (length - 2), "l: bond, site"]
    tensors = [f"{train}{place}[{leg}]" for train in "AB" for place, leg in enumerate(legs)]
    factors = [
        f"{train}{place}[{', '.join(wires)}]" for train in "AB" for place, wires in enumerate(ends(length, train))
    ]
    return f"dim site, bond\ntensor {', '.join(tensors)}\ny = {' '.join(factors)}\n"


def ends(length: int, train: str) -> list[list[str]]:
    """The wires of each site: s are shared, those of bonds are the train's own."""
    bonds = [f"{train.lower()}{place}" for place in range(length - 1)]
    inner = [[bonds[place - 1], f"s{place}", bonds[place]] for place in range(1, length - 1)]
    return [["s0", bonds[0]], *inner, [bonds[-1], f"s{length - 1}"]]


def train_steps(length: int) -> tuple[Steps, Steps]:
    """The same as products: pairwise from the left, and whole."""
    wires = [wire for train in "AB" for site in ends(length, train) for wire in site]
    names = dict(zip(dict.fromkeys(wires), letters(len(set(wires))), strict=True))
    terms = {f"{t}{k}": "".join(names[w] for w in site) for t in "AB" for k, site in enumerate(ends(length, t))}
    whole = product("y", f"{','.join(terms.values())}->", " ".join(terms))
    steps: list[Product] = []
    so_far, current = terms["A0"], "A0"
    for operand in [f"{train}{place}" for place in range(length) for train in "AB"][1:]:
        made = "".join(letter for letter in so_far + terms[operand] if (letter in so_far) != (letter in terms[operand]))
        steps.append(product(f"p{len(steps)}", f"{so_far},{terms[operand]}->{made}", f"{current} {operand}"))
        so_far, current = made, steps[-1].name
    return steps, [whole]


def trains(setting: Setting) -> Case:
    """Two tensor trains closed with each other."""
    length, scale = setting["length"], (setting["bond"] * setting["site"]) ** -0.25
    legs = [("site", "bond"), *[("bond", "site", "bond")] * (length - 2), ("bond", "site")]
    values = {
        f"{train}{place}": setting.draw(*leg, scale=scale, seed=100 * number + place)
        for number, train in enumerate("AB")
        for place, leg in enumerate(legs)
    }
    pairwise, whole = train_steps(length)
    hand: dict[str, Entry] = {
        BY_HAND: partial(by_hand.trains, *values.values()),
        "by hand, batched": partial(by_hand.trains_batched, *values.values()),
    }
    others, missing = rivals(pairwise, whole, values, setting)
    inner = 2 * 2 * setting["site"] * setting["bond"] ** 3
    return Case(
        expected=lambda: evaluated(pairwise, doubled(values)),
        programs={OURS: Program(train_text(length), "y", values)},
        rivals={**hand, **others},
        flops=(length - 2) * inner + 2 * 2 * setting["site"] * setting["bond"] ** 2,
        bytes=nbytes(*values.values()),
        missing=missing,
    )


GOALS = (Goal(1.1), Goal(1.5, CALLED), Goal(1 / 5, OURS, "opt_einsum"))
ROWS = (
    Row("chain", "four 8 × 8 matrices", GOALS, chain, {"n": 8}, {"n": 3}),
    Row(
        "trains",
        "30 tensors: two trains of 15 sites, bond 4",
        GOALS,
        trains,
        {"length": 15, "site": 2, "bond": 4},
        {"length": 6, "site": 3, "bond": 2},
    ),
)
