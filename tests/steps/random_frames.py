"""Frames of many random networks: `python -m tests.steps.random_frames 0 300`. Minutes, so it is no test."""

from __future__ import annotations

import sys

from tensorgraph.steps.checked import checked
from tests.random_networks import SIZES
from tests.steps.test_contraction import random_steps, rows


def main(first: int, last: int) -> None:
    """Print the seeds whose frames are wrong, and how many were looked at."""
    wrong = 0
    for seed in range(first, last):
        steps, plan = random_steps(seed)
        if len(steps.frames) != rows(plan) + 1 or not all(checked(steps, SIZES)):
            wrong += 1
            print("wrong:", seed)
    print(f"{wrong} of {last - first} are wrong")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
