"""Every mistake that reading and checking a file can find: the smallest wrong file, the whole message, the repair.

`docs/errors.md` is written from this table.
"""

# The messages are whole, and some lines of them long.
# ruff: noqa: E501

from __future__ import annotations

from tests.errors.case import Case
from tests.errors.hint_cases import HINT_CASES
from tests.errors.hole_cases import HOLE_CASES
from tests.errors.table_cases import TABLE_CASES
from tests.errors.weights_cases import WEIGHTS_CASES

__all__ = ["CASES", "Case"]

CASES: tuple[Case, ...] = (
    Case(
        "argument",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], l)[i] = x[i] M[l, i]
y[i] = f(v[i], 0)[i]""",
        """a.tg:4:10: error[argument]: `x` of `f` takes a tensor without its brackets, such as `v`, found `v[i]`
  |
4 | y[i] = f(v[i], 0)[i]
  |          ^^^^
a.tg:3:7: declared here
  |
3 | def f(x[p], l)[i] = x[i] M[l, i]
  |       ^^^^
  = write a tensor without its brackets, such as `v`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], l)[i] = x[i] M[l, i]
y[i] = f(v, 0)[i]""",
    ),
    Case(
        "argument",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f(relu)[i]""",
        """a.tg:4:10: error[argument]: `x` of `f` is a tensor, and `relu` is not
  |
4 | y[i] = f(relu)[i]
  |          ^^^^
  = name a tensor: the formal is `x[p]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f(v)[i]""",
    ),
    Case(
        "argument-count",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], s)[i] = s x[i]
y[i] = f(v)[i]""",
        """a.tg:4:8: error[argument-count]: `f` takes 2 arguments, and has 1
  |
4 | y[i] = f(v)[i]
  |        ^^^^^^^
  = it is `f(x[p], s)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], s)[i] = s x[i]
y[i] = f(v, 2)[i]""",
    ),
    Case(
        "argument-legs",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f(M)[i]""",
        """a.tg:4:10: error[argument-legs]: `M` has 2 legs, and `x` of `f` has 1
  |
4 | y[i] = f(M)[i]
  |          ^
a.tg:3:7: declared here
  |
3 | def f(x[p])[i] = x[i]
  |       ^^^^
  = it is `x[p]`; superscripts take the leading legs, `W^h`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f(M^0)[i]""",
    ),
    Case(
        "attributes-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] { label: "y" }""",
        """a.tg:3:13: error[attributes-place]: attributes stand before the `=`
  |
3 | y[i] = v[i] { label: "y" }
  |             ^
  = write `y[i] { … } = …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y" } = v[i]""",
    ),
    Case(
        "attribute-twice",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: red, color: blue } = v[i]""",
        """a.tg:3:20: error[attribute-twice]: `color` is said twice
  |
3 | y[i] { color: red, color: blue } = v[i]
  |                    ^^^^^
  = delete one""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: red } = v[i]""",
    ),
    Case(
        "attribute-value",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: pink } = v[i]""",
        """a.tg:3:15: error[attribute-value]: `color` takes a colour: red, orange, yellow, green, blue, purple, grey, white, or "#rrggbb"
  |
3 | y[i] { color: pink } = v[i]
  |               ^^^^
  = write `color: blue`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: red } = v[i]""",
    ),
    Case(
        "axis",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax[k](v[i])""",
        """a.tg:3:16: error[axis]: `softmax` names the wire `k`, and nothing inside has it
  |
3 | y[i] = softmax[k](v[i])
  |                ^
  = the wires inside are: i""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax[i](v[i])""",
    ),
    Case(
        "bad-character",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] − v[i]""",
        """a.tg:3:13: error[bad-character]: `−` (U+2212) is not the sign for minus here
  |
3 | y[i] = v[i] − v[i]
  |             ^
  = write `-`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] - v[i]""",
    ),
    Case(
        "bad-index",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[:, i]""",
        """a.tg:3:10: error[bad-index]: every leg has the name of a wire
  |
3 | y[i] = A[:, i]
  |          ^
  = write a name in place of `:`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[j, i] ones[j]""",
    ),
    Case(
        "bad-quote",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: 'y' } = v[i]""",
        """a.tg:3:15: error[bad-quote]: texts stand in double quotes
  |
3 | y[i] { label: 'y' } = v[i]
  |               ^
  = write `"…"`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y" } = v[i]""",
    ),
    Case(
        "bad-size",
        "dim a = 0",
        """a.tg:1:5: error[bad-size]: the size of `a` is zero
  |
1 | dim a = 0
  |     ^^^^^
  = a size is a whole number from 1 to 1000000000000000000""",
        "dim a = 1",
    ),
    Case(
        "bar",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i | j] w[j]""",
        """a.tg:3:9: error[bar]: a bar stands in the brackets of a function only
  |
3 | y[i] = A[i | j] w[j]
  |         ^^^^^^^
  = delete it; `softmax[j | h](…)` says that the function acts along j, for each h""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "brace-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] "match" w[j]""",
        """a.tg:3:24: error[brace-place]: the text of an underbrace ends its term
  |
3 | y[i] = A[i, j] "match" w[j]
  |                        ^
  = parenthesise the part: `(x[i] "text") z[i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = (A[i, j] "match") w[j]""",
    ),
    Case(
        "brackets-twice",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i][j] w[j]""",
        """a.tg:3:12: error[brackets-twice]: all legs stand in one pair of brackets
  |
