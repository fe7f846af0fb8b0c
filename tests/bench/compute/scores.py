"""Rows of expanded scores: four terms, and one for each pair of heads, beside the score as it is written."""

from __future__ import annotations

from functools import partial

from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, OURS, Case, Goal, Program, Row, Setting, doubled, nbytes
from tests.bench.compute.einsums import Apply, Steps, evaluated, product, rivals

TEXT = """
dim context, model, heads1, heads2, head
input x0[context, model], A1[heads1, context, context]
param W_V[heads1, model, head], W_O[heads1, head, model], W_Q[heads2, model, head], W_K[heads2, model, head]
x1[i, m] = x0[i, m] + A1[h, i, j] x0[j, n] W_V[h, n, d] W_O[h, d, m]
S[h, i, j] = x1[i, m] W_Q[h, m, d] W_K[h, n, d] x1[j, n] / sqrt(head)
four[h, i, j] = expand(S[h, i, j], x1)
"""
"""The second layer of a model made of attention alone; the patterns of the first are given, as in
`examples/identities/expand.tg`."""
APART = """
apart[i, m] = x0[i, m] + {terms}
S_apart[h, i, j] = apart[i, m] W_Q[h, m, d] W_K[h, n, d] apart[j, n] / sqrt(head)
all[h, i, j] = expand(S_apart[h, i, j], apart)
"""
TERM = "A1[{head}, i, j] x0[j, n] W_V[{head}, n, d] W_O[{head}, d, m]"
FOUR, ALL = "four terms", "a term for each pair of heads"


def text(heads: int) -> str:
    """The score, four terms, and (1 + heads)² terms: the stream with its heads written out, expanded."""
    return TEXT + APART.format(terms="\n    + ".join(TERM.format(head=head) for head in range(heads)))


def expanded(setting: Setting) -> Case:
    """The score, four terms, and (1 + heads)² terms."""
    fan = setting["model"] ** -0.5
    reads = {
        name: setting.draw("heads1", "model", "head", scale=fan, seed=k) for k, name in enumerate(("W_V", "W_Q", "W_K"))
    }
    values = {
        "x0": setting.draw("context", "model"),
        "A1": setting.draw("heads1", "context", "context", seed=5).tril().softmax(-1),
        **reads,
        "W_O": setting.draw("heads1", "head", "model", scale=fan, seed=4),
    }
    scale = setting["head"] ** -0.5
    first = [
        product("v", "jn,hnd->hjd", "x0 W_V"),
        product("moved", "hij,hjd->hid", "A1 v"),
        product("wrote", "hid,hdm->im", "moved W_O"),
    ]
    last = [
        product("q", "im,hmd->hid", "x1 W_Q"),
        product("k", "jn,hnd->hjd", "x1 W_K"),
        product("S", "hid,hjd->hij", "q k"),
    ]
    stream = Apply("x1", lambda x, wrote: x + wrote, ("x0", "wrote"))
    divided = Apply("scaled", lambda scores: scores * scale, ("S",))
    pairwise: Steps = [*first, stream, *last, divided]
    whole: Steps = [
        product("wrote", "hij,jn,hnd,hdm->im", "A1 x0 W_V W_O"),
        stream,
        product("S", "im,hmd,hnd,jn->hij", "x1 W_Q W_K x1"),
        divided,
    ]
    hand = by_hand.scores(values["W_Q"], values["W_K"], values["W_V"], values["W_O"])
    others, missing = rivals(pairwise, whole, values, setting)
    programs = {OURS: "S", FOUR: "four", ALL: "all"}
    return Case(
        expected=lambda: evaluated(pairwise, doubled(values)),
        programs={entry: Program(text(setting["heads1"]), name, values) for entry, name in programs.items()},
        rivals={BY_HAND: partial(hand, values["x0"], values["A1"]), **others},
        flops=flops(setting),
        bytes=nbytes(*values.values(), values["A1"]),
        missing=missing,
    )


def flops(setting: Setting) -> float:
    """Of the score as it is written: four projections, the patterns, the scores."""
    context, width = setting["context"], setting["heads1"] * setting["head"]
    return 4 * 2 * context * setting["model"] * width + 2 * 2 * context**2 * width


SIZES = {"context": 256, "model": 768, "heads1": 12, "heads2": 12, "head": 64}
TINY = {"context": 5, "model": 6, "heads1": 2, "heads2": 2, "head": 3}
GOALS = (Goal(1.3, FOUR, OURS), Goal(3.0, ALL, OURS))
ROWS = (Row("scores", "scores of a second layer, 12 heads, context 256", GOALS, expanded, SIZES, TINY),)
