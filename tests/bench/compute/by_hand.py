"""The best PyTorch that we know, by hand: a function for each row, from the mathematics. Make it faster, and the goal
moves.

Each takes the parameters, prepares once what depends on them only, and returns the function of the inputs. Those are
what is timed, and are like what a compiler may write: they keep nothing from call to call, so that they may be called
from several threads. What is faster by writing into buffers of its own is apart, as `…_kept`.

Tried and lost for attention at small, middle and GPT-2 size, on the 2-core machine of `docs/performance.md`, as ratios
to one product for Q, K, V: three products 1.1, 1.1, 0.96; a batched product with weights by head 1.4, 1.9, 1.0;
`F.linear` with transposed weights 1.2, 1.0, 1.0; weights packed by MKL 1.4, 1.0, 1.0; softmax of a masked product
instead of SDPA 1.1, 1.5, 2.2; q, k, v copied to be contiguous, as much as SDPA gains by it; SDPA without a batch axis,
1.7 at the small size (it takes another kernel); `torch.compile`, freezing, 1.9, 1.0; `torch.jit.trace`, 1.0, 1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear
from torch.nn.functional import scaled_dot_product_attention as sdpa

Function: TypeAlias = "Callable[..., Tensor]"
Values: TypeAlias = "Mapping[str, Tensor]"

mm, bmm, addmm = torch.mm, torch.bmm, torch.addmm
"""A name of the module is found faster than an attribute of torch: 0.95 of a product of 8 × 8 matrices."""


def fused(*weights: Tensor) -> Tensor:
    """Projections [heads, model, head] beside each other as one matrix [model, sum of heads × head]."""
    flat = [weight.permute(1, 0, 2).reshape(weight.shape[1], -1) for weight in weights]
    return torch.cat(flat, 1).contiguous()


def attention(shape: Sequence[int], w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Function:
    """A causal attention block for x of a shape, [context, model] or [batch, context, model]: one product for queries,
    keys and values, which SDPA reads as they lie; its result lies by position, so that heads fuse for W_O."""
    heads, model, head = w_q.shape
    w_in, w_out = fused(w_q, w_k, w_v), w_o.reshape(heads * head, model)
    context, width = shape[-2], heads * head
    rows = torch.Size(shape[:-1]).numel()
    parts = (3, rows // context, heads, context, head)
    strides = (width, context * 3 * width, head, 3 * width, 1)

    def block(x: Tensor) -> Tensor:
        q, k, v = mm(x, w_in).as_strided(parts, strides).unbind(0)
        moved = sdpa(q, k, v, None, 0.0, True)
        del q, k, v  # freed before the last product, which then gets its pages: 0.98 where they are large
        return mm(moved.transpose(1, 2).reshape(rows, width), w_out)

    return block if len(shape) == 2 else lambda x: block(x.view(rows, model)).view(shape)


def attention_large(shape: Sequence[int], w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Function:
    """The same for x [context, model] where the model is wide: three products, whose rows SDPA finds closer together.
    One product lost, 1.03 to 1.06 at GPT-2 size."""
    heads, model, head = w_q.shape
    context, width = shape[0], heads * head
    w_q, w_k, w_v, w_out = fused(w_q), fused(w_k), fused(w_v), w_o.reshape(width, model)
    parts = (1, context, heads, head)

    def block(x: Tensor) -> Tensor:
        q, k, v = (mm(x, weight).view(parts).transpose(1, 2) for weight in (w_q, w_k, w_v))
        moved = sdpa(q, k, v, None, 0.0, True)
        del q, k, v
        return mm(moved.transpose(1, 2).reshape(context, width), w_out)

    return block


def attention_kept(shape: Sequence[int], w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Function:
    """The same into a buffer for queries, keys and values whose views are made once: no threads, no gradient."""
    heads, model, head = w_q.shape
    w_in, w_out = fused(w_q, w_k, w_v), w_o.reshape(heads * head, model)
    context, width = shape[-2], heads * head
    rows = torch.Size(shape[:-1]).numel()
    kept = w_in.new_empty(rows, 3 * width)
    q, k, v = torch.split(kept.view(rows // context, context, 3 * heads, head).transpose(1, 2), heads, 1)

    def block(x: Tensor) -> Tensor:
        mm(x, w_in, out=kept)
        return mm(sdpa(q, k, v, None, 0.0, True).transpose(1, 2).reshape(rows, width), w_out)

    return block if len(shape) == 2 else lambda x: block(x.view(rows, model)).view(shape)


def grouped(w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Function:
    """Causal attention whose W_Q [groups, queries, model, head] share W_K, W_V [groups, model, head] within a group;
    SDPA repeats nothing with ``enable_gqa``. Repeating keys and values lost, 1.08; expanded views of them, 1.03; a
    product for each, 1.05."""
    groups, queries, model, head = w_q.shape
    heads = groups * queries
    w_in, w_out = fused(w_q.reshape(heads, model, head), w_k, w_v), w_o.reshape(heads * head, model)

    def block(x: Tensor) -> Tensor:
        context = x.shape[0]
        made = mm(x, w_in).view(1, context, heads + 2 * groups, head).transpose(1, 2)
        q, k, v = torch.split(made, [heads, groups, groups], 1)
        moved = sdpa(q, k, v, is_causal=True, enable_gqa=True)
        del q, k, v, made
        return mm(moved.transpose(1, 2).reshape(context, heads * head), w_out)

    return block


def residual_attention(given: Values) -> Function:
    """x + A x W_V W_O for x [context, model]: W_OV is never made, (A (x W_V)) W_O is added to the stream. The product
    with W_OV, once made, takes model / head times the FLOPs."""
    w_q, w_k, w_v, w_o = (given[name] for name in ("W_Q", "W_K", "W_V", "W_O"))
    heads, model, head = w_q.shape
    w_in, width = fused(w_q, w_k, w_v), heads * head
    w_out = w_o.reshape(width, model)

    def block(x: Tensor) -> Tensor:
        context = len(x)
        strides = (width, context * 3 * width, head, 3 * width, 1)
        q, k, v = mm(x, w_in).as_strided((3, 1, heads, context, head), strides).unbind(0)
        return addmm(x, sdpa(q, k, v, None, 0.0, True).transpose(1, 2).reshape(context, width), w_out)

    return block


def key_attention(given: Values) -> Function:
    """Causal attention that moves its keys: two projections, of which SDPA gets the second twice."""
    w_q, w_k, w_o = (given[name] for name in ("W_Q", "W_K", "W_O"))
    heads, model, head = w_q.shape
    w_in, width = fused(w_q, w_k), heads * head
    w_out = w_o.reshape(width, model)

    def block(x: Tensor) -> Tensor:
        context = len(x)
        strides = (width, context * 2 * width, head, 2 * width, 1)
        q, k = mm(x, w_in).as_strided((2, 1, heads, context, head), strides).unbind(0)
        return mm(sdpa(q, k, k, None, 0.0, True).transpose(1, 2).reshape(context, width), w_out)

    return block


def one_score(given: Values) -> Function:
    """Scores [heads, context, context] of x [context, model]; the scale is on W_Q."""
    heads, _, head = given["W_Q"].shape
    w_in, width = fused(given["W_Q"] * head**-0.5, given["W_K"]), heads * head

    def score(x: Tensor) -> Tensor:
        context = len(x)
        strides = (width, head, 2 * width, 1)
        q, k = mm(x, w_in).as_strided((2, heads, context, head), strides).unbind(0)
        return bmm(q, k.transpose(1, 2))

    return score


def chain(a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """Four square matrices. `@` lost, 1.1; `linalg.multi_dot`, 1.1."""
    return mm(mm(mm(a, b), c), d)


def chain_kept(size: int, like: Tensor) -> Function:
    """The same into two buffers."""
    one, two = like.new_empty(size, size), like.new_empty(size, size)

    def product(a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
        mm(a, b, out=one)
        mm(one, c, out=two)
        return mm(two, d)

    return product


def trains(*sites: Tensor) -> Tensor:
    """Two tensor trains closed with each other, the sites of one, then of the other: the first [site, bond], those
    between [bond, site, bond], the last [bond, site]. From the right, so that every reshape is a view and every
    transpose is `F.linear`'s. From the left lost, 1.03; `flatten` instead of `view`, 1.05."""
    length = len(sites) // 2
    above, below = sites[:length], sites[length:]
    bond, site = above[-1].shape
    environment = linear(above[-1], below[-1])
    for place in range(length - 2, 0, -1):
        moved = mm(above[place].view(bond * site, bond), environment).view(bond, site * bond)
        environment = linear(moved, below[place].view(bond, site * bond))
    return mm(above[0], environment).mul_(below[0]).sum()


