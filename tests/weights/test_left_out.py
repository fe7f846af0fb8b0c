"""What nothing reads: every kind of it named, nothing that is read named, and the lines in print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.weights.files import save
from tensorgraph.weights.safetensors_store import Safetensors
from tensorgraph.weights.stores import Index

TEXT = """dim layer = 2, model = 4, context = 3, vocab
param W_E[vocab, model] { from: "w.safetensors:wte.weight" }
param W_pos[context, model] { from: "w.safetensors:wpe.weight[:context]" }
param W_Q[layer, model, q: model] { from: "w.safetensors:h.{layer}.attn.w[:, :model]" }
input t[context, vocab] { onehot: vocab }
x[i, m] = t[i, v] W_E[v, m] + W_pos[i, m]
check c: x[i, m] == x[i, m]
"""


def held() -> dict[str, Any]:
    ones = np.ones
    found: dict[str, Any] = {"wte.weight": ones((5, 4)), "wpe.weight": ones((6, 4)), "lm_head.weight": ones((5, 4))}
    for k in range(2):
        found |= {f"h.{k}.attn.w": ones((4, 12)), f"h.{k}.attn.b": np.array([0.5, -2 - k, 0, 0])}
        found |= {f"h.{k}.ln_1.weight": np.array([1.0, 1, 1.25, 1]), f"h.{k}.ln_2.weight": ones(4)}
        found |= {f"h.{k}.attn.bias": ones((1, 1, 6, 6)), f"h.{k}.mlp.weight": ones((4, 16))}
    return {**found, "position_ids": np.arange(6), "steps": np.arange(1)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "w.safetensors", held())
    (tmp_path / "a.tg").write_text(TEXT)
    return tmp_path


LINES = [
    # key, how many, shape, largest, why, trainable
    ("h.{0, 1}.attn.b", 2, (4,), 3.0, "", True),
    ("h.{0, 1}.ln_1.weight", 2, (4,), 0.25, "", True),
    ("h.{0, 1}.ln_2.weight", 2, (4,), 0.0, "", True),
    ("h.{0, 1}.mlp.weight", 2, (4, 16), None, "", True),
    ("h.{0, 1}.attn.w[:, 4:]", 2, (4, 8), None, "", True),
    ("position_ids", 1, (6,), None, "a buffer, no parameter", False),
    ("steps", 1, (1,), None, "whole numbers, no parameter", False),
    ("lm_head.weight", 1, (5, 4), None, "the same as wte.weight", False),
    ("h.{0, 1}.attn.bias", 2, (1, 1, 6, 6), None, "a buffer, no parameter", False),
    ("wpe.weight[3:]", 1, (3, 4), None, "beyond `context`", False),
]


def test_everything_that_is_left_out(folder: Path) -> None:
    doc = tg.load("a.tg")
    for left in (doc.left_out(), doc.left_out(held()), doc.left_out("w.safetensors")):
        found = [(one.key, one.count, one.shape, one.largest, one.why, one.trainable) for one in left]
        assert sorted(found) == sorted(LINES)
        assert [one[-1] for one in found] == [True] * 5 + [False] * 5
        assert all(len(one[2] or ()) == 1 for one in found[:3])  # vectors first


def test_an_untied_unembedding_is_a_parameter(folder: Path) -> None:
    other = held()
    other["lm_head.weight"][4, 3] += 1e-9
    (found,) = [one for one in tg.load("a.tg").left_out(other) if one.key == "lm_head.weight"]
    assert found.trainable and not found.why


def test_what_is_read_is_not_left_out() -> None:
    text = 'dim n, k\nparam A[k, n] { from: "w.pt:a.{k}" }, B[n] { from: "w.pt:b[:2]" }, C[n] { from: "w.pt:b[2:]" }'
    found = {"a.0": np.ones(2), "a.1": np.ones(2), "b": np.ones(4)}
    assert tg.loads(text).left_out(found) == ()
    assert [one.key for one in tg.loads(text).left_out({**found, "a.x": np.ones(2)})] == ["a.x"]


def test_layers_that_are_not_read_are_left_out() -> None:
    text = 'dim n, m, k = 2\nparam A[k, n] { from: "w.pt:a.{k}" }, B[m] { from: "w.pt:a.3[:1]" }'
    found = {f"a.{k}": k * np.ones(2) for k in range(5)}
    left = tg.loads(text).left_out(found)
    assert [(one.key, one.largest) for one in left] == [("a.{2, 4}", 4.0), ("a.3[1:]", 3.0)]


def test_layers_are_left_out_beside_a_tensor_that_does_not_fit() -> None:
    text = 'dim k = 2, n, m = 5\nparam A[k, n] { from: "w.pt:h.{k}.a" }, B[m] { from: "w.pt:b" }'
    held = {f"h.{k}.a": np.ones(2) for k in range(12)}
    for b in ({"b": np.ones(6)}, {}):
        assert [one.key for one in tg.loads(text).left_out({**held, **b})] == ["h.{2, …, 11}.a"]
    missing = {key: value for key, value in held.items() if key != "h.1.a"}
    assert [one.key for one in tg.loads(text).left_out(missing)] == ["h.{2, …, 11}.a"]


def test_masks_of_truth_values_are_buffers() -> None:
    text = 'dim k = 2, n\nparam A[k, n] { from: "w.pt:h.{k}.attn.c.bias" }'
    held = {f"h.{k}.attn.c.bias": torch.ones(2) for k in range(2)}
    held |= {f"h.{k}.attn.bias": torch.ones(1, 1, 4, 4) > 0 for k in range(2)}
    held |= {f"h.{k}.attn.masked_bias": torch.tensor(-1e4) for k in range(2)}
    assert [(one.key, one.why, one.trainable) for one in tg.loads(text).left_out(held)] == [
        ("h.{0, 1}.attn.bias", "a buffer, no parameter", False),
        ("h.{0, 1}.attn.masked_bias", "a buffer, no parameter", False),
    ]


def test_the_note_reads_next_to_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = {"wte.weight": np.ones((3000, 4)), "lm_head.weight": np.ones((3000, 4)), "ln.weight": np.ones(5000)}
    save(folder / "w.safetensors", {**wide, "b": np.ones(2)})
    (folder / "b.tg").write_text('dim n\nparam b[n] { from: "w.safetensors:b" }\ny[i] = 2 b[i]\ncheck c: y[i] != b[i]')
    read: list[int] = []
    plain = Safetensors.read

    def counted(store: Safetensors, key: str, index: Index) -> torch.Tensor:
        found = plain(store, key, index)
        read.append(found.numel())
        return found

    monkeypatch.setattr(Safetensors, "read", counted)
    for command in (["run", "b.tg", "y"], ["check", "b.tg"]):
        read.clear()
        assert main(command) == 0
        assert sum(read) == 2 + 2 * 2 * 4  # b, and two rows of each of two
    found = tg.load("b.tg").left_out(quick=True)
    assert [(one.key, one.why, one.largest) for one in found] == [
        ("ln.weight", "", None),
        ("wte.weight", "", None),
        ("lm_head.weight", "the same as wte.weight", None),
    ]


def test_only_a_first_axis_is_merely_shorter() -> None:
    doc = tg.loads('dim n = 2, k\nparam A[n, k] { from: "w.pt:a[:n, 1:]" }')
    left = doc.left_out({"a": np.ones((5, 4))})
    assert [(one.key, one.shape, one.why) for one in left] == [
        ("a[:, :1]", (5, 1), ""),
        ("a[2:]", (3, 4), "beyond `n`"),
    ]


def test_files_that_are_not_there_hold_nothing(folder: Path) -> None:
    Path("w.safetensors").unlink()
    assert tg.load("a.tg").left_out() == ()


# ---- the command line

TABLE = """\
w.safetensors
tensor  legs                     dtype    memory  in the file  entry
──────────────────────────────────────────────────────────────────────────────────────────
W_E     vocab 5 × model 4        float64   160 B  5 × 4        wte.weight
W_pos   context 3 × model 4      float64    96 B  6 × 4        wpe.weight[:context]
W_Q     layer 2 × model 4 × q 4  float64   256 B  2 of 4 × 12  h.{layer}.attn.w[:, :model]
3 tensors, 512 B

