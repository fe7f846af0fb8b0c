"""Files with words deleted, doubled, swapped or replaced: a network without faults, or mistakes with a place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.check import check_program
from tensorgraph.graph.verify import verify, verify_graph
from tensorgraph.rewrite import resolve_picture
from tensorgraph.source import Source
from tensorgraph.syntax.machine import machine, scan
from tensorgraph.syntax.parse import parse
from tests.errors.cases import CASES

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.tg"))
TEXTS = [path.read_text("utf-8") for path in EXAMPLES] + [case.right for case in CASES if not case.beside]
FILES = [[token.text for token in scan(machine(), text) if token.kind != "COMMENT"] for text in TEXTS]
WORDS = ["i", "j", "0", "-", "+", "(", ")", "[", "]", ",", "|", "relu", "mean", "unfold", "ones", "id", "2", "/", "^"]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_other_end(data: st.DataObject) -> None:
    words = list(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 4))):
        place, other = (data.draw(st.integers(0, len(words) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["delete", "double", "swap", "copy", "word"])):
            case "delete" if len(words) > 1:
                del words[place]
            case "double":
                words.insert(place, words[place])
            case "swap":
                words[place], words[other] = words[other], words[place]
            case "copy":
                words[place] = words[other]
            case _:
                words.insert(place, data.draw(st.sampled_from(WORDS)))
    try:
        network = check_program(parse(Source("a.tg", "".join(words))))
        pictures = [resolve_picture(network, picture) for picture in network.pictures]
    except TensorgraphError as error:
        assert all(diagnostic.span for diagnostic in error.diagnostics)
        assert len({str(diagnostic) for diagnostic in error.diagnostics}) == len(error.diagnostics)
        return
    assert verify(network) == []
    sides = [side for picture in pictures for row in picture.rows for side in row.sides]
    assert [words for side in sides for words in verify_graph(network, side)] == []