def trains_batched(*sites: Tensor) -> Tensor:
    """The same, another way: the transfer matrices of all inner sites in one batch, multiplied as a tree. More FLOPs
    and fewer calls, which pays only while bonds are small."""
    length = len(sites) // 2
    above, below = torch.stack(sites[1 : length - 1]), torch.stack(sites[length + 1 : -1])
    count, bond, site, _ = above.shape
    pairs = bmm(
        above.transpose(2, 3).reshape(count, bond * bond, site), below.transpose(1, 2).reshape(count, site, bond * bond)
    )
    transfer = pairs.view(count, bond, bond, bond, bond).transpose(2, 3).reshape(count, bond**2, bond**2)
    left = mm(sites[0].t(), sites[length]).view(1, bond**2)
    while len(transfer) > 1:
        even = len(transfer) // 2 * 2
        if even < len(transfer):  # the odd one joins the right end
            right = transfer[-1:]
            joined = bmm(transfer[0:even:2], transfer[1:even:2])
            transfer = torch.cat([joined, right])
        else:
            transfer = bmm(transfer[0::2], transfer[1::2])
    return mm(mm(left, transfer[0]), mm(sites[length - 1], sites[-1].t()).view(bond**2, 1)).view(())


def scores(w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Function:
    """Scores [heads2, context, context] of a second layer of attention, from x [context, model] and the patterns
    [heads, context, context] of the first: the stream is made, then read by one product for queries and keys."""
    heads, model, head = w_v.shape
    readers, _, width = w_q.shape
    read, write = fused(w_v), w_o.reshape(heads * head, model)
    w_in = fused(w_q * width**-0.5, w_k)

    def both(x: Tensor, pattern: Tensor) -> Tensor:
        context = x.shape[0]
        moved = bmm(pattern, mm(x, read).view(context, heads, head).transpose(0, 1))
        stream = addmm(x, moved.transpose(0, 1).reshape(context, heads * head), write)
        q, k = mm(stream, w_in).view(context, 2, readers, width).permute(1, 2, 0, 3).unbind(0)
        return bmm(q, k.transpose(1, 2))

    return both


def embedding(table: Tensor) -> Function:
    """Rows of a table [vocab, model] by ids. `F.embedding` lost, 1.08; `table[ids]`, 1.8."""
    return lambda ids: torch.index_select(table, 0, ids)


def gram(tall: Tensor) -> Tensor:
    """Tᵀ T of [many, few] from blocks of columns on and above the diagonal. The whole product lost, 1.3."""
    parts = torch.split(tall, max(1, tall.shape[1] // BLOCKS), 1)
    made = tall.new_empty(tall.shape[1], tall.shape[1])
    places = [0]
    for part in parts:
        places.append(places[-1] + part.shape[1])
    for row, part in enumerate(parts):
        block = mm(part.t(), tall[:, places[row] :])
        made[places[row] : places[row + 1], places[row] :] = block
        made[places[row] :, places[row] : places[row + 1]] = block.t()
    return made


BLOCKS = 4
"""Blocks of columns of a Gram matrix: 10 of 16 products are made."""


def ov_norms(w_e: Tensor, w_u: Tensor) -> Function:
    """‖W_E W_V W_O W_U‖ of each head, W_V [heads, model, head] and W_O [heads, head, model], by Gram matrices of W_E
    and W_U that all heads share: ‖·‖² = tr (W_Vᵀ G_E W_V)(W_O G_U W_Oᵀ)."""
    left, right = gram(w_e), gram(w_u.t())

    def norms(w_v: Tensor, w_o: Tensor) -> Tensor:
        reading, writing = small_grams(left, right, w_v, w_o)
        return (reading * writing).sum((1, 2)).sqrt()

    return norms


def small_grams(left: Tensor, right: Tensor, w_v: Tensor, w_o: Tensor) -> tuple[Tensor, Tensor]:
    """W_Vᵀ G W_V and W_O G W_Oᵀ, [heads, head, head]: all heads are the columns or rows of one product with G."""
    heads, model, head = w_v.shape
    read = mm(w_v.transpose(1, 2).reshape(heads * head, model), left).view(heads, head, model)
    wrote = mm(w_o.reshape(heads * head, model), right).view(heads, head, model)
    return bmm(read, w_v), bmm(wrote, w_o.transpose(1, 2))


def ov_spectra(w_e: Tensor, w_u: Tensor) -> Function:
    """The singular values of W_E W_V W_O W_U of each head: those of Lᵀ R, the Cholesky factors of its small Gram
    matrices, in float64. Values under 1e-3 of the largest lose digits; QR of W_E W_V keeps them."""
    left, right = gram(w_e), gram(w_u.t())

    def spectra(w_v: Tensor, w_o: Tensor) -> Tensor:
        reading, writing = (torch.linalg.cholesky(made.double()) for made in small_grams(left, right, w_v, w_o))
        values: Tensor = torch.linalg.svdvals(reading.transpose(1, 2) @ writing)
        return values.to(w_v.dtype)

    return spectra


def composition(v1: Tensor, o1: Tensor, q2: Tensor, k2: Tensor) -> Tensor:
    """‖W_OV W_QK‖ / (‖W_OV‖ ‖W_QK‖) for all pairs of heads, [heads of the first, of the second]: the Cholesky factors
    of the outer ends' Gram matrices stand for these, then one product for all pairs. QR instead lost, 1.35."""
    first, second = len(v1), len(q2)
    left = torch.linalg.cholesky(bmm(v1.transpose(1, 2), v1)).transpose(1, 2) @ o1
    right = torch.linalg.cholesky(bmm(k2.transpose(1, 2), k2)).transpose(1, 2) @ q2.transpose(1, 2)
    pairs = mm(left.flatten(0, 1), right.flatten(0, 1).t()).view(first, left.shape[1], second, right.shape[1])
    norms = pairs.square_().sum((1, 3)).sqrt_()
    return norms / torch.outer(*(torch.linalg.vector_norm(end, dim=(1, 2)) for end in (left, right)))


def gpt2(given: Values) -> Function:
    """GPT-2 from token ids [context] to logits; weights as `examples/gpt2.tg` has them. Biases are added as they are
    summed (`addmm`)."""
    layers = [
        gpt2_block({name: value[place] for name, value in given.items() if name in STACKED})
        for place in range(len(given["W_Q"]))
    ]
    table, positions, gain, bias = given["W_E"], given["W_pos"], given["g_f"], given["b_f"]
    out, model = table.t(), table.shape[1:]

    def logits(ids: Tensor) -> Tensor:
        x = torch.index_select(table, 0, ids).add_(positions)
        for layer in layers:
            x = layer(x)
        return mm(layer_norm(x, model, gain, bias), out)

    return logits


STACKED = (
    "W_Q",
    "W_K",
    "W_V",
    "W_O",
    "b_Q",
    "b_K",
    "b_V",
    "b_O",
    "W_in",
    "b_in",
    "W_out",
    "b_out",
    "g_1",
    "b_1",
    "g_2",
    "b_2",
)
"""Parameters with an axis for the layers."""


def gpt2_block(given: Values) -> Function:
    """One layer, for a stream [context, model], which is left as it is; what is added to it is added where it lies."""
    heads, model, head = given["W_Q"].shape
    width = heads * head
    w_in, b_in = (
        fused(*(given[f"W_{name}"] for name in "QKV")),
        torch.cat([given[f"b_{name}"].flatten() for name in "QKV"]),
    )
    w_out, b_out = given["W_O"].reshape(width, model), given["b_O"]
    first, second, shape = (given["g_1"], given["b_1"]), (given["g_2"], given["b_2"]), (model,)
    up, b_up, down, b_down = given["W_in"], given["b_in"], given["W_out"], given["b_out"]

    def layer(x: Tensor) -> Tensor:
        context = len(x)
        strides = (width, context * 3 * width, head, 3 * width, 1)
        read = addmm(b_in, layer_norm(x, shape, *first), w_in)
        q, k, v = read.as_strided((3, 1, heads, context, head), strides).unbind(0)
        moved = sdpa(q, k, v, None, 0.0, True).transpose(1, 2).reshape(context, width)
        x = addmm(x, moved, w_out).add_(b_out)
        inner = gelu(addmm(b_up, layer_norm(x, shape, *second), up), approximate="tanh")
        return x.add_(b_down).addmm_(inner, down)

    return layer
