"""What `torch.save` wrote, without running what is in it: `weights_only`, so that code in a pickle is refused."""

from __future__ import annotations

import pickle
import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.memory import default_memory
from tensorgraph.einsum.table import amount
from tensorgraph.weights.files import damaged, require_file, unreadable

GLOBAL = re.compile(r"GLOBAL ([\w.]+)")
"""What torch says of a function or class that a pickle names."""


def torch_entries(path: Path) -> dict[str, Any]:
    """The tensors of a `.pt`, `.pth` or `.bin` by key; inside mappings by their keys with dots between.

    Entries stay in the file until they are used. Raises `file` and `bad-file`.
    """
    require_file(path)
    try:
        found = _loaded(path)
    except TensorgraphError:
        raise
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from None
    except pickle.UnpicklingError as error:
        raise damaged(path, _refused(error)) from None
    except MemoryError:
        raise damaged(path, "it asks for more memory than there is") from None
    except Exception as error:  # torch reads zip files, pickles and storages, and raises whatever these raise
        raise damaged(path, _first_line(error) if isinstance(error, RuntimeError) else "torch cannot read it") from None
    return {"": found} if isinstance(found, torch.Tensor) else _flat(found)


def _loaded(path: Path) -> Any:
    """Mapped where it is; what torch wrote before 1.6 cannot be, and is read whole."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # on how it was pickled: it is read, or refused
        return _entries(path)


def _entries(path: Path) -> Any:
    if zipfile.is_zipfile(path):
        _refuse_compressed(path)
        return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    size, allowed = path.stat().st_size, default_memory()
    if size > allowed:
        raise mistake("memory", f"`{path}` holds {amount(size, 'B')} and {amount(allowed, 'B')} of memory may be used")
    return torch.load(path, map_location="cpu", weights_only=True)


def _refuse_compressed(path: Path) -> None:
    """torch stores what it saves as it is; what is compressed may grow to any size."""
    with zipfile.ZipFile(path) as file:
        packed = next((part for part in file.infolist() if part.compress_type != zipfile.ZIP_STORED), None)
    if packed is not None:
        raise damaged(path, f"`{packed.filename}` in it is compressed, which torch does not do")


def _refused(error: Exception) -> str:
    """What is in a pickle beside numbers, without torch's advice to run it."""
    found = GLOBAL.search(str(error))
    named = f": `{found[1]}`" if found else ""
    return f"it holds more than numbers, which is never run{named}"


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _flat(found: Any) -> dict[str, Any]:
    """The tensors of nested mappings; each mapping is entered once, so that one that holds itself comes to an end."""
    entries: dict[str, Any] = {}
    waiting, seen = [("", found)], set()
    while waiting:
        prefix, held = waiting.pop()
        if not isinstance(held, Mapping) or id(held) in seen:
            continue
        seen.add(id(held))
        for key, value in held.items():
            if isinstance(value, torch.Tensor) and isinstance(key, str):
                entries[prefix + key] = value
            elif isinstance(key, str):
                waiting.append((f"{prefix}{key}.", value))
    return entries


def read_only_tensor(array: Any) -> torch.Tensor:
    """A tensor of an array that may not be written, without a copy: whoever gets it copies from it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
        return torch.from_numpy(np.asarray(array))
