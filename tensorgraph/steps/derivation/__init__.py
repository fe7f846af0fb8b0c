"""A picture or an equation as frames: a chain of equal diagrams, rule by rule."""
