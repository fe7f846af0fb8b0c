"""`tensorgraph measure` as typed: tables as they are printed and written, maps, every refusal whole."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tensorgraph.cli import main
from tests.measures import loops, model

GOLDEN = Path(__file__).parent / "golden"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("model")
    model.write(made)
    (made / "bare.tg").write_text(
        "dim c = 4, v = 3, l = 2, h = 2, k = 2\ninput t[c, v] { onehot: v }, A[h, c, c] { pattern }\n"
        "param W[l, h, k, c, c]\nM[l, h, k, i, j] = W[l, h, k, i, j]\nN[h, i, j] = A[h, i, j]\n"
        "P[i, j] { kind: pattern } = softmax[j](log(W[0, 0, 0, i, j]))\n"
    )
    np.save(made / "A.npy", np.stack([loops.pattern(seed, 4) for seed in range(2)]))
    np.save(made / "W.npy", np.random.default_rng(0).standard_normal((2, 2, 2, 4, 4)))
    (made / "tokens.txt").write_text("\n".join([" the", " cat", ".", " the", " cat", " sat", " the"]) + "\n")
    (made / "few.txt").write_text("a\nb\n")
    return made


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit code, what is printed and what is said, in the folder of the model."""
    monkeypatch.chdir(folder)

    def measure(command: str) -> tuple[int, str, str]:
        code = main(["measure", *command.split()])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return measure


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("heads", "model.tg A copies"),
        ("beside", "model.tg A --only previous,prefix --beside untrained=init.safetensors --beside random"),
        ("top", "model.tg A copies --only prefix,identity --sort prefix --top 2 --where l=1"),
        ("terms", "model.tg y"),
        ("pairs", "model.tg pairs --composition"),
        ("two", "model.tg OV y --only norm"),
    ],
)
def test_printed(name: str, command: str, run: Run, golden: Callable[[Path, str], None]) -> None:
    code, out, err = run(command)
    assert (code, err) == (0, "")
    golden(GOLDEN / f"{name}.txt", out)


