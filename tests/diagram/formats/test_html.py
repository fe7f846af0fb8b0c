"""The page of HTML: what it says, that it reaches nothing, and how it behaves in a real browser."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram.formats.html import html, html_source
from tensorgraph.diagram.formats.inline import ground, is_dark
from tensorgraph.diagram.scene import Anchor, Bounds, Curve, Disc, Group, Outline, Scene, Text

MULTIHEAD = str(tg.example("multihead"))
HOSTILE = '</script></style></title></pre><script>window.hacked = 1</script>]]>--><img src=x onerror="hacked=1" \'>'
VOID = {"meta", "img", "br", "link", "input", "path", "circle", "rect"}


class Elements(HTMLParser):
    """Every element with its attributes, and the text inside each kind of element."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def scenes_of(path: str = MULTIHEAD) -> list[Scene]:
    document = tg.load(path)
    return [document[name].scene for name in document.pictures]


def hostile_scene() -> Scene:
    """Two tensors joined by a wire, every text of them an attack."""
    outline = Outline("M0 0L10 0L10 10Z", Bounds(0, 0, 10, 10), 10.0, 100.0, HOSTILE)
    wire = Group("wire", HOSTILE, (Curve(((30, 30), (120, 30)), "#111111", 1.3),), about=HOSTILE, key='w"1')
    label = Group("label", HOSTILE, (Text((70, 24), 10.0, outline, "#111111"),), key='w"1')
    nodes = [
        Group(
            "tensor",
            HOSTILE,
            (Disc((x, 30), 14, "#d9d9d9", "#111111", 1.3),),
            (Anchor('w"1', (x, 30)),),
            HOSTILE,
            f"t{x}",
        )
        for x in (30, 120)
    ]
    term = Group("term", "", (wire, *nodes, label), key="t9")
    return Scene(150, 60, (term,), HOSTILE, HOSTILE, "#ffffff", HOSTILE, f"\n# {HOSTILE}\n\tdim a\n")


def dotted(colour: str, background: str | None) -> Scene:
    wire = Group("wire", "i", (Curve(((0, 5), (20, 5)), colour, 1.3),), about="i · a", key="w1")
    return Scene(20, 10, (wire,), "t", "d", background, "t", "")


def test_every_wire_and_tensor_says_what_it_is() -> None:
    (scene, _), page = scenes_of(), Elements(html(scenes_of()[:1]))
    told = [group for term in scene.parts for group in getattr(term, "parts", ()) if getattr(group, "about", "")]
    assert len(told) > 10
    assert sorted(page.texts["title"][1:]) == sorted(group.about for group in told)
    stops = [found for found in page.named("g") if found.get("tabindex") == "0"]
    assert {(found["class"], found["data-key"]) for found in stops} == {(group.role, group.key) for group in told}


def test_keys_join_a_wire_its_labels_and_what_answers_to_the_pointer() -> None:
    page = Elements(html(scenes_of()[:1]))
    wires = {found["data-key"] for found in page.named("g") if found.get("class") == "wire"}
    labels = {found["data-key"] for found in page.named("g") if found.get("class") == "label"}
    hits = {found["data-key"] for found in page.named("g") if "class" not in found}
    assert wires and labels == wires and hits == wires


def test_a_wire_in_two_groups_is_one_stop() -> None:
    scene = dotted("#111111", None)
    twice = Scene(20, 10, scene.parts * 2, "t", "d", None, "t", "")
    stops = [found for found in Elements(html([twice])).named("g") if "tabindex" in found]
    assert len(stops) == 1


def test_several_pictures_have_headings_and_one_has_none() -> None:
    assert Elements(html(scenes_of())).texts["h2"] == ["wires", "heads"]
    assert "h2" not in Elements(html(scenes_of()[:1])).texts
    labels = [found["aria-label"] for found in Elements(html(scenes_of())).named("svg")]
    assert labels == ["wires", "heads"]


