"""Products that are no chains: grids, stars, trees, and everything else, as nodes with straight wires between them."""
