"""`tensorgraph run`, `plan`, `check` and `fmt` as typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import tensorgraph as tg
from tensorgraph.cli import main

HEAD = str(tg.example("head"))
SMALL = ["--size", "context=5", "--size", "vocab=11", "--size", "model=7", "--size", "head=3"]


@pytest.fixture
def weights(tmp_path: Path) -> dict[str, np.ndarray]:
    """A small head's tensors, also in `w.safetensors` and, the ids, in `t.npy`."""
    draw = np.random.default_rng(0).standard_normal
    found = {"W_E": draw((11, 7)), "W_Q": draw((7, 3)), "W_K": draw((7, 3)), "W_V": draw((7, 3)), "W_O": draw((3, 7))}
    save_file(found, tmp_path / "w.safetensors")
    np.save(tmp_path / "t.npy", np.array([3, 1, 4, 1, 5]))
    return found


def run(folder: Path, *more: str) -> int:
    weights = ["--weights", str(folder / "w.safetensors"), "--input", f"t={folder / 't.npy'}"]
    return main(["run", HEAD, *more, *weights, "--dtype", "float64"])


def head(w: dict[str, np.ndarray], ids: list[int], pattern: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The head by hand, in numpy: its output and its pattern."""
    x = w["W_E"][ids]
    scores = x @ w["W_Q"] @ (x @ w["W_K"]).T / np.sqrt(w["W_Q"].shape[1])
    scores[np.triu_indices(len(ids), 1)] = -np.inf
    weights = np.exp(scores)
    made = weights / weights.sum(1, keepdims=True) if pattern is None else pattern
    return made @ x @ w["W_V"] @ w["W_O"], made


def test_run_on_weights_gives_the_head(weights: dict[str, np.ndarray], tmp_path: Path) -> None:
    out = tmp_path / "out.safetensors"
    assert run(tmp_path, "h", "A", "-o", str(out)) == 0
    h, pattern = head(weights, [3, 1, 4, 1, 5])
    found = load_file(out)
    assert sorted(found) == ["A", "h"]
    np.testing.assert_allclose(found["h"], h, rtol=1e-12)
    np.testing.assert_allclose(found["A"], pattern, rtol=1e-12)


def test_a_definition_given_as_a_tensor_is_frozen(weights: dict[str, np.ndarray], tmp_path: Path) -> None:
    pattern = np.tril(np.random.default_rng(1).random((5, 5)))
    np.save(tmp_path / "A.npy", pattern)
    out = tmp_path / "h.npy"
    for name in ("W_Q", "W_K"):  # the pattern is given, so what it was made from is not asked for
        del weights[name]
    save_file(weights, tmp_path / "w.safetensors")
    assert run(tmp_path, "h", "--input", f"A={tmp_path / 'A.npy'}", "-o", str(out)) == 0
    full = {**weights, "W_Q": np.ones((7, 3)), "W_K": np.ones((7, 3))}
    np.testing.assert_allclose(np.load(out), head(full, [3, 1, 4, 1, 5], pattern)[0], rtol=1e-12)


def test_random_values_fill_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h", "--random", "0", *SMALL]) == 0
    first = capsys.readouterr().out
    assert first.startswith("h  5 × 7  float32  mean ")
    assert main(["run", HEAD, "h", "--random", "0", *SMALL]) == 0
    assert capsys.readouterr().out == first
    assert main(["run", HEAD, "h", "--random", "1", *SMALL]) == 0
    assert capsys.readouterr().out != first


def test_everything_missing_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h"]) == 1
    error = capsys.readouterr().err
    assert error.count("error[missing-tensor]") == 6
    assert "`t`" in error and "`W_O`" in error


def test_a_wrong_shape_is_said_before_anything_runs(
    weights: dict[str, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_file({**weights, "W_O": np.ones((7, 3))}, tmp_path / "w.safetensors")
    assert run(tmp_path, "h") == 1
    error = capsys.readouterr().err
    assert "`W_O`" in error and "(7, 3)" in error


def test_ids_out_of_range(weights: dict[str, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "t.npy", np.array([3, 11, 0, 0, 0]))
    assert run(tmp_path, "h") == 1
    assert "`t` has id 11 at [1], and vocab has size 11" in capsys.readouterr().err


def test_an_unknown_definition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "hh", "--random", "0"]) == 1
    assert capsys.readouterr().err == ("error[unknown-definition]: no definition is called `hh`\n  = write `h`\n\n")
    assert main(["run", HEAD, "W_E", "--random", "0"]) == 1
    assert "error[not-a-definition]: `W_E` is declared" in capsys.readouterr().err


def test_an_unknown_dimension(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h", "--random", "0", "--size", "modle=3"]) == 1
    assert "error[unknown-dimension]: a size is given for `modle`, which is not a dimension" in capsys.readouterr().err
    assert main(["plan", HEAD, "h", "--size", "model=0"]) == 2


def test_too_much_memory_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    huge = ["--size", "model=1000000000000000"]
    assert main(["run", HEAD, "h", "--random", "0", *huge]) == 1
    assert "error[memory]" in capsys.readouterr().err
    assert main(["run", HEAD, "h", "--random", "0", "--memory", "1MiB"]) == 1
    assert "error[memory]" in capsys.readouterr().err


def test_several_results_do_not_fit_one_npy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h", "A", "--random", "0", "-o", "x.npy"]) == 2
    assert "cannot go into one .npy" in capsys.readouterr().err
    assert main(["run", HEAD, "h", "--random", "0", "-o", "x.csv"]) == 2


def test_a_device_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h", "--random", "0", *SMALL, "--device", "quantum"]) == 1
    assert "error[unknown-device]" in capsys.readouterr().err


def test_plan_as_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", HEAD, "h"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("h[i, n]    (context = 1024, vocab = 50257, model = 768, head = 64)\n")
    assert "look up vocab" in text
    assert main(["plan", HEAD, "h", "--json", "--given", "A"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert "W_Q" not in json.dumps(made)


def test_check_files_and_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.tg").write_text("dim n\nparam v[n]\ncheck a: v[i] == v[i]\n")
    (tmp_path / "inner" / "b.tg").write_text("dim n\nparam v[n]\ncheck b: v[i] != 2 v[i]\n")
    assert main(["check", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "a: v[i] == v[i]" in out and "b: v[i] != 2 v[i]" in out and out.endswith("1 proved, 1 differs\n")


def test_check_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", HEAD, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)[HEAD]
    assert [verdict["verdict"] for verdict in found] == ["proved"] * 3
    assert found[0]["scope"] == "for all i, n"


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tg").write_text("y[i] = x[i]\n")
    (tmp_path / "b.tg").write_text("dim n\nparam v[n]\ncheck b: v[i] == v[i]\n")
    assert main(["check", str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert "error[unknown-name]" in captured.err and "b: v[i] == v[i]" in captured.out


def test_fmt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tg"
    path.write_text("dim   n=3\nparam v[n]\n")
    assert main(["fmt", "--check", str(path)]) == 1
    assert path.read_text() == "dim   n=3\nparam v[n]\n"
    assert main(["fmt", str(path)]) == 0
    assert path.read_text() == "dim n = 3\nparam v[n]\n"
    assert main(["fmt", "--check", str(path)]) == 0


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
def test_examples_are_laid_out(path: Path) -> None:
    assert main(["fmt", "--check", str(path)]) == 0


def test_other_sizes_than_declared_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.tg").write_text("dim context = 4, model = 6\ninput x[context, model]\ny[i] = x[i, m] ones[m]\n")
    np.save(tmp_path / "x.npy", np.ones((6, 4)))
    assert main(["run", str(tmp_path / "a.tg"), "y", "--input", f"x={tmp_path / 'x.npy'}"]) == 0
    assert capsys.readouterr().err == (
        "note: context = 6 by the tensors given, and the file says 4\n"
        "note: model = 4 by the tensors given, and the file says 6\n"
    )


def test_an_unknown_option_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "h", "--sead", "3"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("usage: tensorgraph run ") and "`run` does not take `--sead`" in error


def test_a_picture_is_not_computed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", HEAD, "head", "--random", "0"]) == 1
    assert "error[not-a-definition]: `head` is a picture or a check, not a definition" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"], ["examples"]])
def test_a_reader_that_has_left(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as stream:  # closing it fails where anything is left to be written
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(arguments) == 0


def test_a_terminal_without_the_letters_gets_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "é.tg").write_text("dim n\ntensor v[n]\ncheck α: v[i] == v[i]\n", "utf-8")
    command = [sys.executable, "-m", "tensorgraph", "check", "é.tg"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(tg.__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines()[:2] == ["\\xe9.tg", "  proved      \\u03b1: v[i] == v[i]"]
