"""From the graph to places: boxes on an axis, set from the inside out."""
