"""The twins against torch's own modules and explicit einsums, on random float64 tensors."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

Values = dict[str, Tensor]
TOLERANCE = 1e-12
SEEDS = [0, 1, 2]


def load(name: str) -> Callable[[Values], Values]:
    """The function `twin` of the file NAME.py beside this one."""
    path = Path(__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"twin_alone_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.twin


def draw(shapes: dict[str, tuple[int, ...]], seed: int) -> Values:
    """Standard normal float64 tensors of the given shapes."""
    g = torch.Generator().manual_seed(seed)
    return {n: torch.randn(s, generator=g, dtype=torch.float64) for n, s in shapes.items()}


def ids(count: int, vocab: int, seed: int) -> Tensor:
    """Random token ids, count of them, below vocab."""
    return torch.randint(vocab, (count,), generator=torch.Generator().manual_seed(seed))


def same(got: Values, want: Values) -> None:
    """Same names, shapes and types; |got - want| <= 1e-12 max(1, max |want|)."""
    assert got.keys() == want.keys()
    for name in want:
        a, b = got[name], want[name]
        assert a.shape == b.shape, name
        assert a.dtype == b.dtype == torch.float64, name
        assert torch.isfinite(a).all(), name
        size = max(1.0, b.abs().max().item())
        assert (a - b).abs().max().item() <= TOLERANCE * size, name


def linear(W: Tensor, b: Tensor | None = None) -> nn.Linear:
    """nn.Linear computing x W + b."""
    layer = nn.Linear(W.shape[0], W.shape[1], bias=b is not None, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(W.T)
        if b is not None:
            layer.bias.copy_(b)
    return layer


def norm(g: Tensor, b: Tensor) -> nn.LayerNorm:
    """nn.LayerNorm with gain g and bias b."""
    layer = nn.LayerNorm(g.shape[0], eps=1e-5, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(g)
        layer.bias.copy_(b)
    return layer


def hat(context: int) -> Tensor:
    """The 0 / -inf additive causal mask of nn.Transformer."""
    return nn.Transformer.generate_square_subsequent_mask(context, dtype=torch.float64)


def weights(S: Tensor) -> Tensor:
    """Causal softmax over the last axis, through the additive mask."""
    return F.softmax(S + hat(S.shape[-1]), dim=-1)


def rows(W: Tensor) -> Tensor:
    """[heads, model, head] to nn.MultiheadAttention's [heads*head, model]."""
    return torch.einsum("hmd->hdm", W).reshape(-1, W.shape[1])


def mha(v: Values) -> nn.MultiheadAttention:
    """nn.MultiheadAttention with v's weights; heads * head must be model; absent biases are 0."""
    heads, model, head = v["W_Q"].shape
    assert heads * head == model
    layer = nn.MultiheadAttention(model, heads, bias=True, batch_first=True, dtype=torch.float64)
    zero = torch.zeros(heads, head, dtype=torch.float64)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.cat([rows(v["W_Q"]), rows(v["W_K"]), rows(v["W_V"])]))
        layer.in_proj_bias.copy_(torch.cat([v.get(n, zero).reshape(-1) for n in ("b_Q", "b_K", "b_V")]))
        layer.out_proj.weight.copy_(v["W_O"].reshape(model, model).T)
        layer.out_proj.bias.copy_(v.get("b_O", torch.zeros(model, dtype=torch.float64)))
    return layer


def attend(layer: nn.MultiheadAttention, x: Tensor) -> tuple[Tensor, Tensor]:
    """Causal self-attention: output [context, model] and weights [heads, context, context]."""
    out, A = layer(x[None], x[None], x[None], attn_mask=hat(x.shape[0]), need_weights=True, average_attn_weights=False)
    return out[0], A[0]


@pytest.fixture(autouse=True)
def no_grad():
    with torch.no_grad():
        yield


