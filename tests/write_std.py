"""Writes docs/std.md, the library's page, and its pictures in docs/std/. `python -m tests.write_std`"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import tensorgraph as tg
from tensorgraph.graph.check.use import STD

ROOT = Path(__file__).parent.parent
SHOWN = ROOT / "examples" / "std"
"""A file for each of the library, in which every definition is drawn and checked."""
PICTURES = ROOT / "docs" / "std"
PAGE = ROOT / "docs" / "std.md"

ORDER = ("attention", "multihead", "norm", "mlp", "block", "tokens", "circuits", "attention_only", "induction")
"""The files as a reader meets them."""

HEAD = """# The library

Definitions that come with the program, for `use "std/…"`. `tensorgraph examples` lists the files, and
`tensorgraph examples std/attention` prints one. Each definition is compared with a twin written by hand in PyTorch, and
every picture and equation on this page is checked: the files are in [`examples/std/`](../examples/std).

```tg
use "std/attention.tg"
use "std/norm.tg"
dim context = 128, model = 64, head = 16

input x[context, model]
param g[model], b[model], W_Q[model, head], W_K[model, head], W_V[model, head], W_O[head, model]

h[i, n] = attn_head(ln(x, g, b), W_Q, W_K, W_V, W_O)[i, n]
show head: h[i, n] == unfold(h[i, n], attn_head, attn)
```

- Arguments stand in one order everywhere: what flows first (tokens `t`, the stream `x`, before it a given pattern `A`),
  then the weights in the order in which they act, Q, K, V, O, each followed by its bias. `W_E` stands right after the
  tokens, `W_U` last. What ends in 1 belongs to the earlier of two heads or layers, and stands first.
- The names in the brackets are dimensions, whatever they are called in your file. Where all heads are given at once,
  `heads` is their wire; `attn(x, W_Q^0, W_K^0)` is the first of them, `attn(x, W_Q^h, W_K^h)` is each.
- A row is a position: `x[context, model]`. Weights act from the right, and a pattern has the query first.
- What has many arguments is drawn under a short label. Name it, `y[i, m] = block(x, …)[i, m]`, and it is drawn by your
  name, or the `label:` you give it.
