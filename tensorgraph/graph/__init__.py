"""The graph: typed wires, what names stand for, and the checks that lead there."""
