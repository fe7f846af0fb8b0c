"""The colour maps: even, legible in grey, apart for colour-blind readers; measured with other formulas than ours."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tensorgraph.diagram.colour import LEGIBLE, contrast
from tensorgraph.diagram.heatmap.colours import LEVELS, MIDDLE, ramp
from tensorgraph.diagram.scene import Polygon, groups
from tensorgraph.diagram.theme import DARK, MONO, TAYLOR, THEMES, Theme
from tests.diagram.heatmap.pictures import drawn, plain
from tests.diagram.heatmap.reading import text_of

CREAM = replace(TAYLOR, background="#fff4dc", ink="#222244", soft_ink="#333355")
NAVY = replace(DARK, background="#0d1b3d")
ALL = {**THEMES, "cream": CREAM, "navy": NAVY}

# Oklab by way of XYZ, with the matrices of Ottosson's page; ours goes straight from sRGB.
TO_XYZ = np.array(
    [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923], [0.0193308, 0.1191948, 0.9505322]]
)
TO_CONES = np.array(
    [[0.8189330101, 0.3618667424, -0.1288597137], [0.0329845436, 0.9293118715, 0.0361456387],
     [0.0482003018, 0.2643662691, 0.6338517070]]
)  # fmt: skip
TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip

# What dichromats see, in linear light: G. M. Machado et al., doi 10.1109/TVCG.2009.113, severity 1.
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def light(colours: tuple[str, ...]) -> np.ndarray:
    """Linear parts of colours."""
    parts = np.array([list(bytes.fromhex(colour[1:])) for colour in colours]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(linear: np.ndarray) -> np.ndarray:
    return np.cbrt(np.clip(linear, 0, 1) @ TO_XYZ.T @ TO_CONES.T) @ TO_LAB.T


def lightness(colours: tuple[str, ...]) -> np.ndarray:
    """L* of CIE, from 0 to 100."""
    y = light(colours) @ TO_XYZ[1]
    return np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27)


@pytest.mark.parametrize("name", ALL)
def test_a_map_begins_on_the_ground_and_leaves_it_evenly_in_grey(name: str) -> None:
    theme = ALL[name]
    colours = ramp(theme, False)
    assert colours[0] == theme.background
    steps = np.diff(lightness(colours)) * (1 if lightness(colours)[0] < 50 else -1)
    assert steps.min() >= 0
    assert abs(lightness(colours)[-1] - lightness(colours)[0]) > 55
    spans = np.add.reduceat(steps[:252], range(0, 252, 36))  # seven parts
    assert spans.min() > 0.6 * spans.mean()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("signed", [False, True])
def test_equal_steps_are_equal_to_the_eye(name: str, signed: bool) -> None:
    seen = lab(light(ramp(ALL[name], signed)))
    spans = [float(np.linalg.norm(a - b)) for a, b in pairwise(seen[:: (LEVELS - 1) // 14])]  # eight bits even out
    arms = (spans[:7], spans[7:]) if signed else (spans,)
    for arm in arms:
        assert max(arm) < 1.25 * min(arm)


@pytest.mark.parametrize("name", ["taylor", "dark", "cream", "navy"])
@pytest.mark.parametrize("sight", [None, *BLIND])
def test_signs_are_apart_for_every_reader(name: str, sight: str | None) -> None:
    """As far as ten steps that can just be seen (0.02 in Oklab each), from half the scale on; at a fifth, three."""
    linear = light(ramp(ALL[name], True)) @ np.array(BLIND[sight] if sight else np.eye(3)).T
    seen = lab(linear)
    apart = [float(np.linalg.norm(seen[MIDDLE - k] - seen[MIDDLE + k])) for k in range(MIDDLE + 1)]
    assert min(apart[MIDDLE // 5 : MIDDLE // 2]) > 0.06
    assert min(apart[MIDDLE // 2 : MIDDLE * 4 // 5]) > 0.1


@pytest.mark.parametrize("name", ["taylor", "dark", "cream"])
def test_both_signs_are_equally_dark(name: str) -> None:
    grey = lightness(ramp(ALL[name], True))
    assert np.abs(grey - grey[::-1]).max() < 6
    assert ramp(ALL[name], True)[MIDDLE] == ALL[name].background


def test_a_theme_without_colour_has_greys_from_the_ground_to_the_ink() -> None:
    for signed in (False, True):
        colours = ramp(MONO, signed)
        assert (colours[0], colours[-1]) == (MONO.background, MONO.ink)
        assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("low", [-1.0, 0.0])
def test_numbers_can_be_read_on_every_colour(name: str, low: float) -> None:
    values = [[low + (1 - low) * (12 * row + column) / 143 for column in range(12)] for row in range(12)]
    scene = plain(values, theme=ALL[name], scale=(low, 1.0))
    cells = list(groups(scene.parts, "cell"))
    assert len(cells) == 144
    for cell in cells:
        ground = cell.parts[0]
        assert isinstance(ground, Polygon) and ground.fill
        assert contrast(text_of(cell).fill, ground.fill) >= LEGIBLE


@pytest.mark.parametrize("theme", ALL.values(), ids=ALL)
def test_labels_can_be_read_on_the_page(theme: Theme) -> None:
    for tick in groups(plain(drawn(5, 5), theme=theme).parts, "tick"):
        assert contrast(text_of(tick).fill, theme.background) >= LEGIBLE
