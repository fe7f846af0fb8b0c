"""A block of a document: what stands in its place, and what is said of mistakes, with the document's own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.documents.attributes import ATTRIBUTES
from tensorgraph.documents.block import Block, Listing, Picture, Rows, parts
from tensorgraph.documents.markdown import filled
from tensorgraph.documents.media import Media
from tensorgraph.explain.explained import Explained

DOT = "dim n\ntensor v[n]\nx[i] = v[i]\nshow dot: v[i] v[i]\nshow two: v[i] == x[i]\n"


def found(text: str = DOT, **attributes: str) -> tuple[object, ...]:
    return parts(Block(text, attributes))


def test_every_picture_in_order_or_those_named() -> None:
    assert [part.scene.name for part in found() if isinstance(part, Picture)] == ["dot", "two"]
    assert [part.scene.name for part in found(show="x, dot") if isinstance(part, Picture)] == ["x", "dot"]


def test_source_above_and_verdicts_below() -> None:
    kinds = [type(part) for part in found(show="dot", echo="true", check="true")]
    assert kinds == [Listing, Picture, Rows]
    listing, _, rows = found(show="dot", echo="true", check="true")
    assert isinstance(listing, Listing) and listing.text == DOT.strip()
    assert isinstance(rows, Rows) and [row[:3] for row in rows.rows] == [("proved", "two", "v[i] == x[i]")]
    assert [type(part) for part in found(show="dot", echo="false")] == [Picture]


def test_caption_name_and_words_belong_to_the_first() -> None:
    first, second = parts(Block(DOT, {"caption": "C", "alt": "A"}, identifier="fig-a"))
    assert isinstance(first, Picture) and isinstance(second, Picture)
    assert (first.caption, first.alt, first.identifier) == ("C", "A", "fig-a")
    assert (second.caption, second.identifier) == ("", "")


def test_explain_stands_in_place_of_the_picture() -> None:
    (part,) = found(explain="x")
    assert isinstance(part, Explained) and part.pages[0].name == "x"
    (part,) = found(explain="x", only="einsum, formula")
    assert isinstance(part, Explained) and [section.name for section in part.pages[0].sections] == ["einsum", "formula"]


def test_the_source_in_a_picture_is_the_block() -> None:
    (picture, _) = parts(Block(DOT, {}, "a.md", 40))
    assert isinstance(picture, Picture) and picture.scene.source == DOT


def test_a_file_below_the_document_and_what_it_uses(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.tg").write_text('use "b.tg"\nshow dot: v[i] v[i]\n')
    (tmp_path / "sub" / "b.tg").write_text("dim n\ntensor v[n]\n")
    (picture,) = parts(Block("", {"file": "sub/a.tg"}, folder=tmp_path))
    assert isinstance(picture, Picture) and picture.scene.name == "dot"


def test_a_block_uses_files_beside_its_document(tmp_path: Path) -> None:
    (tmp_path / "b.tg").write_text("dim n\ntensor v[n]\n")
    document = tmp_path / "page.md"
    document.write_text("")
    (picture,) = parts(Block('use "b.tg"\nshow dot: v[i] v[i]', {}, str(document), folder=tmp_path))
    assert isinstance(picture, Picture)


WRONG: dict[str, tuple[Block, str]] = {
    "an attribute": (
        Block(DOT, {"shwo": "dot"}, "a.md", 7),
        "a.md:7:1: error[unknown-option]: a block has no attribute `shwo`\n  |\n7 | dim n\n  | ^^^^^\n  = write `show`",
    ),
    "sections of nothing": (
        Block(DOT, {"only": "formula"}, "a.md", 7),
        "a.md:7:1: error[wrong-option]: `only` says what `explain` shows, and there is none\n"
        "  |\n7 | dim n\n  | ^^^^^\n  = write `explain=h only=formula,einsum`",
    ),
    "words below what is no picture": (
        Block(DOT, {"explain": "dot", "caption": "A dot"}, "a.md", 7),
        "a.md:7:1: error[wrong-option]: `caption` belongs to pictures, and this block is explained\n"
        "  |\n7 | dim n\n  | ^^^^^\n  = delete `caption`, or `explain`",
    ),
    "an attribute like none": (
        Block(DOT, {"zzzz": "1"}, "a.md", 7),
        "a.md:7:1: error[unknown-option]: a block has no attribute `zzzz`\n"
        f"  |\n7 | dim n\n  | ^^^^^\n  = a block has: {', '.join(ATTRIBUTES)}",
    ),
    "a flag": (
        Block("dim n", {"check": "yes"}),
        "<block>:1:1: error[wrong-option]: `check` is true or false, and this is `yes`\n"
        "  |\n1 | dim n\n  | ^^^^^\n  = write `check=true`",
    ),
    "a width": (
        Block("dim n", {"width": "50%"}),
        "<block>:1:1: error[wrong-option]: `50%` is not a width\n"
        "  |\n1 | dim n\n  | ^^^^^\n  = write `width=160mm` (or cm, in, pt)",
    ),
    "the text": (
        Block("\ndim n\ntensor v[m]", {}, "a.md", 10),
        "a.md:12:10: error[unknown-dimension]: `m` is not a dimension of this file\n"
        "   |\n12 | tensor v[m]\n   |          ^\n  = declare it, `dim m`; the dimensions are: n",
    ),
    "a file above the document": (
        Block("", {"file": "../a.tg"}, "a.md", 3),
        "a.md:3:1: error[file]: `../a.tg` is no .tg file below the folder of the document\n"
        "  |\n3 | \n  | ^\n  = write `file=head.tg`",
    ),
    "a file that is none of ours": (
        Block("", {"file": "pyproject.toml"}, "a.md", 3),
        "a.md:3:1: error[file]: `pyproject.toml` is no .tg file below the folder of the document\n"
        "  |\n3 | \n  | ^\n  = write `file=head.tg`",
    ),
    "a theme beside no document": (
        Block("dim n\ntensor v[n]", {"theme": "../ours.toml"}, "a.md", 3),
        "a.md:3:1: error[file]: `../ours.toml` is no .toml file below the folder of the document\n"
        "  |\n3 | dim n\n  | ^^^^^\n  = write `theme=ours.toml`",
    ),
    "a theme that there is not": (
        Block("dim n\ntensor v[n]", {"theme": "drak"}, "a.md", 3),
        "a.md:3:1: error[theme]: there is no theme `drak`\n  |\n3 | dim n\n  | ^^^^^\n  = write `dark`",
    ),
    "a picture that there is not": (
        Block("dim n\ntensor v[n]", {"show": "q"}, "a.md", 3),
        "a.md:3:1: error[unknown-picture]: no picture and no definition is called `q`\n"
        "  |\n3 | dim n\n  | ^^^^^\n  = there are: none",
    ),
    "a file and a text": (
        Block("dim n", {"file": "b.tg"}),
        "<block>:1:1: error[wrong-option]: a block has a text or a `file`, and this has both\n"
        '  |\n1 | dim n\n  | ^^^^^\n  = write `use "b.tg"` in the block, or leave the text out',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes(name: str) -> None:
    block, message = WRONG[name]
    with pytest.raises(tg.TensorgraphError) as caught:
        parts(block)
    assert str(caught.value) == message


def test_a_false_equation_is_a_mistake_only_where_it_is_checked() -> None:
    text = "dim n = 2\ntensor v[n]\nshow twice: v[i] == 2 v[i]\n"
    assert len(parts(Block(text))) == 1
    with pytest.raises(tg.TensorgraphError) as caught:
        parts(Block(text, {"check": "true"}, "a.md", 5))
    (one,) = caught.value.diagnostics
    assert one.code == "false" and one.message == "`v[i] == 2 v[i]` is false"
    assert str(one).startswith("a.md:7:1: error[false]: ")


PAGE = """# A page

