"""The operations of a plan: a closed set, each positional, so that equal work is equal whatever its wires are called.

A register holds an array with an axis for each wire (thick legs are split when loaded and fused when returned), or ids:
an integer array standing for a one-hot tensor. ``dims`` of an operation name the dimensions of axes it adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.graph.scalar import Scalar

Register: TypeAlias = int
Axes: TypeAlias = "tuple[int | None, ...]"
"""For each axis of a result, the operand's axis; None where it is repeated along a new one; the same one twice for a
diagonal."""


@dataclass(frozen=True)
class Load:
    """A value given from outside. ``hot`` is the leg of a one-hot tensor, which its ids lack; ``constant`` says that it
    is a parameter, or made of parameters only."""

    name: str
    legs: tuple[tuple[str, ...], ...]
    hot: int | None = None
    constant: bool = False


@dataclass(frozen=True)
class Contract:
    """An einsum of one or two operands; the indices are numbers in order of appearance."""

    operands: tuple[Register, ...]
    inputs: tuple[tuple[int, ...], ...]
    output: tuple[int, ...]


@dataclass(frozen=True)
class Number:
    """A coefficient by itself, without axes."""

    coefficient: Scalar


@dataclass(frozen=True)
class Scale:
    """A coefficient times an array."""

    operand: Register
    coefficient: Scalar


@dataclass(frozen=True)
class Add:
    """Terms with their coefficients, broadcast to the axes ``dims``."""

    operands: tuple[Register, ...]
    coefficients: tuple[Scalar, ...]
    axes: tuple[Axes, ...]
    dims: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """Axes put in order, repeated along new ones, or laid on a diagonal."""

    operand: Register
    axes: Axes
    dims: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A function of `tensorgraph.ops` or an opaque one, along ``axes`` if it has any."""

    function: str
    operand: Register
    axes: tuple[int, ...] = ()
    options: tuple[tuple[str, Scalar], ...] = ()


@dataclass(frozen=True)
class Mask:
    """Minus infinity where the index along ``key`` exceeds that along ``query``, the last axis of each fastest.

    A fill and not a product or a sum, so that no gradient passes through what is masked.
    """

    operand: Register
    query: tuple[int, ...]
    key: tuple[int, ...]


@dataclass(frozen=True)
class Select:
    """One slice of an axis, which goes."""

    operand: Register
    axis: int
    index: int


@dataclass(frozen=True)
class Move:
    """Entries moved along an axis by one place, up (+1) or down (−1); a zero enters, the last one leaves."""

    operand: Register
    axis: int
    by: int


@dataclass(frozen=True)
class Gather:
    """The slices along ``axis`` that ids name. ``shared`` pairs an axis of the operand with one of the ids.

    The result has the axes of the ids, then the other axes of the operand.
    """

    operand: Register
    ids: Register
    axis: int
    shared: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Same:
    """One where two ids are equal. ``shared`` pairs axes; the result has the left's axes, then the other ones."""

    left: Register
    right: Register
    shared: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SameIndex:
    """One where ids are equal to a fixed index."""

    ids: Register
    index: int


@dataclass(frozen=True)
class Spell:
    """Ids as one-hot vectors along a new last axis; only where that axis must survive."""

    ids: Register
    dims: tuple[str]


@dataclass(frozen=True)
class Part:
    """The index along one part of a thick leg, from ids along the whole."""

    ids: Register
    leg: tuple[str, ...]
    part: int


@dataclass(frozen=True)
class OneHot:
    """A vector with a one at ``index``: a fixed index on a leg that survives."""

    index: int
    dims: tuple[str]


@dataclass(frozen=True)
class Previous:
    """The previous-position matrix between two legs, each maybe thick: for a shift that no slice can replace,
    because both its wires survive or it joins one tensor to itself."""

    leg: tuple[str, ...]


@dataclass(frozen=True)
class Decompose:
    """One output of a decomposition of matrices, ``part`` of `tensorgraph.einsum.factors`.

    The operand's axes are ``batch`` ones, ``rows`` ones, and the columns; ``dims`` is the new one. ``smaller`` are the
    dimensions of the smaller of rows and columns. Outputs of one computation differ in ``part`` and ``dims`` only.
    """

    kind: str
    operand: Register
    batch: int
    rows: int
    smaller: tuple[str, ...]
    part: str
    dims: tuple[str]

    @property
    def family(self) -> tuple[str, Register, int, int]:
        """The same for all outputs of one computation."""
        return self.kind, self.operand, self.batch, self.rows


@dataclass(frozen=True)
class Affine:
    """A contraction of two operands plus a third one: ``inputs`` are their indices, numbered in order of appearance,
    and the third is broadcast along the indices of ``output`` that it lacks."""

    operands: tuple[Register, Register, Register]
    inputs: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    output: tuple[int, ...]


@dataclass(frozen=True)
class Attend:
    """Attention in one go: Σ_j softmax_j(scale · Σ_d q[…, i, d] k[…, j, d]) v[…, j, e], with the keys j > i left out
    where it is ``causal``.

    The operands are queries, keys and values; ``inputs`` are their indices, numbered in order of appearance, ``query``
    are those of i and ``key`` those of j, the last of each fastest. Every other index of ``output`` is one of a batch,
    which not all three need to have, or one of the values alone; those that are not in ``output`` are summed in the
    scores. ``scale`` is positive whatever is given, because torch applies it to what is masked already.
    """

    operands: tuple[Register, Register, Register]
    inputs: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    output: tuple[int, ...]
    query: tuple[int, ...]
    key: tuple[int, ...]
    scale: Scalar
    causal: bool


@dataclass(frozen=True)
class Norm:
    """layernorm or rmsnorm along ``axes``, times a gain and plus a bias, whose axes are those in that order; None where
    there is none."""

    function: str
    operand: Register
    gain: Register | None
    bias: Register | None
    axes: tuple[int, ...]
    options: tuple[tuple[str, Scalar], ...] = ()


@dataclass(frozen=True)
class Stack:
    """Arrays of one shape along a new first axis, whose dimension is written as a number, ``"3"``."""

    operands: tuple[Register, ...]


Operation: TypeAlias = (
    Load
    | Contract
    | Number
    | Scale
    | Add
    | Spread
    | Call
    | Mask
    | Select
    | Move
    | Gather
    | Same
    | SameIndex
    | Spell
    | Part
    | OneHot
    | Previous
    | Decompose
    | Affine
    | Attend
    | Norm
    | Stack
)


@dataclass(frozen=True)
class Step:
    """One operation: the register it fills, the dimension and the wire's name of each axis, what it is called.

    ``name`` is the definition it computes or is a part of; ``ids`` says that it is integers; ``note`` is for reading.
    """

    register: Register
    operation: Operation
    dims: tuple[str, ...]
    wires: tuple[str, ...]
    name: str
    ids: bool = False
    note: str = ""