3 | y[i] = A[i][j] w[j]
  |            ^
  = write `A[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "call-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f[i](v)""",
        """a.tg:4:8: error[call-form]: a call of `f` has its arguments, then brackets with 1 wire
  |
4 | y[i] = f[i](v)
  |        ^^^^^^^
  = write `f(x)[i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
y[i] = f(v)[i]""",
    ),
    Case(
        "circle",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = z[i]
z[i] = v[i] + y[i]""",
        """a.tg:3:1: error[circle]: `y` is made from `z` is made from `y`
  |
3 | y[i] = z[i]
  | ^
  = a definition never uses itself, not even through others""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = z[i]
z[i] = v[i]""",
    ),
    Case(
        "colon-for-equals",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] : v[i]""",
        """a.tg:3:6: error[colon-for-equals]: a definition needs `=` after its left-hand side
  |
3 | y[i] : v[i]
  |      ^
  = write `y[i] = …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]""",
    ),
    Case(
        "colon-for-size",
        "dim a: 3",
        """a.tg:1:6: error[colon-for-size]: a size is written with `=`
  |
1 | dim a: 3
  |      ^
  = write `dim a = 3`""",
        "dim a = 3",
    ),
    Case(
        "complex",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
e[r] = eigvals(M[i, j])
y = e[r] ones[r]""",
        """a.tg:4:5: error[complex]: `e` is complex, and stands alone inside `abs` only
  |
4 | y = e[r] ones[r]
  |     ^^^^
  = write `abs(e[r])`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
e[r] = eigvals(M[i, j])
y = abs(e[r]) ones[r]""",
    ),
    Case(
        "declared-index",
        """dim a
param W[a, 3]""",
        """a.tg:2:12: error[declared-index]: a declared leg is a dimension, not a number
  |
2 | param W[a, 3]
  |            ^
  = give the number a name: `dim n = 3`, and write `n`""",
        """dim a, n = 3
param W[a, n]""",
    ),
    Case(
        "declared-value",
        """dim a
param W[a] = 3""",
        """a.tg:2:12: error[declared-value]: a tensor's values are not written in the file
  |
2 | param W[a] = 3
  |            ^
  = bind them when the file is run, or name them with `from`""",
        """dim a
param W[a] { from: "weights.safetensors:w" }""",
    ),
    Case(
        "decomposition-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
U[i, r] t[i] V[r, j] = svd(A[i, j])""",
        """a.tg:3:1: error[decomposition-form]: `svd` defines 3 tensors joined by one new wire, the other wires those of its argument
  |
3 | U[i, r] t[i] V[r, j] = svd(A[i, j])
  | ^^^^^^^^^^^^^^^^^^^^
  = write `U[i, r] s[r] V[r, j] = svd(M[i, j])`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
U[i, r] t[r] V[r, j] = svd(A[i, j])""",
    ),
    Case(
        "decomposition-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = 2 svd(A[i, j])""",
        """a.tg:3:7: error[decomposition-place]: `svd` defines tensors, and cannot stand inside an expression
  |
3 | y = 2 svd(A[i, j])
  |       ^^^^^^^^^^^^
  = write a definition of its own, such as `U[i, r] s[r] V[r, j] = svd(M[i, j])`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
U[i, r] t[r] V[r, j] = svd(A[i, j])
y = 2 t[r] ones[r]""",
    ),
    Case(
        "def-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f = v[i] v[i]""",
        """a.tg:3:7: error[def-form]: a `def` has its formals in parentheses
  |
3 | def f = v[i] v[i]
  |       ^
  = write `def f(x[a], …)[i] = …`; without formals leave `def` out""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p]) = x[i] x[i]""",
    ),
    Case(
        "defined-twice",
        """dim a
param W[a]
input W[a]""",
        """a.tg:3:7: error[defined-twice]: `W` is defined twice
  |
3 | input W[a]
  |       ^
a.tg:2:7: first here
  |
2 | param W[a]
  |       ^
  = a name is defined once; choose another""",
        """dim a
param W[a]
input x[a]""",
    ),
    Case(
        "dimension",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] v[j]""",
        """a.tg:3:18: error[dimension]: the wire `j` is `a` on leg 1 of `v` and `b` on leg 2 of `A`
  |
3 | y[i] = A[i, j] v[j]
  |                  ^
a.tg:3:13: `b` comes from here
  |
3 | y[i] = A[i, j] v[j]
  |             ^
  = rename one of the two wires, or exchange two legs""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "dimension-unknown",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = id[i, j]""",
        """a.tg:3:3: error[dimension-unknown]: the dimension of the wire `i` follows from nothing
  |
3 | y[i, j] = id[i, j]
  |   ^
  = state it: `i: model`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j: a] = id[i, j]""",
    ),
    Case(
        "divide-by-zero",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / (1 - 1)""",
        """a.tg:3:15: error[divide-by-zero]: this divides by zero
  |
3 | y[i] = v[i] / (1 - 1)
  |               ^^^^^^^
  = write another divisor, or leave the factor out""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / (1 + 1)""",
    ),
    Case(
        "for-what",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], l)[i] = x[i] M[l, i]
y[i] = f(v, l)[i] for l a""",
        """a.tg:4:25: error[for-what]: `for` names an index `in` a dimension
  |
4 | y[i] = f(v, l)[i] for l a
  |                         ^
  = write `for l in layer`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], l)[i] = x[i] M[l, i]
y[i] = f(v, l)[i] for l in a""",
    ),
    Case(
        "free-wires",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] w[j] == w[j]""",
        """a.tg:3:26: error[free-wires]: this side lacks the free wire `i`
  |
3 | check c: A[i, j] w[j] == w[j]
  |                          ^^^^
  = every side has the free wires [i, j]; to be the same along one, multiply by `ones[i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] w[j] == v[i]""",
    ),
    Case(
        "function-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax(v[i])""",
        """a.tg:3:8: error[function-form]: `softmax` acts along an axis, and none is named
  |
3 | y[i] = softmax(v[i])
  |        ^^^^^^^^^^^^^
  = write `softmax[j](…)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax[i](v[i])""",
    ),
    Case(
        "indented-statement",
        "  dim a",
        """a.tg:1:3: error[indented-statement]: the first statement is indented
  |
1 |   dim a
  |   ^^^^^
  = start it in the first column; an indented line continues the statement above""",
        "dim a",
    ),
    Case(
        "left-side",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, i] = M[i, i]""",
        """a.tg:3:6: error[left-side]: the wire `i` stands twice on the left
  |
