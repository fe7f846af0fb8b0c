"""Mistakes that a checked file can still make: in drawing, checking its equations and running it.

The second part of `docs/errors.md` is written from this table.
"""

# The messages are whole, and some lines of them long.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.diagram import FORMATS
from tensorgraph.diagram.formats import carriers


@dataclass(frozen=True)
class Later:
    """A code, the file `a.tg`, the arguments of `tensorgraph`, all that is printed to standard error, and a file and
    arguments that are right."""

    code: str
    wrong: str
    arguments: str
    message: str
    right: str
    repaired: str = ""


LATER: tuple[Later, ...] = (
    Later(
        "latex",
        r"""dim a
param W[a] { label: "\foo" }
show w: W[i]""",
        "draw a.tg -o w.svg",
        r"""a.tg:2:7: error[latex]: unknown command \foo
  |
2 | param W[a] { label: "\foo" }
  |       ^^^^^^^^^^^^^^^^^^^^^^
  = letters, accents, arrows and fonts are known""",
        r"""dim a
param W[a] { label: "\phi" }
show w: W[i]""",
    ),
    Later(
        "text",
        """dim a
tensor T[a]
show t: T[i] "漢\"""",
        "draw a.tg -o t.svg",
        """a.tg:3:1: error[text]: the font has no “漢” (U+6F22)
  |
3 | show t: T[i] "漢"
  | ^^^^^^^^^^^^^^^^^
  = write it in Latin, Greek or Cyrillic letters""",
        """dim a
tensor T[a]
show t: T[i] "kanji\"""",
    ),
    Later(
        "hints",
        """dim n
param A[n, n], B[n, n]
input x[n]
show chain: A[i, j] B[j, k] x[k]
    place { x: align B }""",
        "draw a.tg -o c.svg",
        """a.tg:5:13: error[hints]: `x` and `B` cannot stand in one column: they stand side by side in one line
  |
5 |     place { x: align B }
  |             ^^^^^^^^^^
  = delete it""",
        """dim n
param A[n, n], B[n, n]
input x[n]
show chain: A[i, j] B[j, k] x[k]; A[i, j] x[j]
    place { x: align B }""",
    ),
    Later(
        "nan",
        """dim n
param v[n]
check root: sqrt(v[i] - 2) == v[i]""",
        "check a.tg",
        """a.tg:3:28: error[nan]: the left side of `sqrt(v[i] - 2) == v[i]` is not a number somewhere, so there is no verdict
  |
3 | check root: sqrt(v[i] - 2) == v[i]
  |                            ^^
  = seed 0, n = 2; a root or logarithm of a negative number, or infinity minus infinity?""",
        """dim n
param v[n]
check root: sqrt(square(v[i])) == abs(v[i])""",
    ),
    Later(
        "impossible-property",
        """dim n = 2, k = 3
param U[n, k] { isometry: k }
check u: U[p, a] U[q, a] != id[p, q]""",
        "check a.tg",
        """a.tg:2:7: error[impossible-property]: no random value of `U`, of shape (2, 3), obeys { isometry: k }
  |
2 | param U[n, k] { isometry: k }
  |       ^^^^^^^^^^^^^^^^^^^^^^^
  = an isometry needs at most as many k (3) as other indices (2)""",
        """dim n = 3, k = 2
param U[n, k] { isometry: k }
check u: U[p, a] U[q, a] != id[p, q]""",
    ),
    Later(
        "index-range",
        """dim n = 3
param v[n]
y = v[5]""",
        "run a.tg y --random 0",
        """a.tg:3:7: error[index-range]: index 5 of `v`, leg 1 is out of range: `n` has size 3
  |
3 | y = v[5]
  |       ^
  = an index from -3 to 2""",
        """dim n = 3
param v[n]
y = v[2]""",
    ),
    Later(
        "unknown-size",
        """dim n
param v[n]
y = v[i] v[i]""",
        "run a.tg y --random 0",
        """error[unknown-size]: dimension `n` has no size
  = write `dim n = 4`, or give the size when run: --size n=4""",
        """dim n
param v[n]
y = v[i] v[i]""",
        "run a.tg y --random 0 --size n=4",
    ),
    Later(
        "memory",
        """dim n = 1000000000000000
param v[n]
y = v[i] v[i]""",
        "run a.tg y --random 0 --memory 4GiB",
        """error[memory]: this needs 8.00 PB of memory and 4.29 GB may be used
  = the largest tensor is `v`, n: 8.00 PB (8000000000000000 bytes)""",
        """dim n = 1000
param v[n]
y = v[i] v[i]""",
    ),
    Later(
        "missing-tensor",
        """dim n = 3
param v[n]
y = v[i] v[i]""",
        "run a.tg y",
        """error[missing-tensor]: tensor `v` has no value
  = v[n]
  = give it with `--input NAME=X.npy` or `--weights`, or take `--random 0`""",
        """dim n = 3
param v[n]
y = v[i] v[i]""",
        "run a.tg y --random 0",
    ),
    Later(
        "file",
        """dim n = 3
param v[n] { from: "w.safetensors:v" }
y = v[i] v[i]""",
        "run a.tg y",
        """a.tg:2:20: error[file]: cannot read `w.safetensors`: No such file or directory
  |
2 | param v[n] { from: "w.safetensors:v" }
  |                    ^^^^^^^^^^^^^^^^^
  = give what it holds with `--input NAME=X.npy` or `--weights`, or take `--random 0`""",
        """dim n = 3
param v[n] { from: "w.safetensors:v" }
y = v[i] v[i]""",
        "run a.tg y --random 0",
    ),
    Later(
        "unknown-definition",
        """dim n = 3
param v[n]
y = v[i] v[i]""",
        "plan a.tg z",
        """error[unknown-definition]: no definition is called `z`
  = the definitions are: y""",
        """dim n = 3
param v[n]
y = v[i] v[i]""",
        "plan a.tg y",
    ),
    Later(
        "no-steps",
        """dim n = 3
param A[n, n], B[n, n]
check c: A[i, j] != B[i, j]""",
        "steps a.tg c -o c.svg",
        """a.tg:3:1: error[no-steps]: `c` has a `!=`, so there are no steps
  |
3 | check c: A[i, j] != B[i, j]
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = steps lead from one side of `==` to the other""",
        """dim n = 3
param A[n, n], B[n, n]
C[i, k] = A[i, j] B[j, k]
show c: unfold(C[i, k])""",
    ),
    Later(
        "too-many-steps",
        """dim n = 3, layer = 60
input x[n]
param W[layer, n, n]
def block(x[n], l)[i] = relu(W^l[i, j] x[j])
y[i] = block(x, l)[i] for l in layer""",
        "steps a.tg y -o y.svg",
        """error[too-many-steps]: `y` takes 180 steps, and at most 100 are drawn
  = show the steps of a smaller definition, or of fewer layers by `--size`""",
        """dim n = 3, layer = 60
input x[n]
param W[layer, n, n]
def block(x[n], l)[i] = relu(W^l[i, j] x[j])
y[i] = block(x, l)[i] for l in layer""",
        "steps a.tg y --size layer=3 -o y.svg",
    ),
    Later(
        "unknown-picture",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg vectro -o v.svg",
        """error[unknown-picture]: no picture and no definition is called `vectro`
  = write `vector`""",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg vector -o v.svg",
    ),
    Later(
        "unknown-name",
        """dim n
param v[n]
show vector: v[i]""",
        "explain a.tg vectro",
        """error[unknown-name]: no picture, definition or tensor is called `vectro`
  = write `vector`""",
        """dim n
param v[n]
show vector: v[i]""",
        "explain a.tg vector",
    ),
    Later(
        "unknown-view",
        """dim n
param v[n]
y = v[i] v[i]""",
        "explain a.tg y --only picture,fromula",
        """error[unknown-view]: there is no view `fromula`
  = write `formula`""",
        """dim n
param v[n]
y = v[i] v[i]""",
        "explain a.tg y --only picture,formula",
    ),
    Later(
        "unknown-format",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg -o v.jpg",
        f"""error[unknown-format]: there is no format `jpg`
  = the formats are: {", ".join(FORMATS)}""",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg -o v.png",
    ),
    Later(
        "scale",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg -o v.png --scale 0",
        """error[scale]: the scale is 0
  = a positive number of pixels for a point: 4""",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg -o v.png --scale 2",
    ),
    Later(
        "no-source",
        """dim n
param v[n]
show vector: v[i]""",
        "source a.tg",
        f"""error[no-source]: `a.tg` is no kind of file that carries a source
  = these do: {carriers()}""",
        """dim n
param v[n]
show vector: v[i]""",
        "draw a.tg -o v.svg",
    ),
    Later(
        "too-many-terms",
        """dim n
param v[n], w[n]
x[i] = v[i] + w[i]
show paths: expand(x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i])""",
        "draw a.tg -o v.svg",
        """a.tg:4:13: error[too-many-terms]: this expansion has 4096 terms, at most 512
  |
4 | show paths: expand(x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i] x[i])
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = expand fewer names; the others stay as they are""",
        """dim n
param v[n], w[n]
x[i] = v[i] + w[i]
show paths: expand(x[i] x[i] x[i])""",
    ),
    Later(
        "unknown-size",
        """dim n, heads
param A[heads, n, n]
x[i, j] = A^h[i, k] A^h[k, j]
show paths: x[i, j] == expand(x[i, j], heads)""",
        "draw a.tg -o v.svg",
        """a.tg:4:24: error[unknown-size]: dimension `heads` has no size, so its Σ cannot be written out
  |
4 | show paths: x[i, j] == expand(x[i, j], heads)
  |                        ^^^^^^^^^^^^^^^^^^^^^^
  = write `dim heads = 4`, or give the size to a check: --size heads=4""",
        """dim n, heads
param A[heads, n, n]
x[i, j] = A^h[i, k] A^h[k, j]
show paths: x[i, j] == expand(x[i, j], heads)""",
        "check a.tg --size heads=3",
    ),
    Later(
        "nothing-to-unfold",
        """dim n, heads = 3
param A[heads, n, n], W[heads, n, n]
x[h, i, j] = A^h[i, k] W^h[k, j]
show paths: x^h[i, j] == expand(x^h[i, j], heads)""",
        "draw a.tg -o v.svg",
        """a.tg:4:26: error[nothing-to-unfold]: no term of this expansion has a Σ over `heads`
  |
4 | show paths: x^h[i, j] == expand(x^h[i, j], heads)
  |                          ^^^^^^^^^^^^^^^^^^^^^^^^
  = delete it, or name a dimension that a term sums""",
        """dim n, heads = 3
param A[heads, n, n], W[heads, n, n]
x[i, j] = A^h[i, k] W^h[k, j]
show paths: x[i, j] == expand(x[i, j], heads)""",
    ),
    Later(
        "labels",
        """dim n
param A[n, n], B[n, n]
x[i, j] = A[i, j] + B[i, j]
show paths { labels: ("both", "first", "second") }: expand(x[i, k] x[k, j])""",
        "draw a.tg -o v.svg",
        """a.tg:4:14: error[labels]: `labels` has 3 texts, and what is expanded here has 4 terms
  |
4 | show paths { labels: ("both", "first", "second") }: expand(x[i, k] x[k, j])
  |              ^^^^^^
  = write a text for each, "" for none, or `labels: auto`""",
        """dim n
param A[n, n], B[n, n]
x[i, j] = A[i, j] + B[i, j]
show paths { labels: ("A A", "A B", "B A", "B B") }: expand(x[i, k] x[k, j])""",
    ),
    Later(
        "hints",
        """dim n
param A[n, n], B[n, n], C[n, n]
y[i, j] = A[i, k] B[k, l] C[l, j]
show chain: unfold(y[i, j])
    brace "one": A, B
    brace "other": B, C""",
        "draw a.tg -o c.svg",
        """a.tg:6:5: error[hints]: two braces overlap, and neither holds the other
  |
6 |     brace "other": B, C
  |     ^^^^^^^^^^^^^^^^^^^
a.tg:5:5: the other brace
  |
5 |     brace "one": A, B
  |     ^^^^^^^^^^^^^^^^^
  = delete one, or let one name what the other names""",
        """dim n
param A[n, n], B[n, n], C[n, n]
y[i, j] = A[i, k] B[k, l] C[l, j]
show chain: unfold(y[i, j])
    brace "one": A, B
    brace "all": A, C""",
    ),
    Later(
        "group-apart",
        """dim n
param A[n, n], B[n, n]
x[i, j] = A[i, j] + B[i, j]
show paths: expand(x[i, j])
    brace "both": A, B""",
        "draw a.tg -o c.svg",
        """a.tg:5:5: error[group-apart]: no term of the picture has all tensors of this brace
  |
5 |     brace "both": A, B
  |     ^^^^^^^^^^^^^^^^^^
  = name tensors of one term""",
        """dim n
param A[n, n], B[n, n]
x[i, j] = A[i, k] B[k, j]
show paths: expand(x[i, j])
    brace "both": A, B""",
    ),
    Later(
        "decomposition",
        """dim n = 3
param A[n, n]
Q[i, r] e[r] = eigh(A[i, j])""",
        "run a.tg Q --random 0",
        """error[decomposition]: `Q` is made by `eigh`, which reads a symmetric matrix, and [0, 1] is 0.302361 where [1, 0] is -0.644028
  = declare it `symmetric`, write `eigh(A[i, k] A[j, k])`, or take `svd`""",
        """dim n = 3
param A[n, n] { symmetric }
Q[i, r] e[r] = eigh(A[i, j])""",
    ),
    Later(
        "complex",
        """dim n = 3
param A[n, n]
e[r] = eigvals(A[i, j])""",
        "run a.tg e --random 0",
        """a.tg:3:1: error[complex]: `e` is complex, and only its `abs` is computed
  |
3 | e[r] = eigvals(A[i, j])
  | ^^^^^^^^^^^^^^^^^^^^^^^
  = define it: `size[r] = abs(e[r])`""",
        """dim n = 3
param A[n, n]
e[r] = eigvals(A[i, j])
size[r] = abs(e[r])""",
        "run a.tg size --random 0",
    ),
    Later(
        "size-conflict",
        """dim n = 3, m = 4
param A[n, m]
U[i, r] s[r] V[r, j] = svd(A[i, j])""",
        "run a.tg s --random 0 --size r=2",
        """a.tg:3:1: error[size-conflict]: `r` is 2 by what is given, and 3 by `svd`
  |
3 | U[i, r] s[r] V[r, j] = svd(A[i, j])
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = its size follows from what is decomposed""",
        """dim n = 3, m = 4
param A[n, m]
U[i, r] s[r] V[r, j] = svd(A[i, j], rank: 2)""",
    ),
    Later(
        "too-large",
        """dim n = 3, layer = 5000
param b[layer, n], v[n]
def step(x[n], l)[i] = x[i] + b^l[i]
y[i] = step(v, l)[i] for l in layer""",
        "plan a.tg y",
        """a.tg:4:1: error[too-large]: `y` repeats `layer` = 5000 times, which is too many to write out
  |
4 | y[i] = step(v, l)[i] for l in layer
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = at most 1000 layers, and 6000 definitions in all of them""",
        """dim n = 3, layer = 12
param b[layer, n], v[n]
def step(x[n], l)[i] = x[i] + b^l[i]
y[i] = step(v, l)[i] for l in layer""",
    ),
    Later(
        "nothing-to-measure",
        """dim n = 3
param A[n, n], v[n]
y[i] = A[i, j] v[j]""",
        "measure a.tg y --random 0",
        """error[nothing-to-measure]: there is nothing to measure of `y`: it has one leg
  = measured are patterns (`kind: pattern`), matrices (the last two legs), and sums of two terms or more""",
        """dim n = 3
param A[n, n], v[n]
y[i] = A[i, j] v[j] + v[i]""",
    ),
    Later(
        "unknown-measure",
        """dim n = 3
param A[n, n]""",
        "measure a.tg A --random 0 --only top1",
        """error[unknown-measure]: no measure is called `top1`
  = write `top-1`""",
        """dim n = 3
param A[n, n]""",
        "measure a.tg A --random 0 --only top-1",
    ),
    Later(
        "no-tokens",
        """dim context = 4, vocab = 3
input A[context, context] { pattern }""",
        "measure a.tg A --random 0 --only prefix",
        """error[no-tokens]: the tokens that `A` attends to are not known: no one-hot input has `context`
  = declare `input t[context, vocab] { onehot: vocab }`""",
        """dim context = 4, vocab = 3
input A[context, context] { pattern }, t[context, vocab] { onehot: vocab }""",
    ),
    Later(
        "condition",
        """dim heads = 3, n = 4
param W[h: heads, n, n]""",
        "measure a.tg W --random 0 --where head=1",
        """error[condition]: no wire of this table is called `head`
  = the wires are: h""",
        """dim heads = 3, n = 4
param W[h: heads, n, n]""",
        "measure a.tg W --random 0 --where h=1",
    ),
)
