"""From text to tree, and back to text."""