3 | y[i, i] = M[i, i]
  |      ^
  = name the legs apart and join them on the right: `id[i, …]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = M[i, k] id[i, j] id[k, i]""",
    ),
    Case(
        "left-side",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[0] = v[0]""",
        """a.tg:3:3: error[left-side]: a number picks a slice on the right-hand side only
  |
3 | y[0] = v[0]
  |   ^
  = name a wire""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = v[0]""",
    ),
    Case(
        "leg-count",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i]""",
        """a.tg:3:9: error[leg-count]: `A` has 2 legs, and 1 is written
  |
3 | y[i] = A[i]
  |         ^^^
  = it is `A[a, b]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "leg-twice",
        """dim a
tensor T[p: a, p: a]""",
        """a.tg:2:16: error[leg-twice]: two legs are called `p`
  |
2 | tensor T[p: a, p: a]
  |                ^
  = name the legs apart: `T[p: a, q: a]`""",
        """dim a
tensor T[p: a, q: a]""",
    ),
    Case(
        "missing-colon",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show v[i]""",
        """a.tg:3:10: error[missing-colon]: a picture needs a name and a colon before its expression
  |
3 | show v[i]
  |          ^
  = write `show name: …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show picture: v[i]""",
    ),
    Case(
        "missing-comma",
        "dim a b",
        """a.tg:1:7: error[missing-comma]: two dimensions need a comma between them
  |
1 | dim a b
  |       ^
  = write `dim a, b`""",
        "dim a, b",
    ),
    Case(
        "missing-equals",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] v[i]""",
        """a.tg:3:10: error[missing-equals]: a definition needs `=` after its left-hand side
  |
3 | y[i] v[i]
  |          ^
  = write `y[i] = …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]""",
    ),
    Case(
        "missing-expression",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] =""",
        """a.tg:3:7: error[missing-expression]: nothing stands after `=`
  |
3 | y[i] =
  |       ^
  = write the expression, or indent the line that continues it""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]""",
    ),
    Case(
        "missing-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show : v[i]""",
        """a.tg:3:6: error[missing-name]: the picture has no name
  |
3 | show : v[i]
  |      ^
  = write `show name: …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show picture: v[i]""",
    ),
    Case(
        "mixed-superscript",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = M^h[i] M[h, j] v[j]""",
        """a.tg:3:17: error[mixed-superscript]: `h` is a superscript in one place of this term and a leg in another
  |
3 | y[i] = M^h[i] M[h, j] v[j]
  |                 ^
a.tg:3:10: here it is a superscript
  |
3 | y[i] = M^h[i] M[h, j] v[j]
  |          ^
  = write it as a superscript everywhere in a term, or nowhere""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = M^h[i] M^h[j] v[j]""",
    ),
    Case(
        "no-inequality",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] < 1""",
        """a.tg:3:15: error[no-inequality]: inequalities are not part of the language
  |
3 | check c: v[i] < 1
  |               ^
  = use `==`, `!=` or `~= … within …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] != 1""",
    ),
    Case(
        "no-methods",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = M.T[i, j]""",
        """a.tg:3:12: error[no-methods]: `.` is not used: there are no methods and no transposes
  |
3 | y[i, j] = M.T[i, j]
  |            ^
  = exchange wires: `A[j, i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = M[j, i]""",
    ),
    Case(
        "no-sum-sign",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = ∑ A[i, j] w[j]""",
        """a.tg:3:8: error[no-sum-sign]: sums are not written: a wire that is not on the left is summed
  |
3 | y[i] = ∑ A[i, j] w[j]
  |        ^
  = delete it""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "not-a-definition",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c given v: v[i] == v[i]""",
        """a.tg:3:15: error[not-a-definition]: `v` is a tensor, and only a definition can be frozen
  |
3 | check c given v: v[i] == v[i]
  |               ^
  = delete it, or name a definition""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
check c given y: y[i] == v[i]""",
    ),
    Case(
        "not-a-function",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v(A[i, j], w[j])""",
        """a.tg:3:8: error[not-a-function]: `v` is not a function, and this is no product with a group
  |
3 | y[i] = v(A[i, j], w[j])
  |        ^^^^^^^^^^^^^^^^
  = a group holds one expression, without options and without brackets after it""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] (A[i, j] w[j])""",
    ),
    Case(
        "not-a-tensor",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = a[i] v[i]""",
        """a.tg:3:8: error[not-a-tensor]: `a` is a dimension, not a tensor
  |
3 | y[i] = a[i] v[i]
  |        ^^^^
  = write `a` without brackets, or name a tensor""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = a v[i]""",
    ),
    Case(
        "not-an-equation",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] == v[i]""",
        """a.tg:3:6: error[not-an-equation]: `==` is for `show` and `check`; a definition has one `=`
  |
3 | y[i] == v[i]
  |      ^^
  = write `=`, or `check name: … == …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]""",
    ),
    Case(
        "nothing-to-check",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i]""",
        """a.tg:3:10: error[nothing-to-check]: `check c` has no `==`, `!=` or `~=`
  |
3 | check c: v[i]
  |          ^^^^
  = compare it with something, or write `show`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] == v[i]""",
    ),
    Case(
        "nothing-to-unfold",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show s: unfold(v[i])""",
        """a.tg:3:9: error[nothing-to-unfold]: nothing here has a definition to unfold
  |
3 | show s: unfold(v[i])
  |         ^^^^^^^^^^^^
  = name a definition in the expression""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
show s: unfold(y[i])""",
    ),
    Case(
        "number",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = 1e400 v[i]""",
        """a.tg:3:8: error[number]: this number cannot be computed with
  |
3 | y[i] = 1e400 v[i]
  |        ^^^^^
  = a number has at most 40 digits and lies between 1e-100 and 1e100""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = 1e4 v[i]""",
    ),
    Case(
        "one-equals",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] = v[i]""",
        """a.tg:3:15: error[one-equals]: `=` defines the name before it, and cannot stand inside an expression
  |
