"""A plan turned back into the notation: each register as the expression that an author would write."""