@pytest.mark.parametrize("seed", SEEDS)
def test_basics(seed: int) -> None:
    n, m, k, l = 3, 5, 4, 2
    v = draw(
        {"s": (), "u": (n,), "w": (n,), "c": (m,), "A": (n, m), "A1": (n, m), "B": (m, n), "C": (n, k),
         "T": (n, m, k), "R": (n, m, k, l)}, seed)  # fmt: skip
    product = torch.einsum("ij,jp->ip", v["A"], v["B"])
    assert (product < 0).any() and (product > 0).any()
    same(load("basics")(v), {
        "dot": torch.einsum("i,i->", v["u"], v["w"]),
        "outer": torch.einsum("i,j->ij", v["u"], v["c"]),
        "matvec": torch.einsum("ij,j->i", v["A"], v["c"]),
        "matmat": product,
        "trace": torch.trace(product),
        "added": torch.add(v["A"], v["A1"]),
        "composed": torch.einsum("ip,pk->ik", nn.ReLU()(product), v["C"]),
        "hadamard": torch.einsum("ij,ij->ij", v["A"], v["A1"]),
        "total": torch.einsum(",ijkl->", v["s"], v["R"]),
        "three": torch.einsum("ijk,j,pk,p->i", v["T"], v["c"], v["C"], v["u"]),
    })  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_mlp(seed: int) -> None:
    batch, in_, mid, out = 6, 3, 7, 4
    v = draw({"x": (batch, in_), "W_up": (in_, mid), "b_up": (mid,), "W_down": (mid, out), "b_down": (out,)}, seed)
    first = nn.Sequential(linear(v["W_up"], v["b_up"]), nn.GELU())
    second = nn.Sequential(linear(v["W_down"], v["b_down"]), nn.GELU())
    same(load("mlp")(v), {"mid": first(v["x"]), "z": nn.Sequential(first, second)(v["x"])})


@pytest.mark.parametrize("seed", SEEDS)
def test_head(seed: int) -> None:
    context, vocab, model, head = 5, 11, 7, 3
    v = draw({"W_E": (vocab, model), "W_Q": (model, head), "W_K": (model, head), "W_V": (model, head),
              "W_O": (head, model)}, seed)  # fmt: skip
    v["t"] = ids(context, vocab, seed)
    x = nn.Embedding.from_pretrained(v["W_E"])(v["t"])
    one_hot = F.one_hot(v["t"], vocab).double()
    assert torch.equal(x, torch.einsum("cv,vm->cm", one_hot, v["W_E"]))
    q, k, z = (linear(v[n])(x) for n in ("W_Q", "W_K", "W_V"))
    S = torch.einsum("qd,kd->qk", q, k) / head**0.5
    h = linear(v["W_O"])(F.scaled_dot_product_attention(q[None], k[None], z[None], is_causal=True)[0])
    same(load("head")(v), {"x": x, "S": S, "A": weights(S), "h": h})


