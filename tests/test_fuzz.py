"""No input ends in a traceback: examples with bytes flipped, lines swapped and odd characters, through the command
line's `main`."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main

EXAMPLES = list(tg.examples())
ROUNDS = 40
LONG = ("gpt2", "llama_block")
"""Examples of which every round costs much, and whose statements are those of the others: an eighth of the rounds."""


def flipped(data: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :]


def without_a_piece(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.randrange(1, 12) :]


def swapped_lines(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def another_name(data: bytes, draw: random.Random) -> bytes:
    letters = [place for place, byte in enumerate(data) if chr(byte).isalpha()]
    place = draw.choice(letters)
    return data[:place] + bytes([draw.choice(b"ijmnhxAWS0")]) + data[place + 1 :]


def inserted(text: bytes) -> Callable[[bytes, random.Random], bytes]:
    def insert(data: bytes, draw: random.Random) -> bytes:
        place = draw.randrange(len(data))
        return data[:place] + text + data[place:]

    return insert


MUTATIONS = {
    "flip": flipped,
    "cut": without_a_piece,
    "swap": swapped_lines,
    "rename": another_name,
    "nul": inserted(b"\0"),
    "bom": inserted(b"\xef\xbb\xbf"),
    "carriage return": inserted(b"\r\n"),
    "tab": inserted(b"\t"),
    "not utf-8": inserted(b"\xff\xfe"),
    "escape": inserted(b"\x1b[31m"),
    "right to left": inserted("\u202e".encode()),
    "bracket": inserted(b"(("),
    "quote": inserted(b'"'),
    "number": inserted(b"99999999999999999999"),
    "caret": inserted(b"^"),
    "hole": inserted(b" ? "),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_traceback(path: Path, mutation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = random.Random(f"{path.stem} {mutation}")
    target = tmp_path / "wrong.tg"
    few = mutation not in ("flip", "cut", "swap", "rename") or path.stem in LONG
    for _ in range(ROUNDS // 8 if few else ROUNDS):
        target.write_bytes(MUTATIONS[mutation](path.read_bytes(), draw))
        command = ["draw", str(target), "-o", f"{tmp_path}/out/"] if draw.random() < 0.7 else ["check", str(target)]
        code = main(command)
        captured = capsys.readouterr()
        assert code in (0, 1)
        assert "\x1b" not in captured.err and "\0" not in captured.err
        if code == 1:
            assert "error[" in captured.err or "  false " in captured.out


@pytest.mark.parametrize("data", [b"", b"\n", b"#", b"\xef\xbb\xbf", b"   ", b"\0" * 100, b"\xff" * 100, b"[" * 10_000])
@pytest.mark.parametrize("command", ["draw", "check", "plan", "run", "fmt"])
def test_files_of_nothing(data: bytes, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "odd.tg"
    target.write_bytes(data)
    more = {"draw": ["-o", f"{tmp_path}/o.svg"], "plan": ["y"], "run": ["y"]}.get(command, [])
    assert main([command, str(target), *more]) in (0, 1)


@pytest.mark.parametrize("command", ["draw", "check", "plan", "run", "fmt"])
@pytest.mark.parametrize("name", ["missing.tg", ".", "/dev/null/x.tg"])
def test_files_that_cannot_be_read(
    name: str, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    more = {"draw": ["-o", "o.svg"], "plan": ["y"], "run": ["y"]}.get(command, [])
    assert main([command, name, *more]) == 1
    assert capsys.readouterr().err.startswith("error[file]: ")
