"""`docs/induction.md` prints what its commands print, shows what they draw, and says what is so."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest
import torch

from tensorgraph.cli import main
from tests.induction import oracle
from tests.induction.test_model import script

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "induction.md"
PICTURES = ROOT / "docs" / "figures" / "induction"
TEXT = PAGE.read_text("utf-8")
FILE = "examples/induction/induction.tg"
NUMBER = re.compile(r"-?\d+\.\d+")
CLOSE = 2e-3
"""Two units of the last of three decimals: another processor adds up in another order."""
MAPS = {
    "previous": ["A1", "--where", "p=3", "--plot", "attention"],
    "stripe": ["A2", "--where", "h=0", "--plot", "attention"],
    "match": ["match", "--plot", "top-1"],
}


def typed(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """A command line run here: tensorgraph or a script."""
    if words[0] == "tensorgraph":
        return main(words[1:])
    assert words[0] == "python"
    monkeypatch.setattr(sys, "argv", words[1:])
    runpy.run_path(words[1], run_name="__main__")
    return 0


@pytest.mark.parametrize("block", re.findall(r"^```console\n\$ (.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
def test_commands_print_what_is_shown(
    block: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    command, _, shown = block.partition("\n")
    assert typed(command.split(), monkeypatch) == 0
    printed = capsys.readouterr().out
    assert NUMBER.sub("#", printed) == NUMBER.sub("#", shown)
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (printed, shown)]
    assert numbers[0] == pytest.approx(numbers[1], abs=CLOSE, rel=CLOSE)


@pytest.mark.parametrize("name", ["conditions", "induction", "scores", "paths"])
def test_pictures_are_what_is_drawn(name: str, tmp_path: Path) -> None:
    assert main(["draw", str(ROOT / FILE), name, "-o", str(tmp_path / f"{name}.svg")]) == 0
    assert (tmp_path / f"{name}.svg").read_bytes() == (PICTURES / f"{name}.svg").read_bytes()


@pytest.mark.parametrize("name", MAPS)
def test_maps_are_what_is_drawn(name: str, tmp_path: Path) -> None:
    """Their texts; a colour may be the next one on another processor."""
    assert main(["measure", str(ROOT / FILE), *MAPS[name], "-o", str(tmp_path / "map.svg")]) == 0
    drawn, kept = (
        (folder / file).read_text("utf-8") for folder, file in ((tmp_path, "map.svg"), (PICTURES, f"{name}.svg"))
    )
    colours = re.compile(r"#[0-9a-f]{6}")
    assert colours.sub("#", drawn).splitlines()[:3] == colours.sub("#", kept).splitlines()[:3]
    assert len(colours.findall(drawn)) == len(colours.findall(kept))


def test_every_picture_is_shown() -> None:
    assert {path.name for path in PICTURES.iterdir()} == set(re.findall(r"figures/induction/(\S+\.svg)\)", TEXT))


def said(*numbers: str) -> None:
    """The page has these numbers outside its blocks."""
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    assert not [number for number in numbers if number not in prose]


def test_what_it_says_is_not_clean() -> None:
    given = oracle.weights()
    match, copies = oracle.match(given, oracle.PREVIOUS, oracle.INDUCTION), oracle.copies(given, oracle.INDUCTION)
    for matrix in (match, copies):
        assert [row for row in range(96) if matrix[row].argmax() != row] == [0]  # the start token
    singular = torch.linalg.svdvals(torch.as_tensor(match))
    count = int((singular > singular[0] / 1000).sum())
    said("only 9 are not tiny", f"{(1 - 16 / 96) ** 0.5:.3f}", f"{(1 - count / 96) ** 0.5:.3f}")
    error = oracle.norm_error(match)
    said(f"{error:.3f}", f"{error / (1 - error**2) ** 0.5:.2f}")
    others = [oracle.top1(oracle.match(given, p, h)) for p in range(4) for h in range(4) if (p, h) != (3, 0)]
    said(f"{sum(others) / 15:.3f} on average")
    back = oracle.forward(given["tokens"], given)["A1"][oracle.PREVIOUS].diagonal(-1)
    said(f"{back[:17].mean():.3f}", *(f"{value:.2f}" for value in back[-3:]))


def test_what_it_says_of_other_texts() -> None:
    train, given = script("train"), oracle.weights()
    for period, expected in ((8, "0.95"), (16, "0.93"), (24, "0.88")):
        draw = torch.Generator().manual_seed(period)
        once = torch.randint(1, train.VOCAB, (200, period), generator=draw)
        texts = torch.cat([torch.zeros(200, 1, dtype=torch.long), once, once], 1)
        found, wanted = train.second_half(texts, given)
        assert float((found.argmax(-1) == wanted).double().mean()) == pytest.approx(float(expected), abs=0.02)
        said(expected)
    assert train.accuracy(given, torch.Generator().manual_seed(0), 32) == pytest.approx(0.98, abs=0.01)
    said("At period 32", "0.98")
