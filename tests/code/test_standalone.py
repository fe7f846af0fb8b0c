"""Printed code runs where this package is not, and computes what its file says, whatever names that has."""

from __future__ import annotations

import ast
import keyword
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tensorgraph.code.generate import Code
from tensorgraph.code.names import identifier
from tensorgraph.einsum.random_values import random_values
from tests.test_examples import CASES

RUNNER = """
import importlib.util, sys, torch
sys.modules["tensorgraph"] = None
results = {}
for name, (path, function, parameters, inputs) in torch.load("given.pt").items():
    spec = importlib.util.spec_from_file_location("made", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    constants = module.prepare(*parameters) if hasattr(module, "prepare") else ()
    results[name] = getattr(module, function)(*inputs, *constants)
torch.save(results, "results.pt")
"""


def test_every_example_runs_without_this_package(tmp_path: Path) -> None:
    given, wanted = {}, {}
    for name, case in CASES.items():
        document, sizes = tg.load(tg.example(name)), case.sizes[0]
        first, *also = [one for one in document.names if one != "λ"]  # complex
        values = random_values(document.network, document.network.declarations, sizes, seed=5)
        code = document.compile(first).code(sizes, "float64", also=also)
        (tmp_path / f"{name}.py").write_text(code.text, "utf-8")
        parameters, inputs = ([torch.as_tensor(values[one]) for one in some] for some in (code.parameters, code.inputs))
        given[name] = (f"{name}.py", code.main.name, parameters, inputs)
        wanted[name] = document.run([first, *also], values, dtype="float64")
    torch.save(given, tmp_path / "given.pt")
    subprocess.run([sys.executable, "-I", "-c", RUNNER], cwd=tmp_path, check=True, timeout=120)
    found = torch.load(tmp_path / "results.pt")
    for name, results in wanted.items():
        ours = found[name] if len(results) > 1 else (found[name],)
        for one, (definition, other) in zip(ours, results.items(), strict=True):
            words = f"{name}, {definition}"
            torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9, msg=words)


@pytest.mark.parametrize("name", CASES)
def test_code_is_short_enough_to_read(name: str) -> None:
    document = tg.load(tg.example(name))
    for definition in [one for one in document.names if one != "λ"]:
        text = document.compile(definition).code(CASES[name].sizes[0]).text
        assert text.isprintable() or all(line.isprintable() for line in text.split("\n"))
        assert max(len(line) for line in text.split("\n")) <= 120, text


HOSTILE = [
    *[
        "torch",
        "F",
        "prepare",
        "watch",
        "print",
        "exec",
        "mm",
        "linear",
        "float",
        "range",
        "min",
        "math",
        "svd",
        "power",
    ],
    *[
        "lambda",
        "None",
        "def",
        "import",
        "__import__",
        "__name__",
        "__builtins__",
        "Tensor",
        "DecompositionError",
        "TIE",
    ],
    *["x'", "x''", "ﬁ", "fi", "ℌ", "x²", "①", "ª", "é", "e\u0301", "ſ", "µ", "Ⅳ", "𝐱", "_", "self", "start", "count"],
]
"""Names that Python has, that it takes for one another, or that it does not allow."""


def named(code: Code) -> set[str]:
    """Every name that a code binds."""
    tree = ast.walk(ast.parse(code.text))
    bound = {node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bound | {*code.main.parameters.values()} | {code.main.name}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(name: str) -> None:
    """As an input, a parameter, a definition, a scalar and a function, beside one that looks like it."""
    x, w = torch.rand(3) + 1, torch.rand(3) + 1
    name = unicodedata.normalize("NFC", name)  # as the language does
    looked_up = f"input {name}[n], fi2[n]\ny_2[i] = -inner({name}, fi2)[i]\ndef inner(u[n], v[n])[i] = exp(u[i] v[i])"
    cases: list[tuple[str, dict[str, Any], Tensor]] = [
        (f"param {name}[n]\ninput x_1[n]\ny_2[i] = exp({name}[i]) x_1[i]", {"x_1": x, name: w}, w.exp() * x),
        (looked_up, {name: w, "fi2": x}, -(w * x).exp()),
        (f"scalar {name}\ninput x_1[n]\ny_2[i] = {name}^2 exp(x_1[i])", {name: 3.0, "x_1": x}, 9 * x.exp()),
        (f"fn {name}\ninput x_1[n]\ny_2[i] = {name}(exp(x_1[i]))", {name: torch.sin, "x_1": x}, x.exp().sin()),
        (f"input x_1[n]\n{name}[i] = x_1[i] x_1[i]\ny_2[i] = exp({name}[i])", {"x_1": x}, (x * x).exp()),
    ]
    for text, given, wanted in cases:
        try:
            document = tg.loads("dim n = 3\n" + text)
        except tg.TensorgraphError:
            continue  # a word of the language
        f = document.compile("y_2")
        torch.testing.assert_close(f(given), wanted)
        torch.testing.assert_close(document.compile("y_2", calls=1)(given), wanted)


def test_a_definition_may_have_any_name() -> None:
    for name in (unicodedata.normalize("NFC", name) for name in HOSTILE):
        try:
            document = tg.loads(f"dim n = 3\ninput x[n]\n{name}[i] = exp(x[i])")
        except tg.TensorgraphError:
            continue
        code = document.compile(name).code()
        assert not keyword.iskeyword(code.main.name) and not named(code) & {"torch", "F", "mm", "print", "exec"}
        torch.testing.assert_close(code.function(torch.ones(3)), torch.ones(3).exp())


def test_some_names_were_tried() -> None:
    words = {identifier(name) for name in HOSTILE}
    assert {"torch_", "print_", "lambda_", "fi", "x2", "_1", "prepare_"} <= words and all(
        w.isidentifier() for w in words
    )


@pytest.mark.parametrize("source", ['"""\nimport os\n"""', "a\\", "a\nb", "a\rb", "'''", "{x}", "\u2028b", "%s", 'a"'])
def test_a_file_may_have_any_name(source: str) -> None:
    code = tg.loads("dim n = 3\ninput x[n]\ny[i] = exp(x[i])", source).compile("y").code()
    (text, *others) = ast.parse(code.text).body
    assert isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    assert [type(node) for node in others] == [ast.Import, ast.FunctionDef]
    torch.testing.assert_close(code.function(torch.ones(3)), torch.ones(3).exp())
