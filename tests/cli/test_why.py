"""`check --why`: a proof as lines and as data, from one made by hand and from files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tensorgraph.cli import main
from tensorgraph.cli.why import why_json, why_lines
from tensorgraph.graph.network import Network
from tensorgraph.rewrite.proof import Proof, Step
from tensorgraph.rewrite.rules import RULES
from tensorgraph.verdict.verdict import Verdict
from tests.graph.language import checked

TEXT = """dim n
tensor M[n, n], v[n], w[n]
y[i] = M[i, j] v[j]
opened[i] = (M[i, j] v[j]) + w[i]
plain[i] = M[i, j] v[j] + w[i]
short[i] = y[i] + w[i]
"""


@pytest.fixture
def network() -> Network:
    return checked(TEXT)


def proof(network: Network) -> Proof:
    """Of ``short[i] == plain[i]``, in two steps; the right side is left as it is."""
    short, opened, plain = (network.definitions[name].graph for name in ("short", "opened", "plain"))
    return Proof((Step("unfold", ("y",), short, opened), Step("remove groups", (), opened, plain)), ())


def verdict(found: Proof | None) -> Verdict:
    return Verdict("q", "proved", "short[i] == plain[i]", ("i",), "by hand", proof=found)


def test_every_step_is_printed_with_its_law(network: Network) -> None:
    assert why_lines(verdict(proof(network)), network, 0, {}) == [
        "left   y[i] + w[i]",
        f"       unfold y: {RULES['unfold'].law}",
        "       = (M[i, j] v[j]) + w[i]",
        f"       remove groups: {RULES['remove groups'].law}",
        "       = M[i, j] v[j] + w[i]",
        "right  M[i, j] v[j] + w[i]",
        "both sides are now the same, up to the order of factors and terms and the names of summed wires",
        "each step was tried on random values (seed 0, n = 2): before and after it they are equal to the last bit",
    ]


def test_a_step_that_changes_the_value_is_said(network: Network) -> None:
    plain, short = (network.definitions[name].graph for name in ("plain", "short"))
    wrong = Proof(
        (Step("unfold", ("y",), plain, replace(short, body=replace(short.body, terms=short.body.terms[:1]))),), ()
    )
    assert "a step changes the result: a mistake in tensorgraph" in why_lines(verdict(wrong), network, 0, {})[-1]


def test_the_same_as_data(network: Network) -> None:
    found = why_json(proof(network), network, 0, {})
    assert found["left"]["start"] == "y[i] + w[i]"
    assert found["left"]["steps"][0] == {
        "rule": "unfold",
        "names": ["y"],
        "law": RULES["unfold"].law,
        "after": "(M[i, j] v[j]) + w[i]",
        "error": 0.0,
    }
    assert found["right"] == {"start": "M[i, j] v[j] + w[i]", "steps": []}


def test_sides_that_need_no_step(network: Network) -> None:
    assert why_lines(verdict(Proof((), ())), network, 0, {}) == ["both sides are the same as they are written"]
    assert why_json(Proof((), ()), network, 0, {})["left"] == {"start": None, "steps": []}


def test_without_a_proof_nothing_is_printed(network: Network) -> None:
    assert why_lines(verdict(None), network, 0, {}) == []


FILE = """dim n
tensor M[n, n], v[n]
y[i] = M[i, j] v[j]
check opens: y[i] == M[i, j] v[j]
check differs: y[i] != v[i]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("a.tg").write_text(FILE, "utf-8")
    return "a.tg"


def test_a_proved_verdict_is_two_lines(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a.tg" and len(lines) == 6
    assert lines[1] == "  proved      opens: y[i] == M[i, j] v[j]"
    assert lines[2].startswith("              for all i; by unfold y")
    assert lines[-1] == "1 proved, 1 differs"


def test_why_adds_the_steps(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", file, "--why"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[3] == "                left   y[i]"
    assert lines[4] == f"                       unfold y: {RULES['unfold'].law}"
    assert "                right  M[i, j] v[j]" in lines
    assert sum(line.strip().startswith("both sides") for line in lines) == 1


def test_why_as_json(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", file, "--json", "--why"]) == 0
    opens, differs = json.loads(capsys.readouterr().out)[file]
    assert opens["proof"]["left"]["steps"][0]["names"] == ["y"]
    assert "proof" not in differs
    assert main(["check", file, "--json"]) == 0
    assert "proof" not in json.loads(capsys.readouterr().out)[file][0]
