"""What goes wrong when a model is read for the first time, in whole texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.weights.files import load_array, save
from tensorgraph.weights.lost import FEWEST

DOT = """dim context, vocab = 5
input t[context, vocab] { onehot: vocab }
param p[context] { from: "w.pt:p[:context]" }
y[i] = t[i, v] ones[v] p[i]"""


def said(make: Callable[[], object]) -> str:
    """What is said, without excerpts."""
    with pytest.raises(TensorgraphError) as error:
        make()
    return "\n".join(line for line in str(error.value).splitlines() if " |" not in line[:4] and line[1:3] != " |")


@pytest.mark.parametrize("ids", [[1, 2, 7], (1, 2, 7), np.array([1, 2, 7]), torch.tensor([1, 2, 7])])
def test_wrong_ids_of_any_kind(ids: Any) -> None:
    wanted = "error[id-range]: `t` has id 7 at [2], and vocab has size 5\n  = ids from 0 to 4"
    assert said(lambda: tg.loads(DOT).run("y", {"t": ids, "p": [0.0, 0, 0]})) == wanted


def test_wrong_ids_beside_weights_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"p": torch.ones(4)}, "w.pt")
    wanted = "error[id-range]: `t` has id 7 at [2], and vocab has size 5\n  = ids from 0 to 4"
    assert said(lambda: tg.loads(DOT).run("y", {"t": [1, 2, 7]})) == wanted


# ---- keys

KEYS = """dim layer = 2, n = 3
param W_E[layer, n] { from: "w.pt:wte.{layer}" }
param a[n] { from: "w.pt:x.a" }
param b[n] { from: "w.pt:x.b[:n]" }"""


def named(pattern: str, keys: tuple[str, ...] = ("wte.0", "wte.1", "x.a", "x.b")) -> dict[str, torch.Tensor]:
    return {pattern.format(key): torch.ones(3) for key in keys}


@pytest.mark.parametrize("prefix", ["transformer.", "module.", "model.", "a.b."])
def test_every_key_has_something_in_front(prefix: str) -> None:
    assert said(lambda: tg.loads(KEYS).weights(named(prefix + "{}"))) == (
        "text.tg:2:29: error[missing-key]: the mapping has an entry for none of 3 tensors: there is no "
        f"`wte.{{layer}}` for `W_E`\n  = each is there with `{prefix}` in front: write `{prefix}wte.{{layer}}`"
    )


def test_the_text_has_something_in_front() -> None:
    text = KEYS.replace("w.pt:", "w.pt:transformer.")
    assert said(lambda: tg.loads(text).weights(named("{}"))) == (
        "text.tg:2:29: error[missing-key]: the mapping has an entry for none of 3 tensors: there is no "
        "`transformer.wte.{layer}` for `W_E`\n  = each is there without `transformer.` in front: write `wte.{layer}`"
    )


def test_no_prefix_that_only_some_keys_have() -> None:
    held = named("m.{}", ("wte.0", "wte.1", "x.a")) | {"z": torch.ones(3)}
    assert said(lambda: tg.loads(KEYS).weights(held)) == (
        "text.tg:2:29: error[missing-key]: the mapping has an entry for none of 3 tensors: there is no "
        "`wte.{layer}` for `W_E`\n  = write `m.wte.0`"
    )


def test_few_keys_are_told_one_by_one() -> None:
    text = KEYS.rpartition("\n")[0]
    with pytest.raises(TensorgraphError) as error:
        tg.loads(text).weights(named("m.{}"))
    assert len(error.value.diagnostics) == FEWEST - 1


MAPPED = """dim layer = 1, model = 4, vocab, context
param W_E[vocab, model] { from: "w.pt:e" }
param W_pos[context, model] { from: "w.pt:p" }
param g_1[layer, model] { from: "w.pt:g.{layer}" }"""


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("gpt2", ("transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.ln_1.weight")),
        ("transformer-lens", ("embed.W_E", "pos_embed.W_pos", "blocks.0.ln1.w")),
    ],
)
def test_keys_of_a_map(name: str, keys: tuple[str, str, str]) -> None:
    held = dict(zip(keys, (torch.ones(5, 4), torch.ones(6, 4), torch.ones(4)), strict=True))
    assert said(lambda: tg.loads(MAPPED).weights(held)).splitlines() == [
        "text.tg:2:33: error[missing-key]: the mapping has an entry for none of 3 tensors: there is no `e` for `W_E`",
        f'  = write `--map {name}` beside `--weights`, from Python `map="{name}"`, which knows these keys',
    ]
    assert set(tg.loads(MAPPED).weights(held, map=name)) == {"W_E", "W_pos", "g_1"}


def test_the_unembedding_of_gpt2() -> None:
    doc = tg.loads("dim vocab, model\nparam W_E[vocab, model], W_U[model, vocab]")
    held = {"wte.weight": torch.ones(5, 4)}
    assert said(lambda: doc.weights(held, map="gpt2")) == (
        "text.tg:2:26: error[missing-key]: the map `gpt2` has no `W_U`\n"
        "  = GPT-2's is `W_E`: write `W_E[v, m]` for `W_U[m, v]`"
    )
    assert set(doc.weights(held, map="gpt2", names=["W_E"])) == {"W_E"}


def test_layernorms_that_are_folded() -> None:
    text = "dim layer, heads, model, head\nparam W_Q[layer, heads, model, head], g_1[layer, model], b_f[model]"
    held = {"blocks.0.attn.W_Q": torch.ones(2, 4, 3)}
    assert said(lambda: tg.loads(text).weights(held, map="transformer-lens")) == (
        "text.tg:2:39: error[missing-key]: the mapping has no `blocks.{layer}.ln1.w`: its LayerNorms are folded into "
        "the weights that read them\n"
        "  = leave out `g_1`, `b_f`, and declare a `W_U` of its own: it is no longer `W_E`"
    )
    plain = "dim i, m\nparam x[i, m]\ny[i, m] = layernorm[m](x[i, m], eps: 1e-5)"  # as docs/weights.md says
    assert tg.loads(plain).run("y", {"x": [[1.0, -1.0]]})["y"].shape == (1, 2)


# ---- sizes


@pytest.mark.parametrize("ids", [[[1, 2, 4]], np.array([[1, 2, 4]]), torch.tensor([[1, 2, 4]])])
def test_a_batch_of_one_text(ids: Any) -> None:
    assert said(lambda: tg.loads(DOT).run("y", {"t": ids, "p": [0.0, 0, 0]})) == (
        "error[wrong-shape]: `t` wants context ids, or context × vocab one-hot rows, and got 1 × 3 ids\n"
        "  = give one text: `tokens[0]`"
    )


def test_whole_numbers_that_are_one_hot_rows_are_taken() -> None:
    rows = np.eye(5, dtype=int)[[3, 1]]
    assert tg.loads(DOT).run("y", {"t": rows, "p": [2.0, 5.0]})["y"].tolist() == [2, 5]


def test_a_text_that_is_longer_than_the_positions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"p": torch.ones(2), "q": torch.ones(2, 3)}, "w.pt")
    assert said(lambda: tg.loads(DOT).run("y", {"t": [1, 2, 4]})) == (
        "text.tg:3:26: error[cut]: `context` is 3 by `t`, and `p` in `w.pt` has 2 entries (axis 0)\n"
        "  = the cut `:context` goes too far"
    )
    for cut, legs, wanted in (
        (":context", "context, n", "2 rows (axis 0)"),
        (":, :context", "n, context", "3 columns (axis 1)"),
    ):
        doc = tg.loads(f'dim n, context\nparam q[{legs}] {{ from: "w.pt:q[{cut}]" }}')
        column = len(f"param q[{legs}] {{ from: ") + 1
        assert said(lambda doc=doc: doc.weights(sizes={"context": 4})) == (  # type: ignore[misc]
            f"text.tg:2:{column}: error[cut]: `context` is 4 as given, and `q` in `w.pt` has {wanted}\n"
            "  = the cut `:context` goes too far"
        )


def test_weights_that_were_read_for_more_positions() -> None:
    held = {"p": torch.ones(4)}
    doc = tg.loads(DOT)
    assert said(lambda: doc.run("y", {**doc.weights(held), "t": [1, 2, 4]})) == (
        "error[size-conflict]: `context` is 4 by `p`, leg 1, and 3 by `t`, leg 1, of shape (3,)\n"
        '  = where they are weights that were read: `doc.weights(..., sizes={"context": 3})`'
    )
    read = doc.weights(held, sizes={"context": 3})
    assert doc.run("y", {**read, "t": [1, 2, 4]})["y"].tolist() == [1, 1, 1]


def test_a_size_that_the_whole_axis_says() -> None:
    text = "dim layer, heads, head = 8, model\n"
    text += 'param W[layer, heads, model, head] { from: "w.pt:{layer}.w[:, :model]", as: "m (h d) -> h m d" }'
    assert tg.loads(text).weights({"0.w": torch.ones(32, 96)})["W"].shape == (1, 4, 32, 8)


def test_no_size_is_made_up() -> None:
    doc = tg.loads("dim layer, heads, head, model\nparam W_V[layer, heads, model, head]")
    assert said(lambda: doc.weights({"h.0.attn.c_attn.weight": torch.ones(32, 96)}, map="gpt2")) == (
        "text.tg:2:7: error[unknown-size]: `W_V` cannot be read before `heads` and `head` have sizes\n"
        "  = write `dim heads = …, head = …`, or give it: --size heads=… --size head=…"
    )


# ---- files


def test_a_shard_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors.index.json").write_text(
        json.dumps({"weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors", "c": "m-2.safetensors"}})
    )
    save(tmp_path / "m-1.safetensors", {"a": np.ones(2)})
    index = tmp_path / "m.safetensors.index.json"
    names = ", ".join(f'{name}[n] {{ from: "{index.name}:{name}" }}' for name in "abc")
    (tmp_path / "m.tg").write_text(f"dim n\nparam {names}")
    column = len(f'param a[n] {{ from: "{index.name}:a" }}, b[n] {{ from: ') + 1
    assert said(lambda: tg.load(tmp_path / "m.tg").weights()) == (
        f"{tmp_path}/m.tg:2:{column}: error[file]: cannot read `{tmp_path}/m-2.safetensors`: "
        "No such file or directory\n"
        f"  = the index `{index}` says that it holds 2 entries"
    )


def test_only_names_that_are_near(tmp_path: Path) -> None:
    np.save(tmp_path / "ref.npy", np.ones(2))
    for name, hint in (("nope.npy", "beside it are: ref.npy"), ("refs.npy", "write `ref.npy`")):
        assert said(lambda name=name: load_array(tmp_path / name)) == (  # type: ignore[misc]
            f"error[file]: cannot read `{tmp_path / name}`: No such file or directory\n  = {hint}"
        )


def write_numpy(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.ones(2))


def write_safetensors(path: Path) -> None:
    save(path.with_name("s.safetensors"), {"a": np.ones(2)})
    path.with_name("s.safetensors").rename(path)


def write_torch(path: Path) -> None:
    torch.save({"a": torch.ones(2)}, path)


def write_old_torch(path: Path) -> None:
    torch.save({"a": torch.ones(2)}, path, _use_new_zipfile_serialization=False)


@pytest.mark.parametrize(
    ("write", "name", "message"),
    [
        (write_safetensors, "w.bin", "safetensors, not like a .bin file\n  = call it `w.safetensors`"),
        (write_numpy, "w.pt", "numpy, not like a .pt file\n  = call it `w.npy`"),
        (write_torch, "w.safetensors", "torch, not like a .safetensors file\n  = call it `w.pt`"),
        (write_old_torch, "w.safetensors", "torch, not like a .safetensors file\n  = call it `w.pt`"),
        (write_torch, "w.npy", 'torch, and a .npy file is expected\n  = write one: `numpy.save("w.npy", …)`'),
    ],
)
def test_a_file_with_the_ending_of_another_format(
    write: Callable[[Path], None], name: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path)
    doc = tg.loads("dim n\nparam a[n]")
    assert said(lambda: doc.weights(path)) == f"error[bad-file]: `{path}` begins like a file of {message}"


def test_zips_of_others_are_not_called_torch(tmp_path: Path) -> None:
    path = tmp_path / "w.npy"
    with path.open("wb") as file:
        np.savez(file, np.ones(2))
    damaged = f"error[bad-file]: `{path}` is damaged or not a .npy file: it does not begin like a .npy file"
    assert said(lambda: load_array(path)) == damaged


# ---- what is left out


def test_layers_that_are_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = {f"h.{k}.{name}": np.ones(2) for k in range(4) for name in ("a", "b")}
    save(tmp_path / "w.safetensors", held)
    text = "dim layer = 2, n\n" + "".join(
        f'param {name}[layer, n] {{ from: "w.safetensors:h.{{layer}}.{name}" }}\n' for name in ("a", "b")
    )
    (tmp_path / "w.tg").write_text(f"{text}y[l, i] = a^l[i] + b^l[i]")
    left = tg.load(tmp_path / "w.tg").left_out()
    assert [(one.key, one.why, one.trainable) for one in left] == [
        ("h.{2, 3}.a", "layer 2, 3 are not used", True),
        ("h.{2, 3}.b", "layer 2, 3 are not used", True),
    ]
    assert main(["run", str(tmp_path / "w.tg"), "y"]) == 0
    assert capsys.readouterr().err == (
        f"note: `{tmp_path}/w.safetensors`: 2 kinds of entries that {tmp_path}/w.tg does not use, 2 of them biases or "
        "gains; layer 2, 3 are not used; `tensorgraph weights` lists them\n"
    )
