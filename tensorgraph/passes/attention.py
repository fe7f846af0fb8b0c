"""Law: Σ_j softmax_j(c Σ_d q[i, d] k[j, d]) v[j, e] = scaled_dot_product_attention(q, k, v), with a causal mask inside
the softmax or without one; and what stands outside is linear in it.

The pattern is then never in memory. It must be read here only. A wire of it that is summed with the values is summed
afterwards. A coefficient is taken in from outside the mask where it is positive, because minus infinity must stay what
it is. For the same reason c is positive: torch scales what it has masked. A sign or a scalar goes to the queries or
keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tensorgraph.einsum.cost import entries
from tensorgraph.einsum.operations import Attend, Call, Contract, Mask, Register, Scale, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.orders import Indices, contraction, einsum_text, numbered
from tensorgraph.passes.rebuild import Rebuild, rebuilt, uses
from tensorgraph.passes.tracing import Readers, Traced, is_positive, sure, traced

PATTERN_ENTRY = 1000
"""FLOPs in whose time an entry of the pattern is written, masked, exponentiated, divided and read again: 5 to 10 ns
where a matrix product runs at 120 GFLOP/s. Unequal widths cost FLOPs, because the narrower is padded."""


@dataclass(frozen=True)
class Operand:
    """A register of the old plan and its indices."""

    register: Register
    indices: Indices


@dataclass(frozen=True)
class Pattern:
    """The softmax of scores: the product they are, the keys, what stands inside and outside.

    ``query`` and ``key`` are those of the mask, without one ``query`` is empty and the order of ``key`` is any.
    """

    indices: Indices
    scores: tuple[Operand, Operand]
    query: Indices
    key: Indices
    scale: Scalar
    outside: Scalar
    causal: bool


@dataclass(frozen=True)
class Match:
    """An attention that a contraction is: ``output`` are the indices of the contraction, ``merged`` those that are
    summed after it. ``dims`` and ``wires`` are those of each index."""

    queries: Operand
    keys: Operand
    values: Operand
    output: Indices
    merged: Indices
    query: Indices
    pattern: Pattern


def attention(plan: Plan) -> Plan:
    """The plan with each attention as one operation."""
    readers = uses(plan)
    return rebuilt(plan, lambda step, new: _attended(step, new, readers))


def _attended(step: Step, new: Rebuild, readers: Readers) -> Register | None:
    for match in _matches(step, new.plan, readers):
        if _is_worth_it(match, new.plan):
            return _written(match, step, new)
    return None


def _matches(step: Step, plan: Plan, readers: Readers) -> Iterable[Match]:
    """Either operand may be the pattern, and either factor of the scores the queries."""
    operation = step.operation
    if not isinstance(operation, Contract) or len(operation.operands) != 2:
        return
    sides = [Operand(*pair) for pair in zip(operation.operands, operation.inputs, strict=True)]
    for weights, values in (sides, sides[::-1]):
        pattern = _pattern(weights, plan, readers)
        if pattern is not None:
            for queries, keys in (pattern.scores, pattern.scores[::-1]):
                match = _match(queries, keys, values, weights, operation.output, pattern)
                if match is not None:
                    yield match


def _pattern(weights: Operand, plan: Plan, readers: Readers) -> Pattern | None:
    """The softmax of a masked or bare product that an operand is, maybe times a number."""
    if _repeats(weights.indices):
        return None
    outer = traced(plan, weights.register, weights.indices, readers)
    softmax = None if outer is None else outer.operation(plan)
    if outer is None or not isinstance(softmax, Call) or softmax.function != "softmax":
        return None
    keys = tuple(outer.indices[axis] for axis in softmax.axes)
    inner = traced(plan, softmax.operand, outer.indices)
    assert inner is not None
    mask = inner.operation(plan)
    if not isinstance(mask, Mask):
        return _of_scores(inner, (), keys, outer, ONE, plan)
    query, key = (tuple(inner.indices[axis] for axis in axes) for axes in (mask.query, mask.key))
    scores = traced(plan, mask.operand, inner.indices)
    if scores is None or set(key) != set(keys) or not is_positive(inner.coefficient, plan):
        return None
    return _of_scores(scores, query, key, outer, inner.coefficient, plan)


def _of_scores(
    scores: Traced, query: Indices, key: Indices, outer: Traced, scale: Scalar, plan: Plan
) -> Pattern | None:
    """The factors of the scores, if they are a product; an index that is summed in it has a negative number."""
    product = scores.operation(plan)
    if not isinstance(product, Contract) or len(product.operands) != 2:
        return None
    names = dict(zip(product.output, scores.indices, strict=True))
    inputs = [tuple(names.get(index, ~index) for index in indices) for indices in product.inputs]
    left, right = (Operand(*pair) for pair in zip(product.operands, inputs, strict=True))
    scale = scale * scores.coefficient
    return Pattern(outer.indices, (left, right), query, key, scale, outer.coefficient, bool(query))


def _match(
    queries: Operand, keys: Operand, values: Operand, weights: Operand, output: Indices, pattern: Pattern
) -> Match | None:
    """The attention, where each index is in the places that the law has it in."""
    mine, theirs, carried = (set(operand.indices) for operand in (queries, keys, values))
    scored, key = mine | theirs, set(pattern.key)
    own = tuple(index for index in queries.indices if index not in theirs | carried)
    query = pattern.query or tuple(index for index in own if index >= 0)
    summed = {*weights.indices, *values.indices} - {*output}
    fits = (
        not any(_repeats(operand.indices) for operand in (queries, keys, values))
        and all(index in mine & theirs for index in scored if index < 0)
        and key <= carried
        and not key & (mine | {*output})
        and bool(query)
        and set(query) <= set(own)
        and summed <= scored
        and {*output} <= scored | carried
    )
    merged = tuple(index for index in pattern.indices if index in summed - key)
    return Match(queries, keys, values, output, merged, query, pattern) if fits else None


def _repeats(indices: Indices) -> bool:
    return len(set(indices)) < len(indices)


def _is_worth_it(match: Match, plan: Plan) -> bool:
    """Whether padding costs less than the pattern would, and what is summed afterwards is no larger than it."""
    sizes = _sizes(match, plan)
    scored = {*match.queries.indices, *match.keys.indices}
    width = product_of(sizes[index] for index in scored if index < 0)
    carried = product_of(sizes[index] for index in match.values.indices if index not in scored)
    made, pattern = (product_of(sizes[i] for i in some) for some in (match.output + match.merged, _weighted(match)))
    return 2 * abs(width - carried) <= PATTERN_ENTRY and (not match.merged or made <= pattern)


def _weighted(match: Match) -> set[int]:
    """The indices of the pattern."""
    return {index for index in (*match.queries.indices, *match.keys.indices) if index >= 0}


def _sizes(match: Match, plan: Plan) -> dict[int, int]:
    operands = (match.queries, match.keys, match.values)
    return {i: plan.sizes[dim] for o in operands for i, dim in zip(o.indices, plan.steps[o.register].dims, strict=True)}


def _written(match: Match, step: Step, new: Rebuild) -> Register:
    """The attention, then what is summed, then the number outside."""
    operands = (match.queries, match.keys, match.values)
    made = match.output + match.merged
    inputs, (output, query, key) = numbered([o.indices for o in operands], made, match.query, match.pattern.key)
    queries, keys = _scaled(match, new)
    scale, (one, two, three) = sure(match.pattern.scale, new.plan), inputs
    registers = queries, keys, new.place[match.values.register]
    attend = Attend(registers, (one, two, three), output, query, key, scale, match.pattern.causal)
    wires = _wires(match, step, new.plan)
    register = new.emit(attend, step, wires, einsum_text(attend, step, new, wires))
    if match.merged:
        register = new.emit(contraction([register], [made], match.output), step)
    if not match.pattern.outside.is_one:
        register = new.emit(Scale(register, match.pattern.outside), step)
    return register


def _scaled(match: Match, new: Rebuild) -> tuple[Register, Register]:
    """Queries and keys, the smaller times what may not be positive in the scale."""
    queries, keys = match.queries.register, match.keys.register
    unsure = match.pattern.scale / sure(match.pattern.scale, new.plan)
    if unsure.is_one:
        return new.place[queries], new.place[keys]
    size = {register: entries(new.plan.steps[register]).value(new.plan.sizes) for register in (queries, keys)}
    scaled = min((queries, keys), key=lambda register: size[register])
    made = new.emit(Scale(new.place[scaled], unsure), new.plan.steps[scaled])
    return (made, new.place[keys]) if scaled == queries else (new.place[queries], made)


def _wires(match: Match, step: Step, plan: Plan) -> Sequence[str]:
    """What the axes of the attention are called: as in the contraction, and what it sums as in its operands."""
    names = dict(zip(match.output, step.wires, strict=True))
    for operand in (match.queries, match.keys):
        names = {**dict(zip(operand.indices, plan.steps[operand.register].wires, strict=True)), **names}
    return [names[index] for index in match.output + match.merged]
