"""What is worth a line and is no mistake."""

from __future__ import annotations


class Note(UserWarning):
    """A warning of this package; the command line prints it as `note: …`."""
