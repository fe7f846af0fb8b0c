"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tensorgraph.diagnostics import mistake


def write_whole(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it, so that a reader never sees half of it."""
    target = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(prefix=".tensorgraph-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            temporary.chmod(_mode(target))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise mistake("file", f"cannot write `{path}`: {error.strerror or error}") from None


def _mode(path: Path) -> int:
    """The permissions the file has, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
