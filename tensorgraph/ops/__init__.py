"""What the named functions are: data only, so that nothing here imports a framework."""

from tensorgraph.ops.functions import FUNCTIONS, Function, Kind, reduces

__all__ = ["FUNCTIONS", "Function", "Kind", "reduces"]
