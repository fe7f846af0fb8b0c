"""Mistakes with a `?`: a hole that nothing can fill, and sides around it that disagree."""

from tests.errors.case import Case

HOLE_CASES = (
    Case(
        "hole-place",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
y[i] = A[i, j] ?""",
        """a.tg:3:16: error[hole-place]: `?` stands in a `show` or a `check` only
  |
3 | y[i] = A[i, j] ?
  |                ^
  = write what it is, or make this an equation""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check y: v[i] == A[i, j] ?""",
    ),
    Case(
        "hole-place",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
def twice(M[a, b])[i, k] = M[i, j] M[j, k]
check q: A[i, j] == twice(?)[i, j]""",
        """a.tg:4:27: error[hole-place]: `?` cannot be an argument of the call of `twice`
  |
4 | check q: A[i, j] == twice(?)[i, j]
  |                           ^
  = a hole is a factor of a term: write out what is called""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
def twice(M[a, b])[i, k] = M[i, j] M[j, k]
check q: A[i, j] == ? A[k, j]""",
    ),
    Case(
        "hole-open",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
show q: A[i, j] ?""",
        """a.tg:3:17: error[hole-open]: the wires of `?` follow from nothing: there is no other side
  |
3 | show q: A[i, j] ?
  |                 ^
  = write them, `?[i, j]`, or say which wires are free: `show q[i, j]: …`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
show q[i: n, k: n]: A[i, j] ?""",
    ),
    Case(
        "hole-open",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: A[i, j] ? == ? v[i]""",
        """a.tg:3:18: error[hole-open]: the wires of `?` follow from nothing: every side has a hole
  |
3 | check q: A[i, j] ? == ? v[i]
  |                  ^
  = write them, `?[i, j]`, or say which wires are free: `check q[i, j]: …`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: A[i, j] ? == v[i]""",
    ),
    Case(
        "hole-two",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == A[i, j] ? ?""",
        """a.tg:3:28: error[hole-two]: two holes in one term: which wires join them is open
  |
3 | check q: v[i] == A[i, j] ? ?
  |                            ^
a.tg:3:26: the first is here
  |
3 | check q: v[i] == A[i, j] ? ?
  |                          ^
  = fill one, or write the wires of one: `?[i, j]`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == A[i, j] ?[j, k: m] ?""",
    ),
    Case(
        "dimension",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == x[j, i] ?""",
        """a.tg:3:23: error[dimension]: the wire `i` is `m` on leg 2 of `x` and `n` on leg 1 of `v`
  |
3 | check q: v[i] == x[j, i] ?
  |                       ^
a.tg:3:12: `n` comes from here
  |
3 | check q: v[i] == x[j, i] ?
  |            ^
  = write `x[i, j]`, or give one of the two wires another name""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == x[i, j] ?""",
    ),
    Case(
        "dimension-unknown",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == ? ones[k]""",
        """a.tg:3:18: error[dimension-unknown]: the dimension of the wire `k` follows from nothing
  |
3 | check q: v[i] == ? ones[k]
  |                  ^
  = state it: `k: model`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == ? ones[k: m]""",
    ),
    Case(
        "free-wires",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == ? == v[j]""",
        """a.tg:3:10: error[free-wires]: this side lacks the free wire `j`
  |
3 | check q: v[i] == ? == v[j]
  |          ^^^^
  = `j`: free on another side only; give it there the name of the wire it should be, or sum it: `ones[j]`
  = every side has the free wires [i, j]; to be the same along one, multiply by `ones[j]`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == ? == v[i]""",
    ),
    Case(
        "free-wires",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] == A[i, j] v[k]""",
        """a.tg:3:10: error[free-wires]: this side lacks the free wires `j`, `k`
  |
3 | check q: v[i] == A[i, j] v[k]
  |          ^^^^
  = `j`, `k`: free on another side only; give each there the name of the wire it should be, or sum it: `ones[j] ones[k]`
  = every side has the free wires [i, j, k]; to be the same along one, multiply by `ones[j] ones[k]`""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q: v[i] != A[i, j] v[j]""",
    ),
    Case(
        "used-once",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q[i]: v[i] == A[i, j] ?[i]""",
        """a.tg:3:26: error[used-once]: the wire `j` is used once, and is not among the free wires
  |
3 | check q[i]: v[i] == A[i, j] ?[i]
  |                          ^
  = to join it to another leg, write one letter on both
  = to sum over it, write `ones[j]` beside it
  = to keep it, name it in the brackets after the name""",
        """dim n, m
tensor A[n, n], v[n], x[n, m]
check q[i]: v[i] == A[i, j] ?[j]""",
    ),
)