def multihead_values(context: int, heads: int, model: int, head: int, seed: int) -> Values:
    """x and the four stacks of head matrices."""
    W = (heads, model, head)
    return draw({"x": (context, model), "W_Q": W, "W_K": W, "W_V": W, "W_O": (heads, head, model)}, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_multihead(seed: int) -> None:
    context, heads, model, head = 5, 3, 7, 4
    v = multihead_values(context, heads, model, head, seed)
    q, k, z = (torch.einsum("cm,hmd->hcd", v["x"], v[n]) for n in ("W_Q", "W_K", "W_V"))
    S = torch.einsum("hqd,hkd->hqk", q, k) / head**0.5
    each = F.scaled_dot_product_attention(q, k, z, is_causal=True)
    Z = torch.einsum("hcd->chd", each).reshape(context, heads * head)
    H = linear(v["W_O"].reshape(heads * head, model))(Z)
    same(load("multihead")(v), {"S": S, "A": weights(S), "H": H, "Z": Z})


@pytest.mark.parametrize("seed", SEEDS)
def test_multihead_is_torchs(seed: int) -> None:
    v = multihead_values(5, 3, 12, 4, seed)
    H, A = attend(mha(v), v["x"])
    got = load("multihead")(v)
    same({"H": got["H"], "A": got["A"]}, {"H": H, "A": A})


@pytest.mark.parametrize("seed", SEEDS)
def test_one_layer(seed: int) -> None:
    context, vocab, heads, model, head = 6, 11, 3, 7, 4
    W = (heads, model, head)
    v = draw({"W_E": (vocab, model), "W_U": (model, vocab), "W_Q": W, "W_K": W, "W_V": W,
              "W_O": (heads, head, model), "W_pos": (context, model)}, seed)  # fmt: skip
    v["t"] = ids(context, vocab, seed)
    x0 = F.embedding(v["t"], v["W_E"])
    y = torch.add(x0, v["W_pos"])
    q, k = (torch.einsum("cm,hmd->hcd", y, v[n]) for n in ("W_Q", "W_K"))
    z = torch.einsum("cm,hmd->hcd", x0, v["W_V"])
    A = weights(torch.einsum("hqd,hkd->hqk", q, k) / head**0.5)
    each = F.scaled_dot_product_attention(q, k, z, is_causal=True)
    x1 = x0 + torch.einsum("hcd,hdm->cm", each, v["W_O"])
    W_OV = torch.einsum("hmd,hdn->hmn", v["W_V"], v["W_O"])
    unembed = linear(v["W_U"])
    got = load("one_layer")(v)
    same(got, {"x0": x0, "A": A, "x1": x1, "logits": unembed(x1), "direct": unembed(x0), "W_OV": W_OV})
    paths = torch.einsum("hqk,km,hmn,nv->qv", got["A"], x0, W_OV, v["W_U"])
    same({"logits": got["logits"]}, {"logits": got["direct"] + paths})


def block_values(context: int, heads: int, model: int, head: int, mlp: int, seed: int) -> Values:
    """All tensors of one GPT-2 block."""
    W, b = (heads, model, head), (heads, head)
    return draw(
        {"x": (context, model), "g_1": (model,), "b_1": (model,), "W_Q": W, "W_K": W, "W_V": W, "b_Q": b, "b_K": b,
         "b_V": b, "W_O": (heads, head, model), "b_O": (model,), "g_2": (model,), "b_2": (model,),
         "W_in": (model, mlp), "b_in": (mlp,), "W_out": (mlp, model), "b_out": (model,)}, seed)  # fmt: skip


def block_rest(v: Values, mid: Tensor) -> Values:
    """The second half of the block from torch modules: f and y."""
    up = nn.Sequential(norm(v["g_2"], v["b_2"]), linear(v["W_in"], v["b_in"]), nn.GELU(approximate="tanh"))
    f = up(mid)
    return {"f": f, "y": mid + linear(v["W_out"], v["b_out"])(f)}


@pytest.mark.parametrize("seed", SEEDS)
def test_gpt2_block(seed: int) -> None:
    context, heads, model, head, mlp = 5, 3, 7, 4, 9
    v = block_values(context, heads, model, head, mlp, seed)
    n1 = norm(v["g_1"], v["b_1"])(v["x"])
    q, k, z = (torch.einsum("cm,hmd->hcd", n1, v[f"W_{n}"]) + v[f"b_{n}"].unsqueeze(1) for n in "QKV")
    A = weights(torch.einsum("hqd,hkd->hqk", q, k) / head**0.5)
    each = F.scaled_dot_product_attention(q, k, z, is_causal=True)
    Z = torch.einsum("hcd->chd", each).reshape(context, heads * head)
    mid = v["x"] + linear(v["W_O"].reshape(heads * head, model), v["b_O"])(Z)
    same(load("gpt2_block")(v), {"n1": n1, "A": A, "mid": mid, **block_rest(v, mid)})


@pytest.mark.parametrize("seed", SEEDS)
def test_gpt2_block_is_torchs(seed: int) -> None:
    v = block_values(5, 3, 12, 4, 17, seed)
    n1 = norm(v["g_1"], v["b_1"])(v["x"])
    out, A = attend(mha(v), n1)
    mid = v["x"] + out
    same(load("gpt2_block")(v), {"n1": n1, "A": A, "mid": mid, **block_rest(v, mid)})


@pytest.mark.parametrize("seed", SEEDS)
def test_gpt2_block_is_an_encoder_layer(seed: int) -> None:
    v = block_values(5, 3, 12, 4, 17, seed)
    layer = nn.TransformerEncoderLayer(
        12, 3, 17, dropout=0.0, activation=nn.GELU(approximate="tanh"), layer_norm_eps=1e-5, batch_first=True,
        norm_first=True, dtype=torch.float64)  # fmt: skip
    layer.self_attn = mha(v)
    layer.norm1, layer.norm2 = norm(v["g_1"], v["b_1"]), norm(v["g_2"], v["b_2"])
    layer.linear1, layer.linear2 = linear(v["W_in"], v["b_in"]), linear(v["W_out"], v["b_out"])
    y = layer(v["x"][None], src_mask=hat(5))[0]
    same({"y": load("gpt2_block")(v)["y"]}, {"y": y})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["multihead", "gpt2_block"])
def test_the_future_is_unseen(name: str, seed: int) -> None:
    context = 5
    v = block_values(context, 3, 7, 4, 9, seed)
    changed = {**v, "x": torch.cat([v["x"][:-1], v["x"][-1:] + 1.0])}
    before, after = load(name)(v), load(name)(changed)
    last = {"multihead": "H", "gpt2_block": "y"}[name]
    assert (before[last][:-1] - after[last][:-1]).abs().max() <= TOLERANCE * max(1.0, before[last].abs().max().item())
    assert (before[last][-1] - after[last][-1]).abs().max() > 1e-6
    assert (before["A"].triu(1) == 0).all()
    assert (before["A"].sum(dim=-1) - 1).abs().max() <= TOLERANCE
