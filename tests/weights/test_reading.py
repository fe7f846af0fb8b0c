"""What is read, at which sizes, and all that can be wrong with it, in whole texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.weights import reading
from tensorgraph.weights.files import save

DIMS = "dim layer = 2, heads = 2, head = 3, model = 4, context, vocab\n"


def values(text: str, held: Mapping[str, Any], **sizes: int) -> dict[str, Any]:
    return tg.loads(DIMS + text).weights(held, sizes=sizes)


def said(text: str, held: Mapping[str, Any], **sizes: int) -> str:
    """What is said of a declaration in line 2, without the excerpt."""
    with pytest.raises(TensorgraphError) as error:
        values(text, held, **sizes)
    lines = str(error.value).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("  |", "2 |")))


def numbers(*shape: int) -> np.ndarray:
    return np.arange(float(np.prod(shape))).reshape(shape)


def test_stacked_along_the_leg_that_the_key_numbers() -> None:
    held = {f"h.{layer}.{head}": numbers(4) + 10 * layer + 100 * head for layer in range(2) for head in range(2)}
    found = values('param W[heads, model, layer] { from: "w.pt:h.{layer}.{heads}" }', held)["W"]
    wanted = np.array([[[held[f"h.{layer}.{head}"][m] for layer in range(2)] for m in range(4)] for head in range(2)])
    assert np.array_equal(found, wanted)


def test_dtypes_of_the_file_are_kept_and_the_widest_of_several() -> None:
    half, single = torch.ones(4, dtype=torch.bfloat16), torch.ones(4, dtype=torch.float32)
    text = 'param A[model] { from: "w.pt:a" }, B[layer, model] { from: "w.pt:b.{layer}" }'
    found = values(text, {"a": half, "b.0": half, "b.1": single})
    assert found["A"].dtype == torch.bfloat16 and found["B"].dtype == torch.float32


def test_values_are_copies() -> None:
    held = torch.ones(4)
    found = values('param A[model] { from: "w.pt:a" }', {"a": held})["A"]
    held.zero_()
    assert found.tolist() == [1, 1, 1, 1]


def test_thick_legs_and_axes_of_one_index() -> None:
    text = 'param A[(heads head), model] { from: "w.pt:a", as: "1 m h d -> (h d) m" }\n'
    text += 'param B[head, model] { from: "w.pt:b", as: "d e f -> d (e f)" }, C { from: "w.pt:c" }'
    found = values(text, {"a": numbers(1, 4, 2, 3), "b": numbers(3, 2, 2), "c": numbers()})
    assert np.array_equal(found["A"], numbers(1, 4, 2, 3)[0].transpose(1, 2, 0).reshape(6, 4))
    assert np.array_equal(found["B"], numbers(3, 4)) and found["C"].shape == ()


def test_a_cut_may_be_one_index() -> None:
    found = values('param A[head, model] { from: "w.pt:a[1, :head]" }', {"a": numbers(2, 5, 4)})["A"]
    assert np.array_equal(found, numbers(2, 5, 4)[1, :3])


IDS = 'input t[context, vocab] { onehot: vocab, from: "w.pt:t" }'


def test_one_hot_inputs_are_ids_or_dense() -> None:
    assert values(IDS, {"t": np.array([2, 0, 1])}, vocab=3)["t"].tolist() == [2, 0, 1]
    assert values(IDS, {"t": np.eye(3)[[2, 0]]})["t"].tolist() == [[0, 0, 1], [1, 0, 0]]
    assert said(IDS, {"t": np.array([2, 0, 3])}, vocab=3) == (
        "text.tg:2:48: error[id-range]: `t` has id 3 at [2], and vocab has size 3\n  = ids from 0 to 2"
    )


def test_sizes_are_found_in_whatever_order_they_follow() -> None:
    text = 'param P[context, model] { from: "w.pt:p[:context]" }\nparam E[vocab, model] { from: "w.pt:e" }\n' + IDS
    found = values(text, {"p": numbers(9, 4), "e": numbers(7, 4), "t": np.array([6, 2])})
    assert found["P"].shape == (2, 4) and found["E"].shape == (7, 4)


def test_layers_are_counted_where_nothing_says_how_many() -> None:
    doc = tg.loads('dim n, deep\nparam b[deep, n] { from: "w.pt:h.{deep}.b" }')
    assert doc.weights({f"h.{k}.b": numbers(2) for k in range(11)})["b"].shape == (11, 2)


def test_the_name_itself_is_a_key_too() -> None:
    held = {"W": numbers(4, 3)}
    assert np.array_equal(
        values('param W[model, head] { from: "w.pt:attn.w", as: "a b -> b a" }', held)["W"], held["W"]
    )
    assert np.array_equal(values('param W[head, model] { as: "a b -> b a" }', held)["W"], held["W"].T)


# ---- mistakes

W = 'param W[model, head] { from: "w.pt:w" }'


def test_the_wrong_number_of_axes() -> None:
    assert said(W, {"w": numbers(4)}) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping has shape 4, and `W` expects 2 axes: model, head"
    )
    assert said(W[:-2] + ', as: "m d -> m d" }', {"w": numbers(4)}) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping has shape 4, and `W` expects 2 axes: `m d`"
    )


def test_a_wrong_size_with_both_shapes_and_who_said_it() -> None:
    assert said(W, {"w": numbers(4, 5)}, head=7) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping has shape 4 × 5, and `W` expects model 4 × head 7\n"
        "  = `head` is 7 as given"
    )
    assert said(W, {"w": numbers(3, 4)}) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping has shape 3 × 4, and `W` expects model 4 × head 3\n"
        "  = `model` is 4 as declared\n  = `head` is 3 as declared\n"
        '  = write `as: "b a -> a b"` to exchange its axes'
    )
    assert said(W, {"w": numbers(9, 3)}) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping has shape 9 × 3, and `W` expects model 4 × head 3\n"
        "  = `model` is 4 as declared\n  = write `w[:model]` to cut it"
    )
    split = 'param W[heads, head, model] { from: "w.pt:w[:, :6]", as: "m (h d) -> h d m" }'
    assert said(split, {"w": numbers(4, 9)}, head=4) == (
        "text.tg:2:37: error[wrong-shape]: `w` in the mapping has shape 4 × 9, cut to 4 × 6, and `W` expects "
        "model 4 × (heads 2 · head 4)\n  = `heads` is 2 as declared\n  = `head` is 4 as given"
    )


def test_a_size_that_another_entry_said() -> None:
    text = 'param A[vocab, model] { from: "w.pt:a" }, B[vocab] { from: "w.pt:b" }'
    assert said(text, {"a": numbers(7, 4), "b": numbers(8)}) == (
        "text.tg:2:60: error[wrong-shape]: `b` in the mapping has shape 8, and `B` expects vocab 7\n"
        "  = `vocab` is 7 by `A`\n  = write `b[:vocab]` to cut it"
    )


def test_sizes_that_cannot_be_told_apart() -> None:
    assert said('param A[vocab, context] { from: "w.pt:a", as: "(v c) -> v c" }', {"a": numbers(6)}) == (
        "text.tg:2:33: error[unknown-size]: `A` cannot be read before `vocab` and `context` have sizes\n"
        "  = write `dim vocab = …, context = …`, or give it: --size vocab=… --size context=…"
    )


def test_a_cut_that_does_not_fit() -> None:
    assert said('param A[head] { from: "w.pt:a[model:2 model]" }', {"a": numbers(7)}) == (
        "text.tg:2:23: error[cut]: the cut `model:2 model` is 4:8, which goes too far: axis 0 of `a` in the mapping "
        "has size 7\n  = `model` is 4 as declared"
    )
    assert said('param A[head] { from: "w.pt:a[:, 7]" }', {"a": numbers(3, 7)}) == (
        "text.tg:2:23: error[cut]: the cut `7` goes too far: axis 1 of `a` in the mapping has size 7\n"
        "  = counted from zero, and the end is left out"
    )
    assert said('param A[head] { from: "w.pt:a[5:2]" }', {"a": numbers(7)}) == (
        "text.tg:2:23: error[cut]: the cut `5:2` is empty: axis 0 of `a` in the mapping has size 7\n"
        "  = counted from zero, and the end is left out"
    )
    assert said('param A[head] { from: "w.pt:a[:, :]" }', {"a": numbers(7)}) == (
        "text.tg:2:23: error[cut]: `a` in the mapping has shape 7, so there is nothing for 2 cuts\n"
        "  = one cut for each axis, the last ones may be left out"
    )


def test_a_part_that_is_no_product_of_its_names() -> None:
    """The part is `model` wide, whatever the heads."""
    text = 'param W[layer, heads, model, head] { from: "w.pt:h.{layer}.c[:, model:2 model]", as: "m (h d) -> h m d" }'
    assert said(text, {f"h.{k}.c": numbers(4, 12) for k in range(2)}) == (
        "text.tg:2:44: error[wrong-shape]: `h.0.c` in the mapping has shape 4 × 12, cut to 4 × 4, "
        "and `W` expects model 4 × (heads 2 · head 3)\n  = `heads` is 2 as declared\n  = `head` is 3 as declared"
    )


def test_two_legs_of_one_dimension_are_not_exchanged() -> None:
    assert said('param A[vocab, q: vocab] { from: "w.pt:a" }', {"a": numbers(2, 3)}) == (
        "text.tg:2:34: error[wrong-shape]: `a` in the mapping has shape 2 × 3, and `A` expects vocab ? × vocab ?\n"
        "  = `vocab` is 2 by `A`"
    )
    assert said(W, {"w": numbers()}) == (
        "text.tg:2:30: error[wrong-shape]: `w` in the mapping is a number, and `W` expects 2 axes: model, head"
    )


def test_missing_keys_with_those_that_are_near() -> None:
    assert said('param A[model] { from: "w.pt:ln.weight" }', {"ln.wieght": 0, "other": 0}) == (
        "text.tg:2:24: error[missing-key]: there is no entry `ln.weight` in the mapping\n  = write `ln.wieght`"
    )
    assert said('param A[model] { from: "w.pt:ln.weight" }', {"transformer.ln.weight": 0}) == (
        "text.tg:2:24: error[missing-key]: there is no entry `ln.weight` in the mapping\n"
        "  = write `transformer.ln.weight`"
    )
    assert said('param A[model] { from: "w.pt:x" }', {}) == (
        "text.tg:2:24: error[missing-key]: there is no entry `x` in the mapping\n  = it has no entries"
    )


def test_a_missing_layer_says_which_there_are() -> None:
    held = {f"h.{k}.b": numbers(4) for k in (0, 1, 2, 4)}
    text = 'param b[layer, model] { from: "w.pt:h.{layer}.b" }'
    assert said(text, held, layer=4) == (
        "text.tg:2:31: error[missing-key]: there is no entry `h.3.b` in the mapping, and `layer` is 4 as given\n"
        "  = it holds `h.{layer}.b` for {layer} = 0, 1, 2, 4"
    )
    del held["h.4.b"]
    assert said(text, held, layer=10**15).endswith("for {layer} = 0, …, 2")  # at once


def test_stacked_entries_have_one_shape() -> None:
    held = {"h.0.b": numbers(4), "h.1.b": numbers(5)}
    assert said('param b[layer, model] { from: "w.pt:h.{layer}.b" }', held) == (
        "text.tg:2:31: error[wrong-shape]: `h.0.b` in the mapping has shape 4, and `h.1.b` 5\n"
        "  = entries that are stacked have one shape"
    )


def test_numbers_that_are_none() -> None:
    assert said('param b[model] { from: "w.pt:b" }', {"b": np.array([1, np.nan, 0, np.inf])}) == (
        "text.tg:2:24: error[not-finite]: `b` has 2 entries that are not finite, the first at [1]: nan"
    )
    assert said('param b[model] { from: "w.pt:b" }', {"b": ["x"] * 4}) == (
        "text.tg:2:24: error[wrong-dtype]: `b` in the mapping has dtype <U1, expected real numbers"
    )
    wrong = said('param b[model, q: model] { symmetric, from: "w.pt:b" }', {"b": numbers(4, 4)})
    assert wrong.startswith(
        "text.tg:2:45: error[property]: `b` is declared `symmetric`, but it differs from its transp"
    )


def test_everything_at_once(tmp_path: Path) -> None:
    save(tmp_path / "w.safetensors", {"a": numbers(5)})
    text = 'param A[model] { from: "w.safetensors:a" }, B[model] { from: "w.safetensors:b" }\n'
    text += 'param C[model] { from: "v.safetensors:c" }, D[vocab] { from: "v.safetensors:d[:vocab]" }'
    (tmp_path / "a.tg").write_text(DIMS + text)
    with pytest.raises(TensorgraphError) as error:
        tg.load(tmp_path / "a.tg").weights()
    found = [(one.code, one.span and one.span.text) for one in error.value.diagnostics]
    assert found == [
        ("wrong-shape", '"w.safetensors:a"'),
        ("missing-key", '"w.safetensors:b"'),
        ("file", '"v.safetensors:c"'),
    ]
    hints = [one.hint for one in error.value.diagnostics]
    assert hints[1:] == ["its entries are: a", "beside it are: w.safetensors"]


def test_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'param A[model] { from: "w.pt:a" }, B[model] { from: "w.pt:b" }'
    held = {"a": numbers(4).astype(np.float32), "b": numbers(4)}
    monkeypatch.setattr(reading, "default_memory", lambda: 48)
    assert set(values(text, held)) == {"A", "B"}
    monkeypatch.setattr(reading, "default_memory", lambda: 47)
    assert said(text, held) == (
        "text.tg:2:53: error[memory]: this would read 48 B and 47 B of memory may be used\n"
        "  = the largest is `B`, 4: 32 B"
    )


# ---- sources


def test_params_must_be_in_a_source_and_inputs_may_be_elsewhere(tmp_path: Path) -> None:
    save(tmp_path / "t.npy", {"t": np.array([1, 0])})
    save(tmp_path / "w.safetensors", {"e": numbers(2, 4)})
    text = 'param E[vocab, model] { from: "w.safetensors:e" }\ninput t[context, vocab] { onehot: vocab, from: "t.npy" }'
    (tmp_path / "a.tg").write_text(DIMS + text)
    doc = tg.load(tmp_path / "a.tg")
    found = doc.weights({"e": 2 * numbers(2, 4)})
    assert np.array_equal(found["E"], 2 * numbers(2, 4)) and found["t"].tolist() == [1, 0]
    with pytest.raises(TensorgraphError) as error:
        doc.weights({"other": numbers(2, 4)})
    assert [one.code for one in error.value.diagnostics] == ["missing-key"]


def test_a_file_is_beside_the_text_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    save(tmp_path / "models" / "w.safetensors", {"a": numbers(3)})
    (tmp_path / "models" / "m.tg").write_text('dim n\nparam A[n] { from: "w.safetensors:a" }')
    (tmp_path / "b.tg").write_text('use "models/m.tg"\nparam B[n] { from: "models/w.safetensors:a" }\ny[i] = A[i] B[i]')
    monkeypatch.chdir("/")
    assert tg.load(tmp_path / "b.tg").run("y", dtype="float64")["y"].tolist() == [0, 1, 4]


def test_what_is_no_source() -> None:
    doc = tg.loads(DIMS + W)
    for source, message in [
        (3, "weights are a path or a mapping, and this is `int`\n  = give one of these"),
        (torch.nn.Linear(2, 2), "weights are a path or a mapping, and this is `Linear`\n  = a mapping is got with "),
    ]:
        with pytest.raises(TensorgraphError) as error:
            doc.weights(source)  # type: ignore[arg-type]
        assert str(error.value).startswith(f"error[wrong-call]: {message}")
    with pytest.raises(TensorgraphError) as error:
        doc.weights({}, map="gtp2")
    assert str(error.value) == "error[unknown-map]: there is no map `gtp2`\n  = write `gpt2`"
    with pytest.raises(TensorgraphError) as error:
        doc.weights(map="gpt2")
    assert "there is no source" in str(error.value)
    with pytest.raises(TensorgraphError) as error:
        doc.weights({}, names="V")
    assert str(error.value) == "error[unknown-name]: no tensor and no definition is called `V`\n  = the names are: W"


def test_without_from_a_source_is_read_by_names() -> None:
    doc = tg.loads("dim n = 3\nparam v[n], w[n]\nscalar c\ny[i] = c v[i]\nz[i] = y[i] + w[i]")
    found = doc.weights({"v": numbers(2), "y": numbers(2), "c": numbers()}, names=["y"])
    assert set(found) == {"v", "y", "c"}  # at the size of the arrays, and what is not needed not
    with pytest.raises(TensorgraphError) as error:
        doc.weights({"vv": numbers(2)})
    assert str(error.value) == (
        "error[unknown-name]: a value is given for `vv` by the mapping, which is not declared\n"
        "  = write `v`\n  = or say with `from:` which keys are read"
    )


# ---- run and check

HEAD = "x[i, m] = t[i, v] E[v, m]\nslow[i] = x[i, m] b[m]\n"


@pytest.fixture
def doc(tmp_path: Path) -> tg.Document:
    save(tmp_path / "w.safetensors", {"e": numbers(5, 4), "b": numbers(4)})
    text = 'param E[vocab, model] { from: "w.safetensors:e" }, b[model] { from: "none.safetensors:b" }\n'
    (tmp_path / "a.tg").write_text(DIMS + text + "input t[context, vocab] { onehot: vocab }\n" + HEAD)
    return tg.load(tmp_path / "a.tg")


def test_run_reads_what_is_needed_and_not_given(doc: tg.Document) -> None:
    found = doc.run("x", {"t": [4, 0]}, dtype="float64")["x"]
    assert np.array_equal(found, numbers(5, 4)[[4, 0]])  # `b` is not needed, so its file is not missed
    assert torch.equal(doc.run("x", {"t": [1], "E": np.ones((2, 4))})["x"], torch.ones(1, 4))
    with pytest.raises(TensorgraphError) as error:
        doc.run("slow", {"t": [4, 0]})
    assert [one.code for one in error.value.diagnostics] == ["file"]
    assert doc.run("slow", {"x": np.ones((1, 4)), "b": np.ones(4)})["slow"].tolist() == [4]


def test_random_values_for_what_is_not_there_with_one_note(doc: tg.Document) -> None:
    with pytest.warns(tg.weights.notes.Note) as notes:
        found = doc.run(["x", "slow"], {"t": [4, 0]}, random=1, dtype="float64")
    assert np.array_equal(found["x"], numbers(5, 4)[[4, 0]]) and found["slow"].shape == (2,)
    (note,) = notes
    assert str(note.message).endswith("none.safetensors` is not there: its values are random")
    assert note.filename == __file__


def checked(folder: Path, claim: str, declarations: str = "") -> tg.Document:
    save(folder / "w.safetensors", {"a": np.array([[2.0, 0], [0, 2]])})
    text = f'dim n, m\nparam A[n, p: n] {{ from: "w.safetensors:a" }}{declarations}\ncheck c: {claim}'
    (folder / "a.tg").write_text(text)
    return tg.load(folder / "a.tg")


def test_check_is_made_on_the_values_of_from(tmp_path: Path) -> None:
    doc = checked(tmp_path, "A[i, j] == 2 id[i, j]")
    assert [one.word for one in doc.check()] == ["holds"]
    assert [one.word for one in doc.check({})] == ["false"]
    assert [one.word for one in doc.check({"A": np.eye(2)})] == ["false"]
    (tmp_path / "w.safetensors").unlink()
    with pytest.warns(tg.weights.notes.Note, match="w.safetensors` is not there: checked on random values"):
        assert [one.word for one in doc.check()] == ["false"]


def test_what_has_neither_value_nor_size_is_checked_as_ever(tmp_path: Path) -> None:
    doc = checked(tmp_path, "A[i, j] x[j, k] == 2 x[i, k]", "\ninput x[n, m]")
    (verdict,) = doc.check()
    assert verdict.word == "holds" and "given values" in verdict.detail


def test_plan_reads_no_file(doc: tg.Document) -> None:
    assert "vocab" in str(doc.plan("slow", {"context": 2, "vocab": 5}))


def test_a_claim_of_nearness_is_tested_on_what_is_there(tmp_path: Path) -> None:
    claims = "A[i, j] ~= 2 id[i, j] within 0.1\ncheck d: A[i, j] b[i] ~= b[j] id[i, j] within 0.1\n"
    doc = checked(tmp_path, f"{claims}check e: b[i] ~= b[i] within 0.1", ', b[n] { from: "none.safetensors:b" }')
    with pytest.warns(tg.weights.notes.Note, match="none.safetensors` is not there: checked on random values"):
        found = doc.check()
    assert [one.word for one in found] == ["holds", "not tested", "not tested"]
    assert {one.detail for one in found[1:]} == {"`~=` is a claim about given values, and there is none for `b`"}


def test_ids_without_a_size(tmp_path: Path) -> None:
    save(tmp_path / "t.npy", {"t": np.array([1, 50])})
    text = 'dim u, v, w\ninput t[u, v] { onehot: v, from: "t.npy" }\nparam E[v, w]\ny[i, m] = t[i, v] E[v, m]\n'
    (tmp_path / "a.tg").write_text(f"{text}check c: y[i, m] != 2 y[i, m]\n")
    doc = tg.load(tmp_path / "a.tg")
    assert doc.weights()["t"].tolist() == [1, 50]
    assert [one.word for one in doc.check()] == ["differs"]
    for made in (lambda: doc.run("y", random=0), lambda: doc.check({"t": np.array([1, 50])})):
        with pytest.raises(TensorgraphError, match="dimension `v` has no size"):
            made()
    for ids, message in [
        (np.array([-1]), "`t` has the id -1\n  |\n"),
        (np.array([0.5]), "`t` has ids of dtype float64, expected integers\n  |\n"),
    ]:
        save(tmp_path / "t.npy", {"t": ids})
        for made in (doc.weights, doc.check):
            with pytest.raises(TensorgraphError) as error:
                made()
            assert message in str(error.value) and '"t.npy"' in str(error.value)


def test_run_says_where_a_wrong_number_is_declared(tmp_path: Path) -> None:
    doc = checked(tmp_path, "A[i, j] == A[i, j]\ny = A[i, i]")
    save(tmp_path / "w.safetensors", {"a": np.array([[2.0, np.nan], [0, 2]])})
    with pytest.raises(TensorgraphError) as error:
        doc.run("y")
    (found,) = error.value.diagnostics
    assert (found.code, found.span and found.span.text) == ("not-finite", '"w.safetensors:a"')
