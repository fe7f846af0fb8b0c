"""From a graph to numbers: plans, their cost, and the slow reference.

Nothing is imported here, so that drawing stays free of numpy and torch; import the modules:

- `tensorgraph.einsum.reference`: `evaluate`, the meaning of a graph, slow and obvious
- `tensorgraph.einsum.lower`: `make_plan`, the steps that compute it, which print themselves with their cost
- `tensorgraph.einsum.binding`: `bind`, values checked before anything runs
- `tensorgraph.einsum.random_values`, `properties`, `weights`: where values come from
"""