left out                shape               dtype    how far from doing nothing
────────────────────────────────────────────────────────────────────────────────
h.{0, 1}.attn.b         2 of 4              float64  largest |entry| 3
h.{0, 1}.ln_1.weight    2 of 4              float64  largest |entry − 1| 0.25
h.{0, 1}.ln_2.weight    2 of 4              float64  largest |entry − 1| 0
h.{0, 1}.mlp.weight     2 of 4 × 16         float64
h.{0, 1}.attn.w[:, 4:]  2 of 4 × 8          float64
position_ids            6                   int64    a buffer, no parameter
steps                   1                   int64    whole numbers, no parameter
lm_head.weight          5 × 4               float64  the same as wte.weight
h.{0, 1}.attn.bias      2 of 1 × 1 × 6 × 6  float64  a buffer, no parameter
wpe.weight[3:]          3 × 4               float64  beyond `context`
"""


def test_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weights", "a.tg"]) == 0
    assert capsys.readouterr().out == TABLE


NOTE = (
    "note: `w.safetensors`: 5 kinds of entries that a.tg does not use, 3 of them biases or gains; "
    "`tensorgraph weights` lists them\n"
)


def test_run_and_check_say_it_in_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("t.npy", np.array([1, 0, 4]))
    assert main(["run", "a.tg", "x", "--input", "t=t.npy", "-o", "x.npy"]) == 0
    assert capsys.readouterr().err == NOTE and np.load("x.npy").tolist() == [[2.0] * 4] * 3
    assert main(["check", "a.tg"]) == 0
    assert capsys.readouterr().err == NOTE
    assert main(["check", "a.tg", "--random"]) == 0
    assert capsys.readouterr().err == ""


def test_a_file_that_is_not_there_is_a_note_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("w.safetensors").unlink()
    assert main(["check", "a.tg"]) == 0
    assert capsys.readouterr().err == "note: `w.safetensors` is not there: checked on random values\n"
    assert main(["run", "a.tg", "x", "--random", "0", "--size", "vocab=5"]) == 0
    assert capsys.readouterr().err == "note: `w.safetensors` is not there: its values are random\n"
    assert main(["run", "a.tg", "x"]) == 1
    assert capsys.readouterr().err.count("error[file]") == 1
    assert main(["plan", "a.tg", "x", "--size", "vocab=5"]) == 0


def test_weights_of_another_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(folder / "v.safetensors", {key: 2 * value for key, value in held().items()})
    np.save("t.npy", np.array([1, 0]))
    line = ["run", "a.tg", "x", "--weights", "v.safetensors", "--input", "t=t.npy", "-o", "x.npy"]
    assert main(line) == 0  # at the context of the input
    assert np.load("x.npy").tolist() == [[4.0] * 4] * 2
    np.save("P.npy", np.zeros((2, 4)))
    assert main([*line, "--input", "W_pos=P.npy"]) == 0
    assert np.load("x.npy").tolist() == [[2.0] * 4] * 2
    capsys.readouterr()
    assert main([*line, "--map", "gtp2"]) == 1
    assert capsys.readouterr().err == "error[unknown-map]: there is no map `gtp2`\n  = write `gpt2`\n\n"
    for command in (["check", "a.tg"], ["run", "a.tg", "x"], ["weights", "a.tg"]):
        assert main([*command, "--map", "gpt2"]) == 2
        assert capsys.readouterr().err == (
            "error: `--map` says what the entries of `--weights` are called, and there is none\n"
            "  = write `--weights FILE --map gpt2`\n"
        )
    assert main(["check", "a.tg", "--random", "--weights", "v.safetensors"]) == 2


def test_a_text_without_from(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.tg").write_text("dim n\nparam v[n]")
    assert main(["weights", "b.tg"]) == 1
    assert capsys.readouterr().err == (
        "error[no-weights]: `b.tg` says of no tensor where its values are\n"
        '  = write `{ from: "weights.safetensors:key" }`, or give `--weights` and `--map`\n\n'
    )


def test_one_tensor_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.tg").write_text('dim n\nparam v { from: "w.safetensors:mean" }')
    save(folder / "w.safetensors", {"mean": np.array(2.0), "h.0.c": np.array(1.0), "h.1.c": np.array(1.0)})
    assert main(["weights", "b.tg"]) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "v       a number  float64     8 B  a number     mean",
        "1 tensor, 8 B",
        "",
        "left out    shape      dtype",
        "──────────────────────────────",
        "h.{0, 1}.c  2 numbers  float64",
    ]
