"""Functions of arrays: entry by entry, along axes, norms, the causal mask."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.counted import Count
from tensorgraph.code.lines import BOOL_BYTES, IDS_BYTES, START, Array
from tensorgraph.code.scratch import of_function
from tensorgraph.code.views import View
from tensorgraph.code.writer import Writer
from tensorgraph.einsum.operations import Call, Mask, Norm, Step
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind

TAKE_SHAPE = ("nn.functional.layer_norm", "nn.functional.rms_norm")
"""Functions of torch that are told the shape of the last axes instead of ``dim``."""

SHORT = {"nn.functional.": "F."}
"""What modules are called in the code."""


def call(writer: Writer, step: Step) -> Array:
    """A function of `tensorgraph.ops`, or an opaque one, which is a parameter of the code."""
    operation = step.operation
    assert isinstance(operation, Call)
    array = writer.array(operation.operand).in_memory_order()
    if not operation.axes:
        return Array(_called(writer, operation, array.view, ""), array.axes)
    entry = FUNCTIONS.get(operation.function)
    if entry is not None and entry.kind is Kind.REDUCE:
        return _reduced(writer, operation, array)
    if entry is not None and entry.torch not in TAKE_SHAPE and len(operation.axes) == 1:
        dim = array.dim(operation.axes[0])
        return Array(_called(writer, operation, array.view, f"dim={dim}"), array.axes)
    return _along_last(writer, operation, array)


def _along_last(writer: Writer, operation: Call, array: Array) -> Array:
    """The axes put last, and made one where the function wants one."""
    rest = [axis for axis in array.axes if axis not in operation.axes]
    order = (*rest, *operation.axes)
    view = array.along(order)
    entry = FUNCTIONS.get(operation.function)
    if entry is not None and entry.torch in TAKE_SHAPE:
        last = view.shape[len(rest) :]
        return Array(_called(writer, operation, view, _tuple(last)), order)
    groups = [*([dim] for dim in range(len(rest))), range(len(rest), len(order))]
    fused = writer.fused(view, groups)
    return Array(_called(writer, operation, fused, "-1" if entry is None else "dim=-1").split(view.shape), order)


def _reduced(writer: Writer, operation: Call, array: Array) -> Array:
    kept = [axis for axis in array.axes if axis not in operation.axes]
    dims = sorted(array.dim(axis) for axis in operation.axes)
    shape = [array.view.shape[array.dim(axis)] for axis in kept]
    text = str(dims[0]) if len(dims) == 1 else _tuple(dims)
    left = sorted(kept)
    view = _called(writer, operation, array.view, f"dim={text}", shape)
    return Array(view, tuple(left.index(axis) for axis in kept))


def _called(writer: Writer, operation: Call, view: View, where: str, shape: Sequence[int] | None = None) -> View:
    """The line of a call; ``where`` is the argument that says along what."""
    shape = view.shape if shape is None else shape
    constant = False if writer.depends(*(value for _, value in operation.options)) else None
    entry = FUNCTIONS.get(operation.function)
    if entry is None:
        arguments = ", ".join(text for text in (view.text, where) if text)
        word = writer.words.get(operation.function, operation.function)
        return writer.call(f"{word}({arguments})", shape, constant=False)
    options = _options(writer, operation.function, operation.options)
    arguments = ", ".join(text for text in (view.text, where, *options) if text)
    along = view.entries // max(1, product_of(view.shape[: len(view.shape) - len(operation.axes)]))
    beside = of_function(operation.function, view, writer.item, along)
    return writer.call(f"{torch_name(entry.torch)}({arguments})", shape, beside=beside, constant=constant)


def torch_name(name: str) -> str:
    """A function of torch as it is written in the code."""
    for long, short in SHORT.items():
        if name.startswith(long):
            return short + name.removeprefix(long)
    return f"torch.{name}"


def _options(writer: Writer, function: str, given: Sequence[tuple[str, Scalar]]) -> list[str]:
    entry = FUNCTIONS[function]
    options = {name: repr(value) for name, value in entry.arguments}
    options |= {name: repr(float(value)) for name, value in entry.options}
    options |= {name: writer.number(value) for name, value in given}
    return [f"{name}={text}" for name, text in options.items()]


def norm(writer: Writer, step: Step) -> Array:
    """`F.layer_norm` or `F.rms_norm`; a bias that torch's function does not take is added."""
    operation = step.operation
    assert isinstance(operation, Norm)
    array = writer.array(operation.operand).in_memory_order()
    order = (*(axis for axis in array.axes if axis not in operation.axes), *operation.axes)
    view = array.along(order)
    shape = view.shape[len(order) - len(operation.axes) :]
    gain, bias = (None if r is None else writer.array(r).ordered() for r in (operation.gain, operation.bias))
    function = torch_name(FUNCTIONS[operation.function].torch)
    takes_bias = operation.function == "layernorm"
    weights = [f"weight={gain.text}"] if gain is not None else []
    weights += [f"bias={bias.text}"] if bias is not None and takes_bias else []
    options = _options(writer, operation.function, operation.options)
    text = f"{function}({', '.join([view.text, _tuple(shape), *weights, *options])})"
    constant = False if writer.depends(*(value for _, value in operation.options)) else None
    beside = of_function(operation.function, view, writer.item, product_of(shape), gain is not None)
    made = writer.call(text, view.shape, beside=beside, constant=constant)
    if bias is not None and not takes_bias:
        made = writer.call(f"{made.text} + {bias.text}", view.shape)
    return Array(made, order)


