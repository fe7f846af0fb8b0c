"""Files of pictures beside a document: named by what they show, so that equal pictures are one file, written whole."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import render
from tensorgraph.diagram.formats.svg import identifier
from tensorgraph.documents.block import Picture
from tensorgraph.files import write_whole

DIGITS = 8
"""Of the hash in a file's name: two pictures of one name share it with a chance of one in 4,000 million."""
FOLDER = "tensorgraph-media"
"""Where files go when nothing else is said, beside the document."""


@dataclass(frozen=True)
class Media:
    """A ``folder`` for files below ``beside``, the folder that the document refers to them from."""

    folder: str = FOLDER
    beside: Path = Path()

    def written(self, picture: Picture, format: str) -> str:
        """The picture in a file; what the document calls it, with slashes."""
        data = render(format, [picture.scene])
        stem = identifier(picture.scene.name or "picture")
        name = f"{stem}-{sha256(data).hexdigest()[:DIGITS]}.{format}"
        path = self.beside / self.folder
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise mistake("file", f"cannot make the folder `{path}`: {error.strerror or error}") from None
        write_whole(path / name, data)
        return f"{self.folder}/{name}"
