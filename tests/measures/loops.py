"""Measures by their words: plain loops over numpy, which share nothing with the package."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


def previous_token(a: Array) -> float:
    return sum(a[i, i - 1] for i in range(1, len(a))) / (len(a) - 1)


def prefix_matching(a: Array, tokens: list[int], after: int = 1) -> float:
    """The mean over repeated tokens; ``after`` = 0 is the plausible mistake of attending to the token itself."""
    found = []
    for i, token in enumerate(tokens):
        places = [j for j in range(i) if tokens[j] == token]
        if places:
            found.append(sum(a[i, j + after] for j in places))
    return sum(found) / len(found)


def shift(n: int) -> Array:
    made = np.zeros((n, n))
    for i in range(1, n):
        made[i, i - 1] = 1
    return made


def least_error(m: Array, wanted: Array) -> float:
    """min over c of ‖m − c · wanted‖ / ‖m‖, by least squares."""
    c = np.linalg.lstsq(wanted.reshape(-1, 1), m.reshape(-1), rcond=None)[0][0]
    return float(np.linalg.norm(m - c * wanted) / np.linalg.norm(m))


def eigenvalue_score(m: Array) -> float:
    eigenvalues = np.linalg.eigvals(m)
    return float(sum(eigenvalues).real / sum(abs(eigenvalues)))


def top1(m: Array, wanted: list[int]) -> float:
    return sum(max(range(m.shape[1]), key=lambda j: m[i, j]) == wanted[i] for i in range(len(m))) / len(m)


def pattern(seed: int, n: int) -> Array:
    """a random pattern: lower triangular, rows that sum to one."""
    lower = np.tril(np.random.default_rng(seed).uniform(0.1, 1, (n, n)) ** 3)
    return lower / lower.sum(1, keepdims=True)