3 | check c: v[i] = v[i]
  |               ^
  = write `==` between the sides of an equation""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] == v[i]""",
    ),
    Case(
        "one-statement",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]; z[i] = v[i]""",
        """a.tg:3:12: error[one-statement]: a definition ends with its line
  |
3 | y[i] = v[i]; z[i] = v[i]
  |            ^
  = write each in a line of its own, without `;`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
z[i] = v[i]""",
    ),
    Case(
        "open-bracket",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = (v[i] + v[i]""",
        """a.tg:3:8: error[open-bracket]: `(` is never closed
  |
3 | y[i] = (v[i] + v[i]
  |        ^
  = write `)` where it ends; a statement goes on only in indented lines""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = (v[i] + v[i])""",
    ),
    Case(
        "open-bracket",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = (v[i] + v[i]]""",
        """a.tg:3:20: error[open-bracket]: `]` cannot close `(`
  |
3 | y[i] = (v[i] + v[i]]
  |                    ^
a.tg:3:8: `(` was opened here
  |
3 | y[i] = (v[i] + v[i]]
  |        ^
  = write `)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = (v[i] + v[i])""",
    ),
    Case(
        "open-string",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y } = v[i]""",
        """a.tg:3:15: error[open-string]: the text has no closing quote
  |
3 | y[i] { label: "y } = v[i]
  |               ^^^^^^^^^^^
  = end it with `"` on the same line""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y" } = v[i]""",
    ),
    Case(
        "option",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = layernorm[i](v[i], epsilon: 1e-6)""",
        """a.tg:3:27: error[option]: `layernorm` has no option `epsilon`
  |
3 | y[i] = layernorm[i](v[i], epsilon: 1e-6)
  |                           ^^^^^^^^^^^^^
  = write `eps`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = layernorm[i](v[i], eps: 1e-6)""",
    ),
    Case(
        "option-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = layernorm[i](v[i], eps: a)""",
        """a.tg:3:32: error[option-place]: the value of an option is a number
  |
3 | y[i] = layernorm[i](v[i], eps: a)
  |                                ^
  = write `eps: 1e-5`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = layernorm[i](v[i], eps: 1e-6)""",
    ),
    Case(
        "power",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]^2""",
        """a.tg:3:12: error[power]: `^` writes superscripts, and stands before the brackets; there are no powers
  |
3 | y[i] = v[i]^2
  |            ^
  = write `square(…)`, or the factor twice""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = square(v[i])""",
    ),
    Case(
        "product-sign",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] @ w[j]""",
        """a.tg:3:16: error[product-sign]: `@` is not used: factors stand side by side
  |
3 | y[i] = A[i, j] @ w[j]
  |                ^
  = delete it: a shared wire joins factors""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "property-legs",
        """dim a, b
param A[a, b] { symmetric }""",
        """a.tg:2:17: error[property-legs]: `symmetric` needs two legs of one dimension, found `a` and `b`
  |
2 | param A[a, b] { symmetric }
  |                 ^^^^^^^^^
  = it concerns a matrix""",
        """dim a, b
param A[a, a] { symmetric }""",
    ),
    Case(
        "property-legs",
        """dim a, b
param A[a, a] { isometry: a }""",
        """a.tg:2:27: error[property-legs]: `a` is the dimension of 2 legs
  |
2 | param A[a, a] { isometry: a }
  |                           ^
  = name the legs where the tensor is declared: `T[p: a, q: a]`""",
        """dim a, b
param A[p: a, q: a] { isometry: p }""",
    ),
    Case(
        "reads-both-ways",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = relu(A[i, j] w[j]) w[j]""",
        """a.tg:3:8: error[reads-both-ways]: this bubble uses `j` twice, and the term uses it again: one wire, or two?
  |
3 | y[i] = relu(A[i, j] w[j]) w[j]
  |        ^^^^^^^^^^^^^^^^^^
  = two wires: rename `j` inside or outside
  = one wire: declare it, `relu[| j](…)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = relu(A[i, j] w[j]) w[k] ones[k]""",
    ),
    Case(
        "relation-in-definition",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] == v[i]""",
        """a.tg:3:13: error[relation-in-definition]: a definition holds no relation
  |
3 | y[i] = v[i] == v[i]
  |             ^^
  = write `check name: … == …`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
check c: y[i] == v[i]""",
    ),
    Case(
        "relation-inside",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: (v[i] == v[i])""",
        """a.tg:3:16: error[relation-inside]: a relation stands between whole sides, not inside parentheses
  |
3 | check c: (v[i] == v[i])
  |                ^^
  = delete the parentheses""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] == v[i]""",
    ),
    Case(
        "repetition-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = M[l, i] for l in a""",
        """a.tg:3:8: error[repetition-form]: `for` repeats one call of a `def`
  |
3 | y[i] = M[l, i] for l in a
  |        ^^^^^^^
  = write `x_out[i, m] = block(x_in, l)[i, m] for l in layer`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p], l)[i] = x[i] M[l, i]
y[i] = f(v, l)[i] for l in a""",
    ),
    Case(
        "reserved-name",
        """dim a
param relu[a]""",
        """a.tg:2:7: error[reserved-name]: `relu` is built in
  |
2 | param relu[a]
  |       ^^^^
  = choose another name""",
        """dim a
param relu_weights[a]""",
    ),
    Case(
        "rewrite-form",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
show s: unfold(y[i], y[i])""",
        """a.tg:4:22: error[rewrite-form]: `unfold` takes names after its expression
  |
4 | show s: unfold(y[i], y[i])
  |                      ^^^^
  = write a definition's name, without brackets""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
show s: unfold(y[i], y)""",
    ),
    Case(
        "rewrite-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
z = expand(y[i] v[i], a)""",
        """a.tg:4:23: error[rewrite-place]: a Σ over `a` is written out in a `show` or `check` only
  |
4 | z = expand(y[i] v[i], a)
  |                       ^
  = a definition is the same for every size: delete the dimension""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]
z = expand(y[i] v[i])""",
    ),
    Case(
        "round-brackets",
        """dim a, b
param W(a, b)""",
        """a.tg:2:8: error[round-brackets]: the legs of a tensor stand in square brackets
  |
2 | param W(a, b)
  |        ^
  = write `W[a, b]`""",
        """dim a, b
param W[a, b]""",
    ),
    Case(
        "rows-in-check",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] == v[i]; w[j] == w[j]""",
        """a.tg:3:22: error[rows-in-check]: a `check` has one row
  |
