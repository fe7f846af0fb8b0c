"""Step by step: the order of a contraction on its diagram, and a derivation rule by rule."""