~~~tensorgraph show=dot caption="It is *small*" #fig-dot
dim n
tensor v[n]
show dot: v[i] v[i]
~~~

- in a list

  ```{.tensorgraph check=true echo=true}
  dim n
  tensor v[n]
  check same: v[i] == v[i]
  ```

````markdown
```tensorgraph
as it is
```
````

```python
x = 1
```
```tensorgraph not closed
"""


def test_markdown_keeps_what_is_not_ours(tmp_path: Path) -> None:
    made = filled(PAGE, "page.md", tmp_path, Media("media", tmp_path))
    (file,) = (tmp_path / "media").iterdir()
    assert file.read_bytes().startswith(b"<?xml") and file.name.startswith("dot-")
    before, _, after = PAGE.partition("~~~tensorgraph")
    _, _, tail = after.partition("  ```{.tens")
    _, _, rest = tail.partition("  ```\n")
    middle = f"![Tensor diagram: v (n) joined over n to v (n).](media/{file.name})\n\n*It is \\*small\\**"
    assert made.startswith(before + middle + "\n\n- in a list\n\n  ```tg\n  dim n\n")
    assert made.endswith(
        "  | verdict | name | equation | why |\n  | --- | --- | --- | --- |\n"
        "  | proved | same | v\\[i\\] == v\\[i\\] | for all i; the sides are the same as written |\n" + rest
    )


def test_markdown_says_all_mistakes_at_their_lines_and_writes_nothing(tmp_path: Path) -> None:
    text = "```tensorgraph\ndim n, n\n```\n\n> x\n\n```tensorgraph\ntensor v[k]\n```\n"
    with pytest.raises(tg.TensorgraphError) as caught:
        filled(text, "page.md", tmp_path, Media("media", tmp_path))
    assert [str(one).partition(":")[2].partition(" ")[0] for one in caught.value.diagnostics] == ["2:8:", "8:10:"]
    assert not list(tmp_path.iterdir())


ONE = "dim n\ntensor v[n]\nshow dot: v[i] v[i]"
FENCES = {
    "a tab before the attributes": ("```tensorgraph\tshow=dot\n{dot}\n```", "{picture}"),
    "a brace in a caption": ('```{.tensorgraph caption="a } b"}\n{dot}\n```', "{picture}\n\n*a } b*"),
    "a name in a caption": ('```tensorgraph caption="see #3 here"\n{dot}\n```', "{picture}\n\n*see #3 here*"),
    "other classes, in any order": ("```{#a .wide .tensorgraph show=dot}\n{dot}\n```", "{picture}"),
    "as MyST writes it": ("```{tensorgraph} show=dot\n{dot}\n```", "{picture}"),
    "a brace after the word": ("```tensorgraph {show=dot}\n{dot}\n```", "{picture}"),
    "a mark in the caption of another": ('```{.md x=" .tensorgraph "}\n{dot}\n```', None),
    "ticks in a line are no fence": (
        "```tensorgraph``` is\n\n```tensorgraph\n{dot}\n```",
        "```tensorgraph``` is\n\n{picture}",
    ),
    "a fence too far right closes nothing": ("```md\n    ```\n```tensorgraph\n{dot}\n```", None),
    "a quote that ends before its fence": ("> ```tensorgraph\n> dim n\n\n> ```", None),
}
"""Markdown, and what it becomes; None where it stays."""


@pytest.mark.parametrize("name", FENCES)
def test_fences(name: str, tmp_path: Path) -> None:
    page, expected = (text and text.replace("{dot}", ONE) for text in FENCES[name])
    assert page is not None
    made = filled(page, "page.md", tmp_path, Media("media", tmp_path))
    shown = "".join(f"![Tensor diagram: v (n) joined over n to v (n).](media/{file.name})" for file in _files(tmp_path))
    assert made == (page if expected is None else expected.replace("{picture}", shown))


def _files(folder: Path) -> list[Path]:
    return list((folder / "media").glob("*")) if (folder / "media").is_dir() else []


def test_a_block_in_a_quote(tmp_path: Path) -> None:
    quoted = "\n".join(
        f"> {line}".rstrip() for line in ['```tensorgraph caption="A dot"', "", *ONE.splitlines(), "```"]
    )
    made = filled(quoted, "page.md", tmp_path, Media("media", tmp_path)).splitlines()
    assert made[0].startswith("> ![Tensor diagram: ") and made[1:] == [">", "> *A dot*"]
    with pytest.raises(tg.TensorgraphError) as caught:
        filled(quoted.replace("tensor v[n]", "tensor v[m]"), "page.md", tmp_path, Media("media", tmp_path))
    assert str(caught.value).startswith("page.md:4:10: error[unknown-dimension]: ")


def test_a_text_with_a_fence_in_it_stands_in_a_longer_one(tmp_path: Path) -> None:
    text = f"~~~tensorgraph echo\n# ```\n{ONE}\n~~~"
    made = filled(text, "page.md", tmp_path, Media("media", tmp_path))
    assert made.startswith(f"````tg\n# ```\n{ONE}\n````\n\n![")