3 | check c: v[i] == v[i]; w[j] == w[j]
  |                      ^
  = write a `check` for each""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] == v[i]
check d: w[j] == w[j]""",
    ),
    Case(
        "syntax",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] : + 1""",
        """a.tg:3:13: error[syntax]: `:` cannot stand here
  |
3 | y[i] = v[i] : + 1
  |             ^
  = expected `(`, `*` or `/`, `+` or `-`, `for`, a name, a number, a text in quotes, a whole number or the end of the statement""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] + 1""",
    ),
    Case(
        "thick-wire",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
K[(i j)] = A[i, j]
y = K[(i j k)] A[i, j] v[k]""",
        """a.tg:4:7: error[thick-wire]: `(i j k)` has 3 parts, and leg 1 of `K` is `(a b)`
  |
4 | y = K[(i j k)] A[i, j] v[k]
  |       ^^^^^^^
  = a thick wire is split into all its parts""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
K[(i j)] = A[i, j]
y = K[(i j)] A[i, j]""",
    ),
    Case(
        "too-deep",
        "y = (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
        """a.tg:1:65: error[too-deep]: brackets are nested more than 60 deep
  |
1 | y = (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
  |                                                                 ^
  = give the inner part a name of its own""",
        "y = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
    ),
    Case(
        "trailing-comma",
        "dim a, b,",
        """a.tg:1:10: error[trailing-comma]: a name is missing after the comma
  |
1 | dim a, b,
  |          ^
  = write it, or delete the comma""",
        "dim a, b",
    ),
    Case(
        "two-signs",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] + - v[i]""",
        """a.tg:3:15: error[two-signs]: two signs in a row
  |
3 | y[i] = v[i] + - v[i]
  |               ^
  = write one""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] - v[i]""",
    ),
    Case(
        "unknown-attribute",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { colour: red } = v[i]""",
        """a.tg:3:8: error[unknown-attribute]: there is no attribute `colour` here
  |
3 | y[i] { colour: red } = v[i]
  |        ^^^^^^
  = write `color`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: red } = v[i]""",
    ),
    Case(
        "unknown-dimension",
        """dim model
param W[modle]""",
        """a.tg:2:9: error[unknown-dimension]: `modle` is not a dimension of this file
  |
2 | param W[modle]
  |         ^^^^^
  = write `model`""",
        """dim model
param W[model]""",
    ),
    Case(
        "unknown-function",
        "fn act = rleu",
        """a.tg:1:10: error[unknown-function]: no function is built in as `rleu`
  |
1 | fn act = rleu
  |          ^^^^
  = write `relu`""",
        "fn act = relu",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
W_Q[i] = v[i]
y[i] = W_q[i]""",
        """a.tg:4:8: error[unknown-name]: nothing is called `W_q`
  |
4 | y[i] = W_q[i]
  |        ^^^
  = write `W_Q`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
W_Q[i] = v[i]
y[i] = W_Q[i]""",
    ),
    Case(
        "unknown-statement",
        "parm W",
        """a.tg:1:1: error[unknown-statement]: no statement starts with `parm`
  |
1 | parm W
  | ^^^^
  = write `param`""",
        """dim a
param W""",
    ),
    Case(
        "use",
        'use "comon.tg"',
        """a.tg:1:5: error[use]: there is no file `comon.tg`
  |
1 | use "comon.tg"
  |     ^^^^^^^^^^
  = write `common.tg`""",
        'use "common.tg"',
        {"common.tg": "dim a"},
    ),
    Case(
        "use",
        'use "../common.tg"',
        """a.tg:1:5: error[use]: `../common.tg` leaves the folder of this file
  |
1 | use "../common.tg"
  |     ^^^^^^^^^^^^^^
  = a file uses files beside it or in folders below it""",
        'use "common.tg"',
        {"common.tg": "dim a"},
    ),
    Case(
        "use-circle",
        'use "one.tg"',
        """two.tg:1:5: error[use-circle]: `one.tg` uses `two.tg` uses `one.tg`: a circle
  |
1 | use "one.tg"
  |     ^^^^^^^^
  = put what both need into a third file""",
        'use "common.tg"',
        {"one.tg": 'use "two.tg"', "two.tg": 'use "one.tg"', "common.tg": "dim a"},
    ),
    Case(
        "use-quotes",
        "use common",
        """a.tg:1:5: error[use-quotes]: the file's name stands in quotes
  |
1 | use common
  |     ^^^^^^
  = write `use "common.tg"`""",
        'use "common.tg"',
        {"common.tg": "dim a"},
    ),
    Case(
        "used-once",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j]""",
        """a.tg:3:13: error[used-once]: the wire `j` is used once and is not on the left
  |
