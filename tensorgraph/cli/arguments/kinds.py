"""What options may be: numbers, sizes, widths, files by name; a word that is none of these is told what to write."""

from __future__ import annotations

import argparse
import re

from tensorgraph.graph.lengths import points

LAST_PORT = 65535
"""The highest number of a TCP port."""


def whole(text: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number")
    return int(text)


def count(text: str) -> int:
    """A positive whole number."""
    if whole(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a positive whole number")
    return int(text)


def width(text: str) -> str:
    """A length with its unit."""
    if points(text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is not a width: write 160mm (or cm, in, pt)")
    return text


def port(text: str) -> int:
    """A TCP port."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"`{text}` is not a port, a number from 1 to {LAST_PORT}")
    return int(text)


def size(text: str) -> tuple[str, int]:
    """`context=128`."""
    name, equals, size = text.partition("=")
    if not name or not equals or not re.fullmatch(r"\d{1,18}", size) or int(size) < 1:
        example = f"{name or 'context'}=128"
        raise argparse.ArgumentTypeError(f"`{text}` gives no size, a positive whole number: write {example}")
    return name, int(size)


def binding(text: str) -> tuple[str, str]:
    """`x=x.npy`."""
    name, equals, path = text.partition("=")
    if not name or not equals or not path:
        raise argparse.ArgumentTypeError(f"`{text}` is not an input: write x=x.npy")
    return name, path


def beside(text: str) -> tuple[str, str]:
    """`untrained=init.safetensors`, or random."""
    label, equals, path = text.partition("=")
    if text == "random":
        return text, text
    if not label or not equals or not path:
        raise argparse.ArgumentTypeError(f"`{text}` names no weights: write untrained=init.safetensors, or random")
    return label, path


_UNITS = {"": 1, "B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def amount(text: str) -> int:
    """An amount of memory in bytes: `4GiB`."""
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z]*)", text)
    if not match or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"`{text}` is not an amount of memory: write 4GiB")
    return int(float(match[1]) * _UNITS[match[2]])
