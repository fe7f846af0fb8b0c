"""`tensorgraph watch` as typed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main

HEAD = str(tg.example("head"))
PATIENCE = 60
PROGRAM = """import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tensorgraph.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Ctrl-C works even where the tests were started in the background."""


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, "watch", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_prints_the_address_and_ends_at_once() -> None:
    with start(HEAD) as running:
        first = running.stdout.readline()
        url = re.fullmatch(rf"{re.escape(HEAD)} is at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends\)\n", first)[1]
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            assert answer.status == 200
        stream = urllib.request.urlopen(url + "events", timeout=PATIENCE)
        assert stream.readline() == b"id: 1\n"  # a stream is open
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
        assert (running.returncode, out, err) == (0, "\n", "")
        stream.close()


def test_a_port_of_ones_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with start(HEAD, "--port", str(port)) as refused:
            _, err = refused.communicate(timeout=PATIENCE)
        assert refused.returncode == 1
        assert err == (
            f"error[port]: cannot listen on port {port}: another program has it\n"
            "  = leave `--port` out, and a free one is taken\n\n"
        )
    with start(HEAD, "--port", str(port)) as running:
        assert f"http://127.0.0.1:{port}/" in running.stdout.readline()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "1e3", "٣"])
def test_what_is_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", HEAD, f"--port={port}"]) == 2
    assert f"`{port}` is not a port, a number from 1 to 65535" in capsys.readouterr().err


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", str(tmp_path / "no.tg")]) == 1
    assert capsys.readouterr().err.startswith("error[file]: cannot read")
    assert main(["watch", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"error[file]: cannot read `{tmp_path}`: not a file\n  = name a .tg file\n\n"
    assert main(["watch", "-"]) == 2
    assert capsys.readouterr().err == "error: `watch` takes a file, and standard input is none\n  = name a .tg file\n"


def test_the_browser_is_opened(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[str] = []

    def interrupt(*ignored: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tensorgraph.cli.watch.follow", interrupt)
    monkeypatch.setattr("webbrowser.open", lambda url: bool(opened.append(url)))
    assert main(["watch", HEAD, "--open"]) == 0
    said = capsys.readouterr()
    assert f" {opened[0]} " in said.out and said.err == "note: no browser was found\n"


HEAVY = ("torch", "sympy", "networkx", "numpy", "opt_einsum", "PIL")


def test_watching_imports_nothing_heavy() -> None:
    program = (
        "import sys, tensorgraph.cli.watch\nfrom pathlib import Path\n"
        "from tensorgraph.watch.redraw import State, redraw\n"
        f"assert redraw(Path({HEAD!r}), State('')).pictures\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--help"]) == 0
    assert "examples:\n  tensorgraph watch" in capsys.readouterr().out
