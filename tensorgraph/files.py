"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tensorgraph.diagnostics import mistake


def write_whole(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it, so that a reader never sees half of it."""
    target = path.resolve() if path.is_symlink() else path
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise mistake("file", f"cannot write `{path}`: {error.strerror or error}") from None


def _mode(path: Path) -> int:
    """The permissions the file has, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
