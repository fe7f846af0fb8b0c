"""A `.safetensors` file, and several with an index: slices are read where they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.weights.files import LENGTH_BYTES, SAFETENSORS_DTYPES, damaged, mapped, require_file, unreadable
from tensorgraph.weights.form import shown
from tensorgraph.weights.torch_store import read_only_tensor

LARGEST_HEADER = 25_000_000
"""Bytes of a header or an index that is read; a hundred thousand tensors need about ten million."""

DTYPES = {name: dtype for dtype, name in SAFETENSORS_DTYPES.items()}
"""What torch calls each dtype of a file."""

BITS = {"bool": "?", "bfloat16": "<i2"}
"""How numpy maps what is not called like its own dtypes: bfloat16, which it lacks, as integers of the same bits."""


@dataclass(frozen=True)
class Safetensors:
    """One file, its header read and where its data begin.

    The library has checked names, dtypes, shapes and that data do not overlap. Entries are mapped for reading only, so
    that a file may be larger than the memory.
    """

    path: Path
    header: Mapping[str, Any]
    start: int

    @classmethod
    def opened(cls, path: Path) -> Safetensors:
        """The file; raises `file` and `bad-file`."""
        require_file(path)
        try:
            header, start = _header(path)
            known = _checked_keys(path)
        except OSError as error:
            raise unreadable(path, error.strerror or str(error)) from None
        return cls(path, {key: entry for key, entry in header.items() if key in known}, start)

    @property
    def name(self) -> str:
        """Its path."""
        return f"`{self.path}`"

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the header, which is the author's."""
        return tuple(self.header)

    def look(self, key: str) -> tuple[tuple[int, ...], str]:
        """Shape and dtype; `wrong-dtype` for a dtype that nothing here computes with."""
        entry = self.header[key]
        if entry["dtype"] not in DTYPES:
            raise mistake(
                "wrong-dtype",
                f"`{shown(key)}` in {self.name} has dtype {shown(str(entry['dtype']))}, which cannot be read",
            )
        return tuple(entry["shape"]), DTYPES[entry["dtype"]]

    def read(self, key: str, index: tuple[int | slice, ...]) -> Tensor:
        """A part of an entry, a view of the file for reading only; the rest is not touched."""
        shape, dtype = self.look(key)
        try:
            bits = np.dtype(BITS.get(dtype, dtype)).newbyteorder("<")
            array = mapped(self.path, bits, self.start + self.header[key]["data_offsets"][0], shape)
        except (OSError, ValueError) as error:  # the file was changed meanwhile
            raise damaged(self.path, str(error)) from None
        part = read_only_tensor(array[index])
        return part.view(torch.bfloat16) if dtype == "bfloat16" else part


def _checked_keys(path: Path) -> set[str]:
    """The keys, once the library has found the file to be right."""
    from safetensors import SafetensorError, safe_open

    try:
        file: Any = safe_open(path, framework="numpy")
        return {*file.keys()}
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise damaged(path, str(error)) from None


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The header as JSON, not more of it than the file holds, and where the data begin."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH_BYTES), "little")
        if size < LENGTH_BYTES or length > min(size - LENGTH_BYTES, LARGEST_HEADER):
            raise damaged(path, f"its header would have {length} bytes and the file has {size}")
        return _json_object(path, file.read(length), "its header"), LENGTH_BYTES + length


def _json_object(path: Path, text: bytes, words: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(path, f"{words} is not JSON") from None
    if not isinstance(found, dict):
        raise damaged(path, f"{words} is not a JSON object")
    return found


@dataclass(frozen=True)
class Sharded:
    """Several files and which holds which key; a file is opened when one of its entries is asked for."""

    path: Path
    shards: Mapping[str, str]
    opened_shards: dict[str, Safetensors] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def opened(cls, path: Path) -> Sharded:
        """The index; raises `file`, and `bad-file` for one that names anything but files beside it."""
        try:
            size = path.stat().st_size
            if size > LARGEST_HEADER:
                raise damaged(path, f"an index has at most {LARGEST_HEADER} bytes, and this has {size}")
            shards = _json_object(path, path.read_bytes(), "it").get("weight_map")
        except OSError as error:
            raise unreadable(path, error.strerror or str(error)) from None
        if not isinstance(shards, dict):
            raise damaged(path, "it has no `weight_map`")
        for shard in dict.fromkeys(map(str, shards.values())):
            if Path(shard).name != shard or "\\" in shard or "\0" in shard or not shard.endswith(".safetensors"):
                raise damaged(path, f"`{shard}` is no .safetensors file beside it")
        return cls(path, {key: str(shard) for key, shard in shards.items()})

    @property
    def name(self) -> str:
        """Its path."""
        return f"`{self.path}`"

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the index."""
        return tuple(self.shards)

    def look(self, key: str) -> tuple[tuple[int, ...], str]:
        """Shape and dtype; opens the file that holds it."""
        return self._shard(key).look(key)

    def read(self, key: str, index: tuple[int | slice, ...]) -> Tensor:
        """A part of an entry of the file that holds it."""
        return self._shard(key).read(key, index)

    def _shard(self, key: str) -> Safetensors:
        name = self.shards[key]
        if name not in self.opened_shards:
            self.opened_shards[name] = Safetensors.opened(self._there(name))
        shard = self.opened_shards[name]
        if key not in shard.header:
            raise self._absent(key, name)
        return shard

    def _there(self, name: str) -> Path:
        path = self.path.parent / name
        if not path.exists():
            hint = f"the index `{self.path}` says that it holds {self._held_by(name)}"
            raise mistake("file", f"cannot read `{path}`: No such file or directory", None, hint)
        return path

    def _held_by(self, name: str) -> str:
        count = sum(shard == name for shard in self.shards.values())
        return f"{count} {'entry' if count == 1 else 'entries'}"

    def _absent(self, key: str, name: str) -> TensorgraphError:
        return damaged(self.path, f"`{key}` would be in `{name}`, which does not hold it")
