"""A plan on the diagram of what it computes: after each row, what the row read has become one tensor.

Frame 0 has everything that takes part, in the order in which the author wrote it; frame k is what is left after row k.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.operations import Decompose, Load, Register
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.passes import compiled_plan
from tensorgraph.steps.contraction.canvas import Canvas, canvas
from tensorgraph.steps.frame import Frame, Steps
from tensorgraph.steps.labels import label_of
from tensorgraph.steps.notation.writing import Leaf, Place
from tensorgraph.steps.titles import listed, title, totals, words

MOST_STEPS = 100
"""More would be looked at by nobody; a block of GPT-2 takes thirty."""


def contraction(network: Network, name: str, sizes: Mapping[str, int], given: Collection[str] = ()) -> Steps:
    """How a definition is computed: a frame for each row of its plan, and one before them.

    ``given`` definitions are inputs. Raises what `tensorgraph.passes.compiled_plan` does, and `too-many-steps` where
    nobody would look at them all.

    >>> import tensorgraph as tg
    >>> text = "dim a = 2, b = 3, c = 4\\nparam A[a, b], B[b, c], C[c, a]\\ny[i, k] = A[i, j] B[j, l] C[l, k]"
    >>> made = contraction(tg.loads(text).network, "y", {"a": 2, "b": 3, "c": 4})
    >>> [frame.title for frame in made.frames]
    ['$y$ as it is written', 'contract $B$ and $C$', 'contract $A$ and $y_1$']
    """
    plan = compiled_plan(network, [name], sizes, given)
    rows = [step.register for step in plan.steps if not isinstance(step.operation, Load)]
    if len(rows) > MOST_STEPS:
        raise _too_many(network, plan, name, len(rows))
    shared = canvas(network, plan, name, given)
    film = _Film(shared)
    start = _start(plan, rows)
    film.add(start, (), _as_found(shared, start), _notes(shared))
    done: set[Register] = set()
    for register in rows:
        done.add(register)
        step = plan.steps[register]
        lines = words(step, plan) + (totals(plan) if len(done) == len(rows) else ())
        film.add(register, done, title(step, plan, shared.standing.latex), lines)
    return Steps(name, "contraction", shared.network, tuple(film.frames))


def _too_many(network: Network, plan: Plan, name: str, count: int) -> TensorgraphError:
    """What to do about it: begin at the first definition that is near enough to the end."""
    inside = sorted(plan.definitions, key=lambda one: one.register)
    late = [one for one in inside if one.register >= len(plan.steps) - 1 - MOST_STEPS]
    known = [one for one in late if one.name in network.definitions and one.name != name]
    given = [f"take what is known as it is, `--given {one.name}`" for one in known[:1]]
    hint = ", ".join([*given, "show the steps of a smaller definition, or of fewer layers by `--size`"])
    return mistake("too-many-steps", f"`{name}` takes {count} steps, and at most {MOST_STEPS} are drawn", hint=hint)


def _start(plan: Plan, rows: Sequence[Register]) -> Register:
    """A register in whose drawing everything begins."""
    operation = plan.steps[rows[0]].operation if rows else None
    if isinstance(operation, Decompose):
        return operation.operand
    return rows[0] if rows else plan.outputs[0].register


def _as_found(shared: Canvas, start: Register) -> str:
    """The title of frame 0."""
    scope = shared.scopes.of[start]
    how = "written" if shared.reading(scope).as_written else "computed"
    label = label_of(shared.layered, shared.name) if scope == shared.target else shared.standing.latex(scope)
    return f"${label}$ as it is {how}"


def _notes(shared: Canvas) -> tuple[str, ...]:
    """What a diagram cannot show: that a factor of a decomposition is made of something."""
    made = [step.register for step in shared.plan.steps if isinstance(step.operation, Decompose)]
    names = [f"${shared.standing.latex(register)}$" for register in made if register != shared.target]
    return (f"{listed(names)} of a decomposition: a tensor from the beginning",) if names else ()


@dataclass
class _Film:
    """The frames so far, and the number of each place."""

    canvas: Canvas
    frames: list[Frame] = field(default_factory=list)
    numbers: dict[Place, int] = field(default_factory=dict)
    before: tuple[Leaf, ...] = ()

    def add(self, row: Register, done: Collection[Register], said: str, lines: tuple[str, ...]) -> None:
        """What is there after a row, in the drawing where the row is."""
        scope = self.canvas.scopes.of[row]
        graph, leaves = self.canvas.drawn(scope, done)
        ids = {leaf.place: self.numbers.setdefault(leaf.place, len(self.numbers)) for leaf in leaves}
        came = {ids[leaf.place]: self._parts(leaf) for leaf in leaves} if self.frames else {}
        picture = Picture(self.canvas.title(scope), (Row((graph,)),))
        self.frames.append(Frame(picture, said, lines, tuple(ids[leaf.place] for leaf in leaves), came))
        self.before = leaves

    def _parts(self, leaf: Leaf) -> tuple[int, ...]:
        """The tensors of the frame before that a tensor is made of."""
        scope, path = leaf.place
        if self.before and self.before[0].place[0] != scope:
            return self._from_elsewhere(leaf.register)
        return tuple(self.numbers[one.place] for one in self.before if one.place[1][: len(path)] == path)

    def _from_elsewhere(self, register: Register) -> tuple[int, ...]:
        """The same where another drawing begins: the tensor made in the one before, or what it is a factor of."""
        operation = self.canvas.plan.steps[register].operation
        source = operation.operand if isinstance(operation, Decompose) else register
        return tuple(self.numbers[one.place] for one in self.before if one.register == source)
