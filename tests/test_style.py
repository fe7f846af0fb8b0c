"""What a reviewer would say: types, lint, size of modules, words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "tensorgraph").rglob("*.py"))
BANNED = re.compile(r"(^|_)(manager|helper|helpers|utils|util|core|base)($|_)", re.IGNORECASE)


def test_types() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_lint() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "tensorgraph", "tests"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_something(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    defined = [node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert not [name for name in [path.stem, *defined] if BANNED.search(name)]
    assert ast.get_docstring(tree) is not None


def public(nodes: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes of a module that others may use, and the methods of these classes."""
    found = [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_")]
    return found + [method for node in found if isinstance(node, ast.ClassDef) for method in public(node.body)]


def test_every_public_function_says_what_it_does() -> None:
    silent = []
    for path in SOURCES:
        for node in public(ast.parse(path.read_text("utf-8")).body):
            if ast.get_docstring(node) is None:
                silent.append(f"{path.name}:{node.lineno} {node.name}")
    assert not silent


def test_nothing_is_left_for_later() -> None:
    words = re.compile(r"TODO|FIXME|XXX|NotImplementedError")
    assert not [str(path) for path in SOURCES if words.search(path.read_text("utf-8"))]
