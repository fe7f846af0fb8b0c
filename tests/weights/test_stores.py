"""Files with arrays: what is written is read, and no hostile one gets further than a message."""

import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
import torch

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.weights import files
from tensorgraph.weights.files import load_array, save
from tensorgraph.weights.stores import Held, open_store


def entries(path: Path) -> dict[str, torch.Tensor]:
    """Everything that is behind a path."""
    store = open_store(path)
    return {key: store.read(key, ()) for key in store.keys}


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
    found = entries(path)
    assert list(found) == ["a", "b", "half", "number"]
    assert found["a"].tolist() == [[0, 3], [1, 4], [2, 5]] and found["a"].dtype == torch.float32
    assert found["b"].tolist() == [0, 1, 2] and found["b"].dtype == torch.int64
    assert found["half"].tolist() == [1.5, -2] and found["half"].dtype == torch.bfloat16
    assert found["number"].shape == () and found["number"] == 3


def test_what_others_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    safetensors.numpy.save_file({"x": np.ones((2, 2), np.float16)}, path, metadata={"format": "np"})
    assert {key: value.dtype for key, value in entries(path).items()} == {"x": torch.float16}


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
    assert entries(path)[""].tolist() == [1, 1]


def framed(header: bytes, data: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + data


def header(**changes: Any) -> bytes:
    plain = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    return json.dumps({"x": {**plain, **changes}}).encode()


HOSTILE = {
    "empty": b"",
    "short": b"\x01\x00",
    "header longer than the file": (2**63).to_bytes(8, "little") + b"{}",
    "not JSON": framed(b"{nonsense"),
    "not an object": framed(b"[1, 2]"),
    "deep JSON": framed(b"[" * 100_000),
    "data cut short": framed(header(), b"\0" * 4),
    "more data than declared": framed(header(), b"\0" * 12),
    "offsets beyond the end": framed(header(data_offsets=[0, 2**60]), b"\0" * 8),
    "offsets backwards": framed(header(data_offsets=[8, 0]), b"\0" * 8),
    "huge shape": framed(header(shape=[2**62, 2**62]), b"\0" * 8),
    "negative shape": framed(header(shape=[-2]), b"\0" * 8),
    "unknown dtype": framed(header(dtype="Q7"), b"\0" * 8),
    "entry is no object": framed(b'{"x": 3}'),
    "not text": framed(b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_safetensors(tmp_path: Path, name: str) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(TensorgraphError) as error:
        entries(path)
    assert code_of(error) == "bad-file"
    assert f"`{path}` is damaged or not a .safetensors file: " in str(error.value)


def test_a_file_with_any_byte_changed_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save(path, {"a": np.arange(3.0), "b": np.ones((2, 2), np.float32)})
    good, refused = path.read_bytes(), 0
    for place in range(len(good) - 40):  # the header, and a byte or two of the data
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x15]) + good[place + 1 :])
        try:
            entries(path)
        except TensorgraphError as error:
            refused += 1
            assert {found.code for found in error.diagnostics} <= {"bad-file", "wrong-dtype"}
    assert refused > 60


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
        entries(tmp_path / "none.safetensors")
    missing = f"error[file]: cannot read `{tmp_path / 'none.safetensors'}`: No such file or directory"
    assert str(error.value) == missing
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(TensorgraphError) as error:
        load_array(tmp_path / "folder.npy")
    assert str(error.value) == f"error[file]: cannot read `{tmp_path / 'folder.npy'}`: it is not a file"
    with pytest.raises(TensorgraphError) as error:
        entries(tmp_path / "model.h5")
    assert code_of(error) == "file"
    (tmp_path / "model.h5").touch()
    with pytest.raises(TensorgraphError) as error:
        entries(tmp_path / "model.h5")
    endings = ".safetensors, .index.json, .npy, .pt, .pth, .bin"
    expected = (
        f"error[unknown-format]: cannot read `{tmp_path / 'model.h5'}`\n  = values are read from {endings} and folders"
    )
    assert str(error.value) == expected