- `unfold(e, attn)` opens every call of `attn`. A sum in parentheses, `(unfold(e))`, is drawn as branches that meet.
- Blocks with the weights of all layers in one tensor are applied one after the other by a definition of your own, which
  says which weights have a layer: [repeated layers](#repeated-layers).
"""

TAIL = """## Repeated layers

```tg
{layers}
```

## What is cited

{works}
"""

WORKS = {
    "Ba et al. 2016": "J. L. Ba, J. R. Kiros, G. E. Hinton: *Layer Normalization*. arXiv 1607.06450",
    "BERT": "J. Devlin, M.-W. Chang, K. Lee, K. Toutanova 2018: *BERT: Pre-training of Deep Bidirectional "
    "Transformers for Language Understanding*. arXiv 1810.04805",
    "Elhage et al. 2021": "N. Elhage et al.: *A Mathematical Framework for Transformer Circuits*. "
    "<https://transformer-circuits.pub/2021/framework/index.html>",
    "GPT-2": "A. Radford et al. 2019: *Language Models are Unsupervised Multitask Learners*, and its code",
    "Hendrycks and Gimpel 2016": "D. Hendrycks, K. Gimpel: *Gaussian Error Linear Units (GELUs)*. arXiv 1606.08415",
    "Llama": "H. Touvron et al. 2023: *LLaMA: Open and Efficient Foundation Language Models*. arXiv 2302.13971",
    "Olsson et al. 2022": "C. Olsson et al.: *In-context Learning and Induction Heads*. arXiv 2209.11895",
    "Press et al. 2021": "O. Press, N. A. Smith, M. Lewis: *Shortformer: Better Language Modeling Using Shorter "
    "Inputs*. arXiv 2012.15832",
    "Shazeer 2020": "N. Shazeer: *GLU Variants Improve Transformer*. arXiv 2002.05202",
    "Vaswani et al. 2017": "A. Vaswani et al.: *Attention Is All You Need*. arXiv 1706.03762",
    "Zhang and Sennrich 2019": "B. Zhang, R. Sennrich: *Root Mean Square Layer Normalization*. arXiv 1910.07467",
}
"""What the comments of the library cite."""


@dataclass(frozen=True)
class Entry:
    """A definition of the library: what its comment says, and its text."""

    name: str
    comment: str
    text: str

    @property
    def formals(self) -> str:
        """What stands between its parentheses, on one line."""
        return _line(re.findall(rf"def {self.name}\(([^)]*)\)", self.text)[0])

    @property
    def result(self) -> str:
        """The brackets after them, or nothing for a number."""
        return str(re.findall(r"\)(\[.*?\])? (?:{|=)", self.text)[0])

    @property
    def signature(self) -> str:
        """How it is called, with its dimensions."""
        return f"{self.name}({self.formals}){self.result}"


def stems() -> tuple[str, ...]:
    """The files of the library, those unknown to this page last."""
    found = sorted(path.stem for path in STD.glob("*.tg"))
    return (*ORDER, *(stem for stem in found if stem not in ORDER))


def entries(stem: str) -> list[Entry]:
    """The definitions of a file of the library, in its order."""
    blocks = (STD / f"{stem}.tg").read_text("utf-8").split("\n\n")[1:]
    return [_entry(block) for block in blocks]


def _entry(block: str) -> Entry:
    lines = block.strip().splitlines()
    comment = " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))
    text = "\n".join(line for line in lines if not line.startswith("#"))
    return Entry(re.findall(r"^def (\w+)", text)[0], comment, text)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def picture_file(stem: str, name: str) -> str:
    """The file of a picture."""
    return f"{stem}-{name}.svg"


def drawn(stem: str) -> list[str]:
    """The pictures of a file, in its order."""
    return list(tg.load(SHOWN / f"{stem}.tg").pictures)


def page() -> str:
    """The whole page."""
    layers = (SHOWN / "layers.tg").read_text("utf-8").split("\n", 1)[1].strip()
    works = "\n".join(f"- {name}: {work}" for name, work in WORKS.items())
    return "\n".join([HEAD, _index(), *map(_section, stems()), TAIL.format(layers=layers, works=works)])


def _index() -> str:
    """All definitions by file."""
    rows = [f"| `std/{stem}.tg` | {', '.join(f'[{e.name}](#{e.name})' for e in entries(stem))} |" for stem in stems()]
    return "\n".join(["| file | definitions |", "|---|---|", *rows]) + "\n"


def _section(stem: str) -> str:
    title = (STD / f"{stem}.tg").read_text("utf-8").splitlines()[0].removeprefix("# ")
    found = entries(stem)
    more = [name for name in drawn(stem) if name not in {entry.name for entry in found}]
    parts = [f"## {title}", f'`use "std/{stem}.tg"`', *(_definition(stem, entry) for entry in found)]
    return "\n\n".join([*parts, *(_picture(stem, name) for name in more), _truths(stem)]) + "\n"


def _definition(stem: str, entry: Entry) -> str:
    shown = [f"### {entry.name}", f"`{entry.signature}`", entry.comment, _picture(stem, entry.name)]
    return "\n\n".join([*shown, f"```tg\n{entry.text}\n```"])


def _picture(stem: str, name: str) -> str:
    return f"![{name}](std/{picture_file(stem, name)})"


def _truths(stem: str) -> str:
    """What checks a file's definitions, what draws more than one of them, and what these statements define for it."""
    names = {entry.name for entry in entries(stem)}
    text = (SHOWN / f"{stem}.tg").read_text("utf-8")
    made = re.findall(r"^[\w'()^]+(?:\[.*?\])?(?: {.*})? =.*(?:\n    .*)*", text, re.MULTILINE)
    statements = re.findall(r"^(?:show|check) .*(?:\n    .*)*", text, re.MULTILINE)
    told = [text for text in statements if re.findall(r"^\w+ (\w+)", text)[0] not in names]
    body = "\n".join([*made, *([""] if made else []), *told])
    return f"What is true of them ([`examples/std/{stem}.tg`](../examples/std/{stem}.tg)):\n\n```tg\n{body}\n```"


def write() -> None:
    """The page and its pictures, and no others."""
    PICTURES.mkdir(exist_ok=True)
    for path in PICTURES.glob("*.svg"):
        path.unlink()
    for stem in stems():
        document = tg.load(SHOWN / f"{stem}.tg")
        for name in document.pictures:
            (PICTURES / picture_file(stem, name)).write_bytes(document[name].render("svg"))
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
