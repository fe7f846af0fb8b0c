"""Sees a save: what the file, and the files it takes names or colours from, hold now."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from tensorgraph.syntax.read import MAX_BYTES

SETTLED = 2.0
"""Seconds: after a change a file is read at every look for so long, because coarse clocks of file systems (2 s on FAT)
give two saves the same time."""
PATIENCE = 1.0
"""Seconds that a file may be absent or empty before that is taken for its content: an editor is replacing it."""
MOST_FILES = 200
"""As many files as one may use."""

_NAMED = re.compile(r'^use\s*"(?!std/)([^"\n]+)"|"([^"\n]+\.toml)"', re.MULTILINE)
"""Files beside the file: what it uses, and a theme. The package's own files do not change."""


@dataclass(frozen=True)
class Seen:
    """A file when it was last looked at: its stamp, the hash of what it holds, and the files that it names.

    ``since`` is when the stamp was new, and ``there`` when the file was last there.
    """

    stamp: tuple[int, ...] = ()
    digest: bytes = b""
    names: tuple[str, ...] = ()
    since: float = 0.0
    there: float = 0.0


Look: TypeAlias = Mapping[Path, Seen]


def look(file: Path, before: Look, now: float) -> Look:
    """The file and all that it takes from, at a time in seconds; ``before`` spares the reading of what did not change.

    It needs no right file: what a broken one uses is found as well.
    """
    seen: dict[Path, Seen] = {}
    waiting = [file]
    while waiting and len(seen) < MOST_FILES:
        path = waiting.pop()
        if path not in seen:
            seen[path] = _seen(path, before.get(path), now)
            waiting += [path.parent / name for name in seen[path].names]
    return seen


def differs(one: Look, other: Look) -> bool:
    """Whether any file holds something else."""
    return _digests(one) != _digests(other)


def whole(seen: Look, now: float) -> bool:
    """Whether no file was absent at that look that was there a moment before it."""
    return all(found.there == now or not found.digest for found in seen.values())


def _digests(seen: Look) -> dict[Path, bytes]:
    return {path: found.digest for path, found in seen.items()}


def _seen(path: Path, before: Seen | None, now: float) -> Seen:
    stamp = _stamp(path)
    if before and stamp and stamp == before.stamp and now - before.since > SETTLED:
        return replace(before, there=now)
    data = _read(path) if stamp else b""
    if not data:
        return before if before and now - before.there < PATIENCE else Seen()
    since = before.since if before and stamp == before.stamp else now
    return Seen(stamp, hashlib.sha256(data).digest(), tuple(_names(data)), since, now)


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes with nearly every save; nothing where there is no file that can be read without waiting."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return (found.st_mtime_ns, found.st_size, found.st_ino) if stat.S_ISREG(found.st_mode) else ()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return b""


def _names(data: bytes) -> Iterator[str]:
    for match in _NAMED.finditer(data.decode("utf-8", "replace")):
        name = match[1] or match[2]
        if "\0" not in name and not Path(name).is_absolute():
            yield name
