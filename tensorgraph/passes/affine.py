"""Law: Σ a b + c is one operation: a matrix product is added to c while it is made.

Of several further terms the smallest goes into the product (a bias, which is repeated along the rows), the others are
added to the result. Further products are each added in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.einsum.operations import Add, Axes, Contract, Register, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.orders import affine as affine_of
from tensorgraph.passes.orders import doubled, einsum_text
from tensorgraph.passes.rebuild import Rebuild, rebuilt, uses

Term = tuple[Register, Scalar, Axes]
"""An old register, its coefficient, its axes in the sum."""


def affine(plan: Plan) -> Plan:
    """The plan with matrix products that take in a further term of the sum they are in, where only it reads them."""
    readers = [len(some) for some in uses(plan)]
    return rebuilt(plan, lambda step, new: _written(step, new, readers))


def _written(step: Step, new: Rebuild, readers: Sequence[int]) -> Register | None:
    if not isinstance(step.operation, Add) or len(step.operation.operands) == 1:
        return None
    add = step.operation
    terms = list(zip(add.operands, add.coefficients, add.axes, strict=True))
    products = [term for term in terms if readers[term[0]] == 1 and takes_one_more(term, step, new.plan)]
    others = [term for term in terms if term not in products]
    if not products:
        return None
    first = _first(others, new.plan)
    rest = [term for term in others if term is not first]
    if first is None and len(products) == 1:
        return None
    first = products.pop(0) if first is None else first
    made, axes = new.place[first[0]], first[2]
    for product in products:
        made, axes = _added(product, made, axes, step, new), tuple(range(len(step.dims)))
    return _sum([*((new.place[r], c, a) for r, c, a in rest), (made, ONE, axes)], step, new) if rest else made


def takes_one_more(term: Term, step: Step, plan: Plan) -> bool:
    """Whether a term is a matrix product of the shape of the sum. A constant one is left to be made once."""
    register, coefficient, axes = term
    operation = plan.steps[register].operation
    if not isinstance(operation, Contract) or len(operation.operands) != 2 or not coefficient.is_one:
        return False
    if None in axes or doubled(axes) or (register in plan.constant and step.register not in plan.constant):
        return False
    return _is_matrix_product(operation)


def _is_matrix_product(operation: Contract) -> bool:
    """Whether something is summed, over both operands, and no index stands twice in one."""
    left, right = operation.inputs
    summed = {index for index in left + right if index not in operation.output}
    regular = len(set(left)) == len(left) and len(set(right)) == len(right)
    return regular and bool(summed) and summed <= set(left) & set(right)


def _first(others: Sequence[Term], plan: Plan) -> Term | None:
    """The smallest term that can be added as it is."""
    plain = [term for term in others if term[1].is_one and not doubled(term[2])]
    return min(plain, key=lambda term: product_of(plan.sizes[d] for d in plan.steps[term[0]].dims), default=None)


def _added(product: Term, made: Register, axes: Axes, step: Step, new: Rebuild) -> Register:
    """The product plus what is made so far, whose axes in the sum are given."""
    register, _, places = product
    operation = new.plan.steps[register].operation
    assert isinstance(operation, Contract)
    output = tuple(operation.output[place] for place in places if place is not None)
    third = {axis: index for axis, index in zip(axes, output, strict=True) if axis is not None}
    left, right = (new.place[operand] for operand in operation.operands)
    inputs = (*operation.inputs, tuple(third[axis] for axis in sorted(third)))
    affine = affine_of((left, right, made), inputs, output)
    return new.emit(affine, step, note=einsum_text(affine, new.plan.steps[register], new, step.wires))


def _sum(terms: Sequence[Term], step: Step, new: Rebuild) -> Register:
    """What is left of the sum, on new registers."""
    registers, coefficients, axes = zip(*terms, strict=True)
    return new.emit(Add(registers, coefficients, axes, step.dims), step)