def test_descriptions_are_named_by_their_pictures() -> None:
    scenes = scenes_of()
    page = Elements(html(scenes))
    assert page.texts["desc"] == [scene.description for scene in scenes]
    assert [found["id"] for found in page.named("desc")] == [found["aria-describedby"] for found in page.named("svg")]
    ids = [found["id"] for _, found in page.found if "id" in found]
    assert len(ids) == len(set(ids))


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    page = Elements(html(scenes_of()))
    (policy,) = [found["content"] for found in page.named("meta") if found.get("http-equiv")]
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'{digest(page.texts['style'][0])}'",
        "script-src": f"'{digest(page.texts['script'][0])}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(page.texts["style"]) == len(page.texts["script"]) == 1


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


LOADING = {"src", "href", "style", "srcset", "action", "data", "poster", "background", "xlink:href"}


@pytest.mark.parametrize("scenes", [scenes_of(), [hostile_scene(), hostile_scene()]], ids=["multihead", "hostile"])
def test_nothing_is_loaded(scenes: list[Scene]) -> None:
    page = Elements(html(scenes))
    names = {name for _, attributes in page.found for name in attributes}
    assert not names & LOADING
    assert not [name for name in names if name.startswith("on")]
    for word in ("url(", "@import", "http:", "https:", "fetch", "XMLHttp"):
        assert word not in page.texts["style"][0] + page.texts["script"][0]
    assert {tag for tag, _ in page.found} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "section", "figure", "svg", "desc"),
        *("rect", "g", "path", "circle", "p", "details", "summary", "pre", "code", "script"),
    }


def test_hostile_texts_stay_texts() -> None:
    data = html([hostile_scene(), hostile_scene()])
    page = Elements(data)
    assert len(page.texts["script"]) == 1 and "hacked" not in page.texts["script"][0]
    assert page.texts["h2"] == [HOSTILE, HOSTILE]
    assert page.texts["title"] == [HOSTILE] + [HOSTILE] * 6
    assert page.texts["desc"] == [HOSTILE, HOSTILE]
    assert page.texts["code"] == [hostile_scene().source]
    assert {found["aria-label"] for found in page.named("svg")} == {HOSTILE}
    assert html_source(data) == hostile_scene().source


def test_control_characters_and_lone_surrogates_are_shown_as_unknown() -> None:
    scene = Scene(9, 9, (), "a\0b\x1b[31m\udc80", "d\x85", None, "t", "\x00 x\u202e")
    page = Elements(html([scene]))
    assert page.texts["title"] == ["a\ufffdb\ufffd[31m\ufffd"]
    assert page.texts["desc"] == ["d\ufffd"]
    assert page.texts["code"] == ["\ufffd x\u202e"]


def test_the_source_comes_once_and_only_where_it_is_wanted() -> None:
    scenes = scenes_of()
    assert html(scenes).count(b"<pre>") == 1
    assert html_source(html(scenes)) == Path(MULTIHEAD).read_text("utf-8")
    assert html_source(html(scenes, source=False)) is None
    assert html_source(b"<p>another page</p>") is None


def test_the_ground_is_the_pictures() -> None:
    dark = html([dotted("#f2f2f2", "#16181d")])
    assert b"--ground: #16181d" in dark and b'<html lang="en" class="dark">' in dark
    light = html([dotted("#111111", "#fffdf5")])
    assert b"--ground: #fffdf5" in light and b'<html lang="en" class="light">' in light
    assert ground(dotted("#f2f2f2", None)) == "#000000"
    assert ground(dotted("#333333", None)) == "#ffffff"
    assert [is_dark(colour) for colour in ("#000000", "#16181d", "#ffffff", "#f7c667")] == [True, True, False, False]


