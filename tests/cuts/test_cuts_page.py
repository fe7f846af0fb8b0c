"""The page on cuts does what it says."""

import doctest
import re
from pathlib import Path

import tensorgraph as tg
from tests.einsum.networks import network

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "cuts.md").read_text("utf-8")
DECLARED = """dim head, heads, model
param W_OV[heads, model, model], W_QK[heads, model, model], W_V[heads, model, head], W_O[heads, head, model]
param W_V2[heads, model, head], W_O2[heads, head, model]
"""


def test_what_it_shows() -> None:
    test = doctest.DocTestParser().get_doctest(PAGE, {}, "cuts.md", "cuts.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries > 5 and runner.failures == 0


def test_its_texts_and_its_picture(tmp_path: Path) -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    picture, compositions = (text for language, text in blocks if not language)
    tg.loads(picture, "cut.tg").draw("cut", tmp_path / "cut.svg")
    assert (tmp_path / "cut.svg").read_bytes() == (DOCS / "figures" / "pages" / "cut.svg").read_bytes()
    assert list(network(DECLARED + compositions).definitions) == ["by_Q", "by_K", "by_V"]
