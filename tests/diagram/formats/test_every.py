"""What must hold of every format in the table: any text, any size, the same bytes, nothing loaded in vain."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import FORMATS, Scene, render
from tensorgraph.diagram.formats.options import OPTIONS
from tensorgraph.diagram.scene import Group, Item, Text, groups, moved
from tests.diagram.pictures import PICTURES, scene_of
from tests.diagram.test_robust import BOX, PLACES, TEXTS, chain

SECONDS = 120
"""What would be a hang: a thousand nodes take the slowest format some seconds. Speed is no matter of a test."""

every_format = pytest.mark.parametrize("format", FORMATS)

# The skeleton of a file: what is left of it without its texts.


def xml_skeleton(data: bytes) -> Hashable:
    """Elements and attributes, but not how the source is kept, which may need base64."""
    kept = [(element.tag, tuple(element.attrib)) for element in ET.fromstring(data).iter()]
    return tuple((tag, () if tag.endswith("}source") else attributes) for tag, attributes in kept)


def html_skeleton(data: bytes) -> Hashable:
    found: list[Hashable] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.append((tag, tuple(name for name, _ in attributes)))

        def handle_decl(self, declaration: str) -> None:
            found.append(declaration)

        def handle_comment(self, text: str) -> None:
            found.append("comment")

    Reader().feed(data.decode())
    return tuple(found)


def zip_skeleton(data: bytes) -> Hashable:
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: archive.read(name) for name in archive.namelist()}
    return tuple((name, xml_skeleton(part) if part[:1] == b"<" else part) for name, part in parts.items())


def json_skeleton(data: bytes) -> Hashable:
    return _keys(json.loads(data))


def _keys(value: object) -> Hashable:
    if isinstance(value, dict):
        return tuple((key, _keys(held)) for key, held in value.items())
    return tuple(map(_keys, value)) if isinstance(value, list) else type(value)


def png_skeleton(data: bytes) -> Hashable:
    kinds, place = [], 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kinds.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    return tuple((kind, b"" if kind == b"iTXt" else content) for kind, content in kinds)


def pdf_skeleton(data: bytes) -> Hashable:
    attached = re.sub(rb"(?s)(/EmbeddedFile.*?stream\n).*?\nendstream", rb"\1", data)
    silent = re.sub(rb"\((?:\\.|[^\\()])*\)|<[0-9a-f]*>", b"", attached, flags=re.DOTALL)
    return re.sub(rb"(?s)xref.*|/Length \d+", b"", silent)


def tex_skeleton(data: bytes) -> Hashable:
    """The commands outside comments that do more than set a character; math may start and end only as it did."""
    lines = [line for line in data.decode().splitlines() if not line.lstrip().startswith("%")]
    words = re.findall(r"\\[A-Za-z@]+|(?<!\\)[$%#&~^]", "\n".join(lines))
    return tuple(word for word in words if not re.match(r"\\(text|char|symbol|[uvHcdbr]$)", word))


def dot_skeleton(data: bytes) -> Hashable:
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', data.decode(), flags=re.DOTALL)


def txt_skeleton(data: bytes) -> Hashable:
    """That it is lines, and what in them a terminal would obey."""
    obeyed = frozenset(character for character in data.decode() if not character.isprintable() and character != "\n")
    return data.endswith(b"\n"), obeyed


SKELETONS: Mapping[str, Callable[[bytes], Hashable]] = {
    "svg": xml_skeleton,
    "png": png_skeleton,
    "pdf": pdf_skeleton,
    "json": json_skeleton,
    "html": html_skeleton,
    "pptx": zip_skeleton,
    "tex": tex_skeleton,
    "tikz": tex_skeleton,
    "dot": dot_skeleton,
    "txt": txt_skeleton,
}


def test_every_format_has_a_skeleton() -> None:
    assert set(FORMATS) <= set(SKELETONS)


# Texts.

HARMLESS = "harmless"
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='alert(1)", "</title></svg>",
    "</code></pre>", "]]>", "-->", "<!--", "<![CDATA[", "&lt;b&gt; & &#0; &bogus;", "<?xml?>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "\\input{/etc/passwd}", "\\write18{ls}", "}\\end{tikzpicture}", "$x$", "100 % # ~ ^ _ { } \\", "\\", "\n\\input{x}",
    'a" -> "b', '"]; b [label="', "\\N\\G\\L", "/* */ // ;", "a\nb", "(unbalanced", "unbalanced)\\",
    ") Tj endstream endobj", "\0 \x07 \x1b[2J \x7f", "\x85 \u2028 \u2029", "\ufeff\ufffe\uffff",
    "שלום", "\u202eabc\u202c", "e\u0301\u0323", "漢字", "😀",
    "=cmd|'/C calc'!A0", "{{constructor}}", "${jndi:x}", "javascript:alert(1)", "x" * 5000,
]  # fmt: skip


def saying(scene: Scene, text: str) -> Scene:
    """The scene with every text in it another one; mathematics stays, which is checked before it is laid out."""
    parts = tuple(_saying(part, text) for part in scene.parts)
    words = {"title": text, "description": text, "name": text, "notes": (text,), "source": f"# {text}\n"}
    return replace(scene, parts=parts, **words)


def _saying(item: Item, text: str) -> Item:
    if isinstance(item, Group):
        return replace(item, name=text, about=text, parts=tuple(_saying(part, text) for part in item.parts))
    if isinstance(item, Text) and item.outline.style != "math":
        return replace(item, outline=replace(item.outline, text=text))
    return item


SAMPLE = scene_of(PICTURES["head"].replace("show p", 'show p { title: "A title" }') + ' "under a brace"')


@every_format
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_a_text_changes_nothing_but_texts(format: str, text: str) -> None:
    skeleton = SKELETONS[format]
    usual = skeleton(render(format, [saying(SAMPLE, HARMLESS)]))
    try:
        data = render(format, [saying(SAMPLE, text)])
    except tg.TensorgraphError as error:
        assert all(found.hint for found in error.diagnostics)
        return
    assert skeleton(data) == usual


SPOILED = {
    "svg": (b"<desc", b"<script/><desc"),
    "html": (b"<main>", b"<main><img>"),
    "json": (b'"version"', b'"more": 1, "version"'),
    "pdf": (b"/Figure <<", b"/Fig <<"),
    "png": (b"IDAT", b"IDAX"),
    "tex": (b"\\begin", b"\\input{x}\\begin"),
    "tikz": (b"\\begin", b"\\input{x}\\begin"),
    "dot": (b"{", b"{ x -- y;"),
    "txt": (b"softmax", b"\x1b[2Jsoftmax"),
}


@pytest.mark.parametrize("format", [format for format in FORMATS if format in SPOILED])
def test_a_skeleton_shows_what_is_added(format: str) -> None:
    data = render(format, [SAMPLE])
    right, wrong = SPOILED[format]
    assert right in data
    assert SKELETONS[format](data) != SKELETONS[format](data.replace(right, wrong, 1))


@cache
def scenes_of_texts() -> Mapping[str, Scene | None]:
    """The picture of each text in each place of the language; none where it is refused."""

    def drawn(text: str) -> Scene | None:
        try:
            return scene_of(text)
        except tg.TensorgraphError:
            return None

    texts = [PLACES[place].format(text) for place in PLACES for text in TEXTS if len(text) < 1000]
    return {text: drawn(text) for text in texts}


@every_format
def test_any_text_in_the_language_is_written_or_refused(format: str) -> None:
    found = [scene for scene in scenes_of_texts().values() if scene]
    assert len(found) > 100
    for scene in found:
        try:
            SKELETONS[format](render(format, [scene]))
        except tg.TensorgraphError as error:
            assert all(one.hint for one in error.diagnostics)


# Sizes.


@every_format
def test_a_text_of_thousands_of_letters(format: str) -> None:
    start = time.perf_counter()
    SKELETONS[format](render(format, [scene_of(PLACES["brace"].format("x" * 5000))]))
    assert time.perf_counter() - start < SECONDS


@cache
def large() -> Scene:
    """Four tensors in a row, 250 times: how long their layout takes is no matter of a format."""
    row = scene_of(BOX + f"show p {{ dims: none }}: {chain(4)}")
    parts = [_copied(moved(part, 0.0, copy * row.height), f"c{copy}") for copy in range(250) for part in row.parts]
    return replace(row, height=250 * row.height, parts=tuple(parts))


def _copied(item: Item, copy: str) -> Item:
    """The item with keys of its own."""
    if not isinstance(item, Group):
        return item
    anchors = tuple(replace(anchor, wire=anchor.wire + copy) for anchor in item.anchors)
    return replace(item, key=item.key + copy, anchors=anchors, parts=tuple(_copied(part, copy) for part in item.parts))


@every_format
def test_a_thousand_nodes(format: str) -> None:
    assert len(list(groups(large().parts, "tensor"))) == 1000
    start = time.perf_counter()
    SKELETONS[format](render(format, [large()]))
    assert time.perf_counter() - start < SECONDS


@every_format
@pytest.mark.parametrize("text", ["0", "2", "-1/2", "s", "-2 s", "ones[i: n]", "0; A[i, j]", "1 == s"])
def test_pictures_of_hardly_anything(format: str, text: str) -> None:
    assert SKELETONS[format](render(format, [scene_of(BOX + f"show p: {text}")]))


@every_format
def test_a_page_without_anything(format: str) -> None:
    assert render(format, [Scene(16.0, 16.0, (), "", "")])


# Bytes.

PROGRAM = """
import hashlib, json, sys
from tensorgraph.diagram import FORMATS, render
from tests.diagram.pictures import PICTURES, scene_of
scenes = [scene_of(PICTURES[name]) for name in ("whole head", "rail", "branches")]
found = {format: [hashlib.sha256(render(format, [scene])).hexdigest() for scene in scenes] for format in FORMATS}
print(json.dumps(found))
"""


def test_the_same_bytes_in_every_process() -> None:
    made = []
    for seed in ("0", "4711"):
        environment = {"PYTHONHASHSEED": seed, "PATH": "/nowhere", "TZ": "Asia/Tokyo" if seed == "0" else "UTC"}
        done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True)
        made.append(json.loads(done.stdout))
    assert made[0] == made[1]


@every_format
def test_the_same_bytes_twice(format: str) -> None:
    made = [hashlib.sha256(render(format, [scene_of(PICTURES["whole head"])])).hexdigest() for _ in range(2)]
    assert made[0] == made[1]


@every_format
def test_pages_are_in_order_and_do_not_disturb_each_other(format: str) -> None:
    scenes = [scene_of(PICTURES[name]) for name in ("trace", "head", "trace")]
    if FORMATS[format].pages:
        assert render(format, scenes) != render(format, [scenes[1], scenes[0], scenes[2]])
    else:
        with pytest.raises(tg.TensorgraphError) as caught:
            render(format, scenes)
        assert caught.value.diagnostics[0].code == "several-pictures"


@every_format
def test_no_picture_is_a_mistake(format: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        render(format, [])
    assert caught.value.diagnostics[0].code == "no-picture"


# Options.


@every_format
def test_an_option_that_is_none_is_said(format: str) -> None:
    for option in (*OPTIONS, "colour", "format", "scenes"):
        if option not in FORMATS[format].options:
            with pytest.raises(tg.TensorgraphError) as caught:
                render(format, [SAMPLE], **{option: True})
            (found,) = caught.value.diagnostics
            assert (found.code, bool(found.hint)) == ("unknown-option", True)


@every_format
def test_an_option_makes_a_difference_and_takes_its_kind_only(format: str) -> None:
    for name in FORMATS[format].options:
        option = OPTIONS[name]
        other, wrong = (2.0, True) if option.kind is float else (not option.usual, 1)
        assert render(format, [SAMPLE], **{name: other}) != render(format, [SAMPLE])
        with pytest.raises(tg.TensorgraphError) as caught:
            render(format, [SAMPLE], **{name: wrong})
        assert caught.value.diagnostics[0].code == "wrong-option"


SECRET = "4711-quokka"


def contents(data: bytes) -> bytes:
    """The bytes, and those of what is packed in them."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    archive = zipfile.ZipFile(io.BytesIO(data))
    return data + b"".join(archive.read(name) for name in archive.namelist())


