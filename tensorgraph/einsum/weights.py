"""Arrays in files: `.safetensors` and `.npy`, never unpickled, written whole or not at all."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.arrays import as_numpy, dtype_name
from tensorgraph.einsum.memory import default_memory
from tensorgraph.einsum.table import amount
from tensorgraph.files import write_whole

Array: TypeAlias = "np.ndarray[Any, Any]"

LENGTH_BYTES = 8
"""A safetensors file begins with the length of its header, an unsigned integer of 64 bits."""

LARGEST_HEADER = 25_000_000
"""Bytes of a header that is read; a hundred thousand tensors need about ten million."""

NPY_HEADER = 10_000
"""Characters of a `.npy` header that is read: numpy's own limit."""

SAFETENSORS_DTYPES = {
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "bool": "BOOL",
    "int8": "I8",
    "int16": "I16",
    "int32": "I32",
    "int64": "I64",
    "uint8": "U8",
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
}
"""What safetensors calls each dtype."""


def load_tensors(path: Path) -> dict[str, Array]:
    """The arrays of a `.safetensors` file by name; a `.npy` file is one, called like the file.

    bfloat16, which numpy lacks, becomes float32.

    Raises `file` for what cannot be read, `bad-file` for what is no such file or is cut short, `memory` for one larger
    than the memory that is free.
    """
    if path.suffix == ".npy":
        return {path.stem: load_array(path)}
    if path.suffix != ".safetensors":
        hint = "values are read from .safetensors and .npy"
        raise mistake("unknown-format", f"cannot read `{path.name}`", None, hint)
    _check_file(path)
    try:
        return _safetensors(path)
    except OSError as error:
        raise mistake("file", f"cannot read `{path}`: {error.strerror or error}") from None


def load_array(path: Path) -> Array:
    """The array of a `.npy` file, never unpickled. Raises like `load_tensors`."""
    _check_file(path)
    try:
        with path.open("rb") as file:
            return _npy(path, file)
    except OSError as error:
        raise mistake("file", f"cannot read `{path}`: {error.strerror or error}") from None


def save(path: Path, tensors: Mapping[str, Any]) -> None:
    """Write tensors or arrays to a `.safetensors` file, or a single one to a `.npy`, whole or not at all.

    Raises `unknown-format` and `file`.
    """
    if path.suffix == ".safetensors":
        write_whole(path, _safetensors_bytes(tensors))
    elif path.suffix == ".npy" and len(tensors) == 1:
        buffer = io.BytesIO()
        np.save(buffer, as_numpy(next(iter(tensors.values()))), allow_pickle=False)
        write_whole(path, buffer.getvalue())
    else:
        hint = "a .safetensors file, or a .npy file for a single tensor"
        raise mistake("unknown-format", f"cannot write {len(tensors)} tensors to `{path.name}`", None, hint)


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
        regular = path.is_file()
    except OSError as error:
        raise mistake("file", f"cannot read `{path}`: {error.strerror or error}") from None
    if not regular:
        raise mistake("file", f"cannot read `{path}`: it is not a file")
    allowed = default_memory()
    if size > allowed:
        message = f"`{path}` holds {amount(size, 'B')} and {amount(allowed, 'B')} of memory may be used"
        raise mistake("memory", message)


# safetensors


def _safetensors(path: Path) -> dict[str, Array]:
    header, start = _header(path)
    from safetensors import SafetensorError, safe_open

    try:
        # The library checks names, dtypes, shapes and that the data are neither short nor overlapping.
        with safe_open(path, framework="numpy") as file:
            return {name: _tensor(path, file, name, header[name], start) for name in sorted(file.keys())}
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise _bad(path, str(error)) from None


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The header as JSON, and where the data begin."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH_BYTES), "little")
        if size < LENGTH_BYTES or length > min(size - LENGTH_BYTES, LARGEST_HEADER):
            raise _bad(path, f"its header would have {length} bytes and the file has {size}")
        text = file.read(length)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise _bad(path, "its header is not JSON") from None
    if not isinstance(header, dict):
        raise _bad(path, "its header is not a JSON object")
    return header, LENGTH_BYTES + length


def _tensor(path: Path, file: Any, name: str, entry: Mapping[str, Any], start: int) -> Array:
    if entry["dtype"] == "BF16":
        return _bfloat16(path, entry, start)
    if entry["dtype"] not in SAFETENSORS_DTYPES.values():
        raise mistake("wrong-dtype", f"`{name}` in `{path}` has dtype {entry['dtype']}, which cannot be read")
    return np.asarray(file.get_tensor(name))


def _bfloat16(path: Path, entry: Mapping[str, Any], start: int) -> Array:
    """bfloat16 is the upper half of a float32. The library has checked the offsets."""
    first, last = entry["data_offsets"]
    with path.open("rb") as file:
        file.seek(start + first)
        halves = np.frombuffer(file.read(last - first), dtype="<u2")
    return (halves.astype(np.uint32) << 16).view(np.float32).reshape(entry["shape"])


def _safetensors_bytes(tensors: Mapping[str, Any]) -> bytes:
    header: dict[str, Any] = {}
    chunks: list[bytes] = []
    end = 0
    for name, value in tensors.items():
        chunk = _little_endian(value)
        dtype, span = _dtype(name, value), [end, end + len(chunk)]
        header[name] = {"dtype": dtype, "shape": list(value.shape), "data_offsets": span}
        chunks.append(chunk)
        end += len(chunk)
    text = json.dumps(header).encode()
    # The format wants the data aligned to eight bytes, with spaces.
    text += b" " * (-len(text) % LENGTH_BYTES)
    return len(text).to_bytes(LENGTH_BYTES, "little") + text + b"".join(chunks)


def _dtype(name: str, value: Any) -> str:
    dtype = dtype_name(value)
    if dtype not in SAFETENSORS_DTYPES:
        raise mistake("wrong-dtype", f"`{name}` has dtype {dtype}, which cannot be written")
    return SAFETENSORS_DTYPES[dtype]


def _little_endian(value: Any) -> bytes:
    array = np.ascontiguousarray(as_numpy(value))
    if dtype_name(value) == "bfloat16":
        return (array.view(np.uint32) >> 16).astype("<u2").tobytes()
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


# npy


def _npy(path: Path, file: BinaryIO) -> Array:
    try:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, fortran, dtype = read(file, max_header_size=NPY_HEADER)
    except Exception:  # numpy's reader of the header tokenizes and evaluates text, and raises whatever these raise
        raise _bad(path, "it does not begin like a .npy file") from None
    if dtype.kind not in "biufc":
        raise mistake("wrong-dtype", f"`{path}` has dtype {dtype}, expected numbers")
    data = file.read()
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != len(data):
        raise _bad(path, f"an array of shape {shape} and dtype {dtype} does not fill {len(data)} bytes")
    array = np.frombuffer(data, dtype=dtype).reshape(shape, order="F" if fortran else "C")
    return array.astype(dtype.newbyteorder("="))


def _bad(path: Path, reason: str) -> TensorgraphError:
    """The error for a file that is not what its name says."""
    return mistake("bad-file", f"`{path}` is damaged or not a {path.suffix} file: {reason}")