3 | y[i] = A[i, j]
  |             ^
  = to sum over it write `ones[j]` beside it; to keep it, put it on the left""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] ones[j]""",
    ),
    Case(
        "used-once",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show s[i]: A[i, j]""",
        """a.tg:3:17: error[used-once]: the wire `j` is used once, and is not among the free wires
  |
3 | show s[i]: A[i, j]
  |                 ^
  = to join it to another leg, write one letter on both
  = to sum over it, write `ones[j]` beside it
  = to keep it, name it in the brackets after the name""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
show s[i, j]: A[i, j]""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] ~= v[i]""",
        """a.tg:3:15: error[within]: `~=` needs to say how close
  |
3 | check c: v[i] ~= v[i]
  |               ^^
  = write `a ~= b within 0.05`, or `a ~= b top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] ~= v[i] within 0.05""",
    ),
    Case(
        "within-what",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] ~= v[i] within""",
        """a.tg:3:29: error[within-what]: no number stands after `within`
  |
3 | check c: v[i] ~= v[i] within
  |                             ^
  = write `within 0.05`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: v[i] ~= v[i] within 0.05""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top 0.95""",
        """a.tg:3:29: error[within]: `~=` needs to say how close, and `top` is no word for that
  |
3 | check c: A[i, j] ~= A[i, j] top 0.95
  |                             ^^^
  = write `within 0.05` or `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top-1 0.95""",
        """a.tg:3:29: error[within]: `~=` needs to say how close, and `top` is no word for that
  |
3 | check c: A[i, j] ~= A[i, j] top-1 0.95
  |                             ^^^
  = write `within 0.05` or `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] == A[i, j] top1 0.95""",
        """a.tg:3:18: error[within]: `top1` belongs to `~=`, and this is `==`
  |
3 | check c: A[i, j] == A[i, j] top1 0.95
  |                  ^^
  = write `~=`, or delete `top1` and its number""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] != A[i, j] within 0.9 top1 0.95""",
        """a.tg:3:18: error[within]: `within` and `top1` belong to `~=`, and this is `!=`
  |
3 | check c: A[i, j] != A[i, j] within 0.9 top1 0.95
  |                  ^^
  = write `~=`, or delete `within` and `top1` and their numbers""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] != 2 A[i, j]""",
    ),
    Case(
        "within",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= top1 0.95""",
        """a.tg:3:21: error[within]: `top1` stands after both sides
  |
3 | check c: A[i, j] ~= top1 0.95
  |                     ^^^^
  = write the side that it follows""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "share",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 95""",
        """a.tg:3:34: error[share]: a share of rows is above 0 and at most 1, and this is 95
  |
3 | check c: A[i, j] ~= A[i, j] top1 95
  |                                  ^^
  = write `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "share",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] within 0.9 top1 0""",
        """a.tg:3:45: error[share]: a share of rows is above 0 and at most 1, and this is 0
  |
3 | check c: A[i, j] ~= A[i, j] within 0.9 top1 0
  |                                             ^
  = write `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] within 0.9""",
    ),
    Case(
        "no-rows",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] A[i, j] ~= 3 top1 0.95""",
        """a.tg:3:36: error[no-rows]: `top1` compares rows, and the sides are numbers
  |
3 | check c: A[i, j] A[i, j] ~= 3 top1 0.95
  |                                    ^^^^
  = name the wires that stay free, or write `within 0.05`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] A[i, j] ~= 3 within 0.05""",
    ),
    Case(
        "within-what",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1""",
        """a.tg:3:33: error[within-what]: no number stands after `top1`
  |
3 | check c: A[i, j] ~= A[i, j] top1
  |                                 ^
  = write `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "within-what",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1: 0.95""",
        """a.tg:3:33: error[within-what]: a number follows `top1`, and nothing else
  |
3 | check c: A[i, j] ~= A[i, j] top1: 0.95
  |                                 ^
  = write `top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95""",
    ),
    Case(
        "within-order",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] top1 0.95 within 0.9""",
        """a.tg:3:39: error[within-order]: `within` stands before `top1`
  |
