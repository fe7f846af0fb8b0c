"""Steps written by hand: pictures of one text, the tensors of each told apart by number, and what each is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tensorgraph as tg
from tensorgraph.graph.nodes import Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import resolve_picture
from tensorgraph.steps.frame import Frame, Steps

Made = tuple[Sequence[int], Mapping[int, Sequence[int]]]
"""The numbers of a frame's tensors in reading order, and of which before those are made that are new."""

SCORES = """
dim context = 1024, model = 768, head = 64
param W_Q[model, head], W_K[model, head]
input x[context, model]
q[i, d] = x[i, m] W_Q[m, d]
k[j, d] = x[j, m] W_K[m, d]
S[i, j] = q[i, d] k[j, d]
show f0[i, j]: x[i, m] W_Q[m, d] W_K[n, d] x[j, n]
show f1[i, j]: q[i, d] W_K[n, d] x[j, n]
show f2[i, j]: q[i, d] k[j, d]
show f3[i, j]: S[i, j]
"""
MADE_SCORES: Sequence[Made] = [
    ([0, 1, 2, 3], {}),
    ([4, 2, 3], {4: [0, 1]}),
    ([4, 5], {5: [2, 3]}),
    ([6], {6: [4, 5]}),
]

BUBBLE = """
dim context = 1024, model = 768
param W[model, model], V[model, model]
input x[context, model]
S[i, j] = x[i, m] W[m, n] x[j, n]
A[i, j] { kind: pattern } = softmax[j](S[i, j])
y[i, n] = A[i, j] x[j, m] V[m, n]
show f0[i, n]: softmax[j](x[i, m] W[m, p] x[j, p]) x[j, k] V[k, n]
show f1[i, n]: softmax[j](S[i, j]) x[j, k] V[k, n]
show f2[i, n]: A[i, j] x[j, k] V[k, n]
"""
MADE_BUBBLE: Sequence[Made] = [
    ([0, 1, 2, 3, 4], {}),
    ([5, 3, 4], {5: [0, 1, 2]}),
    ([6, 3, 4], {6: [5]}),
]

SWAPPED = """
dim n
tensor A[n, n], B[n, n], C[n, n]
show f0[i, l]: A[i, j] B[j, k] C[k, l]
show f1[i, l]: B[i, j] A[j, k] C[k, l]
"""
MADE_SWAPPED: Sequence[Made] = [([0, 1, 2], {}), ([1, 0, 2], {})]


def by_hand(text: str, made: Sequence[Made], words: Sequence[str] = ()) -> Steps:
    """Steps whose frames are the pictures of a text."""
    network = tg.loads(text).network
    pictures = [resolve_picture(network, picture) for picture in network.pictures]
    frames = []
    for number, (picture, (ids, new)) in enumerate(zip(pictures, made, strict=True)):
        found = [
            factor for side in picture.rows[0].sides for factor in factors(side.body) if isinstance(factor, Tensor)
        ]
        assert len(found) == len(ids)
        came = {} if not number else {one: tuple(new.get(one, (one,))) for one in ids}
        frames.append(Frame(picture, f"step {number}", tuple(words), tuple(ids), came))
    return Steps("y", "contraction", network, tuple(frames))
