"""From values to levels of colour, with round numbers at the ends and on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.heatmap.colours import LEVELS
from tensorgraph.diagram.names import decimal_latex

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""What an end of a scale is, times a power of ten: never more than a third above the largest value."""
STEPS = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0)
"""Between two numbers beside a bar, times a power of ten."""
FAINT = 0.25
"""Values from 0 to 1 that stay below have a scale of their own, or their map would be as good as blank."""
FROM_ZERO = 0.5
"""A scale begins at zero where the smallest value is below this part of the largest."""
MOST_TICKS = 7
"""Numbers beside a bar: as many as are read at a glance."""
TICK_ROOM = 18.0
"""Points along a bar for a number: nearly twice its height."""
FEWEST_TICKS = 3
"""Numbers with which both ends are said, and something between them."""
ALIKE = 1e-9
"""Of a length: less is none."""
LARGEST = 1e300
"""Beyond it sums of values are infinite."""
SMALLEST = 1e-300
LONGEST = 6
"""Digits before and after the point of a number that is written without a power of ten."""


@dataclass(frozen=True)
class Scale:
    """The values of the lowest and the highest colour; ``signed`` where zero has the colour of the ground."""

    low: float
    high: float

    @property
    def signed(self) -> bool:
        """Whether there are two arms of colours."""
        return self.low < 0 <= self.high

    def level(self, value: float) -> int:
        """The number of a value's colour; equal magnitudes of both signs are equally far from the middle.

        >>> Scale(0.0, 1.0).level(1.0), Scale(-2.0, 2.0).level(0.0), Scale(0.0, 1.0).level(7.0)
        (254, 127, 254)
        """
        low, high = self._ends()
        share = (value / 2 - low / 2) / (high / 2 - low / 2)
        return math.floor(min(1.0, max(0.0, share)) * (LEVELS - 1) + 0.5)

    def _ends(self) -> tuple[float, float]:
        reach = max(-self.low, self.high)
        return (-reach, reach) if self.signed else (self.low, self.high)


def asked(scale: tuple[float, float]) -> Scale:
    """The scale that an author wants; a TensorgraphError with the code ``heat-map`` where it is none."""
    low, high = scale
    if not (-LARGEST <= low <= LARGEST and -LARGEST <= high <= LARGEST and low < high):
        raise mistake("heat-map", f"the scale {low:g} to {high:g} is none", None, "two finite numbers, the lower first")
    return Scale(float(low), float(high))


def automatic(values: Iterable[float]) -> Scale:
    """A scale for values: 0 to 1 for those within it, with zero in the middle for both signs, else round numbers.

    >>> automatic([0.1, 0.9]), automatic([-1.7, 0.4])
    (Scale(low=0.0, high=1.0), Scale(low=-2.0, high=2.0))
    """
    known = [min(LARGEST, max(-LARGEST, value)) for value in values] or [0.0]
    low, high = min(known), max(known)
    if max(-low, high) < SMALLEST:
        return Scale(0.0, 1.0)
    if low < 0 < high:
        reach = rounded_up(max(-low, high))
        return Scale(-reach, reach)
    if high <= 0:
        ends = _one_sided(-high, -low)
        return Scale(-ends[1], -ends[0] or 0.0)
    return Scale(*_one_sided(low, high))


def _one_sided(low: float, high: float) -> tuple[float, float]:
    """The ends for values that are not negative."""
    if FAINT <= high <= 1:
        return 0.0, 1.0
    if low < FROM_ZERO * high or high - low < ALIKE * high:
        return 0.0, rounded_up(high)
    step = step_for(high - low, MOST_TICKS)
    return _times(math.floor(low / step + ALIKE), step), _times(math.ceil(high / step - ALIKE), step)


def rounded_up(value: float) -> float:
    """The least round number that is not below a positive value.

    >>> rounded_up(0.42), rounded_up(100.0), rounded_up(0.3)
    (0.5, 100.0, 0.3)
    """
    power = _power(value)
    return _times(next(part for part in ROUND if part * power >= value * (1 - ALIKE)), power)


def step_for(length: float, most: int) -> float:
    """The smallest round step of which at most ``most`` places fit in a length, ends included."""
    return _steps(length, most)[0]


def _steps(length: float, most: int) -> list[float]:
    """Round steps of which at most ``most`` places fit in a length, up to ten times the smallest."""
    power = _power(length / most)
    known = [_times(part, power) for part in (*STEPS, *(10 * part for part in STEPS))]
    return [step for step in known if length / step <= most - 1 + ALIKE]


def ticks(scale: Scale, room: float) -> list[float]:
    """Round numbers from end to end of a scale, as many as can be read along ``room`` points.

    >>> ticks(Scale(0.0, 1.0), 300.0), ticks(Scale(-2.0, 2.0), 50.0)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [-2.0, 0.0, 2.0])
    """
    steps = _steps(scale.high - scale.low, min(MOST_TICKS, max(FEWEST_TICKS, math.floor(room / TICK_ROOM))))
    found = [_multiples(scale, step) for step in steps]
    whole = (
        places for places in found if len(places) >= FEWEST_TICKS and (places[0], places[-1]) == (scale.low, scale.high)
    )
    return next(whole, found[0])


def _multiples(scale: Scale, step: float) -> list[float]:
    """Those of a step in a scale."""
    first, last = math.ceil(scale.low / step - ALIKE), math.floor(scale.high / step + ALIKE)
    return [_times(number, step) for number in range(first, last + 1)]


def tick_words(values: Sequence[float]) -> list[str]:
    """Numbers at equal steps with equally many decimals, as labels.

    >>> tick_words([-1.0, -0.5, 0.0]), tick_words([0.0, 1e9])
    (['−1.0', '−0.5', '0.0'], ['$0$', '$10^{9}$'])
    """
    decimals = max((_decimals(value) for value in values), default=0)
    whole = max((len(f"{abs(value):.0f}") for value in values), default=1)
    if whole > LONGEST or decimals > LONGEST:
        words = [f"${decimal_latex(Fraction(value))}$" for value in values]
        return words if len(set(words)) == len(words) else [minus(f"{value:.12g}") for value in values]
    return [minus(f"{value:.{decimals}f}") for value in values]


def cell_words(reach: float) -> int:
    """The decimals that show two digits of numbers up to ``reach``.

    >>> cell_words(1.0), cell_words(0.05), cell_words(7.0), cell_words(31.0)
    (2, 3, 1, 0)
    """
    if 0.1 <= reach <= 1 or reach < SMALLEST:
        return 2
    return max(0, 1 - math.floor(math.log10(reach)))


def minus(number: str) -> str:
    """A number with a sign as in mathematics, none before zero.

    >>> minus("-0.5"), minus("-0.0")
    ('−0.5', '0.0')
    """
    return number.replace("-", "−") if number.strip("-0.,") else number.removeprefix("-")


def _decimals(value: float) -> int:
    """Those of the shortest way to write a number."""
    text = f"{value:.12g}"
    return LONGEST + 1 if "e" in text else len(text.partition(".")[2])


def _power(value: float) -> float:
    """The power of ten at or just below a positive number."""
    return 10.0 ** math.floor(math.log10(value * (1 + ALIKE)))


def _times(count: float, step: float) -> float:
    """Without a machine's last bits."""
    return float(f"{count * step:.12g}")