3 | check c: A[i, j] ~= A[i, j] top1 0.95 within 0.9
  |                                       ^^^^^^
  = write `a ~= b within 0.05 top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] within 0.9 top1 0.95""",
    ),
    Case(
        "within-order",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] within 0.9, top1 0.95""",
        """a.tg:3:39: error[within-order]: no comma stands after a number of `within` or `top1`
  |
3 | check c: A[i, j] ~= A[i, j] within 0.9, top1 0.95
  |                                       ^
  = write `a ~= b within 0.05 top1 0.95`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c: A[i, j] ~= A[i, j] within 0.9 top1 0.95""",
    ),
    Case(
        "reserved-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
top1[i] = v[i]""",
        """a.tg:3:1: error[reserved-name]: `top1` is a word of the language
  |
3 | top1[i] = v[i]
  | ^^^^
  = choose another name""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
top_1[i] = v[i]""",
    ),
    Case(
        "latex",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "$y_1$" } = v[i]""",
        '''a.tg:3:15: error[latex]: a label is LaTeX already
  |
3 | y[i] { label: "$y_1$" } = v[i]
  |               ^^^^^^^
  = write it without `$`: "y_1"''',
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y_1" } = v[i]""",
    ),
    Case(
        "latex",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y_{1" } = v[i]""",
        """a.tg:3:15: error[latex]: a brace is not closed
  |
3 | y[i] { label: "y_{1" } = v[i]
  |               ^^^^^^
  = put } after it""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { label: "y_{1}" } = v[i]""",
    ),
    Case(
        "use",
        '''use "std/atention.tg"''',
        """a.tg:1:5: error[use]: there is no file `std/atention.tg`
  |
1 | use "std/atention.tg"
  |     ^^^^^^^^^^^^^^^^^
  = write `std/attention.tg`""",
        '''use "std/attention.tg"''',
    ),
    Case(
        "use",
        '''use "norm"''',
        """a.tg:1:5: error[use]: there is no file `norm`
  |
1 | use "norm"
  |     ^^^^^^
  = write `std/norm.tg`""",
        '''use "std/norm.tg"''',
    ),
    Case(
        "bad-character",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / √a""",
        """a.tg:3:15: error[bad-character]: `√` is drawn, not written
  |
3 | y[i] = v[i] / √a
  |               ^
  = write `sqrt(a)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / sqrt(a)""",
    ),
    Case(
        "bad-index",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, ...] w[j]""",
        """a.tg:3:13: error[bad-index]: every leg has the name of a wire
  |
3 | y[i] = A[i, ...] w[j]
  |             ^
  = write one name for each leg: `x[i, m]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "product-sign",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] . w[j]""",
        """a.tg:3:16: error[product-sign]: `.` is not used: factors stand side by side
  |
3 | y[i] = A[i, j] . w[j]
  |                ^
  = delete it, or write `*`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "two-signs",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] // 2""",
        """a.tg:3:14: error[two-signs]: `//` is not used: the numbers are real
  |
3 | y[i] = v[i] // 2
  |              ^
  = write one `/`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / 2""",
    ),
    Case(
        "option-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax(v[i], axis=i)""",
        """a.tg:3:26: error[option-place]: `=` cannot stand inside an expression
  |
3 | y[i] = softmax(v[i], axis=i)
  |                          ^
  = axes stand before the argument, `softmax[m](…)`; an option has a colon, `eps: 1e-5`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = softmax[i](v[i])""",
    ),
    Case(
        "text-place",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = einsum("ij,j->i", A, w)""",
        """a.tg:3:15: error[text-place]: a text cannot be an argument
  |
3 | y[i] = einsum("ij,j->i", A, w)
  |               ^^^^^^^^^
  = a product is written by its factors, `A[i, j] x[j]`, where einsum takes a text""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "open-bracket",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: #ff0000 } = v[i]""",
        """a.tg:3:15: error[open-bracket]: `#` starts a comment
  |
3 | y[i] { color: #ff0000 } = v[i]
  |               ^^^^^^^
  = quote the colour: `"#ff0000"`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] { color: "#ff0000" } = v[i]""",
    ),
    Case(
        "no-sum-sign",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = sum_j A[i, j] w[j]""",
        """a.tg:3:8: error[no-sum-sign]: sums are not written: a wire that is not on the left is summed
  |
3 | y[i] = sum_j A[i, j] w[j]
  |        ^^^^^
  = delete `sum_j`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "no-sum-sign",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = sum_{j} A[i, j] w[j]""",
        """a.tg:3:12: error[no-sum-sign]: sums are not written: a wire that is not on the left is summed
  |
3 | y[i] = sum_{j} A[i, j] w[j]
  |            ^
  = delete the sum""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "power",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i]²""",
        """a.tg:3:12: error[power]: there are no powers: `²` would be a name
  |
