"""The Python surface: documents, pictures, compiled functions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg

HEAD = tg.example("head")


@pytest.fixture
def tensors() -> dict[str, Any]:
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    return {
        "t": torch.tensor([3, 1, 4, 1, 5]),
        "W_E": draw(11, 7),
        "W_Q": draw(7, 3),
        "W_K": draw(7, 3),
        "W_V": draw(7, 3),
        "W_O": draw(3, 7),
    }


def by_hand(v: dict[str, Any], pattern: torch.Tensor | None = None) -> torch.Tensor:
    x = v["W_E"][v["t"]]
    scores = (x @ v["W_Q"]) @ (x @ v["W_K"]).T / v["W_Q"].shape[1] ** 0.5
    mask = torch.ones(len(x), len(x), dtype=torch.bool).triu(1)
    made = scores.masked_fill(mask, -torch.inf).softmax(-1) if pattern is None else pattern
    return made @ x @ v["W_V"] @ v["W_O"]


def code_of(error: pytest.ExceptionInfo[tg.TensorgraphError]) -> str:
    return error.value.diagnostics[0].code


def test_a_compiled_definition_is_a_function_of_its_tensors(tensors: dict[str, Any]) -> None:
    torch.testing.assert_close(tg.load(HEAD).compile("h")(**tensors), by_hand(tensors))


def test_it_is_differentiable(tensors: dict[str, Any]) -> None:
    ours, theirs = ({**tensors, "W_Q": tensors["W_Q"].clone().requires_grad_()} for _ in range(2))
    tg.load(HEAD).compile("h")(**ours).square().sum().backward()
    by_hand(theirs).square().sum().backward()
    torch.testing.assert_close(ours["W_Q"].grad, theirs["W_Q"].grad)


def test_freeze_patch_ablate(tensors: dict[str, Any]) -> None:
    doc = tg.load(HEAD)
    pattern = doc.compile("A")(**{k: tensors[k] for k in ("t", "W_E", "W_Q", "W_K")})
    patched = pattern.clone()
    patched[3] = 0
    frozen = doc.compile("h", given=["A"])
    rest = {k: tensors[k] for k in ("t", "W_E", "W_V", "W_O")}  # W_Q and W_K are not asked for
    torch.testing.assert_close(frozen(A=patched, **rest), by_hand(tensors, patched))
    assert frozen(A=patched, **rest)[3].abs().max() == 0


def test_intermediate_results_come_from_the_same_pass(tensors: dict[str, Any]) -> None:
    both = tg.load(HEAD).compile("h")(**tensors, also=["A", "x"])
    assert list(both) == ["h", "A", "x"]
    torch.testing.assert_close(both["h"], by_hand(tensors))
    torch.testing.assert_close(both["x"], tensors["W_E"][tensors["t"]])
    torch.testing.assert_close(both["A"].sum(-1), torch.ones(5, dtype=torch.float64))


def test_arrays_lists_and_dense_one_hot_inputs(tensors: dict[str, Any]) -> None:
    f = tg.load(HEAD).compile("h")
    expected = by_hand(tensors)
    plain = {name: value.numpy() for name, value in tensors.items()}
    torch.testing.assert_close(f(**plain), expected)
    dense = np.eye(11)[plain["t"]]
    torch.testing.assert_close(f(**{**plain, "t": dense}), expected)
    torch.testing.assert_close(f({**plain, "t": [3, 1, 4, 1, 5]}), expected)


def test_dtype_follows_the_tensors_or_is_asked_for(tensors: dict[str, Any]) -> None:
    f = tg.load(HEAD).compile("h")
    assert f(**tensors).dtype == torch.float64
    assert f(**tensors, dtype="float32").dtype == torch.float32
    halves = {k: v.bfloat16() if v.is_floating_point() else v for k, v in tensors.items()}
    assert f(**halves).dtype == torch.bfloat16


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"W_O": None}, "missing-tensor"),
        ({"W_X": torch.ones(2)}, "unknown-name"),
        ({"W_O": torch.ones(7, 3)}, "size-conflict"),
        ({"W_O": torch.ones(3, 7, 1)}, "wrong-shape"),
        ({"W_O": torch.full((3, 7), torch.nan)}, "not-finite"),
        ({"W_O": torch.ones(3, 7, dtype=torch.complex64)}, "wrong-dtype"),
        ({"W_O": "text"}, "wrong-dtype"),
        ({"t": torch.tensor([0.5, 1, 2, 3, 4])}, "not-integer"),
        ({"t": torch.tensor([11, 0, 0, 0, 0])}, "id-range"),
        ({"t": torch.tensor([-1, 0, 0, 0, 0])}, "id-range"),
        ({"A": torch.ones(5, 5)}, "not-given"),
        ({"dtype": "int8"}, "unknown-dtype"),
        ({"device": "quantum"}, "unknown-device"),
        ({"memory": 10}, "memory"),
        ({"also": ["B"]}, "unknown-tensor"),
    ],
    ids=lambda part: part if isinstance(part, str) else next(iter(part)),
)
def test_wrong_calls_are_said(tensors: dict[str, Any], change: dict[str, Any], code: str) -> None:
    values = {key: value for key, value in {**tensors, **change}.items() if value is not None}
    with pytest.raises(tg.TensorgraphError) as error:
        tg.load(HEAD).compile("h")(**values)
    assert code_of(error) == code


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda doc: doc.compile("hh"), "unknown-definition"),
        (lambda doc: doc.compile("W_E"), "not-a-definition"),
        (lambda doc: doc.compile("h", given=["W_E"]), "not-a-definition"),
        (lambda doc: doc.plan("h", {"modle": 3}), "unknown-dimension"),
        (lambda doc: doc.plan("h", {"model": 0}), "bad-size"),
        (lambda doc: doc["haed"], "unknown-picture"),
        (lambda doc: doc.draw("head", "head.bmp"), "unknown-format"),
        (lambda doc: doc.draw("head", "/nowhere/head.svg"), "file"),
        (lambda doc: tg.load("nowhere.tg"), "file"),
        (lambda doc: tg.example("nothing"), "unknown-example"),
    ],
)
def test_wrong_names_are_said(call: Any, code: str) -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        call(tg.load(HEAD))
    assert code_of(error) == code


def test_every_mistake_of_a_file_comes_at_once() -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        tg.loads("dim a\nparam A[a, b]\ny[i] = q[i]\nz = A[i, j] ones[i] ones[j]\n")
    codes = [diagnostic.code for diagnostic in error.value.diagnostics]
    assert codes == ["unknown-dimension", "unknown-name"]


def test_a_picture_shows_itself_in_a_notebook() -> None:
    bundle = tg.load(HEAD)["head"]._repr_mimebundle_()
    assert bundle["image/svg+xml"].rstrip().endswith("</svg>")
    assert bundle["text/plain"] == f"<picture head of {HEAD}>"


def test_a_definition_is_drawn_as_name_equals_body() -> None:
    picture = tg.load(HEAD)["S"].picture
    assert [len(row.sides) for row in picture.rows] == [2]


def test_a_plan_prints_itself() -> None:
    doc = tg.load(HEAD)
    assert "look up vocab" in str(doc.plan("h"))
    assert doc.plan("h", given=["A"]).flops.value(doc.sizes({})) < doc.plan("h").flops.value(doc.sizes({}))


def test_files_are_written_whole_with_usual_permissions(tmp_path: Path) -> None:
    target = tmp_path / "head.svg"
    tg.load(HEAD).draw("head", target)
    assert [path.name for path in tmp_path.iterdir()] == ["head.svg"]
    plain = tmp_path / "plain"
    plain.write_text("")
    assert target.stat().st_mode == plain.stat().st_mode


def test_import_is_light() -> None:
    heavy = ("torch", "numpy", "networkx", "ziamath", "lark")
    program = f"import sys, tensorgraph; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "call",
    [
        lambda doc: doc[0],
        lambda doc: doc.compile(["h"]),
        lambda doc: doc.compile("h")(torch.ones(3)),
        lambda doc: doc.check(weights="w.safetensors"),
    ],
)
def test_calls_of_the_wrong_form_are_said(call: Any) -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        call(tg.load(HEAD))
    assert code_of(error) == "wrong-call"


def test_one_name_may_be_a_string(tensors: dict[str, Any]) -> None:
    doc = tg.load(HEAD)
    frozen = doc.compile("h", given="A")
    assert frozen.given == ("A",)
    assert list(doc.compile("h")(**tensors, also="A")) == ["h", "A"]
    assert list(doc.run("x", {k: tensors[k] for k in ("t", "W_E")})) == ["x"]


def test_documents_are_containers_of_names() -> None:
    doc = tg.load(HEAD)
    assert list(doc) == ["head", "x", "S", "A", "h"]
    assert "head" in doc and "A" in doc and "W_E" not in doc


def test_texts_with_any_line_ends_or_indentation() -> None:
    assert tg.loads("dim a\r\nparam v[a]\r\ny = v[i] v[i]\r\n").names == ("y",)
    assert tg.loads("\n    dim a\n    param v[a]\n    y =\n        v[i] v[i]\n").names == ("y",)


def test_what_prints_fits_a_line_or_a_table() -> None:
    doc = tg.load(HEAD)
    assert repr(doc) == f"<document {HEAD}: x, S, A, h>"
    assert repr(doc.compile("h", given="A")) == f"<h of {HEAD}, compiled given A>"
    assert repr(doc.plan("h")) == str(doc.plan("h"))
    assert str(doc.check()[2]).startswith("proved: h[i, n] == A[i, j] x[j, p] (W_V[p, d] W_O[d, n]) (for all i, n; ")


def test_thick_legs_whose_parts_are_known_or_repeated() -> None:
    doc = tg.loads("dim n = 2\ntensor T[(n n)]\ny = T[p] T[p]")
    assert doc.run("y", {"T": np.ones(4)}).popitem()[1] == 4
    assert tg.loads("dim n\ntensor T[(n n)]\ny = T[p] T[p]").run("y", {"T": np.ones(9)}).popitem()[1] == 9
    both = tg.loads("dim a, b, c\ntensor K[(a b), c], H[a, b, c]\ny = K[(i j), k] H[i, j, k]")
    assert both.run("y", {"K": np.ones((6, 4)), "H": np.ones((2, 3, 4))}).popitem()[1] == 24
    with pytest.raises(tg.TensorgraphError) as error:
        both.run("y", {"K": np.ones((5, 4)), "H": np.ones((2, 3, 4))})
    assert code_of(error) == "wrong-shape"


def test_nothing_to_compute_is_said() -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        tg.load(tg.example("head")).run([])
    assert str(caught.value).strip() == (
        'error[wrong-call]: no definition is named, so there is nothing to compute\n  = write `doc.run("h")`'
    )
