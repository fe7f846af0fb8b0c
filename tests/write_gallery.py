"""Writes docs/gallery.md: every file of the gallery with its pictures. `python -m tests.write_gallery`"""

from __future__ import annotations

from pathlib import Path

import tensorgraph as tg

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "examples" / "gallery").glob("*.tg"))
PICTURES = ROOT / "docs" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"

HEAD = """# Gallery

The figures that people of the field draw by hand, each from a few lines of text. The pictures are what
`tensorgraph draw` writes, untouched, and every `=`, `≈` and `≠` in them is what `tensorgraph check` tests. How they
compare with figures set by hand: [the contact sheet](figures/compare.png).
"""


def picture_file(path: Path, name: str) -> str:
    """The file of a picture of a file of the gallery."""
    return f"{path.stem}-{name}.svg"


def title(text: str) -> str:
    """The first line of a file, a comment."""
    return text.splitlines()[0].removeprefix("# ")


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *map(_entry, FILES)])


def _entry(path: Path) -> str:
    text = path.read_text("utf-8")
    body = text.split("\n", 1)[1].strip()
    pictures = [f"![{name}](gallery/{picture_file(path, name)})" for name in tg.load(path).pictures]
    number = path.stem.split("-")[0]
    return "\n\n".join([f"## {number} {title(text)}", *pictures, f"```tg\n{body}\n```"]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
