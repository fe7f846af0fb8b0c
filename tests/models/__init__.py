"""The examples that are published models, against transformers."""
