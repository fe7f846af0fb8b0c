"""The mistakes in `place`, `group` and the attributes that say how a picture is laid out."""

# The messages are whole, and some lines of them long.
# ruff: noqa: E501

from __future__ import annotations

from tests.errors.case import Case

HINT_CASES: tuple[Case, ...] = (
    Case(
        "clause-place",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
place { x: below }""",
        """a.tg:5:1: error[clause-place]: `place` belongs to a `show`
  |
5 | place { x: below }
  | ^^^^^
  = indent the line: it goes on with the `show` above it""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }""",
    ),
    Case(
        "clause-place",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: place { x: below } A[i, j] x[j]""",
        """a.tg:4:15: error[clause-place]: `place`, `group` and `brace` stand in a `show`, after its expression
  |
4 | show c: place { x: below } A[i, j] x[j]
  |               ^
  = write `show name: …`, and then `place { A: above }` or `group: A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] place { x: below }""",
    ),
    Case(
        "clause-place",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }; x[i]""",
        """a.tg:5:23: error[clause-place]: `place`, `group` and `brace` stand after the last expression of a `show`
  |
5 |     place { x: below }; x[i]
  |                       ^
  = move them to its end""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]; x[i]
    place { x: below }""",
    ),
    Case(
        "clause-place",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
check c: A[i, j] x[j] == A[i, k] x[k]
    group: A, x""",
        """a.tg:5:5: error[clause-place]: `place`, `group` and `brace` stand in a `show`
  |
5 |     group: A, x
  |     ^^^^^
  = a `check` is not drawn: move them to the `show`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] == A[i, k] x[k]
    group: A, x""",
    ),
    Case(
        "place-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place x: below""",
        """a.tg:5:12: error[place-form]: the wishes stand in braces
  |
5 |     place x: below
  |            ^
  = write `place { A: above }`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }""",
    ),
    Case(
        "place-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place (x: below)""",
        """a.tg:5:15: error[place-form]: the wishes stand in braces
  |
5 |     place (x: below)
  |               ^^^^^
  = write `place { A: above }`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }""",
    ),
    Case(
        "place-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x below }""",
        """a.tg:5:15: error[place-form]: a colon stands between a tensor and its wish
  |
5 |     place { x below }
  |               ^^^^^
  = write `A: above`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }""",
    ),
    Case(
        "place-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: 2, 0 }""",
        """a.tg:5:16: error[place-form]: a place stands in parentheses
  |
5 |     place { A: 2, 0 }
  |                ^
  = write `A: (2, 0)`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: (2, 0) }""",
    ),
    Case(
        "place-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs right down }""",
        """a.tg:5:27: error[place-form]: one name follows the word of a wish
  |
5 |     place { A: legs right down }
  |                           ^^^^
  = write `A: legs "up right"`, or `A: align W`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs "right down" }""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] B[j, k] x[k]
    brace: A, B""",
        """a.tg:5:5: error[group-form]: a brace has a text
  |
5 |     brace: A, B
  |     ^^^^^^^^^^^
  = write `brace "…": A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] B[j, k] x[k]
    brace "composed": A, B""",
    ),
    Case(
        "unknown-attribute",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] B[j, k] x[k]
    brace "composed" { color: red }: A, B""",
        """a.tg:5:24: error[unknown-attribute]: a brace has no attributes
  |
