"""What holds entries by key: one interface for files of every format, folders and mappings.

Nothing is read before it is asked for, and of an entry only what its cut says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import torch
from torch import Tensor

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.arrays import as_array, dtype_name, is_tensor
from tensorgraph.weights.files import map_array, require_file
from tensorgraph.weights.form import entry_words
from tensorgraph.weights.safetensors_store import Safetensors, Sharded
from tensorgraph.weights.torch_store import read_only_tensor, torch_entries

Index: TypeAlias = tuple[int | slice, ...]
"""What is read of each axis, as Python slices."""


class Store(Protocol):
    """Entries by key."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    @property
    def keys(self) -> Collection[str]:
        """The keys, in their order."""

    def look(self, key: str) -> tuple[tuple[int, ...], str]:
        """Shape and dtype of an entry that is there, without reading it."""

    def read(self, key: str, index: Index) -> Tensor:
        """A part of an entry; it may be a view of the file."""


@dataclass(frozen=True)
class Held:
    """A mapping from keys to tensors or arrays, such as a `state_dict`; what has no text as its key is no entry."""

    name: str
    entries: Mapping[str, Any]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that are texts."""
        return tuple(key for key in self.entries if isinstance(key, str))

    def look(self, key: str) -> tuple[tuple[int, ...], str]:
        """Shape and dtype, in the machine's byte order; `wrong-dtype` for what is no dense array."""
        value = self._value(key)
        dtype = dtype_name(value) if is_tensor(value) else str(value.dtype.newbyteorder("="))
        return tuple(int(size) for size in value.shape), dtype

    def read(self, key: str, index: Index) -> Tensor:
        """A part of an entry, without its gradient."""
        value = self._value(key)
        if not is_tensor(value):
            return read_only_tensor(_native(value[index]))
        part: Tensor = value.detach()[index]
        return part

    def _value(self, key: str) -> Any:
        value = self.entries[key]
        if not is_tensor(value) and not hasattr(value, "__array__") and not isinstance(value, list):
            message = f"{entry_words(key, self.name)} is `{type(value).__name__}`, expected a tensor"
            raise mistake("wrong-dtype", message)
        if is_tensor(value) and (value.layout is not torch.strided or value.is_meta):
            raise mistake("wrong-dtype", f"{entry_words(key, self.name)} is no dense tensor with values")
        return as_array(key, value)


@dataclass(frozen=True)
class Unopened:
    """A file that could not be opened, and why. It is asked for nothing."""

    name: str
    error: TensorgraphError
    keys: tuple[str, ...] = ()

    def look(self, key: str) -> tuple[tuple[int, ...], str]:
        """Raises why."""
        raise self.error

    def read(self, key: str, index: Index) -> Tensor:
        """Raises why."""
        raise self.error


def _native(value: Any) -> Any:
    """An array in the machine's byte order, with strides that torch can take."""
    array = np.asarray(value.astype(value.dtype.newbyteorder("="), copy=False))
    return array if all(stride >= 0 for stride in array.strides) else array.copy()


def open_store(path: Path) -> Store:
    """The entries of a file or folder; raises `file`, `bad-file`, `unknown-format`, `memory`."""
    if _is_folder(path):
        return _folder(path)
    for ending, open_one in FORMATS.items():
        if path.name.endswith(ending):
            require_file(path)
            return open_one(path)
    require_file(path)
    endings = ", ".join(FORMATS)
    raise mistake("unknown-format", f"cannot read `{path}`", None, f"values are read from {endings} and folders")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # it is said when it is opened
        return False


def _folder(path: Path) -> Store:
    for name in FOLDER_FILES:
        if (path / name).is_file():
            return open_store(path / name)
    message = f"the folder `{path}` holds neither `{FOLDER_FILES[0]}` nor `{FOLDER_FILES[1]}`"
    files = sorted(other.name for other in path.glob("*.safetensors"))
    raise mistake("file", message, None, f"name one of its files: {', '.join(files)}" if files else "")


FOLDER_FILES = ("model.safetensors.index.json", "model.safetensors")
"""Which file of a folder has its weights, as Hugging Face saves them."""


def _npy(path: Path) -> Store:
    return Held(f"`{path}`", {"": map_array(path)})


def _torch(path: Path) -> Store:
    return Held(f"`{path}`", torch_entries(path))


FORMATS: dict[str, Callable[[Path], Store]] = {
    ".safetensors": Safetensors.opened,
    ".index.json": Sharded.opened,
    ".npy": _npy,
    ".pt": _torch,
    ".pth": _torch,
    ".bin": _torch,
}
"""How a file is opened, by its ending."""
