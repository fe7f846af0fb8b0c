"""`python -m tensorgraph`."""

from tensorgraph.cli import run

run()