def test_csv_and_json_hold_what_is_printed_in_full(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run(f"model.tg A -o {tmp_path / 'heads.csv'}")[0] == 0
    rows = list(csv.DictReader((tmp_path / "heads.csv").open(newline="")))
    assert [(int(row["l"]), int(row["h"])) for row in rows[:4]] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    expected = loops.previous_token(model.pattern(model.weights(0), 1, 2))
    assert float(rows[5]["A previous"]) == pytest.approx(expected, rel=1e-14)
    code, out, _ = run("model.tg A y --format json")
    heads, terms = json.loads(out)
    assert code == 0 and heads["rows"][5]["values"][0] == float(rows[5]["A previous"])
    assert terms["columns"][1]["range"] == "any, in all 1" and terms["last"]["is"] == "total"


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_a_map_of_a_measure(format: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / f"heads.{format}"
    assert run(f"model.tg A --plot prefix -o {out}") == (0, "", "")
    assert out.read_bytes()[:5] == {"svg": b"<?xml", "png": b"\x89PNG\r", "pdf": b"%PDF-"}[format]


def test_a_map_has_layers_down_and_heads_across(run: Run, tmp_path: Path) -> None:
    assert run(f"model.tg A --plot prefix -o {tmp_path / 'a.svg'}")[0] == 0
    text = (tmp_path / "a.svg").read_text("utf-8")
    assert "2 rows (layer 0 to 1) by 3 columns (heads 0 to 2)" in text
    scores = [loops.prefix_matching(model.pattern(model.weights(0), 0, h), model.TOKENS) for h in range(3)]
    assert f"Largest: {max(scores):.3g} at layer 0, heads {scores.index(max(scores))}" in text
    assert run(f"model.tg A --plot prefix --where h=1 -o {tmp_path / 'b.svg'}")[0] == 0
    assert "1 row" in (tmp_path / "b.svg").read_text("utf-8")


def test_a_map_of_attention_with_tokens(run: Run, tmp_path: Path) -> None:
    for tokens, label in (("--tokens tokens.txt", "␣cat"), ("", "4")):
        out = tmp_path / "a.svg"
        assert run(f"model.tg A --plot attention --where l=1 {tokens} -o {out}") == (0, "", "")
        text = out.read_text("utf-8")
        assert text.count("l = 1, h = ") >= 3 and "l = 0" not in text and label in text


def test_a_map_of_one_of_several_columns_says_which(run: Run, tmp_path: Path) -> None:
    code, out, err = run(f"model.tg first second --only norm --mean k -o {tmp_path / 'a.svg'}")
    assert (code, out, err) == (0, "", 'note: drawn: first norm; --plot "second norm" draws another\n')
    _, _, err = run(f"model.tg first --only rank,norm -o {tmp_path / 'a.svg'}")
    assert err == 'note: drawn: first rank; --plot "first norm" draws another\n'
    assert run(f"model.tg first second --only norm --plot second -o {tmp_path / 'a.svg'}")[0] == 1
    assert run(f"model.tg first --only norm -o {tmp_path / 'a.svg'}") == (0, "", "")


def test_below_a_part_of_a_sum_is_the_total_of_all(run: Run) -> None:
    last = "the total is over all 3"
    assert run("model.tg y --sort share --top 1")[1].splitlines()[-1] == f"2 more rows; {last}"
    assert run("model.tg y --where term<3")[1].splitlines()[-1] == f"1 more row; {last}"
    assert run("model.tg y --where term<3 --top 1")[1].splitlines()[-1] == f"2 more rows; {last}"


HINT = "measured are patterns (`kind: pattern`), matrices (the last two legs), and sums of two terms or more"
FLAG = "give it with `--input NAME=X.npy` or `--weights`, or take `--random 0`"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "model.tg copys",
            "error[unknown-name]: no definition, tensor or picture is called `copys`\n  = write `copies`",
        ),
        (
            "model.tg onewire",
            f"error[nothing-to-measure]: there is nothing to measure of `onewire`: it has one leg\n  = {HINT}",
        ),
        ("model.tg t", f"error[nothing-to-measure]: there is nothing to measure of `t`: it holds tokens\n  = {HINT}"),
        (
            "model.tg lone",
            "error[nothing-to-measure]: there is nothing to measure of `lone`: it is a picture without a sum\n"
            f"  = {HINT}",
        ),
        ("model.tg A --only prefx", "error[unknown-measure]: no measure is called `prefx`\n  = write `prefix`"),
        (
            "model.tg A --only top-1",
            "error[nothing-to-measure]: no measure of a pattern is called `top-1`\n  = its measures are: previous, "
            "shift top-1, shift norm error, shift eigenvalues, prefix, duplicate, self, first",
        ),
        ("bare.tg N", f"error[missing-tensor]: tensor `A` has no value\n  = A[h, c, c]\n  = {FLAG}"),
        (
            "bare.tg A --input A=A.npy --only prefix",
            "error[no-tokens]: the tokens that `A` attends to are not known: `t` has no value\n  = --input t=t.npy",
        ),
        (
            "bare.tg M --input W=W.npy --only norm --plot norm -o m.svg",
            "error[no-map]: a map has two wires, and this table has 3: l, h, k\n"
            "  = fix one, `--where l=0`, or take its mean, `--mean l`",
        ),
        (
            "model.tg y -o y.svg",
            "error[no-map]: terms have no map\n  = a map is drawn of what has one or two batch wires",
        ),
        (
            "model.tg A --plot norm -o a.svg",
            "error[unknown-column]: no column is called `norm`\n  = write one of: "
            "A previous, A shift top-1, A shift norm error, A shift eigenvalues, A prefix",
        ),
        (
            "model.tg OV --plot attention -o a.svg",
            "error[nothing-to-measure]: `OV` is no attention pattern\n"
            "  = say so where it is defined: `OV[…] { kind: pattern } = …`",
        ),
        (
            "model.tg A --plot attention --tokens few.txt -o a.svg",
            "error[wrong-shape]: there are 2 labels, and `A` has 7 positions\n"
            "  = write a label for each position, one a line",
        ),
        (
            "bare.tg P --input W=W.npy",
            "error[nan]: the pattern `P` is not a number somewhere\n  = infinity minus infinity?",
        ),
        ("model.tg A --where l=7", "error[condition]: no row is left by l=7\n  = `l` runs from 0 to 1"),
        ("model.tg OV --where h=0 --where 7=l", "error[condition]: no row is left by l=7\n  = `l` runs from 0 to 1"),
        ("model.tg A --where l=1 --where h<l --where h=2", "error[condition]: no row is left by l=1, h<l, h=2"),
        (
            "model.tg OV --where l=1 --where h>4",
            "error[condition]: no row is left by l=1, h>4\n  = `h` runs from 0 to 2",
        ),
        (
            "model.tg A --plot attention --where h=3 -o a.svg",
            "error[condition]: no row is left by h=3\n  = `h` runs from 0 to 2",
        ),
        ("model.tg A --sort previus", "error[unknown-column]: no column is called `previus`\n  = write `previous`"),
    ],
)
def test_refused(command: str, message: str, run: Run) -> None:
    code, out, err = run(command)
    assert (code, out) == (1, "")
    assert err == message + "\n\n"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "model.tg A --plot prefix",
            "--plot draws a map, and needs a file for it\n  = write `-o map.svg` (or .png, .pdf)",
        ),
        ("model.tg A -o a.txt", "tables are written to .csv, .json, .svg, .png, .pdf, not to `a.txt`"),
        ("model.tg A -o a.csv --format json", "`a.csv` ends in .csv, and --format says json"),
        ("model.tg A y -o a.csv", "a .csv file holds one table, and A, y make several\n  = name one sum at a time"),
        ("model.tg A y -o a.svg", "a .svg file holds one map, and A, y make several\n  = name one sum at a time"),
        ("model.tg A OV --plot attention -o a.svg", "--plot attention draws one pattern\n  = name one of them"),
        (
            "model.tg A --beside x=init.safetensors --beside x=w.safetensors",
            "--beside has two weights called `x`\n  = give each a label of its own",
        ),
        (
            "model.tg A --beside random --beside random",
            "--beside has two weights called `random`\n  = give each a label of its own",
        ),
    ],
)
def test_wrong_usage(command: str, message: str, run: Run) -> None:
    assert run(command) == (2, "", f"error: {message}\n")


