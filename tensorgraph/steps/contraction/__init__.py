"""A plan as frames: on the diagram of what it computes, what a row has read becomes one tensor."""
