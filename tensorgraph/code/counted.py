"""The size of a block of a wire while code is written: a number to plan with, and the variable `count` in the text."""

from __future__ import annotations

from tensorgraph.code.lines import COUNT


class Count(int):
    """``factor`` times the number of indices of a block, or a power of it.

    It is as large as in a full block and reads as `count`, because the last block may be smaller. So it equals no plain
    number, and what holds for it holds for every block.

    >>> rows = Count(512)
    >>> rows, 64 * rows, rows == 512, rows * 2 == 2 * rows, int(64 * rows)
    (count, 64 * count, False, True, 32768)
    """

    block: int
    factor: int
    power: int

    def __new__(cls, block: int, factor: int = 1, power: int = 1) -> Count:
        """``factor`` times a power of the block's size."""
        made = super().__new__(cls, factor * block**power)
        made.block, made.factor, made.power = block, factor, power
        return made

    def __mul__(self, other: int) -> int:
        if isinstance(other, Count):
            return Count(self.block, self.factor * other.factor, self.power + other.power)
        return Count(self.block, self.factor * int(other), self.power)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Count) and (self.factor, self.power) == (other.factor, other.power)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.factor, self.power))

    def __str__(self) -> str:
        factors = [str(self.factor)] * (self.factor != 1) + [COUNT] * self.power
        return " * ".join(factors)

    __repr__ = __str__

    def __format__(self, form: str) -> str:
        return str(self)
