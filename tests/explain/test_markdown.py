"""Pages as Markdown: what they say, the pictures beside them, and that nothing of a file is markup."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.writers import Manner, write
from tensorgraph.explain.writers.markdown import math_md
from tensorgraph.views.line import Piece
from tests.explain.pages import HEAD, VIEWS, hostile

NETWORK = tg.loads(HEAD, "head.tg").network


def test_a_page_with_its_picture_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("head.tg").write_text(HEAD, "utf-8")
    assert main(["explain", "head.tg", "y", "--only", "picture,formula,einsum,shape", "-o", "page.md"]) == 0
    assert (
        Path("page.md").read_text("utf-8")
        == """\
# y

`y[i, m] · context × model · 4 × 3` of `head.tg`

![Tensor diagram: y (context × model) equals x (context × model) joined over model to W (model × model). \
Open wires: context i, model m.](page-y.svg)

## Formula

$$
y_{im}=\\sum_nx_{in}W_{nm}
$$

## Einsum

```
y = torch.einsum('in,nm->im', x, W)
```

## Shape

- x · context × model · (4 × 3)
- W · model × model · (3 × 3)
- y · context × model · (4 × 3)
"""
    )
    assert Path("page-y.svg").read_bytes() == tg.loads(HEAD, "head.tg")["y"].render("svg")


def test_without_a_file_the_picture_is_its_words() -> None:
    pages = pages_of(NETWORK, ["y"], Wanted(only=("picture",), views=VIEWS))
    written = write("md", pages)
    assert written.beside == ()
    assert written.data.decode().split("\n\n")[2].startswith("Tensor diagram: y (context × model) equals x")


def test_a_table_has_a_picture_for_each_row() -> None:
    written = write("md", pages_of(NETWORK, ["both"], Wanted(views=VIEWS)), Manner("page"))
    *_, heads, rule, first, second = written.data.decode().splitlines()
    assert heads == "|  | Equation | Picture | Code |" and rule == "| --- | --- | --- | --- |"
    assert first.startswith("| One $x_1$ | $y=x_iW_i$ | ![Tensor diagram: y (context × model). Open wires: ")
    assert first.endswith("](page-both-1.svg) | `# code`<br>`use(y = x_i W_i )` |")
    assert second.startswith("| Two |")
    assert [name for name, _ in written.beside] == ["page-both-1.svg", "page-both-2.svg"]
    assert all(ElementTree.fromstring(data).tag.endswith("svg") for _, data in written.beside)


def test_a_formula_has_no_sign_that_markdown_reads() -> None:
    assert math_md((Piece(r"a\,b\{c\}|d|<e\;"),)) == r"a\thinspace b\lbrace c\rbrace \vert d\vert \lt e\thickspace"
    with pytest.raises(tg.TensorgraphError, match="cannot be set as LaTeX"):
        math_md((Piece(r"\href{javascript:alert(1)}{x}"),))


def nodes(part: object) -> Iterator[str]:
    """Every kind of node of a document as pandoc reads it; of markup of another language also what it is."""
    if isinstance(part, dict):
        yield from [part["t"]] if "t" in part else []
        yield from [part["c"][1]] if part.get("t") == "RawInline" else []
        part = list(part.values())
    if isinstance(part, list):
        for inside in part:
            yield from nodes(inside)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed (apt-get install pandoc)")
def test_nothing_of_a_file_is_markup() -> None:
    written = write("md", [hostile()], Manner("page")).data
    done = subprocess.run(["pandoc", "-f", "gfm", "-t", "json"], input=written, capture_output=True, check=True)
    blocks = json.loads(done.stdout)["blocks"]
    found = set(nodes(blocks))
    assert not found & {"Link", "Image", "RawBlock", "BlockQuote", "Emph", "Strong", "HorizontalRule", "Strikeout"}
    assert {kind for kind in found if "<" in kind} <= {"<br>"}
    table = [line for line in written.decode().splitlines() if line.startswith("|")]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in table] == [3, 3, 3, 3]  # two columns
    assert {"Header", "CodeBlock", "Code", "BulletList", "Table"} <= found
    assert [block["t"] for block in blocks].count("Header") == 4
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", written)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed (apt-get install pandoc)")
def test_formulas_are_formulas() -> None:
    written = write("md", pages_of(NETWORK, ["y", "both"], Wanted(views=VIEWS)), Manner("page")).data
    done = subprocess.run(["pandoc", "-f", "markdown", "-t", "json"], input=written, capture_output=True, check=True)
    found = list(nodes(json.loads(done.stdout)["blocks"]))
    assert (found.count("DisplayMath"), found.count("InlineMath"), found.count("Image")) == (1, 3, 3)


def test_letters_that_tex_has_not_stand_as_they_are() -> None:
    assert math_md((Piece("Ж_{ij} x'"), Piece("Жук"))) == "Ж_{ij}x'Жук"
    assert math_md((Piece(r"\alpha Qz"),)) == r"\alpha Qz"
