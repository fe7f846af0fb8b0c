"""Pictures in words: what a reader who cannot see them is told."""

from __future__ import annotations

import pytest

from tests.diagram.pictures import scene_of

NETWORK = """
dim n = 3, m = 4, r
tensor A[n, m], B[n, m], C[m, r], v[m], u[n], s
"""
TEXTS = {
    "a chain": ("A[i, j] C[j, k]", "A (n × m) joined over m to C (m × r). Open wires: n i, r k."),
    "entry by entry": (
        "u[i] A[i, j] v[j]",
        "u (n) joined over n to A (n × m) joined over m to v (m).",
    ),
    "a wire with a free end": (
        "copy[i: n, j] A[j, k] B[i, k]",
        "an identity (n × n) joined over n to A (n × m), then B (n × m) joined over n to an identity and over m to A.",
    ),
    "three ends": (
        "A[i, j] v[j] C[j, k]",
        "A (n × m), beside v (m), beside C (m × r), one wire of m through A, v and C. Open wires: n i, r k.",
    ),
    "nothing in common": ("u[i] v[j]", "u (n), beside v (m). Open wires: n i, m j."),
    "numbers": ("-2/3 A[i, j] / sqrt(m)", "minus 2/3 over the square root of m times A (n × m). Open wires: n i, m j."),
    "a sum in a bubble": (
        "softmax[j](A[i, j] - B[i, j])",
        "softmax along m of (A (n × m) minus B (n × m)). Open wires: n i, m j.",
    ),
    "a brace": ('u[i] "the $u_i$"', "u (n), labelled “the u i”. Open wire: n i."),
    "a slice": ("A[0, j]", "A (n × m) joined over n to the index 0 (n). Open wire: m j."),
    "relations": ("A[i, j] v[j] != u[i]", "A (n × m) joined over m to v (m) differs from u (n). Open wire: n i."),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_said(name: str) -> None:
    text, words = TEXTS[name]
    scene = scene_of(NETWORK + f"show p: {text}")
    assert scene.description == f"Tensor diagram: {words}"


def test_a_free_wire_with_several_ends_goes_out() -> None:
    scene = scene_of("dim n, m\ntensor A[n, m], B[n, m]\nshow p[i, j]: A[i, j] B[i, j]")
    assert scene.description == (
        "Tensor diagram: A (n × m), beside B (n × m), one wire of n through A, B and out, "
        "one wire of m through A, B and out. Open wires: n i, m j."
    )


def test_the_author_says_it_better() -> None:
    scene = scene_of('dim n\ntensor v[n]\nshow p { alt: "A velocity." }: v[i]')
    assert scene.description == "A velocity."
