"""The extension in a real Sphinx: HTML and LaTeX from one page, and mistakes at their place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed")

PAGE = """
Page
====

See :numref:`fig-dot`.

.. tensorgraph::
   :file: dot.tg
   :caption: A dot product
   :name: fig-dot

.. tensorgraph::
   :check:
   :echo:

   dim n
   tensor v[n]
   show same: v[i] == v[i]

.. tensorgraph::

   dim n
   tensor v[m]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the results, and what Sphinx warned of."""
    import io

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    folder = tmp_path_factory.mktemp("pages")
    (folder / "conf.py").write_text("extensions = ['tensorgraph.documents.sphinx']\nnumfig = True\n")
    (folder / "index.rst").write_text(PAGE)
    (folder / "dot.tg").write_text("dim n\ntensor v[n]\nshow dot: v[i] v[i]\n")
    warned = io.StringIO()
    for builder in ("html", "latex"):
        with docutils_namespace():
            app = Sphinx(folder, folder, folder / builder, folder / "trees", builder, status=None, warning=warned)
            app.build()
    return folder, warned.getvalue()


def test_html(built: tuple[Path, str]) -> None:
    page = (built[0] / "html" / "index.html").read_text()
    assert re.findall(r'aria-label="(dot|same)"', page) == ["dot", "same"]
    assert 'href="#fig-dot"' in page and "A dot product" in page
    assert '<span class="kd">dim</span>' in page and "proved" in page


def test_latex_from_the_same_trees(built: tuple[Path, str]) -> None:
    (file,) = (built[0] / "latex").glob("*.tex")
    included = re.findall(r"\{(tensorgraph/(?:dot|same)-\w+\.pdf)\}", file.read_text())
    assert len(included) == 2 and all((built[0] / "latex" / name).read_bytes().startswith(b"%PDF") for name in included)


def test_a_mistake_is_said_at_its_line(built: tuple[Path, str]) -> None:
    assert "index.rst:23:10: error[unknown-dimension]: `m` is not a dimension of this file" in built[1]
