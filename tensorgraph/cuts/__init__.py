"""Operators at the size of their cut: rank bounds, norms, singular values, eigenvalues, the largest entry of each row.

It computes with torch, which comes with it: import this package only inside what needs it.
"""

from tensorgraph.cuts.composition import Scores, composition
from tensorgraph.cuts.factored import Factored, factored
from tensorgraph.cuts.minimum import Cut, minimum_cut
from tensorgraph.cuts.operator import Operator, operator

__all__ = ["Cut", "Factored", "Operator", "Scores", "composition", "factored", "minimum_cut", "operator"]
