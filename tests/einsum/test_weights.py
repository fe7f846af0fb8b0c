"""Files with arrays: what is written is read, and no hostile one gets further than a message."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
import torch

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum import weights
from tensorgraph.einsum.weights import load_array, load_tensors, save


def code_of(error: pytest.ExceptionInfo[TensorgraphError]) -> str:
    (found,) = error.value.diagnostics
    return found.code


def test_safetensors_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    tensors: dict[str, Any] = {
        "a": torch.arange(6, dtype=torch.float32).reshape(2, 3).T,
        "b": np.arange(3, dtype=np.int64),
        "half": torch.tensor([1.5, -2.0], dtype=torch.bfloat16),
        "number": torch.tensor(3.0, dtype=torch.float64),
    }
    save(path, tensors)
    found = load_tensors(path)
    assert list(found) == ["a", "b", "half", "number"]
    assert np.array_equal(found["a"], [[0, 3], [1, 4], [2, 5]]) and found["a"].dtype == np.float32
    assert found["b"].tolist() == [0, 1, 2] and found["b"].dtype == np.int64
    assert found["half"].tolist() == [1.5, -2] and found["half"].dtype == np.float32
    assert found["number"].shape == () and found["number"] == 3
    with safetensors.safe_open(path, framework="pt") as file:
        assert file.get_tensor("half").dtype == torch.bfloat16


def test_what_others_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    safetensors.numpy.save_file({"x": np.ones((2, 2), np.float16)}, path)
    assert load_tensors(path)["x"].dtype == np.float16


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array(5, ">i4"),
        np.zeros((2, 0)),
    ],
)
def test_npy_round_trip(tmp_path: Path, array: np.ndarray) -> None:
    path = tmp_path / "x.npy"
    np.save(path, array)
    assert np.array_equal(load_array(path), array) and load_array(path).shape == array.shape
    save(path, {"x": torch.ones(2, dtype=torch.bfloat16)})
    assert load_tensors(path)["x"].tolist() == [1, 1]


def framed(header: bytes, data: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + data


def entry(**changes: Any) -> bytes:
    plain = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    return json.dumps({"x": {**plain, **changes}}).encode()


HOSTILE = {
    "empty": b"",
    "short": b"\x01\x00",
    "header longer than the file": (2**63).to_bytes(8, "little") + b"{}",
    "not JSON": framed(b"{nonsense"),
    "not an object": framed(b"[1, 2]"),
    "deep JSON": framed(b"[" * 100_000),
    "data cut short": framed(entry(), b"\0" * 4),
    "more data than declared": framed(entry(), b"\0" * 12),
    "offsets beyond the end": framed(entry(data_offsets=[0, 2**60]), b"\0" * 8),
    "offsets backwards": framed(entry(data_offsets=[8, 0]), b"\0" * 8),
    "huge shape": framed(entry(shape=[2**62, 2**62]), b"\0" * 8),
    "negative shape": framed(entry(shape=[-2]), b"\0" * 8),
    "unknown dtype": framed(entry(dtype="Q7"), b"\0" * 8),
    "entry is no object": framed(b'{"x": 3}'),
    "not text": framed(b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_safetensors(tmp_path: Path, name: str) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(TensorgraphError) as error:
        load_tensors(path)
    assert code_of(error) == "bad-file"
    assert f"`{path}` is damaged or not a .safetensors file: " in str(error.value)


def npy(header: str, data: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


HOSTILE_NPY = {
    "empty": b"",
    "short": b"\x93NUM",
    "huge shape": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000000,)}\n", b"\0" * 8),
    "negative shape": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}\n", b"\0" * 8),
    "cut short": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}\n", b"\0" * 8),
    "a call in the header": npy("__import__('os').system('true')\n"),
    "deep header": npy("(" * 9_000),
    "no dict": npy("3\n"),
    "version 9": b"\x93NUMPY\x09\x00" + b"\0" * 20,
}


@pytest.mark.parametrize("name", HOSTILE_NPY)
def test_hostile_npy(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(HOSTILE_NPY[name])
    with pytest.raises(TensorgraphError) as error:
        load_array(path)
    assert code_of(error) == "bad-file"


def test_pickles_are_never_read(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([print, len], dtype=object), allow_pickle=True)
    with pytest.raises(TensorgraphError) as error:
        load_array(path)
    assert str(error.value) == f"error[wrong-dtype]: `{path}` has dtype object, expected numbers"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError) as error:
        load_tensors(tmp_path / "none.safetensors")
    missing = f"error[file]: cannot read `{tmp_path / 'none.safetensors'}`: No such file or directory"
    assert str(error.value) == missing
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(TensorgraphError) as error:
        load_array(tmp_path / "folder.npy")
    assert str(error.value) == f"error[file]: cannot read `{tmp_path / 'folder.npy'}`: it is not a file"
    with pytest.raises(TensorgraphError) as error:
        load_tensors(tmp_path / "model.pt")
    assert code_of(error) == "unknown-format"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.npy")
    with pytest.raises(TensorgraphError) as error:
        load_array(tmp_path / "x.npy")
    assert code_of(error) == "file"


def test_a_file_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.safetensors"
    save(path, {"a": np.zeros(1000)})
    monkeypatch.setattr(weights, "default_memory", lambda: 1000)
    with pytest.raises(TensorgraphError) as error:
        load_tensors(path)
    assert str(error.value).endswith("and 1.00 kB of memory may be used")


def test_saving_to_another_format(tmp_path: Path) -> None:
    for path, tensors in (("x.pt", {"a": np.zeros(1)}), ("x.npy", {"a": np.zeros(1), "b": np.zeros(1)})):
        with pytest.raises(TensorgraphError) as error:
            save(tmp_path / path, tensors)
        assert code_of(error) == "unknown-format"
    with pytest.raises(TensorgraphError) as error:
        save(tmp_path / "x.safetensors", {"a": np.zeros(1, complex)})
    assert str(error.value) == "error[wrong-dtype]: `a` has dtype complex128, which cannot be written"
    assert list(tmp_path.iterdir()) == []
