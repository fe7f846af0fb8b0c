"""Equations of rational functions decided exactly, at random values modulo random primes.

Two rational functions that differ, differ at a random point but for a small chance (Schwartz, Fast probabilistic
algorithms for verification of polynomial identities, J. ACM 27, 1980; Zippel, Probabilistic algorithms for sparse
polynomials, EUROSAM 1979). Arithmetic modulo a prime has no rounding, so that no tolerance is needed.
"""

from tensorgraph.verdict.exact.decide import Decision, decide

__all__ = ["Decision", "decide"]
