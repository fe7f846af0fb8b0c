"""Addresses and patterns: what they say, that they mean what numpy means, and each mistake of form."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tensorgraph as tg
from tensorgraph.weights.address import parse_address
from tensorgraph.weights.form import Malformed
from tensorgraph.weights.pattern import parse_pattern


@pytest.mark.parametrize(
    ("text", "file", "key", "cuts"),
    [
        ("w.safetensors:a", "w.safetensors", "a", ""),
        ("gpt2:h.{layer}.w[:, model : 2*model, 3]", "gpt2", "h.{layer}.w", ":, model:2 model, 3"),
        ("../a b/w.pt:x:y[:n]", "../a b/w.pt", "x:y", ":n"),
        ("x.npy", "x.npy", "", ""),
        ("x.pt", "x.pt", "", ""),
        ("x.npy[2:]", "x.npy", "", "2:"),
        ("w.safetensors:{ layer }.{head}", "w.safetensors", "{layer}.{head}", ""),
    ],
)
def test_parts_of_an_address(text: str, file: str, key: str, cuts: str) -> None:
    found = parse_address(text)
    assert (found.file, found.key, ", ".join(map(str, found.cuts))) == (file, key, cuts)
    assert parse_address(str(found)) == found


def test_the_keys_of_an_index() -> None:
    found = parse_address("w.pt:h.{layer}.e{expert}.w")
    assert found.stacked == ("layer", "expert")
    assert found.key_at({"layer": 11, "expert": 0}) == "h.11.e0.w"
    assert found.matcher.fullmatch("h.11.e0.w") and not found.matcher.fullmatch("h.011.e0.w")
    assert not found.matcher.fullmatch("hx11.e0.w")  # the dot is a dot


@pytest.mark.parametrize(
    ("text", "message", "words"),
    [
        ("", "an address begins with the name of a file", ""),
        (":a", "an address begins with the name of a file", ":a"),
        ("w.safetensors", "an address names the entry of its file, after a colon", "w.safetensors"),
        ("w.safetensors:", "an address names the entry of its file, after a colon", "w.safetensors:"),
        ("x.npy:a", "a .npy file holds one array, so it has no keys", "a"),
        ("h{layer}.pt:w", "a `{…}` stands in the key, after the colon", "{layer}.pt"),
        ("w.pt:h.{layer.w", "a brace without its partner", "h.{layer.w"),
        ("w.pt:h.}.{layer}", "a brace without its partner", "h.}."),
        ("w.pt:h.{}.w", "`{}` names no dimension", "{}"),
        ("w.pt:h.{2}.w", "`{2}` names no dimension", "{2}"),
        ("w.pt:{a}.{a}", "`{a}` stands twice in the key", "{a}.{a}"),
        ("w.pt:a[:", "a bracket without its partner, or with something after it", "[:"),
        ("w.pt:a[:2].b", "a bracket without its partner, or with something after it", "[:2].b"),
        ("w.pt:a]", "a bracket without its partner, or with something after it", "]"),
        ("w.pt:a[]", "there is nothing between the commas, and a cut is a range or a number", "]"),
        ("w.pt:a[:,,2]", "there is nothing between the commas, and a cut is a range or a number", ","),
        ("w.pt:a[::2]", "`::2` has a step, and a cut is a range or a number", "::2"),
        ("w.pt:a[:, n]", "`n` is no index, which is a whole number", "n"),
        ("w.pt:a[-1]", "`-1` counts from the end, which a cut cannot", "-1"),
        ("w.pt:a[:, 2:-n]", "`2:-n` counts from the end, which a cut cannot", "2:-n"),
        ("w.pt:a[a+1:]", "`a+1` is no bound: whole numbers and dimensions, multiplied", "a+1"),
        (f"w.pt:a[:{'9' * 40}]", f"`{'9' * 40}` is no bound: whole numbers and dimensions, multiplied", "9" * 40),
        ("w.pt:a[...]", "`...` is no index, which is a whole number", "..."),
    ],
)
def test_mistakes_in_addresses(text: str, message: str, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_address(text)
    assert (caught.value.message, text[caught.value.start : caught.value.end]) == (message, words)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "words"),
    [
        ("", "a pattern has one `->`, and this has 0", ""),
        ("a b", "a pattern has one `->`, and this has 0", "a b"),
        ("a -> a -> a", "a pattern has one `->`, and this has 2", "a -> a -> a"),
        ("a a -> a", "`a` names two axes of one side", "a"),
        ("a b -> a b a", "`a` names two axes of one side", "a"),
        ("a b -> a", "`b` stands on the left only", "b"),
        ("a -> a c", "`c` stands on the right only", "c"),
        ("(a b -> a b", "a `(` without its `)`", "("),
        ("a b) -> a b", "a `)` without its `(`", ")"),
        ("(a (b c)) -> a b c", "parentheses inside parentheses", "("),
        ("() a -> a", "there is nothing in these parentheses", "()"),
        ("... a -> a", "every axis has a name here: there is no `...`", "."),
        ("a 2 -> a", "`2` is no name; only `1` stands for an axis of one index", "2"),
        ("(a 1) -> a", "`1` is no name; only `1` stands for an axis of one index", "1"),
        ("a -> a 1", "a leg has a name: `1` stands on the left only", "1"),
        ("a,b -> a b", "`,` is no name", ","),
        ("a → a", "a pattern has one `->`, and this has 0", "a → a"),
    ],
)
def test_mistakes_in_patterns(text: str, message: str, words: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_pattern(text)
    assert (caught.value.message, text[caught.value.start : caught.value.end]) == (message, words)
    assert caught.value.hint


@given(st.text("ab1:.[]{},()->… *'", max_size=14))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_address, parse_pattern):
        try:
            found = parse(text)
        except Malformed as wrong:
            assert wrong.message and wrong.hint and 0 <= wrong.start <= wrong.end <= len(text)
        else:
            assert parse(str(found)) == found


@st.composite
def rearrangements(draw: st.DrawFn) -> tuple[list[list[str]], list[str], dict[str, int], list[tuple[int, int]]]:
    """Names in groups, their order as legs, a size for each, and what is cut off before and after each axis."""
    names = draw(st.permutations("abcd"))[: draw(st.integers(1, 4))]
    starts = sorted({0, *draw(st.sets(st.integers(1, len(names)), max_size=2))} - {len(names)})
    groups = [list(names[a:b]) for a, b in zip(starts, [*starts[1:], len(names)], strict=True)]
    sizes = {name: draw(st.integers(1, 3)) for name in names}
    off = [(draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in groups]
    return groups, draw(st.permutations(names)), sizes, off


@given(rearrangements())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cuts_and_patterns_mean_what_numpy_means(
    drawn: tuple[list[list[str]], list[str], dict[str, int], list[tuple[int, int]]],
) -> None:
    groups, legs, sizes, off = drawn
    shape = [
        before + prod(sizes[name] for name in group) + after for group, (before, after) in zip(groups, off, strict=True)
    ]
    entry = np.arange(float(prod(shape))).reshape(shape)
    cuts = ", ".join(f"{before}:{size - after}" for size, (before, after) in zip(shape, off, strict=True))
    left = " ".join(f"({' '.join(group)})" for group in groups)
    text = f"dim {', '.join(f'{name} = {size}' for name, size in sizes.items())}\n"
    text += f'tensor T[{", ".join(legs)}] {{ from: "x:w[{cuts}]", as: "{left} -> {" ".join(legs)}" }}'
    found = tg.loads(text).weights({"w": torch.from_numpy(entry)})["T"]
    wanted = np.empty([sizes[name] for name in legs])
    for place in np.ndindex(*wanted.shape):  # entry by entry, from what the letters mean
        at = dict(zip(legs, place, strict=True))
        axes = []
        for group, (before, _) in zip(groups, off, strict=True):
            index = 0
            for name in group:
                index = index * sizes[name] + at[name]
            axes.append(before + index)
        wanted[place] = entry[tuple(axes)]
    assert np.array_equal(found, wanted)
