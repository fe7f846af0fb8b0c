"""A `?` in an equation: the wires that it must have, the verdict, what is refused, and how it is drawn."""

import json
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.scene import Curve, groups
from tensorgraph.graph.verify import verify
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tensorgraph.verdict.verdict import Verdict

HEAD = """dim context, model, head, heads
tensor A[context, context], B[context, context], v[context]
input x[context, model]
param W_V[model, head], W_O[head, model], W[heads, model, head]
h[i, n] = A[i, j] x[j, m] W_V[m, d] W_O[d, n]
def twice(M[a, b])[i, k] = M[i, j] M[j, k]
"""

ANSWERS = {
    "h[i, n] == A[i, j] x[j, p] ?": [{"p": "model", "n": "model"}],
    "h[i, n] == A[i, j] x[j, m] ? W_O[d, n]": [{"m": "model", "d": "head"}],
    "h[i, n] == ? W_O[d, n]": [{"i": "context", "d": "head"}],
    "h[i, n] == ?": [{"i": "context", "n": "model"}],
    "A[i, j] A[j, i] == ?": [{}],
    "? v[i] == v[i]": [{}],
    "v[i] v[i] ? == 3": [{}],
    "B[i, i] ones[i] == A[i, j] ?": [{"i": "context", "j": "context"}],
    "A[i, j] v[i] == B[i, j] ?": [{"i": "context"}],
    "A[i, j] v[j] == A[i, j] B[i, j] ?": [{}],
    "h[i, n] == A[i, j] (x[j, p] ? W_O[d, n])": [{"p": "model", "d": "head"}],
    "h[i, n] == A[i, j] relu(x[j, p] ?) W_O[d, n]": [{"p": "model", "d": "head"}],
    "B[i, j] == softmax[j](x[i, m] ? / sqrt(head))": [{"m": "model", "j": "context"}],
    "v[i] == mean[k](A[i, k] ?)": [{}],
    "v[i] == mean[k: context](x[i, m] ?)": [{"m": "model", "k": "context"}],
    "h[i, n] == A[i, j] x[j, m] (W_V[m, d] ? + ?)": [{"d": "head", "n": "model"}, {"m": "model", "n": "model"}],
    "h[i, n] == x[i, n] + ?": [{"i": "context", "n": "model"}],
    "h[i, n] == x[i, m] W^h[m, d] ?": [{"h": "heads", "d": "head", "n": "model"}],
    "A[i, j] == ?[i] ?[j]": [{"i": "context"}, {"j": "context"}],
    "h[i, n] == ?[i, m: model] ?": [{"i": "context", "m": "model"}, {"m": "model", "n": "model"}],
}
"""Equations and what each hole must have, found by thinking: the wires in reading order."""


def verdict(equation: str) -> Verdict:
    (found,) = tg.loads(f"{HEAD}check q: {equation}\n").check()
    return found


@pytest.mark.parametrize("equation", ANSWERS)
def test_a_hole_has_the_wires_that_are_left_open(equation: str) -> None:
    found = verdict(equation)
    assert (found.word, [dict(hole) for hole in found.holes]) == ("open", ANSWERS[equation])
    assert verify(tg.loads(f"{HEAD}check q: {equation}\n").network) == []


def test_words() -> None:
    chain = "`?` has the wires p: model, n: model; p joins `x`, n is free"
    assert verdict("h[i, n] == A[i, j] x[j, p] ?").detail == chain
    assert verdict("A[i, j] A[j, i] == ?").detail == "`?` is a number"
    assert verdict("v[i] == A[i, j] ?").detail == "`?` has the wire j: context; j joins `A`"
    assert verdict("v[i] == id[i, j] ?").detail == "`?` has the wire j: context; j joins `id`"
    dot = "`?` has the wires j: context, k: context; j joins a copy dot, k joins a copy dot"
    assert verdict("v[i] == copy[i, j, k] ?").detail == dot
    assert verdict("v[i] == ?[i, k: head] ones[k]").detail.endswith("; i is free, k is summed")


def test_a_chain_around_a_hole_that_has_no_answer() -> None:
    first, second = tg.loads(f"{HEAD}check q: h[i, n] == ? == x[i, n]\n").check()
    assert (first.word, second.word) == ("false", "false")
    assert first.detail.splitlines()[0] == "nothing can stand for `?`: `h[i, n] == x[i, n]` is false"
    words = [found.word for found in tg.loads(f"{HEAD}check q: h[i, n] == ? == h[i, n] != x[i, n]\n").check()]
    assert words == ["open", "open", "differs"]
    words = [found.word for found in tg.loads(f"{HEAD}check q: h[i, n] != ? == x[i, n]\n").check()]
    assert words == ["open", "open"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tg"
    path.write_text(f"{HEAD}show q: h[i, n] == A[i, j] ?\n")
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 open"
    assert main(["check", str(path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)[str(path)]
    assert (found["verdict"], found["holes"]) == ("open", [{"j": "context", "n": "model"}])
    assert main(["draw", "--check", str(path), "q", "-o", str(tmp_path / "a.svg")]) == 0


def test_a_hole_is_an_empty_dashed_box() -> None:
    scene = tg.loads(f"{HEAD}show q: h[i, n] == A[i, j] ?\n")["q"].scene
    hole, *others = sorted(groups(scene.parts, "tensor"), key=lambda group: group.kind != "hole")
    assert (hole.kind, len(hole.anchors)) == ("hole", 2)
    assert [part.dash is not None for part in hole.parts if isinstance(part, Curve)] == [True]
    assert not any(isinstance(part, Curve) and part.dash for other in others for part in other.parts)


def test_a_hole_is_nothing_to_compute_with() -> None:
    document = tg.loads(f"{HEAD}show q: h[i, n] == A[i, j] ?\n")
    assert "?" not in document.network.declarations
    assert [hole.dims for hole in document.network.holes.values()] == [(("context",), ("model",))]
    sizes = {"context": 5, "model": 3, "head": 2}
    assert str(document.plan("h", sizes=sizes)) == str(tg.loads(HEAD).plan("h", sizes=sizes))


def test_format() -> None:
    text = "check  q:h[i,n]==A[i,j]  ?[ j,n ]\ncheck r: a==2   ?(b+c)\n"
    assert format_source(Source("a.tg", text)) == "check q: h[i, n] == A[i, j] ?[j, n]\ncheck r: a == 2 ?(b + c)\n"


REFUSED = {
    "check q: h[i, n] == x[i, m] ? ?": "hole-two",
    "check q: h[i, n] == (x[i, m] ?) (? W_O[d, n])": "hole-two",
    "check q: A[i, j] ? == ? x[i, m]": "hole-open",
    "show q: A[i, j] ?": "hole-open",
    "y[i, n] = x[i, m] ?": "hole-place",
    "def y(a[i, n])[i, n] = a[i, m] ?": "hole-place",
    "check q: h[i, n] == twice(?)[i, n]": "hole-place",
    "check q: h[i, n] == x[i, m] ?[k, n]": "free-wires",
    "check q[i, n]: h[i, n] == x[i, m] ?[k, n]": "used-once",
    "check q: ones[i] == ?": "dimension-unknown",
    "check q: h[i, n] == x[i, n] + A[i, n] ?": "dimension",
    "check q: h[i, n] == ? == x[i, n] v[k]": "free-wires",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_holes_that_are_refused_for_one_reason(statement: str) -> None:
    with pytest.raises(TensorgraphError) as raised:
        tg.loads(f"{HEAD}{statement}\n")
    assert {diagnostic.code for diagnostic in raised.value.diagnostics} == {REFUSED[statement]}
