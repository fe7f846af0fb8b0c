"""Wrong usage."""

from __future__ import annotations


class Usage(Exception):
    """Wrong usage (code 2), or a text that was asked for, such as help (code 0)."""

    def __init__(self, text: str, code: int = 2):
        self.code = code
        super().__init__(text)
