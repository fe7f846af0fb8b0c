"""Files of numbers: is this one, what does it hold; and writing one, whole or not at all."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from tensorgraph.diagnostics import TensorgraphError, mistake, near
from tensorgraph.einsum.arrays import as_numpy, dtype_name
from tensorgraph.einsum.memory import default_memory
from tensorgraph.einsum.table import amount
from tensorgraph.files import write_whole
from tensorgraph.weights.form import shown

Array: TypeAlias = "np.ndarray[Any, Any]"

LENGTH_BYTES = 8
"""A safetensors file begins with the length of its header, an unsigned integer of 64 bits."""

NPY_HEADER = 10_000
"""Characters of a `.npy` header that is read: numpy's own limit."""

MAX_LISTED = 12
"""Most files that a hint lists."""

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


def load_array(path: Path) -> Array:
    """The array of a `.npy` file, never unpickled.

    Raises `file` for what cannot be read, `bad-file` for what is no such file or is cut short, `memory` for one larger
    than the memory that is free.
    """
    require_file(path)
    size, allowed = path.stat().st_size, default_memory()
    if size > allowed:
        message = f"`{path}` holds {amount(size, 'B')} and {amount(allowed, 'B')} of memory may be used"
        raise mistake("memory", message)
    array = map_array(path)
    return np.array(array, dtype=array.dtype.newbyteorder("="))


def map_array(path: Path) -> Array:
    """The same without reading more than its header: entries are read when they are used."""
    require_file(path)
    other = format_of(path)
    if other and other is not NUMPY:
        message = f"`{path}` begins like a file of {other.name}, and a .npy file is expected"
        raise mistake("bad-file", message, None, f'write one: `numpy.save("{path.stem}.npy", …)`')
    try:
        with path.open("rb") as file:
            shape, fortran, dtype = _npy_header(path, file)
            start = file.tell()
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from None
    held = path.stat().st_size - start
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != held:
        raise damaged(path, f"an array of shape {shape} and dtype {dtype} does not fill {held} bytes")
    return mapped(path, dtype, start, shape, "F" if fortran else "C")


def mapped(path: Path, dtype: Any, start: int, shape: tuple[int, ...], order: Literal["C", "F"] = "C") -> Array:
    """Numbers of a file from a byte on, for reading only; they are read when they are used."""
    if not math.prod(shape):
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, "r", start, shape, order)


def _npy_header(path: Path, file: Any) -> tuple[tuple[int, ...], bool, Any]:
    try:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, fortran, dtype = read(file, max_header_size=NPY_HEADER)
    except Exception:  # numpy's reader of the header tokenizes and evaluates text, and raises whatever these raise
        raise damaged(path, "it does not begin like a .npy file") from None
    if dtype.kind not in "biufc":
        raise mistake("wrong-dtype", f"`{path}` has dtype {dtype}, expected numbers")
    return shape, fortran, dtype


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


def require_file(path: Path) -> None:
    """Raise `file` where there is no regular file; a pipe is not waited for."""
    try:
        path.stat()
        regular = path.is_file()
    except FileNotFoundError:
        raise mistake("file", f"cannot read `{path}`: No such file or directory", None, similar_files(path)) from None
    except (OSError, ValueError) as error:
        raise unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if not regular:
        raise unreadable(path, "it is not a file")


def similar_files(path: Path) -> str:
    """A hint with the files beside a missing one that are most like it."""
    try:
        known = sorted(
            shown(other.name) for other in path.parent.iterdir() if other.suffix in READABLE or other.is_dir()
        )
    except OSError:
        return f"there is no folder `{path.parent}`"
    by_stem = {Path(name).stem: name for name in reversed(known)}  # an ending that is the same makes nothing alike
    found = near(path.stem, by_stem)
    if found:
        return f"write `{by_stem[found[0]]}`"
    return f"beside it are: {', '.join(known[:MAX_LISTED])}" if known else ""


READABLE = (".safetensors", ".json", ".npy", ".pt", ".pth", ".bin")
"""Endings of files with values."""


def unreadable(path: Path, reason: str) -> TensorgraphError:
    """The error for a file that the system does not give."""
    return mistake("file", f"cannot read `{path}`: {shown(reason)}")


def damaged(path: Path, reason: str) -> TensorgraphError:
    """The error for a file that is not what its name says: its first bytes may say what it is."""
    found = format_of(path)
    if found and path.suffix not in found.endings:
        message = f"`{path}` begins like a file of {found.name}, not like a {path.suffix} file"
        return mistake("bad-file", message, None, f"call it `{path.stem}{found.endings[0]}`")
    return mistake("bad-file", f"`{path}` is damaged or not a {path.suffix} file: {shown(reason)}")


@dataclass(frozen=True)
class Format:
    """A format that first bytes tell, and the endings of its files."""

    name: str
    endings: tuple[str, ...]


NUMPY, TORCH = Format("numpy", (".npy",)), Format("torch", (".pt", ".pth", ".bin"))
SAFETENSORS = Format("safetensors", (".safetensors",))

BEGINNINGS = {b"\x93NUMPY": NUMPY, b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.": TORCH}
"""First bytes; before 1.6 torch wrote a number of its own as a pickle first."""
ZIP, FIRST_IN_ZIP = b"PK\x03\x04", b"data.pkl"
"""torch writes zip files since, and in them this file first."""
LONGEST_BEGINNING = 300
"""Bytes that are looked at: the name of the first file of a zip is among them."""


def format_of(path: Path) -> Format | None:
    """The format that the first bytes of a file tell."""
    try:
        with path.open("rb") as file:
            first = file.read(LONGEST_BEGINNING)
        size = path.stat().st_size
    except OSError:
        return None
    if first.startswith(ZIP) and FIRST_IN_ZIP in first:
        return TORCH
    has_header = (
        first[LENGTH_BYTES : LENGTH_BYTES + 1] == b"{" and int.from_bytes(first[:LENGTH_BYTES], "little") < size
    )
    known = next((found for start, found in BEGINNINGS.items() if first.startswith(start)), None)
    return known or (SAFETENSORS if has_header else None)


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
