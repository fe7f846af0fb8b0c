"""Texts under the terms of an expansion, and `brace`: an underbrace under a part of a term."""

from __future__ import annotations

import json

import pytest

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.diagram.scene import Group, Scene, groups

D = """
dim n = 4, m = 3, heads = 2
tensor A[n, n], B[n, n], C[n, n]
param W[heads, n, n], V[heads, n, n], U[n, m]
input t[m, n]
x[i, j] = A[i, j] + B[i, j]
y[i, j] = A[i, j] "direct" + W^h[i, k] V^h[k, j] "heads"
ch[i, j] = A[i, k] B[k, l] C[l, j]
style { dims: none }
"""


def scene(text: str) -> Scene:
    """The picture of a `show p`."""
    found = tg.loads(D + text)["p"].scene
    assert report(found) == []
    return found


def said(text: str) -> list[str]:
    """The texts of the underbraces in a picture, in reading order."""
    braces = sorted(groups(scene(text).parts, "brace"), key=lambda group: group.bounds.left)
    return [group.name for group in braces]


def svg(text: str) -> bytes:
    return tg.loads(D + text)["p"].render("svg", source=False)


def terms(text: str) -> list[Group]:
    return list(groups(scene(text).parts, "term"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show p: expand(x[i, k] C[k, j])", []),
        ('show p { labels: ("one", "two") }: expand(x[i, k] C[k, j])', ["one", "two"]),
        ('show p { labels: ("", "two") }: expand(x[i, k] C[k, j])', ["two"]),
        # over several expansions and all sides, in reading order
        (
            'show p { labels: ("a", "b", "c", "d") }: expand(x[i, j]) + C[i, j] == expand(x[i, k] C[k, j])',
            ["a", "b", "c", "d"],
        ),
        # of what stands in a bubble, too
        ('show p { labels: ("a", "b") }: softmax[j](expand(x[i, k] C[k, j]))', ["a", "b"]),
        ('show p { labels: ("a", "b") }: expand(softmax[j](x[i, k] C[k, j]))', ["a", "b"]),
        # an author's texts in the definition, without `labels` and in spite of them
        ("show p: expand(y[i, k] C[k, j])", ["direct", "heads"]),
        ('show p { labels: ("a", "b") }: expand(y[i, k] C[k, j])', ["a", "b"]),
        ("show p: expand(y[i, k] C[k, j], heads)", ["direct", "heads", "heads"]),
        # of their own
        (
            "show p { labels: auto }: expand(y[i, k] C[k, j], heads)",
            ["direct", "heads, $h = 0$", "heads, $h = 1$"],
        ),
        (
            "show p { labels: auto }: expand(x[i, k] x[k, j])",
            ["1st of $x$, 1st of $x$", "1st of $x$, 2nd of $x$", "2nd of $x$, 1st of $x$", "2nd of $x$, 2nd of $x$"],
        ),
        ("show p { labels: auto }: expand(x[i, k] y[k, j])", ["direct", "heads", "direct", "heads"]),
    ],
)
def test_labels(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('("a")', "`labels` has 1 text, and what is expanded here has 2 terms"),
        ('("a", "b", "c")', "`labels` has 3 texts, and what is expanded here has 2 terms"),
    ],
)
def test_a_wrong_count(text: str, words: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        scene(f'show p {{ title: "labels: not these", labels: {text} }}: expand(x[i, j])')
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("labels", words)


def test_labels_without_an_expansion() -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        scene('show p { labels: ("a", "b") }: unfold(x[i, j])')
    words = "`labels` has 2 texts, and this picture has no `expand` of several terms"
    assert caught.value.diagnostics[0].message == words


@pytest.mark.parametrize(
    ("value", "code"), [('("a", 2)', "attribute-value"), ("stacked", "attribute-value"), ('("$a", "b")', "latex")]
)
def test_wrong_labels(value: str, code: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        tg.loads(f"{D}show p {{ labels: {value} }}: expand(x[i, j])")
    assert [found.code for found in caught.value.diagnostics] == [code]


def test_in_a_stack_they_stand_beside_their_terms() -> None:
    found = scene('show p { stack, labels: ("one", "two") }: expand(x[i, k] C[k, j])')
    words = [group for group in groups(found.parts, "words") if group.name in ("one", "two")]
    nodes = list(groups(found.parts, "tensor"))
    assert len(words) == 2
    assert min(group.bounds.left for group in words) > max(node.bounds.right for node in nodes)
    assert words[0].bounds.left == pytest.approx(words[1].bounds.left, abs=0.5)


def test_a_term_of_a_scene_says_where_it_came_from() -> None:
    text = "show p: expand(y[i, k] x[k, j], heads)"
    assert [term.name for term in terms(text)] == [
        "y: term 1, x: term 1",
        "y: term 1, x: term 2",
        "y: term 2, h = 0, x: term 1",
        "y: term 2, h = 0, x: term 2",
        "y: term 2, h = 1, x: term 1",
        "y: term 2, h = 1, x: term 2",
    ]
    assert "y: term 2, h = 1" in json.dumps(json.loads(tg.loads(D + text)["p"].render("json")), ensure_ascii=False)


def test_numbers_of_heads_stand_beside_a_superscript_of_the_label() -> None:
    """`A^1` of the heads 0 and 1 would else be the same picture."""
    text = "param H[heads, n, n] { label: %s }\ntensor v[n]\nshow p: %s"
    written_out = "expand(v[i] H^h[i, j] H^h[j, k], heads)"
    one, other = terms(text % ('"H^1"', written_out))
    assert _label(one) == _label(other).replace("1,1", "1,0") == "H^{1,0}"
    assert _label(terms(text % ('"W_{OV}"', written_out))[1]) == "W_{OV}^{1}"
    assert _label(terms(text % ('"H^1"', "v[i] H^h[i, j] H^h[j, k]"))[0]) == "H^1"


def _label(term: Group) -> str:
    """What stands on the second tensor of a term."""
    (part,) = [part for part in list(groups(term.parts, "tensor"))[1].parts if hasattr(part, "outline")]
    return part.outline.text


# ---- braces -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "by_hand"),
    [
        # from the first to the last, whatever stands between
        ('A[i, k] B[k, l] C[l, j] brace "c": A, B', '(A[i, k] B[k, l] "c") C[l, j]'),
        ('A[i, k] B[k, l] C[l, j] brace "c": C, B', 'A[i, k] (B[k, l] C[l, j] "c")'),
        ('t[s, i] A[i, k] B[k, l] C[l, j] brace "c": A, C', 't[s, i] (A[i, k] B[k, l] C[l, j] "c")'),
        ('A[i, k] B[k, l] brace "c": B', 'A[i, k] (B[k, l] "c")'),
        # the whole term
        ('A[i, k] B[k, l] C[l, j] brace "c": A, C', 'A[i, k] B[k, l] C[l, j] "c"'),
        ('unfold(ch[i, j]) brace "c": A, C', 'A[i, k] B[k, l] C[l, j] "c"'),
        # in every term that has them all
        (
            'A[i, k] B[k, j] + C[i, k] A[k, l] B[l, j] + C[i, k] A[k, j] brace "c": A, B',
            'A[i, k] B[k, j] "c" + C[i, k] (A[k, l] B[l, j] "c") + C[i, k] A[k, j]',
        ),
        # inside a bubble or a group that has them all
        ('C[i, k] relu(A[k, l] B[l, p] C[p, j]) brace "c": A, B', 'C[i, k] relu((A[k, l] B[l, p] "c") C[p, j])'),
        (
            '(A[i, k] B[k, l] + C[i, l]) C[l, j] brace "c": A, B',
            '(A[i, k] B[k, l] "c" + C[i, l]) C[l, j]',
        ),
        # around a bubble that has but one of them
        ('C[i, k] relu(A[k, l]) B[l, j] brace "c": A, B', 'C[i, k] (relu(A[k, l]) B[l, j] "c")'),
        # with a superscript, a wire or a number
        (
            'W^0[i, k] A[k, l] W^1[l, p] B[p, j] brace "c": A, W^1',
            'W^0[i, k] (A[k, l] W^1[l, p] "c") B[p, j]',
        ),
        (
            'W^h[i, k] A[k, l] W^h[l, p] B[p, j] brace "c": A, B',
            'W^h[i, k] (A[k, l] W^h[l, p] B[p, j] "c")',
        ),
        # one in the other, in either order
        (
            'A[i, k] B[k, l] C[l, j] brace "in": A, B brace "out": A, C',
            '(A[i, k] B[k, l] "in") C[l, j] "out"',
        ),
        (
            'A[i, k] B[k, l] C[l, j] brace "out": A, C brace "in": A, B',
            '(A[i, k] B[k, l] "in") C[l, j] "out"',
        ),
    ],
)
def test_a_brace_is_the_part_in_parentheses(clause: str, by_hand: str) -> None:
    assert svg(f"show p: {clause}") == svg(f"show p: {by_hand}")


def test_a_brace_on_what_is_expanded() -> None:
    text = 'show p { labels: ("", "by heads") }: expand(C[i, k] y[k, j]) brace "W V": W, V'
    assert sorted(said(text)) == ["W V", "by heads"]


def test_a_brace_on_a_head_that_is_written_out() -> None:
    clause = 'show p: expand(y[i, k] A[k, j], heads) brace "head 1": W^1, V'
    assert said(clause) == ["direct", "heads", "heads", "head 1"]


@pytest.mark.parametrize(
    ("clauses", "code"),
    [
        ('brace "a": A, B brace "b": B, C', "hints"),
        ('brace "a": A, B brace "b": C, A', None),
        ('brace "a": A, B brace "b": C', None),
        ('brace "a": A, t', "not-in-picture"),
        ('brace "a": A, A', "wish-twice"),
        ('brace " ": A', "group-form"),
        ("brace: A", "group-form"),
        ('brace "$": A', "latex"),
        ('brace "a" { color: red }: A', "unknown-attribute"),
    ],
)
def test_refused(clauses: str, code: str | None) -> None:
    text = f"show p: unfold(ch[i, j]) {clauses}"
    if code is None:
        assert len(said(text)) == 2
        return
    with pytest.raises(tg.TensorgraphError) as caught:
        scene(text)
    assert [found.code for found in caught.value.diagnostics] == [code]


def test_brace_may_be_a_name() -> None:
    found = tg.loads(
        'dim n\ntensor brace[n, n], group[n]\nshow p: brace[i, j] group[j]\n    brace "both": brace, group'
    )
    assert [group.name for group in groups(found["p"].scene.parts, "brace")] == ["both"]
