"""`%%tensorgraph`: what it shows, what it takes from the notebook and puts there, and what it says of mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.notebook.bound import bound
from tensorgraph.notebook.magic import Refused, run_cell

LAYER = "dim a, b\nparam W[a, b]\ninput x[b]\ny[i] = W[i, j] x[j]\nshow layer: y[i] == W[i, j] x[j]\n"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENSORGRAPH_FORMATS", raising=False)
    monkeypatch.delenv("QUARTO_FIG_FORMAT", raising=False)


def shown(line: str, cell: str | None = LAYER, namespace: dict[str, Any] | None = None) -> list[Any]:
    found: list[Any] = []
    run_cell(line, cell, {} if namespace is None else namespace, found.append)
    return found


def plain(made: list[Any]) -> list[str]:
    return [one["text/plain"] if isinstance(one, dict) else repr(one) for one in made]


def test_a_cell_shows_its_pictures_or_those_named_else_its_definitions() -> None:
    assert plain(shown("")) == ["<picture layer of <cell>>"]
    assert plain(shown("y layer")) == ["<picture y of <cell>>", "<picture layer of <cell>>"]
    assert plain(shown("", "dim n\ntensor v[n]\nz[i] = v[i]\n")) == ["<picture z of <cell>>"]
    assert shown("--run z --random 0", "dim n = 2\ntensor v[n]\nz[i] = v[i]\n")[0].text == "z[i]: 2, float64"


def test_tensors_of_the_notebook_are_used_and_results_are_put_there() -> None:
    space: dict[str, Any] = {"W": torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "x": np.array([1.0, 10.0], "float32"), "b": 7}
    made = plain(shown("--run y --as doc", namespace=space))
    assert made == ["<picture layer of <cell>>", "from the notebook: W, x", "y[i]: 2, float32"]
    assert space["y"].tolist() == [21.0, 43.0]
    assert isinstance(space["doc"], tg.Document) and space["doc"].pictures == ("layer",)


def test_what_an_earlier_run_left_is_computed_again() -> None:
    space: dict[str, Any] = {"W": torch.ones(1, 1), "x": torch.ones(1)}
    shown("--run y", namespace=space)
    space["x"] = torch.full((1,), 5.0)
    shown("--run y", namespace=space)
    assert space["y"].tolist() == [5.0]


def test_check_is_on_the_tensors_of_the_notebook() -> None:
    claim = "dim n\nparam A[n, n]\ncheck own: A[i, j] == A[j, i]\n"
    space = {"A": torch.eye(3)}
    assert [verdict.word for verdict in shown("--check", claim)[-1]] == ["false"]
    assert [verdict.word for verdict in shown("--check", claim, space)[-1]] == ["holds"]


def test_functions_and_open_scalars_are_taken_and_declared_numbers_are_not() -> None:
    cell = "dim n\ninput x[n]\nscalar c, k = 2\nfn f\ny[i] = c k f(x[i])\n"
    space = {"x": torch.tensor([1.0, 2.0]), "c": 10, "k": 1000, "f": torch.square}
    shown("--run y", cell, space)
    assert space["y"].tolist() == [20.0, 80.0]


@pytest.mark.parametrize("number", [np.float32(3), np.int64(3), np.array(3), torch.tensor(3.0)], ids=repr)
def test_a_number_of_numpy_or_torch_is_a_scalar(number: object) -> None:
    space = {"k": number, "z": torch.tensor([1.0, 2.0])}
    shown("--run e", "dim a\nscalar k\ninput z[a]\ne[i] = k z[i]", space)
    assert space["e"].tolist() == [3.0, 6.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [True, np.bool_(True), torch.ones(1), np.array("3"), torch.tensor(1j)], ids=repr)
def test_what_is_no_real_number_is_no_scalar(number: object) -> None:
    network = tg.loads("dim a\nscalar k\ninput z[a]\ne[i] = k z[i]").network
    assert bound(network, {"k": number}) == {}


def test_a_format_for_one_cell() -> None:
    assert list(shown("--format pdf")[0]) == ["application/pdf", "text/plain"]


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.tg").write_text(LAYER)
    assert plain(shown(f"{tmp_path}/a.tg y", None)) == [f"<picture y of {tmp_path}/a.tg>"]


USAGE = "%%tensorgraph [NAMES…] [--check] [--run NAME] [--as NAME] [--theme dark] [--width 160mm] [--format svg,pdf]"
WRONG: dict[str, tuple[str, str | None, str]] = {
    "a mistake in the text": (
        "",
        "dim n\nparam W[n, m]\n",
        "<cell>:3:12: error[unknown-dimension]: `m` is not a dimension of this file\n"
        "  |\n3 | param W[n, m]\n  |            ^\n  = declare it, `dim m`; the dimensions are: n",
    ),
    "an option": ("--chekc", LAYER, "error[wrong-call]: there is no option --chekc\n  = write `--check`"),
    "a width": (
        "--width wide",
        LAYER,
        "error[wrong-call]: argument --width: `wide` is not a width: write 160mm (or cm, in, pt)\n  = " + USAGE,
    ),
    "a quote": ('"', LAYER, "error[wrong-call]: this line cannot be read: no closing quotation\n  = " + USAGE),
    "no file": (
        "",
        None,
        "error[wrong-call]: `%tensorgraph` names no file\n  = write `%tensorgraph head.tg`, or %% and a cell",
    ),
    "a name": (
        "lyaer",
        LAYER,
        "error[unknown-picture]: no picture and no definition is called `lyaer`\n  = write `layer`",
    ),
    "a word of Python": ("--as class", LAYER, "error[wrong-call]: `class` is no name in Python\n  = write `--as doc`"),
    "a store": ("--as 1x", LAYER, "error[wrong-call]: `1x` is no name in Python\n  = write `--as doc`"),
    "a format": (
        "--format bmp",
        LAYER,
        "error[wrong-call]: argument --format: there is no format `bmp` here: svg, pdf, png\n  = " + USAGE,
    ),
    "sizes of the notebook that do not fit": (
        "--check",
        LAYER,
        "error[size-conflict]: `b` is 4 by `W`, leg 2, and 5 by `x`, leg 1, of shape (5,)",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_are_said_with_the_lines_of_the_cell(name: str) -> None:
    line, cell, message = WRONG[name]
    space: dict[str, Any] = {"W": torch.ones(3, 4), "x": torch.ones(5)}
    with pytest.raises(Refused) as caught:
        shown(line, cell, space)
    assert str(caught.value) == message
    assert "y" not in space and "doc" not in space


def test_ipython_prints_the_message_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    shell = interactive.InteractiveShell()
    assert shell.run_cell("%load_ext tensorgraph").success
    shell.user_ns["v"] = torch.tensor([3.0, 4.0])
    assert shell.run_cell("%%tensorgraph --run q\ndim n\ntensor v[n]\nq = v[i] v[i]").success
    assert float(shell.user_ns["q"]) == 25.0
    capsys.readouterr()
    result = shell.run_cell("%%tensorgraph\ndim n\ntensor v[m]\n")
    printed = capsys.readouterr().out
    assert isinstance(result.error_in_exec, Refused)
    assert "Traceback" not in printed and ".py" not in printed
    assert "3 | tensor v[m]\n  |          ^" in printed