def test_a_wrong_label_is_told_with_an_example(run: Run) -> None:
    code, _, err = run("model.tg A --beside untrained")
    assert code == 2
    assert "`untrained` names no weights: write untrained=init.safetensors, or random" in err


def test_the_mean_over_a_wire_makes_a_map(run: Run, tmp_path: Path) -> None:
    assert run(f"bare.tg M --input W=W.npy --only norm --mean k -o {tmp_path / 'm.svg'}") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("model.tg copies --composition", "not-two-factors"),
        ("model.tg A --size layr=3", "unknown-dimension"),
        ("model.tg A --beside other=none.safetensors", "file"),
        ("bare.tg M --input W=A.npy", "wrong-shape"),
    ],
)
def test_what_others_refuse_passes_through(command: str, code: str, run: Run) -> None:
    status, out, err = run(command)
    assert (status, out) == (1, "") and f"error[{code}]: " in err


def test_rows_that_are_printed_are_few_enough_to_read(run: Run) -> None:
    _, out, _ = run("bare.tg M --random 0 --size l=51 --only norm")
    assert out.splitlines()[-1] == "4 more rows; the mean is over all 204"
    assert len(run("bare.tg M --random 0 --size l=51 --only norm --format csv")[1].splitlines()) == 205
    assert "more rows" not in run("bare.tg M --random 0 --size l=51 --only norm --top 204")[1]