@every_format
def test_comments_of_the_file_are_in_the_picture_only_where_that_can_be_stopped(format: str) -> None:
    scene = scene_of(PICTURES["trace"] + f"\n# {SECRET}")
    usual, silent = contents(render(format, [scene])), render(format, [scene])
    if "source" in FORMATS[format].options:
        silent = render(format, [scene], source=False)
        assert SECRET.encode() in usual
    assert SECRET.encode() not in contents(silent)


@every_format
def test_what_carries_a_source_gives_it_back(format: str) -> None:
    if FORMATS[format].carries:
        reader = FORMATS[format].source
        assert reader(render(format, [SAMPLE])) == SAMPLE.source
        assert reader(render(format, [SAMPLE], source=False)) is None


@pytest.mark.parametrize("format", [name for name, entry in FORMATS.items() if entry.carries])
def test_spoiled_files_have_some_source_or_none_or_are_refused(format: str) -> None:
    data = render(format, [SAMPLE])
    for spoiled in spoilings(data):
        try:
            found = FORMATS[format].source(spoiled)
        except tg.TensorgraphError as error:
            assert all(one.hint for one in error.diagnostics)
        else:
            assert found is None or isinstance(found, str)


def spoilings(data: bytes) -> Iterator[bytes]:
    """Cut short, with a byte changed, with a piece twice or missing."""
    step = max(1, len(data) // 60)
    for place in range(0, len(data), step):
        yield data[:place]
        yield data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        yield data[:place] + data[place + step :]
        yield data[: place + step] + data[place:]
    yield bytes(1000)


# What is loaded.

HEAVY = ("torch", "sympy", "networkx", "numpy", "opt_einsum", "lark")
COMPILED = {"png": {"resvg_py"}, "pptx": {"lxml", "PIL"}}
"""The packages with compiled modules that a format may load; the others run wherever Python does."""

LOADING = """
import sys
from tensorgraph.diagram import render
from tests.diagram.pictures import PICTURES, scene_of
render({format!r}, [scene_of(PICTURES["head"])])
for name, module in sys.modules.items():
    file = str(getattr(module, "__file__", None))
    if "site-packages" in file and not file.endswith(".py") or name in {heavy!r}:
        print(name.split(".")[0])
"""


@every_format
def test_nothing_heavy_is_loaded(format: str) -> None:
    program = LOADING.format(format=format, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= COMPILED.get(format, set())


def test_svg_loads_nothing_for_other_formats() -> None:
    others = {f"tensorgraph.diagram.formats.{entry.module}" for entry in FORMATS.values()}
    program = LOADING.format(format="svg", heavy=sorted(others - {"tensorgraph.diagram.formats.svg"}))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""


# The page that documents them.


def test_the_page_has_every_format_with_its_options() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|$", page, re.MULTILINE)
    found = {name: (bool(pages.strip()), set(re.findall(r"--[\w-]+", options))) for name, pages, options in rows}
    assert found == {
        name: (entry.pages, {OPTIONS[option].flag for option in entry.options}) for name, entry in FORMATS.items()
    }