3 | y[i] = v[i]²
  |            ^
  = write `square(…)`, or the factor twice""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = square(v[i])""",
    ),
    Case(
        "leg-count",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A^T[j, i] v[i]""",
        """a.tg:3:11: error[leg-count]: `A` has 2 legs, and 3 are written
  |
3 | y[j] = A^T[j, i] v[i]
  |           ^^^^^^
  = a superscript is a leg; for the transpose exchange the legs: `A[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A[i, j] v[i]""",
    ),
    Case(
        "leg-count",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v^2[i]""",
        """a.tg:3:11: error[leg-count]: `v` has 1 leg, and 2 are written
  |
3 | y[i] = v^2[i]
  |           ^^^
  = a superscript is a leg, never a power: write `square(v[i])`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = square(v[i])""",
    ),
    Case(
        "leg-count",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = A[ij]""",
        """a.tg:3:12: error[leg-count]: `A` has 2 legs, and 1 is written
  |
3 | y[i, j] = A[ij]
  |            ^^^^
  = commas part the legs: `A[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = A[i, j]""",
    ),
    Case(
        "reads-both-ways",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = (v[i] v[i] + M[i, i]) v[i]""",
        """a.tg:3:5: error[reads-both-ways]: this group uses `i` twice, and the term uses it again: one wire, or two?
  |
3 | y = (v[i] v[i] + M[i, i]) v[i]
  |     ^^^^^^^^^^^^^^^^^^^^^
  = two wires: rename `i` inside or outside
  = one wire: define the group by a name, with `i` on its left, and write the name here""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
g[i] = v[i] v[i] + M[i, i]
y = g[i] v[i]""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = A[i, k] A[j, k] / sqrt(k)""",
        """a.tg:3:34: error[unknown-name]: `k` is a wire, not a number
  |
3 | y[i, j] = A[i, k] A[j, k] / sqrt(k)
  |                                  ^
  = its dimension is `b`: write `b`, as in `sqrt(b)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = A[i, k] A[j, k] / sqrt(b)""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v[i] / sqrt(d_k)""",
        """a.tg:3:20: error[unknown-name]: nothing is called `d_k`
  |
3 | y[i] = v[i] / sqrt(d_k)
  |                    ^^^
  = declare it, `scalar d_k`, or `dim d_k`; the numbers here are: a, b""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
scalar d_k
y[i] = v[i] / sqrt(d_k)""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = delta[i, j] v[i]""",
        """a.tg:3:8: error[unknown-name]: nothing is called `delta`
  |
3 | y[j] = delta[i, j] v[i]
  |        ^^^^^
  = write `id[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = id[i, j] v[i]""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A'[j, i] v[i]""",
        """a.tg:3:8: error[unknown-name]: nothing is called `A'`
  |
3 | y[j] = A'[j, i] v[i]
  |        ^^
  = primes belong to names; for the transpose of `A` exchange its legs: `A[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A[i, j] v[i]""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = trace(M)""",
        """a.tg:3:5: error[unknown-name]: nothing is called `trace`
  |
3 | y = trace(M)
  |     ^^^^^
  = write `M[i, i]`: a wire on both legs is summed""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = M[i, i]""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = swish(v[i])""",
        """a.tg:3:8: error[unknown-name]: nothing is called `swish`
  |
3 | y[i] = swish(v[i])
  |        ^^^^^
  = write `silu(…)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = silu(v[i])""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = erf(v[i])""",
        """a.tg:3:8: error[unknown-name]: nothing is called `erf`
  |
3 | y[i] = erf(v[i])
  |        ^^^
  = declare it, `fn erf`; the functions are: exp, log, sqrt, abs, sign, square, reciprocal, sin, cos, relu, gelu, gelu_new, silu, tanh, sigmoid, softplus, softmax, log_softmax, layernorm, rmsnorm, mean, max, sum, causal""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
fn erf
y[i] = erf(v[i])""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = rms(A, w)[i, j]""",
        """a.tg:3:11: error[unknown-name]: nothing is called `rms`
  |
3 | y[i, j] = rms(A, w)[i, j]
  |           ^^^
  = write `use "std/norm.tg"`, where it is defined""",
        """use "std/norm.tg"
dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i, j] = rms(A, w)[i, j]""",
    ),
    Case(
        "nothing-to-unfold",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
z[i] = 2 v[i]
u[i] = f(z)[i]
y[i] = u[i]
show p: unfold(y[i], z)""",
        """a.tg:7:22: error[nothing-to-unfold]: `z` does not occur in what is unfolded
  |
7 | show p: unfold(y[i], z)
  |                      ^
  = `unfold` goes one level, and further where names say so: write `unfold(…, u, f, z)`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
def f(x[p])[i] = x[i]
z[i] = 2 v[i]
u[i] = f(z)[i]
y[i] = u[i]
show p: unfold(y[i], u, f, z)""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = v_i v_i""",
        """a.tg:3:5: error[unknown-name]: nothing is called `v_i`
  |
3 | y = v_i v_i
  |     ^^^
  = wires stand in brackets: `v[i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y = v[i] v[i]""",
    ),
    Case(
        "unknown-name",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
check c given z: v[i] == v[i]""",
        """a.tg:3:15: error[unknown-name]: nothing is called `z`
  |
3 | check c given z: v[i] == v[i]
  |               ^
  = name a definition""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
z[i] = v[i]
check c given z: z[i] == z[i]""",
    ),
    Case(
        "bad-index",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A_{ij} w[j]""",
        """a.tg:3:10: error[bad-index]: indices stand in square brackets
  |
3 | y[i] = A_{ij} w[j]
  |          ^
  = write `W[i, j]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = A[i, j] w[j]""",
    ),
    Case(
        "power",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = v^{2}[i]""",
        """a.tg:3:10: error[power]: a superscript is one wire or whole number; there are no powers
  |
3 | y[i] = v^{2}[i]
  |          ^
  = write `square(…)`, or `W^h[m, d]` for a leg""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[i] = square(v[i])""",
    ),
    Case(
        "no-methods",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A^⊤[j, i] v[i]""",
        """a.tg:3:10: error[no-methods]: a superscript is a leg, and there are no transposes
  |
3 | y[j] = A^⊤[j, i] v[i]
  |          ^
  = exchange wires: `A[j, i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A[i, j] v[i]""",
    ),
    Case(
        "no-methods",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A[j, i]' v[i]""",
        """a.tg:3:15: error[no-methods]: a prime stands in a name only, and there are no transposes
  |
3 | y[j] = A[j, i]' v[i]
  |               ^
  = exchange wires: `A[j, i]`""",
        """dim a, b
param A[a, b], M[a, a], v[a], w[b]
y[j] = A[i, j] v[i]""",
    ),
    *HINT_CASES,
    *HOLE_CASES,
    *TABLE_CASES,
    *WEIGHTS_CASES,
)