def test_the_same_bytes_every_time() -> None:
    program = (
        "import sys, hashlib, tensorgraph as tg\nfrom tensorgraph.diagram.formats.html import html\n"
        f"d = tg.load({MULTIHEAD!r})\n"
        "print(hashlib.sha256(html([d[n].scene for n in d.pictures])).hexdigest())\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "77")
    }
    assert made == {f"{hashlib.sha256(html(scenes_of())).hexdigest()}\n".encode()}


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shown(open_page: Callable, tmp_path: Path) -> Iterator[Callable]:
    """Opens scenes as a page."""

    def show(scenes: list[Scene], **options):
        path = tmp_path / "page.html"
        path.write_bytes(html(scenes))
        page = open_page(path.as_uri(), **options)
        assert page.noise.asked == [path.as_uri()]
        return page

    yield show


def lit(page) -> set[tuple[str, str]]:
    """What stands out: roles and keys."""
    groups = ".picture > :not(.hits) .on"
    found = page.eval_on_selector_all(groups, "all => all.map(g => [g.classList[0], g.dataset.key])")
    return {(role, key) for role, key in found}


def middle_of_line(page, selector: str) -> tuple[float, float]:
    """A point of a path that is on screen."""
    point = page.eval_on_selector(
        selector,
        """path => { const p = path.getPointAtLength(path.getTotalLength() * .3).matrixTransform(path.getScreenCTM());
                     return [p.x, p.y]; }""",
    )
    return point[0], point[1]


def test_hovering_a_wire_says_what_it_is_and_lights_all_of_it(shown: Callable) -> None:
    page = shown(scenes_of()[:1])
    about = page.locator("#about")
    assert not about.is_visible()
    wires = page.locator("g.wire[tabindex]").all()
    assert len(wires) == 8
    for wire in wires:
        key, text = wire.get_attribute("data-key"), wire.get_attribute("data-about")
        x, y = middle_of_line(page, f"g.wire[data-key={key}] path")
        page.mouse.move(x, y + 2.5)  # beside the line itself
        assert about.inner_text() == text and len(text.split(" · ")) == 3
        assert lit(page) == {("label", key), ("wire", key)}
    page.mouse.move(2, 2)
    assert not about.is_visible() and not lit(page)


def test_what_stands_out_is_seen(shown: Callable) -> None:
    page = shown(scenes_of()[:1])
    line, label = page.locator("g.wire path").first, page.locator("g.label path").first
    colours = "path => [getComputedStyle(path).stroke, getComputedStyle(path).fill]"
    before = line.evaluate(colours)[0], label.evaluate(colours)[1]
    page.mouse.move(*middle_of_line(page, "g.wire path"))
    after = line.evaluate(colours)[0], label.evaluate(colours)[1]
    assert after == ("rgb(11, 87, 208)",) * 2 and before[0] != after[0] and before[1] != after[1]


def test_hovering_a_label_or_a_tensor(shown: Callable) -> None:
    page = shown(scenes_of()[:1])
    label = page.locator("g.label").first
    key = label.get_attribute("data-key")
    box = label.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    assert ("wire", key) in lit(page)
    page.locator("g.tensor", has=page.locator("path")).nth(3).hover()
    assert page.locator("#about").inner_text() == "param W_V[heads, model, head] · 4 × 48 × 12"
    assert [role for role, _ in lit(page)] == ["tensor"]


def test_the_text_does_not_cover_what_it_is_about_nor_leave_the_window(shown: Callable) -> None:
    page = shown(scenes_of(), viewport={"width": 500, "height": 420})
    for group in page.locator("g.tensor[tabindex]").all():
        group.scroll_into_view_if_needed()
        group.hover()
        node, text = group.bounding_box(), page.locator("#about").bounding_box()
        assert text["y"] >= node["y"] + node["height"] or text["y"] + text["height"] <= node["y"]
        assert text["x"] >= 0 and text["x"] + text["width"] <= 500


