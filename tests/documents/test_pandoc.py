"""The filter between pandoc and pandoc: what each format gets, and that a mistake stops it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tensorgraph as tg
from tensorgraph.documents.pandoc import MAKERS, filtered, main
from tensorgraph.documents.tree import table

PANDOC = shutil.which("pandoc")
needs_pandoc = pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
PAGE = """
# One head {#sec}

```{.tensorgraph show=dot #fig:dot caption="A dot & more" alt="50% of {a} product"}
dim n
tensor v[n]
show dot: v[i] v[i]
```

> 1. deep
>
>    ``` tensorgraph
>    dim n
>    tensor v[n]
>    show second: v[i] v[i]
>    ```

```{.tensorgraph check=true show=x}
dim n
tensor v[n]
x[i] = v[i]
check same: x[i] == v[i]
```

``` python
x = 1
```
"""


def tree(version: tuple[int, ...] = (1, 22)) -> Any:
    """What pandoc reads of a page: written by hand, so that these tests run without it."""
    text = "dim n\ntensor v[n]\nshow dot: v[i] v[i]"
    block = {"t": "CodeBlock", "c": [["fig:dot", ["tensorgraph"], [["caption", "A dot"], ["alt", "words"]]], text]}
    quoted = {"t": "BlockQuote", "c": [{"t": "CodeBlock", "c": [["", ["{tensorgraph}"], []], text]}]}
    return {"pandoc-api-version": list(version), "meta": {}, "blocks": [block, quoted]}


def pandoc(text: str, *arguments: str) -> str:
    return subprocess.run([str(PANDOC), *arguments], input=text, capture_output=True, text=True, check=True).stdout


def written(target: str, *arguments: str) -> str:
    """The page as pandoc writes it after the filter."""
    made = filtered(json.loads(pandoc(PAGE, "-t", "json")), target)
    return pandoc(json.dumps(made), "-f", "json", "-t", target, *arguments)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def files() -> list[str]:
    return (
        sorted(path.name for path in Path("tensorgraph-media").glob("*")) if Path("tensorgraph-media").exists() else []
    )


@needs_pandoc
def test_html_has_the_pictures_inside() -> None:
    page = written("html")
    assert re.findall(r'aria-label="(\w+)"', page) == ["dot", "second", "x"]
    assert '<figure class="tensorgraph" id="fig:dot"><svg' in page
    assert "<figcaption>A dot &amp; more</figcaption></figure>" in page
    assert "<th" in page and re.search(r"<td[^>]*>x\[i\]\s==\sv\[i\]</td>", page) and "sourceCode python" in page
    assert not files()


@needs_pandoc
def test_latex_includes_files_with_alt_text() -> None:
    page = written("latex", "-s")
    assert [name.partition("-")[0] for name in files()] == ["dot", "second", "x"]
    assert all(f"tensorgraph-media/{name}}}" in page for name in files())
    assert r"\includegraphics[alt={50 of a product}," in page
    assert re.search(r"\\caption\{A\s+dot\s+\\&\s+more\}\\label\{fig:dot\}\\end\{figure\}", page)
    assert r"\usepackage{graphicx}" in page


@needs_pandoc
def test_markdown_and_office_refer_to_files() -> None:
    assert re.findall(r"tensorgraph-media/(\w+)-\w{8}\.svg", written("gfm")) == ["dot", "second", "x"]
    made = filtered(tree(), "docx")
    image = made["blocks"][0]["c"][0]
    assert image["t"] == "Image" and image["c"][2][0].endswith(".png")
    data = Path(image["c"][2][0]).read_bytes()
    inches = float(dict(image["c"][0][2])["width"].removesuffix("in"))
    assert inches == pytest.approx(int.from_bytes(data[16:20], "big") / 4 / 72, abs=0.01)


def test_a_figure_is_what_the_version_of_pandoc_has() -> None:
    old, new = (filtered(tree(version), "gfm")["blocks"][0] for version in ((1, 22, 2, 1), (1, 23, 1)))
    assert old["t"] == "Para" and old["c"][0]["c"][2][1] == "fig:" and old["c"][0]["c"][0][0] == "fig:dot"
    assert new["t"] == "Figure" and new["c"][0][0] == "fig:dot" and new["c"][2][0]["c"][0]["t"] == "Image"


@pytest.mark.parametrize("target", [*MAKERS, "epub3", "markdown+smart", "typst"])
def test_every_format_gets_something_and_nested_blocks_are_found(target: str) -> None:
    made = json.dumps(filtered(tree(), target))
    assert "CodeBlock" not in made and made == json.dumps(filtered(tree(), target))


def test_where_files_go_is_said_by_the_document() -> None:
    told = {**tree(), "meta": {"tensorgraph-media": {"t": "MetaInlines", "c": [{"t": "Str", "c": "figs"}]}}}
    filtered(told, "gfm")
    assert [path.suffix for path in Path("figs").iterdir()] == [".svg", ".svg"]


def test_explained_names_bring_their_packages() -> None:
    page = tree()
    page["blocks"] = [
        {"t": "CodeBlock", "c": [["", ["tensorgraph"], [["explain", "x"]]], "dim n\ntensor v[n]\nx = v[i] v[i]"]}
    ]
    page["meta"] = {"header-includes": {"t": "MetaInlines", "c": [{"t": "Str", "c": "mine"}]}}
    includes = filtered(page, "latex")["meta"]["header-includes"]["c"]
    assert includes[0] == page["meta"]["header-includes"] and "tikz" in json.dumps(includes[1])
    assert "tg-explain" in json.dumps(filtered(page, "html"))
    assert "header-includes" not in filtered({**page, "meta": {}}, "html")["meta"]


@pytest.mark.parametrize(("letters", "widths"), [(5, [None, None]), (92, [0.06, 0.94])])
def test_a_table_that_is_wider_than_a_page_breaks_its_cells(letters: int, widths: list[float | None]) -> None:
    # with two letters between them columns have 6 and 94 of 100
    columns = table(("word", "why"), [("true", "x" * letters)])["c"][2]
    assert [width.get("c") for _, width in columns] == widths


class Pipe(io.StringIO):
    """Standard input or output with its bytes beside."""

    def __init__(self, data: bytes = b""):
        super().__init__()
        self.buffer = io.BytesIO(data)  # type: ignore[misc]


def run(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[int, bytes]:
    out = Pipe()
    monkeypatch.setattr(sys, "stdin", Pipe(data))
    monkeypatch.setattr(sys, "stdout", out)
    return main(["html"]), out.buffer.getvalue()


def test_mistakes_of_all_blocks_stop_the_filter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tree()
    page["blocks"][0]["c"][1] = "dim n\ntensor v[m]"
    page["blocks"][1]["c"][0]["c"][0][2] = [["colour", "red"]]
    code, out = run(json.dumps(page).encode(), monkeypatch)
    said = capsys.readouterr().err
    assert (code, out) == (1, b"")
    assert said.startswith("<block fig:dot>:2:10: error[unknown-dimension]: `m` is not a dimension of this file\n")
    assert "<block 2>:1:1: error[unknown-option]: a block has no attribute `colour`\n" in said
    assert said.endswith("2 errors\n")


NO_TREES = (
    *(b"", b"[1]", b"\xff", b'{"a": 1}', b"[" * 200_000, b'{"blocks": []}'),
    b'{"pandoc-api-version": [1, 22], "meta": {}, "blocks": 5}',
    b'{"pandoc-api-version": [1, 22], "meta": 5, "blocks": []}',
    b'{"pandoc-api-version": [1, "a"], "meta": {}, "blocks": []}',
    b'{"pandoc-api-version": 5, "meta": {}, "blocks": []}',
)


@pytest.mark.parametrize("data", NO_TREES, ids=range(len(NO_TREES)))
def test_what_is_no_document(data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(data, monkeypatch)
    assert (code, out) == (1, b"")
    assert capsys.readouterr().err.startswith("error[not-a-document]: this is not a document of pandoc as JSON\n")


@pytest.mark.parametrize("content", [5, None, [], [["", ["tensorgraph"]], "x"], [["", ["tensorgraph"], []], 5]])
def test_a_node_of_another_form_is_passed_on(content: object) -> None:
    page = {"pandoc-api-version": [1, 22], "meta": {}, "blocks": [{"t": "CodeBlock", "c": content}, {"t": "CodeBlock"}]}
    assert filtered(page, "html") == page


def test_the_tree_itself_is_not_changed() -> None:
    page = tree()
    filtered(page, "html")
    assert page == tree()


def test_a_wrong_block_is_an_error_of_ours() -> None:
    page = tree()
    page["blocks"][0]["c"][0][2] = [["width", "wide"]]
    with pytest.raises(tg.TensorgraphError):
        filtered(page, "html")