def mask(writer: Writer, step: Step) -> Array:
    """Minus infinity filled in where the key is later than the query."""
    operation = step.operation
    assert isinstance(operation, Mask)
    array = writer.array(operation.operand).in_memory_order()
    queries, keys = ([array.dim(axis) for axis in axes] for axes in (operation.query, operation.key))
    later = _later(writer, array.view.shape, queries, keys)
    text = f"{array.view.text}.masked_fill({later.text}, -torch.inf)"
    return Array(writer.call(text, array.view.shape), array.axes)


def _later(writer: Writer, shape: Sequence[int], queries: Sequence[int], keys: Sequence[int]) -> View:
    """Where the key is later, laid out to broadcast with the dimensions of a tensor; equal masks are made once."""
    first = min(*queries, *keys)
    wide = tuple(size if dim in (*queries, *keys) else 1 for dim, size in enumerate(shape))[first:]
    key = ("later", wide, tuple(d - first for d in queries), tuple(d - first for d in keys))
    if key not in writer.remembered:
        text = _later_text(writer, wide, key[2], key[3])
        beside = product_of(wide) if ".tri" in text else IDS_BYTES * sum(wide[dim - first] for dim in (*queries, *keys))
        writer.remembered[key] = writer.call(text, wide, item=BOOL_BYTES, beside=beside, name="later")
    return writer.remembered[key]


def _later_text(writer: Writer, shape: Sequence[int], queries: Sequence[int], keys: Sequence[int]) -> str:
    if len(queries) == len(keys) == 1 and len(shape) == 2:
        return f"torch.ones({_tuple(shape)}, {writer.options('bool')}){_triangle(shape, queries[0], keys[0])}"
    return f"{_positions(writer, shape, keys)} > {_positions(writer, shape, queries)}"


def _triangle(shape: Sequence[int], query: int, key: int) -> str:
    """The part of a matrix where the key is later; in a block of queries or of keys these begin at `start`."""
    if query < key:
        diagonal = f"1 + {START}" if isinstance(shape[query], Count) else "1"
        return f".triu({f'1 - {START}' if isinstance(shape[key], Count) else diagonal})"
    diagonal = f"-1 - {START}" if isinstance(shape[query], Count) else "-1"
    return f".tril({f'{START} - 1' if isinstance(shape[key], Count) else diagonal})"


def _positions(writer: Writer, shape: Sequence[int], dims: Sequence[int]) -> str:
    """The index along fused dimensions, the last fastest, laid out to broadcast."""
    sizes = [shape[dim] for dim in dims]
    order = sorted(dims)
    text = f"torch.arange({product_of(sizes)}{writer.on_device()})"
    if list(dims) != order:
        places = tuple(list(dims).index(dim) for dim in order)
        text += f".view({_plain(sizes)}).permute({_plain(places)})"
    text += f".reshape({_plain([size if dim in dims else 1 for dim, size in enumerate(shape)])})"
    return f"{text} + {START}" if any(isinstance(size, Count) for size in sizes) else text


def _plain(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _tuple(numbers: Sequence[int]) -> str:
    return str(tuple(numbers))