def test_the_keyboard_reaches_everything(shown: Callable) -> None:
    page = shown(scenes_of()[:1])
    stops = page.locator("[tabindex]").count()
    read = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('figure')"):  # a figure that scrolls is a stop of its own
            page.keyboard.press("Tab")
        read.append(page.locator("#about").inner_text())
        assert lit(page)
    assert read == page.eval_on_selector_all("[tabindex]", "all => all.map(g => g.dataset.about)")
    page.keyboard.press("Escape")
    assert not page.locator("#about").is_visible() and not lit(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details").evaluate("d => d.open")


def test_a_finger_does_what_the_pointer_does(shown: Callable) -> None:
    page = shown(scenes_of()[:1], has_touch=True)
    box = page.locator("g.tensor[tabindex]").first.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#about:not([hidden])")
    assert page.locator("#about").inner_text() == "H[i, n] · context × model · 64 × 48"
    page.touchscreen.tap(3, 3)
    page.wait_for_selector("#about", state="hidden")


def test_what_a_screen_reader_is_told(shown: Callable) -> None:
    page = shown(scenes_of()[:1])
    tree = page.locator("main").aria_snapshot()
    assert '- group "wires"' in tree
    assert '- img "tensor param W_V[heads, model, head] · 4 × 48 × 12"' in tree
    assert '- img "wire h · heads · 4"' in tree
    (scene, _) = scenes_of()
    described = "svg => document.getElementById(svg.getAttribute('aria-describedby')).textContent"
    assert page.locator("svg").evaluate(described) == scene.description
    assert page.locator("svg title").count() == 0  # a browser shows titles itself, a second later


def test_hostile_texts_do_nothing(shown: Callable) -> None:
    page = shown([hostile_scene(), hostile_scene()])
    for group in page.locator("[tabindex]").all():
        group.focus()
        page.keyboard.press("Shift")  # the keyboard is in use
        assert group.get_attribute("data-about") == HOSTILE
    page.mouse.move(*middle_of_line(page, "g.wire path"))
    assert page.locator("#about").inner_text() == HOSTILE
    page.locator("summary").click()
    assert page.locator("code").text_content() == hostile_scene().source
    assert page.evaluate("window.hacked") is None and page.locator("img").count() == 0


def test_the_policy_is_in_force(shown: Callable) -> None:
    page = shown([hostile_scene()])
    page.noise.wanted = True
    page.evaluate(
        """() => { document.body.insertAdjacentHTML("beforeend", '<img src="https://example.invalid/x.png">');
                   const script = document.createElement("script");
                   script.textContent = "window.hacked = 1";
                   document.body.append(script); }"""
    )
    page.wait_for_function("() => document.images[0].complete")
    assert page.evaluate("window.hacked") is None
    while len(page.noise.said) < 2:
        page.wait_for_event("console")
    assert all("Content Security Policy" in text for text in page.noise.said)


def test_pictures_keep_one_scale_in_a_narrow_window(shown: Callable) -> None:
    scenes = scenes_of()
    page = shown(scenes, viewport={"width": 900, "height": 600})
    widths = [page.locator("svg").nth(index).bounding_box()["width"] for index in range(2)]
    scales = [width / scene.width for width, scene in zip(widths, scenes, strict=True)]
    assert scales[0] == pytest.approx(scales[1], rel=1e-3) and 0.6 < scales[0] < 4 / 3
    page.set_viewport_size({"width": 300, "height": 600})
    assert page.locator("svg").nth(1).bounding_box()["width"] == pytest.approx(scenes[1].width * 0.8, rel=1e-3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 300  # the figure scrolls, the page does not


def test_a_small_picture_keeps_its_size_in_a_wide_window(shown: Callable) -> None:
    scene = hostile_scene()
    page = shown([scene], viewport={"width": 1600, "height": 900})
    box = page.locator("svg").bounding_box()
    assert (box["width"], box["height"]) == pytest.approx((scene.width * 4 / 3, scene.height * 4 / 3), rel=1e-3)
