"""`tensorgraph draw`, `einsum` and `examples` as typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagram import FORMATS, read_scenes
from tensorgraph.diagram.formats import carriers, holders
from tensorgraph.diagram.formats.options import OPTIONS

HEAD = str(tg.example("head"))
TWO = "dim a = 2\nparam M[a, a]\nx = M[i, i]\ny[i] = M[i, j] ones[j]\nshow one: x\nshow two: y[i]\n"


@pytest.fixture
def two(tmp_path: Path) -> str:
    path = tmp_path / "two.tg"
    path.write_text(TWO)
    return str(path)


def test_one_picture_to_a_file(tmp_path: Path) -> None:
    assert main(["draw", HEAD, "-o", str(tmp_path / "head.svg")]) == 0
    assert (tmp_path / "head.svg").read_bytes().startswith(b"<?xml")
    assert main(["draw", HEAD, "head", "-o", str(tmp_path / "head.png")]) == 0
    assert (tmp_path / "head.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["draw", HEAD, "A", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"<?xml")


def test_several_pictures_to_a_folder(two: str, tmp_path: Path) -> None:
    assert main(["draw", two, "-o", f"{tmp_path}/out/", "--format", "png"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one.png", "two.png"]


def test_several_pictures_into_one_file_is_wrong_usage(two: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", two, "-o", "all.svg"]) == 2
    assert capsys.readouterr().err == (
        "error: 2 pictures (one, two) cannot go into one svg file\n"
        "  = name one of them, or a folder: `-o pictures/ --format svg`; several go into one "
        f"{holders()}\n"
    )


def test_several_pictures_are_the_pages_of_one_file(two: str, tmp_path: Path) -> None:
    assert main(["draw", two, "-o", str(tmp_path / "talk.json")]) == 0
    assert [scene.name for scene in read_scenes((tmp_path / "talk.json").read_bytes())] == ["one", "two"]
    assert main(["draw", two, "two", "x", "-o", str(tmp_path / "talk.pdf")]) == 0
    assert b"/Count 2" in (tmp_path / "talk.pdf").read_bytes()


def test_a_folder_has_a_file_for_each_in_any_format(two: str, tmp_path: Path) -> None:
    assert main(["draw", two, "-o", f"{tmp_path}/out/", "--format", "pdf"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one.pdf", "two.pdf"]


def test_pages_to_standard_output(two: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["draw", two, "-o", "-", "--format", "json"]) == 0
    assert len(read_scenes(capfdbinary.readouterr().out)) == 2


def test_options_reach_the_format(two: str, tmp_path: Path) -> None:
    figure = tg.load(two)["one"]
    target = tmp_path / "one.png"
    assert main(["draw", two, "one", "-o", str(target), "--scale", "1.5", "--transparent", "--no-source"]) == 0
    assert target.read_bytes() == figure.render("png", scale=1.5, transparent=True, source=False)
    assert main(["einsum", "ij->ji", "-o", str(target), "--scale", "1"]) == 0


@pytest.mark.parametrize(
    ("format", "flags", "message"),
    [
        ("svg", ["--scale", "2"], "error: --scale belongs to png, and this is svg\n"),
        ("json", ["--transparent"], "error: --transparent belongs to {}, and this is json\n"),
    ],
)
def test_an_option_that_the_format_does_not_take(
    two: str, format: str, flags: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["draw", two, "one", "-o", f"{tmp_path}/one.{format}", *flags]) == 2
    takers = ", ".join(name for name, entry in FORMATS.items() if "transparent" in entry.options)
    assert capsys.readouterr().err == message.format(takers)
    assert list(tmp_path.glob("one.*")) == []


def test_every_option_of_a_format_has_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    assert {name for entry in FORMATS.values() for name in entry.options} <= set(OPTIONS)
    assert main(["draw", "--help"]) == 0
    words = capsys.readouterr().out
    assert all(option.flag in words for option in OPTIONS.values())
    assert ", ".join(FORMATS) in " ".join(words.split())


def test_a_scale_too_large(two: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["draw", two, "one", "-o", str(tmp_path / "one.png"), "--scale", "1e6"]) == 1
    assert capsys.readouterr().err.startswith("error[scale]: the picture would have ")


def test_the_source_of_a_picture(two: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for format in ("svg", "png", "pdf", "json"):
        picture = str(tmp_path / f"one.{format}")
        assert main(["draw", two, "one", "-o", picture]) == 0
        assert main(["source", picture]) == 0
        assert capfdbinary.readouterr().out == TWO.encode()


def test_a_picture_without_its_source(two: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "one.svg"
    assert main(["draw", two, "one", "-o", str(picture), "--no-source"]) == 0
    assert main(["source", str(picture)]) == 1
    assert capsys.readouterr().err == (
        f"error[no-source]: `{picture}` carries no source\n"
        "  = it was drawn without, or has been saved by another program\n\n"
    )


@pytest.mark.parametrize("name", ["a.bmp", "a", "two.tg"])
def test_a_file_that_is_no_picture(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["source", name]) == 1
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first == f"error[no-source]: `{name}` is no kind of file that carries a source"
    assert second == f"  = these do: {carriers()}"


def test_a_source_that_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(
        '{"format": "tensorgraph scene", "version": 1, "scenes": [{"source": "%s"}]}' % ("a" * 3_000_000)
    )
    (tmp_path / "a.svg").touch()
    with (tmp_path / "a.svg").open("r+b") as file:
        file.truncate(60_000_000)
    for name in ("a.json", "a.svg"):
        assert main(["source", str(tmp_path / name)]) == 1
        assert "error[too-long]" in capsys.readouterr().err


def test_a_terminal_is_shown_nothing_that_steers_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "a.json"
    picture.write_text('{"format": "tensorgraph scene", "version": 1, "scenes": [{"source": "# \\u001b[2J\\n"}]}')
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["source", str(picture)]) == 0
    assert capsys.readouterr().out == "# \ufffd[2J\n"


def test_a_name_with_a_typo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", HEAD, "haed", "-o", "x.svg"]) == 1
    assert capsys.readouterr().err == (
        "error[unknown-picture]: no picture and no definition is called `haed`\n  = write `head`\n\n"
    )


def test_a_format_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", HEAD, "-o", "head.bmp"]) == 1
    assert capsys.readouterr().err == (
        f"error[unknown-format]: there is no format `bmp`\n  = the formats are: {', '.join(FORMATS)}\n\n"
    )
    assert main(["draw", HEAD, "-o", "head.svg", "--format", "tiff"]) == 2


def test_nothing_is_written_when_a_file_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.tg"
    wrong.write_text("y[i] = x[i]\n")
    target = tmp_path / "kept.svg"
    target.write_text("old")
    assert main(["draw", str(wrong), "-o", str(target)]) == 1
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.svg", "wrong.tg"]


def test_a_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", HEAD, "-o", "/nowhere/head.svg"]) == 1
    assert capsys.readouterr().err == "error[file]: cannot write `/nowhere/head.svg`: No such file or directory\n\n"


def test_a_false_equation_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.tg"
    wrong.write_text("dim n = 3\nparam M[n, n]\nshow wrong: M[i, j] == M[j, i]\n")
    target = tmp_path / "wrong.svg"
    assert main(["draw", str(wrong), "-o", str(target), "--check"]) == 1
    assert not target.exists()
    assert capsys.readouterr().err.endswith("not drawn, because an equation is false\n")
    assert main(["draw", str(wrong), "-o", str(target)]) == 0


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tensorgraph", "draw", "-", "one", "-o", "-"], input=TWO.encode(), capture_output=True
    )
    assert done.returncode == 0 and done.stdout.startswith(b"<?xml")


def test_einsum_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["einsum", "ij,jk->ik"]) == 0
    text = capsys.readouterr().out
    assert "Y[i, k] = A[i, j] B[j, k]\n" in text
    assert tg.loads(text).names == ("Y",)


@pytest.mark.parametrize(
    "string", ["ii->", "ii->i", "ij->ji", "i,i,i->i", "b q d, b k d -> b q k", ",->", "ij,jk", "ijk->", "Aa,aB->AB"]
)
def test_every_einsum_string_draws(string: str, tmp_path: Path) -> None:
    assert main(["einsum", string, "-o", str(tmp_path / "e.svg")]) == 0


@pytest.mark.parametrize(
    ("string", "message"),
    [
        ("ij->ik", "`k` after `->` is on no operand"),
        ("ij->ii", "`i` stands twice after `->`"),
        ("...i->i", "`...` is not supported: every wire has a name"),
        ("i1,j->", "`1` is not a wire"),
    ],
)
def test_an_einsum_string_that_is_none(string: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["einsum", string]) == 1
    assert f"error[einsum]: in `{string}`: {message}\n" in capsys.readouterr().err


def test_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples"]) == 0
    listed = capsys.readouterr().out
    assert "head.tg: one attention head\n" in listed
    assert main(["examples", "head"]) == 0
    assert capsys.readouterr().out == Path(HEAD).read_text()
    assert main(["examples", "haed"]) == 1
    assert capsys.readouterr().err == ("error[unknown-example]: no example is called `haed`\n  = write `head`\n\n")


@pytest.mark.parametrize("arguments", [[], ["drw", "x.tg"], ["draw"], ["draw", "a.tg"], ["check"], ["run", "a.tg"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: tensorgraph" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["draw", "check", "run", "plan", "fmt", "einsum", "source", "examples"])
def test_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"examples:\n  tensorgraph {command}" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tensorgraph {tg.__version__}\n"


HEAVY = ("torch", "sympy", "networkx", "numpy", "opt_einsum")


def test_drawing_imports_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom tensorgraph.cli import main\n"
        f"assert main(['draw', {HEAD!r}, '-o', {str(tmp_path / 'h.svg')!r}]) == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for seed in ("0", "1", "77"):
        command = [sys.executable, "-m", "tensorgraph", "draw", HEAD, "-o", "-"]
        made.append(subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout)
    assert made[0] == made[1] == made[2]


def test_an_ending_and_a_format_that_disagree(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", HEAD, "-o", "head.svg", "--format", "png"]) == 2
    assert capsys.readouterr().err == (
        "error: `head.svg` ends in .svg, and --format says png\n  = leave one of them out\n"
    )


def test_only_what_is_drawn_is_checked_before(tmp_path: Path) -> None:
    path = tmp_path / "a.tg"
    path.write_text("dim n\nparam M[n, n]\nshow good: M[i, j] == M[i, j]\ncheck bad: M[i, j] == M[j, i]\n")
    assert main(["draw", str(path), "good", "--check", "-o", str(tmp_path / "g.svg")]) == 0