@pytest.mark.parametrize("ending", [".npy", ".safetensors", ".pt", ".index.json"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x{ending}"
    os.mkfifo(path)
    with pytest.raises(TensorgraphError) as error:
        entries(path)
    assert str(error.value) == f"error[file]: cannot read `{path}`: it is not a file"


def test_an_array_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.npy"
    np.save(path, np.zeros(1000))
    monkeypatch.setattr(files, "default_memory", lambda: 1000)
    with pytest.raises(TensorgraphError) as error:
        load_array(path)
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


# ---- slices, shards, folders


def sparse(path: Path, rows: int, columns: int, at: int, values: np.ndarray) -> None:
    """A file of one float32 matrix that is a hole, but for the rows ``values`` from row ``at``."""
    size = 4 * rows * columns
    text = json.dumps({"w": {"dtype": "F32", "shape": [rows, columns], "data_offsets": [0, size]}}).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + size)
        file.seek(8 + len(text) + 4 * at * columns)
        file.write(values.astype("<f4").tobytes())


ROWS, COLUMNS = 16_000_000, 1000
"""64 GB of float32, more than the machine has memory for."""


def test_only_a_slice_is_read_of_a_file_larger_than_memory(tmp_path: Path) -> None:
    rows = np.arange(3.0 * COLUMNS).reshape(3, COLUMNS)
    sparse(tmp_path / "w.safetensors", ROWS, COLUMNS, ROWS - 5, rows)
    text = (
        f'dim rows, all = {ROWS}, columns\nparam W[rows, columns] {{ from: "w.safetensors:w[{ROWS - 5}:{ROWS - 2}]" }}'
    )
    (tmp_path / "a.tg").write_text(text)
    found = tg.load(tmp_path / "a.tg").weights()["W"]
    assert np.array_equal(found, rows)


def test_all_of_a_file_larger_than_memory_is_refused(tmp_path: Path) -> None:
    sparse(tmp_path / "w.safetensors", ROWS * 100, COLUMNS, 0, np.ones((1, COLUMNS)))
    (tmp_path / "a.tg").write_text('dim rows, columns\nparam W[rows, columns] { from: "w.safetensors:w" }')
    with pytest.raises(TensorgraphError) as error:
        tg.load(tmp_path / "a.tg").weights()
    assert str(error.value).splitlines()[0].split(": ", 1)[1].startswith("error[memory]: this would read 6.40 TB and ")
    assert str(error.value).endswith(f"  = the largest is `W`, {ROWS * 100} × {COLUMNS}: 6.40 TB")


def sharded(folder: Path) -> None:
    """Two entries in two files, and a third in a file that is not there."""
    save(folder / "one.safetensors", {"a": np.arange(3.0)})
    save(folder / "two.safetensors", {"b": np.arange(4.0)})
    index = {"weight_map": {"a": "one.safetensors", "b": "two.safetensors", "c": "three.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def test_only_the_shards_needed_are_opened(tmp_path: Path) -> None:
    sharded(tmp_path)
    store = open_store(tmp_path)
    assert store.keys == ("a", "b", "c") and store.look("b") == ((4,), "float64")
    assert store.read("a", (slice(1, 3),)).tolist() == [1, 2]
    with pytest.raises(TensorgraphError) as error:
        store.look("c")
    assert code_of(error) == "file" and "`" + str(tmp_path / "three.safetensors") + "`" in str(error.value)


def test_a_folder_without_weights(tmp_path: Path) -> None:
    save(tmp_path / "one.safetensors", {"a": np.arange(3.0)})
    with pytest.raises(TensorgraphError) as error:
        open_store(tmp_path)
    message = (
        f"error[file]: the folder `{tmp_path}` holds neither `model.safetensors.index.json` nor `model.safetensors`"
    )
    assert str(error.value) == f"{message}\n  = name one of its files: one.safetensors"
    (tmp_path / "one.safetensors").rename(tmp_path / "model.safetensors")
    assert open_store(tmp_path).keys == ("a",)


SHARDS = [
    "../w.safetensors",
    "/etc/w.safetensors",
    "b/w.safetensors",
    "b\\w.safetensors",
    "x.pt",
    "i.index.json",
    "",
    3,
]


@pytest.mark.parametrize("shard", SHARDS)
def test_an_index_names_files_beside_it_only(tmp_path: Path, shard: object) -> None:
    path = tmp_path / "model.safetensors.index.json"
    path.write_text(json.dumps({"weight_map": {"a": shard}}))
    with pytest.raises(TensorgraphError) as error:
        open_store(path)
    words = f"`{path}` is damaged or not a .json file: `{shard}` is no .safetensors file beside it"
    assert str(error.value) == f"error[bad-file]: {words}"


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "3", "{}", '{"weight_map": 3}'])
def test_hostile_index(tmp_path: Path, text: str) -> None:
    (tmp_path / "w.index.json").write_text(text)
    with pytest.raises(TensorgraphError) as error:
        open_store(tmp_path / "w.index.json")
    assert code_of(error) == "bad-file"


def test_a_shard_that_lacks_what_the_index_says(tmp_path: Path) -> None:
    sharded(tmp_path)
    save(tmp_path / "two.safetensors", {"other": np.arange(4.0)})
    with pytest.raises(TensorgraphError) as error:
        open_store(tmp_path).read("b", ())
    assert str(error.value).endswith("`b` would be in `two.safetensors`, which does not hold it")


# ---- what torch saves


def test_torch_files(tmp_path: Path) -> None:
    held = {"a": torch.arange(4.0), "state_dict": {"b": torch.ones(2, 2)}, "epoch": 3, 7: torch.ones(1)}
    for name, legacy in (("new.pt", False), ("old.bin", True)):
        torch.save(held, tmp_path / name, _use_new_zipfile_serialization=not legacy)
        found = entries(tmp_path / name)
        assert sorted(found) == ["a", "state_dict.b"]
        assert found["a"].tolist() == [0, 1, 2, 3] and found["state_dict.b"].tolist() == [[1, 1], [1, 1]]
    torch.save(torch.ones(3), tmp_path / "one.pth")
    assert entries(tmp_path / "one.pth")[""].tolist() == [1, 1, 1]


class Touches:
    """Unpickled, it would make a file."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("legacy", [False, True])
def test_code_in_a_pickle_never_runs(tmp_path: Path, legacy: bool) -> None:
    path, made = tmp_path / "w.pt", tmp_path / "made"
    torch.save({"a": Touches(made)}, path, _use_new_zipfile_serialization=not legacy)
    torch.load(path, weights_only=False)
    assert made.exists()  # so the file is as hostile as it should be
    made.unlink()
    with pytest.raises(TensorgraphError) as error:
        open_store(path)
    assert code_of(error) == "bad-file" and not made.exists()
    start = f"error[bad-file]: `{path}` is damaged or not a .pt file: it holds more than numbers, which is never run"
    assert str(error.value).startswith(start) and "torch" not in str(error.value).removeprefix(start)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x02", b"nonsense" * 100])
def test_hostile_torch_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "w.pt").write_bytes(data)
    with pytest.raises(TensorgraphError) as error:
        open_store(tmp_path / "w.pt")
    assert code_of(error) == "bad-file"


def test_compressed_torch_files_are_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.ones(2)}, tmp_path / "w.pt")
    with (
        zipfile.ZipFile(tmp_path / "w.pt") as old,
        zipfile.ZipFile(tmp_path / "v.pt", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    with pytest.raises(TensorgraphError) as error:
        open_store(tmp_path / "v.pt")
    assert str(error.value).endswith("in it is compressed, which torch does not do")


class Large:
    """Unpickled, it would ask for a petabyte."""

    def __reduce__(self) -> tuple[Any, ...]:
        return bytearray, (10**15,)


def test_a_pickle_that_asks_for_too_much(tmp_path: Path) -> None:
    for legacy in (False, True):
        torch.save({"a": Large()}, tmp_path / "w.pt", _use_new_zipfile_serialization=not legacy)
        with pytest.raises(TensorgraphError) as error:
            open_store(tmp_path / "w.pt")
        assert code_of(error) == "bad-file"


def test_names_in_a_file_do_not_steer_the_terminal(tmp_path: Path) -> None:
    save(tmp_path / "w.safetensors", {"evil\x1b[2J\n": np.ones(3)})
    doc = tg.loads('dim n\nparam a[n] { from: "w.safetensors:evil" }')
    with pytest.raises(TensorgraphError) as error:
        doc.weights(tmp_path / "w.safetensors")
    assert "\x1b" not in str(error.value) and "  = write `evil\ufffd[2J\ufffd`" in str(error.value)
    assert [one.key for one in doc.left_out(tmp_path / "w.safetensors")] == ["evil\ufffd[2J\ufffd"]


@pytest.mark.parametrize("name", ["x" * 5000 + ".safetensors", "a\0b.safetensors", "x" * 5000])
def test_names_that_no_file_has(name: str) -> None:
    with pytest.raises(TensorgraphError) as error:
        open_store(Path(name))
    assert code_of(error) == "file"


def test_a_mapping_that_holds_itself(tmp_path: Path) -> None:
    held: dict[str, Any] = {"a": torch.ones(1)}
    held |= {str(number): held for number in range(50)}
    torch.save(held, tmp_path / "w.pt")
    assert list(entries(tmp_path / "w.pt")) == ["a"]


# ---- mappings


def test_mappings_of_tensors_and_arrays() -> None:
    entries: Any = {"t": torch.ones(2, requires_grad=True), "a": np.arange(6, dtype=">i4")[::-2], "l": [1, 2], 3: 4}
    held = Held("it", entries)
    assert held.keys == ("t", "a", "l")
    assert not held.read("t", ()).requires_grad
    assert held.read("a", (slice(0, 2),)).tolist() == [5, 3]
    assert held.look("l") == ((2,), "int64")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("text", "`k` in it is `str`, expected a tensor"),
        (None, "`k` in it is `NoneType`, expected a tensor"),
        (torch.ones(2, 2).to_sparse(), "`k` in it is no dense tensor with values"),
        (torch.ones(2, device="meta"), "`k` in it is no dense tensor with values"),
    ],
)
def test_what_is_no_tensor(value: object, words: str) -> None:
    with pytest.raises(TensorgraphError) as error:
        Held("it", {"k": value}).look("k")
    assert str(error.value) == f"error[wrong-dtype]: {words}"


# ---- by `from:`


def values(folder: Path, address: str, legs: str = "n") -> torch.Tensor:
    text = f'dim n, m, k = 2\nparam W[{legs}] {{ from: "{address}" }}'
    (folder / "a.tg").write_text(text)
    found: torch.Tensor = tg.load(folder / "a.tg").weights()["W"]
    return found


def refused(folder: Path, address: str) -> str:
    """What is said of a file, after its name, and the hint."""
    with pytest.raises(TensorgraphError) as error:
        values(folder, address)
    (found,) = error.value.diagnostics
    return "\n".join(filter(None, [found.message.split("`", 2)[2].strip(), found.hint.replace(str(folder), "")]))


def test_numbers_of_another_byte_order(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.arange(6, dtype=">f4").reshape(2, 3))
    found = values(tmp_path, "x.npy", "n, m")
    assert found.tolist() == [[0, 1, 2], [3, 4, 5]] and found.dtype == torch.float32


def test_numbers_that_torch_does_not_have(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros(2, complex))
    assert refused(tmp_path, "x.npy") == "has dtype complex128, expected real numbers"


def test_a_torch_file_of_one_tensor(tmp_path: Path) -> None:
    torch.save(torch.arange(3.0), tmp_path / "w.pt")
    assert values(tmp_path, "w.pt").tolist() == [0, 1, 2]
    assert values(tmp_path, "w.pt[1:]").tolist() == [1, 2]
    assert refused(tmp_path, "w.pt:W") == 'is one tensor without a key\nwrite `from: "w.pt"`'
    torch.save({"a": torch.ones(2), "b": torch.ones(2)}, tmp_path / "w.pt")
    assert refused(tmp_path, "w.pt") == "has entries, and none is named\nits entries are: a, b"


def test_keys_that_end_in_brackets(tmp_path: Path) -> None:
    held = {"a[0]": torch.ones(2), "b": torch.arange(4.0), "b[1]": torch.zeros(2)}
    torch.save(held | {f"h.{k}[0]": torch.ones(3) * k for k in range(2)}, tmp_path / "w.pt")
    assert values(tmp_path, "w.pt:a[0]").tolist() == [1, 1]
    assert values(tmp_path, "w.pt:b[1]", "").item() == 1  # a cut, where there is such an entry
    assert values(tmp_path, "w.pt:h.{k}[0]", "k, n").tolist() == [[0, 0, 0], [1, 1, 1]]


@pytest.mark.filterwarnings("error")
def test_what_is_said_of_pickles(tmp_path: Path) -> None:
    code = "is damaged or not a .pt file: it holds more than numbers, which is never run"
    torch.save({"a": torch.nn.Linear(1, 1)}, tmp_path / "w.pt")
    assert refused(tmp_path, "w.pt:a") == f"{code}: `torch.nn.modules.linear.Linear`"
    (tmp_path / "w.pt").write_bytes(pickle.dumps({"a": [1]}, 5))  # torch warns of the protocol
    assert refused(tmp_path, "w.pt:a") == code
    (tmp_path / "w.pt").write_text("hello")
    assert refused(tmp_path, "w.pt:a") == "is damaged or not a .pt file: torch cannot read it"