5 |     brace "composed" { color: red }: A, B
  |                        ^^^^^
  = write them at a `group`, or delete them""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] B[j, k] x[k]
    group "composed" { color: red }: A, B""",
    ),
    Case(
        "group-apart",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] + B[i, j] x[j]
    brace "both": A, B""",
        """a.tg:5:19: error[group-apart]: no term of the picture has all of `A`, `B`
  |
5 |     brace "both": A, B
  |                   ^^^^
  = a brace lies under tensors of one term; write one for each""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] + B[i, j] x[j]
    brace "one": A, x""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group A, x""",
        """a.tg:5:12: error[group-form]: a colon stands before the tensors of a group
  |
5 |     group A, x
  |            ^
  = write `group: A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A, x""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group "seen" A, x""",
        """a.tg:5:18: error[group-form]: a colon stands before the tensors of a group
  |
5 |     group "seen" A, x
  |                  ^
  = write `group "…": A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group "seen": A, x""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group seen: A, x""",
        """a.tg:5:15: error[group-form]: the text of a group stands in quotes
  |
5 |     group seen: A, x
  |               ^
  = write `group "…": A, B`, and a colour as `group { color: red }: A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group "seen": A, x""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A[i, j], x[j]""",
        """a.tg:5:13: error[group-form]: the tensors of a group are names, without brackets
  |
5 |     group: A[i, j], x[j]
  |             ^
  = write `group: A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A, x""",
    ),
    Case(
        "group-form",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A, x { color: red }""",
        """a.tg:5:17: error[group-form]: the attributes of a group stand before its colon
  |
5 |     group: A, x { color: red }
  |                 ^
  = write `group { color: red }: A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group { color: red }: A, x""",
    ),
    Case(
        "unknown-name",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group""",
        """a.tg:5:5: error[unknown-name]: nothing is called `group`
  |
5 |     group
  |     ^^^^^
  = a clause of this `show` has a colon or braces: `group "…": A, B`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: over }""",
        """a.tg:5:16: error[wish]: `over` is not a wish
  |
5 |     place { x: over }
  |                ^^^^
  = write `x: above`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: above }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: alighn A }""",
        """a.tg:5:16: error[wish]: `alighn` is not a wish
  |
5 |     place { x: alighn A }
  |                ^^^^^^
  = write `x: align A`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align A }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: above A }""",
        """a.tg:5:16: error[wish]: `above` takes nothing after it
  |
5 |     place { x: above A }
  |                ^^^^^
  = write `x: above`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: above }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align }""",
        """a.tg:5:16: error[wish]: `align` takes the tensor to stand in one column with
  |
5 |     place { x: align }
  |                ^^^^^
  = write `x: align W`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align A }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs right }""",
        """a.tg:5:16: error[wish]: `legs` takes a text in quotes
  |
5 |     place { A: legs right }
  |                ^^^^
  = write `A: legs "up right"`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs "up right" }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: at (2, 0) }""",
        """a.tg:5:16: error[wish]: `at` is not a wish
  |
5 |     place { x: at (2, 0) }
  |                ^^
  = write `x: (2, 0)`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (2, 0) }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (2, 0, 1) }""",
        """a.tg:5:16: error[wish]: a place is two numbers of grid units, at most 1,000
  |
5 |     place { x: (2, 0, 1) }
  |                ^^^^^^^^^
  = write `x: (2, 0)`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (2, 0) }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (1e9, 0) }""",
        """a.tg:5:16: error[wish]: a place is two numbers of grid units, at most 1,000
  |
5 |     place { x: (1e9, 0) }
  |                ^^^^^^^^
  = write `x: (2, 0)`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (1e2, 0) }""",
    ),
    Case(
        "wish",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
U[i, r] s[r] V[r, j] { at: (2, 0) } = svd(A[i, j])
show c: U[i, r] s[r]""",
        """a.tg:4:24: error[wish]: `at` concerns one tensor, and this defines 3
  |
4 | U[i, r] s[r] V[r, j] { at: (2, 0) } = svd(A[i, j])
  |                        ^^
  = write it in the `show`: `place { U: (2, 0) }`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
U[i, r] s[r] V[r, j] = svd(A[i, j])
show c: U[i, r] s[r] place { U: (2, 0) }""",
    ),
    Case(
        "hints",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] A[j, k] x[k]
    place { A: (2, 0) }""",
        """a.tg:5:13: error[hints]: a term has `A` 2 times, and they cannot stand in one place
  |
5 |     place { A: (2, 0) }
  |             ^^^^^^^^^
  = place its neighbours instead""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] A[j, k] x[k]
    place { x: (3, 0) }""",
    ),
    Case(
        "wish-twice",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (2, 0), x: (3, 0) }""",
        """a.tg:5:24: error[wish-twice]: `x` is given a place twice
  |
5 |     place { x: (2, 0), x: (3, 0) }
  |                        ^^^^^^^^^
a.tg:5:13: first here
  |
5 |     place { x: (2, 0), x: (3, 0) }
  |             ^^^^^^^^^
  = delete one""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: (2, 0) }""",
    ),
    Case(
        "wish-twice",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: x, A, x""",
        """a.tg:5:18: error[wish-twice]: `x` is named twice in this group
  |
5 |     group: x, A, x
  |                  ^
  = delete one""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: x, A""",
    ),
    Case(
        "hints",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: above }
    place { x: below }""",
        """a.tg:6:13: error[hints]: `x` cannot stand above and below
  |
6 |     place { x: below }
  |             ^^^^^^^^
a.tg:5:13: the other wish
  |
5 |     place { x: above }
  |             ^^^^^^^^
  = delete one""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: below }""",
    ),
    Case(
        "hints",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align x }""",
        """a.tg:5:13: error[hints]: `x` cannot be aligned with itself
  |
5 |     place { x: align x }
  |             ^^^^^^^^^^
  = name another tensor of the picture""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align A }""",
    ),
    Case(
        "not-in-picture",
        """dim n
param W_K[n, n], W_Q[n, n]
show c: W_K[i, j] W_Q[j, k]
    place { WK: above }""",
        """a.tg:4:13: error[not-in-picture]: `WK` is not in this picture
  |
4 |     place { WK: above }
  |             ^^
  = write `W_K`""",
        """dim n
param W_K[n, n], W_Q[n, n]
show c: W_K[i, j] W_Q[j, k]
    place { W_K: above }""",
    ),
    Case(
        "not-in-picture",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align B }""",
        """a.tg:5:22: error[not-in-picture]: `B` is not in this picture
  |
5 |     place { x: align B }
  |                      ^
  = the tensors here are: A, x""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { x: align A }""",
    ),
    Case(
        "not-in-picture",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: W^0[i, j] x[j]
    group: W^1, x""",
        """a.tg:5:12: error[not-in-picture]: `W^1` is not in this picture
  |
5 |     group: W^1, x
  |            ^^^
  = write `W^0`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: W^0[i, j] x[j]
    group: W^0, x""",
    ),
    Case(
        "not-in-picture",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: n, x""",
        """a.tg:5:12: error[not-in-picture]: `n` is a dimension, and only tensors can be placed or grouped
  |
5 |     group: n, x
  |            ^
  = the tensors here are: A, x""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group: A, x""",
    ),
    Case(
        "leg-directions",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs "north right" }""",
        """a.tg:5:21: error[leg-directions]: `north` is not a direction
  |
5 |     place { A: legs "north right" }
  |                     ^^^^^^^^^^^^^
  = the directions are: left, right, up, down""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    place { A: legs "up right" }""",
    ),
    Case(
        "leg-directions",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: W^0[i, j] x[j]
    place { W: legs "up left right" }""",
        """a.tg:5:21: error[leg-directions]: `legs` has 3 directions, and `W` is drawn with 2 legs
  |
5 |     place { W: legs "up left right" }
  |                     ^^^^^^^^^^^^^^^
  = write left, right, up or down for each leg in declared order; superscripts are no lines, a thick leg is one""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: W^0[i, j] x[j]
    place { W: legs "left right" }""",
    ),
    Case(
        "leg-directions",
        """dim n
param A[n, n] { legs: "up" }
show c: A[i, j]""",
        """a.tg:2:23: error[leg-directions]: `legs` has 1 direction, and `A` is drawn with 2 legs
  |
2 | param A[n, n] { legs: "up" }
  |                       ^^^^
  = write left, right, up or down for each leg in declared order; superscripts are no lines, a thick leg is one""",
        """dim n
param A[n, n] { legs: "up up" }
show c: A[i, j]""",
    ),
    Case(
        "group-apart",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] + B[i, j] x[j]
    group "both": A, B""",
        """a.tg:5:19: error[group-apart]: no term of the picture has all of `A`, `B`
  |
5 |     group "both": A, B
  |                   ^^^^
  = a group lies behind tensors of one term; write one for each""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] + B[i, j] x[j]
    group "first": A
    group "second": B""",
    ),
    Case(
        "attribute-value",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group { color: crimson }: A""",
        """a.tg:5:20: error[attribute-value]: `color` takes a colour: red, orange, yellow, green, blue, purple, grey, white, or "#rrggbb"
  |
5 |     group { color: crimson }: A
  |                    ^^^^^^^
  = write `color: blue`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group { color: red }: A""",
    ),
    Case(
        "attribute-value",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { layout: tree }: A[i, j] x[j]""",
        """a.tg:4:18: error[attribute-value]: `layout` takes one of auto, dot, chain, grid, free
  |
4 | show c { layout: tree }: A[i, j] x[j]
  |                  ^^^^
  = write `layout: auto`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { layout: free }: A[i, j] x[j]""",
    ),
    Case(
        "attribute-value",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { frames: double }: A[i, j] x[j]""",
        """a.tg:4:18: error[attribute-value]: `frames` takes one of nested, joined
  |
4 | show c { frames: double }: A[i, j] x[j]
  |                  ^^^^^^
  = write `frames: nested`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { frames: nested }: A[i, j] x[j]""",
    ),
    Case(
        "attribute-value",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { width: 160 }: A[i, j] x[j]""",
        """a.tg:4:17: error[attribute-value]: `width` takes a length in quotes, its unit mm, cm, in or pt
  |
4 | show c { width: 160 }: A[i, j] x[j]
  |                 ^^^
  = write `width: "160mm"`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { width: "160mm" }: A[i, j] x[j]""",
    ),
    Case(
        "attribute-value",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { width: "0mm" }: A[i, j] x[j]""",
        """a.tg:4:17: error[attribute-value]: `width` takes a length in quotes, its unit mm, cm, in or pt
  |
4 | show c { width: "0mm" }: A[i, j] x[j]
  |                 ^^^^^
  = write `width: "160mm"`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { width: "90mm" }: A[i, j] x[j]""",
    ),
    Case(
        "attribute-value",
        """style { theme: "slides.json" }""",
        """a.tg:1:16: error[attribute-value]: `theme` takes one of taylor, mono, dark, or a file's name in quotes that ends in .toml
  |
1 | style { theme: "slides.json" }
  |                ^^^^^^^^^^^^^
  = write `theme: taylor`""",
        """style { theme: "slides.toml" }""",
    ),
    Case(
        "attribute-value",
        """dim n
input x[n] { at: (2000, 0) }""",
        """a.tg:2:18: error[attribute-value]: `at` takes a place in grid units, at most 1,000
  |
2 | input x[n] { at: (2000, 0) }
  |                  ^^^^^^^^^
  = write `at: (2, 0)`""",
        """dim n
input x[n] { at: (20, 0) }""",
    ),
    Case(
        "latex",
        '''dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] "costs 5$"''',
        r"""a.tg:4:22: error[latex]: a `$` has no partner
  |
4 | show c: A[i, j] x[j] "costs 5$"
  |                      ^^^^^^^^^^
  = mathematics stands between two, `$W_Q$`; a dollar sign is written `\$`""",
        r'''dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j] "costs 5\$"''',
    ),
    Case(
        "latex",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { title: "scores $A" }: A[i, j] x[j]""",
        r"""a.tg:4:17: error[latex]: a `$` has no partner
  |
4 | show c { title: "scores $A" }: A[i, j] x[j]
  |                 ^^^^^^^^^^^
  = mathematics stands between two, `$W_Q$`; a dollar sign is written `\$`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c { title: "scores $A$" }: A[i, j] x[j]""",
    ),
    Case(
        "latex",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group "$A": A""",
        r"""a.tg:5:11: error[latex]: a `$` has no partner
  |
5 |     group "$A": A
  |           ^^^^
  = mathematics stands between two, `$W_Q$`; a dollar sign is written `\$`""",
        """dim n, heads
param A[n, n], B[n, n], W[heads, n, n]
input x[n]
show c: A[i, j] x[j]
    group "$A$": A""",
    ),
)
