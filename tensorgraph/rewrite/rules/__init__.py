"""The laws of the notation: each turns a graph into an equal one. A new rule is a file here and an entry in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.graph.nodes import Graph
from tensorgraph.rewrite.rules.collect import collect_terms
from tensorgraph.rewrite.rules.constants import drop_constants
from tensorgraph.rewrite.rules.decompositions import multiply_decompositions
from tensorgraph.rewrite.rules.definitions import write_out_functions
from tensorgraph.rewrite.rules.diagonal import join_diagonals
from tensorgraph.rewrite.rules.distribute import distribute
from tensorgraph.rewrite.rules.exponentials import multiply_exponentials
from tensorgraph.rewrite.rules.factors import put_in_factors
from tensorgraph.rewrite.rules.first_row import read_first_rows
from tensorgraph.rewrite.rules.fuse import fuse_dots
from tensorgraph.rewrite.rules.groups import remove_groups
from tensorgraph.rewrite.rules.isometry import collapse_isometries
from tensorgraph.rewrite.rules.merge import merge_bubbles
from tensorgraph.rewrite.rules.one_hot import join_one_hot
from tensorgraph.rewrite.rules.ones import remove_ones
from tensorgraph.rewrite.rules.powers import multiply_squares
from tensorgraph.rewrite.rules.projections import drop_projections
from tensorgraph.rewrite.rules.reduce import contract_reductions
from tensorgraph.rewrite.rules.rows import sum_rows
from tensorgraph.rewrite.rules.scales import take_out_scales
from tensorgraph.rewrite.rules.select import pull_out_selections
from tensorgraph.rewrite.rules.shift import follow_shifts
from tensorgraph.rewrite.rules.thick import split_thick_dots
from tensorgraph.rewrite.rules.unfold import open_definitions
from tensorgraph.rewrite.rules.values import put_in_values
from tensorgraph.rewrite.rules.written_out import write_out_sums
from tensorgraph.rewrite.rules.zeros import evaluate_at_zero
from tensorgraph.rewrite.terms import Setting

Names: TypeAlias = Collection[str]
Change: TypeAlias = Callable[[Setting, Graph], Graph]


@dataclass(frozen=True)
class Rule:
    """A law in words, and the function that uses it everywhere in a graph; the same graph where it says nothing.

    The names are of what is opened or taken apart, for the rules that ask for them.
    """

    law: str
    apply: Callable[[Setting, Graph, Names], Graph]


def _rule(law: str, change: Change) -> Rule:
    """A rule that asks for no names."""
    return Rule(law, lambda setting, graph, names: change(setting, graph))


RULES: Mapping[str, Rule] = {
    "unfold": Rule("a name is what it was defined as", open_definitions),
    "remove groups": _rule("parentheses around one product change nothing", remove_groups),
    "split thick dots": _rule("the identity on a thick wire is the identity on its parts", split_thick_dots),
    "fuse dots": _rule("copy dots that touch are one, and one with two legs is the wire", fuse_dots),
    "remove ones": _rule("ones on a wire with other ends change nothing; alone they count its size", remove_ones),
    "contract": _rule("sum[j] is a summed wire, mean[j] that over its size", contract_reductions),
    "square": _rule("square(x) is x times x", multiply_squares),
    "join diagonals": _rule("a diagonal matrix has one index", join_diagonals),
    "join one-hot": _rule("a one-hot vector times itself is itself, and sums to one", join_one_hot),
    "follow shifts": _rule("shift picks the position before, and position 0 has none", follow_shifts),
    "collapse isometries": _rule("an isometry joined to itself over its large legs is a wire", collapse_isometries),
    "sum rows": _rule("rows of a pattern, and of a softmax, sum to one", sum_rows),
    "read first rows": _rule("the first query of a pattern sees the first key alone", read_first_rows),
    "multiply factors": _rule("the factors of a decomposition make up what was decomposed", multiply_decompositions),
    "drop projections": _rule("U U† M is M for the U of a decomposition of M", drop_projections),
    "pull out selections": _rule("a function commutes with picking entries", pull_out_selections),
    "drop constants": _rule("a softmax or LayerNorm does not see what is the same along its axes", drop_constants),
    "take out scales": _rule("relu(2 x) is 2 relu(x), and the like", take_out_scales),
    "multiply exponentials": _rule("exp(a + b) is exp(a) exp(b)", multiply_exponentials),
    "merge bubbles": _rule("sqrt(a) sqrt(b) is sqrt(a b), and so for 1/a, abs and sign", merge_bubbles),
    "distribute": _rule("(a + b) c = a c + b c", distribute),
    "functions of zero": _rule("f(0) is a number", evaluate_at_zero),
    "collect": _rule("equal terms are added, zero terms dropped", collect_terms),
    "write out sums": _rule("a sum over a wire is a term for each index", write_out_sums),
    "put in values": _rule("a scalar declared with a value is that number", put_in_values),
    "write out functions": _rule("a norm, a softmax or silu is what it is made from", write_out_functions),
    "put in factors": Rule("what was decomposed is the product of its factors", put_in_factors),
}
"""In the order in which a normal form tries them."""

NAMED = ("unfold", "put in factors")
"""The rules that ask for names; a proof chooses them."""
LAST = ("write out sums", "put in values", "write out functions")
"""Used only where the others do not suffice, one after the other."""
NORMALISING = tuple(name for name in RULES if name not in (*NAMED, *LAST))
"""The rules of the normal form."""
LAZY = tuple(name for name in NORMALISING if name != "distribute")
"""Those that never multiply terms."""
