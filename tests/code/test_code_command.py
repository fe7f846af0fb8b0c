"""`tensorgraph code`."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import tensorgraph as tg
from tensorgraph.cli import main

HEAD = str(tg.example("head"))
SMALL = ["--size", "context=3", "--size", "vocab=5", "--size", "model=4", "--size", "head=2"]

CHAIN = '''"""y[i, k] of chain.tg, in float64 on cpu.

a = 2, b = 3, c = 4
"""

import torch
from torch import mm


def y(
    A,  # [a, b] 2 × 3
    B,  # [b, c] 3 × 4
):
    y = mm(A, B)  # [i, k] 2 × 4
    return y
'''


def test_the_whole_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chain.tg"
    file.write_text("dim a = 2, b = 3, c = 4\ninput A[a, b], B[b, c]\ny[i, k] = A[i, j] B[j, k]\n")
    assert main(["code", str(file), "y", "--dtype", "float64"]) == 0
    assert capsys.readouterr().out == CHAIN


def test_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "head.py"
    assert main(["code", HEAD, "h", "A", *SMALL, "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    space: dict[str, object] = {}
    exec(target.read_text("utf-8"), space)
    assert set(space) >= {"prepare", "h"}
    assert target.read_text("utf-8") == tg.load(HEAD).compile("h").code(dict(pairs()), also=["A"]).text


def pairs() -> list[tuple[str, int]]:
    return [(name, int(size)) for name, _, size in (one.partition("=") for one in SMALL[1::2])]


def test_one_call_prepares_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", HEAD, "h", *SMALL, "--calls", "1"]) == 0
    assert "def prepare(" not in capsys.readouterr().out


def test_definitions_that_are_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", HEAD, "h", *SMALL, "--given", "A"]) == 0
    text = capsys.readouterr().out
    assert "    A,  # [context, context] 3 × 3\n" in text and "W_Q" not in text


def test_code_for_a_device_that_is_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", HEAD, "A", *SMALL, "--given", "S", "--device", "cuda:1", "--dtype", "bfloat16"]) == 0
    text = capsys.readouterr().out
    assert text.startswith('"""A[i, j] of head.tg, in bfloat16 on cuda:1.\n') and 'device="cuda:1"' in text


WRONG = [
    (["hh"], 1, "error[unknown-definition]: no definition is called `hh`\n  = write `h`\n\n"),
    (["h", "W_E"], 1, "error[not-a-definition]: `W_E` is declared, so there is nothing to compute\n"
     "  = the definitions are: x, S, A, h\n\n"),
    (["h", "--size", "modl=4"], 1, "error[unknown-dimension]: a size is given for `modl`, which is not a dimension\n"
     "  = write `model`\n\n"),
    (["h", "--calls", "0"], 2, "error: argument --calls: `0` is not a positive whole number\n"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_mistakes(arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", HEAD, *arguments]) == code
    assert message in capsys.readouterr().err


def test_a_device_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", HEAD, "h", "--device", "abacus"]) == 1
    assert capsys.readouterr().err.startswith(
        "error[unknown-device]: the device `abacus` cannot be used: Expected one of"
    )


def test_a_number_of_the_file_is_in_the_text(tmp_path: Path) -> None:
    function = tg.loads("dim n = 4\nscalar c = 3\ninput x[n]\ny[i] = c x[i]").compile("y").code().function
    torch.testing.assert_close(function(torch.ones(4)), 3 * torch.ones(4))
