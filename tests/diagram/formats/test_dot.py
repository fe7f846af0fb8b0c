"""DOT: the graph is the picture's, whatever it says, and Graphviz reads it."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pytest

import tensorgraph as tg
from tensorgraph.diagram import Scene, draw, render
from tensorgraph.diagram.formats.formula import ARGUMENTS, formula
from tensorgraph.diagram.formats.joins import joins
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.latex import COMMANDS
from tensorgraph.diagram.scene import Group, Item, Text, groups
from tensorgraph.graph.network import Picture
from tests.diagram.formats.graph_nets import written_nets
from tests.diagram.formats.test_tikz import EXAMPLES
from tests.diagram.pictures import MATRICES, PICTURES, network_of, scene_of
from tests.diagram.random_pictures import random_picture

needs_graphviz = pytest.mark.skipif(not shutil.which("dot"), reason="dot is not installed (apt-get install graphviz)")

# A reader of what is written, by the rules of the language: quoted texts, `--`, attributes, clusters.

TEXT = r'"((?:\\.|[^"\\])*)"'
NODE = re.compile(rf"^ *{TEXT} \[(.*)\];$")
EDGE = re.compile(rf"^ *{TEXT} -- {TEXT} \[(.*)\];$")
OPENING = re.compile(rf"^ *subgraph {TEXT} {{$")
ATTRIBUTE = re.compile(rf"(\w+)={TEXT}")


@dataclass(frozen=True)
class Read:
    """A file read: nodes and edges with their attributes, and the clusters around each node, outermost first."""

    nodes: dict[str, dict[str, str]]
    edges: list[tuple[str, str, dict[str, str]]]
    around: dict[str, tuple[str, ...]]
    labels: dict[str, str]


def read(text: str) -> Read:
    found = Read({}, [], {}, {})
    inside: list[str] = []
    for line in text.splitlines()[1:]:
        if opening := OPENING.match(line):
            inside.append(opening[1])
        elif line.strip() == "}":
            inside[-1:] = []
        elif edge := EDGE.match(line):
            found.edges.append((edge[1], edge[2], dict(ATTRIBUTE.findall(edge[3]))))
        elif node := NODE.match(line):
            found.nodes[node[1]] = dict(ATTRIBUTE.findall(node[2]))
            found.around[node[1]] = tuple(inside)
        elif inside:
            found.labels[inside[-1]] = dict(ATTRIBUTE.findall(line))["label"]
    return found


def graph(scene: Scene) -> Read:
    return read(render("dot", [scene]).decode())


# What it says of the picture.


def nets(drawn: Read, scene: Scene) -> Counter[tuple[tuple[str, ...], bool]]:
    """What hangs together by lines and points: a tensor's name for each leg, and whether it ends free."""
    names = {group.key: group.name for group in groups(scene.parts, "tensor")}
    parent = {key: key for key in drawn.nodes if key not in names}

    def top(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    legs: list[tuple[str, str]] = []
    for number, (first, last, _) in enumerate(drawn.edges):
        line = f"line {number}"
        parent[line] = line
        for end in (first, last):
            if end in names:
                legs.append((names[end], line))
            else:
                parent[top(end)] = top(line)
    held: dict[str, list[str]] = {}
    for name, line in legs:
        held.setdefault(top(line), []).append(name)
    free = {top(key) for key in parent if re.fullmatch(r"t\d+e[\d.]+", key)}
    return Counter((tuple(sorted(members)), key in free) for key, members in held.items())


@cache
def pictures() -> dict[str, tuple[Picture, Scene]]:
    found = {}
    for path in EXAMPLES:
        document = tg.load(path)
        found |= {f"{path.stem}-{name}": (document[name].picture, document[name].scene) for name in document.pictures}
    for name, text in PICTURES.items():
        network, picture = network_of(text)
        found[name] = (picture, draw(network, picture))
    for seed in range(30):
        network, picture = random_picture(seed, plain=bool(seed % 2))
        found[f"random {seed}"] = (picture, draw(network, picture))
    return found


def test_the_graph_is_that_of_the_expression() -> None:
    for name, (picture, scene) in pictures().items():
        assert nets(graph(scene), scene) == written_nets(picture), name


def test_every_tensor_and_sum_is_a_node_with_its_legs() -> None:
    for name, (_, scene) in pictures().items():
        drawn = graph(scene)
        ends = Counter(end for first, last, _ in drawn.edges for end in (first, last))
        for group in groups(scene.parts, "tensor"):
            assert (group.key in drawn.nodes, ends[group.key]) == (True, len(group.anchors)), (name, group.name)
        assert all(group.key in drawn.nodes for group in groups(scene.parts, "sum")), name
        assert set(ends) <= set(drawn.nodes), name


def test_a_line_that_is_missing_is_seen() -> None:
    network, picture = network_of(PICTURES["head"])
    scene = draw(network, picture)
    drawn = graph(scene)
    for index in range(len(drawn.edges)):
        fewer = replace(drawn, edges=drawn.edges[:index] + drawn.edges[index + 1 :])
        assert nets(fewer, scene) != written_nets(picture)


JOINTS = {
    "A[i, j] v[j]": {"end": 1},
    "M[j, j]": {},
    "a[i] b[i] c[i]": {"dot": 1},
    "A[i, j] ones[j]": {"end": 1, "dot": 1},
    "T[i, j, k] s": {"end": 3},
    "s": {},
    "A[i, j] / sqrt(k)": {"end": 2},
    "(A[i, j] + B[i, j]) C[j, k]": {"end": 2, "fork": 1},
    "mean[j](A[i, j])": {"end": 1, "stop": 1},
    "softmax[j](A[i, j])": {"end": 2},
    "id[a: i, b]": {"end": 2},
}
"""What each has beside its tensors: a free end for each outer wire, a dot for a copy, nothing for a trace."""


@pytest.mark.parametrize("text", JOINTS)
def test_ends_dots_forks_and_stops(text: str) -> None:
    (term,) = groups(scene_of(MATRICES + f"show p: {text}").parts, "term")
    joints, _ = joins(term)
    assert Counter(joint.kind for joint in joints) == JOINTS[text]


def test_a_thick_wire_ends_in_a_junction() -> None:
    scene = scene_of(PICTURES["thick"])
    found = [joint for term in groups(scene.parts, "term") for joint in joins(term)[0]]
    assert sum(joint.kind == "junction" for joint in found) >= 1
    widths = {float(look["penwidth"]) for _, _, look in graph(scene).edges if "penwidth" in look}
    assert widths == {3.0}


def test_bubbles_are_clusters_in_each_other() -> None:
    scene = scene_of(PICTURES["whole head"])
    drawn = graph(scene)
    names = {group.key: group.name for group in groups(scene.parts, "tensor")}
    inside = {names[key]: [drawn.labels[c] for c in around] for key, around in drawn.around.items() if key in names}
    assert inside["W_Q"] == ["", "softmax", "mask"]
    assert inside["W_V"] == [""]


def test_words_are_plain() -> None:
    drawn = graph(scene_of(PICTURES["whole head"]))
    labels = [look.get("label", "") for look in drawn.nodes.values()]
    assert {"W_Q", "x", "1/√head"} <= set(labels)
    assert {look["label"] for _, _, look in drawn.edges if "label" in look} == {"context", "model", "head"}


def test_a_label_stands_on_one_line_of_a_wire() -> None:
    drawn = graph(scene_of(PICTURES["rail"]))
    assert sum(look.get("label") == "heads" for _, _, look in drawn.edges) == 1


PLAIN = {
    "W_{OV}^h": "W_OV^h",
    r"x'_{\mathrm{out}}": "x′_out",
    r"W_{\uparrow}": "W_↑",
    r"\frac{a+b}{2\,c}": "(a+b)/(2 c)",
    r"\sqrt[3]{ab}": "³√ab",
    "10^{-5}": "10^{-5}",
    r"\mathbb{R}^{n\times m}": "ℝ^{n×m}",
    r"\left\|x\right.": "‖x",
    r"\exp x": "exp x",
    r"\hat{\sigma}": "σ̂",
    r"a\leq b": "a ≤ b",
    r"\text{a_b}\%": "a_b%",
    r"\varphi\phi\varepsilon\epsilon": "φϕεϵ",
}


@pytest.mark.parametrize("latex", PLAIN)
def test_formulas_as_plain_text(latex: str) -> None:
    assert plain_text(latex, "math") == PLAIN[latex]


@pytest.mark.parametrize("command", sorted(COMMANDS - {"left", "right"}))
def test_every_command_has_a_plain_text(command: str) -> None:
    groups_of = {"frac": "{a}{b}"}
    takes = "{a}" if command in ARGUMENTS or command.startswith("text") else ""
    found = plain_text(f"\\{command}{groups_of.get(command, takes)} x", "math")
    assert "\\" not in found and found.endswith("x")


@pytest.mark.parametrize(
    "latex", ["a_", "a^b^c", "a_b_c", "^", r"\frac{a}", r"\left(a", r"a\right)", r"\sqrt[3", r"\left a b\right)"]
)
def test_what_is_no_formula_is_refused(latex: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        formula(latex)
    assert caught.value.diagnostics[0].code == "latex"


# Graphviz.


def with_graphviz(data: bytes, kind: str = "svg") -> str:
    done = subprocess.run(["dot", f"-T{kind}"], input=data, capture_output=True, check=True, timeout=60)
    assert not done.stderr, done.stderr
    return done.stdout.decode()


@needs_graphviz
def test_graphviz_reads_every_picture() -> None:
    scenes = [scene for _, scene in pictures().values()]
    files = with_graphviz(b"".join(render("dot", [scene]) for scene in scenes)).split("</svg>")[:-1]
    for (name, (_, scene)), svg in zip(pictures().items(), files, strict=True):
        drawn = graph(scene)
        counts = svg.count('class="node"'), svg.count('class="edge"')
        assert counts == (len(drawn.nodes), len(drawn.edges)), name


@needs_graphviz
@pytest.mark.parametrize(
    "text", ['"]; x -- y; "', "\\N \\G \\", "<b>bold</b>", "&lt; &amp; &#65;", "a\nb\r\u2028c", "{|}"]
)
def test_words_are_read_as_they_were_written(text: str) -> None:
    scene = scene_of(MATRICES + "show p: a[i]")
    parts = tuple(replace(part, parts=tuple(_saying(one, text) for one in part.parts)) for part in scene.parts)
    found = ET.fromstring(with_graphviz(render("dot", [replace(scene, parts=parts, name=text, description=text)])))
    said = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    told = [" ".join(str(element.text).split()) for element in found.iter(f"{SVG}text")]
    assert said in told
    kinds = Counter(group.attrib["class"] for group in found.iter(f"{SVG}g") if "class" in group.attrib)
    assert kinds == {"graph": 1, "cluster": 1, "node": 2, "edge": 1}


SVG = "{http://www.w3.org/2000/svg}"


def _saying(item: Item, text: str) -> Item:
    """A label with another text, and what it is about."""
    if isinstance(item, Group) and item.role == "label":
        return replace(item, parts=tuple(_saying(part, text) for part in item.parts))
    if isinstance(item, Group):
        return replace(item, about=text)
    return replace(item, outline=replace(item.outline, text=text, style="words")) if isinstance(item, Text) else item
